from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ORGANIZER
from seminar.joining.forms import CodeForm
from seminar.models import Seminar
from seminar.setup.forms import NewSeminarForm
from seminar.setup.seminars import SeminarList


@require_safe
def home(request):
    """The seminars of the person who is logged in. Others get a page about Rundebord."""
    if not request.user.is_authenticated:
        return render(request, "seminar/setup/welcome.html", {"form": CodeForm()})
    search = request.GET.get("search", "").strip()[:200]
    context = {"seminars": SeminarList.of(request.user, search), "search": search}
    return render(request, "seminar/setup/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Starts a seminar from scratch, from a pattern, or like an earlier one of this organizer."""
    earlier = Seminar.objects.run_by(request.user, ORGANIZER)
    initial = {"language": request.LANGUAGE_CODE, "like": request.GET.get("like", "")}
    form = NewSeminarForm(request.POST or None, earlier=earlier, initial=initial)
    if form.is_valid():
        return redirect("setup", form.start(by=request.user).slug)
    return render(request, "seminar/setup/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def health(request):
    """Shows a proxy that the process answers. Makes no query."""
    return HttpResponse("ok", content_type="text/plain")
