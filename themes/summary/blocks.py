"""A report as a sequence of blocks, so that a writer only has to render each kind of block in its format."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Heading:
    """`level` is 1 to 4."""

    level: int
    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    text: str
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class TableBlock:
    """The first column holds words, the others numbers.

    `bars` has for each row how long a bar is drawn after the words, from 0 to 1; it is empty where there are none.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """A note line by line, word for word. `source` says who wrote it and when."""

    subject: str
    lines: tuple[str, ...]
    source: str


Block = Heading | Paragraph | Bullets | TableBlock | QuoteBlock


@dataclass(frozen=True)
class Report:
    """`made_at` is in the time zone of the seminar. Without a title, each page says itself what it is from.

    The contents come before the first heading. `blocks` are made while they are read, once.
    """

    title: str
    subtitle: str
    language: str
    made_at: datetime
    blocks: Iterable[Block]
    has_title: bool = True
    has_contents: bool = True
