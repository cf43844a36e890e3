"""What a summary is made of. Plain data: a writer knows these and a file format, and no models."""

from dataclasses import dataclass, field
from datetime import datetime

FEW = 2  # what this many groups or fewer said is told apart, so that it does not drown


@dataclass(frozen=True)
class Round:
    number: int
    title: str
    open: bool = False


@dataclass(frozen=True)
class Question:
    round: Round
    number: int
    text: str

    @property
    def label(self) -> str:
        return f"{self.round.number}.{self.number}"


@dataclass(frozen=True)
class Group:
    number: int
    name: str


@dataclass(frozen=True)
class Attachment:
    url: str
    caption: str = ""


@dataclass(frozen=True)
class Note:
    """One note in its own words. `number` is its place in the seminar, from 1; `written_at` is in the seminar's zone.

    `late` came after its round, and nobody has let it in or hidden it: it is counted, and marked. `suggested` are those
    of its `themes` that a person took from a suggestion. `voice` is whom it is counted for: the name of the group or,
    in a seminar without groups, the author's label. `also` are those of the notes that were merged into it, in order
    and each once.
    """

    uid: str
    number: int
    round: Round
    question: Question | None = None
    group: Group | None = None
    author: str = ""
    voice: str = ""
    also: tuple[str, ...] = ()
    comment: bool = False
    late: bool = False
    subject: str = ""
    body: str = ""
    written_at: datetime | None = None
    themes: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def voices(self) -> tuple[str, ...]:
        """All whom it is counted for; none where nobody knows."""
        return tuple(voice for voice in (self.voice, *self.also) if voice)

    @property
    def place(self) -> tuple:
        """Sorts by round, question (none last), group (unknown last) and number."""
        question = self.question.number if self.question else float("inf")
        group = self.group.number if self.group else float("inf")
        return self.round.number, question, group, self.number


@dataclass(frozen=True)
class Count:
    """How many groups, then how many notes. A note from an unknown group counts as a note only."""

    groups: int
    notes: int

    def __str__(self) -> str:
        """Groups, then notes in brackets, such as "5 (12)"; "0" where nobody wrote."""
        return f"{self.groups} ({self.notes})" if self.notes else "0"


@dataclass(frozen=True)
class ThemeCount:
    """A theme with the notes placed under it, those of its children not among them.

    `mark` and `key` are its sign on the board, `voices` the groups counted. `by_round` and `by_question` stand in the
    order of the summary's rounds and questions. `retired` ones are no longer offered, and come last.
    """

    id: int
    name: str
    definition: str
    parent: str
    mark: int
    key: str
    count: Count
    voices: tuple[str, ...]
    by_round: tuple[Count, ...]
    by_question: tuple[Count, ...]
    notes: tuple[Note, ...] = field(repr=False)
    retired: bool = False

    @property
    def few(self) -> bool:
        return bool(self.notes) and self.count.groups <= FEW


@dataclass(frozen=True)
class Silence:
    """The groups that wrote nothing in a round where others wrote."""

    round: Round
    groups: tuple[str, ...]
