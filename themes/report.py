"""The report that a summary becomes on paper, in the seminar's language: its wording and order, for every writer."""

from collections.abc import Iterator
from itertools import groupby

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from themes import wording
from themes.blocks import Block, Bullets, Heading, Paragraph, Quote, Report, Table
from themes.parts import Note, ThemeCount
from themes.plain import plain
from themes.summary import Summary


def report(summary: Summary) -> Report:
    with translation.override(summary.language):
        day = [date_format(summary.date, "DATE_FORMAT")] if summary.date else []
        subtitle = wording.APART.join([*day, wording.moment(summary)])
        return Report(summary.title, subtitle, summary.language, summary.at, tuple(_blocks(summary)))


def _blocks(summary: Summary) -> Iterator[Block]:
    if summary.narrowed:
        yield Paragraph(summary.narrowed)
    if summary.introduction:
        yield Paragraph(summary.introduction)
    yield Bullets(tuple(f"{number} {label}" for number, label in wording.figures(summary)))
    for part in (_overview, _spread, _few, _themes, _empty, _unsorted, _silences, _everything):
        yield from part(summary)


def _overview(summary: Summary) -> Iterator[Block]:
    if not summary.themes:
        return
    yield Heading(1, _("What the groups talked about"))
    yield Paragraph(wording.basis(summary), small=True)
    totals = tuple((_name(theme), str(theme.count.groups), str(theme.count.notes)) for theme in summary.themes)
    yield Table(_("Themes"), (_("Theme"), wording.groups(summary), _("Notes")), totals)


def _spread(summary: Summary) -> Iterator[Block]:
    if not summary.themes or len(summary.rounds) + len(summary.questions) < 2:
        return
    yield Heading(1, _("Where the themes came up"))
    yield from _outline(summary)
    yield from tables(summary)


def tables(summary: Summary) -> list[Table]:
    """Where the themes came up, by the numbers of rounds and of questions. None where there is nothing to compare."""
    found = []
    if len(summary.rounds) > 1:
        header = (_("Theme"), *(_("Round %(number)d") % {"number": round.number} for round in summary.rounds))
        rows = tuple((_name(theme), *map(str, theme.by_round)) for theme in summary.themes)
        found.append(Table(_("Themes by round. Groups first, notes in brackets."), header, rows))
    if summary.questions:
        header = (_("Theme"), *(question.label for question in summary.questions))
        rows = tuple((_name(theme), *map(str, theme.by_question)) for theme in summary.themes)
        found.append(Table(_("Themes by question. Groups first, notes in brackets."), header, rows))
    return found


def _outline(summary: Summary) -> Iterator[Block]:
    """What the numbers of the rounds and questions stand for."""
    for round in summary.rounds:
        yield Paragraph(_round(round))
        yield Bullets(tuple(f"{one.label} {one.text}" for one in summary.questions if one.round == round))


def _few(summary: Summary) -> Iterator[Block]:
    if summary.few:
        yield Heading(1, _("Said by one or two groups only"))
        yield Bullets(tuple(f"{theme.name}: {', '.join(theme.voices) or _('unknown group')}" for theme in summary.few))


def _themes(summary: Summary) -> Iterator[Block]:
    told = [theme for theme in summary.themes if theme.notes]
    if told:
        yield Heading(1, _("The themes, in the groups' own words"))
    for theme in told:
        yield Heading(2, _name(theme))
        if theme.definition:
            yield Paragraph(theme.definition)
        yield Paragraph(wording.counted(theme.count, summary), small=True)
        yield from (_quote(note, wording.source(note, summary)) for note in theme.notes)


def _empty(summary: Summary) -> Iterator[Block]:
    if summary.empty:
        yield Heading(1, _("Themes without notes"))
        yield Bullets(tuple(_name(theme) for theme in summary.empty))


def _unsorted(summary: Summary) -> Iterator[Block]:
    if summary.themes and summary.unsorted:
        yield Heading(1, _("Notes without a theme"))
        yield from (_quote(note, wording.source(note, summary)) for note in summary.unsorted)


def _silences(summary: Summary) -> Iterator[Block]:
    if summary.silences:
        yield Heading(1, _("Groups that wrote nothing"))
        yield Bullets(tuple(f"{_round(silence.round)}: {', '.join(silence.groups)}" for silence in summary.silences))


def _everything(summary: Summary) -> Iterator[Block]:
    yield Heading(1, _("All notes"), new_page=True)
    for round, in_round in groupby(summary.notes, lambda note: note.round):
        yield Heading(2, _round(round))
        asked = any(one.round == round for one in summary.questions)
        for question, answers in groupby(in_round, lambda note: note.question):
            if question:
                yield Heading(3, f"{question.label} {question.text}")
            elif asked:
                yield Heading(3, _("Without a question"))
            for group, notes in groupby(answers, wording.whose):
                yield Heading(4 if asked else 3, group)
                yield from (_quote(note, wording.trace(note, summary)) for note in notes)


def _quote(note: Note, source: str) -> Quote:
    lines = [line for line in plain(note.body).split("\n") if line.strip()]
    lines += [f"{name}: {value}" for name, value in note.fields]
    lines += [f"{one.caption} {one.url}".strip() for one in note.attachments]
    return Quote(note.subject, tuple(lines), source)


def _round(round) -> str:
    return f"{round.number}. {round.title}"


def _name(theme: ThemeCount) -> str:
    name = f"{theme.parent} › {theme.name}" if theme.parent else theme.name
    return _("%(name)s (retired)") % {"name": name} if theme.retired else name
