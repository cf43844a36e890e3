"""How devices come in, and what participants see: the sections of the set-up about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.forms.participants import CodesForm, DoorsForm, ParticipantsForm
from seminar.views.setup import back, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = ParticipantsForm.of(seminar, request.POST or None)
    if not form.is_valid():
        return page(request, seminar, participants=form)
    seminar.describe(**form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return back(slug, "participants")


@login_required
@require_POST
def turn_doors(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = DoorsForm(request.POST)
    if form.is_valid():
        (seminar.open_doors if form.cleaned_data["doors"] == "open" else seminar.close_doors)(by=request.user)
    return back(slug, "participants")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_codes(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = CodesForm(request.POST or None)
    if not form.is_valid():
        return page(request, seminar, codes=form)
    seminar.change_codes(by=request.user)
    messages.success(request, _("There are new codes. Cards that were printed before are good no more."))
    return back(slug, "participants")
