"""The room: rounds that are steered, groups that write, and notes that came late."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from posts.room import Room
from posts.showing import RoomForm
from seminar.access import EDITORS, find_seminar
from seminar.models.round import Phase

LATE_SHOWN = 20


@login_required
@require_safe
def show(request, slug: str):
    return render(request, "posts/room.html", seen(request, slug))


@login_required
@require_safe
def now(request, slug: str):
    """The same parts again, as they are now."""
    return render(request, "posts/_now.html", seen(request, slug))


def seen(request, slug: str) -> dict:
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = RoomForm(request.GET, seminar=seminar)
    round, late = form.shown(), seminar.posts.late()
    return {
        "seminar": seminar,
        "form": form,
        "rounds": form.rounds,
        "open": next((one for one in form.rounds if one.phase() == Phase.OPEN), None),
        "now": timezone.now(),
        "room": round and Room.of(round, order=form.chosen("order")),
        "late": late[:LATE_SHOWN],
        "late_count": late.count(),
    }
