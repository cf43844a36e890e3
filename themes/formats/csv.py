"""The notes as CSV, one a row, so that a spreadsheet opens it right: byte order mark, ";" where a comma is decimal."""

import csv
import io
import unicodedata
from collections.abc import Iterable

from themes.plain import plain
from themes.sheet import sheet
from themes.summary import Summary

# security.md 5.5: what a spreadsheet may take for a formula, the full-width forms too, and what it may skip before one.
FORMULA = frozenset("=+-@|＝＋－＠｜")
LEADING = ("\t", "\r", "\n")
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})


def write(summary: Summary) -> bytes:
    return table(sheet(summary), summary.language)


def table(rows: Iterable[list[str]], language: str) -> bytes:
    file = io.StringIO(newline="")
    delimiter = "," if language == "en" else ";"
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_guarded(plain(cell)) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    """The cell as text, also where it begins like a formula."""
    first = next((character for character in cell if unicodedata.category(character) not in UNSEEN), "")
    return f"'{cell}" if first in FORMULA or cell.startswith(LEADING) else cell
