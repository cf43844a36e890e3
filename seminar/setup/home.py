from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ORGANIZER, VIEWER, find_scribe, find_seminar
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


@require_safe
def front(request, slug):
    """The address of a seminar without a page leads to where one works in it."""
    if request.user.is_authenticated:
        with suppress(Http404):
            return redirect("summary" if find_seminar(request.user, slug).role == VIEWER else "room", slug)
    try:
        return redirect(find_scribe(request, slug))
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())


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
