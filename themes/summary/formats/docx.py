"""The report as a Word document (Office Open XML).

It uses real headings and styles, so that the outline in Word, a screen reader and an editor work, and marks all text
as being in the language of the seminar. Styles and frame are made by python-docx. The text, of which there may be much,
is written as XML block by block, since a tree of it takes several times as long, and much memory.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import singledispatch
from xml.sax.saxutils import escape, quoteattr

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from docx.text.paragraph import Paragraph as DocxParagraph

from posts.text.sanitize import sanitize
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, Report, TableBlock
from themes.summary.formats.docx_styles import ACCENT, apply_styles
from themes.summary.formats.spool import Spool, archived, entry
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

TEXT_WIDTH, NUMBERS_WIDTH = 16.0, 10.0  # centimetres: of the page, and of all columns of numbers together
NUMBER_WIDTH = 3.0  # centimetres: of one column of numbers
CELL_MARGIN = 0.19  # centimetres, left and right
MOST_TOGETHER = 20  # rows of a table that is not divided between pages
BODY, END = "word/document.xml", b"<w:sectPr"  # the part with the text, and what comes after it there
KEEP_WITH_NEXT, NEW_PAGE, TO_THE_RIGHT = "<w:keepNext/>", "<w:pageBreakBefore/>", '<w:jc w:val="right"/>'


def write(summary: Summary, extent: str = Extent.WHOLE) -> Iterator[bytes]:
    """Raises NotPossible as `build_report` does."""
    report = build_report(summary, extent)
    text = Spool(report, _blocks)
    document = docx.Document()
    apply_styles(document, report.language)
    _set_properties_and_footer(document, report)
    shell = io.BytesIO()
    document.save(shell)
    with zipfile.ZipFile(shell) as parts:
        contents = {part.filename: parts.read(part) for part in parts.infolist()}
    return archived(
        (entry(name, report), _body(content, report, text) if name == BODY else content)
        for name, content in contents.items()
    )


def _body(shell: bytes, report: Report, text: Spool) -> Iterator[bytes]:
    start = shell.rindex(END)
    yield shell[:start]
    if report.has_title:
        yield (_paragraph(report.title, "Title") + _paragraph(report.subtitle, "Subtitle")).encode()
    yield from text.pieces("".join(_contents(text.headings, report.language)) if report.has_contents else "")
    yield shell[start:]


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


def _contents(headings: Sequence[Heading], language: str) -> Iterator[str]:
    """A list of links, each line a section and below it its parts. It is no field, which Word would ask to update."""
    if not headings:
        return
    with translation.override(language):
        title = _("Contents")
    yield _paragraph(title, "Contents Title")
    parts: list[str] = []
    for number, heading in enumerate(headings, 1):
        link = _link(heading, number)
        if heading.level == 1:
            yield from _parts(parts)
            parts = []
            yield _element("Contents", link)
        elif heading.level == 2:
            parts.append(link)
    yield from _parts(parts)


def _parts(links: list[str]) -> Iterator[str]:
    if links:
        yield _element("Contents Parts", _run(" · ").join(links))


def _link(heading: Heading, anchor: int) -> str:
    words = _run(" ".join(sanitize(heading.text).split()))
    return f'<w:hyperlink w:anchor="section{anchor}" w:history="1">{words}</w:hyperlink>'


def _paragraph(text: str, style: str, properties: str = "", *, bold: bool = False) -> str:
    return _element(style, _run(sanitize(text), bold=bold) if text else "", properties)


def _element(style: str, content: str, properties: str = "") -> str:
    name = style.replace(" ", "")
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{properties}</w:pPr>{content}</w:p>'


def _run(text: str, *, bold: bool = False) -> str:
    """Word has elements for tabs and line breaks."""
    words = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    words = words.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    words = words.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{words}</w:r>"


@singledispatch
def _blocks(block: Block, number: int) -> Iterator[str]:
    """`number` is that of a heading in the contents."""
    raise TypeError(type(block))


@_blocks.register
def _heading(block: Heading, number: int) -> Iterator[str]:
    words = _run(sanitize(block.text)) if block.text else ""
    marked = f'<w:bookmarkStart w:id="{number}" w:name="section{number}"/>{words}<w:bookmarkEnd w:id="{number}"/>'
    yield _element(f"Heading {block.level}", marked, NEW_PAGE if block.new_page else "")


@_blocks.register
def _paragraphs(block: Paragraph, number: int) -> Iterator[str]:
    for line in sanitize(block.text).split("\n"):
        yield _paragraph(line, "Small" if block.small else "Normal")


@_blocks.register
def _bullets(block: Bullets, number: int) -> Iterator[str]:
    for item in block.items:
        yield _paragraph(item, "List Bullet")


@_blocks.register
def _quote(block: QuoteBlock, number: int) -> Iterator[str]:
    if block.subject.strip():
        yield _paragraph(block.subject, "Quote", KEEP_WITH_NEXT, bold=True)
    for place, line in enumerate(block.lines, 1):
        yield _paragraph(line, "Quote", KEEP_WITH_NEXT if place in (1, len(block.lines)) else "")
    yield _paragraph(block.source, "Quote Source")


@_blocks.register
def _table(block: TableBlock, number: int) -> Iterator[str]:
    yield _paragraph(block.caption, "Caption")
    columns = len(block.header)
    number_width = min(NUMBER_WIDTH, NUMBERS_WIDTH / max(columns - 1, 1))
    widths = [TEXT_WIDTH - number_width * (columns - 1), *[number_width] * (columns - 1)]
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Counts"/><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
        f'w:val="04A0"/><w:tblCaption w:val={quoteattr(sanitize(block.caption))}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    yield _row(block.header, widths, "Table Head")
    together = len(block.rows) <= MOST_TOGETHER
    for place, texts in enumerate(block.rows, 1):
        keep = KEEP_WITH_NEXT if together and place < len(block.rows) else ""
        bar = _bar(widths[0], block.bars[place - 1], keep) if block.bars else ""
        yield _row(texts, widths, "Table Cell", keep, bar)
    yield "</w:tbl>"


def _row(texts: tuple[str, ...], widths: Sequence[float], style: str, keep: str = "", bar: str = "") -> str:
    """A row that is not split between pages; the header row is repeated at the top of every page."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{_twips(width)}"/></w:tcPr>'
        f"{_paragraph(text, style, keep + (TO_THE_RIGHT if column else ''))}{'' if column else bar}</w:tc>"
        for column, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    repeated = "<w:tblHeader/>" if style == "Table Head" else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _bar(width: float, share: float, keep: str) -> str:
    """Below the words, as an empty line with a background, so that it is no picture and needs no text of its own."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/>' if share else ""
    indent = _twips((width - 2 * CELL_MARGIN) * (1 - share))
    return _element("Table Bar", "", f'{keep}{shade}<w:ind w:right="{indent}"/>')


def _twips(centimetres: float) -> int:
    return int(Cm(centimetres).twips)
