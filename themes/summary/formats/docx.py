"""The report as a Word document (Office Open XML).

It uses real headings and styles, so that the outline in Word, a screen reader and an editor work, and marks all text
as being in the language of the seminar.
"""

import io
from collections.abc import Sequence
from datetime import UTC
from functools import singledispatch

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as DocxParagraph

from posts.text.sanitize import sanitize
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, Report, TableBlock
from themes.summary.formats.docx_styles import ACCENT, apply_styles
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

TEXT_WIDTH, NUMBERS_WIDTH = 16.0, 10.0  # centimetres: of the page, and of all columns of numbers together
NUMBER_WIDTH = 3.0  # centimetres: of one column of numbers
CELL_MARGIN = 0.19  # centimetres, left and right
MOST_TOGETHER = 20  # rows of a table that is not divided between pages
PARAGRAPH_PROPERTIES, STYLE, VALUE, RUN = qn("w:pPr"), qn("w:pStyle"), qn("w:val"), qn("w:r")
KEEP_WITH_NEXT, PAGE_BREAK, RUN_PROPERTIES, BOLD = qn("w:keepNext"), qn("w:pageBreakBefore"), qn("w:rPr"), qn("w:b")


def write(summary: Summary, extent: str = Extent.WHOLE) -> bytes:
    """Raises NotPossible as `build_report` does."""
    report = build_report(summary, extent)
    document = docx.Document()
    apply_styles(document, report.language)
    _set_properties_and_footer(document, report)
    if report.has_title:
        _add_paragraph(document, report.title, "Title")
        _add_paragraph(document, report.subtitle, "Subtitle")
    headings = [block for block in report.blocks if isinstance(block, Heading)]
    anchors = {id(heading): f"section{number}" for number, heading in enumerate(headings, 1)}
    for block in report.blocks:
        if report.has_contents and headings and block is headings[0]:
            with translation.override(report.language):
                _add_contents(document, headings, anchors)
        _add(block, document)
        if isinstance(block, Heading):
            _add_bookmark(document, anchors[id(block)])
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_properties_and_footer(document: Document, report: Report) -> None:
    """Title, language and time. The author and the comment that python-docx fills in are removed."""
    properties = document.core_properties
    properties.title, properties.language = sanitize(report.title)[:255], report.language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = report.made_at.astimezone(UTC)
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"{' '.join(sanitize(report.title).split())[:90]} · ")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: DocxParagraph, name: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def _add_paragraph(
    document: Document,
    text: str,
    style: str,
    *,
    bold: bool = False,
    keep_with_next: bool = False,
    new_page: bool = False,
) -> None:
    """Adds a paragraph at the end of the document.

    It writes bare elements, because python-docx's `add_paragraph` searches all styles for the name, all paragraphs
    for the end, and all possible neighbours for the position of each property. For 10,000 notes that took 81 s; this
    takes 3 s.
    """
    paragraph = OxmlElement("w:p")
    properties = _append(paragraph, PARAGRAPH_PROPERTIES)
    _append(properties, STYLE).set(VALUE, style.replace(" ", ""))
    if keep_with_next:
        _append(properties, KEEP_WITH_NEXT)
    if new_page:
        _append(properties, PAGE_BREAK)
    if text:
        run = _append(paragraph, RUN)
        if bold:
            _append(_append(run, RUN_PROPERTIES), BOLD)
        run.text = sanitize(text)  # this setter turns tabs and line breaks into Word's elements for them
    document.element.body[-1].addprevious(paragraph)


def _add_contents(document: Document, headings: Sequence[Heading], anchors: dict[int, str]) -> None:
    """A list of links, each line a section and below it its parts. It is no field, which Word would ask to update."""
    parts = None
    _add_paragraph(document, _("Contents"), "Contents Title")
    for heading in headings:
        link = _link(heading, anchors[id(heading)])
        if heading.level == 1:
            _add_paragraph(document, "", "Contents")
            document.element.body[-2].append(link)
            parts = None
        elif heading.level == 2:
            if parts is None:
                _add_paragraph(document, "", "Contents Parts")
                parts = document.element.body[-2]
            else:
                _append(parts, RUN).text = " · "
            parts.append(link)


def _link(heading: Heading, anchor: str) -> BaseOxmlElement:
    link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{anchor}" w:history="1"><w:r/></w:hyperlink>')
    link[0].text = " ".join(sanitize(heading.text).split())
    return link


def _add_bookmark(document: Document, anchor: str) -> None:
    """Around the last paragraph."""
    number = anchor.removeprefix("section")
    start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{anchor}"/>')
    paragraph = document.element.body[-2]
    paragraph.insert(1, start)  # after its properties
    paragraph.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))


def _append(parent: BaseOxmlElement, name: str) -> BaseOxmlElement:
    child = parent.makeelement(name)
    parent.append(child)
    return child


@singledispatch
def _add(block: Block, document: Document) -> None:
    raise TypeError(type(block))


@_add.register
def _heading(block: Heading, document: Document) -> None:
    _add_paragraph(document, block.text, f"Heading {block.level}", new_page=block.new_page)


@_add.register
def _paragraph(block: Paragraph, document: Document) -> None:
    for line in sanitize(block.text).split("\n"):
        _add_paragraph(document, line, "Small" if block.small else "Normal")


@_add.register
def _bullets(block: Bullets, document: Document) -> None:
    for item in block.items:
        _add_paragraph(document, item, "List Bullet")


@_add.register
def _quote(block: QuoteBlock, document: Document) -> None:
    if block.subject.strip():
        _add_paragraph(document, block.subject, "Quote", bold=True, keep_with_next=True)
    for number, line in enumerate(block.lines, 1):
        _add_paragraph(document, line, "Quote", keep_with_next=number in (1, len(block.lines)))
    _add_paragraph(document, block.source, "Quote Source")


@_add.register
def _table(block: TableBlock, document: Document) -> None:
    _add_paragraph(document, block.caption, "Caption")
    columns = len(block.header)
    table = document.add_table(rows=0, cols=columns, style="Counts")
    table.autofit = False
    title = parse_xml(f"<w:tblCaption {nsdecls('w')} w:val=''/>")
    title.set(qn("w:val"), sanitize(block.caption))
    table._tbl.tblPr.append(title)
    number_width = min(NUMBER_WIDTH, NUMBERS_WIDTH / max(columns - 1, 1))
    together = len(block.rows) <= MOST_TOGETHER
    widths = [Cm(TEXT_WIDTH - number_width * (columns - 1)), *[Cm(number_width)] * (columns - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _add_row(table, block.header, widths, header=True)
    for number, texts in enumerate(block.rows, 1):
        row = _add_row(table, texts, widths, keep_with_next=together and number < len(block.rows))
        if block.bars:
            _add_bar(row.cells[0], widths[0], block.bars[number - 1])


def _add_row(
    table: Table,
    texts: tuple[str, ...],
    widths: Sequence[Length],
    *,
    header: bool = False,
    keep_with_next: bool = False,
) -> _Row:
    """A row that is not split between pages; the header row is repeated at the top of every page."""
    row = table.add_row()
    for name in ["cantSplit", "tblHeader"] if header else ["cantSplit"]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:{name} {nsdecls('w')}/>"))
    for column, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "TableHead" if header else "TableCell"
        if keep_with_next:
            paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(sanitize(text))
        if column:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return row


def _add_bar(cell: _Cell, width: Length, share: float) -> None:
    """Below the words, as an empty line with a background, so that it is no picture and needs no text of its own."""
    bar = cell.add_paragraph()
    bar._p.style = "TableBar"
    bar.paragraph_format.keep_with_next = cell.paragraphs[0].paragraph_format.keep_with_next
    bar.paragraph_format.right_indent = Cm((width.cm - 2 * CELL_MARGIN) * (1 - share))
    if share:
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ACCENT}"/>')
        bar._p.get_or_add_pPr().insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")
