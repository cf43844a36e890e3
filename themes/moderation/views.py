"""One note: what it says, where it came from, what was done to it, and what may be changed about it."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.models import Post
from posts.models.post import TextChanged
from posts.text.difference import Part, difference
from seminar.access import EDITORS, find_seminar
from seminar.models import NotPossible
from themes.board.actions import SetVisibility
from themes.board.cards import placements_of
from themes.history.entries import history
from themes.moderation.actions import MoveNote, SetGroup
from themes.moderation.forms import SearchForm, TextForm
from themes.moderation.lineage import Lineage
from themes.moderation.repairs import applied_repairs
from themes.moderation.splitting import PartsForm, SplitForm, proposed
from themes.moderation.versions import asides, versions
from themes.suggestions.presenter import similar_posts

MOST_FOUND = 20


def editable(request: HttpRequest, slug: str, uid: str) -> Post:
    return get_object_or_404(find_seminar(request.user, slug, *EDITORS).posts.whole(), uid=uid)


@login_required
@require_safe
def show(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    post = get_object_or_404(seminar.posts.readable_by(seminar.role).whole(), uid=uid)
    if seminar.role in EDITORS:
        with suppress(IntegrityError):  # the note was deleted meanwhile
            seminar.readings.mark([post], by=request.user)
    return page(request, post, TextForm.showing(post))


@login_required
@require_POST
def revise(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """A new text. Where someone else was first, both texts are shown, and the next save replaces theirs."""
    post = editable(request, slug, uid)
    form = TextForm(request.POST, post=post)
    if not form.is_valid():
        return page(request, post, form)
    try:
        post.revise(**form.cleaned_data, by=request.user)
    except TextChanged as error:
        form = TextForm.showing(post, **form.cleaned_data | {"expected": error.current.revision})
        conflict = difference(error.current.body, form.initial["body"])
        return page(request, post, form, conflict=conflict, status=409)
    if post.state in post.REPLACED:
        messages.warning(
            request, _("Saved here. But this note has since been split or merged, and those notes are unchanged.")
        )
    else:
        messages.success(request, _("Saved. The earlier version is kept below."))
    return redirect("post", slug, uid)


def page(
    request: HttpRequest, post: Post, form: TextForm, *, conflict: list[Part] | None = None, status: int = 200
) -> HttpResponse:
    """What the note said before, and why it was changed, is left out for those who only read."""
    seminar, source, placements = post.seminar, getattr(post, "source", None), placements_of(post)
    context = {
        "seminar": seminar,
        "post": post,
        "placements": placements,
        "placed": [placement.theme for placement in placements],
        "themes": seminar.themes.all(),
        "replies": seminar.posts.readable_by(seminar.role)
        .filter(reply_to=post)
        .select_related("group")
        .defer("search"),
        "alike": similar_posts(post),
        "form": form,
        "conflict": conflict,
        "may_change": seminar.role in EDITORS,
    }
    if seminar.role in EDITORS:
        group_form = SetGroup(None, seminar=seminar)
        group_form.initial["group"] = post.group
        context |= {
            "repairs": applied_repairs(post, source.repairs) if source else [],
            "versions": versions(post),
            "asides": asides(post),
            "history": history(post),
            "lineage": Lineage.of(post),
            "state_form": SetVisibility(None, seminar=seminar),
            "move_form": MoveNote.showing(post),
            "group_form": group_form,
        }
    return render(request, "themes/moderation/post.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """A proposal to begin with; then the parts as the person cuts, joins and edits them, until they are split."""
    post = editable(request, slug, uid)
    if request.method != "POST":
        return split_page(request, post, PartsForm(post=post, initial=proposed(post)))
    parts, seen = PartsForm(request.POST, post=post), SplitForm(request.POST, post=post)
    if not (parts.is_valid() and seen.is_valid()):
        return split_page(request, post, parts)
    if (changed := parts.changed) is not None:
        return split_page(request, post, PartsForm(post=post, initial=changed))
    texts = parts.texts(seen.cleaned_data["seen"])
    if len(texts) < 2:
        return split_page(request, post, parts, message=_("Make at least two parts with text in them."))
    try:
        post.split(texts, by=request.user, expected=seen.cleaned_data["expected"])
    except TextChanged:
        message = _("The text of the note has changed since you began. Look at it below, then split again.")
        return split_page(request, post, parts, message=message, status=409)
    except NotPossible as reason:
        return split_page(request, post, parts, message=str(reason), status=409)
    number = len(texts)
    sentence = ngettext("Split into %(number)d part.", "Split into %(number)d parts.", number)
    messages.success(request, sentence % {"number": number})
    return redirect("post", slug, uid)


def split_page(
    request: HttpRequest, post: Post, parts: PartsForm, *, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "seminar": post.seminar,
        "post": post,
        "parts": parts,
        "message": message,
        "left_out": parts.left_out(),
        "themes_left_out": parts.themes_left_out(),
        "expected": post.revision,
        "seen": post.themes.all(),
    }
    return render(request, "themes/moderation/split.html", context, status=status)


@login_required
@require_safe
def merge(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """The notes that contain the words, each with a button that merges this note into it."""
    post = editable(request, slug, uid)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    posts = post.seminar.posts.like(post, text)[: MOST_FOUND + 1]
    context = {"seminar": post.seminar, "post": post, "search": search, "text": text}
    context |= {"found": posts[:MOST_FOUND], "more": len(posts) > MOST_FOUND}
    return render(request, "themes/moderation/merge.html", context)
