"""Spreadsheets: Padlet's of 2022 (title in B1, headings in row 6, sections as rows), newer ones, and people's own."""

from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from posts.walls import notes, threads
from posts.walls.columns import SourceTable
from posts.walls.formats import zipped
from posts.walls.headings import role_of
from posts.walls.refused import Refused
from posts.walls.table import TableRow, heading_row, known_headings, letters
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
    _fill_merged(sheet, cells_of, top)
    rows = []
    for number, cells in enumerate(cells_of, top + 1):
        filled = next((index for index, cell in enumerate(cells) if cell), None)
        if filled is not None:
            rows.append(TableRow(cells, "\t".join(cells), cell=f"{letters(filled)}{number}"))
    return rows


def _fill_merged(sheet: CalamineSheet, cells_of: list[list[str]], top: int) -> None:
    """A cell that is merged over several rows stands for all of them."""
    for (first, column), (last, _) in sheet.merged_cell_ranges or []:
        for row in range(max(first + 1 - top, 1), min(last + 1 - top, len(cells_of))):
            if any(cells_of[row]) and column < len(cells_of[row]):
                cells_of[row][column] = cells_of[first - top][column]


def _text(value: object) -> str:
    """A cell as a person reads it. calamine gives every number as a float."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return clean(str(value)).replace("\r\n", "\n").replace("\r", "\n")
