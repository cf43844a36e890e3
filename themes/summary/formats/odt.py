"""The report as an OpenDocument text (ODF 1.3), with the styles of the Word report and a list of contents.

It writes the XML itself, which is little more than a line for each block. What people wrote is escaped.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import singledispatch
from xml.sax.saxutils import escape, quoteattr

from django.utils import translation
from django.utils.translation import gettext as _

from posts.text.sanitize import sanitize
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, Report, TableBlock
from themes.summary.formats.docx import MOST_TOGETHER
from themes.summary.formats.odt_styles import (
    NAMESPACES,
    automatic_styles,
    bar_style,
    column_style,
    new_page_style,
    style_name,
    styles,
)
from themes.summary.formats.spool import Spool, archived, entry
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

TYPE = "application/vnd.oasis.opendocument.text"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
CONTENTS_LEVELS = 2  # of headings in the list of contents
SPACES = re.compile("(?<= ) +|^ +")  # readers take a run of spaces for one


def write(summary: Summary, extent: str = Extent.WHOLE) -> Iterator[bytes]:
    """Raises NotPossible as `build_report` does."""
    report = build_report(summary, extent)
    footer = f"{escape(' '.join(sanitize(report.title).split())[:90])} · "
    files: dict[str, bytes | Iterable[bytes]] = {
        "content.xml": _content(report, Spool(report, _blocks)),
        "styles.xml": (DECLARATION + styles(report.language, footer)).encode(),
        "meta.xml": _meta(report).encode(),
    }
    files["META-INF/manifest.xml"] = _manifest(files).encode()
    kind = entry("mimetype", report, zipfile.ZIP_STORED), TYPE.encode()  # first and not compressed, so that it is found
    return archived([kind, *((entry(name, report), content) for name, content in files.items())])


def _content(report: Report, text: Spool) -> Iterator[bytes]:
    looks = automatic_styles({len(table.header) for table in text.tables}, _bars(text.tables))
    yield (
        f"{DECLARATION}<office:document-content {NAMESPACES} office:version='1.3'>"
        f"<office:automatic-styles>{looks}</office:automatic-styles><office:body><office:text>"
    ).encode()
    if report.has_title:
        yield (_paragraph("Title", report.title) + _paragraph("Subtitle", report.subtitle)).encode()
    yield from text.pieces(_contents(text.headings, report.language) if report.has_contents else "")
    yield b"</office:text></office:body></office:document-content>"


def _bars(tables: list[TableBlock]) -> dict[float, int]:
    """How long each bar is, and the number of columns of a table that has it."""
    return {share: len(table.header) for table in tables for share in table.bars}


def _contents(headings: list[Heading], language: str) -> str:
    """Links to the headings, there before anything is updated. LibreOffice adds page numbers when it is."""
    if not headings:
        return ""
    with translation.override(language):
        title = _("Contents")
    entries = "".join(
        f'<text:p text:style-name="{style_name(f"Contents {heading.level}")}">'
        f'<text:a xlink:type="simple" xlink:href="#heading-{number}" text:style-name="Link" '
        f'text:visited-style-name="Link">{_inline(heading.text)}</text:a></text:p>'
        for number, heading in enumerate(headings, 1)
        if heading.level <= CONTENTS_LEVELS
    )
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" '
        f'text:style-name="{style_name(f"Contents {level}")}"><text:index-entry-link-start/>'
        '<text:index-entry-text/><text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/><text:index-entry-link-end/></text:table-of-content-entry-template>"
        for level in range(1, CONTENTS_LEVELS + 1)
    )
    return (
        f'<text:table-of-content text:name="{escape(title)}" text:protected="false">'
        f'<text:table-of-content-source text:outline-level="{CONTENTS_LEVELS}">{templates}'
        "</text:table-of-content-source>"
        f'<text:index-body><text:index-title text:name="contents-title">{_paragraph("Contents Heading", title)}'
        f"</text:index-title>{entries}</text:index-body></text:table-of-content>"
    )


@singledispatch
def _blocks(block: Block, number: int) -> Iterator[str]:
    """`number` is that of a heading or a table among the others."""
    raise TypeError(type(block))


@_blocks.register
def _heading(block: Heading, number: int) -> Iterator[str]:
    style = new_page_style(block.level) if block.new_page else style_name(f"Heading {block.level}")
    yield (
        f'<text:h text:style-name="{style}" text:outline-level="{block.level}">'
        f'<text:bookmark text:name="heading-{number}"/>{_inline(block.text)}</text:h>'
    )


@_blocks.register
def _paragraphs(block: Paragraph, number: int) -> Iterator[str]:
    for line in sanitize(block.text).split("\n"):
        yield _paragraph("Small" if block.small else "Normal", line)


@_blocks.register
def _bullets(block: Bullets, number: int) -> Iterator[str]:
    if block.items:
        yield '<text:list text:style-name="Bullets">'
        for item in block.items:
            yield f"<text:list-item>{_paragraph('List Bullet', item)}</text:list-item>"
        yield "</text:list>"


@_blocks.register
def _quote(block: QuoteBlock, number: int) -> Iterator[str]:
    if block.subject.strip():
        yield _paragraph("Quote Subject", block.subject)
    for place, line in enumerate(block.lines, 1):
        yield _paragraph("Quote Last" if place == len(block.lines) else "Quote", line)
    yield _paragraph("Quote Source", block.source)


@_blocks.register
def _table(block: TableBlock, number: int) -> Iterator[str]:
    """The heading row is repeated on every page."""
    columns = len(block.header)
    yield _paragraph("Caption", block.caption)
    style = "Counts" if len(block.rows) <= MOST_TOGETHER else "Counts.Long"
    yield f'<table:table table:name="table-{number}" table:style-name="{style}">'
    yield f"<table:title>{escape(sanitize(block.caption))}</table:title>"
    yield f'<table:table-column table:style-name="{column_style(columns, first=True)}"/>'
    if columns > 1:
        yield (
            f'<table:table-column table:style-name="{column_style(columns, first=False)}" '
            f'table:number-columns-repeated="{columns - 1}"/>'
        )
    yield f"<table:table-header-rows>{_row(block.header, 'Table Head')}</table:table-header-rows>"
    bars = [_bar(share) for share in block.bars] or [""] * len(block.rows)
    yield from (_row(row, "Table Cell", bar) for row, bar in zip(block.rows, bars, strict=True))
    yield "</table:table>"


def _bar(share: float) -> str:
    """An empty line with a background, so that it is no picture and needs no text of its own."""
    return f'<text:p text:style-name="{bar_style(share)}"/>'


def _row(texts: tuple[str, ...], style: str, bar: str = "") -> str:
    cells = "".join(
        '<table:table-cell table:style-name="Counts.Cell" office:value-type="string">'
        f"{_paragraph(f'{style} Number' if column else style, text)}{'' if column else bar}</table:table-cell>"
        for column, text in enumerate(texts)
    )
    return f'<table:table-row table:style-name="Counts.Row">{cells}</table:table-row>'


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style_name(style)}">{_inline(text)}</text:p>'


def _inline(text: str) -> str:
    """Text with the elements that OpenDocument has for spaces, tabs and line breaks."""
    text = SPACES.sub(lambda match: f'<text:s text:c="{len(match[0])}"/>', escape(sanitize(text)))
    return text.replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")


def _meta(report: Report) -> str:
    """Title, language and time, and no names of persons."""
    moment = report.made_at.isoformat(timespec="seconds")
    return (
        f"{DECLARATION}<office:document-meta {NAMESPACES} office:version='1.3'><office:meta>"
        f"<meta:generator>Rundebord</meta:generator><dc:title>{escape(sanitize(report.title))}</dc:title>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        f"<dc:language>{escape(report.language)}</dc:language></office:meta></office:document-meta>"
    )


def _manifest(files: Iterable[str]) -> str:
    entries = {"/": TYPE} | dict.fromkeys(files, "text/xml")
    lines = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in entries.items()
    )
    opening = f"<manifest:manifest xmlns:manifest='{MANIFEST}' manifest:version='1.3'>"
    return f"{DECLARATION}{opening}{lines}</manifest:manifest>"
