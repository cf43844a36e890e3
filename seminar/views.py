from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seminar.models import Seminar


@require_safe
def home(request):
    """The seminars of whoever is signed in; to others, what this is."""
    if not request.user.is_authenticated:
        return render(request, "seminar/welcome.html")
    seminars = Seminar.objects.of(request.user)
    return render(request, "seminar/home.html", {"seminars": seminars})


@require_safe
def health(request):
    """Tells a proxy that the process answers; asks the database nothing."""
    return HttpResponse("ok", content_type="text/plain")
