"""The page on which a scribe writes, and the forms by which it works without scripts. With scripts it uses api.py."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posts.models import Draft, Post
from posts.models.submission import (
    CAME_LATE,
    LOCKED,
    MET_ANOTHER,
    GroupStopped,
    NoteErased,
    NotYours,
    Sent,
    TooManyInAll,
    TooManyNotes,
    is_stopped,
)
from posts.text.difference import difference
from posts.writing.forms import NoteForm
from posts.writing.markup import Markup
from posts.writing.page import ScribePage
from posts.writing.payloads import ERASED, SHUT_OUT, STOPPED, why_not_withdrawable
from seminar.access import ShutOut, find_scribe, remember
from seminar.events import SCRIBE_MOVED
from seminar.joining.views import shut_out, too_fast
from seminar.models import Scribe
from seminar.models.scribe import TooManyChanges


def by_scribe(view: Callable) -> Callable:
    """Decorates a view (request, scribe, ...). A device that is not known is asked to join.

    One that was shut out, or that is too fast, gets a page that says so.
    """

    @wraps(view)
    def wrapped(request, slug: str, **ids):
        try:
            scribe = find_scribe(request, slug)
        except ShutOut as error:
            return shut_out(request, error.scribe)
        except Http404:
            return redirect("enter")
        try:
            return view(request, scribe, **ids)
        except TooManyChanges:
            return too_fast(request)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
@by_scribe
def show(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    page = ScribePage.of(scribe)
    if request.method == "POST":
        form = NoteForm(request.POST, scribe=scribe)
        sent, error = _send(form)
        if sent and sent.kept == MET_ANOTHER:  # the note of a draft that another device has sent
            return _render_met(request, scribe, sent, form.data["body"])
        if sent:
            return _redirect_after(request, sent)
        page.show_error(form.data, error)
    response = HttpResponse(Markup(page, request).whole(), status=422 if request.method == "POST" else 200)
    remember(response, scribe)
    return response


@require_GET
@gzip_page
def current(request: HttpRequest, slug: str) -> HttpResponse:
    """The content of the page as it is now. An open page fetches it to update itself."""
    try:
        scribe = find_scribe(request, slug)
    except ShutOut:
        return HttpResponse(SHUT_OUT, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(Markup(ScribePage.of(scribe), request).now(_moved(scribe)))


def _moved(scribe: Scribe) -> str:
    """What to say where the page still shows another group."""
    last = scribe.seminar.changes.about(scribe).of(SCRIBE_MOVED).order_by("-number").first()
    group = scribe.group or _("unknown group")
    sentence = _("The organizer moved you to %(group)s") if last and last.by_id else _("You now write for %(group)s")
    return sentence % {"group": group}


@require_http_methods(["GET", "HEAD", "POST"])
@by_scribe
def edit(request: HttpRequest, scribe: Scribe, uid: UUID) -> HttpResponse:
    """A page of its own for a new text of a note. Where the text met another, both are shown and both are saved."""
    post = _find_post(scribe, uid)
    context = {"post": post, "body": post.body, "base": post.revision}
    if request.method == "POST":
        data = request.POST.copy()
        data["uid"] = str(uid)
        form = NoteForm(data, scribe=scribe)
        sent, error = _send(form)
        if sent and sent.kept == MET_ANOTHER:
            return _render_met(request, scribe, sent, form.data["body"])
        if sent:
            return _redirect_after(request, sent)
        context |= {"body": form.data.get("body", ""), "base": form.data.get("base", post.revision), "error": error}
    return _render(request, "posts/writing/note.html", scribe, **context)


def _redirect_after(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Back to the page, which says so where the text was set aside."""
    if sent.kept in (CAME_LATE, LOCKED):
        messages.warning(
            request,
            _("The note can no longer be changed. Your new text is set aside, and a facilitator decides."),
        )
    return redirect("write", sent.post.seminar.slug)


def _render_met(request: HttpRequest, scribe: Scribe, sent: Sent, body: str) -> HttpResponse:
    """Both texts of a note, for the scribe to choose."""
    parts = difference(body, sent.post.body)
    return _render(
        request, "posts/writing/note.html", scribe, post=sent.post, body=body, base=sent.post.revision, parts=parts
    )


@require_POST
@by_scribe
def set_state(request: HttpRequest, scribe: Scribe, uid: UUID) -> HttpResponse:
    """Takes a note back, or puts it back."""
    post = _find_post(scribe, uid)
    puts_back = request.POST.get("state") == Post.State.VISIBLE
    if puts_back and is_stopped(scribe):
        messages.warning(request, STOPPED)
    elif not post.is_withdrawable():
        messages.warning(request, why_not_withdrawable(post))
    else:
        (post.put_back if puts_back else post.withdraw)(by=scribe)
    return redirect("write", scribe.seminar.slug)


@require_POST
@by_scribe
def call(request: HttpRequest, scribe: Scribe) -> HttpResponse:
    """Calls for help for the scribe's group, or says that it needs none any more."""
    if scribe.group:
        scribe.group.seminar = scribe.seminar
        (scribe.group.withdraw_call if request.POST.get("do") == "withdraw" else scribe.group.call)(by=scribe)
    return redirect("write", scribe.seminar.slug)


@require_POST
@by_scribe
def fetch_draft(request: HttpRequest, scribe: Scribe, pk: int) -> HttpResponse:
    """Adds a text from a device of the same group that is away to the scribe's own draft."""
    draft = Draft.objects.left_behind(scribe).filter(pk=pk).first()
    if draft:
        draft.fetch(by=scribe)
    return redirect("write", scribe.seminar.slug)


def _send(form: NoteForm) -> tuple[Sent | None, str]:
    """Sends the form. Returns the outcome, or None and a sentence that says why the note was not sent."""
    if not form.is_valid():
        return None, form.first_error()
    try:
        return form.send(), ""
    except NotYours:
        return None, _("This note belongs to another group, so you cannot change it here.")
    except NoteErased:
        return None, ERASED
    except GroupStopped:
        return None, STOPPED
    except TooManyInAll:
        return None, _("There is no room for more notes from your group. Tell the organizer.")
    except TooManyNotes:
        return None, _("That was a lot of notes in one minute. Wait a little, and send it again.")


def _find_post(scribe: Scribe, uid: UUID) -> Post:
    """Raises Http404 where the note is not of the scribe's group."""
    post = get_object_or_404(Post.objects.sent_to(scribe), uid=uid)
    post.round.seminar = scribe.seminar
    return post


def _render(request: HttpRequest, template: str, scribe: Scribe, **context) -> HttpResponse:
    return render(request, template, {"scribe": scribe, "seminar": scribe.seminar} | context)
