"""What the page shows on which a group weighs the themes."""

from dataclasses import dataclass, field

from seminar.models import Scribe
from themes.models import Theme, Weighing, WeighingAnswer


@dataclass(frozen=True)
class WeighRow:
    """A theme, and how many points are in its field."""

    theme: Theme
    points: int


@dataclass
class WeighPage:
    """`answer` is what the group has saved, `rows` what is in the form, and `error` why that was not saved.

    Where the device `met` an answer that another device of the group has saved in the meantime, `rows` are that answer
    and `own` is what this device sent.
    """

    scribe: Scribe
    weighing: Weighing | None
    themes: dict[int, Theme] = field(default_factory=dict, repr=False)
    answer: WeighingAnswer | None = None
    rows: list[WeighRow] = field(default_factory=list)
    own: list[WeighRow] = field(default_factory=list)
    met: bool = False
    error: str = ""

    @classmethod
    def of(cls, scribe: Scribe) -> "WeighPage":
        weighing = scribe.seminar.weighings.latest_one()
        if weighing is None or scribe.group is None:
            return cls(scribe, weighing)
        page = cls(scribe, weighing, Theme.all_objects.current_by_id(scribe.seminar))
        page.answer = weighing.answers_by_group().get(scribe.group.uid)
        page.rows = page._rows(weighing.points(page.answer, page.themes) if page.answer else {})
        return page

    @property
    def may_answer(self) -> bool:
        group = self.scribe.group
        return bool(
            self.weighing
            and self.weighing.is_open
            and not self.scribe.seminar.finished_at
            and group
            and group.may_write
            and self.rows
        )

    @property
    def base(self) -> int:
        """The answer on which the form builds, by its primary key."""
        return self.answer.pk if self.answer else 0

    @property
    def given(self) -> int:
        return sum(row.points for row in self.rows)

    @property
    def left(self) -> int:
        return self.weighing.limit - self.given if self.weighing else 0

    def show_refused(self, points: dict[int, int], error: str) -> None:
        """Leaves in the form what could not be saved, with the reason."""
        self.rows, self.error = self._rows(points), error

    def show_both(self, points: dict[int, int]) -> None:
        self.own, self.met = [row for row in self._rows(points) if row.points], True

    def _rows(self, points: dict[int, int]) -> list[WeighRow]:
        """Themes out of use only where the group has given them points."""
        assert self.weighing  # the caller has looked
        current = self.weighing.merged(points, self.themes)
        rows = [WeighRow(theme, current.get(theme.pk, 0)) for theme in self.weighing.weighed_themes(self.themes)]
        return [row for row in rows if row.points or not row.theme.retired]
