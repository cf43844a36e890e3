"""Rows of cells, from CSV or a spreadsheet, and which row holds the headings. notes.py reads the rows below it."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from posts.walls import stamps
from posts.walls.headings import role_of
from posts.walls.links import is_link
from posts.walls.refused import Refused
from posts.walls.wall import Unread

MOST_COLUMNS = 500
HEADING_ROWS = 15  # the heading row is one of the first 15 rows
LONGEST_HEADING = 300  # characters; a question is a heading too
LONGEST_STATEMENT = 60  # characters of a heading that is no question
MANY = 0.5  # of the cells of a column
SENTENCE = re.compile(r"\S+\s+\S+\s.*[.!]$", re.DOTALL)
QUESTION = re.compile(r"[?:？：]\s*\*?$")
GROUP_WORD = "gruppe|grupperom|bord|gruppa|grupp|group|table|room|team|ryhmä|pöytä|tisch|groupe"
QUESTION_WORD = "spørsmål|spørgsmål|spm|fråga|question|frage|kysymys"
GROUP = re.compile(rf"(?:{GROUP_WORD})\W*(?:nr\.?|no\.?)?\W*\w{{1,3}}(?:\s*\([^()?]{{1,40}}\))?", re.I)
ROUND = re.compile(
    r"(?:(?:dialog|gruppe)?(?:runde|round|omgang|omgång|kierros|økt|sesjon|session)\w*|(?:dialog|del|part)(?:en)?)"
    r"\W*\d{1,2}\b.*",
    re.I,
)


@dataclass
class TableRow:
    """`line` counts from 1. `cell` is the address of the first filled cell in a spreadsheet."""

    cells: list[str]
    raw: str
    line: int | None = None
    cell: str = ""

    @cached_property
    def filled(self) -> list[int]:
        """The indexes of the cells that have text."""
        return [index for index, cell in enumerate(self.cells) if cell.strip()]

    @cached_property
    def trimmed(self) -> list[str]:
        return [cell.strip() for cell in self.cells[: self.filled[-1] + 1]] if self.filled else []

    @property
    def unread(self) -> Unread:
        return Unread(self.raw, self.line, self.cell)


def known_headings(cells: list[str]) -> int:
    """How many different parts of a note the cells name; 0 where none of them is a text."""
    roles = {role_of(cell) for cell in cells[:MOST_COLUMNS] if len(cell) <= LONGEST_HEADING} - {""}
    return len(roles) if roles & {"subject", "body", "comment"} else 0


def heading_row(rows: list[TableRow]) -> int | None:
    """The index of the row that names most parts of a note. Where none names two, the first that may be headings.

    None where the rows begin with a note. Raises Refused("table-no-headings") where no row can be either.
    """
    first = [row.trimmed for row in rows[:HEADING_ROWS]]
    best = max(range(len(first)), key=lambda index: known_headings(first[index]), default=None)
    if best is not None and known_headings(first[best]) > 1:
        return best
    width = max((len(row.trimmed) for row in rows), default=0)
    candidate = next(
        (index for index, cells in enumerate(first) if could_be_headings(_named(cells, rows[index + 1 :]), width)), None
    )
    if candidate is not None and not _is_note(first[candidate], rows[candidate + 1 :]):
        return candidate
    if candidate is not None and any(map(is_place, first[candidate])):
        return None
    if not any(SENTENCE.search(cell) or len(cell.split()) > 2 for row in rows[:HEADING_ROWS] for cell in row.trimmed):
        raise Refused("table-no-headings")
    return None


def side_by_side(rows: list[TableRow], heading: int) -> list[list[TableRow]]:
    """The rows of each of several tables that have the same headings and are beside each other; else of the one."""
    headings = rows[heading].trimmed
    width = next((n for n in range(2, len(headings) // 2 + 1) if headings == headings[:n] * (len(headings) // n)), 0)
    if not width or len(set(headings)) < width:
        return [rows]
    starts = range(0, len(headings), width)
    return [[replace(row, cells=row.cells[start : start + width]) for row in rows] for start in starts]


def is_place(text: str) -> bool:
    """Whether a text only names a group or a round, with its number."""
    return bool(GROUP.fullmatch(text) or ROUND.fullmatch(text))


def _named(cells: list[str], below: list[TableRow]) -> list[str]:
    """The headings without the empty ones above columns that only count, such as the votes beside each text."""
    width = max((len(row.trimmed) for row in below[:200]), default=0)
    padded = [*cells, *[""] * (width - len(cells))]
    counts = [
        not cell and all(row.cells[index].strip().isdecimal() for row in below[:200] if index in row.filled)
        for index, cell in enumerate(padded)
    ]
    return [cell for cell, is_count in zip(padded, counts, strict=True) if not is_count] if sum(counts) > 1 else cells


def could_be_headings(cells: list[str], width: int = 0) -> bool:
    several = len(cells) > 1 or (width == 1 and bool(cells))
    if several and not cells[0] and len(cells) > 2 and all(map(is_place, cells[1:])):
        cells = cells[1:]  # a matrix has nothing in its corner
    return several and len(set(cells)) == len(cells) and all(map(_could_be_heading, cells))


def _could_be_heading(cell: str) -> bool:
    wordy = any(character.isalpha() for character in cell) and len(cell) <= LONGEST_HEADING and "\n" not in cell
    return wordy and not is_link(cell) and not stamps.parse(cell)


def _is_note(cells: list[str], below: list[TableRow]) -> bool:
    """Whether a row without a known heading is like the rows below it, so that it is a note and no heading."""
    if known_headings(cells):
        return False
    columns = [[row.trimmed[index] for row in below[:200] if index < len(row.trimmed)] for index in range(len(cells))]
    pairs = list(zip(cells, columns, strict=True))
    if any(column and all(map(stamps.may_be_time, column)) for _, column in pairs):
        return False
    return any(_says_something(cell) or _like_those_below(cell, column) for cell, column in pairs)


def _says_something(cell: str) -> bool:
    return bool(SENTENCE.search(cell)) or (len(cell) > LONGEST_STATEMENT and not QUESTION.search(cell))


def _like_those_below(cell: str, column: list[str]) -> bool:
    """Whether the cell is found again below, or is like most cells there but for a number: `Bord 1`, `Bord 2`."""
    if cell.casefold() in {text.casefold() for text in column if text}:
        return True
    shape = re.sub(r"\d+", "#", cell.casefold())
    same = sum(re.sub(r"\d+", "#", text.casefold()) == shape for text in column)
    return "#" in shape and same >= MANY * len(column) > 0


def letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
