"""A summary as the sheets of a workbook, in the language of the seminar: one table in each, with numbers and dates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posts.text.delimited import Cell
from posts.text.sanitize import sanitize
from themes.summary import text
from themes.summary.data import Count
from themes.summary.language import in_language
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary
from themes.summary.table import note_rows

LONGEST_CELL = 16_000  # characters: Excel allows 32,767, and counts an emoji as two
NOTE = 7  # the column of the text in `note_rows`

Rows = Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Sheet:
    """`rows` can be read once; the first one has the headings, where it `has_headings`. People wrote no `name`."""

    name: str
    rows: Rows
    has_headings: bool = True


def sheets(source: Summary | StreamedNotes, log: Rows | None = None) -> Iterator[Sheet]:
    """Each sheet must be read before the next one is asked for. `log` are the rows of the last sheet."""
    summary = source if isinstance(source, Summary) else source.summary
    for sheet in in_language(summary.language, _sheets(source, summary, log), at_once=1):
        yield replace(sheet, rows=in_language(summary.language, sheet.rows))


def _sheets(source: Summary | StreamedNotes, summary: Summary, log: Rows | None) -> Iterator[Sheet]:
    yield Sheet(_("Summary"), _figures(summary), has_headings=False)
    yield Sheet(_("Notes"), _notes(source))
    yield Sheet(_("Themes"), _themes(summary))
    rounds = [round.heading for round in summary.rounds]
    yield Sheet(_("Themes by round"), _matrix(summary, rounds, [theme.by_round for theme in summary.themes]))
    questions = [question.heading for question in summary.questions]
    by_question = [theme.by_question for theme in summary.themes]
    yield Sheet(_("Themes by question"), _matrix(summary, questions, by_question))
    if summary.named:
        yield Sheet(_("Groups by theme"), _groups_by_theme(summary))
        yield Sheet(_("Groups"), _groups(summary))
    if log is not None:
        yield Sheet(_("Log"), log)


def _figures(summary: Summary) -> Iterator[Sequence[Cell]]:
    yield [_("Seminar"), summary.title]
    yield [_("Summary"), text.time_line(summary)]
    if summary.date:
        yield [_("Date"), summary.date]
    if summary.narrowed:
        yield [_("Filter"), summary.narrowed]
    for number, label in text.key_figures(summary):
        yield [label, number]
    yield [_("Counting"), text.counting_rule(summary)]


def _notes(source: Summary | StreamedNotes) -> Iterator[Sequence[Cell]]:
    """As in the other tables; a text too long for a cell goes on in further columns at the end."""
    longest = (
        max((len(note.body) for note in source.notes), default=0) if isinstance(source, Summary) else source.longest
    )
    rows = note_rows(source)
    heading = _("Note, part %(number)d")
    yield [*next(rows), *(heading % {"number": number} for number in range(2, -(-longest // LONGEST_CELL) + 1))]
    for row in rows:
        body = sanitize(str(row[NOTE]))
        if len(body) <= LONGEST_CELL:
            yield row
            continue
        first, *others = (body[start : start + LONGEST_CELL] for start in range(0, len(body), LONGEST_CELL))
        yield [*row[:NOTE], first, *row[NOTE + 1 :], *others]


def _themes(summary: Summary) -> Iterator[Sequence[Cell]]:
    groups, notes = text.groups_heading(summary), _("Notes")
    whole = [_("%(what)s, with sub-themes") % {"what": what} for what in (groups, notes)]
    yield [_("Theme"), _("Under"), _("Description"), groups, notes, *whole, _("Out of use"), _("Marked words")]
    for theme in summary.themes:
        count = theme.count_with_children or theme.count
        numbers = [theme.count.groups, theme.count.notes, count.groups, count.notes]
        marked = "\n".join(words for texts in theme.marked.values() for words in texts)
        yield [theme.name, theme.parent, theme.definition, *numbers, _("yes") if theme.retired else "", marked]


def _matrix(summary: Summary, headings: list[str], counts: list[tuple[Count, ...]]) -> Iterator[Sequence[Cell]]:
    """Themes down; for each heading a column of groups and one of notes across."""
    words = (text.groups_heading(summary), _("Notes"))
    yield [_("Theme"), *(f"{heading}: {word}" for heading in headings for word in words)]
    for theme, row in zip(summary.themes, counts, strict=True):
        yield [theme.path, *(number for count in row for number in (count.groups, count.notes))]


def _groups_by_theme(summary: Summary) -> Iterator[Sequence[Cell]]:
    """Groups down, themes across: how many notes of the group are under the theme."""
    tally = summary.tally
    voices = [group.name for group in summary.groups] or list(tally.total.voices)
    yield [text.groups_heading(summary), *(theme.path for theme in summary.themes)]
    for voice in voices:
        yield [voice, *(tally.by_theme[voice, theme.id] for theme in summary.themes)]


def _groups(summary: Summary) -> Iterator[Sequence[Cell]]:
    """The groups with their attributes, and how many notes they have in each round."""
    attributes = sorted({name for group in summary.groups for name, _value in group.attributes})
    counts = summary.tally.by_round
    in_round = [_("Notes in round %(number)d") % {"number": round.number} for round in summary.rounds]
    yield [_("Number"), _("Group"), *attributes, _("Notes"), *in_round]
    for group in summary.groups:
        values = dict(group.attributes)
        numbers = [counts[group.name, round.id] for round in summary.rounds]
        yield [group.number, group.name, *(values.get(name, "") for name in attributes), sum(numbers), *numbers]
