"""How the themes rose and fell from round to round, as a small line for each."""

from dataclasses import dataclass

from themes.summary.data import SummaryTheme
from themes.summary.summary import Summary

WIDTH, HEIGHT, MARGIN = 120, 32, 4


@dataclass(frozen=True)
class Trend:
    """One theme: `groups` by round, and as `points` of a line, each x and y, in a picture of WIDTH x HEIGHT."""

    theme: SummaryTheme
    groups: tuple[int, ...]
    points: tuple[tuple[float, float], ...]

    @property
    def change(self) -> int:
        """From the first round to the last one."""
        return self.groups[-1] - self.groups[0]

    @property
    def signed(self) -> str:
        """The change with its sign, such as "+3", "−2" or "0"."""
        return f"{self.change:+d}".replace("-", "−") if self.change else "0"

    @property
    def line(self) -> str:
        """The points as the attribute of a polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def trends(summary: Summary) -> list[Trend]:
    """The themes with notes, the one that rose most first; none where fewer than two rounds have notes.

    Rounds without notes are left out: a theme does not fall where nothing was written.
    """
    written = {note.round for note in summary.notes}
    rounds = [place for place, round in enumerate(summary.rounds) if round in written]
    if len(rounds) < 2:
        return []
    themes = [theme for theme in summary.themes if theme.notes]
    numbers = [tuple(theme.by_round[place].groups for place in rounds) for theme in themes]
    most = max((number for groups in numbers for number in groups), default=0) or 1
    rows = [Trend(theme, groups, _points(groups, most)) for theme, groups in zip(themes, numbers, strict=True)]
    return sorted(rows, key=lambda row: -row.change)


def trend_rounds(summary: Summary) -> list[int]:
    """The numbers of the rounds that the lines go through."""
    return sorted({note.round.number for note in summary.notes})


def _points(groups: tuple[int, ...], most: int) -> tuple[tuple[float, float], ...]:
    step = (WIDTH - 2 * MARGIN) / (len(groups) - 1)
    height = HEIGHT - 2 * MARGIN
    return tuple(
        (round(MARGIN + step * place, 1), round(MARGIN + height * (1 - number / most), 1))
        for place, number in enumerate(groups)
    )
