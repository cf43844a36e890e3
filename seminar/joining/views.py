"""Joining a seminar with a device, by a typed code or a group's QR code.

Nothing is saved until a button is pressed, since programs that preview links open them too.
"""

from functools import wraps

from allauth.core.ratelimit import respond_429
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ShutOut, find_scribe, known_scribes, remember
from seminar.joining.destination import Destination, DoorsClosed, TooManyAttempts, find_destination
from seminar.joining.forms import CodeForm, ScribeForm
from seminar.models import Group, Scribe
from seminar.models.scribe import MINUTE, OnlyOrganizerMoves, TooManyChanges, TooManyDevices

MANY_GROUPS = 12
ICONS = [
    ("img/icon-192.png", 192, "any"),
    ("img/icon-512.png", 512, "any"),
    ("img/icon-maskable-512.png", 512, "maskable"),
]


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("join", form.cleaned_data["code"])
    return ask_for_code(request, form, status=422 if form.errors else 200)


def ask_for_code(request: HttpRequest, form: CodeForm | None = None, status: int = 200, **context) -> HttpResponse:
    left = request.session.pop("left", "")
    context |= {"form": form or CodeForm(), "known": known_scribes(request), "left": left}
    return render(request, "seminar/joining/enter.html", context, status=status)


def with_destination(view):
    """A view (request, destination, known). Changed and unknown codes get the same answer."""

    @wraps(view)
    def wrapped(request, key: str):
        known = known_scribes(request)
        try:
            destination = find_destination(request, key, known)
        except TooManyAttempts:
            return ask_for_code(request, throttled=True, status=429)
        except DoorsClosed as closed:
            return ask_for_code(request, closed=closed.seminar, status=404)
        if destination is None:
            return ask_for_code(request, nowhere=True, status=404)
        return view(request, destination, known)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@with_destination
def join(request, destination: Destination, known: list[Scribe]):
    try:
        find_scribe(request, destination.seminar.slug)
    except ShutOut as error:
        return shut_out(request, error.scribe)
    except Http404:
        pass  # it joins for the first time
    current = next((scribe for scribe in known if scribe.seminar_id == destination.seminar.pk), None)
    groups = None if destination.group or destination.scribe else destination.seminar.groups.all()
    form = ScribeForm(request.POST or None, groups=groups, initial={"name": current.name if current else ""})
    if form.is_valid():
        try:
            scribe = become_scribe(destination, current, **form.cleaned_data)
        except OnlyOrganizerMoves:  # another press was first, and chose another group
            return redirect("who", destination.seminar.slug)
        except TooManyChanges:
            return too_fast(request)
        except TooManyDevices:
            response = ask_for_code(request, crowded=True, status=429)
            response["Retry-After"] = "60"
            return response
        if scribe is None:
            return ask_for_code(request, nowhere=True, status=404)
        response = redirect(scribe)
        remember(response, scribe)
        return response
    search = request.GET.get("search", "").strip()
    if groups is not None and search and request.method != "POST":
        form.fields["group"].queryset = groups.named_like(search)
    context = {
        "meeting": destination.seminar,
        "destination": destination,
        "current": current,
        "form": form,
        "search": search,
        "many": groups is not None and groups.count() > MANY_GROUPS,
    }
    return render(request, "seminar/joining/join.html", context, status=422 if form.errors else 200)


def shut_out(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    """Says so to the device, which keeps its cookie: the organizer may let it in again."""
    return render(request, "seminar/joining/shut_out.html", {"scribe": scribe, "meeting": scribe.seminar}, status=403)


def too_fast(request: HttpRequest) -> HttpResponse:
    response = respond_429(request)
    response["Retry-After"] = str(MINUTE.seconds)
    return response


def become_scribe(
    destination: Destination, current: Scribe | None, *, name: str = "", group: Group | None = None
) -> Scribe | None:
    """The scribe that the device is from now on. `current` is the one it was in this seminar.

    One that did not know its group yet takes its notes along to it. None if another device has already used the code
    to move. Raises TooManyDevices, TooManyChanges, OnlyOrganizerMoves.
    """
    if destination.scribe:
        return Scribe.objects.take_move(destination.scribe.move_code)
    group = destination.group or group
    if current and current.group_id == (group and group.pk):
        return current  # the button was pressed twice, or the page reloaded
    if current and current.group_id is None:
        current.introduce(name=name or current.name, group=group)
        return current
    return Scribe.objects.join(seminar=destination.seminar, group=group, name=name)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How a phone installs the program, for those who choose to. It opens where a device finds its seminars again.

    Browsers fetch it without cookies, so it names no seminar.
    """
    icons = [
        {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    data = {
        "name": "Rundebord",
        "id": reverse("enter"),
        "start_url": reverse("enter"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#6f1d46",
        "icons": icons,
    }
    return JsonResponse(data, content_type="application/manifest+json")
