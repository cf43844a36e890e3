"""CSV: Padlet's of 2013 to now, and what a spreadsheet makes of it (semicolons, tabs, padded rows)."""

import csv
import re
from collections.abc import Iterator
from itertools import islice

from posts.walls import notes, threads
from posts.walls.columns import Table
from posts.walls.refused import Refused
from posts.walls.table import HEADING_ROWS, Row, heading_row, known_headings
from posts.walls.wall import Wall

DELIMITERS = ",;\t"
LONGEST_CELL = 1_000_000  # characters; a quotation mark that is never closed swallows the rest of the file
LONGEST_HEADINGS = 10_000
SAMPLE_ROWS = 200
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\n")


def fits(text: str) -> bool:
    return bool(_delimiter(text))


def read(text: str) -> Wall:
    """Raises Refused("csv-quote" | "csv-cell" | "table-no-headings" | "table-…")."""
    return threads.assemble("csv", [read_table(text)])


def read_table(text: str) -> Table:
    rows = list(_rows(text, _delimiter(text) or ","))
    heading = heading_row(rows)
    if heading is None:
        raise Refused("table-no-headings")
    return notes.read(rows, heading)


def names_notes(text: str) -> bool:
    """Whether the first lines hold headings that are known."""
    return any(_known(text, delimiter) > 1 for delimiter in DELIMITERS)


def _delimiter(text: str) -> str:
    """Told by the headings that are known, else by rows that all have as many cells. Empty where this is no table."""
    if separator := SEPARATOR_LINE.match(text):
        return separator[1]
    best = max(DELIMITERS, key=lambda delimiter: _known(text, delimiter))
    if _known(text, best) < 2:
        best = max(DELIMITERS, key=lambda delimiter: _width(text, delimiter))
    return best if _known(text, best) > 1 or _width(text, best) > 1 else ""


def _known(text: str, delimiter: str) -> int:
    """Line by line, so that a stray quotation mark further down does not matter here."""
    lines = [line[:LONGEST_HEADINGS] for line in text.split("\n", HEADING_ROWS)[:HEADING_ROWS]]
    return max(known_headings([cell.strip() for cell in cells]) for cells in csv.reader(lines, delimiter=delimiter))


def _width(text: str, delimiter: str) -> int:
    """How many cells each of the first rows has, where it is the same for all; else nought."""
    try:
        widths = [len(row.cells) for row in islice(_rows(text, delimiter), SAMPLE_ROWS) if row.filled]
    except Refused:
        return 0
    return widths[0] if len(widths) > 1 and len(set(widths)) == 1 else 0


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    start = 0
    try:
        for cells in reader:
            if start or not SEPARATOR_LINE.match(lines[0] + "\n"):
                yield Row(cells, "\n".join(lines[start : reader.line_num]), start + 1)
            start = reader.line_num
    except csv.Error as error:
        too_large = "field limit" in str(error)
        raise Refused("csv-cell" if too_large else "csv-quote", line=start + 1) from None
