"""Opening, timing and closing rounds and questions, for all groups at once. The buttons are on the room's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from seminar.access import EDITORS, find_seminar
from seminar.models import DialogueRound, Question, Seminar
from seminar.rounds.forms import ControlForm, QuestionControlForm, RoundControlForm


@login_required
@require_POST
def steer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    return _carry_out(request, RoundControlForm(request.POST), get_object_or_404(seminar.rounds, pk=pk))


@login_required
@require_POST
def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    return _carry_out(request, QuestionControlForm(request.POST), get_object_or_404(seminar.questions, pk=pk))


def _carry_out(request: HttpRequest, form: ControlForm, row: DialogueRound | Question) -> HttpResponse:
    """A script gets the sentence, 409 where nothing was done, and the number of the last change."""
    done, sentence = form.carry_out(row, by=request.user)
    if "application/json" in request.headers.get("Accept", ""):
        last = Seminar.objects.values_list("last_change", flat=True).get(pk=row.seminar_id)
        return JsonResponse({"sentence": sentence, "last": last}, status=200 if done else 409)
    messages.add_message(request, messages.SUCCESS if done else messages.ERROR, sentence)
    return redirect("room", row.seminar.slug)
