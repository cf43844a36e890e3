"""What the scribe's page sends as JSON while someone writes. Each answer carries the fingerprint of the saved text.

There is no CSRF token, since one could expire while someone writes. Requests from other sites are refused by their
content type: no form can send application/json, and a browser asks this server before a script may.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DatabaseError, DataError, InterfaceError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

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
    is_erased,
    is_stopped,
    own_note,
)
from posts.text.difference import difference
from posts.text.splitting import left_out, propose
from posts.writing.payloads import (
    ERASED,
    LONGEST_REQUEST,
    SHUT_OUT,
    STOPPED,
    DraftPayload,
    NotePayload,
    PastePayload,
    Payload,
    StateChange,
    decode,
    find_round_and_question,
    fingerprint,
    refusal,
    why_not_withdrawable,
)
from seminar.access import ShutOut, find_scribe
from seminar.models import DialogueRound, Question, Scribe
from seminar.models.scribe import MINUTE, TooManyChanges
from seminar.server.unavailable import SECONDS_TO_WAIT
from seminar.text import clean

# A device that may not write now asks again at times, since it may be let in.
LATER = {"Retry-After": "10"}
LONGEST_WAIT = 120  # seconds


class RefusedWithReason(Exception):
    """Ends a request with a status and a sentence for the person. The text stays on the device.

    `wait` is after how many seconds the device may try again.
    """

    def __init__(self, status: int, message: str, *, wait: int = 0):
        super().__init__(message)
        self.status, self.message = status, message
        self.headers = {"Retry-After": str(wait)} if wait else None


def from_device(payload_type: type[Payload], method: str = "PUT") -> Callable[[Callable], Callable]:
    """Decorates a function (scribe, payload, **ids) -> dict, and makes it a view that takes and answers JSON."""

    def decorate(view):
        @csrf_exempt
        @require_http_methods([method])
        @wraps(view)
        def wrapped(request, slug: str, **ids):
            try:
                scribe = find_scribe(request, slug)
                return JsonResponse(view(scribe, _payload(request, payload_type), **ids))
            except ShutOut:
                return JsonResponse({"error": SHUT_OUT}, status=403, headers=LATER)
            except GroupStopped:
                return JsonResponse({"error": STOPPED}, status=403, headers=LATER)
            except NoteErased:
                return JsonResponse({"error": ERASED}, status=409)
            except TooManyChanges:
                message = _("That was a lot in one minute. The rest will be sent soon.")
                return JsonResponse({"error": message}, status=429, headers={"Retry-After": str(MINUTE.seconds)})
            except RefusedWithReason as refused:
                return JsonResponse({"error": refused.message}, status=refused.status, headers=refused.headers)
            except Http404:
                return JsonResponse(
                    {"error": _("You need to join again. Your text is safe on this device.")}, status=404
                )
            except (DataError, OverflowError):
                return JsonResponse({"error": out_of_date()}, status=400)
            except (DatabaseError, InterfaceError):
                wait = {"Retry-After": str(SECONDS_TO_WAIT)}
                message = _("It could not be saved just now. It stays on this device and will be sent again.")
                return JsonResponse({"error": message}, status=503, headers=wait)

        return wrapped

    return decorate


@from_device(NotePayload)
def save_note(scribe: Scribe, payload: NotePayload, uid: UUID) -> dict[str, Any]:
    """Saves a note, or a new text for one.

    In the answer, `kept` is "saved" or why the text was set aside: "came late" also where the note is locked.
    `current` is the text of the note now. Where the text met another, `difference` compares the two.
    """
    body = clean(payload.body).rstrip()
    if message := refusal(body):
        raise RefusedWithReason(422, message)
    round, question = _round_and_question(scribe, payload)
    try:
        if writer := _writer_elsewhere(scribe, payload):
            sent = _sent_elsewhere(writer, uid, body)
        else:
            sent = Post.objects.send(
                str(uid), scribe=scribe, round=round, question=question, body=body, base=payload.base
            )
    except NotYours:
        raise RefusedWithReason(409, _("This note belongs to another group, so you cannot change it here.")) from None
    except TooManyNotes as error:
        raise RefusedWithReason(
            429, _("That was a lot of notes in one minute. The rest will be sent soon."), wait=error.wait
        ) from None
    except TooManyInAll:
        raise RefusedWithReason(
            429, _("There is no room for more notes from your group. Tell the organizer."), wait=LONGEST_WAIT
        ) from None
    answer = {
        "id": sent.post.uid,
        "hash": fingerprint(payload.body),
        "revision": sent.post.revision,
        "state": sent.post.state,
        "late": sent.post.late,
        "kept": CAME_LATE if sent.kept == LOCKED else sent.kept,
        "current": sent.post.body,
    }
    return answer | {"difference": difference(body, sent.post.body)} if sent.kept == MET_ANOTHER else answer


@from_device(StateChange)
def set_state(scribe: Scribe, payload: StateChange, uid: UUID) -> dict[str, Any]:
    """Takes a note back, or puts it back. Refused once its round is closed."""
    post = Post.objects.of_scribe(scribe).filter(uid=uid).select_related("round__seminar", "question__seminar").first()
    if post is None:
        raise RefusedWithReason(409, _("This note belongs to another group, so you cannot change it here."))
    if payload.state == Post.State.VISIBLE and is_stopped(scribe):
        raise GroupStopped
    if not post.is_withdrawable():
        raise RefusedWithReason(423, why_not_withdrawable(post))
    (post.withdraw if payload.state == Post.State.WITHDRAWN else post.put_back)(by=scribe)
    return {"id": post.uid, "state": post.state}


@from_device(DraftPayload)
def save_draft(scribe: Scribe, payload: DraftPayload) -> dict[str, Any]:
    """Saves what is being typed, if it builds on the current draft. The answer is the current draft.

    Where that is another text, the device compares the two. It comes from the copy `origin`, at its `origin_version`.
    A new text for a note that the scribe does not have is refused, since it would become a note of its own.
    """
    if writer := _writer_elsewhere(scribe, payload):
        raise _written_for(writer)
    round, question = _round_and_question(scribe, payload)
    post = _own_note(scribe, payload.note) if payload.note else None
    body = clean(payload.body)
    draft = Draft.objects.keep(
        scribe=scribe,
        round=round,
        question=question,
        post=post,
        body=body,
        version=payload.version,
        origin=payload.origin,
        base=payload.base,
        revision=payload.revision or 0,
        becomes=payload.becomes or "",
    )
    answer = {
        "version": draft.version,
        "current": draft.body,
        "origin": draft.origin,
        "origin_version": draft.origin_version,
        "fetched_by": str(draft.fetched_by or ""),
        "revision": draft.revision,
        "becomes": draft.becomes,
        "note_body": post.body if post else "",
        "hash": fingerprint(payload.body),
    }
    # A page of an older release knows that its text was saved by getting its own version back.
    return answer | {"version": payload.version} if payload.base is None and draft.body == body else answer


@from_device(PastePayload, "POST")
def propose_parts(scribe: Scribe, payload: PastePayload) -> dict[str, Any]:
    """Where a pasted text may be split: {"parts": [{"question": uid or null, "text": str}]}, in reading order.

    "left_out" has the words of the text that are in none of the parts, such as "Question 1:".
    """
    round, _question = find_round_and_question(scribe.seminar, payload.round, None)
    questions = [question for question in round.questions.all() if not question.held_back] if round else []
    body = clean(payload.body)
    groups = [scribe.group.name] if scribe.group else []
    parts = propose(body, [question.text for question in questions], groups)
    return {
        "parts": [
            {"question": None if part.question is None else questions[part.question].uid, "text": part.text}
            for part in parts
        ],
        "left_out": left_out(body, [part.text for part in parts]),
    }


def _payload(request: HttpRequest, payload_type: type[Payload]) -> Payload:
    if (
        request.content_type != "application/json"
        or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        raise RefusedWithReason(415, _("This did not come from the writing page. Reload the page."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
        raise RefusedWithReason(413, _("This is too long to be saved. It stays on this device. Send it in parts."))
    try:
        return decode(request.body, payload_type)
    except ValueError:
        raise RefusedWithReason(400, out_of_date()) from None


def out_of_date() -> str:
    return _("The page is out of date. Reload it. Your text stays.")


def _own_note(scribe: Scribe, uid: str) -> Post:
    """Raises NoteErased, or RefusedWithReason where the scribe has no such note, or not yet."""
    post = next(iter(own_note(uid=uid, scribe=scribe, group=scribe.group_id, seminar=scribe.seminar_id)), None)
    if post is None and is_erased(uid):
        raise NoteErased
    if post is None:
        raise RefusedWithReason(409, _("This note belongs to another group, so you cannot change it here."))
    return post


def _writer_elsewhere(scribe: Scribe, payload: NotePayload | DraftPayload) -> Scribe | None:
    """Who the device was when this was written, where that scribe writes for another group than the device does now."""
    if payload.scribe in ("", scribe.uid):
        return None
    writer = scribe.seminar.scribes.filter(uid=payload.scribe).select_related("group").first()
    return writer if writer and writer.group_id != scribe.group_id else None


def _written_for(writer: Scribe) -> RefusedWithReason:
    sentence = _("This was written for %(group)s. If you send it again, it is sent for the group you write for now.")
    return RefusedWithReason(409, sentence % {"group": writer.group or _("unknown group")})


def _sent_elsewhere(writer: Scribe, uid: UUID, body: str) -> Sent:
    """The note as `writer` sent it, of which only the answer was lost. Raises RefusedWithReason where it has not."""
    post = Post.objects.of_scribe(writer).filter(uid=str(uid), body=body).first()
    if post is None:
        raise _written_for(writer)
    return Sent(post)


def _round_and_question(scribe: Scribe, payload: NotePayload | DraftPayload) -> tuple[DialogueRound, Question | None]:
    round, question = find_round_and_question(scribe.seminar, payload.round, payload.question)
    if round is None:
        raise RefusedWithReason(409, _("No round is open. Your text stays on this device."))
    return round, question
