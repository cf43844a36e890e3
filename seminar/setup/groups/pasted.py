"""Reads pasted groups: one name per line, or rows from a spreadsheet."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 300
MOST_HEADINGS = 20


def rows(text: str) -> list[dict]:
    """Each group's `name` (str) and `attributes` (dict of str). Text with a tab is from a spreadsheet, headings first.

    Raises ValidationError, with the number of the line.
    """
    numbered = list(_table(text) if "\t" in text else _names(text))
    seen: dict[str, int] = {}
    for line, row in numbered:
        first = seen.setdefault(row["name"].casefold(), line)
        if first != line:
            raise refused(_("Line %(line)d has the same name as line %(first)d: “%(name)s”."), line, row, first=first)
        if max(map(len, [row["name"], *row["attributes"].values()])) > LONGEST_NAME:
            raise refused(_("Line %(line)d is longer than %(most)d characters."), line, row, most=LONGEST_NAME)
    return [row for _line, row in numbered]


def _names(text: str) -> Iterator[tuple[int, dict]]:
    for line, name in enumerate(map(_collapse, text.split("\n")), 1):
        if name:
            yield line, {"name": name, "attributes": {}}


def _table(text: str) -> Iterator[tuple[int, dict]]:
    """Each row with the number of its first line, since a quoted cell may contain line breaks."""
    headings: list[str] = []
    for line, cells in _records(text):
        if not any(cells):
            continue
        if not headings:
            headings = cells
            _check_headings(headings)
            continue
        if len(cells) != len(headings):
            sentence = _("Line %(line)d does not fit the headings (columns: %(cells)d, headings: %(headings)d).")
            raise refused(sentence, line, cells=len(cells), headings=len(headings))
        if not cells[0]:
            raise refused(_("Line %(line)d has no name in its first column."), line)
        pairs = zip(headings[1:], cells[1:], strict=True)
        yield line, {"name": cells[0], "attributes": {heading: cell for heading, cell in pairs if cell}}


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text), delimiter="\t")
    line = 1
    try:
        for cells in reader:
            yield line, [_collapse(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise refused(_("Line %(line)d cannot be read as a row. Is a quotation mark missing?"), line) from error


def _check_headings(headings: list[str]) -> None:
    distinct = {heading.casefold() for heading in headings}
    if not all(headings) or len(distinct) < len(headings):
        raise ValidationError(_("The first line needs a heading for each column, and no two may be the same."))
    if len(headings) > MOST_HEADINGS or max(map(len, headings)) > LONGEST_NAME:
        raise ValidationError(
            _("The first line has too many headings, or one that is too long. At most %(most)d."),
            params={"most": MOST_HEADINGS},
        )


def _collapse(cell: str) -> str:
    return " ".join(cell.split())


def refused(sentence: str, line: int, row: dict | None = None, **params) -> ValidationError:
    name = row["name"][:60] if row else ""
    return ValidationError(sentence, params={"line": line, "name": name} | params)
