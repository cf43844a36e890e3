from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seminar.access import ORGANIZER, find_seminar
from seminar.models import DialogueRound, Person, Question
from seminar.models.ordered import HasNotes, Ordered
from seminar.setup.rounds.forms import QuestionForm, QuestionsForm, RoundForm, StepForm, TitleForm
from seminar.setup.views import redirect_to_section, setup_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, slug: str):
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = RoundForm(request.POST or None)
    if not form.is_valid():
        return setup_page(request, seminar, new_round=form)
    round = DialogueRound.objects.plan(**form.cleaned_data, seminar=seminar, by=request.user)
    return redirect_to_section(slug, f"round-{round.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug: str, pk: int):
    round = find_round(request.user, slug, pk)
    form = TitleForm(request.POST or None, initial={"title": round.title})
    if not form.is_valid():
        return round_page(request, round, title=form)
    round.rename(form.cleaned_data["title"], by=request.user)
    return redirect_to_section(slug, f"round-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug: str, pk: int):
    round = find_round(request.user, slug, pk)
    form = QuestionsForm(request.POST or None)
    if not form.is_valid():
        return round_page(request, round, questions=form)
    round.add_questions(form.cleaned_data["questions"], by=request.user)
    return redirect_to_section(slug, f"round-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request, slug: str, pk: int):
    question = find_question(request.user, slug, pk)
    form = QuestionForm(request.POST or None, initial={"text": question.text})
    if not form.is_valid():
        context = {"seminar": question.seminar, "question": question, "form": form, "written": question.written()}
        return render(request, "seminar/setup/question.html", context, status=422 if form.errors else 200)
    question.reword(form.cleaned_data["text"], by=request.user)
    return redirect_to_section(slug, f"question-{pk}")


@login_required
@require_POST
def move_round(request, slug: str, pk: int):
    return move(request, find_round(request.user, slug, pk), f"round-{pk}")


@login_required
@require_POST
def move_question(request, slug: str, pk: int):
    return move(request, find_question(request.user, slug, pk), f"question-{pk}")


def move(request: HttpRequest, row: Ordered, anchor: str) -> HttpResponse:
    """Redirects to the button that was pressed, so that it can be pressed again."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return redirect_to_section(row.seminar.slug, anchor)
    row.move(form.cleaned_data["step"], by=request.user)
    return redirect_to_section(row.seminar.slug, f"{anchor}-{'up' if form.cleaned_data['step'] < 0 else 'down'}")


@login_required
@require_POST
def remove_round(request, slug: str, pk: int):
    return remove(request, find_round(request.user, slug, pk), "setup_round")


@login_required
@require_POST
def remove_question(request, slug: str, pk: int):
    return remove(request, find_question(request.user, slug, pk), "setup_question")


def remove(request: HttpRequest, row: Ordered, page: str) -> HttpResponse:
    """`page` is the URL name of the row's own page."""
    pk, slug = row.pk, row.seminar.slug
    try:
        row.remove(by=request.user)
    except HasNotes:
        messages.error(request, _("Someone has just written here, so it stays."))
        return redirect(page, slug, pk)
    return redirect_to_section(slug, "rounds")


def find_round(person: Person, slug: str, pk: int) -> DialogueRound:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).rounds, pk=pk)


def find_question(person: Person, slug: str, pk: int) -> Question:
    return get_object_or_404(find_seminar(person, slug, ORGANIZER).questions, pk=pk)


def round_page(request: HttpRequest, round: DialogueRound, **forms) -> HttpResponse:
    context = {
        "seminar": round.seminar,
        "round": round,
        "written": round.written(),
        "title": TitleForm(initial={"title": round.title}),
        "questions": QuestionsForm(),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "seminar/setup/round.html", context | forms, status=status)
