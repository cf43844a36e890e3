"""Making a theme on the board, and the page where it is named and defined."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import EDITORS, find_seminar
from themes.forms import ThemeForm
from themes.suggestions.shown import with_suggestions
from themes.tally import Tally
from themes.views.board import board_address


@login_required
@require_POST
def make(request, slug: str):
    """A new theme, and the note that had the focus under it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = ThemeForm(request.POST, seminar=seminar)
    theme = form.is_valid() and form.make(by=request.user)
    if not theme:
        return refused(request, seminar, form)
    post = form.cleaned_data["post"]
    said = _("Made the theme %(theme)s.") % {"theme": theme}
    if not request.htmx:
        messages.info(request, said)
        return redirect(board_address(request, seminar, post))
    context = {"seminar": seminar, "theme": theme, "tally": Tally.of(seminar), "said": said, "may_change": True}
    context["post"] = post and with_suggestions([seminar.posts.by_table().get(pk=post.pk)], seminar)[0]
    return render(request, "themes/_made.html", context | {"theme_form": ThemeForm(seminar=seminar)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug: str, uid: str):
    seminar = find_seminar(request.user, slug, *EDITORS)
    theme = get_object_or_404(seminar.themes.counted(), uid=uid)
    form = ThemeForm(
        request.POST or None,
        seminar=seminar,
        theme=theme,
        initial={"name": theme.name, "definition": theme.definition},
    )
    if not (form.is_valid() and form.describe(theme, by=request.user)):
        former = seminar.changes.about(theme).filter(verb="theme.described").select_related("by").order_by("-number")
        context = {"seminar": seminar, "theme": theme, "theme_form": form, "former": former}
        return render(request, "themes/theme.html", context)
    messages.success(request, _("Saved."))
    return redirect("board", slug)


def refused(request, seminar, form):
    """The form again, with what is wrong: in its place for htmx, as a page of its own for others."""
    name = "themes/_theme_form.html" if request.htmx else "themes/theme.html"
    return render(request, name, {"seminar": seminar, "theme_form": form})
