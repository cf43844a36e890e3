"""The devices of a seminar, for the organizer: who writes for which group, and putting right what is wrong."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from posts.device_forms import DoorForm, MoveForm, NotesForm
from seminar.access import ORGANIZER, find_seminar


@login_required
@require_safe
def devices(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    hushed = seminar.posts.hushed(seminar)
    scribes = list(seminar.scribes.by_group())
    for scribe in scribes:
        scribe.hushed = scribe.pk in hushed
    unknown = sum(scribe.group is None and scribe.removed_at is None for scribe in scribes)
    context = {"seminar": seminar, "scribes": scribes, "groups": seminar.groups.all(), "unknown": unknown}
    return render(request, "posts/devices.html", context)


def of_device(form_class):
    """A view (request, scribe, cleaned) that puts one device right; then back to it in the list."""

    def decorate(view):
        @login_required
        @require_POST
        @wraps(view)
        def wrapped(request, slug: str, pk: int):
            seminar = find_seminar(request.user, slug, ORGANIZER)
            scribe = get_object_or_404(seminar.scribes.select_related("group"), pk=pk)
            form = form_class(request.POST, seminar=seminar)
            if form.is_valid():
                view(request, scribe, **form.cleaned_data)
            else:
                messages.error(request, next(iter(form.errors.values()))[0])
            return redirect(f"{reverse('devices', args=[slug])}#device-{pk}")

        return wrapped

    return decorate


@of_device(MoveForm)
def move(request, scribe, *, group) -> None:
    scribe.move(group, by=request.user)


@of_device(DoorForm)
def turn_door(request, scribe, *, door: str) -> None:
    (scribe.remove if door == "out" else scribe.let_in)(by=request.user)


@of_device(NotesForm)
def turn_notes(request, scribe, *, notes: str) -> None:
    posts = scribe.seminar.posts
    if notes == "hide":
        count = posts.hush(scribe, by=request.user)
        said = ngettext("%(count)d note is hidden.", "%(count)d notes are hidden.", count)
    else:
        count = posts.hear(scribe, by=request.user)
        said = ngettext("%(count)d note is shown again.", "%(count)d notes are shown again.", count)
    messages.success(request, said % {"count": count})
