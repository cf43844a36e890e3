from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.forms.rounds import QuestionForm, QuestionsForm, RoundForm, StepForm, TitleForm
from seminar.models import DialogueRound, Question
from seminar.models.numbered import Numbered, Written
from seminar.views.setup import back, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = RoundForm(request.POST or None)
    if not form.is_valid():
        return page(request, seminar, new_round=form)
    round = DialogueRound.objects.plan(**form.cleaned_data, seminar=seminar, by=request.user)
    return back(slug, f"round-{round.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    round = find_round(request.user, slug, pk)
    form = TitleForm(request.POST or None, initial={"title": round.title})
    if not form.is_valid():
        return round_page(request, round, title=form)
    round.rename(form.cleaned_data["title"], by=request.user)
    return back(slug, f"round-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug: str, pk: int):
    round = find_round(request.user, slug, pk)
    form = QuestionsForm(request.POST or None)
    if not form.is_valid():
        return round_page(request, round, questions=form)
    round.ask_all(form.cleaned_data["questions"], by=request.user)
    return back(slug, f"round-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request, slug: str, pk: int):
    question = find_question(request.user, slug, pk)
    form = QuestionForm(request.POST or None, initial={"text": question.text})
    if not form.is_valid():
        context = {"seminar": question.seminar, "question": question, "form": form, "written": question.written()}
        return render(request, "seminar/question.html", context, status=422 if form.errors else 200)
    question.reword(form.cleaned_data["text"], by=request.user)
    return back(slug, f"question-{pk}")


@login_required
@require_POST
def move_round(request, slug: str, pk: int):
    return move(request, find_round(request.user, slug, pk), f"round-{pk}")


@login_required
@require_POST
def move_question(request, slug: str, pk: int):
    return move(request, find_question(request.user, slug, pk), f"question-{pk}")


def move(request, row: Numbered, place: str):
    """Back to the same button, so that it can be pressed again."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return back(row.seminar.slug, place)
    row.move(form.cleaned_data["step"], by=request.user)
    return back(row.seminar.slug, f"{place}-{'up' if form.cleaned_data['step'] < 0 else 'down'}")


@login_required
@require_POST
def remove_round(request, slug: str, pk: int):
    return remove(request, find_round(request.user, slug, pk), "setup_round")


@login_required
@require_POST
def remove_question(request, slug: str, pk: int):
    return remove(request, find_question(request.user, slug, pk), "setup_question")


def remove(request, row: Numbered, name: str):
    pk, slug = row.pk, row.seminar.slug
    try:
        row.remove(by=request.user)
    except Written:
        messages.error(request, _("Someone has just written here, so it stays."))
        return redirect(name, slug, pk)
    return back(slug, "rounds")


def find_round(person, slug: str, pk: int) -> DialogueRound:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).rounds, pk=pk)


def find_question(person, slug: str, pk: int) -> Question:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).questions, pk=pk)


def round_page(request, round: DialogueRound, **forms):
    context = {
        "seminar": round.seminar,
        "round": round,
        "written": round.written(),
        "title": TitleForm(initial={"title": round.title}),
        "questions": QuestionsForm(),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/round.html", context | forms, status=status)
