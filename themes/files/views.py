"""The files of the summary that are made in the background: asked for, followed, fetched and removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seminar.access import EDITORS, find_seminar
from seminar.models import NotPossible, Seminar
from themes.files.folder import place, remove_unwanted
from themes.models import SummaryFile
from themes.models.summary_file import SummaryFileQuerySet
from themes.summary.file_request import FileRequest, WrongChoice, named
from themes.summary.formats import WRITERS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own files, and with POST one more. A short one is fetched at once."""
    seminar = find_seminar(request.user, slug)
    if request.method != "POST":
        files = [{"file": file, "label": WRITERS[file.format].label} for file in _own(request, seminar)]
        context = {"seminar": seminar, "files": files, "waiting": any(not one["file"].finished_at for one in files)}
        return render(request, "themes/files/files.html", context)
    query = request.POST.copy()
    query.pop("csrfmiddlewaretoken", None)
    [format] = query.pop("format", [""])[-1:]
    try:
        asked = FileRequest.of(request.user, slug, format, query)
    except WrongChoice as reason:
        return HttpResponseBadRequest(str(reason), content_type="text/plain; charset=utf-8")
    if not asked.is_long:
        return redirect(f"{reverse('summary_file', args=[slug, format])}?{query.urlencode()}")
    try:
        SummaryFile.objects.ask(
            seminar=seminar, by=request.user, format=format, query=query.urlencode(), for_editors=asked.for_editors
        )
    except NotPossible as reason:
        messages.error(request, reason.sentence)
    return redirect("files", slug)


@login_required
@require_safe
def fetch(request: HttpRequest, slug: str, uid: str) -> HttpResponseBase:
    seminar = find_seminar(request.user, slug)
    file = get_object_or_404(_own(request, seminar), uid=uid)
    if not file.is_ready:
        raise Http404
    try:
        content = place(file.uid).open("rb")
    except FileNotFoundError:
        messages.error(request, _("That file is no longer on this server. Ask for it again."))
        return redirect("files", slug)
    name = named(seminar, file.started_at, file.format)
    return FileResponse(content, as_attachment=True, filename=name, content_type=WRITERS[file.format].content_type)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Also ends its making."""
    seminar = find_seminar(request.user, slug)
    get_object_or_404(_own(request, seminar), uid=uid).delete()
    remove_unwanted()
    return redirect("files", slug)


def _own(request: HttpRequest, seminar: Seminar) -> SummaryFileQuerySet:
    """Those that this person asked for, and may still have with the present role."""
    formats = [name for name, writer in WRITERS.items() if seminar.role in writer.roles]
    allowed = Q() if seminar.role in EDITORS else Q(for_editors=False)
    return SummaryFile.objects.filter(allowed, seminar=seminar, by=request.user, format__in=formats)
