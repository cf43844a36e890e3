"""Reads pasted groups: one name per line, or a table with headings in the first line and names in the first column."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_NAME = 300
MOST_HEADINGS = 20
LONGEST_CELL = 5_000  # characters: a longer one begins with a quotation mark that is not closed
TAB, SEMICOLON, COMMA, NAMES = "tab", "semicolon", "comma", "names"
CHARACTERS = {TAB: "\t", SEMICOLON: ";", COMMA: ","}


@dataclass(frozen=True)
class Row:
    """One group, with its `values` by heading. `problem` is a sentence where it cannot be created, else empty."""

    line: int
    name: str
    values: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def fields(self) -> dict:
        """What Group.objects.add_many takes."""
        return {"name": self.name, "attributes": {heading: value for heading, value in self.values.items() if value}}


@dataclass(frozen=True)
class Pasted:
    """`shape` is one of TAB, SEMICOLON, COMMA and NAMES. Without a table there are no `headings`."""

    shape: str
    headings: list[str]
    rows: list[Row]

    @property
    def problems(self) -> list[str]:
        return [row.problem for row in self.rows if row.problem]

    @property
    def possible(self) -> list[Row]:
        return [row for row in self.rows if not row.problem]


def read(text: str, *, shape: str = "", taken: Collection[str] = ()) -> Pasted:
    """`taken` are the casefolded names of the groups there are. Without a `shape` the text decides.

    Raises ValidationError where the headings are not usable, or where a quotation mark is missing.
    """
    shape = shape or shape_of(text)
    headings, rows = ([], _names(text)) if shape == NAMES else _table(text, CHARACTERS[shape])
    first_lines: dict[str, int] = {}
    checked = [_checked(row, first_lines.setdefault(row.name.casefold(), row.line), taken) for row in rows]
    return Pasted(shape, headings, checked)


def shape_of(text: str) -> str:
    """A comma may be in a name: only lines that all have as many are a table."""
    first, *others = [line for line in text.split("\n") if line.strip()] or [""]
    if "\t" in text:
        return TAB
    if ";" in first:
        return SEMICOLON
    try:
        widths = {len(cells) for _line, cells in _records(text, ",") if any(cells)}
    except ValidationError:
        return NAMES
    return COMMA if others and len(widths) == 1 and 1 not in widths else NAMES


def _checked(row: Row, first: int, taken: Collection[str]) -> Row:
    params = {"line": row.line, "name": row.name[:60], "first": first, "most": LONGEST_NAME}
    problem = row.problem
    if not problem and first != row.line:
        problem = _("Line %(line)d has the same name as line %(first)d: “%(name)s”.") % params
    elif not problem and max(map(len, [row.name, *row.values.values()])) > LONGEST_NAME:
        problem = _("Line %(line)d is longer than %(most)d characters.") % params
    elif not problem and row.name.casefold() in taken:
        problem = _("Line %(line)d: there is already a group with the name “%(name)s”.") % params
    return replace(row, problem=problem)


def _names(text: str) -> list[Row]:
    lines = enumerate(map(_collapse, text.split("\n")), 1)
    return [Row(line, name) for line, name in lines if name]


def _table(text: str, separator: str) -> tuple[list[str], list[Row]]:
    """The headings, and each row with the number of its first line, since a quoted cell may contain line breaks."""
    records = [(line, cells) for line, cells in _records(text, separator) if any(cells)]
    if not records:
        return [], []
    headings = _without_end(records[0][1], 0)
    _check_headings(headings)
    return headings, [_row(line, _without_end(cells, len(headings)), headings) for line, cells in records[1:]]


def _row(line: int, cells: list[str], headings: list[str]) -> Row:
    params = {"line": line, "cells": len(cells), "headings": len(headings)}
    values = dict(zip_longest(headings[1:], cells[1 : len(headings)], fillvalue=""))
    problem = ""
    if len(cells) != len(headings):
        problem = _("Line %(line)d does not fit the headings (columns: %(cells)d, headings: %(headings)d).") % params
    elif not cells[0]:
        problem = _("Line %(line)d has no name in its first column.") % params
    return Row(line, cells[0], values, problem)


def _without_end(cells: list[str], fewest: int) -> list[str]:
    """Without the empty cells after the last column, which spreadsheets add."""
    while len(cells) > fewest and not cells[-1]:
        cells = cells[:-1]
    return cells


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if max(map(len, cells), default=0) > LONGEST_CELL:
                raise csv.Error
            yield line, [_collapse(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)d cannot be read as a row. Is a quotation mark missing?"), params={"line": line}
        ) from error


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
