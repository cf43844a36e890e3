"""A person's seminars, as the first page lists them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from seminar.access import EVERYONE, VIEWER
from seminar.models import DialogueRound, Person, Seminar

MANY = 8  # from so many seminars on, the page offers a search


@dataclass(frozen=True)
class SeminarList:
    """`finished` are pairs of a year and its seminars, newest first; the year is None where no date is set.

    `many` says whether the person has so many that a search helps, `only_reads` whether the person is a viewer in all.
    """

    today: list[Seminar]
    current: list[Seminar]
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
        earlier = [seminar for seminar in listed if seminar not in today]
        finished = groupby((one for one in earlier if one.finished_at), lambda one: one.date and one.date.year)
        return cls(
            today=today,
            current=[seminar for seminar in earlier if not seminar.finished_at],
            finished=[(year, list(in_year)) for year, in_year in finished],
            archived=[seminar for seminar in found if seminar.archived_at],
            many=len(seminars) > MANY,
            only_reads=bool(seminars) and all(seminar.role == VIEWER for seminar in seminars),
        )

    @property
    def total(self) -> int:
        finished = sum(len(in_year) for _year, in_year in self.finished)
        return len(self.today) + len(self.current) + finished + len(self.archived)


def _is_today(seminar: Seminar, now: datetime) -> bool:
    """In the seminar's own time zone. A seminar whose round is open counts as today's."""
    return seminar.round_open or seminar.date == now.astimezone(ZoneInfo(seminar.time_zone)).date()
