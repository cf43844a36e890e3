"""The devices of a seminar, for the organizer: for which group each writes, whether it may write, and its notes."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from posts.room.device_forms import DeviceAccessForm, DeviceForm, DeviceGroupForm, DeviceNotesForm
from seminar.access import ORGANIZER, find_seminar
from seminar.models import Group, Scribe


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    hidden = seminar.posts.hidden_devices(seminar)
    scribes = list(seminar.scribes.by_group())
    for scribe in scribes:
        scribe.notes_hidden = scribe.pk in hidden
    unknown = sum(scribe.group is None and scribe.removed_at is None for scribe in scribes)
    groups = list(seminar.groups.with_presence())
    context = {
        "seminar": seminar,
        "scribes": scribes,
        "groups": groups,
        "unknown": unknown,
        "without_device": sum(not group.is_present for group in groups),
    }
    return render(request, "posts/room/devices.html", context)


def for_device(form_class: type[DeviceForm]) -> Callable[[Callable], Callable]:
    """Decorates a function (request, scribe, **cleaned_data) that changes one device, and makes it a view.

    The view answers with a redirect to the device in the list.
    """

    def decorate(change):
        @login_required
        @require_POST
        @wraps(change)
        def wrapped(request, slug: str, pk: int):
            seminar = find_seminar(request.user, slug, ORGANIZER)
            scribe = get_object_or_404(seminar.scribes.select_related("group"), pk=pk)
            form = form_class(request.POST, seminar=seminar)
            if form.is_valid():
                change(request, scribe, **form.cleaned_data)
            else:
                messages.error(request, next(iter(form.errors.values()))[0])
            return redirect(f"{reverse('devices', args=[slug])}#device-{pk}")

        return wrapped

    return decorate


@for_device(DeviceGroupForm)
def move(request: HttpRequest, scribe: Scribe, *, group: Group | None) -> None:
    scribe.move(group, by=request.user)


@for_device(DeviceAccessForm)
def set_access(request: HttpRequest, scribe: Scribe, *, door: str) -> None:
    (scribe.remove if door == "out" else scribe.let_in)(by=request.user)


@for_device(DeviceNotesForm)
def set_notes_visibility(request: HttpRequest, scribe: Scribe, *, notes: str) -> None:
    posts = scribe.seminar.posts
    if notes == "hide":
        count = len(posts.hide_all(scribe, by=request.user))
        message = ngettext("%(count)d note is hidden.", "%(count)d notes are hidden.", count)
    else:
        count = len(posts.show_all(scribe, by=request.user))
        message = ngettext("%(count)d note is shown again.", "%(count)d notes are shown again.", count)
    messages.success(request, message % {"count": count})
