"""The rehearsal, for the organizer: begin it, add pretend scribes, let them write, and end it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.rehearsal.forms import MOST_PEOPLE, EndForm, PeopleForm
from posts.rehearsal.rehearsal import Rehearsal
from seminar.access import ORGANIZER, find_seminar
from seminar.models import NotPossible, Seminar


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    return _render(request, find_seminar(request.user, slug, ORGANIZER))


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    try:
        Rehearsal(seminar).begin(by=request.user)
    except NotPossible as reason:
        messages.error(request, reason.sentence)
    return redirect("rehearsal", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_people(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = PeopleForm(request.POST or None)
    if not form.is_valid():
        return _render(request, seminar, people=form)
    if seminar.rehearsing:
        Rehearsal(seminar).add_people(form.cleaned_data["number"], by=request.user)
    return redirect("rehearsal", slug)


@login_required
@require_POST
def write_wave(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    if not Rehearsal(seminar).write_wave():
        messages.info(request, _("Nobody wrote. Open a round or a weighing, and let pretend scribes join first."))
    return redirect("rehearsal", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    rehearsal = Rehearsal(seminar)
    form = EndForm(request.POST or None, rehearsal=rehearsal)
    if not form.is_valid():
        return _render(request, seminar, end=form)
    count = form.carry_out(rehearsal, by=request.user)
    cleared = ngettext("%(count)d note was cleared.", "%(count)d notes were cleared.", count) % {"count": count}
    messages.success(request, " ".join([_("The rehearsal is over."), cleared]))
    return redirect("rehearsal", slug)


def _render(request: HttpRequest, seminar: Seminar, **invalid_forms: forms.Form) -> HttpResponse:
    rehearsal = Rehearsal(seminar)
    group_count = seminar.groups.count()
    context = {
        "seminar": seminar,
        "round": seminar.rounds.current(),
        "notes": rehearsal.notes().count(),
        "real_notes": rehearsal.real_notes().count(),
        "drafts": rehearsal.drafts().exclude(body="").count() if seminar.rehearsing else 0,
        "staying": rehearsal.themes_that_stay(),
        "messages_to_groups": rehearsal.messages().current().count() if seminar.rehearsing else 0,
        "calls": rehearsal.calls().count() if seminar.rehearsing else 0,
        "weighings": rehearsal.weighings().count(),
        "pretend_scribes": rehearsal.people().count(),
        "people": PeopleForm(initial={"number": min(group_count or 4, MOST_PEOPLE)}),
        "end": EndForm(rehearsal=rehearsal),
    }
    status = 422 if any(form.errors for form in invalid_forms.values()) else 200
    return render(request, "posts/rehearsal/rehearsal.html", context | invalid_forms, status=status)
