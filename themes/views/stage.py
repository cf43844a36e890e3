"""The stage for the projector, and the quotes that facilitators choose for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from themes import wording
from themes.models.theme import Gone
from themes.quote_forms import QuoteDoingForm, QuoteForm
from themes.stage import Stage


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug)
    stage = Stage.of(seminar)
    context = {"seminar": seminar, "stage": stage, "figures": wording.figures(stage.summary)[:2]}
    return render(request, "themes/stage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request, slug: str, uid: str):
    """Choosing words of one note, and the words of it that are on stage."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    post = get_object_or_404(seminar.posts.whole(), uid=uid)
    form = QuoteForm(request.POST or None, post=post)
    if not form.is_valid():
        context = {"seminar": seminar, "post": post, "form": form, "quotes": post.quotes.chosen()}
        return render(request, "themes/quote.html", context, status=422 if form.errors else 200)
    try:
        seminar.quotes.show(post, **form.cleaned_data, by=request.user)
        messages.success(request, _("It is on stage now."))
    except Gone:
        messages.error(request, _("That theme is not here any more."))
    return redirect("post", slug, uid)


@login_required
@require_POST
def change(request, slug: str, pk: int):
    seminar = find_seminar(request.user, slug, *EDITORS)
    found = get_object_or_404(seminar.quotes.select_related("theme", "seminar"), pk=pk)
    form = QuoteDoingForm(request.POST)
    if form.is_valid():
        form.carry_out(found, by=request.user)
    return redirect("theme", slug, found.theme.uid)
