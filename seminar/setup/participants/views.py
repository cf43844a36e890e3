"""The sections of the setup about participants: how devices join, and what participants see."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.models import NotPossible
from seminar.setup.participants.forms import CodesForm, DoorsForm, ParticipantsForm
from seminar.setup.views import redirect_to_section, setup_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = ParticipantsForm.of(seminar, request.POST or None)
    if not form.is_valid():
        return setup_page(request, seminar, participants=form)
    seminar.describe(**form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect_to_section(slug, "participants")


@login_required
@require_POST
def set_doors(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = DoorsForm(request.POST)
    if form.is_valid():
        try:
            (seminar.open_doors if form.cleaned_data["doors"] == "open" else seminar.close_doors)(by=request.user)
        except NotPossible as reason:
            messages.error(request, reason.sentence)
    return redirect_to_section(slug, "participants")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_codes(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = CodesForm(request.POST or None)
    if not form.is_valid():
        return setup_page(request, seminar, codes=form)
    seminar.change_codes(by=request.user)
    messages.success(request, _("There are new codes. Cards printed earlier no longer work."))
    return redirect_to_section(slug, "participants")
