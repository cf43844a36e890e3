"""What is shown on stage: the themes by distinct groups, what few said, and the quotes that were chosen, as pages."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from themes.parts import ThemeCount
from themes.summary import Summary

ROWS = 8  # themes on one page of the screen
QUOTES = 3


@dataclass(frozen=True)
class Words:
    """A quote with whose it is, "" where the group is not named."""

    id: int
    text: str
    who: str


@dataclass(frozen=True)
class Row:
    """A theme; `new` where nobody spoke of it before the latest round, `gained` groups where others did."""

    theme: ThemeCount
    new: bool
    gained: int
    quotes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Page:
    """One screen. `kind` is "many", "few" or "quotes"; `part` of `parts` where it goes over several screens."""

    kind: str
    rows: tuple[Row, ...]
    part: int = 1
    parts: int = 1

    @property
    def id(self) -> str:
        theme = f"-{self.rows[0].theme.id}" if self.kind == "quotes" else ""
        return f"stage-{self.kind}{theme}-{self.part}"


@dataclass(frozen=True)
class Stage:
    """`longest` is the longest bar, in groups."""

    pages: tuple[Page, ...]
    longest: int
    counted_by: str
    summary: Summary = field(repr=False)

    @classmethod
    def of(cls, seminar) -> "Stage":
        """In a fixed number of queries. Retired themes are put away, and not on stage."""
        summary = Summary.of(seminar)
        quotes = _quotes(seminar)
        told = [theme for theme in summary.themes if theme.notes and not theme.retired]
        rows = [_row(theme, summary, quotes[theme.id]) for theme in told]
        many, few = ([row for row in rows if row.theme.few is small] for small in (False, True))
        pages = [*_pages("many", many, always=True), *_spoken(many), *_pages("few", few), *_spoken(few)]
        longest = max((row.theme.count.groups for row in rows), default=0)
        return cls(tuple(pages), longest, summary.counted_by, summary)


def _quotes(seminar) -> dict[int, tuple[Words, ...]]:
    found = defaultdict(tuple)
    for quote in seminar.quotes.on_stage():
        if quote.stands:
            who = quote.post.group.name if quote.post.group else quote.post.author
            found[quote.theme_id] += (Words(quote.pk, quote.text, who if quote.named else ""),)
    return found


def _row(theme: ThemeCount, summary: Summary, quotes: tuple[Words, ...]) -> Row:
    latest = max(note.round.number for note in summary.notes)
    first = min(note.round.number for note in summary.notes)
    before = {voice for note in theme.notes if note.round.number < latest for voice in note.voices}
    now = {voice for note in theme.notes if note.round.number == latest for voice in note.voices}
    new = latest > first and all(note.round.number == latest for note in theme.notes)
    return Row(theme, new, 0 if new or latest == first else len(now - before), quotes)


def _pages(kind: str, rows: list[Row], *, always: bool = False) -> Iterator[Page]:
    parts = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)] or ([[]] if always else [])
    yield from (Page(kind, tuple(part), number, len(parts)) for number, part in enumerate(parts, 1))


def _spoken(rows: list[Row]) -> Iterator[Page]:
    for row in rows:
        parts = [row.quotes[at : at + QUOTES] for at in range(0, len(row.quotes), QUOTES)]
        for number, part in enumerate(parts, 1):
            yield Page("quotes", (Row(row.theme, row.new, row.gained, part),), number, len(parts))
