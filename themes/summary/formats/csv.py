"""The notes as CSV (RFC 4180), one note in each row.

With a byte order mark, without which Excel takes UTF-8 for another encoding, and with ";" between cells in languages
that write a decimal comma, as spreadsheets expect.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable

from themes.summary.sanitize import sanitize
from themes.summary.summary import Summary
from themes.summary.table import note_rows

# ../shared/security.md, section 5.5: the characters that a spreadsheet may take for the start of a formula, full-width
# forms included, and the Unicode categories of characters that it may skip before one.
FORMULA_STARTS = frozenset("=+-@|＝＋－＠｜")
DANGEROUS_FIRST = ("\t", "\r", "\n")
SKIPPED_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})


def write(summary: Summary) -> bytes:
    return table(note_rows(summary), summary.language)


def table(rows: Iterable[list[str]], language: str) -> bytes:
    """Any rows as CSV, every cell quoted and safe to open in a spreadsheet. `language` decides the delimiter."""
    file = io.StringIO(newline="")
    delimiter = "," if language == "en" else ";"
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_without_formula(sanitize(cell)) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _without_formula(cell: str) -> str:
    """Puts a "'" before a cell that a spreadsheet could take for a formula, so that it is shown as text."""
    first = next((character for character in cell if unicodedata.category(character) not in SKIPPED_CATEGORIES), "")
    return f"'{cell}" if first in FORMULA_STARTS or cell.startswith(DANGEROUS_FIRST) else cell
