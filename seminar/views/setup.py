"""The set-up: one page with all that an organizer decides, each section a form with an address of its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.codes import show_code
from seminar.forms.facts import FactsForm
from seminar.forms.groups import GroupsForm, SeriesForm
from seminar.forms.members import InviteForm
from seminar.forms.participants import CodesForm, ParticipantsForm
from seminar.forms.rounds import RoundForm
from seminar.models import Group
from seminar.qr import short_address


@login_required
@require_safe
def show(request, slug: str):
    return page(request, find_seminar(request.user, slug, ORGANIZER))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = FactsForm.of(seminar, request.POST or None)
    if not form.is_valid():
        return page(request, seminar, facts=form)
    seminar.describe(**form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("setup", slug)


def page(request, seminar, **forms):
    """The whole page. A form among `forms` stands as it was filled in, with its errors."""
    context = {
        "seminar": seminar,
        "rounds": seminar.rounds.prefetch_related("questions"),
        "groups": seminar.groups.counted(),
        "joins": Group.objects.joins(seminar),
        "members": seminar.members.by_name(),
        "facts": FactsForm.of(seminar),
        "new_round": RoundForm(),
        "new_groups": GroupsForm(),
        "series": SeriesForm(),
        "invite": InviteForm(),
        "participants": ParticipantsForm.of(seminar),
        "codes": CodesForm(),
        "code": show_code(seminar.join_code),
        "address": short_address(request),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/setup.html", context | forms, status=status)


def back(slug: str, place: str):
    """To the set-up again, at the place where something was done."""
    return redirect(f"{reverse('setup', args=[slug])}#{place}")
