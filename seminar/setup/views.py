"""The setup: one page with everything that an organizer decides. Each section is a form with its own address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seminar.access import ORGANIZER, find_seminar
from seminar.codes import show_code
from seminar.joining.qr import short_address
from seminar.models import Group, Seminar
from seminar.rounds.plan import DayPlan
from seminar.server import mail
from seminar.setup.forms import DetailsForm
from seminar.setup.groups.many_forms import GroupsForm, SeriesForm
from seminar.setup.members.forms import InviteForm
from seminar.setup.participants.forms import CodesForm, ParticipantsForm
from seminar.setup.rounds.forms import RoundForm


@login_required
@require_safe
def show(request, slug: str):
    return setup_page(request, find_seminar(request.user, slug, ORGANIZER))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = DetailsForm.of(seminar, request.POST or None)
    if not form.is_valid():
        return setup_page(request, seminar, facts=form)
    seminar.describe(**form.cleaned_data, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("setup", slug)


def setup_page(request: HttpRequest, seminar: Seminar, **forms) -> HttpResponse:
    """The whole page. The forms in `forms` are shown as they were filled in, with their errors."""
    rounds = list(seminar.rounds.prefetch_related("questions"))
    members = list(seminar.members.by_name())
    groups = list(seminar.groups.counted().with_presence())
    context = {
        "seminar": seminar,
        "rounds": rounds,
        "plan": DayPlan.of(seminar, rounds),
        "groups": groups,
        "without_device": sum(not group.is_present for group in groups),
        "merges": Group.objects.merges(seminar),
        "last_of_many": Group.objects.last_of_many(seminar),
        "members": members,
        "doors_ready": seminar.doors_open or seminar.doors_will_open,
        "not_reached": [one for one in members if one.invitation == one.Invitation.FAILED],
        "facts": DetailsForm.of(seminar),
        "new_round": RoundForm(),
        "new_groups": GroupsForm(seminar=seminar),
        "series": SeriesForm(),
        "invite": InviteForm(),
        "has_mail_server": mail.has_server(),
        "participants": ParticipantsForm.of(seminar),
        "codes": CodesForm(),
        "code": show_code(seminar.join_code),
        "address": short_address(request),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/setup/setup.html", context | forms, status=status)


def redirect_to_section(slug: str, anchor: str) -> HttpResponseRedirect:
    """To the setup page, at the element that was changed."""
    return redirect(f"{reverse('setup', args=[slug])}#{anchor}")
