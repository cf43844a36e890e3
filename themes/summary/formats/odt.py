"""The report as an OpenDocument text (ODF 1.3), with the styles of the Word report and a list of contents.

It writes the XML itself, which is little more than a line for each block. What people wrote is escaped.
"""

import io
import re
import zipfile
from collections.abc import Iterator
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
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

TYPE = "application/vnd.oasis.opendocument.text"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
CONTENTS_LEVELS = 2  # of headings in the list of contents
SPACES = re.compile("(?<= ) +|^ +")  # readers take a run of spaces for one


def write(summary: Summary, extent: str = Extent.WHOLE) -> bytes:
    """Raises NotPossible as `build_report` does."""
    report = build_report(summary, extent)
    footer = f"{escape(' '.join(sanitize(report.title).split())[:90])} · "
    files = {
        "content.xml": _content(report),
        "styles.xml": DECLARATION + styles(report.language, footer),
        "meta.xml": _meta(report),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        moment = report.made_at.timetuple()[:6]
        archive.writestr(zipfile.ZipInfo("mimetype", moment), TYPE)  # first and not compressed, so that it is found
        for name, text in (files | {"META-INF/manifest.xml": _manifest(files)}).items():
            archive.writestr(zipfile.ZipInfo(name, moment), text.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _content(report: Report) -> str:
    headings = [block for block in report.blocks if isinstance(block, Heading)]
    names = {id(heading): f"heading-{number}" for number, heading in enumerate(headings, 1)}
    parts = [
        f"{DECLARATION}<office:document-content {NAMESPACES} office:version='1.3'>",
        f"<office:automatic-styles>{automatic_styles(_column_counts(report), _bars(report))}</office:automatic-styles>",
        "<office:body><office:text>",
    ]
    if report.has_title:
        parts += [_paragraph("Title", report.title), _paragraph("Subtitle", report.subtitle)]
    for number, block in enumerate(report.blocks):
        if report.has_contents and headings and block is headings[0]:
            listed = [heading for heading in headings if heading.level <= CONTENTS_LEVELS]
            parts.append(_contents(listed, names, report.language))
        parts += _blocks(block, names.get(id(block), f"table-{number}"))
    return "".join([*parts, "</office:text></office:body></office:document-content>"])


def _bars(report: Report) -> dict[float, int]:
    """How long each bar is, and the number of columns of a table that has it."""
    tables = [block for block in report.blocks if isinstance(block, TableBlock)]
    return {share: len(table.header) for table in tables for share in table.bars}


def _column_counts(report: Report) -> set[int]:
    return {len(block.header) for block in report.blocks if isinstance(block, TableBlock)}


def _contents(headings: list[Heading], names: dict[int, str], language: str) -> str:
    """Links to the headings, there before anything is updated. LibreOffice adds page numbers when it is."""
    with translation.override(language):
        title = _("Contents")
    entries = "".join(
        f'<text:p text:style-name="{style_name(f"Contents {heading.level}")}">'
        f'<text:a xlink:type="simple" xlink:href="#{names[id(heading)]}" text:style-name="Link" '
        f'text:visited-style-name="Link">{_inline(heading.text)}</text:a></text:p>'
        for heading in headings
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
def _blocks(block: Block, name: str) -> Iterator[str]:
    """`name` occurs once in the document."""
    raise TypeError(type(block))


@_blocks.register
def _heading(block: Heading, name: str) -> Iterator[str]:
    style = new_page_style(block.level) if block.new_page else style_name(f"Heading {block.level}")
    yield (
        f'<text:h text:style-name="{style}" text:outline-level="{block.level}">'
        f'<text:bookmark text:name="{name}"/>{_inline(block.text)}</text:h>'
    )


@_blocks.register
def _paragraphs(block: Paragraph, name: str) -> Iterator[str]:
    for line in sanitize(block.text).split("\n"):
        yield _paragraph("Small" if block.small else "Normal", line)


@_blocks.register
def _bullets(block: Bullets, name: str) -> Iterator[str]:
    if block.items:
        yield '<text:list text:style-name="Bullets">'
        for item in block.items:
            yield f"<text:list-item>{_paragraph('List Bullet', item)}</text:list-item>"
        yield "</text:list>"


@_blocks.register
def _quote(block: QuoteBlock, name: str) -> Iterator[str]:
    if block.subject.strip():
        yield _paragraph("Quote Subject", block.subject)
    for number, line in enumerate(block.lines, 1):
        yield _paragraph("Quote Last" if number == len(block.lines) else "Quote", line)
    yield _paragraph("Quote Source", block.source)


@_blocks.register
def _table(block: TableBlock, name: str) -> Iterator[str]:
    """The heading row is repeated on every page."""
    columns = len(block.header)
    yield _paragraph("Caption", block.caption)
    style = "Counts" if len(block.rows) <= MOST_TOGETHER else "Counts.Long"
    yield f'<table:table table:name="{name}" table:style-name="{style}">'
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


def _manifest(files: dict[str, str]) -> str:
    entries = {"/": TYPE} | dict.fromkeys(files, "text/xml")
    lines = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in entries.items()
    )
    opening = f"<manifest:manifest xmlns:manifest='{MANIFEST}' manifest:version='1.3'>"
    return f"{DECLARATION}{opening}{lines}</manifest:manifest>"
