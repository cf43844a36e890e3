"""The report as a tagged PDF (PDF/UA-1) with bookmarks, set by Typst.

Typst runs in a process of its own, which knows no secrets, gives its memory back and ends where it takes too long.
What is too long for one PDF is several of them in a zip archive, each with as much as Typst can set in little memory.
"""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from functools import singledispatch
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from posts.text.sanitize import sanitize
from seminar.models import NotPossible
from seminar.text import file_name
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, Report, TableBlock
from themes.summary.formats.spool import archived, entry
from themes.summary.progress import counted
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

WORKER = Path(__file__).with_name("worker.py")
LONGEST = 120  # seconds
LONGEST_WAIT = 30  # seconds for a free slot, since who waits holds a thread that serves pages
MOST_NOTES = 5_000  # Typst then takes 600 MB
MOST_IN_PART = 2_000  # notes, whole or shortened
MOST_WITH_CONTENTS = 2_000  # notes: page numbers take a second pass, and half as much memory again
SPACES = re.compile(r"[^\S\u00a0]+")  # a number is not parted from its word where a space says so
SLOTS = BoundedSemaphore(1)

JsonObject = dict[str, Any]


def write(summary: Summary, extent: str = Extent.WHOLE) -> bytes:
    """Raises NotPossible where there are too many notes, or the server is too busy, and as `build_report` does."""
    if extent != Extent.SHORT and (count := len(summary.notes)) > MOST_NOTES:
        limits = {"count": count, "limit": MOST_NOTES}
        raise NotPossible(
            _("There are %(count)d notes, and a PDF holds %(limit)d. Choose PDF in parts, or use the filter.") % limits
        )
    return _set(build_report(summary, extent), len(summary.notes))


def write_parts(summary: Summary, extent: str = Extent.WHOLE) -> Iterator[bytes]:
    """A zip archive of PDFs. Raises NotPossible where the server is too busy, and as `build_report` does."""
    parts = list(_parts(build_report(summary, extent)))
    many, name = len(parts) > 1, file_name(summary.title)
    return archived(
        (
            entry(f"{name} {number:02}.pdf", part, zipfile.ZIP_STORED),
            _set(replace(part, title=f"{part.title} ({number}/{len(parts)})" if many else part.title), MOST_IN_PART),
        )
        for number, part in enumerate(counted(parts, len(parts)), 1)
    )


def _parts(report: Report) -> Iterator[Report]:
    """The blocks in turn, divided where a heading is. What goes on in the next part has its headings there too."""
    blocks: list[Block] = []
    above: dict[int, Heading] = {}
    count = 0
    for block in _divided(report.blocks):
        is_heading = isinstance(block, Heading)
        if count >= MOST_IN_PART and (is_heading or count >= MOST_IN_PART * 1.25):
            yield replace(report, blocks=tuple(blocks))
            highest = block.level if isinstance(block, Heading) else 9
            blocks, count = [above[level] for level in sorted(above) if level < highest], 0
        if isinstance(block, Heading):
            above = {level: one for level, one in above.items() if level < block.level} | {block.level: block}
        blocks.append(block)
        count += len(block.items) if isinstance(block, Bullets) else isinstance(block, QuoteBlock)
    yield replace(report, blocks=tuple(blocks))


def _divided(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Bullets):
            step = MOST_IN_PART // 4
            yield from (Bullets(block.items[start : start + step]) for start in range(0, len(block.items), step))
        else:
            yield block


def _set(report: Report, count: int) -> bytes:
    """`count` is how many notes it holds."""
    with translation.override(report.language):
        contents = _("Contents")
        notice = _("The server has no font for some of the characters here. They are printed by name, in brackets.")
    document = {
        "title": _line(report.title),
        "subtitle": _line(report.subtitle),
        "language": report.language,
        "contents": contents if report.has_contents and count <= MOST_WITH_CONTENTS else "",
        "notice_of_names": notice,
        "has_title": report.has_title,
        "made_at": list(report.made_at.astimezone(UTC).timetuple()[:6]),
        "blocks": _without_gaps([_data(block) for block in report.blocks]),
    }
    return _run(json.dumps(document).encode())


def _without_gaps(blocks: list[JsonObject]) -> list[JsonObject]:
    """Headings that skip no level, which PDF/UA forbids."""
    last = 0
    for block in blocks:
        if block["kind"] == "heading":
            block["level"] = last = min(block["level"], last + 1)
    return blocks


def _run(document: bytes) -> bytes:
    """What Typst says of errors is dropped, since it quotes what people wrote."""
    command = [sys.executable, "-I", str(WORKER)]
    busy = NotPossible(_("The server is too busy to make a PDF just now. Try again in a minute."))
    if not SLOTS.acquire(timeout=LONGEST_WAIT):
        raise busy
    try:
        process = subprocess.run(  # noqa: S603
            command,
            input=document,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=LONGEST,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise busy from None
    finally:
        SLOTS.release()
    return process.stdout


@singledispatch
def _data(block: Block) -> JsonObject:
    raise TypeError(type(block))


@_data.register
def _heading(block: Heading) -> JsonObject:
    return {"kind": "heading", "level": block.level, "text": _line(block.text), "new_page": block.new_page}


@_data.register
def _paragraph(block: Paragraph) -> JsonObject:
    return {"kind": "paragraph", "lines": _lines(block.text), "small": block.small}


@_data.register
def _bullets(block: Bullets) -> JsonObject:
    return {"kind": "bullets", "items": [_line(item) for item in block.items]}


@_data.register
def _table(block: TableBlock) -> JsonObject:
    rows = [[_line(cell) for cell in row] for row in (block.header, *block.rows)]
    return {
        "kind": "table",
        "caption": _line(block.caption),
        "header": rows[0],
        "rows": rows[1:],
        "bars": list(block.bars),
    }


@_data.register
def _quote(block: QuoteBlock) -> JsonObject:
    lines = [line for text in block.lines for line in _lines(text)]
    return {"kind": "quote", "subject": _line(block.subject), "lines": lines, "source": _line(block.source)}


def _line(text: str) -> str:
    return SPACES.sub(" ", sanitize(text)).strip()


def _lines(text: str) -> list[str]:
    return [line for line in sanitize(text).split("\n") if line.strip()]
