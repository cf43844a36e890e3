"""A list of JSON objects without deeper parts, as many tools export a table: each object is a row."""

from typing import Any

from posts.walls import notes, threads
from posts.walls.refused import Refused
from posts.walls.table import TableRow, known_headings
from posts.walls.wall import Wall

FEWEST = 2  # known headings


def fits(document: Any) -> bool:
    return bool(_keys(document)) and known_headings(_keys(document)) >= FEWEST


def read(document: Any) -> Wall:
    """Raises Refused("table-…")."""
    if len(document) > notes.MOST_ROWS:
        raise Refused("table-rows", limit=notes.MOST_ROWS)
    keys = _keys(document)
    rows = [[_text(item.get(key)) for key in keys] for item in document]
    return threads.assemble("rows", notes.read_all([TableRow(cells, "\t".join(cells)) for cells in [keys, *rows]]))


def _keys(document: Any) -> list[str]:
    """The names of all values, in order. Empty where something is no plain value."""
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        return []
    flat = all(isinstance(value, (str, int, float, type(None))) for item in document for value in item.values())
    return list(dict.fromkeys(key for item in document for key in item)) if flat else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)
