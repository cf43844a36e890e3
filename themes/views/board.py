"""The board: notes in a queue, beside the themes they are sorted under."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from themes.act import Act
from themes.acts import Make, Undo
from themes.cards import with_marks
from themes.filters import board_filter, readable
from themes.forms import PlacementForm, ThemeForm
from themes.presence import At
from themes.queue import POSTS_A_SCREEN, Queue
from themes.suggestions.shown import with_suggestions, words_of_round
from themes.tally import Tally


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug)
    chosen, queue = board_filter(request.GET, seminar=seminar), Queue(request.GET)
    found = chosen.posts()
    screen, more = queue.screen(with_marks(found))
    context = facts(seminar) | {
        "filter": chosen,
        "queue": queue,
        "posts": with_suggestions(screen, seminar),
        "found": found.count(),
        "more": more,
        "theme_form": ThemeForm(seminar=seminar),
        "standing_out": words_of_round(chosen.chosen.get("round"), seminar),
        "people": seminar.members.in_roles(EDITORS).by_name(),
    }
    return render(request, "themes/board.html", context)


@login_required
@require_safe
def cards(request, slug: str):
    """What a board shows, as it is now: the notes it names, the counts, and how many notes came after its newest."""
    seminar = find_seminar(request.user, slug)
    request.GET = choices = request.GET.copy()
    asked, whole, newest = (numbers(choices.pop(name, [])) for name in ("post", "whole", "newest"))
    context = facts(seminar) | {
        "posts": with_suggestions(with_marks(readable(seminar).among(asked[:POSTS_A_SCREEN])), seminar),
        "whole": whole,
        "new": board_filter(choices, seminar=seminar).posts().newer_than(max(newest, default=0)).count(),
    }
    return render(request, "themes/_cards.html", context)


@login_required
@require_POST
def act(request, slug: str, form: type[Act]):
    """Does something to one note or to many; answers with their cards. 409 where it was not done, and why."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    bound = form(request.POST, seminar=seminar)
    done, said = bound.carry_out(by=request.user)
    seminar.refresh_from_db(fields=["last_change"])
    posts = with_suggestions(with_marks(bound.posts), seminar)
    context = {"seminar": seminar, "posts": posts, "whole": (), "said": said, "may_change": True}
    context["shown"] = form is Undo
    if form is Make:
        context["tally"] = Tally.of(seminar)
    return render(request, "themes/_acted.html", context, status=200 if done else 409)


@login_required
@require_POST
def at(request, slug: str):
    """Someone is on another note now, and has read some. Nothing is answered, and no Change is made of it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    At(request.POST, seminar=seminar).tell(by=request.user)
    return HttpResponse(status=204)


@login_required
@require_POST
def place(request, slug: str, uid: str):
    """Puts a note under a theme or takes it out, from the note's own page."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    post = get_object_or_404(seminar.posts.by_table(), uid=uid)
    messages.info(request, PlacementForm(request.POST, themes=seminar.themes.all()).carry_out(post, by=request.user))
    return redirect(reverse("post", args=[slug, uid]) + "#themes")


def facts(seminar) -> dict:
    """What a board shows beside its notes."""
    tally, claims = Tally.of(seminar), seminar.claims.standing()
    return {"seminar": seminar, "tally": tally, "claims": claims, "whole": (), "may_change": seminar.role in EDITORS}


def numbers(values: list[str]) -> list[int]:
    """Those that can be the number of a row."""
    return [int(value) for value in values if value.isdecimal() and len(value) <= 18]


def board_address(request, seminar, post=None) -> str:
    """The board at this note, with the choices it showed: every form on it carries them in its own address."""
    query, place = request.GET.urlencode(), f"#post-{post.pk}" if post else ""
    return reverse("board", args=[seminar.slug]) + (f"?{query}" if query else "") + place
