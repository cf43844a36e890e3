"""The groups of a round by its questions, as facilitators see them. Only counts: the text of a draft is never read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import ngettext

from posts.models import Draft, Post
from seminar.models import DialogueRound, Group, Question, Scribe
from seminar.models.round import Phase
from seminar.models.scribe import AWAY_AFTER

LOST_AFTER = timedelta(minutes=5)
SILENT_FIRST, BY_NUMBER = "silent", "number"
MINUTE = timedelta(minutes=1)


class Cell(NamedTuple):
    """What one group has for one question: how many notes, and whether it has text that it has not sent."""

    notes: int
    writing: bool

    @property
    def words(self) -> str:
        return ngettext("note", "notes", self.notes)


class GroupDevices(NamedTuple):
    """How many devices write for a group, when one of them last asked for something, and names that several have."""

    count: int = 0
    seen_at: datetime | None = None
    shared_names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Such as "2 devices"."""
        return ngettext("%(count)d device", "%(count)d devices", self.count) % {"count": self.count}


EMPTY_CELL, NO_DEVICES = Cell(0, False), GroupDevices()


@dataclass
class GroupRow:
    """One group, or None for devices and notes without a known group.

    `live` while the round takes notes, `ending` from the moment it closes.
    """

    group: Group | None
    cells: list[Cell]
    devices: GroupDevices
    live: bool
    begun: bool
    ending: bool
    now: datetime

    @property
    def state(self) -> str:
        """ "written", "writing" for the first time, "unsent" where that came to nothing, or "silent".

        "absent" where no device has joined, and "" before the round has begun.
        """
        if self.group and not self.group.is_present:
            return "absent"
        if any(cell.notes for cell in self.cells):
            return "written"
        if any(cell.writing for cell in self.cells):
            return "unsent" if self.ending else "writing"
        return "silent" if self.begun else ""

    @property
    def has_unsent(self) -> bool:
        """Whether it has text that was not sent when the round closed."""
        return self.ending and any(cell.writing for cell in self.cells)

    @property
    def has_content(self) -> bool:
        return any(cell != EMPTY_CELL for cell in self.cells)

    @property
    def minutes_gone(self) -> int:
        """Since one of its devices was last seen; 0 while one is there, and for a group without devices."""
        gone = self.devices.seen_at and self.now - self.devices.seen_at
        return int(gone / MINUTE) if gone and gone > AWAY_AFTER else 0

    @property
    def lost(self) -> bool:
        return self.live and self.minutes_gone >= LOST_AFTER / MINUTE

    @property
    def shown(self) -> list[Any]:
        """All that its row in the table and its seat show."""
        group = self.group and (self.group.pk, self.group.number, self.group.name, self.group.may_write)
        return [group, *self.cells, self.devices.count, self.minutes_gone, self.state, self.lost, self.ending]

    @property
    def stands_out(self) -> bool:
        return self.state == "silent" or self.lost

    @property
    def rank(self) -> int:
        """Its place in the order SILENT_FIRST: those to look after first, those without a device last."""
        if self.state == "absent":
            return 4
        if self.state == "silent":
            return 0
        return 1 if self.lost else 2 if self.has_unsent or self.devices.shared_names else 3


@dataclass
class Grid:
    """`columns` are the questions of the round, and None for notes that answer none of them.

    `seats` are the rows by number, `rows` the same in the chosen order. `unknown` is the row of devices and notes
    without a known group, None where there are none.
    """

    round: DialogueRound
    columns: list[Question | None]
    seats: list[GroupRow]
    rows: list[GroupRow]
    unknown: GroupRow | None

    @classmethod
    def of(cls, round: DialogueRound, *, order: str = BY_NUMBER) -> "Grid":
        """Takes four queries, however many groups there are, where seminar and questions are loaded with the round.

        `order` is SILENT_FIRST or BY_NUMBER.
        """
        now, phase = timezone.now(), round.phase()
        cells = _cells(round)
        columns = [*round.questions.all()]
        if not columns or any(question is None for _group, question in cells):
            columns.append(None)
        devices = _devices(round)

        def row(group: Group | None) -> GroupRow:
            pk = group and group.pk
            return GroupRow(
                group=group,
                cells=[cells.get((pk, question and question.pk), EMPTY_CELL) for question in columns],
                devices=devices.get(pk, NO_DEVICES),
                live=phase in (Phase.OPEN, Phase.CLOSING),
                begun=phase != Phase.PLANNED,
                ending=phase in (Phase.CLOSING, Phase.CLOSED),
                now=now,
            )

        seats, unknown = [row(group) for group in round.seminar.groups.with_presence()], row(None)
        rows = sorted(seats, key=lambda row: row.rank) if order == SILENT_FIRST else seats
        return cls(round, columns, seats, rows, unknown if unknown.devices.count or unknown.has_content else None)

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def total(self) -> int:
        """How many groups have a device, or have written."""
        return len(self.rows) - self.absent

    @property
    def absent(self) -> int:
        return self.count("absent")

    @property
    def states(self) -> list[str]:
        """Of the groups in `total`, those that have written first: how the room does, and not who."""
        order = ("written", "writing", "unsent", "silent")
        return [state for state in order for _ in range(self.count(state))]

    @property
    def written(self) -> int:
        return self.count("written")

    @property
    def writing(self) -> int:
        return self.count("writing")

    @property
    def unsent(self) -> int:
        """How many rows, that of unknown groups too, have text that was not sent."""
        return sum(row.has_unsent for row in [*self.rows, *filter(None, [self.unknown])])

    @property
    def silent(self) -> int:
        return self.count("silent")

    @property
    def doubled(self) -> list[GroupRow]:
        """The groups that have several devices of one name: one person may have joined twice."""
        return [row for row in self.seats if row.devices.shared_names]

    @property
    def lost(self) -> int:
        return sum(row.lost for row in self.rows)


def _cells(round: DialogueRound) -> dict[tuple[int | None, int | None], Cell]:
    """By the ids of group and question. Hidden notes count, withdrawn notes do not."""
    posts = Post.objects.counted_for_group().filter(round=round).order_by()
    counts = {
        (group, question): count
        for group, question, count in posts.values_list("group", "question").annotate(Count("pk"))
    }
    drafts = Draft.objects.unsent().filter(round=round)
    writing = set(drafts.values_list("scribe__group", "question").distinct())
    return {key: Cell(counts.get(key, 0), key in writing) for key in counts.keys() | writing}


def _devices(round: DialogueRound) -> dict[int | None, GroupDevices]:
    """By the id of the group."""
    scribes = defaultdict(list)
    for group, name, seen_at in (
        Scribe.objects.present().filter(seminar=round.seminar).order_by("pk").values_list("group", "name", "seen_at")
    ):
        scribes[group].append((name.strip(), seen_at))
    return {
        group: GroupDevices(len(some), max(seen_at for _name, seen_at in some), _shared(name for name, _at in some))
        for group, some in scribes.items()
    }


def _shared(names: Iterable[str]) -> tuple[str, ...]:
    """The names that more than one has; case does not matter. A device without a name shares none."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_name[name.casefold()].append(name)
    return tuple(same[0] for key, same in by_name.items() if key and len(same) > 1)
