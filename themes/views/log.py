"""The log of a seminar, and taking back what stands in it."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from posts.models import Unfit
from seminar.access import EDITORS, find_seminar
from themes.formats import csv
from themes.history import tell, told, why_not
from themes.log import LogFilter, rows
from themes.tidying import UndoForm
from themes.undo import last_of, undo_mine
from themes.undo import undo as take_back
from themes.views.summary import UNSAFE_IN_A_NAME

CHANGES_A_PAGE = 50


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug, *EDITORS)
    chosen = LogFilter(request.GET, seminar=seminar)
    page = Paginator(chosen.changes(), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    happenings = tell(seminar, page.object_list)
    context = {"seminar": seminar, "filter": chosen, "page": page, "happenings": happenings, "may_change": True}
    return render(request, "themes/log.html", context)


@login_required
@require_safe
def download(request, slug: str):
    seminar = find_seminar(request.user, slug, *EDITORS)
    with translation.override(seminar.language):
        data = csv.table(rows(LogFilter(request.GET, seminar=seminar)), seminar.language)
        now = timezone.now().astimezone(ZoneInfo(seminar.time_zone))
        name = f"{UNSAFE_IN_A_NAME.sub('-', seminar.title)[:80]} {_('Log').lower()} {now:%Y-%m-%d %H.%M}.csv"
    disposition = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=disposition)


@login_required
@require_POST
def undo(request, slug: str):
    """Takes back the change that is named, or the last thing this person did; says in a sentence what came of it."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    form = UndoForm(request.POST, seminar=seminar)
    try:
        done = _undo(form, seminar, by=request.user)
        level, said = (messages.SUCCESS, told(done)) if done else (messages.INFO, _("You have nothing to undo."))
    except Unfit as unfit:
        level, said = messages.WARNING, why_not(_named(form, seminar, by=request.user), unfit)
    messages.add_message(request, level, said)
    return redirect(_back(request) or reverse("log", args=[slug]))


def _undo(form: UndoForm, seminar, *, by) -> list:
    if not form.is_valid():
        raise Unfit(_("That is not in the log."))
    if change := form.cleaned_data["change"]:
        return [take_back(change, by=by)]
    return undo_mine(seminar, by=by)


def _named(form: UndoForm, seminar, *, by):
    return (form.cleaned_data["change"] or last_of(seminar, by)) if form.is_valid() else None


def _back(request) -> str:
    """The page that the button stood on, where that is one of ours."""
    page = request.POST.get("next", "")
    return page if url_has_allowed_host_and_scheme(page, None) else ""
