"""Summary: everything a report contains, computed once, independent of any file format."""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations
from operator import attrgetter
from typing import Any, Literal

from django.utils import timezone, translation

from posts.models import Post
from seminar.models import Seminar
from seminar.server.one_state import one_state
from themes import events
from themes.codebook.tree import by_parent
from themes.filters import PostFilter
from themes.models import Theme
from themes.summary.data import (
    Count,
    HiddenNote,
    Silence,
    SummaryAttribute,
    SummaryGroup,
    SummaryNote,
    SummaryPair,
    SummaryQuestion,
    SummaryRound,
    SummaryTheme,
)
from themes.summary.queries import SummaryQueries
from themes.summary.tally import Tally, above
from themes.weighing.result import Result

MOST_CHANGES = 500  # where there were more, reading all notes again is quicker


@dataclass(frozen=True)
class Summary:
    """The contents of a report.

    `made_at` and `finished_at` are in the time zone of the seminar. The summary is preliminary until the seminar is
    finished; `finished_by` is the name of the person who did it, "" where it is not known. `narrowed` is a sentence
    that says what a filter selected, "" where nothing is left out. `counted_by` says what each count counts: the groups
    of the seminar or, where it has none, the authors. `group_count` is the number of groups that have a device or have
    written, `without_device` that of the others, which are in no other count. `groups` are all of them. Notes are
    ordered by round, question and group. Themes with the most groups come first, each followed by its children; retired
    themes come last, and only where they have notes. `weighings` are of all groups and themes, whatever a filter
    selected. `remarks` are what facilitators wrote for the readers, by section: "introduction", "whole", "theme-<id>"
    or "round-<id>". `attributes` are the facts known of the groups. `pairs` are the themes that go together, those of
    most groups first. `read` is the number of notes that facilitators have read, None where it is not said. Where it is
    not `named`, a file does not say who wrote what.
    """

    title: str
    date: date | None
    language: str
    made_at: datetime
    finished_at: datetime | None
    finished_by: str
    narrowed: str
    counted_by: Literal["groups", "authors"]
    group_count: int
    without_device: int
    groups: tuple[SummaryGroup, ...]
    rounds: tuple[SummaryRound, ...]
    questions: tuple[SummaryQuestion, ...]
    notes: tuple[SummaryNote, ...]
    themes: tuple[SummaryTheme, ...]
    silences: tuple[Silence, ...]
    weighings: tuple[Result, ...]
    remarks: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[SummaryAttribute, ...] = ()
    pairs: tuple[SummaryPair, ...] = ()
    named: bool = True
    read: int | None = None
    hidden: tuple[HiddenNote, ...] = ()

    @classmethod
    def of(cls, seminar: Seminar, filter: PostFilter | None = None) -> "Summary":
        """Takes a fixed number of queries, and some for each weighing. Hidden notes are never included."""
        with one_state():
            queries = SummaryQueries(seminar)
            notes = tuple(queries.notes((filter.posts() if filter else seminar.posts).visible()))
            return cls._of(seminar, queries, notes, filter)

    @classmethod
    def since(cls, last: "Summary", number: int, seminar: Seminar) -> "Summary":
        """The summary now, where `last` was that of the Change `number`. It reads only notes that have changed."""
        with one_state():
            changes = list(seminar.changes.after(number).values_list("verb", "subject_id")[: MOST_CHANGES + 1])
            if len(changes) > MOST_CHANGES or any(verb not in events.USUAL for verb, _ in changes):
                return cls.of(seminar)
            changed = {subject for verb, subject in changes if verb not in events.BESIDE_NOTES}
            queries, posts = SummaryQueries(seminar, only=changed), seminar.posts.among(list(changed))
            uids = set(posts.values_list("uid", flat=True))
            notes = [note for note in last.notes if note.uid not in uids]
            for note in queries.notes(posts.visible()):
                insort(notes, note, key=attrgetter("sort_key"))
            return cls._of(seminar, queries, tuple(notes))

    @classmethod
    def _of(
        cls,
        seminar: Seminar,
        queries: SummaryQueries,
        notes: tuple[SummaryNote, ...],
        filter: PostFilter | None = None,
    ) -> "Summary":
        return cls(
            **head(seminar, queries, filter),
            notes=notes,
            themes=summary_themes(queries, _tally(queries, notes), notes),
            pairs=_pairs(queries, notes),
        )

    def with_hidden(self, seminar: Seminar, filter: PostFilter | None = None) -> "Summary":
        """With the hidden notes too, for those who may read them. They are in no count and under no theme."""
        hidden = filter.posts(Post.State.HIDDEN) if filter else seminar.posts.filter(state=Post.State.HIDDEN)
        return replace(self, hidden=SummaryQueries(seminar).hidden(hidden))

    @property
    def draft(self) -> bool:
        """Whether the seminar is not finished, so that more may come."""
        return self.finished_at is None

    @property
    def tally(self) -> Tally:
        """How many notes each group has under each theme and in each round."""
        ids = {theme.name: theme.id for theme in self.themes}
        tally = Tally()
        for note in self.notes:
            _add(note, tally, ids)
        return tally

    @property
    def count(self) -> Count:
        return _count(self.notes)

    @property
    def unsorted_count(self) -> int:
        return len(self.unsorted)

    @property
    def comments(self) -> int:
        """The number of notes that are comments."""
        return sum(note.comment for note in self.notes)

    @property
    def unsorted(self) -> tuple[SummaryNote, ...]:
        """Notes without a theme."""
        return tuple(note for note in self.notes if not note.themes)

    @property
    def unknown(self) -> int:
        """The number of notes whose group, or author where those are counted, is unknown."""
        return sum(not note.voice for note in self.notes)

    @property
    def unanswered(self) -> tuple[SummaryQuestion, ...]:
        """Questions without notes; none where a filter selected some of the notes, since it may have left them out."""
        answered = {note.question for note in self.notes}
        return () if self.narrowed else tuple(one for one in self.questions if one not in answered)

    @property
    def few(self) -> tuple[SummaryTheme, ...]:
        """Themes that only one or two groups wrote about."""
        return tuple(theme for theme in self.themes if theme.few)

    @property
    def empty(self) -> tuple[SummaryTheme, ...]:
        """Themes without notes."""
        return tuple(theme for theme in self.themes if not theme.notes)


def head(seminar: Seminar, queries: SummaryQueries, filter: PostFilter | None) -> dict[str, Any]:
    """The fields of a summary that need none of its notes."""
    with translation.override(seminar.language):
        narrowed = filter.words() if filter else ""
    return {
        "title": seminar.title,
        "date": seminar.date,
        "language": seminar.language,
        "made_at": timezone.now().astimezone(queries.zone),
        "finished_at": seminar.finished_at and seminar.finished_at.astimezone(queries.zone),
        "finished_by": seminar.finished_by.name if seminar.finished_by else "",
        "narrowed": narrowed,
        "counted_by": "groups" if queries.groups else "authors",
        "group_count": len(queries.present),
        "without_device": len(queries.groups) - len(queries.present),
        "groups": tuple(queries.groups.values()),
        "rounds": tuple(queries.rounds.values()),
        "questions": tuple(queries.questions.values()),
        "silences": queries.silences(),
        "weighings": queries.weighings(),
        "remarks": queries.remarks(),
        "attributes": queries.attributes,
    }


def summary_themes(
    queries: SummaryQueries, tally: Tally, notes: Iterable[SummaryNote] = (), uids: Collection[str] = ()
) -> tuple[SummaryTheme, ...]:
    """In the order of the tree: a theme is followed by its children. Among siblings, those with most groups first.

    The words that were marked and chosen are those of the notes, or of others with these `uids`.
    """
    under: defaultdict[str, list[SummaryNote]] = defaultdict(list)
    for note in notes:
        for name in note.themes:
            under[name].append(note)
    children = by_parent(queries.themes)

    def siblings(parent: int | None) -> list[Theme]:
        """In reverse order, for a stack."""
        counts = {theme.pk: tally.with_children[theme.pk].count for theme in children[parent]}
        order = lambda theme: (theme.retired, -counts[theme.pk].groups, -counts[theme.pk].notes)  # noqa: E731
        return sorted(children[parent], key=order)[::-1]

    found = []
    stack = siblings(None)
    while stack:
        theme = stack.pop()
        if tally.count(theme.pk).notes or not theme.retired:
            whole = tally.with_children[theme.pk].count if children[theme.pk] else None
            found.append(_theme(theme, under[theme.name], uids, queries, tally, whole))
        stack += siblings(theme.pk)
    return tuple(found)


def _tally(queries: SummaryQueries, notes: Iterable[SummaryNote]) -> Tally:
    tally = Tally(above(queries.themes), queries.attributes)
    ids = {theme.name: theme.pk for theme in queries.themes}
    for note in notes:
        _add(note, tally, ids)
    return tally


def _add(note: SummaryNote, tally: Tally, ids: Mapping[str, int]) -> None:
    tally.add(
        note.voices,
        [ids.get(name, 0) for name in note.themes],
        round=note.round.id,
        question=note.question.id if note.question else None,
        group=note.group.name if note.group else None,
        is_known=bool(note.voice),
        is_comment=note.comment,
    )


def _pairs(queries: SummaryQueries, notes: Iterable[SummaryNote]) -> tuple[SummaryPair, ...]:
    ids = {theme.name: theme.pk for theme in queries.themes}
    together: defaultdict[tuple[int, int], list[SummaryNote]] = defaultdict(list)
    for note in notes:
        for first, second in combinations((ids[name] for name in note.themes), 2):
            together[first, second].append(note)
    pairs = [SummaryPair(first, second, _count(both)) for (first, second), both in together.items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair.count.groups, -pair.count.notes)))


def _theme(
    theme: Theme,
    notes: list[SummaryNote],
    uids: Collection[str],
    queries: SummaryQueries,
    tally: Tally,
    whole: Count | None,
) -> SummaryTheme:
    uids = {*uids, *(note.uid for note in notes)}
    return SummaryTheme(
        id=theme.pk,
        name=theme.name,
        definition=theme.definition,
        parent=theme.parent.name if theme.parent else "",
        mark=theme.mark,
        key=theme.key,
        count=tally.count(theme.pk),
        voices=tuple(tally.own[theme.pk].voices),
        by_round=tuple(tally.count(theme.pk, "round", pk) for pk in queries.rounds),
        by_question=tuple(tally.count(theme.pk, "question", pk) for pk in queries.questions),
        by_attribute=tuple(tally.count(theme.pk, "attribute", place) for place in range(len(queries.attributes))),
        notes=tuple(notes),
        retired=theme.retired,
        count_with_children=whole,
        marked={uid: words for uid, words in queries.marked.get(theme.pk, {}).items() if uid in uids},
        quotes=tuple(quote for quote in queries.quotes.get(theme.pk, []) if quote.note in uids),
    )


def _count(notes: Iterable[SummaryNote]) -> Count:
    notes = list(notes)
    return Count(groups=len({voice for note in notes for voice in note.voices}), notes=len(notes))
