"""The themes by round, by question and by what is known of the groups: one table for pages and files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from themes.summary.data import Count, SummaryTheme
from themes.summary.summary import Summary

MOST_GROUPS = 40


@dataclass(frozen=True)
class Column:
    """`value` is what the field of the matrix must be for the board to show what the column counts."""

    label: str
    value: str


@dataclass(frozen=True)
class MatrixRow:
    """The counts of one theme, one for each column."""

    theme: SummaryTheme
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Matrix:
    """`field` is the name of the field of the filter that its columns narrow. Themes without notes are left out."""

    field: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def most(self) -> int:
        """The greatest number of groups in a cell."""
        return max((count.groups for row in self.rows for count in row.counts), default=0)


@dataclass(frozen=True)
class GroupRow:
    """For each group, how many notes it has under the theme, and how many of them it wrote: others were merged."""

    theme: SummaryTheme
    notes: tuple[int, ...]
    own: tuple[int, ...]


@dataclass(frozen=True)
class GroupMatrix:
    columns: tuple[Column, ...]
    rows: tuple[GroupRow, ...]

    @property
    def most(self) -> int:
        return max((count for row in self.rows for count in row.notes), default=0)


def matrices(summary: Summary) -> list[Matrix]:
    """By round, where there are several, by question, where there are any, and by each fact known of the groups."""
    return [one for one in _all(summary) if one.rows]


def by_group(summary: Summary) -> GroupMatrix | None:
    """How many notes each group has under each theme. None where there are too many groups to read across."""
    groups = [group for group in summary.groups if any(group.name in theme.voices for theme in summary.themes)]
    if not 1 < len(groups) <= MOST_GROUPS:
        return None
    counts = summary.tally.by_theme
    own = Counter((note.group.name, theme.id) for theme in summary.themes for note in theme.notes if note.group)
    rows = []
    for theme in summary.themes:
        if theme.notes:
            keys = [(group.name, theme.id) for group in groups]
            rows.append(GroupRow(theme, tuple(counts[key] for key in keys), tuple(own[key] for key in keys)))
    columns = tuple(Column(group.name, str(group.id)) for group in groups)
    return GroupMatrix(columns, tuple(rows))


def _all(summary: Summary) -> Iterator[Matrix]:
    themes = [theme for theme in summary.themes if theme.notes]
    if len(summary.rounds) > 1:
        columns = tuple(
            Column(_("Round %(number)d") % {"number": round.number}, str(round.id)) for round in summary.rounds
        )
        rows = tuple(MatrixRow(theme, theme.by_round) for theme in themes)
        yield Matrix("round", _("Themes by round. Groups first, notes in brackets."), columns, rows)
    if summary.questions:
        columns = tuple(Column(question.label, str(question.id)) for question in summary.questions)
        rows = tuple(MatrixRow(theme, theme.by_question) for theme in themes)
        yield Matrix("question", _("Themes by question. Groups first, notes in brackets."), columns, rows)
    for name in dict.fromkeys(one.name for one in summary.attributes):
        places = [place for place, one in enumerate(summary.attributes) if one.name == name]
        if 1 < len(places) <= MOST_GROUPS:  # more, such as one for each group, are nothing to compare
            values = [summary.attributes[place] for place in places]
            columns = tuple(Column(f"{one.value} ({len(one.groups)})", one.choice) for one in values)
            rows = tuple(MatrixRow(theme, tuple(theme.by_attribute[place] for place in places)) for theme in themes)
            caption = _("Themes by %(name)s. Groups first, notes in brackets.") % {"name": name}
            yield Matrix("attribute", caption, columns, rows)
