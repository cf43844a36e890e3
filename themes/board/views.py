"""The board: notes in a queue, beside the themes they are sorted under."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from seminar.forms import own_address, row_ids
from seminar.models import DialogueRound, Seminar
from seminar.models.until_changed import until_changed
from themes.board.action import Action
from themes.board.actions import ACTIONS, MakeTheme, ShowQuote, Undo
from themes.board.cards import acted_on, cards_of, number_of_new, screen_of
from themes.board.counts import ThemeCounts
from themes.board.presence import PresenceForm
from themes.board.queue import POSTS_A_SCREEN, QueueForm
from themes.filters import board_filter
from themes.history.entries import undone_by_others
from themes.suggestions.presenter import with_suggestions, words_of_round


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    chosen, queue = board_filter(request.GET, seminar=seminar), QueueForm(request.GET)
    posts, more = screen_of(chosen, queue, seminar=seminar)
    context = board_context(seminar)
    context |= {
        "filter": chosen,
        "queue": queue,
        "posts": posts,
        "found": chosen.posts().count() if chosen.chosen else context["tally"].notes,
        "more": more,
        "action_addresses": {name.replace("_", "-"): reverse(f"board_{name}", args=[slug]) for name in ACTIONS},
        "standing_out": _standing_out(chosen.chosen.get("round"), seminar),
        "people": seminar.members.in_roles(EDITORS).by_name(),
    }
    return render(request, "themes/board/board.html", context)


@login_required
@require_safe
def cards(request: HttpRequest, slug: str) -> HttpResponse:
    """What a board shows, as it is now: the notes it names, the counts, and how many notes it does not show yet.

    Those came after its newest, or are among those it names as `returned`: shown again, or no longer merged or split.
    """
    seminar = find_seminar(request.user, slug)
    request.GET = choices = request.GET.copy()
    names = ("post", "whole", "newest", "since", "returned")
    asked, whole, newest, since, returned = (row_ids(choices.pop(name, [])) for name in names)
    chosen, last = board_filter(choices, seminar=seminar), max(newest, default=0)
    context = board_context(seminar) | {
        "posts": cards_of(asked[:POSTS_A_SCREEN], seminar=seminar),
        "whole": whole,
        "undone": undone_by_others(request.user, seminar, since=since[0]) if since else "",
        "new": number_of_new(chosen, last, returned[:POSTS_A_SCREEN], seminar=seminar),
    }
    return render(request, "themes/board/_cards.html", context)


@login_required
@require_POST
def act(request: HttpRequest, slug: str, action: type[Action], uid: str | None = None) -> HttpResponse:
    """Carries out an action: on the notes that the request names, or on the one in the address.

    A script is answered with the cards of the notes, 409 and the reason where nothing was done. A form without script,
    which names its page in `next`, and every form on a note's own page, leads back to that page with a message.
    """
    seminar = find_seminar(request.user, slug, *EDITORS)
    data = request.POST
    if uid is not None:
        data = data.copy()
        data["post"] = str(get_object_or_404(seminar.posts, uid=uid).pk)
    form = action(data, seminar=seminar)
    done, sentence = form.carry_out(request.session, by=request.user)
    if uid is None and "next" not in data:
        return render_cards(request, form, sentence, status=200 if done else 409)
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, sentence)
    page = reverse("post", args=[slug, uid]) if uid else reverse("board", args=[slug])
    return redirect(own_address(data.get("next", "")) or page)


def render_cards(request: HttpRequest, form: Action, sentence: str, *, status: int) -> HttpResponse:
    """The cards of the notes as they are now, the sentence, and the themes where one may have come or gone."""
    seminar = form.seminar
    context = {
        "seminar": seminar,
        "posts": with_suggestions(acted_on(form.posts), seminar),
        "whole": (),
        "sentence": sentence,
        "shown": isinstance(form, Undo | ShowQuote),
        "may_change": True,
    }
    if isinstance(form, MakeTheme | Undo):
        context["tally"] = ThemeCounts.of(seminar)
    return render(request, "themes/board/_answer.html", context, status=status)


@login_required
@require_POST
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """Records which note someone is on, and what they have read since. No Change is made of it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    PresenceForm(request.POST, seminar=seminar).save(by=request.user)
    return HttpResponse(status=204)


def _standing_out(round: str | None, seminar: Seminar) -> tuple[DialogueRound | None, list[str]]:
    return until_changed(seminar, ("words of a round", round), lambda: words_of_round(round, seminar))


def board_context(seminar: Seminar) -> dict[str, Any]:
    """What a board shows beside its notes."""
    tally, claims = ThemeCounts.of(seminar), seminar.claims.current()
    return {"seminar": seminar, "tally": tally, "claims": claims, "whole": (), "may_change": seminar.role in EDITORS}
