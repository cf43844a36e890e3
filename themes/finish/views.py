"""The end of a seminar: what is left to do, finishing it, and the link by which others read the result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.models import NotPossible, Seminar
from themes.finish.forms import FinishForm, ResultForm
from themes.finish.remaining_work import RemainingWork
from themes.summary.closed import summary_to_show
from themes.summary.page import contents


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    token = seminar.result_token
    context = {
        "seminar": seminar,
        "left": RemainingWork.of(seminar),
        "address": request.build_absolute_uri(reverse("result", args=[token])) if token else "",
        "form": ResultForm(initial={"names": seminar.result_names}),
    }
    return render(request, "themes/finish/finish.html", context)


@login_required
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = FinishForm(request.POST)
    if form.is_valid():
        try:
            form.carry_out(seminar, by=request.user)
        except NotPossible as reason:
            messages.error(request, reason.sentence)
    return redirect("summary" if form.data.get("do") == "update" else "finish", slug)


@login_required
@require_POST
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Creates the link to the result, or changes what it shows."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = ResultForm(request.POST)
    if form.is_valid():
        seminar.share_result(names=form.cleaned_data["names"], by=request.user)
    return redirect("finish", slug)


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """The summary for everyone who has the link, in the language of the seminar."""
    seminar = get_object_or_404(Seminar, result_token=token)
    with translation.override(seminar.language):
        context = contents(summary_to_show(seminar), public=True, names=seminar.result_names) | {"meeting": seminar}
        return render(request, "themes/finish/result.html", context)
