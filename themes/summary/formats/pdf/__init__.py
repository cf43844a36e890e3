"""The report as a tagged PDF (PDF/UA-1) with bookmarks, set by Typst.

Typst runs in a process of its own, which knows no secrets, gives its memory back and ends where it takes too long.
"""

import json
import re
import subprocess
import sys
from datetime import UTC
from functools import singledispatch
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from posts.text.sanitize import sanitize
from seminar.models import NotPossible
from themes.summary.blocks import Block, Bullets, Heading, Paragraph, QuoteBlock, TableBlock
from themes.summary.report import Extent, build_report
from themes.summary.summary import Summary

WORKER = Path(__file__).with_name("worker.py")
LONGEST = 120  # seconds
LONGEST_WAIT = 30  # seconds for a free slot, since who waits holds a thread that serves pages
MOST_NOTES = 5_000  # Typst then takes 600 MB
MOST_WITH_CONTENTS = 2_000  # notes: page numbers take a second pass, and half as much memory again
SPACES = re.compile(r"[^\S\u00a0]+")  # a number is not parted from its word where a space says so
SLOTS = BoundedSemaphore(1)

JsonObject = dict[str, Any]


def write(summary: Summary, extent: str = Extent.WHOLE) -> bytes:
    """Raises NotPossible where there are too many notes, or the server is too busy, and as `build_report` does."""
    if extent != Extent.SHORT and (count := len(summary.notes)) > MOST_NOTES:
        limits = {"count": count, "limit": MOST_NOTES}
        raise NotPossible(
            _("There are %(count)d notes, and a PDF holds %(limit)d. Use the filter, or another format.") % limits
        )
    report = build_report(summary, extent)
    with translation.override(report.language):
        contents = _("Contents")
    document = {
        "title": _line(report.title),
        "subtitle": _line(report.subtitle),
        "language": report.language,
        "contents": contents if report.has_contents and len(summary.notes) <= MOST_WITH_CONTENTS else "",
        "has_title": report.has_title,
        "made_at": list(report.made_at.astimezone(UTC).timetuple()[:6]),
        "blocks": _without_gaps([_data(block) for block in report.blocks]),
    }
    return _set(json.dumps(document).encode())


def _without_gaps(blocks: list[JsonObject]) -> list[JsonObject]:
    """Headings that skip no level, which PDF/UA forbids."""
    last = 0
    for block in blocks:
        if block["kind"] == "heading":
            block["level"] = last = min(block["level"], last + 1)
    return blocks


def _set(document: bytes) -> bytes:
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
