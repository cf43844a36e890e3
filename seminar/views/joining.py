"""Coming in with a device: by a code that is typed, or the QR code of a group.

Nothing happens until a button is pressed, since programs that preview links open them too.
"""

from functools import wraps

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seminar.access import known_scribes, remember
from seminar.forms.joining import CodeForm, ScribeForm
from seminar.joining import Door, TooManyFailures, find_door
from seminar.models import Scribe

MANY_GROUPS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("join", form.cleaned_data["code"])
    return ask_for_code(request, form, status=422 if form.errors else 200)


def ask_for_code(request, form=None, **how):
    status = how.pop("status", 200)
    left = request.session.pop("left", "")
    context = {"form": form or CodeForm(), "known": known_scribes(request), "left": left} | how
    return render(request, "seminar/enter.html", context, status=status)


def through_door(view):
    """A view (request, door, known). Closed, changed and unknown doors look the same."""

    @wraps(view)
    def wrapped(request, key: str):
        known = known_scribes(request)
        try:
            door = find_door(request, key, known)
        except TooManyFailures:
            return ask_for_code(request, throttled=True, status=429)
        return view(request, door, known) if door else ask_for_code(request, nowhere=True, status=404)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def join(request, door: Door, known: list[Scribe]):
    mine = next((scribe for scribe in known if scribe.seminar_id == door.seminar.pk), None)
    groups = None if door.group or door.scribe else door.seminar.groups.all()
    form = ScribeForm(request.POST or None, groups=groups, initial={"name": mine.name if mine else ""})
    if form.is_valid():
        scribe = come_in(door, mine, **form.cleaned_data)
        if scribe is None:
            return ask_for_code(request, nowhere=True, status=404)
        response = redirect(scribe)
        remember(response, scribe)
        return response
    search = request.GET.get("search", "").strip()
    if groups is not None and search and request.method != "POST":
        form.fields["group"].queryset = groups.named_like(search)
    context = {"meeting": door.seminar, "door": door, "mine": mine, "form": form, "search": search}
    context["many"] = groups is not None and groups.count() > MANY_GROUPS
    return render(request, "seminar/join.html", context, status=422 if form.errors else 200)


def come_in(door: Door, mine: Scribe | None, *, name: str = "", group=None) -> Scribe | None:
    """The scribe that the device is from now on. None where another device was quicker with the code to move."""
    if door.scribe:
        return Scribe.objects.take_move(door.scribe.move_code)
    group = door.group or group
    if mine and mine.group_id == (group and group.pk):
        return mine  # the button pressed twice, or a reload
    return Scribe.objects.join(seminar=door.seminar, group=group, name=name)
