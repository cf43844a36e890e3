"""Opening, timing and closing rounds and questions, for all groups at once. The page they stand on is the room."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seminar.access import EDITORS, find_seminar
from seminar.forms.steering import MOST_MINUTES, AskingForm, SteeringForm


@login_required
@require_POST
def steer(request, slug: str, pk: int):
    round = get_object_or_404(find_seminar(request.user, slug, *EDITORS).rounds, pk=pk)
    form = SteeringForm(request.POST)
    if form.is_valid():
        messages.success(request, form.carry_out(round, by=request.user))
    else:
        messages.error(
            request,
            _("Nothing was changed. A timer runs for 1 to %(most)d minutes; write a whole number.")
            % {"most": MOST_MINUTES},
        )
    return redirect("room", slug)


@login_required
@require_POST
def ask(request, slug: str, pk: int):
    question = get_object_or_404(find_seminar(request.user, slug, *EDITORS).questions, pk=pk)
    form = AskingForm(request.POST)
    if form.is_valid():
        messages.success(request, form.carry_out(question, by=request.user))
    else:
        messages.error(request, _("Nothing was changed. Press one of the buttons on this page."))
    return redirect("room", slug)
