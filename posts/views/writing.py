"""What the device of a scribe saves: JSON in, JSON out, each answer with the fingerprint of the text that is safe now.

No CSRF token, which could run out while someone writes: JSON from another site is refused by its content type, which
no form can send and which a browser asks leave for.
"""

from functools import wraps

from django.db import DatabaseError, InterfaceError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from posts.difference import difference
from posts.incoming import LONGEST_REQUEST, Note, Pasted, Standing, Typed, fingerprint, place, read, refusal, stored
from posts.models import Draft, Post
from posts.models.sending import MET_ANOTHER, Foreign, TooMany
from posts.splitting import propose
from seminar.access import find_scribe
from seminar.busy import SECONDS_TO_WAIT


class Refused(Exception):
    """With the sentence for the person. The text stays on the device."""

    def __init__(self, status: int, sentence: str, *, wait: int = 0):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers = {"Retry-After": str(wait)} if wait else None


def from_device(shape, method: str = "PUT"):
    """A view (scribe, incoming, *ids) -> dict, for a request whose body is JSON of this shape."""

    def decorate(view):
        @csrf_exempt
        @require_http_methods([method])
        @wraps(view)
        def wrapped(request, slug: str, **ids):
            try:
                scribe = find_scribe(request, slug)
                return JsonResponse(view(scribe, _incoming(request, shape), **ids))
            except Refused as refused:
                return JsonResponse({"error": refused.sentence}, status=refused.status, headers=refused.headers)
            except Http404:
                return JsonResponse(
                    {"error": _("This device is not known here. Join again; your text stays.")}, status=404
                )
            except (DatabaseError, InterfaceError):
                wait = {"Retry-After": str(SECONDS_TO_WAIT)}
                sentence = _("It could not be saved just now. It stays on this device, and is sent again.")
                return JsonResponse({"error": sentence}, status=503, headers=wait)

        return wrapped

    return decorate


@from_device(Note)
def note(scribe, incoming: Note, uid) -> dict:
    """Saves a note. `kept` is "saved", or how it was set aside; `current` is then the text that stands, and
    `difference` how it differs from this one where it met another."""
    body = stored(incoming.body).rstrip()
    if sentence := refusal(body):
        raise Refused(422, sentence)
    round, question = _place(scribe.seminar, incoming)
    try:
        post, kept = Post.objects.send(
            str(uid), scribe=scribe, round=round, question=question, body=body, base=incoming.base
        )
    except Foreign:
        raise Refused(409, _("This note belongs to another group.")) from None
    except TooMany as many:
        raise Refused(429, _("That was very many notes in a minute. The rest is sent soon."), wait=many.wait) from None
    answer = _answer(post, incoming.body) | {"kept": kept, "current": post.body}
    return answer | {"difference": difference(body, post.body)} if kept == MET_ANOTHER else answer


@from_device(Standing)
def standing(scribe, incoming: Standing, uid) -> dict:
    """Takes a note back, or puts it back. Refused once its round is closed."""
    post = Post.objects.of_scribe(scribe).filter(uid=uid).select_related("round__seminar", "question__seminar").first()
    if post is None:
        raise Refused(409, _("This note belongs to another group."))
    if not post.is_writable():
        raise Refused(423, _("The round is closed. Ask a facilitator to change it."))
    (post.withdraw if incoming.state == Post.State.WITHDRAWN else post.put_back)(by=scribe)
    return {"id": post.uid, "state": post.state}


@from_device(Typed)
def draft(scribe, incoming: Typed) -> dict:
    """Keeps what is being typed. `version` and `current` are those that stand: another device may have been ahead."""
    round, question = _place(scribe.seminar, incoming)
    post = incoming.note and Post.objects.of_scribe(scribe).filter(uid=incoming.note).first()
    kept = Draft.objects.keep(
        scribe=scribe,
        round=round,
        question=question,
        post=post or None,
        body=stored(incoming.body),
        version=incoming.version,
    )
    return {"version": kept.version, "current": kept.body, "hash": fingerprint(incoming.body)}


@from_device(Pasted, "POST")
def split(scribe, incoming: Pasted) -> dict:
    """{"parts": [{"question": uid or null, "text"}]}: where a pasted text may be cut, in reading order."""
    round, _question = place(scribe.seminar, incoming.round, None)
    asked = list(round.questions.all()) if round else []
    parts = propose(stored(incoming.body), [question.text for question in asked])
    told = ((None if part.question is None else asked[part.question].uid, part.text) for part in parts)
    return {"parts": [{"question": question, "text": text} for question, text in told]}


def _answer(post: Post, text: str) -> dict:
    return {
        "id": post.uid,
        "hash": fingerprint(text),
        "revision": post.revision,
        "state": post.state,
        "late": post.late,
    }


def _incoming(request, shape):
    if (
        request.content_type != "application/json"
        or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        raise Refused(415, _("This did not come from the page for writing. Load the page again."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
        raise Refused(413, _("This is too long to be saved. It stays on this device; send it in parts."))
    try:
        return read(request.body, shape)
    except ValueError:
        raise Refused(400, _("The page is out of date. Load it again; your text stays.")) from None


def _place(seminar, incoming) -> tuple:
    round, question = place(seminar, incoming.round, incoming.question)
    if round is None:
        raise Refused(409, _("There is no round to write in. Your text stays on this device."))
    return round, question
