"""What came too late or met another text, and waits for someone to decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.models import Unfit
from posts.models.post import Stale
from seminar.access import EDITORS, find_seminar
from themes.forms import AsideForm, LateForm
from themes.views.board import board_address
from themes.views.posts import editable


@login_required
@require_POST
def decide(request, slug: str, uid: str):
    """Lets a late note in or hides it; leads back to the page they came from."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    post = get_object_or_404(seminar.posts.by_table(), uid=uid)
    form = LateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed. Press one of the buttons on this page."))
        return redirect("post", slug, uid)
    try:
        said = form.carry_out(post, by=request.user)
    except Unfit as unfit:
        said = str(unfit)
    messages.info(request, said)
    match form.cleaned_data["back"]:
        case "board":
            return redirect(board_address(request, seminar, post))
        case "room":
            return redirect("room", slug)
    return redirect("post", slug, uid)


@login_required
@require_POST
def use(request, slug: str, uid: str):
    """Puts a text that was set aside in the place of the one that stands, which is kept."""
    post = editable(request, slug, uid)
    form = AsideForm(request.POST, post=post)
    if not form.is_valid():
        messages.error(request, _("That text is not here any more."))
        return redirect("post", slug, uid)
    body, expected = form.cleaned_data["text"].body, form.cleaned_data["expected"]
    try:
        post.revise(body=body, by=request.user, reason=_("A text that was set aside"), expected=expected)
        messages.success(request, _("Saved. The former text is kept below."))
    except Stale:
        messages.error(request, _("Someone else changed this note just now. Look at it before you use the other text."))
    return redirect("post", slug, uid)
