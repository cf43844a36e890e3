"""What becomes of a theme: its place, merging, splitting, retiring, removing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import EDITORS, find_seminar
from seminar.forms.rounds import StepForm
from seminar.models.numbered import Written
from themes.models import Theme
from themes.models.theme import Gone, Taken
from themes.theme_forms import MergeForm, ParentForm, SplitForm, UseForm
from themes.views.codebook import back
from themes.views.themes import about_a_theme, page


@require_POST
@about_a_theme
def move(request, theme: Theme):
    """Back to the same button, so that it can be pressed again."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return back(theme.seminar.slug, f"theme-{theme.pk}")
    theme.move(form.cleaned_data["step"], by=request.user)
    return back(theme.seminar.slug, f"theme-{theme.pk}-{'up' if form.cleaned_data['step'] < 0 else 'down'}")


@require_POST
@about_a_theme
def nest(request, theme: Theme):
    form = ParentForm(request.POST, theme=theme)
    if not (form.is_valid() and form.save(by=request.user)):
        return page(request, theme, parent_form=form, status=422)
    messages.success(request, _("Saved."))
    return back(theme.seminar.slug, f"theme-{theme.pk}")


@require_POST
@about_a_theme
def merge(request, theme: Theme):
    form = MergeForm(request.POST, theme=theme)
    if not form.is_valid():
        return page(request, theme, merge_form=form, status=422)
    into = form.cleaned_data["into"]
    theme.merge(into, by=request.user)
    messages.success(request, _("“%(name)s” is now part of “%(into)s”.") % {"name": theme, "into": into})
    return back(theme.seminar.slug, f"theme-{into.pk}")


@login_required
@require_POST
def part(request, slug: str, uid: str):
    """A merged theme comes back."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    theme = get_object_or_404(Theme.ever.filter(seminar=seminar, state=Theme.State.MERGED), uid=uid)
    try:
        theme.part(seminar.changes.about(theme).filter(verb="theme.merged").last(), by=request.user)
    except Taken as taken:
        messages.error(request, _("Another theme is called “%(name)s” now.") % {"name": taken.name})
    except Gone:
        messages.info(request, _("That theme is back already."))
    return back(slug, f"theme-{theme.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@about_a_theme
def split(request, theme: Theme):
    form = SplitForm(request.POST or None, theme=theme)
    new = form.save(by=request.user) if form.is_valid() else None
    if new:
        messages.success(request, _("Made the theme %(theme)s.") % {"theme": new})
        return back(theme.seminar.slug, f"theme-{new.pk}")
    context = {
        "seminar": theme.seminar,
        "theme": theme,
        "form": form,
        "notes": theme.posts.by_table(),
        "chosen": {str(pk) for pk in form["posts"].value() or []},
    }
    return render(request, "themes/theme_split.html", context, status=422 if form.errors else 200)


@require_POST
@about_a_theme
def use(request, theme: Theme):
    form = UseForm(request.POST)
    if form.is_valid() and form.cleaned_data["used"] == "no":
        theme.retire(by=request.user)
    elif form.is_valid():
        theme.use_again(by=request.user)
    return back(theme.seminar.slug, f"theme-{theme.pk}")


@require_POST
@about_a_theme
def remove(request, theme: Theme):
    try:
        theme.remove(by=request.user)
    except Written:
        messages.error(request, _("Someone has just put a note under this theme, so it stays."))
        return redirect("theme", theme.seminar.slug, theme.uid)
    messages.success(request, _("Removed the theme %(theme)s.") % {"theme": theme})
    return back(theme.seminar.slug)
