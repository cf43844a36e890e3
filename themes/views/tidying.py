"""Splitting a note, merging it into another, moving it; and taking a split or a merge apart again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from posts.models import Unfit
from posts.models.post import Stale
from themes.splitting import PartsForm, SplitForm, proposed
from themes.tidying import MergeForm, MoveForm, SearchForm
from themes.undo import put_together, take_out
from themes.views.posts import editable

MOST_FOUND = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request, slug: str, uid: str):
    """A proposal to begin with; then the parts as the person cuts, joins and mends them, until they are split."""
    post = editable(request, slug, uid)
    if request.method != "POST":
        return _parts(request, post, PartsForm(post=post, initial=proposed(post)))
    parts, seen = PartsForm(request.POST, post=post), SplitForm(request.POST, post=post)
    if not (parts.is_valid() and seen.is_valid()):
        return _parts(request, post, parts)
    if (changed := parts.changed) is not None:
        return _parts(request, post, PartsForm(post=post, initial=changed))
    pieces = parts.pieces(seen.cleaned_data["seen"])
    if len(pieces) < 2:
        return _parts(request, post, parts, said=_("Make at least two parts with text in them."))
    try:
        post.split(pieces, by=request.user, expected=seen.cleaned_data["expected"])
    except Stale:
        said = _("The text of the note has been changed since you began. Look at it below, then split again.")
        return _parts(request, post, parts, said=said, status=409)
    except Unfit as unfit:
        return _parts(request, post, parts, said=str(unfit), status=409)
    number = len(pieces)
    said = ngettext("Split into %(number)d part.", "Split into %(number)d parts.", number) % {"number": number}
    messages.success(request, said)
    return redirect("post", slug, uid)


def _parts(request, post, parts: PartsForm, *, said: str = "", status: int = 200):
    context = {
        "seminar": post.seminar,
        "post": post,
        "parts": parts,
        "said": said,
        "left_out": parts.left_out(),
        "expected": post.revision,
        "seen": post.themes.all(),
    }
    return render(request, "themes/split.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, slug: str, uid: str):
    """The notes that hold the words looked for; one of them is chosen."""
    post = editable(request, slug, uid)
    form = MergeForm(request.POST or None, post=post)
    if form.is_valid():
        try:
            post.merge(form.cleaned_data["into"], by=request.user)
        except Unfit as unfit:
            messages.warning(request, str(unfit))
            return redirect("post", slug, uid)
        messages.success(request, _("Merged. Both groups are counted."))
        return redirect("post", slug, form.cleaned_data["into"].uid)
    search = SearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    found = post.seminar.posts.like(post, text)[: MOST_FOUND + 1]
    context = {"seminar": post.seminar, "post": post, "form": form, "search": search, "text": text}
    context |= {"found": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    return render(request, "themes/merge.html", context)


@login_required
@require_POST
def move(request, slug: str, uid: str):
    post = editable(request, slug, uid)
    form = MoveForm(request.POST, seminar=post.seminar)
    if form.is_valid():
        return _do(request, post, lambda: form.move(post, by=request.user), _("Moved."))
    messages.error(request, _("That round or question is not here any more."))
    return redirect("post", slug, uid)


@login_required
@require_POST
def join(request, slug: str, uid: str):
    """The parts of a note are put together again."""
    post = editable(request, slug, uid)
    return _do(request, post, lambda: put_together(post, by=request.user), _("The parts are put together again."))


@login_required
@require_POST
def leave(request, slug: str, uid: str):
    """A merged note stands for itself again."""
    post = editable(request, slug, uid)
    return _do(request, post, lambda: take_out(post, by=request.user), _("The note stands for itself again."))


def _do(request, post, verb, said: str):
    try:
        verb()
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    else:
        messages.success(request, said)
    return redirect("post", post.seminar.slug, post.uid)
