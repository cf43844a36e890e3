"""The summary on the page, and as a file."""

import re
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from seminar.access import EDITORS, EVERYONE, find_seminar
from themes import report, wording
from themes.filters import ReportFilter
from themes.formats import WRITERS, Writer
from themes.parts import Note, ThemeCount
from themes.summary import Summary

UNSAFE_IN_A_NAME = re.compile(r"[^\w ().,-]+")


@login_required
@require_safe
def show(request, slug: str):
    seminar = find_seminar(request.user, slug)
    chosen = ReportFilter(request.GET, seminar=seminar)
    summary = Summary.of(seminar, chosen)
    context = {
        "seminar": seminar,
        "filter": chosen,
        "summary": summary,
        "moment": wording.moment(summary),
        "figures": wording.figures(summary),
        "basis": wording.basis(summary),
        "groups": wording.groups(summary),
        "tables": report.tables(summary),
        "longest": max((theme.count.groups for theme in summary.themes), default=0),
        "sections": [_section(theme, summary) for theme in summary.themes if theme.notes],
        "unsorted": _told(summary.unsorted, summary) if summary.themes else [],
        "writers": {name: writer for name, writer in WRITERS.items() if seminar.role in _readers(writer)},
    }
    return render(request, "themes/summary.html", context)


@login_required
@require_safe
def download(request, slug: str, format: str):
    writer = WRITERS.get(format)
    if writer is None:
        raise Http404
    seminar = find_seminar(request.user, slug, *_readers(writer))
    data = writer.file(seminar, ReportFilter(request.GET, seminar=seminar))
    now = timezone.now().astimezone(ZoneInfo(seminar.time_zone))
    name = f"{UNSAFE_IN_A_NAME.sub('-', seminar.title)[:100]} {now:%Y-%m-%d %H.%M}.{writer.extension}"
    return HttpResponse(
        data, content_type=writer.content_type, headers={"Content-Disposition": content_disposition_header(True, name)}
    )


def _section(theme: ThemeCount, summary: Summary) -> dict:
    notes = _told(theme.notes, summary)
    return {"theme": theme, "counted": wording.counted(theme.count, summary), "notes": notes}


def _told(notes: tuple[Note, ...], summary: Summary) -> list[tuple[Note, str]]:
    """Each note with whose it is; the page shows the first ones and links to the board for the rest."""
    return [(note, wording.source(note, summary)) for note in notes]


def _readers(writer: Writer) -> tuple[str, ...]:
    """The whole seminar holds hidden notes, which viewers do not see."""
    return EDITORS if writer.whole else EVERYONE
