"""The summary as a page, and as a file to download."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from seminar.access import EDITORS, find_seminar
from seminar.models import NotPossible
from seminar.text import file_name
from themes.filters import ReportFilter
from themes.summary.formats import WRITERS
from themes.summary.page import contents
from themes.summary.summary import Summary


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    chosen = ReportFilter(request.GET, seminar=seminar)
    writers = {name: writer for name, writer in WRITERS.items() if seminar.role in writer.roles}
    context = contents(Summary.of(seminar, chosen)) | {"seminar": seminar, "filter": chosen, "writers": writers}
    return render(request, "themes/summary/summary.html", context)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    writer = WRITERS.get(format)
    if writer is None:
        raise Http404
    seminar = find_seminar(request.user, slug, *writer.roles)
    chosen = ReportFilter(request.GET, seminar=seminar)
    try:
        data = writer.file(seminar, chosen, with_log=seminar.role in EDITORS)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("summary", slug)
    now = timezone.now().astimezone(ZoneInfo(seminar.time_zone))
    name = f"{file_name(seminar.title)} {now:%Y-%m-%d %H.%M}.{format}"
    return HttpResponse(
        data, content_type=writer.content_type, headers={"Content-Disposition": content_disposition_header(True, name)}
    )
