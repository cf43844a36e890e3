"""The codebook page: what each theme means, how many notes it has, the order; and copying from another seminar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from seminar.models import Seminar
from themes.codebook.forms import CopyForm, FindForm
from themes.codebook.theme_form import ThemeForm
from themes.codebook.tree import Codebook
from themes.models import Theme


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    return codebook_page(request, seminar, CopyForm(seminar=seminar, person=request.user))


@login_required
@require_POST
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Copies the themes of another seminar that the person is a member of."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = CopyForm(request.POST, seminar=seminar, person=request.user)
    if not form.is_valid():
        return codebook_page(request, seminar, form, status=422)
    copies = Theme.objects.copy(form.cleaned_data["source"], seminar=seminar, by=request.user)
    if copies:
        message = ngettext("%(count)d theme is copied.", "%(count)d themes are copied.", len(copies))
        messages.success(request, message % {"count": len(copies)})
    else:
        messages.info(request, _("Nothing was copied: there are already themes with the same names here."))
    return redirect("codebook", slug)


def codebook_page(request: HttpRequest, seminar: Seminar, copy_form: CopyForm, *, status: int = 200) -> HttpResponse:
    find, may_change = FindForm(request.GET, seminar=seminar), seminar.role in EDITORS
    moving = find.moving if may_change else None
    context = {
        "seminar": seminar,
        "find": find,
        "moving": moving,
        "codebook": Codebook.of(seminar, words=find.words, without=moving),
        "copy_form": copy_form,
        "theme_form": ThemeForm(seminar=seminar),
        "may_change": may_change,
    }
    return render(request, "themes/codebook/codebook.html", context, status=status)


def to_codebook(slug: str, anchor: str = "") -> HttpResponse:
    """Redirects to the codebook page, at the element with this id."""
    return redirect(reverse("codebook", args=[slug]) + (f"#{anchor}" if anchor else ""))
