"""The report as a Word document: real headings and styles, so that Word's outline, a screen reader and an editor find
their way, and the seminar's language on every word."""

import io
from datetime import UTC
from functools import singledispatch

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from themes.blocks import Bullets, Heading, Paragraph, Quote, Report, Table
from themes.formats.docx_styles import dress
from themes.plain import plain
from themes.report import report
from themes.summary import Summary

TEXT_WIDTH, NUMBERS_WIDTH = 16.0, 10.0  # centimetres
NUMBER_WIDTH = 2.2
PROPERTIES, STYLE, VALUE, RUN = qn("w:pPr"), qn("w:pStyle"), qn("w:val"), qn("w:r")
WITH_NEXT, NEW_PAGE, RUN_PROPERTIES, BOLD = qn("w:keepNext"), qn("w:pageBreakBefore"), qn("w:rPr"), qn("w:b")


def write(summary: Summary) -> bytes:
    told = report(summary)
    document = docx.Document()
    dress(document, told.language)
    _describe(document, told)
    _say(document, told.title, "Title")
    _say(document, told.subtitle, "Subtitle")
    for block in told.blocks:
        _add(block, document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Document, told: Report) -> None:
    """Title, language and time, in the properties and the footer. Nobody's name, and not python-docx's either."""
    about = document.core_properties
    about.title, about.language = plain(told.title)[:255], told.language
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = told.at.astimezone(UTC)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{' '.join(plain(told.title).split())[:90]} · ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph, name: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def _say(document: Document, text: str, style: str, *, bold=False, with_next=False, new_page=False) -> None:
    """A paragraph at the end, in a style.

    Written as bare elements: python-docx's `add_paragraph` looks through all styles for a name and through all
    paragraphs for the end, and every property through all its possible neighbours. For 10,000 notes that took 81 s, and
    this takes 3.
    """
    paragraph = OxmlElement("w:p")
    shape = _within(paragraph, PROPERTIES)
    _within(shape, STYLE).set(VALUE, style.replace(" ", ""))
    if with_next:
        _within(shape, WITH_NEXT)
    if new_page:
        _within(shape, NEW_PAGE)
    run = _within(paragraph, RUN)
    if bold:
        _within(_within(run, RUN_PROPERTIES), BOLD)
    run.text = plain(text)  # makes tabs and line ends what they are in Word
    document.element.body[-1].addprevious(paragraph)


def _within(parent, name: str):
    child = parent.makeelement(name)
    parent.append(child)
    return child


@singledispatch
def _add(block, document: Document) -> None:
    raise TypeError(type(block))


@_add.register
def _heading(block: Heading, document: Document) -> None:
    _say(document, block.text, f"Heading {block.level}", new_page=block.new_page)


@_add.register
def _paragraph(block: Paragraph, document: Document) -> None:
    for line in plain(block.text).split("\n"):
        _say(document, line, "Small" if block.small else "Normal")


@_add.register
def _bullets(block: Bullets, document: Document) -> None:
    for item in block.items:
        _say(document, item, "List Bullet")


@_add.register
def _quote(block: Quote, document: Document) -> None:
    if block.subject.strip():
        _say(document, block.subject, "Quote", bold=True, with_next=True)
    for number, line in enumerate(block.lines, 1):
        _say(document, line, "Quote", with_next=number == len(block.lines))
    _say(document, block.source, "Quote Source")


@_add.register
def _table(block: Table, document: Document) -> None:
    _say(document, block.caption, "Caption")
    columns = len(block.header)
    table = document.add_table(rows=0, cols=columns, style="Counts")
    table.autofit = False
    title = parse_xml(f"<w:tblCaption {nsdecls('w')} w:val=''/>")
    title.set(qn("w:val"), plain(block.caption))
    table._tbl.tblPr.append(title)
    number = min(NUMBER_WIDTH, NUMBERS_WIDTH / max(columns - 1, 1))
    widths = [Cm(TEXT_WIDTH - number * (columns - 1)), *[Cm(number)] * (columns - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for texts in (block.header, *block.rows):
        _row(table, texts, widths, head=texts is block.header)


def _row(table, texts: tuple[str, ...], widths: list[int], *, head: bool) -> None:
    """A row that stays on one page; the head is said again at the top of every page."""
    row = table.add_row()
    signs = ["cantSplit", "tblHeader"] if head else ["cantSplit"]
    for sign in signs:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:{sign} {nsdecls('w')}/>"))
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "TableHead" if head else "TableCell"
        paragraph.add_run(plain(text))
        if place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
