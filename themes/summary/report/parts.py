"""Parts that several kinds of report have in common."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.text.sanitize import sanitize
from themes.summary import text
from themes.summary.alike import voices
from themes.summary.blocks import Block, Paragraph, QuoteBlock, TableBlock
from themes.summary.data import SummaryNote, SummaryTheme
from themes.summary.summary import Summary

MOST_PAIRS = 12  # of themes that go together: the rest are few
BETWEEN_WORDS = " […] "


def first_page(summary: Summary, *, longest_remark: int | None = None) -> Iterator[Block]:
    """What can be read aloud: what the facilitators wrote to begin with, and the summary in sentences."""
    if summary.narrowed:
        yield Paragraph(summary.narrowed)
    yield from remark(summary, "introduction", longest_remark)
    yield from map(Paragraph, text.opening(summary))


def remark(summary: Summary, section: str, longest: int | None = None) -> Iterator[Block]:
    """What facilitators wrote in the section, each paragraph of its own; cut where it is longer than `longest`."""
    if words := summary.remarks.get(section):
        if longest and len(words) > longest:
            words = text.cut(words, longest)
        yield Paragraph("\n".join(lines(words)))


def theme_counts(summary: Summary, themes: Sequence[SummaryTheme], *, longest_name: int | None = None) -> TableBlock:
    """The themes with their counts, and with those of their sub-themes where any has some."""
    header = [_("Theme"), text.groups_heading(summary), _("Notes")]
    rows = [[theme_name(theme), str(theme.count.groups), str(theme.count.notes)] for theme in themes]
    if any(theme.count_with_children for theme in themes):
        header.append(_("With sub-themes"))
        for row, theme in zip(rows, themes, strict=True):
            row.append(str(theme.count_with_children or ""))
    if longest_name:
        rows = [[text.cut(name, longest_name), *numbers] for name, *numbers in rows]
    most = max((theme.count.groups for theme in themes), default=0) or 1
    bars = tuple(theme.count.groups / most for theme in themes)
    return TableBlock(_("Themes"), tuple(header), tuple(map(tuple, rows)), bars)


def quotes(theme: SummaryTheme, summary: Summary) -> Iterator[QuoteBlock]:
    """The words that facilitators chose to show."""
    by_uid = {note.uid: note for note in theme.notes}
    for quote in theme.quotes:
        named = quote.named and summary.named
        yield QuoteBlock("", lines(quote.text), text.reference(by_uid[quote.note], named=named))


def excerpt(notes: Sequence[SummaryNote], theme: SummaryTheme | None, summary: Summary) -> str:
    """The words of the first note that has marked ones, else the beginning of the first, and which notes they are."""
    reference = text.references(notes, named=summary.named)
    said = f"{words_of(notes, theme)} – {reference}"
    if len(notes) == 1:
        return said
    number = len(voices(notes))
    return (
        ngettext(
            "Said by %(number)d group in nearly the same words: %(said)s",
            "Said by %(number)d groups in nearly the same words: %(said)s",
            number,
        )
        if summary.counted_by == "groups"
        else _("Said by %(number)d in nearly the same words: %(said)s")
    ) % {"number": number, "said": said}


def words_of(notes: Iterable[SummaryNote], theme: SummaryTheme | None, most: int = text.SHORTENED) -> str:
    """The words that were marked for the theme in the first of the notes that has any, else how the first begins."""
    notes = list(notes)
    for note in notes:
        if marked := theme and theme.marked.get(note.uid):
            return sanitize(BETWEEN_WORDS.join(" ".join(part.split()) for part in marked))
    return sanitize(text.shortened(notes[0], most))


def whole_note(note: SummaryNote, source: str) -> QuoteBlock:
    """With its extra fields and the addresses of what is attached."""
    body = [*lines(note.body), *(f"{name}: {value}" for name, value in note.fields)]
    body += [f"{one.caption} {one.url}".strip() for one in note.attachments]
    return QuoteBlock(note.subject, tuple(body), source)


def lines(words: str) -> tuple[str, ...]:
    return tuple(line for line in sanitize(words).split("\n") if line.strip())


def theme_name(theme: SummaryTheme) -> str:
    return in_use_or_not(theme.path, theme.retired)


def in_use_or_not(name: str, retired: bool) -> str:
    return _("%(name)s (out of use)") % {"name": name} if retired else name
