"""What the page of a scribe sends: JSON, with limits, from a device that may be out of date or not ours at all."""

from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from seminar.text import clean

from .models.draft import LONGEST_DRAFT
from .models.sending import LONGEST_NOTE

LONGEST_REQUEST = 2 * 1024 * 1024  # bytes
Uid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Text = Annotated[str, Meta(max_length=LONGEST_DRAFT)]


class Note(Struct):
    """A note, or a new text for one that was at revision `base` when its editing began; 0 for a new one."""

    round: str
    body: Text
    question: str | None = None
    base: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class Standing(Struct):
    state: Literal["visible", "withdrawn"]


class Typed(Struct):
    """A draft: of a note to come, or of a new text for the `note` that is named. `version` counts up on the device."""

    round: str
    body: Text
    version: Annotated[int, Meta(ge=0, le=2**53)]
    question: str | None = None
    note: Uid | None = None


class Pasted(Struct):
    """A text that may answer several questions of the round."""

    round: str
    body: Text


def read(body: bytes, shape: type[Struct]) -> Struct:
    """Raises ValueError, which says what is wrong with which field."""
    return msgspec.json.decode(body, type=shape)


def stored(text: str) -> str:
    """As it is kept: NFC, lines that end in a line feed, no control characters."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def refusal(body: str) -> str:
    """Why a text as it is stored cannot be a note, in a sentence; "" where it can."""
    if not body:
        return _("There is nothing in it. Write something first.")
    if len(body) > LONGEST_NOTE:
        lengths = {"length": len(body), "limit": LONGEST_NOTE}
        return _("The note is %(length)d signs long, and %(limit)d is the most. Send it as two.") % lengths
    return ""


def place(seminar, round: str, question: str | None) -> tuple:
    """The round and the question that are meant. One that was removed meanwhile gives way to the current round; the
    round is None where there is none to write in."""
    asked = seminar.questions.select_related("round").filter(uid=question or "").first()
    meant = asked.round if asked else seminar.rounds.filter(uid=round).first()
    return meant or seminar.rounds.current() or seminar.rounds.first(), asked


def fingerprint(text: str) -> str:
    """SHA-256 of the text exactly as it came, in hex. The device shows "saved" only when it gets this back: a network
    that answers every request with a page of its own says 200 too."""
    return sha256(text.encode()).hexdigest()
