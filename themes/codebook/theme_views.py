"""Making a theme from the board, and the page of one theme, where it is named and defined."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import EDITORS, find_seminar
from seminar.forms import own_address
from themes.codebook.forms import EditThemeForm, MergeThemeForm
from themes.codebook.theme_form import ThemeForm
from themes.codebook.views import to_codebook
from themes.events import THEME_DESCRIBED
from themes.links import board_address
from themes.models import Theme
from themes.models.theme import ThemeGone


@login_required
@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """A new theme, with the note that had the focus on the board placed under it. `next` is the page it was made on."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = ThemeForm(request.POST, seminar=seminar)
    theme = form.is_valid() and form.make(by=request.user)
    if not theme:
        return render(request, "themes/board/theme_new.html", {"seminar": seminar, "theme_form": form})
    messages.info(request, _("The theme %(theme)s is created.") % {"theme": theme})
    page = own_address(request.POST.get("next", ""))
    return redirect(page or board_address(request, seminar, form.cleaned_data["post"]))


def theme_view(view: Callable[[HttpRequest, Theme], HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the theme and passes it to the view.

    Where someone has merged or removed it, or the view raises ThemeGone, the answer is a message on the codebook page.
    """

    @login_required
    @wraps(view)
    def with_theme(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
        seminar = find_seminar(request.user, slug, *EDITORS)
        themes = Theme.all_objects.filter(seminar=seminar).select_related("example", "parent")
        theme = get_object_or_404(themes, uid=uid)
        theme.seminar = seminar
        try:
            if not theme.is_current:
                raise ThemeGone
            return view(request, theme)
        except ThemeGone:
            messages.error(request, _gone_message(theme))
            return to_codebook(slug)

    return with_theme


def _gone_message(theme: Theme) -> str:
    theme = Theme.all_objects.select_related("merged_into").get(pk=theme.pk)
    if theme.merged_into:
        message = _("Nothing was changed: “%(name)s” has been merged into “%(into)s”.")
        return message % {"name": theme.name, "into": theme.merged_into.name}
    return _("Nothing was changed: someone has merged or removed that theme, or the other one.")


@require_http_methods(["GET", "HEAD", "POST"])
@theme_view
def edit(request: HttpRequest, theme: Theme) -> HttpResponse:
    form = EditThemeForm(request.POST or None, theme=theme)
    if not (form.is_valid() and form.save(by=request.user)):
        return theme_page(request, theme, theme_form=form)
    messages.success(request, _("Saved."))
    return to_codebook(theme.seminar.slug, f"theme-{theme.pk}")


def theme_page(request: HttpRequest, theme: Theme, *, status: int = 200, **submitted: object) -> HttpResponse:
    """The page of a theme. `submitted` are forms with errors, by their name in the template."""
    seminar = theme.seminar
    forms = {
        "theme_form": EditThemeForm(theme=theme),
        "merge_form": MergeThemeForm(theme=theme),
    }
    descriptions = seminar.changes.about(theme).of(THEME_DESCRIBED)
    context = {
        "seminar": seminar,
        "theme": seminar.themes.counted().get(pk=theme.pk),
        "has_notes": theme.posts.not_replaced().exists(),
        "quotes": theme.quotes.chosen(),
        "descriptions": descriptions.select_related("by").order_by("-number"),
    }
    return render(request, "themes/codebook/theme.html", context | forms | submitted, status=status)
