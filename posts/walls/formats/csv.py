"""CSV as Padlet has exported it since 2013, and as spreadsheets save it again (semicolons, tabs, padded rows)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from posts.walls import notes, threads
from posts.walls.columns import SourceTable
from posts.walls.headings import role_of
from posts.walls.refused import Refused
from posts.walls.table import HEADING_ROWS, MOST_COLUMNS, TableRow, known_headings
from posts.walls.wall import Wall

DELIMITERS = ",;\t|"
NONE = "\x1f"  # in no text: what delimits the cells of one column, whose commas are those of sentences
LONGEST_CELL = 1_000_000  # characters; a quotation mark that is never closed makes one cell of the rest of the file
LONGEST_HEADINGS = 10_000  # characters of a line
SAMPLE_ROWS = 200
LONGEST_NAME = 80  # characters of the heading of a single column
QUOTED = re.compile(r'"[^"]*(?:""|[,;\t])[^"]*(?:""[^"]*)*"')
MARKDOWN_RULE = re.compile(r":?-{3,}:?")
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\n")


def fits(text: str) -> bool:
    return bool(_delimiter(text)) or _is_column(text)


def read(text: str) -> Wall:
    """Raises Refused("csv-quote" | "csv-cell" | "table-no-headings" | "table-columns" | "table-…")."""
    return threads.assemble("csv", read_tables(text))


def read_tables(text: str) -> list[SourceTable]:
    delimiter = _delimiter(text) or NONE
    return notes.read_all(_quoted_whole(list(_rows(text, delimiter)), delimiter))


def _is_column(text: str) -> bool:
    """Whether this is one column: a heading for texts, or cells that are quoted because of what is in them."""
    lines = [line for line in text.split("\n", SAMPLE_ROWS)[:SAMPLE_ROWS] if line.strip()]
    if len(lines) < 2 or len(lines[0]) > LONGEST_NAME:
        return False
    return role_of(lines[0].strip('"')) in ("body", "comment", "subject") or any(map(QUOTED.fullmatch, lines))


def names_notes(text: str) -> bool:
    """Whether one of the first lines has at least two known headings."""
    return any(_known_headings(text, delimiter) > 1 for delimiter in DELIMITERS)


def _delimiter(text: str) -> str:
    """The delimiter that gives known headings, else the one that gives equally long rows. Empty where none does."""
    if separator := SEPARATOR_LINE.match(text):
        return separator[1]
    best = max(DELIMITERS, key=lambda delimiter: _known_headings(text, delimiter))
    if _known_headings(text, best) < 2:
        best = max(DELIMITERS, key=lambda delimiter: _width(text, delimiter))
    return best if _known_headings(text, best) > 1 or _width(text, best) > 1 else ""


def _known_headings(text: str, delimiter: str) -> int:
    """The most known headings in one line. Reads line by line, so that a stray quotation mark does not matter."""
    lines = [line[:LONGEST_HEADINGS] for line in text.split("\n", HEADING_ROWS)[:HEADING_ROWS]]
    rows = (_inside(cells, delimiter) for cells in csv.reader(lines, delimiter=delimiter))
    return max(known_headings([cell.strip() for cell in cells]) for cells in rows)


def _width(text: str, delimiter: str) -> int:
    """The number of cells in each of the first rows, where it is the same for all; else 0.

    Commas with a space behind them are those of sentences.
    """
    try:
        sample = [row for row in islice(_rows(text, delimiter), SAMPLE_ROWS) if row.filled]
    except Refused:
        return 0
    rows = [row.cells for row in _quoted_whole(sample, delimiter)]
    if sum(any(cell.startswith(" ") for cell in cells[1:]) for cells in rows) > len(rows) / 2:
        return 0
    widths = {len(cells) for cells in rows}
    return widths.pop() if len(rows) > 1 and len(widths) == 1 else 0


def _without_frame(cells: list[str]) -> list[str]:
    """A row of a table in Markdown, `| a | b |`; nothing for the line below its headings, `|---|---|`."""
    cells = [cell.strip() for cell in cells]
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        cells = cells[1:-1]
    return [] if all(map(MARKDOWN_RULE.fullmatch, cells)) else cells


def _quoted_whole(rows: list[TableRow], delimiter: str) -> list[TableRow]:
    """The rows, also those that Norwegian Excel saw as one cell in a file with commas, and quoted for their quotes."""
    cells_of = [_inside(row.cells, delimiter) for row in rows]
    widths = Counter(len(cells) for cells in cells_of if len(cells) > 1)
    width = widths.most_common(1)[0][0] if widths else 0
    return [
        replace(row, cells=cells) if cells is not row.cells and len(cells) == width else row
        for row, cells in zip(rows, cells_of, strict=True)
    ]


def _inside(cells: list[str], delimiter: str) -> list[str]:
    """The cells that the only cell of a row is a row of, else those of the row."""
    if len(cells) != 1 or '"' not in cells[0]:
        return cells
    try:
        rows = list(csv.reader((line + "\n" for line in cells[0].split("\n")), delimiter=delimiter, strict=True))
    except csv.Error:
        return cells
    return cells if len(rows) != 1 or any(cell.startswith(" ") for cell in rows[0]) else rows[0]


def _rows(text: str, delimiter: str) -> Iterator[TableRow]:
    csv.field_size_limit(LONGEST_CELL)
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    start = 0
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS and any(cell.strip() for cell in cells[MOST_COLUMNS:]):
                raise Refused("table-columns", limit=MOST_COLUMNS)
            if start or not SEPARATOR_LINE.match(lines[0] + "\n"):
                if delimiter == "|":
                    cells = _without_frame(cells)
                yield TableRow(cells, "\n".join(lines[start : reader.line_num]), start + 1)
            start = reader.line_num
    except csv.Error as error:
        too_large = "field limit" in str(error)
        raise Refused("csv-cell" if too_large else "csv-quote", line=start + 1) from None
