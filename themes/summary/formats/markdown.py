"""The report as Markdown (CommonMark 0.31 with GitHub's tables). What people wrote is escaped, so it stays text."""

import re
from collections.abc import Iterator
from functools import singledispatch
from itertools import chain

from posts.text.sanitize import sanitize
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, TableBlock
from themes.summary.formats.spool import Spool
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

# A "_" within a word, a "#" within a line and a "&" that starts no character reference mean nothing: they stay as they
# are, so that the file is easy to read as plain text.
ANYWHERE = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<!#)#+$")
AT_START = re.compile(r"^(?:([#>+-])|(\d{1,9})([.)])(?= |$))")


def write(summary: Summary, extent: str = Extent.WHOLE) -> Iterator[bytes]:
    """Raises NotPossible as `build_report` does."""
    report = build_report(summary, extent)
    text = Spool(report, lambda block, number: ["\n\n", _markdown(block)])
    return chain([f"# {_line(report.title)}\n\n{_line(report.subtitle)}".encode()], text.pieces(), [b"\n"])


@singledispatch
def _markdown(block: Block) -> str:
    raise TypeError(type(block))


@_markdown.register
def _heading(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_line(block.text)}"


@_markdown.register
def _paragraph(block: Paragraph) -> str:
    return "\n\n".join(map(_line, _lines(block.text)))


@_markdown.register
def _bullets(block: Bullets) -> str:
    return "\n".join(f"- {_line(item)}" for item in block.items)


@_markdown.register
def _table(block: TableBlock) -> str:
    rule = ["---", *["---:"] * (len(block.header) - 1)]
    rows = [map(_line, block.header), rule, *(map(_line, row) for row in block.rows)]
    return "\n".join([f"**{_line(block.caption)}**", "", *(f"| {' | '.join(row)} |" for row in rows)])


@_markdown.register
def _quote(block: QuoteBlock) -> str:
    lines = [f"**{_line(block.subject)}**"] if block.subject.strip() else []
    lines += [_line(line) for line in block.lines]
    return "\n>\n".join(f"> {line}" for line in [*lines, f"— {_line(block.source)}"])


def _lines(text: str) -> list[str]:
    return [line for line in sanitize(text).split("\n") if line.strip()]


def _line(text: str) -> str:
    """One line in which every character that Markdown could take for markup is escaped."""
    line = " ".join(sanitize(text).split())
    escaped = ANYWHERE.sub(lambda match: "\\" + "\\".join(match[0]), line)
    return AT_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", escaped)
