"""The log of a seminar, on the page and as a file."""

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from posts.text.delimited import delimited
from seminar.access import EDITORS, find_seminar
from seminar.text import file_name
from themes.history.entries import entries
from themes.history.log import LogFilter, by_day, rows

CHANGES_A_PAGE = 50


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    chosen = LogFilter(request.GET, seminar=seminar)
    page = Paginator(chosen.changes(), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    shown = entries(seminar, page.object_list)
    context = {
        "seminar": seminar,
        "filter": chosen,
        "page": page,
        "entries": shown,
        "days": by_day(shown, ZoneInfo(seminar.time_zone)),
        "may_change": True,
    }
    return render(request, "themes/history/log.html", context)


@login_required
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug, *EDITORS)
    with translation.override(seminar.language):
        data = delimited(rows(LogFilter(request.GET, seminar=seminar)), seminar.language)
        now = timezone.now().astimezone(ZoneInfo(seminar.time_zone))
        name = f"{file_name(seminar.title)} {_('Log').lower()} {now:%Y-%m-%d %H.%M}.csv"
    disposition = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=disposition)
