"""The room: the rounds to open and close, the groups that write, and notes that came late."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from posts.models import Draft
from posts.room.filter_forms import RoomForm
from posts.room.grid import Grid
from posts.room.wall_actions import wall_context
from seminar.access import EDITORS, find_seminar
from seminar.models import DialogueRound, Seminar
from seminar.models.round import Phase
from seminar.rounds.plan import DayPlan
from seminar.rounds.steps import last_step

LATE_SHOWN = 20
WAITING_SHOWN = 10


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "posts/room/room.html", _context(request, slug))


@login_required
@require_safe
def current(request: HttpRequest, slug: str) -> HttpResponse:
    """The content of the page as it is now. An open page fetches it to update itself."""
    return render(request, "posts/room/_now.html", _context(request, slug))


@login_required
@require_POST
def ask_for_unsent(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks the devices that have unsent text in the round to send it."""
    round = get_object_or_404(find_seminar(request.user, slug, *EDITORS).rounds, pk=pk)
    count = Draft.objects.ask_for(round, by=request.user)
    sentence = ngettext(
        "%(count)d device was asked to send its text.", "%(count)d devices were asked to send their text.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect("room", slug)


def _unopenable(seminar: Seminar, rounds: list[DialogueRound]) -> DialogueRound | None:
    """The round that was opened last, where its opening can be undone."""
    opened = [round for round in rounds if round.opened_at and not seminar.finished_at]
    last = max(opened, key=attrgetter("opened_at"), default=None)
    return last if last and last.may_unopen() else None


def _context(request: HttpRequest, slug: str) -> dict[str, Any]:
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = RoomForm(request.GET, seminar=seminar)
    round, late = form.chosen_round(), seminar.posts.late()
    return {
        "seminar": seminar,
        "form": form,
        "rounds": form.rounds,
        "groups": seminar.groups.all(),
        "to_groups": seminar.messages.current().select_related("group", "by"),
        "open": next((round for round in form.rounds if round.phase() == Phase.OPEN), None),
        "next_round": next((round for round in form.rounds if round.state == round.State.PLANNED), None),
        "step": last_step(seminar),
        "plan": DayPlan.of(seminar, form.rounds),
        "unopenable": _unopenable(seminar, form.rounds),
        "begun": any(round.state != round.State.PLANNED for round in form.rounds),
        "now": timezone.now(),
        "grid": round and Grid.of(round, order=form.chosen_order),
        "late": late[:LATE_SHOWN],
        "late_count": late.count(),
        "waiting": seminar.posts.waiting()[:WAITING_SHOWN],
    } | wall_context(request, seminar)
