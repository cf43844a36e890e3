"""The screens of the stage: how the groups weigh the themes, the themes by number of groups, and chosen quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from django.utils.translation import get_language

from seminar.models import Seminar
from seminar.models.until_changed import until_changed
from themes.summary.closed import present
from themes.summary.data import SummaryTheme
from themes.summary.summary import Summary
from themes.weighing import text as weighing_text
from themes.weighing.result import Result, ThemeResult

THEMES_PER_SCREEN = 5
QUOTES_PER_SCREEN = 3


@dataclass(frozen=True)
class QuoteText:
    """`group` is the name of the group, "" where the quote is shown without it."""

    id: int
    text: str
    group: str


@dataclass(frozen=True)
class StageRow:
    """A theme. `new` says that all its notes are from the latest round, `gained` how many groups that round added."""

    theme: SummaryTheme
    new: bool
    gained: int
    quotes: tuple[QuoteText, ...] = ()


@dataclass(frozen=True)
class Screen:
    """`kind` is "weighing", "many", "few" or "quotes". What does not fit is screen `part` of `parts`."""

    kind: str
    rows: tuple[StageRow | ThemeResult, ...]
    part: int = 1
    parts: int = 1

    @property
    def gained(self) -> bool:
        """Whether the latest round added groups to any of the themes."""
        return any(row.gained for row in self.rows)

    @property
    def id(self) -> str:
        theme = f"-{self.rows[0].theme.id}" if self.kind == "quotes" else ""
        return f"stage-{self.kind}{theme}-{self.part}"


@dataclass(frozen=True)
class Stage:
    """`most_groups` is the number of groups that the longest bar stands for.

    `weighing` is the last weighing, where a group has taken part or it is open. It comes first.
    """

    screens: tuple[Screen, ...]
    most_groups: int
    counted_by: str
    summary: Summary = field(repr=False)
    weighing: Result | None = None

    @property
    def weighing_title(self) -> str:
        return weighing_text.title(self.weighing) if self.weighing else ""

    @property
    def taken_part(self) -> str:
        return weighing_text.taken_part(self.weighing) if self.weighing else ""

    @classmethod
    def of(cls, seminar: Seminar) -> "Stage":
        """Takes a fixed number of queries, and computes once until the next Change. Retired themes are left out."""
        key = "stage", get_language()
        return until_changed(seminar, key, lambda: cls._of(seminar))

    @classmethod
    def _of(cls, seminar: Seminar) -> "Stage":
        summary = present(seminar)  # the same one as on the page of the summary
        themes = [theme for theme in summary.themes if theme.notes and not theme.retired]
        rows = [_row(theme, summary) for theme in themes]
        many = [row for row in rows if not row.theme.few]
        few = [row for row in rows if row.theme.few]
        weighing = summary.weighings[-1] if summary.weighings else None
        screens = [
            *(_theme_screens("weighing", weighing.rows) if weighing else ()),
            *(_theme_screens("many", many) if many else [Screen("many", ())]),
            *_quote_screens(many),
            *_theme_screens("few", few),
            *_quote_screens(few),
        ]
        most_groups = max((row.theme.count.groups for row in rows), default=0)
        return cls(tuple(screens), most_groups, summary.counted_by, summary, weighing)


def _quotes(theme: SummaryTheme) -> tuple[QuoteText, ...]:
    groups = {note.uid: note.group.name if note.group else note.author for note in theme.notes}
    return tuple(QuoteText(one.id, one.text, groups[one.note] if one.named else "") for one in theme.quotes)


def _row(theme: SummaryTheme, summary: Summary) -> StageRow:
    latest = max(note.round.number for note in summary.notes)
    first = min(note.round.number for note in summary.notes)
    earlier_voices = {voice for note in theme.notes if note.round.number < latest for voice in note.voices}
    latest_voices = {voice for note in theme.notes if note.round.number == latest for voice in note.voices}
    new = latest > first and all(note.round.number == latest for note in theme.notes)
    return StageRow(theme, new, 0 if new or latest == first else len(latest_voices - earlier_voices), _quotes(theme))


def _theme_screens(kind: str, rows: Sequence[StageRow | ThemeResult]) -> Iterator[Screen]:
    """As few screens as possible, filled evenly: nine themes are five and four."""
    count = ceil(len(rows) / THEMES_PER_SCREEN)
    ends = [ceil(len(rows) * number / (count or 1)) for number in range(count + 1)]
    parts = [rows[start:end] for start, end in pairwise(ends)]
    yield from (Screen(kind, tuple(part), number, len(parts)) for number, part in enumerate(parts, 1))


def _quote_screens(rows: list[StageRow]) -> Iterator[Screen]:
    for row in rows:
        parts = [row.quotes[at : at + QUOTES_PER_SCREEN] for at in range(0, len(row.quotes), QUOTES_PER_SCREEN)]
        for number, part in enumerate(parts, 1):
            yield Screen("quotes", (StageRow(row.theme, row.new, row.gained, part),), number, len(parts))
