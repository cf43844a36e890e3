"""Making a theme on the board, and the page where it is named and defined."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import EDITORS, find_seminar
from themes.forms import ThemeForm
from themes.models import Theme
from themes.models.theme import Gone
from themes.theme_forms import MeaningForm, MergeForm, ParentForm
from themes.views.board import board_address
from themes.views.codebook import back


@login_required
@require_POST
def make(request, slug: str):
    """A new theme, and the note that had the focus under it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = ThemeForm(request.POST, seminar=seminar)
    theme = form.is_valid() and form.make(by=request.user)
    if not theme:
        return render(request, "themes/theme_new.html", {"seminar": seminar, "theme_form": form})
    post = form.cleaned_data["post"]
    said = _("Made the theme %(theme)s.") % {"theme": theme}
    messages.info(request, said)
    return redirect(board_address(request, seminar, post))


def about_a_theme(view):
    """The view gets the theme; where it was merged or removed meanwhile, the person is told instead."""

    @login_required
    @wraps(view)
    def found(request, slug: str, uid: str):
        seminar = find_seminar(request.user, slug, *EDITORS)
        theme = get_object_or_404(Theme.ever.filter(seminar=seminar).select_related("example", "parent"), uid=uid)
        theme.seminar = seminar
        try:
            if not theme.standing:
                raise Gone
            return view(request, theme)
        except Gone:
            messages.error(request, gone(theme))
            return back(slug)

    return found


def gone(theme: Theme) -> str:
    theme = Theme.ever.select_related("merged_into").get(pk=theme.pk)
    if theme.merged_into:
        said = _("Nothing was changed: “%(name)s” has been merged into “%(into)s”.")
        return said % {"name": theme.name, "into": theme.merged_into.name}
    return _("Nothing was changed: someone has merged or removed that theme, or the other one.")


@require_http_methods(["GET", "HEAD", "POST"])
@about_a_theme
def edit(request, theme: Theme):
    form = MeaningForm(request.POST or None, theme=theme)
    if not (form.is_valid() and form.save(by=request.user)):
        return page(request, theme, theme_form=form)
    messages.success(request, _("Saved."))
    return back(theme.seminar.slug, f"theme-{theme.pk}")


def page(request, theme: Theme, *, status: int = 200, **forms):
    seminar = theme.seminar
    shown = {
        "theme_form": MeaningForm(theme=theme),
        "parent_form": ParentForm(theme=theme),
        "merge_form": MergeForm(theme=theme),
    }
    context = {
        "seminar": seminar,
        "theme": seminar.themes.counted().get(pk=theme.pk),
        "written": theme.placements.count(),
        "quotes": theme.quotes.chosen(),
        "former": seminar.changes.about(theme).filter(verb="theme.described").select_related("by").order_by("-number"),
    }
    return render(request, "themes/theme.html", context | shown | forms, status=status)
