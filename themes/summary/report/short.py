"""The short report: two pages for whoever sums up on the stage."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.summary import text
from themes.summary.alike import alike, together
from themes.summary.blocks import Block, Bullets, Heading, Paragraph
from themes.summary.data import SummaryNote, SummaryTheme
from themes.summary.report import parts
from themes.summary.summary import Summary

LONGEST_REMARK, LONGEST_NAME, LONGEST_WORDS = 400, 50, 120  # characters
MOST_COUNTED, MOST_QUOTED, MOST_FEW = 8, 5, 3  # themes
MOST_WORDS = 2  # voices of a theme


def short_report(summary: Summary) -> Iterator[Block]:
    yield from parts.first_page(summary, longest_remark=LONGEST_REMARK)
    themes = sorted((one for one in summary.themes if one.notes), key=lambda one: -one.count.groups)
    if not themes:
        return
    yield Heading(1, _("What the groups talked about"))
    yield from parts.remark(summary, "whole", LONGEST_REMARK)
    yield parts.theme_counts(summary, themes[:MOST_COUNTED], longest_name=LONGEST_NAME)
    if (more := len(themes) - MOST_COUNTED) > 0:
        words = ngettext(
            "%(number)d more theme is in the full summary.", "%(number)d more themes are in the full summary.", more
        )
        yield Paragraph(words % {"number": more}, small=True)
    similar = alike(summary.notes)
    yield from _voices([one for one in themes if not one.few][:MOST_QUOTED], summary, similar)
    if summary.few:
        yield Heading(1, _("Said by one or two groups only"))
        yield Bullets(
            tuple(
                ": ".join([text.cut(theme.name, LONGEST_NAME), *_words(theme, summary, similar)[:1]])
                for theme in summary.few[:MOST_FEW]
            )
        )


def _voices(themes: list[SummaryTheme], summary: Summary, similar: tuple[tuple[str, ...], ...]) -> Iterator[Block]:
    if themes:
        yield Heading(1, _("The themes, in the groups' own words"))
    for theme in themes:
        yield Heading(2, text.cut(theme.name, LONGEST_NAME))
        if words := tuple(_words(theme, summary, similar)[:MOST_WORDS]):
            yield Bullets(words)


def _words(theme: SummaryTheme, summary: Summary, similar: tuple[tuple[str, ...], ...]) -> list[str]:
    """Words to read aloud: those that were chosen, then those that most groups said, then those that were marked."""
    by_uid = {note.uid: note for note in theme.notes}
    chosen = [
        _said(quote.text, text.name_for_all(by_uid[quote.note]) if quote.named and summary.named else "")
        for quote in theme.quotes
    ]
    quoted = {quote.note for quote in theme.quotes}
    rest = [notes for notes in together(theme.notes, similar) if not quoted & {note.uid for note in notes}]
    rest.sort(key=lambda notes: (-len(notes), not any(note.uid in theme.marked for note in notes)))
    return [*chosen, *(_said(parts.words_of(notes, theme, LONGEST_WORDS), _names(notes, summary)) for notes in rest)]


def _names(notes: tuple[SummaryNote, ...], summary: Summary) -> str:
    if not summary.named:
        return ""
    names = list(dict.fromkeys(map(text.name_for_all, notes)))
    return text.listed(names, 3)


def _said(words: str, who: str) -> str:
    words = text.cut(" ".join(words.split()), LONGEST_WORDS)
    return _("“%(text)s”") % {"text": words} + (f" – {text.cut(who, LONGEST_NAME)}" if who else "")
