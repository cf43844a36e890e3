"""The summary as a page, and as a file to download."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from posts.models import Post
from posts.text.difference import difference
from seminar.access import EDITORS, find_seminar
from seminar.models import NotPossible
from seminar.server.file_response import file_response
from themes.filters import ReportFilter
from themes.models.remark import RemarkChanged
from themes.summary.board_links import BoardLinks
from themes.summary.closed import ChangesSinceClosing, summary_to_show
from themes.summary.file_request import FileRequest, WrongChoice
from themes.summary.formats import FEWEST_LONG, WRITERS
from themes.summary.forms import FileForm
from themes.summary.page import contents
from themes.summary.remarks import RemarkForm, Section, remark_forms


@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    seminar = find_seminar(request.user, slug)
    chosen = ReportFilter(request.GET, seminar=seminar)
    forms = remark_forms(seminar) if seminar.role in EDITORS else {}
    summary = summary_to_show(seminar, chosen)
    count = len(summary.notes)
    writers = {
        name: writer for name, writer in WRITERS.items() if seminar.role in writer.roles and writer.is_offered(count)
    }
    context = contents(summary, links=BoardLinks(seminar, chosen), forms=forms)
    context |= {"seminar": seminar, "filter": chosen, "writers": writers, "remark_forms": forms}
    context["file_form"] = FileForm(editors=seminar.role in EDITORS)
    context["many_notes"] = count > FEWEST_LONG
    if seminar.role in EDITORS:
        context["hidden_count"] = chosen.posts(Post.State.HIDDEN).count()
        context["hidden_address"] = BoardLinks(seminar, chosen).to(state=Post.State.HIDDEN)
    if not chosen.chosen:
        context["since"] = ChangesSinceClosing.of(seminar)
    return render(request, "themes/summary/summary.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One text of the facilitators. Where somebody else was first, both are shown; the next save replaces theirs."""
    seminar = find_seminar(request.user, slug, *EDITORS)
    place = Section.find(seminar, section)
    context = {"seminar": seminar, "section": place}
    if request.method != "POST":
        return render(request, "themes/summary/remark.html", context | {"form": remark_forms(seminar)[section]})
    form = RemarkForm(request.POST, section=place, seminar=seminar)
    try:
        saved = form.is_valid() and form.save(by=request.user)
    except RemarkChanged as error:
        theirs, own = error.current, form.cleaned_data["body"]
        form = RemarkForm(section=place, seminar=seminar, initial={"body": own, "expected": theirs.version})
        context |= {"form": form, "theirs": theirs, "conflict": difference(theirs.body, own)}
        return render(request, "themes/summary/remark.html", context, status=409)
    if not form.is_valid():
        return render(request, "themes/summary/remark.html", context | {"form": form})
    if saved:
        messages.success(request, _("Saved. The earlier version is kept, and can be restored in the log."))
    return redirect(f"{reverse('summary', args=[slug])}#remark-{section}")


@login_required
@require_safe
def download(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:
    try:
        asked = FileRequest.of(request.user, slug, format, request.GET)
    except WrongChoice as reason:
        return HttpResponseBadRequest(str(reason), content_type="text/plain; charset=utf-8")
    try:
        if asked.is_long:
            raise NotPossible(_("There are too many notes to make this file at once. Ask for it below."))
        pieces = asked.pieces()
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("summary", slug)
    return file_response(pieces, asked.name(timezone.now()), asked.writer.content_type)
