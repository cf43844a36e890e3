"""A page for each group to take home: its notes, the themes they went to, and how many others said the same."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seminar.models import NotPossible
from themes.summary import text
from themes.summary.alike import alike, voices
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, TableBlock
from themes.summary.data import SummaryNote
from themes.summary.report import parts
from themes.summary.summary import Summary

LINES, LINE = 43, 76  # on a page below its heading, of what is below the heading, and characters in a line
HEADING_LINE = 40  # characters of a heading in a line
MOST_THEMES, LONGEST_NAME = 6, 60
SOURCE_LINES = 1.4  # below each note, with the space between two


def group_pages(summary: Summary) -> Iterator[Block]:
    """Raises NotPossible where the summary does not say who wrote."""
    if not summary.named:
        raise NotPossible(_("A page for each group must say which group it is for. Choose to show or mask the names."))
    pages = {name: _notes_of(name, summary) for name in _names(summary)}
    similar = {uid: uids for uids in alike(summary.notes) for uid in uids}
    by_uid = {note.uid: note for note in summary.notes}
    others = {uid: set(voices(by_uid[one] for one in uids)) for uid, uids in similar.items()}
    for name, notes in pages.items():
        if notes:
            yield from _page(name, notes, others, summary)
    if not any(pages.values()):
        yield Paragraph(_("No group has written anything."))


def _names(summary: Summary) -> list[str]:
    """In the order of the groups; in a seminar without any, those who wrote."""
    return [group.name for group in summary.groups] or sorted(voices(summary.notes))


def _notes_of(name: str, summary: Summary) -> list[SummaryNote]:
    return [note for note in summary.notes if name in note.voices]


def _page(name: str, notes: list[SummaryNote], others: dict[str, set[str]], summary: Summary) -> Iterator[Block]:
    yield Heading(1, name, new_page=True)
    day = [date_format(summary.date, "DATE_FORMAT")] if summary.date else []
    yield Paragraph(text.SEPARATOR.join([summary.title, *day]), small=True)
    yield Paragraph(_sentence(notes))
    used: float = 2 * (len(name) // HEADING_LINE)
    if rows := _theme_rows(name, notes, summary):
        header = (_("Theme"), _("Own notes"), _("Other groups"))
        yield TableBlock(_("Your themes, and how many other groups had them"), header, rows)
        used += 4 + 1.5 * len(rows)
    notes = [note for note in notes if note.has_words]
    if not notes:
        return
    yield Heading(2, _("What your group wrote"))
    sources = [_source(name, note, others.get(note.uid, set())) for note in notes]
    blocks = [parts.whole_note(note, source) for note, source in zip(notes, sources, strict=True)]
    fitted, left = _fitted(blocks, LINES - used)
    shown: Sequence[Block] = fitted
    if left:
        bullets = Bullets(tuple(text.shortened(note, LINE - 6) for note in notes[: int(LINES - used - 1)]))
        shown, left = [bullets], len(notes) - len(bullets.items)
        yield Paragraph(_("Shortened here. The full text is in the full summary."), small=True)
    yield from shown
    if left:
        more = ngettext(
            "%(number)d more note is in the full summary.", "%(number)d more notes are in the full summary.", left
        )
        yield Paragraph(more % {"number": left}, small=True)


def _sentence(notes: list[SummaryNote]) -> str:
    themes = len({theme for note in notes for theme in note.themes})
    rounds = len({note.round for note in notes})
    written = ngettext("Your group wrote %(number)d note", "Your group wrote %(number)d notes", len(notes))
    within = ngettext("in %(number)d round", "in %(number)d rounds", rounds) % {"number": rounds}
    under = ngettext("under %(number)d theme", "under %(number)d themes", themes) % {"number": themes}
    words = f"{written % {'number': len(notes)}} {within}"
    return f"{words}, {under}." if themes else f"{words}."


def _theme_rows(name: str, notes: list[SummaryNote], summary: Summary) -> tuple[tuple[str, ...], ...]:
    """Those with most of the group's notes first; each with the number of other groups that had it."""
    own = Counter(theme for note in notes for theme in note.themes)
    themes = {theme.name: theme for theme in summary.themes}
    return tuple(
        (text.cut(theme, LONGEST_NAME), str(count), str(len(set(themes[theme].voices) - {name})))
        for theme, count in own.most_common(MOST_THEMES)
        if theme in themes
    )


def _source(name: str, note: SummaryNote, same: set[str]) -> str:
    """Where the note was written, its themes, and how many other groups said nearly the same."""
    where = text.question_or_round(note)
    number = len((same | set(note.merged_voices)) - {name})
    shared = ngettext(
        "%(number)d other group said nearly the same", "%(number)d other groups said nearly the same", number
    )
    details = [where, text.cut(", ".join(note.themes), 2 * LONGEST_NAME) or _("no theme")]
    return text.SEPARATOR.join([*details, *([shared % {"number": number}] if number else [])])


def _fitted(blocks: Sequence[QuoteBlock], room: float) -> tuple[list[QuoteBlock], int]:
    """The notes, the longest of them cut, so that they fit into so many lines; and the number of those left out."""
    heights = [_height(block) for block in blocks]
    count, height = 0, 0.0
    while count < len(blocks) and height + SOURCE_LINES + 1 <= room:
        count, height = count + 1, height + SOURCE_LINES + 1
    most = 1
    while sum(min(one, most + 1) + SOURCE_LINES for one in heights[:count]) <= room and most < max(heights[:count]):
        most += 1
    return [_cut(block, most) if _height(block) > most else block for block in blocks[:count]], len(blocks) - count


def _height(block: QuoteBlock) -> int:
    return sum(len(line) // LINE + 1 for line in _all_lines(block))


def _all_lines(block: QuoteBlock) -> list[str]:
    return [*([block.subject] if block.subject.strip() else []), *block.lines]


def _cut(block: QuoteBlock, most: int) -> QuoteBlock:
    """Its first lines, with a word that there is more."""
    shown: list[str] = []
    for line in _all_lines(block):
        room = most - sum(len(one) // LINE + 1 for one in shown)
        if len(line) // LINE + 1 > room:
            shown.append(text.cut(line, room * LINE - 2) if room > 0 else "…")
            break
        shown.append(line)
    subject = shown.pop(0) if block.subject.strip() else ""
    source = text.SEPARATOR.join([block.source, _("shortened; all of it is in the full summary")])
    return QuoteBlock(subject, tuple(shown), source)
