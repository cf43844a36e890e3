"""The page on which a scribe writes. With its scripts it saves as writing.py says; without them, by these forms."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from posts.difference import difference
from posts.models import Post
from posts.models.sending import LONGEST_NOTE, MET_ANOTHER, Foreign, TooMany
from posts.note_form import NoteForm
from posts.offline import SCRIPTS, STYLES
from posts.page import Page, Place
from seminar.access import find_scribe, remember
from seminar.models.person import new_uid


def by_scribe(view):
    """A view (request, scribe, ...). A device that is not known is asked to join."""

    @wraps(view)
    def wrapped(request, slug: str, **ids):
        try:
            scribe = find_scribe(request, slug)
        except Http404:
            return redirect("enter")
        return view(request, scribe, **ids)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@by_scribe
def show(request, scribe):
    page = Page.of(scribe)
    if request.method == "POST":
        form = NoteForm(request.POST, scribe=scribe)
        sentence = _send(form)
        if not sentence:
            return redirect("write", scribe.seminar.slug)
        page.refuse(form.data, sentence)
    response = _render(request, "posts/write.html", scribe, page=page, status=422 if request.method == "POST" else 200)
    remember(response, scribe)
    return response


@require_GET
def now(request, slug: str):
    """What stands on the page now, for a page that is open."""
    scribe = find_scribe(request, slug)
    return _render(request, "posts/_write_now.html", scribe, page=Page.of(scribe))


@require_http_methods(["GET", "HEAD", "POST"])
@by_scribe
def text(request, scribe, uid):
    """A new text for a note, on a page of its own. One that met another stands beside it, and neither is lost."""
    post = _own(scribe, uid)
    shown = {"post": post, "body": post.body, "base": post.revision}
    if request.method == "POST":
        data = request.POST.copy()
        data["uid"] = str(uid)
        form = NoteForm(data, scribe=scribe)
        sentence = _send(form)
        if not sentence and form.kept != MET_ANOTHER:
            return redirect("write", scribe.seminar.slug)
        current, body = form.post or post, form.data.get("body", "")
        shown = {"post": current, "body": body, "base": current.revision, "error": sentence}
        if not sentence:
            shown["parts"] = difference(body, current.body)
    return _render(request, "posts/write_note.html", scribe, **shown)


@require_POST
@by_scribe
def turn(request, scribe, uid):
    """Takes a note back, or puts it back."""
    post = _own(scribe, uid)
    if post.is_writable():
        (post.put_back if request.POST.get("state") == Post.State.VISIBLE else post.withdraw)(by=scribe)
    return redirect("write", scribe.seminar.slug)


def _send(form: NoteForm) -> str:
    """Sends it; "" or why not, in a sentence. `form.post` and `form.kept` are what has become of it."""
    form.post, form.kept = None, ""
    if not form.is_valid():
        return form.sentence()
    try:
        form.post, form.kept = form.send()
    except Foreign:
        return _("This note belongs to another group.")
    except TooMany:
        return _("That was very many notes in a minute. Wait a little, and send it again.")
    return ""


def _own(scribe, uid) -> Post:
    post = get_object_or_404(Post.objects.sent_to(scribe), uid=uid)
    post.round.seminar = scribe.seminar
    return post


def _render(request, template: str, scribe, *, status: int = 200, **shown):
    shown |= {
        "scribe": scribe,
        "seminar": scribe.seminar,
        "new_uid": new_uid,
        "longest": LONGEST_NOTE,
        "blank": Place(),
    }
    shown |= {"styles": STYLES, "scripts": SCRIPTS}
    return render(request, template, shown, status=status)
