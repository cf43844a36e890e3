"""What the devices know of each text: that they sent it, and that the server acknowledged it."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Written:
    """The texts of one note, or of one draft, in the order in which the device sent them."""

    tried: list[str] = field(default_factory=list)
    acked: list[str] = field(default_factory=list)

    def acceptable(self) -> list[str]:
        """Texts that may be the current one: the last acknowledged, and any sent after it whose answer was lost."""
        return [*self.acked[-1:], *self.tried[len(self.acked) :]]


@dataclass
class Book:
    """`notes` by id, `drafts` by scribe and question. `waiting` holds saves that have no acknowledgement yet.

    `seconds` are the times from the first try to the acknowledgement of each save. `answers` counts every answer by its
    status and whether it has Retry-After.
    """

    notes: dict[str, Written] = field(default_factory=dict)
    drafts: dict[tuple[int, int], Written] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    saves: int = 0

    def begin(self, written: Written, text: str) -> tuple[int, float]:
        written.tried.append(as_stored(text))
        self.saves += 1
        self.waiting.add(self.saves)
        return self.saves, monotonic()

    def end(self, written: Written, text: str, save: tuple[int, float]) -> None:
        number, began = save
        written.acked.append(as_stored(text))
        self.waiting.discard(number)
        self.seconds.append(monotonic() - began)

    def was_honest(self) -> bool:
        """Every answer was 200, or 503 with Retry-After."""
        return set(self.answers) <= {(200, False), (503, True)}

    @property
    def acks(self) -> int:
        return len(self.seconds)


def as_stored(text: str) -> str:
    """As the server stores it: composed (NFC), and without white space at the end."""
    return unicodedata.normalize("NFC", text).rstrip()
