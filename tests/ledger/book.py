"""What the devices know: of each text, that it was tried, and that the server said it is safe."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Written:
    """The texts of one note, or of one draft, in the order in which the device sent them."""

    tried: list[str] = field(default_factory=list)
    acked: list[str] = field(default_factory=list)

    def may_stand(self) -> list[str]:
        """The last that was acknowledged, or one that was tried after it and whose answer was lost."""
        return [*self.acked[-1:], *self.tried[len(self.acked) :]]


@dataclass
class Book:
    """`notes` by id, `drafts` by scribe and question. `waiting` holds saves that have no acknowledgement yet.

    `seconds` are those of each acknowledged save from its first try; `answers` counts every answer, by its
    status and whether it says when to come back.
    """

    notes: dict[str, Written] = field(default_factory=dict)
    drafts: dict[tuple[int, int], Written] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    saves: int = 0

    def begin(self, written: Written, text: str) -> tuple[int, float]:
        written.tried.append(kept(text))
        self.saves += 1
        self.waiting.add(self.saves)
        return self.saves, monotonic()

    def end(self, written: Written, text: str, save: tuple[int, float]) -> None:
        number, began = save
        written.acked.append(kept(text))
        self.waiting.discard(number)
        self.seconds.append(monotonic() - began)

    def was_honest(self) -> bool:
        """Every answer was a yes, or a no that says when to come back."""
        return set(self.answers) <= {(200, False), (503, True)}

    @property
    def acks(self) -> int:
        return len(self.seconds)


def kept(text: str) -> str:
    """As it must be found again: composed, and without spaces and lines at the end."""
    return unicodedata.normalize("NFC", text).rstrip()
