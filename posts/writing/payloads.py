"""The JSON that the scribe's page sends. It is checked, since the device may run an old page, or not be ours at all."""

from hashlib import sha256
from typing import Annotated, Literal, TypeVar

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta, Struct

from posts.models import Post
from posts.models.draft import LONGEST_DRAFT
from posts.models.submission import LONGEST_NOTE
from seminar.models import DialogueRound, Question, Seminar
from seminar.models.prepared import prepared

LONGEST_REQUEST = 2 * 1024 * 1024  # bytes
Uid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Id = Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=64)]  # of a row that may be gone
Text = Annotated[str, Meta(max_length=LONGEST_DRAFT)]
Version = Annotated[int, Meta(ge=0, le=2**53)]
Revision = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Payload = TypeVar("Payload", bound=Struct)
# The answer to a device that may not write now. It keeps its texts, and sends them when it may.
SHUT_OUT = gettext_lazy("You have been shut out by the organizer. Your text is safe on this device.")
STOPPED = gettext_lazy("The organizer has stopped your group from writing. Your text is safe on this device.")
# The answer to a device whose note is gone.
ERASED = gettext_lazy("This note has been deleted for good. Copy your text into a new one.")


class NotePayload(Struct):
    """A note, or a new text for one that was at revision `base` when its editing began; 0 for a new one.

    `scribe` is who the device was when it was written, "" on pages of an older release.
    """

    round: Id
    body: Text
    question: Id | None = None
    base: Revision = 0
    scribe: Id = ""


class StateChange(Struct):
    """Withdraws a note, or puts it back."""

    state: Literal["visible", "withdrawn"]


class DraftPayload(Struct):
    """The draft of a new note, or of a new text for `note`, which was at `revision` when the editing began.

    `base` is the version of the server's draft on which the text builds, 0 where there was none. `origin` names the
    copy of the draft that this device has, and `version` counts its changes; pages of an older release send no other.
    `becomes` is the id that the device has made for the new note, and `scribe` is as in NotePayload.
    """

    round: Id
    body: Text
    version: Version
    question: Id | None = None
    note: Uid | None = None
    base: Version | None = None
    origin: Uid | Literal[""] = ""
    revision: Revision | None = None
    becomes: Uid | None = None
    scribe: Id = ""


class PastePayload(Struct):
    """A text that may answer several questions of the round."""

    round: Id
    body: Text


def decode(body: bytes, payload_type: type[Payload]) -> Payload:
    """Raises msgspec.ValidationError or msgspec.DecodeError, both of which are ValueErrors."""
    try:
        return msgspec.json.decode(body, type=payload_type)
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deeply") from None


def refusal(body: str) -> str:
    """A sentence that says why a cleaned text cannot be a note; "" where it can."""
    if not body:
        return _("There is nothing here. Write something first.")
    if len(body) > LONGEST_NOTE:
        lengths = {"length": len(body), "limit": LONGEST_NOTE}
        return (
            _("The note is %(length)d characters long. The limit is %(limit)d. Split it in two and send it again.")
            % lengths
        )
    return ""


def why_not_withdrawable(post: Post) -> str:
    """A sentence for a note that its group can neither withdraw nor put back."""
    if post.text_locked:
        return _("A facilitator has locked this note. Ask a facilitator to make the change.")
    return _("The round is closed. Ask a facilitator to make the change.")


@prepared
def _question(seminar: Seminar, uid: str) -> QuerySet:
    return Question.objects.select_related("round").filter(seminar=seminar, uid=uid)


@prepared
def _round(seminar: Seminar, uid: str) -> QuerySet:
    return DialogueRound.objects.filter(seminar=seminar, uid=uid)


def find_round_and_question(
    seminar: Seminar, round_uid: str, question_uid: str | None
) -> tuple[DialogueRound | None, Question | None]:
    """The current round stands in for a round or question that has been removed; None where there are no rounds."""
    question = next(iter(_question(seminar=seminar, uid=question_uid) if question_uid else []), None)
    round = question.round if question else next(iter(_round(seminar=seminar, uid=round_uid)), None)
    for row in filter(None, (question, round)):
        row.seminar = seminar
    return round or seminar.rounds.current() or seminar.rounds.first(), question


def fingerprint(text: str) -> str:
    """SHA-256 of the text exactly as it came, in hex.

    The device shows "saved" only when it gets this back: a network that asks for a login answers every request with
    a page of its own and the status 200.
    """
    return sha256(text.encode()).hexdigest()
