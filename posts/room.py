"""The room as those who lead it see it: each group by each question. Counts only; no draft's text is ever read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils import timezone

from seminar.models import DialogueRound, Group, Question, Scribe
from seminar.models.round import Phase
from seminar.models.scribe import AWAY_AFTER

from .models import Draft, Post

LOST_AFTER = timedelta(minutes=5)
SILENT_FIRST = "silent"


class Cell(NamedTuple):
    """What one group has for one question: how many notes, and whether it has typed something it has not sent."""

    notes: int
    writing: bool


class Devices(NamedTuple):
    """How many write for a group, and when one of them was last there."""

    count: int = 0
    seen_at: datetime | None = None


NOTHING, NONE = Cell(0, False), Devices()


@dataclass
class Row:
    """One group, or None for the devices and notes of which nobody knows the group. `live` while its round is open."""

    group: Group | None
    cells: list[Cell]
    devices: Devices
    live: bool
    begun: bool
    now: datetime

    @property
    def state(self) -> str:
        """ "written", "writing" for the first time, or "silent"; "" before the round."""
        if any(cell.notes for cell in self.cells):
            return "written"
        if any(cell.writing for cell in self.cells):
            return "writing"
        return "silent" if self.begun else ""

    @property
    def wrote(self) -> bool:
        return any(cell != NOTHING for cell in self.cells)

    @property
    def minutes_gone(self) -> int:
        """Since one of its devices was there; 0 while one is, and where it has none."""
        gone = self.devices.seen_at and self.now - self.devices.seen_at
        return int(gone / timedelta(minutes=1)) if gone and gone > AWAY_AFTER else 0

    @property
    def lost(self) -> bool:
        return self.live and self.minutes_gone >= LOST_AFTER / timedelta(minutes=1)

    @property
    def stands_out(self) -> bool:
        return self.state == "silent" or self.lost


@dataclass
class Room:
    """`columns` are the round's questions, and None for notes that answer no question of it."""

    round: DialogueRound
    columns: list[Question | None]
    rows: list[Row]
    unknown: Row | None

    @classmethod
    def of(cls, round: DialogueRound, *, order: str = "") -> "Room":
        """Four queries, whatever the size; the round comes with its seminar and questions."""
        now, phase = timezone.now(), round.phase()
        cells = _cells(round)
        columns = [*round.questions.all()]
        if not columns or any(question is None for _group, question in cells):
            columns.append(None)
        devices = Scribe.objects.present().filter(seminar=round.seminar).values("group").order_by()
        there = {
            group: Devices(count, seen_at)
            for group, count, seen_at in devices.values_list("group", Count("pk"), Max("seen_at"))
        }

        def row(group: Group | None) -> Row:
            pk = group and group.pk
            return Row(
                group=group,
                cells=[cells.get((pk, question and question.pk), NOTHING) for question in columns],
                devices=there.get(pk, NONE),
                live=phase in (Phase.OPEN, Phase.CLOSING),
                begun=phase != Phase.PLANNED,
                now=now,
            )

        rows, unknown = [row(group) for group in round.seminar.groups.all()], row(None)
        if order == SILENT_FIRST:
            rows.sort(key=lambda row: not row.stands_out)
        return cls(round, columns, rows, unknown if unknown.devices.count or unknown.wrote else None)

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def written(self) -> int:
        return self.count("written")

    @property
    def writing(self) -> int:
        return self.count("writing")

    @property
    def silent(self) -> int:
        return self.count("silent")

    @property
    def lost(self) -> int:
        return sum(row.lost for row in self.rows)


def _cells(round: DialogueRound) -> dict[tuple[int | None, int | None], Cell]:
    """By the keys of group and question. A note that was taken back is none; a hidden one is."""
    posts = Post.objects.kept().filter(round=round).order_by()
    notes = {
        (group, question): count
        for group, question, count in posts.values_list("group", "question").annotate(Count("pk"))
    }
    typed = Draft.objects.unsent().filter(round=round)
    writing = set(typed.values_list("scribe__group", "question").distinct())
    return {place: Cell(notes.get(place, 0), place in writing) for place in notes.keys() | writing}
