"""The summary as an Excel workbook (Office Open XML). What people wrote is never a formula or a link.

It writes the XML itself, row by row into a file, so that neither time nor memory is lost to a model of the workbook.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape, quoteattr

from posts.text.delimited import Cell
from posts.text.sanitize import sanitize
from seminar.server.one_state import one_state
from themes.summary.formats.spool import SMALL, pieces_of
from themes.summary.sheets import LONGEST_CELL, Rows, Sheet, sheets
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary

WIDTH = {int: 9.0, date: 11.0, datetime: 17.0, str: 16.0}  # of a column by what is in it, in characters
LONG, LONG_WIDTH = 60, 60.0  # a column with a text longer than LONG
FIRST_YEAR = 1900  # of Excel's dates
DAY_ZERO = date(1899, 12, 30).toordinal()
AT_ONCE = 200  # rows
LEVEL = 2  # of compression: twice as quick as the usual one, for a file that is a fifth larger
HEADING, TEXT, NUMBER, DAY, MOMENT = range(1, 6)  # places in the list of formats in STYLES
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which Excel reads as one character

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TOP = 'applyAlignment="1"><alignment vertical="top"'
STYLES = f"""{XML}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left/><right/><top/><bottom style="thin"/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf xfId="0"/>
<xf xfId="0" fontId="1" applyFont="1" borderId="1" applyBorder="1" {TOP} wrapText="1"/></xf>
<xf xfId="0" {TOP} wrapText="1"/></xf><xf xfId="0" {TOP}/></xf>
<xf xfId="0" numFmtId="164" applyNumberFormat="1" {TOP} horizontal="left"/></xf>
<xf xfId="0" numFmtId="165" applyNumberFormat="1" {TOP}/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def write(source: Summary | StreamedNotes, log: Rows | None = None) -> bytes:
    return b"".join(pieces(source, log))


def pieces(source: Summary | StreamedNotes, log: Rows | None = None) -> Iterator[bytes]:
    """`log` are the rows of a last sheet."""
    with one_state():
        yield from _pieces(source, log)


def _pieces(source: Summary | StreamedNotes, log: Rows | None) -> Iterator[bytes]:
    summary = source if isinstance(source, Summary) else source.summary
    names, ranges = [], []
    with SpooledTemporaryFile(max_size=SMALL) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for number, sheet in enumerate(sheets(source, log), 1):
                ranges.append(write_sheet(archive, f"xl/worksheets/sheet{number}.xml", sheet))
                names.append(sheet.name)
            for name, xml in _frame(summary, names, ranges):
                archive.writestr(name, XML + xml if not xml.startswith(XML) else xml)
        yield from pieces_of(file)


def write_sheet(archive: zipfile.ZipFile, name: str, sheet: Sheet) -> str:
    """Headings stay in sight, are repeated on paper and filter the rows below them. Returns the cells with a filter."""
    widths: dict[int, float] = {}
    with SpooledTemporaryFile(max_size=SMALL) as rows:
        count = 0
        some: list[str] = []
        for count, row in enumerate(sheet.rows, 1):
            is_heading = sheet.has_headings and count == 1
            some.append(_row(count, row, widths, is_heading=is_heading))
            if len(some) == AT_ONCE:
                rows.write("".join(some).encode())
                some = []
        rows.write("".join(some).encode())
        cells = f"A1:{_letters(len(widths) - 1)}{max(count, 1)}" if widths else ""
        with archive.open(name, "w", force_zip64=True) as file:
            file.write(_opening(sheet, widths).encode())
            rows.seek(0)
            while piece := rows.read(SMALL):
                file.write(piece)
            file.write(_closing(sheet, cells).encode())
    return cells if sheet.has_headings else ""


def _row(number: int, row: Sequence[Cell], widths: dict[int, float], *, is_heading: bool) -> str:
    cells = []
    for column, cell in enumerate(row):
        if cell is None or cell == "":
            widths.setdefault(column, 0)
            continue
        place = f'<c r="{_letters(column)}{number}" s="'
        if isinstance(cell, int):
            width = WIDTH[int]
            cells.append(f'{place}{NUMBER}"><v>{cell}</v></c>')
        elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
            width = WIDTH[datetime if isinstance(cell, datetime) else date]
            style = MOMENT if isinstance(cell, datetime) else DAY
            cells.append(f'{place}{style}"><v>{_serial(cell)}</v></c>')
        else:
            text = _text(str(cell))
            width = LONG_WIDTH if len(text) > LONG else WIDTH[str]
            style = HEADING if is_heading else TEXT
            cells.append(f'{place}{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        if width > widths.get(column, -1):
            widths[column] = width
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(column: int, known: dict[int, str] = {}) -> str:  # noqa: B006 - what is computed once
    if column not in known:
        first = _letters(column // 26 - 1) if column >= 26 else ""
        known[column] = first + chr(ord("A") + column % 26)
    return known[column]


def _serial(moment: date) -> str:
    """Days since Excel's first, as on the clock there. In whole seconds, since programs round less differently."""
    days = moment.toordinal() - DAY_ZERO
    if not isinstance(moment, datetime):
        return str(days)
    return repr(days + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400)


def _text(text: str) -> str:
    text = sanitize(text)
    if len(text) > LONGEST_CELL:
        text = f"{text[: LONGEST_CELL - 2]} …"
    return ESCAPED.sub("_x005F_", escape(text)) if "_x" in text else escape(text)


def _opening(sheet: Sheet, widths: dict[int, float]) -> str:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if sheet.has_headings else ""
    columns = "".join(
        f'<col min="{column + 1}" max="{column + 1}" width="{width or 9}" customWidth="1"/>'
        for column, width in sorted(widths.items())
    )
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
    )


def _closing(sheet: Sheet, cells: str) -> str:
    """On paper a sheet is as wide as a page of A4 that lies on its side."""
    filtered = f'<autoFilter ref="{cells}"/>' if sheet.has_headings and cells else ""
    return (
        f"</sheetData>{filtered}"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _frame(summary: Summary, names: list[str], ranges: list[str]) -> Iterator[tuple[str, str]]:
    """The other parts of the archive. `ranges` are the cells of each sheet that have a filter, "" where none have."""
    sheets = range(1, len(names) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for number in sheets
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    )
    yield (
        "_rels/.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
    )
    made_at = f"{summary.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield (
        "docProps/core.xml",
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(sanitize(summary.title)[:255])}</dc:title><dc:language>{summary.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made_at}</dcterms:created></cp:coreProperties>',
    )
    yield "xl/styles.xml", STYLES
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    defined = []
    for place, (name, cells) in enumerate(zip(names, ranges, strict=True)):
        if cells:
            quoted = escape("'" + name.replace("'", "''") + "'")
            absolute = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cells)
            defined.append(
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
                f"{quoted}!{absolute}</definedName>"
                f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{quoted}!$1:$1</definedName>'
            )
    in_all = f"<definedNames>{''.join(defined)}</definedNames>" if defined else ""
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews>'
        '<workbookView xWindow="0" yWindow="0" windowWidth="28000" windowHeight="16000"/></bookViews>'
        f"<sheets>{listed}</sheets>{in_all}</workbook>",
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in sheets
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    )
