"""Summary: everything a report says, computed once, before any file format."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone, translation

from themes.parts import Count, Note, Question, Round, Silence, ThemeCount
from themes.reading import Reading


@dataclass(frozen=True)
class Summary:
    """`counted_by` says what a group is in every count: a group of the seminar or, where it has none, an author label.

    `narrowed` is a sentence about what a filter chose, "" where nothing is left out. `present` is how many groups the
    seminar has. Notes stand by round, question and group; themes with the most groups first, retired ones last and
    only where notes stand under them.
    """

    title: str
    date: date | None
    language: str
    introduction: str
    at: datetime
    narrowed: str
    counted_by: Literal["groups", "authors"]
    present: int
    rounds: tuple[Round, ...]
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    themes: tuple[ThemeCount, ...]
    silences: tuple[Silence, ...]

    @classmethod
    def of(cls, seminar, filter=None) -> "Summary":
        """A fixed number of queries, whatever the size. Hidden notes are never in it."""
        reading = Reading(seminar)
        notes = reading.notes((filter.posts() if filter else seminar.posts).visible())
        with translation.override(seminar.language):
            narrowed = filter.words() if filter else ""
        return cls(
            title=seminar.title,
            date=seminar.date,
            language=seminar.language,
            introduction=seminar.introduction,
            at=timezone.now().astimezone(reading.zone),
            narrowed=narrowed,
            counted_by="groups" if reading.groups else "authors",
            present=len(reading.groups),
            rounds=tuple(reading.rounds.values()),
            questions=tuple(reading.questions.values()),
            notes=notes,
            themes=_themes(reading, notes),
            silences=reading.silences(),
        )

    @property
    def draft(self) -> bool:
        """More may come: a round is open."""
        return any(round.open for round in self.rounds)

    @property
    def count(self) -> Count:
        return _count(self.notes)

    @property
    def comments(self) -> int:
        return sum(note.comment for note in self.notes)

    @property
    def unsorted(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if not note.themes)

    @property
    def unknown(self) -> int:
        """Notes whose group, or author where those are counted, nobody knows."""
        return sum(not note.voice for note in self.notes)

    @property
    def few(self) -> tuple[ThemeCount, ...]:
        return tuple(theme for theme in self.themes if theme.few)

    @property
    def empty(self) -> tuple[ThemeCount, ...]:
        return tuple(theme for theme in self.themes if not theme.notes)


def _themes(reading: Reading, notes: Iterable[Note]) -> tuple[ThemeCount, ...]:
    themes = [_theme(theme, [note for note in notes if theme.name in note.themes], reading) for theme in reading.themes]
    told = [theme for theme in themes if theme.notes or not theme.retired]
    return tuple(sorted(told, key=lambda theme: (theme.retired, -theme.count.groups, -theme.count.notes)))


def _theme(theme, notes: list[Note], reading: Reading) -> ThemeCount:
    return ThemeCount(
        id=theme.pk,
        name=theme.name,
        definition=theme.definition,
        parent=theme.parent.name if theme.parent else "",
        mark=theme.mark,
        key=theme.key,
        count=_count(notes),
        voices=tuple(dict.fromkeys(voice for note in notes for voice in note.voices)),
        by_round=tuple(_count(note for note in notes if note.round == round) for round in reading.rounds.values()),
        by_question=tuple(
            _count(note for note in notes if note.question == question) for question in reading.questions.values()
        ),
        notes=tuple(notes),
        retired=theme.retired,
    )


def _count(notes: Iterable[Note]) -> Count:
    notes = list(notes)
    return Count(groups=len({voice for note in notes for voice in note.voices}), notes=len(notes))
