"""The summary as an Excel workbook (Office Open XML). What people wrote is never a formula or a link."""

import io
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from posts.text.delimited import Cell
from posts.text.sanitize import sanitize
from themes.summary.sheets import LONGEST_CELL, Rows, Sheet, sheets
from themes.summary.summary import Summary

WIDTH = {int: 9.0, date: 11.0, datetime: 17.0, str: 16.0}  # of a column by what is in it, in characters
LONG, LONG_WIDTH = 60, 60.0  # a column with a text longer than LONG
FIRST_YEAR = 1900  # of Excel's dates
A4 = 9


def write(summary: Summary, log: Rows | None = None) -> bytes:
    """Only one row is in memory at a time. `log` are the rows of a last sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as workbook:
        made_at = summary.made_at.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": sanitize(summary.title)[:255], "created": made_at})
        workbook.set_size(28_000, 16_000)
        heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {
            str: workbook.add_format({"text_wrap": True, "valign": "top"}),
            int: workbook.add_format({"valign": "top"}),
            date: workbook.add_format({"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"}),
            datetime: workbook.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"}),
        }
        for sheet in sheets(summary, log):
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, heading, formats)
    return file.getvalue()


def _write_sheet(worksheet: Worksheet, sheet: Sheet, heading: Format, formats: dict[type, Format]) -> None:
    """Headings stay in sight, are repeated on paper and filter the rows below them."""
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    widths: dict[int, float] = {}
    count = 0
    for number, row in enumerate(sheet.rows):
        is_heading = sheet.has_headings and number == 0
        for column, cell in enumerate(row):
            _write_cell(worksheet, number, column, cell, heading if is_heading else formats[type(cell or "")])
            widths[column] = max(widths.get(column, 0), _width(cell))
        count = number
    for column, width in widths.items():
        worksheet.set_column(column, column, width)
    if sheet.has_headings:
        worksheet.freeze_panes(1, 0)
        worksheet.repeat_rows(0)
        worksheet.autofilter(0, 0, count, max(widths))


def _write_cell(worksheet: Worksheet, row: int, column: int, cell: Cell, format: Format) -> None:
    if isinstance(cell, int):
        worksheet.write_number(row, column, cell, format)
    elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
        worksheet.write_datetime(row, column, _without_zone(cell), format)
    elif cell:
        worksheet.write_string(row, column, _text(str(cell)), format)


def _without_zone(moment: date) -> date:
    """In whole seconds: a number of days has no exact place for less, so that programs would round it differently."""
    return moment.replace(tzinfo=None, microsecond=0) if isinstance(moment, datetime) else moment


def _text(text: str) -> str:
    text = sanitize(text)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 2]} …"


def _width(cell: Cell) -> float:
    if isinstance(cell, str) and len(cell) > LONG:
        return LONG_WIDTH
    return WIDTH[type(cell)] if cell is not None else 0
