"""What the page of a scribe sends: JSON, with limits, from a device that may be out of date or not ours at all."""

from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from seminar.text import clean

from .models.draft import LONGEST_DRAFT

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


def read(body: bytes, shape: type[Struct]) -> Struct:
    """Raises ValueError, which says what is wrong with which field."""
    return msgspec.json.decode(body, type=shape)


def stored(text: str) -> str:
    """As it is kept: NFC, lines that end in a line feed, no control characters."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def fingerprint(text: str) -> str:
    """SHA-256 of the text exactly as it came, in hex. The device shows "saved" only when it gets this back: a network
    that answers every request with a page of its own says 200 too."""
    return sha256(text.encode()).hexdigest()
