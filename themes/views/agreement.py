"""Comparing how two people tag: starting, tagging blind, and what it came to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from themes.comparison_forms import DecideForm, JudgeForm, StartForm
from themes.filters import board_filter
from themes.models import Judgement
from themes.models.comparison import Closed
from themes.result import Result


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, slug: str):
    """One's own comparisons, and a new one over what the filter in the address shows."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    chosen = board_filter(request.GET, seminar=seminar)
    form = StartForm(request.POST or None, seminar=seminar, person=request.user)
    comparison = form.start(chosen.posts().visible()) if form.is_valid() else None
    if comparison:
        return redirect("comparison_tag", slug, comparison.pk)
    context = {
        "seminar": seminar,
        "filter": chosen,
        "found": chosen.posts().visible().count(),
        "form": form,
        "comparisons": seminar.comparisons.of(request.user),
    }
    return render(request, "themes/agreement.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request, slug: str, pk: int):
    """One note after the other, without what anyone else has made of it."""
    comparison = find(request, slug, pk)
    if comparison.closed_at:
        return redirect("comparison", slug, pk)
    place = request.GET.get("note", "")
    rows = comparison.compared.select_related("post__round", "post__question")
    row = get_object_or_404(rows, place=place) if place.isdecimal() else comparison.next_for(request.user)
    if row is None:
        return redirect("comparison", slug, pk)
    form = JudgeForm(request.POST if request.method == "POST" else None, comparison=comparison)
    if not form.is_valid():
        return tagging(request, comparison, row, form)
    try:
        comparison.judge(row, form.cleaned_data["themes"], by=request.user)
    except Closed:
        messages.error(request, _("Your colleague has closed the comparison. Your last note was not taken along."))
    return redirect("comparison_tag", slug, pk)


def tagging(request, comparison, row, form):
    mine = Judgement.themes_of(row, request.user)
    context = {
        "seminar": comparison.seminar,
        "comparison": comparison,
        "row": row,
        "form": form,
        "themes": comparison.all_themes(),
        "chosen": {theme.pk for theme in mine},
        "size": comparison.compared.count(),
    }
    return render(request, "themes/agreement_tag.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request, slug: str, pk: int):
    """What it came to; while it is open, only how far each has come."""
    comparison = find(request, slug, pk)
    context = {"seminar": comparison.seminar, "comparison": comparison}
    if comparison.closed_at:
        context["result"] = Result.of(comparison)
        return render(request, "themes/agreement_result.html", context)
    context["left"] = [
        (person, comparison.compared.exclude(judgements__by=person).count()) for person in comparison.people
    ]
    return render(request, "themes/agreement_waiting.html", context)


@login_required
@require_POST
def close(request, slug: str, pk: int):
    comparison = find(request, slug, pk)
    try:
        comparison.close(by=request.user)
    except Closed:
        messages.info(request, _("The comparison was closed already."))
    return redirect("comparison", slug, pk)


@login_required
@require_POST
def decide(request, slug: str, pk: int, place: int):
    comparison = find(request, slug, pk)
    row = get_object_or_404(comparison.compared.select_related("post"), place=place)
    form = DecideForm(request.POST, comparison=comparison)
    if comparison.closed_at and form.is_valid():
        person = form.cleaned_data["person"]
        comparison.place(row, person, by=request.user)
        messages.success(request, _("Note %(place)d is placed as %(person)s did.") % {"place": place, "person": person})
    return redirect("comparison", slug, pk)


def find(request, slug: str, pk: int):
    """A comparison that this person tags in; to others it is not there. Raises Http404."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    comparison = get_object_or_404(seminar.comparisons.of(request.user), pk=pk)
    comparison.seminar = seminar
    return comparison
