from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import EVERYONE, ORGANIZER
from seminar.forms.facts import NewSeminarForm
from seminar.models import Seminar


@require_safe
def home(request):
    """The seminars of whoever is signed in; to others, what this is."""
    if not request.user.is_authenticated:
        return render(request, "seminar/welcome.html")
    seminars = Seminar.objects.run_by(request.user, *EVERYONE)
    return render(request, "seminar/home.html", {"seminars": seminars})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """A seminar from scratch, or like one this person has organized."""
    earlier = Seminar.objects.run_by(request.user, ORGANIZER)
    form = NewSeminarForm(request.POST or None, earlier=earlier, initial={"language": request.LANGUAGE_CODE})
    if form.is_valid():
        return redirect("setup", form.start(by=request.user).slug)
    return render(request, "seminar/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def health(request):
    """Tells a proxy that the process answers; asks the database nothing."""
    return HttpResponse("ok", content_type="text/plain")
