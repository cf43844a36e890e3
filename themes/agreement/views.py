"""Comparing how two people tag the same notes: starting, tagging, and the result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from seminar.forms import posted
from seminar.models import NotPossible
from themes.agreement.forms import DecideForm, JudgeForm, StartForm
from themes.agreement.result import Result
from themes.filters import board_filter
from themes.models import Compared, Comparison, Judgement
from themes.models.comparison import ComparisonClosed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Lists the person's comparisons, and starts one over the notes that the filter in the query string selects."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    chosen = board_filter(request.GET, seminar=seminar)
    form = StartForm(request.POST or None, seminar=seminar, person=request.user)
    is_valid = form.is_valid() and chosen.is_valid()
    comparison = form.start(chosen.posts().visible()) if is_valid else None
    if comparison:
        return redirect("comparison_tag", slug, comparison.pk)
    context = {
        "seminar": seminar,
        "filter": chosen,
        "matching": chosen.posts().visible().count(),
        "form": form,
        "comparisons": seminar.comparisons.of(request.user),
    }
    return render(request, "themes/agreement/agreement.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One note at a time, without showing how anyone else has tagged it."""
    comparison = find_comparison(request, slug, pk)
    if comparison.closed_at:
        return redirect("comparison", slug, pk)
    number = request.GET.get("note", "")
    rows = comparison.compared.select_related("post__round", "post__question")
    row = get_object_or_404(rows, place=number) if number.isdecimal() else comparison.next_for(request.user)
    if row is None:
        return redirect("comparison", slug, pk)
    form = JudgeForm(posted(request), comparison=comparison)
    if not form.is_valid():
        return tagging_page(request, comparison, row, form)
    try:
        comparison.judge(row, form.cleaned_data["themes"], by=request.user)
    except ComparisonClosed:
        messages.error(request, _("Your colleague has ended the comparison. Your last note was not included."))
    return redirect("comparison_tag", slug, pk)


def tagging_page(request: HttpRequest, comparison: Comparison, row: Compared, form: JudgeForm) -> HttpResponse:
    context = {
        "seminar": comparison.seminar,
        "comparison": comparison,
        "row": row,
        "form": form,
        "themes": comparison.all_themes(),
        "chosen": {theme.pk for theme in Judgement.themes_of(row, request.user)},
        "size": comparison.compared.count(),
    }
    return render(request, "themes/agreement/tag.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The result; while the comparison is open, only how many notes each has left."""
    comparison = find_comparison(request, slug, pk)
    context = {"seminar": comparison.seminar, "comparison": comparison}
    if comparison.closed_at:
        context["result"] = Result.of(comparison)
        return render(request, "themes/agreement/result.html", context)
    context["left"] = [
        (person, comparison.compared.exclude(judgements__by=person).count()) for person in comparison.people
    ]
    return render(request, "themes/agreement/waiting.html", context)


@login_required
@require_POST
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    comparison = find_comparison(request, slug, pk)
    try:
        comparison.close(by=request.user)
    except ComparisonClosed:
        messages.info(request, _("The comparison has already ended."))
    return redirect("comparison", slug, pk)


@login_required
@require_POST
def decide(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """Places a note under the themes that one of the two chose."""
    comparison = find_comparison(request, slug, pk)
    row = get_object_or_404(comparison.compared.select_related("post"), place=place)
    form = DecideForm(request.POST, comparison=comparison)
    if comparison.closed_at and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            comparison.place(row, person, by=request.user)
        except NotPossible as reason:
            messages.error(request, str(reason))
        else:
            done = _("Note %(place)d is placed as %(person)s did.")
            messages.success(request, done % {"place": place, "person": person})
    return redirect("comparison", slug, pk)


def find_comparison(request: HttpRequest, slug: str, pk: int) -> Comparison:
    """A comparison in which this person tags. Raises Http404, for everyone else too."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    comparison = get_object_or_404(seminar.comparisons.of(request.user), pk=pk)
    comparison.seminar = seminar
    return comparison
