"""The contents and order of a report, in the language of the seminar, for every format that is a document."""

from collections.abc import Iterator
from itertools import groupby

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from posts.text.sanitize import sanitize
from themes.summary import text
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, Report, TableBlock
from themes.summary.charts.matrix import Matrix, matrices
from themes.summary.charts.trend import trends
from themes.summary.data import SummaryNote, SummaryRound, SummaryTheme
from themes.summary.summary import Summary
from themes.weighing import text as weighing_text
from themes.weighing.result import Result

MOST_PAIRS = 12  # of themes that go together: the rest are few


def build_report(summary: Summary) -> Report:
    with translation.override(summary.language):
        day = [date_format(summary.date, "DATE_FORMAT")] if summary.date else []
        subtitle = text.SEPARATOR.join([*day, text.time_line(summary)])
        return Report(summary.title, subtitle, summary.language, summary.made_at, tuple(_blocks(summary)))


def _blocks(summary: Summary) -> Iterator[Block]:
    if summary.narrowed:
        yield Paragraph(summary.narrowed)
    yield from _remark(summary, "introduction")
    figures = [f"{number} {label}" for number, label in text.key_figures(summary)]
    yield Bullets((*figures, *text.highlights(summary)))
    for section in (_overview, _weighings, _distribution, _few, _themes, _empty, _unsorted, _silences, _all_notes):
        yield from section(summary)


def _remark(summary: Summary, section: str) -> Iterator[Block]:
    """What facilitators wrote in the section, each paragraph of its own."""
    if remark := summary.remarks.get(section):
        yield Paragraph("\n".join(line for line in sanitize(remark).split("\n") if line.strip()))


def _overview(summary: Summary) -> Iterator[Block]:
    """The themes with their counts."""
    if not summary.themes:
        yield from _remark(summary, "whole")
        return
    yield Heading(1, _("What the groups talked about"))
    yield from _remark(summary, "whole")
    yield Paragraph(text.counting_rule(summary), small=True)
    header = [_("Theme"), text.groups_heading(summary), _("Notes")]
    rows = [[_theme_name(theme), str(theme.count.groups), str(theme.count.notes)] for theme in summary.themes]
    if any(theme.count_with_children for theme in summary.themes):
        header.append(_("With sub-themes"))
        for row, theme in zip(rows, summary.themes, strict=True):
            row.append(str(theme.count_with_children or theme.count))
    yield TableBlock(_("Themes"), tuple(header), tuple(map(tuple, rows)))


def _weighings(summary: Summary) -> Iterator[Block]:
    """What the groups gave the themes, for each weighing."""
    for result in summary.weighings:
        yield Heading(1, weighing_text.title(result))
        yield Paragraph(f"{weighing_text.taken_part(result)}. {weighing_text.rule(result)}", small=True)
        yield weighing_table(result)


def weighing_table(result: Result) -> TableBlock:
    numbers = (_("Groups"),) if result.picks else (_("Points"), _("Groups"))
    rows = tuple(
        (_marked(row.name, row.retired), *(() if result.picks else (str(row.points),)), str(row.groups))
        for row in result.rows
    )
    return TableBlock(_("What the groups gave each theme"), (_("Theme"), *numbers), rows)


def _distribution(summary: Summary) -> Iterator[Block]:
    """The rounds with their questions, and in which of them the themes came up."""
    tables = distribution_tables(summary)
    if not tables and not any(summary.remarks.get(round.section) for round in summary.rounds):
        return
    yield Heading(1, _("Where the themes came up"))
    for round in summary.rounds:
        yield Heading(2, _round_title(round))
        yield from _remark(summary, round.section)
        yield Bullets(tuple(f"{one.label} {one.text}" for one in summary.questions if one.round == round))
    yield from tables


def distribution_tables(summary: Summary) -> list[TableBlock]:
    """The themes by round and question, and which go together. The headers are numbers."""
    tables = [_matrix_table(matrix, summary) for matrix in matrices(summary)]
    if pairs := summary.pairs[:MOST_PAIRS]:
        names = {theme.id: theme.name for theme in summary.themes}
        header = (_("Themes"), text.groups_heading(summary), _("Notes"))
        rows = tuple(
            (f"{names[one.first]} + {names[one.second]}", str(one.count.groups), str(one.count.notes)) for one in pairs
        )
        tables.append(TableBlock(_("Themes that go together, under the same notes"), header, rows))
    return tables


def _matrix_table(matrix: Matrix, summary: Summary) -> TableBlock:
    """The rounds also have a column that says how many groups more or fewer there were in the last one."""
    header = (_("Theme"), *(column.label for column in matrix.columns))
    rows = tuple((_theme_name(row.theme), *map(str, row.counts)) for row in matrix.rows)
    changes = {row.theme.id: row.signed for row in trends(summary)} if matrix.field == "round" else {}
    if changes:
        header = (*header, _("Change, groups"))
        rows = tuple((*row, changes[of.theme.id]) for row, of in zip(rows, matrix.rows, strict=True))
    return TableBlock(matrix.caption, header, rows)


def _few(summary: Summary) -> Iterator[Block]:
    if summary.few:
        yield Heading(1, _("Said by one or two groups only"))
        names = [f": {', '.join(theme.voices) or _('unknown group')}" if summary.named else "" for theme in summary.few]
        yield Bullets(tuple(theme.name + voices for theme, voices in zip(summary.few, names, strict=True)))


def _themes(summary: Summary) -> Iterator[Block]:
    """Each theme in the words that were chosen or marked, or that its notes begin with. The whole notes come last."""
    themes = [theme for theme in summary.themes if theme.notes]
    if themes:
        yield Heading(1, _("The themes, in the groups' own words"))
    for theme in themes:
        yield Heading(2, _theme_name(theme))
        if theme.definition:
            yield Paragraph(theme.definition)
        yield from _remark(summary, theme.section)
        yield Paragraph(text.count_text(theme.count, summary), small=True)
        by_uid = {note.uid: note for note in theme.notes}
        for quote in theme.quotes:
            lines = tuple(line for line in sanitize(quote.text).split("\n") if line.strip())
            named = quote.named and summary.named
            yield QuoteBlock("", lines, text.reference(by_uid[quote.note], named=named))
        yield Bullets(tuple(_excerpt(note, summary, theme.marked.get(note.uid, ())) for note in theme.notes))


def _excerpt(note: SummaryNote, summary: Summary, marked: tuple[str, ...] = ()) -> str:
    """The marked words of a note, or its beginning, and which note it is."""
    words = " […] ".join(" ".join(part.split()) for part in marked) or text.shortened(note)
    return f"{sanitize(words)} – {text.reference(note, named=summary.named)}"


def _empty(summary: Summary) -> Iterator[Block]:
    if summary.empty:
        yield Heading(1, _("Themes without notes"))
        yield Bullets(tuple(_theme_name(theme) for theme in summary.empty))


def _unsorted(summary: Summary) -> Iterator[Block]:
    if summary.themes and summary.unsorted:
        yield Heading(1, _("Notes without a theme"))
        yield Bullets(tuple(_excerpt(note, summary) for note in summary.unsorted))


def _silences(summary: Summary) -> Iterator[Block]:
    if summary.silences:
        yield Heading(1, _("Groups that wrote nothing"))
        yield Bullets(tuple(text.silence(silence, named=summary.named) for silence in summary.silences))


def _all_notes(summary: Summary) -> Iterator[Block]:
    """All notes in full, under the headings of their round, question (where the round has any) and group."""
    yield Heading(1, _("All notes"), new_page=True)
    for round, in_round in groupby(summary.notes, lambda note: note.round):
        yield Heading(2, _round_title(round))
        has_questions = any(one.round == round for one in summary.questions)
        for question, answers in groupby(in_round, lambda note: note.question):
            if question:
                yield Heading(3, f"{question.label} {question.text}")
            elif has_questions:
                yield Heading(3, _("Without a question"))
            for group, notes in groupby(answers, text.group_name if summary.named else lambda note: ""):
                if group:
                    yield Heading(4 if has_questions else 3, group)
                yield from (_quote(note, text.detail_line(note, summary)) for note in notes)


def _quote(note: SummaryNote, source: str) -> QuoteBlock:
    lines = [line for line in sanitize(note.body).split("\n") if line.strip()]
    lines += [f"{name}: {value}" for name, value in note.fields]
    lines += [f"{one.caption} {one.url}".strip() for one in note.attachments]
    return QuoteBlock(note.subject, tuple(lines), source)


def _round_title(round: SummaryRound) -> str:
    return f"{round.number}. {round.title}"


def _theme_name(theme: SummaryTheme) -> str:
    name = f"{theme.parent} › {theme.name}" if theme.parent else theme.name
    return _marked(name, theme.retired)


def _marked(name: str, retired: bool) -> str:
    return _("%(name)s (out of use)") % {"name": name} if retired else name
