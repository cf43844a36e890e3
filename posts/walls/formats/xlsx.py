"""Spreadsheets: Padlet's of 2022 (title in B1, headings in row 6, sections as rows), newer ones, and people's own."""

from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from posts.walls import notes, threads
from posts.walls.columns import SourceTable
from posts.walls.formats import zipped
from posts.walls.headings import role_of
from posts.walls.refused import Refused
from posts.walls.table import QUESTION, TableRow, heading_row, known_headings, letters
from posts.walls.wall import Wall
from seminar.text import clean

UNPACKED = 50 * zipped.MIB  # bytes of all parts together
CONTENT = "xl/workbook.xml"


def fits(data: bytes) -> bool:
    return zipped.is_zip(data) and any(info.filename == CONTENT for info in zipped.members(data, 4 * UNPACKED))


def read(data: bytes) -> Wall:
    """Raises Refused("archive-…" | "xlsx-damaged" | "table-…")."""
    zipped.members(data, UNPACKED)
    sheets = {name: rows for name, rows in _sheets(data).items() if rows}
    if not sheets:
        raise Refused("empty")
    headings = {name: _headings(rows) for name, rows in sheets.items()}
    known = [name for name, cells in headings.items() if known_headings(cells) > 1]
    first = headings[known[0] if known else next(iter(sheets))]
    used = [
        name
        for name in sheets
        if name in known or (_similar(headings[name], first) if first else name == next(iter(sheets)))
    ]
    a_round_each = len(used) > 1 and not any(role_of(cell) == "section" for name in used for cell in headings[name])
    read = {name: notes.read_all(sheets[name], section=name if a_round_each else "") for name in used}
    used = [name for name in used if headings[name] == first or any(map(_has_text, read[name]))]
    wall = threads.assemble("xlsx", [table for name in used for table in read[name]])
    wall.unread += [row.unread for name, rows in sheets.items() if name not in used for row in rows]
    return wall


def _similar(headings: list[str], first: list[str]) -> bool:
    """Whether a sheet has a heading of the first one: `Bord, Hva nå?` beside `Bord, Hva tar du med?`."""
    shared = set(headings) & set(first)
    return any(role_of(heading) not in ("number", "written", "edited", "email") for heading in shared)


def _has_text(table: SourceTable) -> bool:
    guessed = any(guess.role in ("body", "question") for guess in table.guesses.values())
    return guessed or not {"subject", "body", "comment"}.isdisjoint(table.roles)


def _headings(rows: list[TableRow]) -> list[str]:
    """The cells of the heading row. Empty where there is none."""
    try:
        heading = heading_row(rows)
    except Refused:
        return []
    return rows[heading].trimmed if heading is not None else []


def _sheets(data: bytes) -> dict[str, list[TableRow]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return {
            sheet.name: _rows(book.get_sheet_by_index(index))
            for index, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        }
    except CalamineError:
        raise Refused("xlsx-damaged") from None


def _rows(sheet: CalamineSheet) -> list[TableRow]:
    if sheet.height > notes.MOST_ROWS:
        raise Refused("table-rows", limit=notes.MOST_ROWS)
    top, left = sheet.start or (0, 0)
    cells_of = [[""] * left + [_text(value) for value in values] for values in sheet.to_python(skip_empty_area=True)]
    if sheet.merged_cell_ranges:
        _fill_merged(sheet, cells_of, top, _headings(_table_rows(cells_of, top)))
    return _table_rows(cells_of, top)


def _table_rows(cells_of: list[list[str]], top: int) -> list[TableRow]:
    rows = []
    for number, cells in enumerate(cells_of, top + 1):
        filled = next((index for index, cell in enumerate(cells) if cell), None)
        if filled is not None:
            rows.append(TableRow(cells, "\t".join(cells), cell=f"{letters(filled)}{number}"))
    return rows


def _fill_merged(sheet: CalamineSheet, cells_of: list[list[str]], top: int, headings: list[str]) -> None:
    """A cell that is merged over several rows stands for all of them. A text does so only where they are of different
    groups, or differ in another column that is known. Else it is one note, or one answer beside several others.
    """
    texts = []
    for (first, column), (last, _) in sheet.merged_cell_ranges or []:
        rows = cells_of[max(first - top, 0) : max(last + 1 - top, 0)]
        merged = [cells for cells in rows if any(cells) and column < len(cells)]
        heading = headings[column] if column < len(headings) else ""
        if len(merged) > 1 and _is_text(heading) and merged[0][column] != heading:
            texts.append((column, merged))
        else:
            _fill(column, merged)
    known = [column for column, heading in enumerate(headings) if role_of(heading) and not _is_text(heading)]
    for column, merged in texts:
        if any(len({cells[other] for cells in merged}) > 1 for other in known):
            _fill(column, merged)
        elif role_of(headings[column]):
            _join(merged)


def _is_text(heading: str) -> bool:
    role = role_of(heading)
    return role in ("body", "comment") or (not role and bool(QUESTION.search(heading)))


def _fill(column: int, merged: list[list[str]]) -> None:
    for cells in merged[1:]:
        cells[column] = merged[0][column]


def _join(merged: list[list[str]]) -> None:
    """Makes one row of several: in each column, the different texts below each other."""
    for column, texts in enumerate(zip(*merged, strict=True)):
        merged[0][column] = "\n".join(dict.fromkeys(filter(None, texts)))
    for cells in merged[1:]:
        cells[:] = [""] * len(cells)


def _text(value: object) -> str:
    """A cell as a person reads it. calamine gives every number as a float."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return clean(str(value)).replace("\r\n", "\n").replace("\r", "\n")
