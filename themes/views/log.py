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
from themes.history import tell
from themes.log import LogFilter, rows
from themes.tally import Tally
from themes.tidying import UndoForm
from themes.undo import last_of, undo_mine
from themes.undo import undo as take_back
from themes.views.board import board_address
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
        done, level, said = None, messages.WARNING, _why(form, seminar, unfit, by=request.user)
    if request.htmx:
        return _on_the_board(request, seminar, done, level, said)
    messages.add_message(request, level, said)
    return redirect(_back(request) or reverse("log", args=[slug]))


def _undo(form: UndoForm, seminar, *, by):
    if not form.is_valid():
        raise Unfit(_("That is not in the log."))
    if change := form.cleaned_data["change"]:
        return take_back(change, by=by)
    return undo_mine(seminar, by=by)


def _why(form: UndoForm, seminar, unfit: Unfit, *, by) -> str:
    """What could not be undone, and why not: who presses "undo my last" may not know what that was."""
    change = form.is_valid() and (form.cleaned_data["change"] or last_of(seminar, by))
    if not change:
        return str(unfit)
    return _("“%(what)s” was not undone. %(why)s") % {"what": tell(seminar, [change])[0].sentence, "why": unfit}


def told(undoing) -> str:
    [happening] = tell(undoing.seminar, [undoing])
    return _("%(what)s. %(where)s") % {"what": happening.sentence, "where": happening.subject}


def _on_the_board(request, seminar, undoing, level: int, said: str):
    """What htmx puts where it belongs: the words, the note's card, the counts."""
    post = undoing and seminar.posts.by_table().of_change(undoing).first()
    if post and undoing.verb in ("post.split", "post.joined", "post.merged", "post.left"):
        messages.add_message(request, level, said)
        return HttpResponse(headers={"HX-Location": board_address(request, seminar, post)})
    context = {"seminar": seminar, "post": post, "tally": Tally.of(seminar), "said": said, "may_change": True}
    context["kind"] = {messages.SUCCESS: "good", messages.WARNING: "warn"}.get(level, "info")
    return render(request, "themes/_undone.html", context)


def _back(request) -> str:
    """The page that the button stood on, where that is one of ours."""
    page = request.POST.get("next", "")
    return page if url_has_allowed_host_and_scheme(page, None) else ""
