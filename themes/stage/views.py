"""The stage, which is shown on a projector, and the quotes that facilitators choose for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from seminar.forms import own_address
from seminar.models import NotPossible
from themes.models import Theme
from themes.stage.forms import QuoteActionForm, QuoteForm
from themes.stage.screens import Stage
from themes.summary import text


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    stage = Stage.of(seminar)
    context = {"seminar": seminar, "stage": stage, "key_figures": text.key_figures(stage.summary)[:2]}
    return render(request, "themes/stage/stage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """The form that chooses a quote from a note, and the quotes from it that are on stage."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    post = get_object_or_404(seminar.posts.whole(), uid=uid)
    form = QuoteForm(request.POST or None, post=post)
    if not form.is_valid():
        context = {"seminar": seminar, "post": post, "form": form, "quotes": post.quotes.chosen()}
        return render(request, "themes/stage/quote.html", context, status=422 if form.errors else 200)
    try:
        seminar.quotes.show(post, **form.cleaned_data, by=request.user)
        messages.success(request, _("It is on the big screen now."))
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("post", slug, uid)


@login_required
@require_safe
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen quotes by theme, in their order. The board shows this page in a dialog."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    quotes = seminar.quotes.chosen().exclude(theme__state=Theme.State.RETIRED).select_related("theme")
    context = {"seminar": seminar, "quotes": quotes.order_by("theme__place", "theme", "place", "id")}
    return render(request, "themes/stage/quotes.html", context)


@login_required
@require_POST
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Moves a quote, shows or hides its group, or takes it off stage. Leads back to `next`, or to its theme."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    quote = get_object_or_404(seminar.quotes.select_related("theme", "seminar"), pk=pk)
    form = QuoteActionForm(request.POST)
    if form.is_valid():
        form.carry_out(quote, by=request.user)
    return redirect(own_address(request.POST.get("next", "")) or reverse("theme", args=[slug, quote.theme.uid]))
