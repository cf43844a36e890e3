"""The rehearsal, for the organizer: begin, people, a wave of notes, and the end that clears it all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.rehearsal import Rehearsal, RoundIsOpen
from posts.rehearsal_forms import MOST_PEOPLE, EndForm, PeopleForm
from seminar.access import ORGANIZER, find_seminar


@login_required
@require_safe
def show(request, slug: str):
    return page(request, find_seminar(request.user, slug, ORGANIZER))


def page(request, seminar, **forms):
    rehearsal = Rehearsal(seminar)
    groups = seminar.groups.count()
    context = {
        "seminar": seminar,
        "round": seminar.rounds.current(),
        "notes": rehearsal.notes().count(),
        "real_notes": rehearsal.real_notes().count(),
        "pretenders": rehearsal.people().count(),
        "people": PeopleForm(initial={"number": min(groups or 4, MOST_PEOPLE)}),
        "end": EndForm(),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "posts/rehearsal.html", context | forms, status=status)


@login_required
@require_POST
def begin(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    try:
        Rehearsal(seminar).begin(by=request.user)
    except RoundIsOpen:
        messages.error(request, _("A round is open. Close it first: what is being written there is no try-out."))
    return redirect("rehearsal", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_people(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = PeopleForm(request.POST or None)
    if not form.is_valid():
        return page(request, seminar, people=form)
    if seminar.rehearsing:
        Rehearsal(seminar).add_people(form.cleaned_data["number"], by=request.user)
    return redirect("rehearsal", slug)


@login_required
@require_POST
def let_write(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    if not Rehearsal(seminar).let_write():
        messages.info(request, _("Nobody wrote: a round must be open, and there must be pretend scribes."))
    return redirect("rehearsal", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = EndForm(request.POST or None)
    if not form.is_valid():
        return page(request, seminar, end=form)
    gone = Rehearsal(seminar).end(keep=form.keeps(), by=request.user)
    cleared = ngettext("%(count)d note was cleared.", "%(count)d notes were cleared.", gone) % {"count": gone}
    messages.success(request, " ".join([_("The rehearsal is over."), cleared]))
    return redirect("rehearsal", slug)
