"""The full summary: what the groups talked about, each theme in their words, and every note in full once."""

from collections.abc import Callable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from themes.summary import text
from themes.summary.alike import alike, together
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from themes.summary.charts.matrix import Matrix, matrices
from themes.summary.charts.trend import trends
from themes.summary.report import parts
from themes.summary.report.parts import MOST_PAIRS, excerpt, remark, theme_name, whole_note
from themes.summary.summary import Summary
from themes.weighing import text as weighing_text
from themes.weighing.result import Result

MOST_COLUMNS, ACROSS = 6, 45  # of numbers in a table, and characters in the line of their headings
FIT_BELOW_CONTENTS = 8  # themes: the contents of more fill the first page


def whole_report(summary: Summary) -> Iterator[Block]:
    yield from parts.first_page(summary)
    for section in SECTIONS:
        yield from section(summary)


def _overview(summary: Summary) -> Iterator[Block]:
    """The themes with their counts. Those without notes are listed later."""
    if not summary.themes:
        yield from remark(summary, "whole")
        return
    yield Heading(1, _("What the groups talked about"), new_page=len(summary.themes) > FIT_BELOW_CONTENTS)
    yield from remark(summary, "whole")
    yield Paragraph(text.counting_rule(summary), small=True)
    if themes := [theme for theme in summary.themes if theme.notes or (theme.count_with_children or theme.count).notes]:
        yield parts.theme_counts(summary, themes)


def _weighings(summary: Summary) -> Iterator[Block]:
    """What the groups gave the themes, for each weighing."""
    for result in summary.weighings:
        yield Heading(1, weighing_text.title(result))
        yield Paragraph(f"{weighing_text.taken_part(result)}. {weighing_text.rule(result)}", small=True)
        yield weighing_table(result)


def weighing_table(result: Result) -> TableBlock:
    numbers = (_("Groups"),) if result.picks else (_("Points"), _("Groups"))
    rows = tuple(
        (
            parts.in_use_or_not(row.name, row.retired),
            *(() if result.picks else (str(row.points),)),
            str(row.groups),
        )
        for row in result.rows
    )
    return TableBlock(_("What the groups gave each theme"), (_("Theme"), *numbers), rows)


def _distribution(summary: Summary) -> Iterator[Block]:
    """The rounds of which there is more to say, and in which rounds and to which questions the themes came up."""
    tables = distribution_tables(summary)
    asked = {question.round for question in summary.questions}
    rounds = [one for one in summary.rounds if one in asked or summary.remarks.get(one.section)]
    if tables or rounds:
        yield Heading(1, _("Where the themes came up"))
    for round in rounds:
        yield Heading(2, round.heading)
        yield from remark(summary, round.section)
        questions = tuple(one.heading for one in summary.questions if one.round == round)
        if questions:
            yield Bullets(questions)
    yield from tables


def distribution_tables(summary: Summary) -> list[TableBlock]:
    """The themes by round and question, and which go together. The headers are numbers."""
    tables = [table for matrix in matrices(summary) for table in _matrix_tables(matrix, summary)]
    if pairs := summary.pairs[:MOST_PAIRS]:
        names = {theme.id: theme.name for theme in summary.themes}
        header = (_("Themes"), text.groups_heading(summary), _("Notes"))
        rows = tuple(
            (f"{names[one.first]} + {names[one.second]}", str(one.count.groups), str(one.count.notes)) for one in pairs
        )
        tables.append(TableBlock(_("Themes that go together, under the same notes"), header, rows))
    return tables


def _matrix_tables(matrix: Matrix, summary: Summary) -> Iterator[TableBlock]:
    """As many as it takes, since narrow columns cannot be read. The rows also have a column that says how many groups
    more or fewer there were in the last one."""
    changes = {row.theme.id: row.signed for row in trends(summary)} if matrix.field == "round" else {}
    labels = [*(column.label for column in matrix.columns), *([_("Change, groups")] if changes else [])]
    rows = [
        (theme_name(row.theme), [*map(str, row.counts), *([changes[row.theme.id]] if changes else [])])
        for row in matrix.rows
    ]
    longest = max(len(word) for label in labels for word in label.split())
    count = -(-len(labels) // max(1, min(MOST_COLUMNS, ACROSS // (longest + 1))))
    step = -(-len(labels) // count)
    for number, start in enumerate(range(0, len(labels), step), 1):
        some = slice(start, start + step)
        caption = f"{matrix.caption} ({number}/{count})" if count > 1 else matrix.caption
        yield TableBlock(caption, (_("Theme"), *labels[some]), tuple((name, *numbers[some]) for name, numbers in rows))


def _few(summary: Summary) -> Iterator[Block]:
    if summary.few:
        yield Heading(1, _("Said by one or two groups only"))
        names = [f": {', '.join(theme.voices) or _('unknown group')}" if summary.named else "" for theme in summary.few]
        yield Bullets(tuple(theme.name + voices for theme, voices in zip(summary.few, names, strict=True)))


def _themes(summary: Summary) -> Iterator[Block]:
    """Each theme in the words that were chosen or marked, or that its notes begin with. The whole notes come last.

    Notes of several groups that say nearly the same are one.
    """
    themes = [theme for theme in summary.themes if theme.notes]
    if themes:
        yield Heading(1, _("The themes, in the groups' own words"))
    similar = alike(summary.notes)
    for theme in themes:
        yield Heading(2, theme_name(theme))
        if theme.definition:
            yield Paragraph(theme.definition)
        yield from remark(summary, theme.section)
        yield Paragraph(text.theme_count(theme, summary), small=True)
        yield from parts.quotes(theme, summary)
        if excerpts := tuple(excerpt(notes, theme, summary) for notes in together(theme.notes, similar)):
            yield Bullets(excerpts)


def _empty(summary: Summary) -> Iterator[Block]:
    if summary.empty:
        yield Heading(1, _("Themes without notes"))
        yield Bullets(tuple(theme_name(theme) for theme in summary.empty))


def _unsorted(summary: Summary) -> Iterator[Block]:
    notes = together(summary.unsorted, alike(summary.unsorted)) if summary.themes else []
    if notes:
        yield Heading(1, _("Notes without a theme"))
        yield Bullets(tuple(excerpt(some, None, summary) for some in notes))


def _silences(summary: Summary) -> Iterator[Block]:
    if summary.silences:
        yield Heading(1, _("Groups that wrote nothing"))
        yield Bullets(tuple(text.silence(silence, named=summary.named) for silence in summary.silences))


def _all_notes(summary: Summary) -> Iterator[Block]:
    """All notes in full, under the headings of their round, question (where the round has any) and group."""
    notes_with_words = [note for note in summary.notes if note.has_words]
    if not notes_with_words:
        return
    yield Heading(1, _("All notes"), new_page=True)
    for round, in_round in groupby(notes_with_words, lambda note: note.round):
        yield Heading(2, round.heading)
        has_questions = any(one.round == round for one in summary.questions)
        for question, answers in groupby(in_round, lambda note: note.question):
            if question:
                yield Heading(3, question.heading)
            elif has_questions:
                yield Heading(3, _("Without a question"))
            for group, notes in groupby(answers, text.name_for_all if summary.named else lambda note: ""):
                if group:
                    yield Heading(4 if has_questions else 3, group)
                yield from (whole_note(note, text.detail_line(note, summary)) for note in notes)


def _hidden(summary: Summary) -> Iterator[Block]:
    """For those who asked for them: the notes that are in no count, and why."""
    if summary.hidden:
        yield Heading(1, _("Hidden notes"), new_page=True)
        yield Paragraph(_("These notes are in no count, and under no theme in this summary."), small=True)
        for one in summary.hidden:
            reason = _("Reason: %(reason)s") % {"reason": one.reason} if one.reason else _("No reason was given.")
            source = text.source_line(one.note, summary, text.group_name if summary.named else None)
            yield whole_note(one.note, f"{source}{text.SEPARATOR}{reason}")


SECTIONS: tuple[Callable[[Summary], Iterator[Block]], ...] = (
    _overview,
    _weighings,
    _distribution,
    _few,
    _themes,
    _empty,
    _unsorted,
    _silences,
    _all_notes,
    _hidden,
)
