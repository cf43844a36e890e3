"""Spreadsheets: Padlet's of 2022 (title in B1, headings in row 6, sections as rows), newer ones, and hand-made ones."""

from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from posts.walls import notes, threads
from posts.walls.formats import zipped
from posts.walls.refused import Refused
from posts.walls.table import HEADING_ROWS, Row, heading_row, known_headings
from posts.walls.wall import Wall
from seminar.text import clean

UNPACKED = 50 * zipped.MIB
CONTENT = "xl/workbook.xml"


def fits(data: bytes) -> bool:
    return zipped.is_zip(data) and any(info.filename == CONTENT for info in zipped.members(data, 4 * UNPACKED))


def read(data: bytes) -> Wall:
    """Raises Refused("archive-…" | "xlsx-damaged" | "table-…")."""
    zipped.members(data, UNPACKED)
    sheets = [rows for rows in _sheets(data) if rows]
    padlets = [rows for rows in sheets if any(known_headings(row.trimmed) > 1 for row in rows[:HEADING_ROWS])]
    headed = [(rows, heading_row(rows)) for rows in padlets or sheets[:1]]
    if not headed or headed[0][1] is None:
        raise Refused("table-no-headings")
    wall = threads.assemble("xlsx", [notes.read(rows, heading) for rows, heading in headed if heading is not None])
    wall.unread += [row.unread for rows in sheets if rows not in padlets and padlets for row in rows]
    return wall


def _sheets(data: bytes) -> list[list[Row]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        kinds = [(index, sheet.typ) for index, sheet in enumerate(book.sheets_metadata)]
        return [_rows(book.get_sheet_by_index(index)) for index, kind in kinds if kind == SheetTypeEnum.WorkSheet]
    except CalamineError:
        raise Refused("xlsx-damaged") from None


def _rows(sheet: CalamineSheet) -> list[Row]:
    if sheet.height > notes.MOST_ROWS:
        raise Refused("table-rows", limit=notes.MOST_ROWS)
    top, left = sheet.start or (0, 0)
    rows = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        cells = [""] * left + [_text(value) for value in values]
        filled = next((index for index, cell in enumerate(cells) if cell), None)
        if filled is not None:
            rows.append(Row(cells, "\t".join(cells), cell=f"{_letters(filled)}{number}"))
    return rows


def _text(value: object) -> str:
    """A cell as a person reads it; every number comes as a float."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return clean(str(value)).replace("\r\n", "\n").replace("\r", "\n")


def _letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
