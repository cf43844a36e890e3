"""A person's seminars, as the first page lists them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from seminar.access import EVERYONE, VIEWER
from seminar.models import DialogueRound, Person, Seminar

MANY = 8  # from so many seminars on, the page offers a search
OLDER = timedelta(days=60)  # after which a seminar that nobody finished is folded away


@dataclass(frozen=True)
class SeminarList:
    """`current` begins with the next seminar. `older` were never finished, though their day is long past.

    `finished` are pairs of a year and its seminars, newest first; the year is None where no date is set.
    `many` says whether the person has so many that a search helps, `only_reads` whether the person is a viewer in all.
    """

    today: list[Seminar]
    current: list[Seminar]
    older: list[Seminar]
    finished: list[tuple[int | None, list[Seminar]]]
    archived: list[Seminar]
    many: bool
    only_reads: bool

    @classmethod
    def of(cls, person: Person, search: str = "") -> "SeminarList":
        """Those whose titles contain `search`, in any case."""
        open_rounds = DialogueRound.objects.filter(seminar=OuterRef("pk"), state=DialogueRound.State.OPEN)
        seminars = list(Seminar.objects.run_by(person, *EVERYONE).annotate(round_open=Exists(open_rounds)))
        found = [seminar for seminar in seminars if search.casefold() in seminar.title.casefold()]
        now = timezone.now()
        listed = [seminar for seminar in found if not seminar.archived_at]
        today = [seminar for seminar in listed if _is_today(seminar, now)]
        others = [seminar for seminar in listed if seminar not in today]
        finished = groupby((one for one in others if one.finished_at), lambda one: one.date and one.date.year)
        unfinished = [seminar for seminar in others if not seminar.finished_at]
        older = [one for one in unfinished if one.date and one.date < now.date() - OLDER]
        current = [seminar for seminar in unfinished if seminar not in older]
        return cls(
            today=today,
            current=sorted(current, key=lambda seminar: _distance(seminar.date, now.date())),
            older=older,
            finished=[(year, list(in_year)) for year, in_year in finished],
            archived=[seminar for seminar in found if seminar.archived_at],
            many=len(seminars) > MANY,
            only_reads=bool(seminars) and all(seminar.role == VIEWER for seminar in seminars),
        )

    @property
    def total(self) -> int:
        finished = sum(len(in_year) for _year, in_year in self.finished)
        return len(self.today) + len(self.current) + len(self.older) + finished + len(self.archived)


def _distance(day: date | None, today: date) -> tuple[int, int]:
    """For sorting: the next one first, then those without a date, then those that are past, the latest first."""
    if day is None:
        return 1, 0
    return (0 if day >= today else 2), abs((day - today).days)


def _is_today(seminar: Seminar, now: datetime) -> bool:
    """In the seminar's own time zone. A seminar whose round is open counts as today's."""
    return seminar.round_open or seminar.date == now.astimezone(ZoneInfo(seminar.time_zone)).date()
