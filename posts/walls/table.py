"""Rows of cells, from CSV or a spreadsheet, and which of them holds the headings. notes.py reads what is under it."""

from dataclasses import dataclass
from functools import cached_property

from posts.walls import stamps
from posts.walls.headings import role_of
from posts.walls.links import is_link
from posts.walls.wall import Unread

HEADING_ROWS = 15  # the heading row is among the first of these
LONGEST_HEADING = 80


@dataclass
class Row:
    """`line` counts from 1; `cell` is the address of the first cell in a spreadsheet."""

    cells: list[str]
    raw: str
    line: int | None = None
    cell: str = ""

    @cached_property
    def filled(self) -> list[int]:
        return [index for index, cell in enumerate(self.cells) if cell.strip()]

    @cached_property
    def trimmed(self) -> list[str]:
        return [cell.strip() for cell in self.cells[: self.filled[-1] + 1]] if self.filled else []

    @property
    def unread(self) -> Unread:
        return Unread(self.raw, self.line, self.cell)


def known_headings(cells: list[str]) -> int:
    """How many different parts of a note the cells name; nought without one for text."""
    roles = {role_of(cell) for cell in cells if len(cell) <= LONGEST_HEADING} - {""}
    return len(roles) if roles & {"subject", "body", "comment"} else 0


def heading_row(rows: list[Row]) -> int | None:
    """The row that names most parts of a note; where none names two, the first that could be headings at all."""
    first = [row.trimmed for row in rows[:HEADING_ROWS]]
    best = max(range(len(first)), key=lambda index: known_headings(first[index]), default=None)
    if best is not None and known_headings(first[best]) > 1:
        return best
    return next((index for index, cells in enumerate(first) if could_be_headings(cells)), None)


def could_be_headings(cells: list[str]) -> bool:
    return len(cells) > 1 and len(set(cells)) == len(cells) and all(map(_could_be_heading, cells))


def _could_be_heading(cell: str) -> bool:
    wordy = any(sign.isalpha() for sign in cell) and len(cell) <= LONGEST_HEADING and "\n" not in cell
    return wordy and not is_link(cell) and not stamps.parse(cell)
