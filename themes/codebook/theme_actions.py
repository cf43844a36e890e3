"""Actions on a theme: move, merge, unmerge, split, retire and remove."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import EDITORS, find_seminar
from seminar.models.ordered import HasNotes
from seminar.setup.rounds.forms import StepForm
from themes.codebook.forms import MergeThemeForm, PlaceForm, SplitThemeForm, UseForm
from themes.codebook.theme_views import theme_page, theme_view
from themes.codebook.views import to_codebook
from themes.events import THEME_MERGED
from themes.models import Theme
from themes.models.theme import ThemeGone, ThemeNameTaken


@require_POST
@theme_view
def move(request: HttpRequest, theme: Theme) -> HttpResponse:
    """One step up or down, or to any place. After a step, returns to the button, so that it can be pressed again."""
    if "step" not in request.POST:
        return place(request, theme)
    form = StepForm(request.POST)
    if not form.is_valid():
        return to_codebook(theme.seminar.slug, f"theme-{theme.pk}")
    theme.move(form.cleaned_data["step"], by=request.user)
    return to_codebook(theme.seminar.slug, f"theme-{theme.pk}-{'up' if form.cleaned_data['step'] < 0 else 'down'}")


def place(request: HttpRequest, theme: Theme) -> HttpResponse:
    form = PlaceForm(request.POST, theme=theme)
    if not (form.is_valid() and form.save(by=request.user)):
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(f"{reverse('codebook', args=[theme.seminar.slug])}?move={theme.uid}")
    messages.success(request, _("“%(name)s” is moved.") % {"name": theme})
    return to_codebook(theme.seminar.slug, f"theme-{theme.pk}")


@require_POST
@theme_view
def merge(request: HttpRequest, theme: Theme) -> HttpResponse:
    form = MergeThemeForm(request.POST, theme=theme)
    if not form.is_valid():
        return theme_page(request, theme, merge_form=form, status=422)
    into = form.cleaned_data["into"]
    theme.merge(into, by=request.user)
    messages.success(request, _("“%(name)s” is now part of “%(into)s”.") % {"name": theme, "into": into})
    return to_codebook(theme.seminar.slug, f"theme-{into.pk}")


@login_required
@require_POST
def unmerge(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Undoes the merge of a theme. `theme_view` cannot be used, because it refuses merged themes."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    theme = get_object_or_404(Theme.all_objects.filter(seminar=seminar, state=Theme.State.MERGED), uid=uid)
    try:
        theme.unmerge(seminar.changes.about(theme).of(THEME_MERGED).last(), by=request.user)
    except ThemeNameTaken as taken:
        messages.error(request, _("Another theme is now called “%(name)s”.") % {"name": taken.name})
    except ThemeGone:
        messages.info(request, _("That theme is already back."))
    return to_codebook(slug, f"theme-{theme.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@theme_view
def split(request: HttpRequest, theme: Theme) -> HttpResponse:
    form = SplitThemeForm(request.POST or None, theme=theme)
    new = form.save(by=request.user) if form.is_valid() else None
    if new:
        messages.success(request, _("The theme %(theme)s is created.") % {"theme": new})
        return to_codebook(theme.seminar.slug, f"theme-{new.pk}")
    context = {
        "seminar": theme.seminar,
        "theme": theme,
        "form": form,
        "notes": theme.posts.not_replaced().by_table(),
        "chosen": {str(pk) for pk in form["posts"].value() or []},
    }
    return render(request, "themes/codebook/theme_split.html", context, status=422 if form.errors else 200)


@require_POST
@theme_view
def use(request: HttpRequest, theme: Theme) -> HttpResponse:
    """Retires the theme, or takes it into use again."""
    form = UseForm(request.POST)
    if form.is_valid() and form.cleaned_data["used"] == "no":
        theme.retire(by=request.user)
    elif form.is_valid():
        theme.use_again(by=request.user)
    return to_codebook(theme.seminar.slug, f"theme-{theme.pk}")


@require_POST
@theme_view
def remove(request: HttpRequest, theme: Theme) -> HttpResponse:
    try:
        theme.remove(by=request.user)
    except HasNotes:
        messages.error(request, _("Someone has just placed a note under this theme, so it stays."))
        return redirect("theme", theme.seminar.slug, theme.uid)
    messages.success(request, _("The theme %(theme)s is removed.") % {"theme": theme})
    return to_codebook(theme.seminar.slug)
