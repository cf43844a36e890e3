"""The board: notes by round and group, beside the themes they are sorted under."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from themes.filters import board_filter, readable
from themes.forms import PlacementForm, ThemeForm
from themes.suggestions.shown import with_suggestions, words_of_round
from themes.tally import Tally

POSTS_A_PAGE = 50


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug)
    chosen = board_filter(request.GET, seminar=seminar)
    found = Paginator(chosen.posts().by_table().prefetch_related("themes"), POSTS_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    page.object_list = with_suggestions(page.object_list, seminar)
    context = {
        "seminar": seminar,
        "filter": chosen,
        "page": page,
        "tally": Tally.of(seminar),
        "theme_form": ThemeForm(seminar=seminar),
        "standing_out": words_of_round(chosen.chosen.get("round"), seminar),
        "may_change": seminar.role in EDITORS,
    }
    return render(request, "themes/board.html", context)


@login_required
@require_safe
def cards(request, slug: str):
    """What a board shows, as it is now: the notes it names, the counts, and how many notes came after its newest."""
    seminar = find_seminar(request.user, slug)
    request.GET = choices = request.GET.copy()
    asked, newest = choices.pop("post", []), choices.pop("newest", ["0"])
    posts = readable(seminar).by_table().filter(pk__in=numbers(asked)[:POSTS_A_PAGE]).prefetch_related("themes")
    context = {
        "seminar": seminar,
        "posts": with_suggestions(posts, seminar),
        "tally": Tally.of(seminar),
        "new": board_filter(choices, seminar=seminar).posts().filter(pk__gt=max(numbers(newest), default=0)).count(),
        "may_change": seminar.role in EDITORS,
    }
    return render(request, "themes/_cards.html", context)


@login_required
@require_POST
def place(request, slug: str, uid: str):
    """Puts a note under a theme or takes it out; gives htmx its card, others the board where they were."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    post = get_object_or_404(seminar.posts.by_table(), uid=uid)
    said = PlacementForm(request.POST, themes=seminar.themes.all()).carry_out(post, by=request.user)
    if not request.htmx:
        messages.info(request, said)
        return redirect(board_address(request, seminar, post))
    return card(request, seminar, post, said)


def card(request, seminar, post, said: str):
    """For htmx: the note as it is now, the counts, and what was done in a sentence."""
    [post] = with_suggestions([post], seminar)
    context = {"seminar": seminar, "post": post, "tally": Tally.of(seminar), "said": said, "may_change": True}
    return render(request, "themes/_placed.html", context)


def numbers(values: list[str]) -> list[int]:
    """Those that can be the number of a row."""
    return [int(value) for value in values if value.isdecimal() and len(value) <= 18]


def board_address(request, seminar, post=None) -> str:
    """The board at this note, with the choices it showed: every form on it carries them in its own address."""
    query, place = request.GET.urlencode(), f"#post-{post.pk}" if post else ""
    return reverse("board", args=[seminar.slug]) + (f"?{query}" if query else "") + place
