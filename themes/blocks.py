"""A report as a row of plain blocks, so that each writer only says what a block looks like in its format."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Heading:
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
class Table:
    """The first column is words, the others numbers."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Quote:
    """What someone wrote, line by line as written, and who and when."""

    subject: str
    lines: tuple[str, ...]
    source: str


Block = Heading | Paragraph | Bullets | Table | Quote


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    language: str
    at: datetime
    blocks: tuple[Block, ...]
