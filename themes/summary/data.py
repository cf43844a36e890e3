"""The data a summary consists of. Writers of file formats use these classes and no models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FEW = 2  # themes from at most this many groups are listed separately, so that they are not overlooked


@dataclass(frozen=True)
class SummaryRound:
    number: int
    title: str
    id: int = 0

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def section(self) -> str:
        """Its key among the remarks."""
        return f"round-{self.id}"


@dataclass(frozen=True)
class SummaryQuestion:
    """`number` counts within the round, from 1."""

    round: SummaryRound
    number: int
    text: str
    id: int = 0

    @property
    def label(self) -> str:
        """Round and question, such as "2.1"."""
        return f"{self.round.number}.{self.number}"

    @property
    def heading(self) -> str:
        return f"{self.label} {self.text}"


@dataclass(frozen=True)
class SummaryGroup:
    """`attributes` are facts about the group, such as ("region", "north")."""

    number: int
    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    id: int = 0


@dataclass(frozen=True)
class SummaryAttachment:
    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SummaryNote:
    """One note, word for word. `number` is its position among all notes of the seminar, from 1.

    `voice` is what the note counts for: the name of its group or, in a seminar without groups, its author. It is ""
    where that is unknown. `merged_voices` are the voices of the notes merged into this one, in order, each once.
    `late` means that it came after its round and nobody has let it in or hidden it: it is counted, and marked.
    `sent_at_closing` means that the server sent what the group had not.
    `themes` and `suggested` are names; `suggested` are those themes that someone accepted from a suggestion.
    `written_at` is in the time zone of the seminar.
    """

    uid: str
    number: int
    round: SummaryRound
    question: SummaryQuestion | None = None
    group: SummaryGroup | None = None
    author: str = ""
    voice: str = ""
    merged_voices: tuple[str, ...] = ()
    comment: bool = False
    late: bool = False
    sent_at_closing: bool = False
    subject: str = ""
    body: str = ""
    written_at: datetime | None = None
    themes: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    attachments: tuple[SummaryAttachment, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def has_words(self) -> bool:
        """False where it was hidden or deleted after the summary was closed: then it is only counted."""
        return bool(self.subject or self.body or self.fields or self.attachments)

    @property
    def voices(self) -> tuple[str, ...]:
        """Everyone the note counts for; empty where nobody is known."""
        return tuple(voice for voice in (self.voice, *self.merged_voices) if voice)

    @property
    def sort_key(self) -> tuple[int, float, float, int]:
        """By round, question (none last), group (unknown last) and number."""
        question = self.question.number if self.question else float("inf")
        group = self.group.number if self.group else float("inf")
        return self.round.number, question, group, self.number


@dataclass(frozen=True)
class HiddenNote:
    """A note that is in no count. `reason` is what the person who hid it gave, or ""."""

    note: SummaryNote
    reason: str


@dataclass(frozen=True)
class Count:
    """A number of groups and a number of notes. A note from an unknown group counts as a note only."""

    groups: int
    notes: int

    def __str__(self) -> str:
        """Groups, then notes in brackets, such as "5 (12)"; "0" without notes."""
        return f"{self.groups} ({self.notes})" if self.notes else "0"


@dataclass(frozen=True)
class SummaryAttribute:
    """A fact about groups, such as region = north, and the names of the groups it is true of."""

    name: str
    value: str
    groups: tuple[str, ...]

    @property
    def choice(self) -> str:
        """As the filter of the board writes it."""
        return f"{self.name}={self.value}"


@dataclass(frozen=True)
class SummaryPair:
    """Two themes (by id) under which the same notes are placed, and the count of those notes."""

    first: int
    second: int
    count: Count


@dataclass(frozen=True)
class SummaryQuote:
    """Words that facilitators chose to show, from the note with this uid; `named` says that they show its group too."""

    id: int
    note: str
    text: str
    named: bool


@dataclass(frozen=True)
class SummaryTheme:
    """A theme and the notes placed under it, without those placed under its children.

    `parent` is the name of the theme above it, or "". `mark` is the number (1 to 16) of its colour and pattern, `key`
    its keyboard key on the board. `voices` are the groups counted. `by_round`, `by_question` and `by_attribute` follow
    the order of the summary's rounds, questions and attributes. `retired` themes are no longer offered, and come last.
    `count_with_children` counts the notes below it too, each once; None where it has no children. `marked` are the
    words of a note (by its uid) that were marked for this theme, `quotes` those that facilitators chose to show.
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
    notes: tuple[SummaryNote, ...] = field(repr=False)
    retired: bool = False
    count_with_children: Count | None = None
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    quotes: tuple[SummaryQuote, ...] = ()
    by_attribute: tuple[Count, ...] = ()

    @property
    def section(self) -> str:
        """Its key among the remarks."""
        return f"theme-{self.id}"

    @property
    def path(self) -> str:
        """Its name, after that of the theme above it."""
        return f"{self.parent} › {self.name}" if self.parent else self.name

    @property
    def few(self) -> bool:
        """Whether it has notes, but from at most FEW groups."""
        return bool(self.notes) and self.count.groups <= FEW


@dataclass(frozen=True)
class Silence:
    """The groups that wrote nothing in a round in which others wrote.

    `unknown` is the number of its notes from an unknown group: some of the groups may have written those.
    """

    round: SummaryRound
    groups: tuple[str, ...]
    unknown: int = 0
