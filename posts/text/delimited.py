"""Rows of a table as CSV (RFC 4180) that a spreadsheet opens as they are.

With a byte order mark, without which Excel takes UTF-8 for another encoding, and with ";" between cells in languages
that write a decimal comma, as spreadsheets expect.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from posts.text.sanitize import sanitize

Cell = str | int | date | None

AT_ONCE = 500  # rows

# The characters that a spreadsheet may take for the start of a formula, full-width forms included, and the Unicode
# categories of characters that it may skip before one.
FORMULA_STARTS = frozenset("=+-@|＝＋－＠｜")
DANGEROUS_FIRST = ("\t", "\r", "\n")
SKIPPED_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})


def delimited(rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """Every cell is quoted and safe to open in a spreadsheet. `language` decides the delimiter."""
    return b"".join(delimited_pieces(rows, language))


def delimited_pieces(rows: Iterable[Sequence[Cell]], language: str) -> Iterator[bytes]:
    """The same, some rows at a time."""
    file = io.StringIO(newline="")
    delimiter = "," if language == "en" else ";"
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    texts = (map(_text, row) for row in rows)
    yield codecs.BOM_UTF8
    while some := list(islice(texts, AT_ONCE)):
        writer.writerows(some)
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        safe = not cell or (cell[0].isalnum() and cell.isprintable())  # true of most, of which there are very many
        return cell if safe else _without_formula(sanitize(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")[:19]  # without the zone, which is that of the seminar
    return "" if cell is None else str(cell)


def _without_formula(cell: str) -> str:
    """Puts a "'" before a cell that a spreadsheet could take for a formula, so that it is shown as text."""
    if cell[:1].isalnum() or not cell:
        return cell
    first = next((character for character in cell if unicodedata.category(character) not in SKIPPED_CATEGORIES), "")
    return f"'{cell}" if first in FORMULA_STARTS or cell.startswith(DANGEROUS_FIRST) else cell
