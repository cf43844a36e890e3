"""One note: what it says, where it came from, what was done to it, and what may be changed about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts.difference import Part, difference
from posts.mended import mended, without
from posts.models import Post, Unfit
from posts.models.post import Stale
from posts.versions import asides, versions
from seminar.access import EDITORS, find_seminar
from themes.cards import placements_of
from themes.filters import readable
from themes.forms import GroupForm, MendForm, StateForm, TextForm
from themes.history import history
from themes.lineage import Lineage
from themes.suggestions.shown import alike
from themes.tidying import MoveForm


@login_required
@require_safe
def show(request, slug: str, uid: str):
    seminar = find_seminar(request.user, slug)
    post = get_object_or_404(readable(seminar).whole(), uid=uid)
    if seminar.role in EDITORS:
        seminar.readings.mark([post], by=request.user)
    return page(request, post, TextForm.showing(post))


@login_required
@require_POST
def revise(request, slug: str, uid: str):
    """A new text. Where someone else was first, both texts are shown and the next save goes on top of theirs."""
    post = editable(request, slug, uid)
    form = TextForm(request.POST, post=post)
    if not form.is_valid():
        return page(request, post, form)
    try:
        post.revise(**form.cleaned_data, by=request.user)
    except Stale as stale:
        mine = TextForm.showing(post, **form.cleaned_data | {"expected": stale.current.revision})
        conflict = difference(stale.current.body, form.cleaned_data["body"])
        return page(request, post, mine, conflict=conflict, status=409)
    if post.state in post.REPLACED:
        messages.warning(request, _("Saved here. But other notes stand for this one since, and they are as they were."))
    else:
        messages.success(request, _("Saved. The former text is kept below."))
    return redirect("post", slug, uid)


@login_required
@require_POST
def put_back(request, slug: str, uid: str):
    """One mend of the import put back as it was in the file."""
    post = editable(request, slug, uid)
    form = MendForm(request.POST, post=post)
    if not form.is_valid():
        messages.error(request, _("That mend is not here any more."))
        return redirect("post", slug, uid)
    subject, body = without(post, post.source.repairs, form.cleaned_data["mend"])
    expected, reason = form.cleaned_data["expected"], _("A mend put back")
    try:
        post.revise(subject=subject, body=body, by=request.user, reason=reason, expected=expected)
    except Stale:
        messages.error(request, _("Someone else changed this note just now. Look at it before you put the mend back."))
    return redirect("post", slug, uid)


@login_required
@require_POST
def belong(request, slug: str, uid: str):
    post = editable(request, slug, uid)
    form = GroupForm(request.POST, seminar=post.seminar)
    if form.is_valid():
        try:
            post.belong(form.cleaned_data["group"], by=request.user)
            messages.success(request, _("Saved."))
        except Unfit as unfit:
            messages.warning(request, str(unfit))
    else:
        messages.error(request, _("That group is not here any more."))
    return redirect("post", slug, uid)


@login_required
@require_POST
def turn(request, slug: str, uid: str):
    """Hides the note or shows it again; the form says which."""
    post = editable(request, slug, uid)
    form = StateForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, form.carry_out(post, by=request.user))
        except Unfit as unfit:
            messages.warning(request, str(unfit))
    else:
        messages.error(request, _("Nothing was changed. Press one of the buttons on this page."))
    return redirect("post", slug, uid)


def editable(request, slug: str, uid: str) -> Post:
    return get_object_or_404(find_seminar(request.user, slug, *EDITORS).posts.whole(), uid=uid)


def page(request, post: Post, form: TextForm, *, conflict: list[Part] | None = None, status: int = 200):
    seminar, source, placements = post.seminar, getattr(post, "source", None), placements_of(post)
    context = {
        "seminar": seminar,
        "post": post,
        "placements": placements,
        "placed": [placement.theme for placement in placements],
        "themes": seminar.themes.all(),
        "replies": readable(seminar).filter(reply_to=post).select_related("group").defer("search"),
        "alike": alike(post),
        "form": form,
        "conflict": conflict,
        "mends": mended(post, source.repairs) if source else [],
        "versions": versions(post),
        "asides": asides(post) if seminar.role in EDITORS else [],
        "history": history(post),
        "lineage": Lineage.of(post),
        "state_form": StateForm(),
        "move_form": MoveForm(seminar=seminar, post=post),
        "group_form": GroupForm(seminar=seminar, initial={"group": post.group}),
        "may_change": seminar.role in EDITORS,
    }
    return render(request, "themes/post.html", context, status=status)
