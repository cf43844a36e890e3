"""What the groups have given in a weighing, as plain data for the stage, the summary and the organizer's page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from seminar.models import Group, Seminar
from themes.models import Theme, Weighing


@dataclass(frozen=True)
class ThemeResult:
    """What one theme got: `points`, from this many `groups`. `mark` and `key` are as on the board."""

    id: int
    name: str
    mark: int
    key: str
    retired: bool
    points: int
    groups: int


@dataclass(frozen=True)
class Result:
    """`rows` are the themes, the one with the most points first.

    `taken_part` is how many of the `group_count` groups have given anything; `waiting` are the names of the others. An
    empty table is none of them.
    """

    question: str
    method: str
    limit: int
    is_open: bool
    group_count: int
    taken_part: int
    rows: tuple[ThemeResult, ...]
    waiting: tuple[str, ...]

    @classmethod
    def of(cls, weighing: Weighing, themes: dict[int, Theme], groups: Iterable[Group]) -> "Result":
        """`themes` are from `current_by_id`, `groups` those of the seminar, from `with_presence`."""
        answers = weighing.answers_by_group()
        given = {uid: weighing.points(answer, themes) for uid, answer in answers.items()}
        points: Counter[int] = Counter()
        voices: Counter[int] = Counter()
        for one in given.values():
            points.update(one)
            voices.update(one.keys())
        rows = [
            ThemeResult(theme.pk, theme.name, theme.mark, theme.key, theme.retired, points[theme.pk], voices[theme.pk])
            for theme in weighing.weighed_themes(themes)
            if points[theme.pk] or not theme.retired
        ]
        groups = [group for group in groups if group.is_present or given.get(group.uid)]
        return cls(
            question=weighing.question,
            method=weighing.method,
            limit=weighing.limit,
            is_open=weighing.is_open,
            group_count=len(groups),
            taken_part=sum(bool(given.get(group.uid)) for group in groups),
            rows=tuple(sorted(rows, key=lambda row: (-row.points, -row.groups))),
            waiting=tuple(group.name for group in groups if not given.get(group.uid)),
        )

    @property
    def picks(self) -> bool:
        """Whether themes were picked, so that points and groups are the same number."""
        return self.method == Weighing.Method.PICKS

    @property
    def most_points(self) -> int:
        return max((row.points for row in self.rows), default=0)


def results(seminar: Seminar, groups: Iterable[Group]) -> tuple[Result, ...]:
    """Those that groups have taken part in, and one that is open, in the order in which they were opened."""
    weighings = list(seminar.weighings.prefetch_related("weighed"))
    if not weighings:
        return ()
    themes = Theme.all_objects.current_by_id(seminar)
    all_results = [Result.of(weighing, themes, groups) for weighing in weighings]
    return tuple(result for result in all_results if result.taken_part or result.is_open)
