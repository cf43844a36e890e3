"""The report as Markdown (CommonMark 0.31 with GitHub's tables), readable as it is. What people wrote stays text."""

import re
from functools import singledispatch

from themes.blocks import Bullets, Heading, Paragraph, Quote, Table
from themes.plain import plain
from themes.report import report
from themes.summary import Summary

# A "_" within a word and a "#" within a line mean nothing and stay readable; so does a "&" that names no character.
ANYWHERE = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|#(?=#*$)")
AT_START = re.compile(r"^(?:([#>+-])|(\d{1,9})([.)])(?= |$))")


def write(summary: Summary) -> bytes:
    told = report(summary)
    parts = [f"# {_line(told.title)}", _line(told.subtitle), *map(_markdown, told.blocks)]
    return ("\n\n".join(parts) + "\n").encode()


@singledispatch
def _markdown(block) -> str:
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
def _table(block: Table) -> str:
    rule = ["---", *["---:"] * (len(block.header) - 1)]
    rows = [map(_line, block.header), rule, *(map(_line, row) for row in block.rows)]
    return "\n".join([f"**{_line(block.caption)}**", "", *(f"| {' | '.join(row)} |" for row in rows)])


@_markdown.register
def _quote(block: Quote) -> str:
    said = [f"**{_line(block.subject)}**"] if block.subject.strip() else []
    said += [_line(line) for line in block.lines]
    return "\n>\n".join(f"> {line}" for line in [*said, f"— {_line(block.source)}"])


def _lines(text: str) -> list[str]:
    return [line for line in plain(text).split("\n") if line.strip()]


def _line(text: str) -> str:
    """One line of text that no reader of Markdown takes for markup."""
    escaped = ANYWHERE.sub(r"\\\g<0>", " ".join(plain(text).split()))
    return AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped)
