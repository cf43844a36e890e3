"""Weighing the themes: the organizer opens and closes it, and the groups answer on pages of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from posts.writing.views import by_scribe
from seminar.access import ORGANIZER, find_seminar, remember
from seminar.models import NotPossible, Scribe, Seminar
from themes.models import Theme
from themes.models.weighing import AnswerConflict
from themes.weighing import text
from themes.weighing.forms import AnswerForm, StartForm, StateForm
from themes.weighing.page import WeighPage
from themes.weighing.result import Result


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    return _render(request, seminar, StartForm(seminar=seminar))


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, ORGANIZER)
    form = StartForm(request.POST, seminar=seminar)
    if not form.is_valid():
        return _render(request, seminar, form, status=422)
    try:
        form.start(by=request.user)
    except NotPossible as reason:
        messages.error(request, reason.sentence)
    return redirect("weighing", slug)


@login_required
@require_POST
def set_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Closes the last weighing, or opens it again."""
    seminar = find_seminar(request.user, slug, ORGANIZER)
    weighing, form = seminar.weighings.latest_one(), StateForm(request.POST)
    if weighing and form.is_valid():
        try:
            form.carry_out(weighing, by=request.user)
        except NotPossible as reason:
            messages.error(request, reason.sentence)
    return redirect("weighing", slug)


def _render(request: HttpRequest, seminar: Seminar, form: StartForm, *, status: int = 200) -> HttpResponse:
    weighing = seminar.weighings.latest_one()
    context = {"seminar": seminar, "form": form, "weighing": weighing}
    if weighing:
        result = Result.of(weighing, Theme.all_objects.current_by_id(seminar), seminar.groups.with_presence())
        context |= {"result": result, "rule": text.rule(result), "taken_part": text.taken_part(result)}
    return render(request, "themes/weighing/weighing.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@by_scribe
def weigh(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    """The page of a group. Where another device has saved in the meantime, it shows both answers."""
    page, status = WeighPage.of(scribe), 200
    if request.method == "POST" and page.weighing:
        status = _save(request, page)
        if status == 200:
            return redirect("weigh", scribe.seminar.slug)
    context = {"seminar": scribe.seminar, "scribe": scribe, "page": page}
    response = render(request, "themes/weighing/weigh.html", context, status=status)
    remember(response, scribe)
    return response


def _save(request: HttpRequest, page: WeighPage) -> int:
    """Saves the answer that was sent, or makes the page say why not. Returns the status of the response."""
    form = AnswerForm(request.POST, page=page)
    valid, points = form.is_valid(), form.points
    if not valid:
        error = _("Enter whole numbers from 0 to %(limit)d.") % {"limit": page.weighing.most_for_one}
        page.show_refused(points, error)
        return 422
    try:
        page.weighing.answer(points, scribe=page.scribe, base=form.cleaned_data["base"] or 0)
    except NotPossible as reason:
        page.show_refused(points, str(reason))
        return 422
    except AnswerConflict:
        page.show_both(points)
        return 409
    return 200
