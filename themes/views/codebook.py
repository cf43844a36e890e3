"""The codebook: what each theme means and how much stands under it; its order; themes from another seminar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from themes.codebook import Codebook
from themes.models import Theme
from themes.theme_forms import CopyForm


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug)
    return page(request, seminar, CopyForm(seminar=seminar, person=request.user))


@login_required
@require_POST
def copy(request, slug: str):
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = CopyForm(request.POST, seminar=seminar, person=request.user)
    if not form.is_valid():
        return page(request, seminar, form, status=422)
    made = Theme.objects.copy(form.cleaned_data["source"], seminar=seminar, by=request.user)
    if made:
        said = ngettext("Copied %(count)d theme.", "Copied %(count)d themes.", len(made)) % {"count": len(made)}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing was copied: themes with the same names are here already."))
    return redirect("codebook", slug)


def page(request, seminar, copy_form: CopyForm, *, status: int = 200):
    context = {
        "seminar": seminar,
        "codebook": Codebook.of(seminar),
        "copy_form": copy_form,
        "may_change": seminar.role in EDITORS,
    }
    return render(request, "themes/codebook.html", context, status=status)


def back(slug: str, place: str = ""):
    """To the codebook, at this place of it."""
    return redirect(reverse("codebook", args=[slug]) + (f"#{place}" if place else ""))
