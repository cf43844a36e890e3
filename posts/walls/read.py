"""Any export to a Wall. The format is told by the content, never by the file's name.

A new file format is one small module with `fits` and `read`, and one line in FORMATS.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from posts.walls.decode import decode
from posts.walls.formats import archive, csv, markdown, own, padlet_api, padlet_wishes, pdf, text, xlsx
from posts.walls.refused import Refused
from posts.walls.repair import mend
from posts.walls.shape import load
from posts.walls.wall import Wall
from seminar.text import clean


@dataclass
class File:
    data: bytes

    @cached_property
    def text(self) -> str:
        return decode(self.data)

    @cached_property
    def json(self) -> Any:
        """None where this is no JSON; Padlet's and our own are objects."""
        return load(self.text) if self.text.lstrip().startswith("{") else None


@dataclass(frozen=True)
class Format:
    """`fits` and `read` are given the file as bytes, as text or as what its JSON says."""

    content: Literal["data", "text", "json"]
    fits: Callable[[Any], bool]
    read: Callable[[Any], Wall]


def _is_pdf(data: bytes) -> bool:
    return data.lstrip()[:5] == b"%PDF-"


def _is_left(text: str) -> bool:
    """Last in the list: the text layer of a PDF, copied and pasted, has no outward sign."""
    return not text.lstrip().startswith("{")


FORMATS = {
    "pdf": Format("data", _is_pdf, pdf.read),
    "xlsx": Format("data", xlsx.fits, xlsx.read),
    "archive": Format("data", archive.fits, archive.read),
    "own": Format("json", own.fits, own.read),
    "padlet-api": Format("json", padlet_api.fits, padlet_api.read),
    "padlet-wishes": Format("json", padlet_wishes.fits, padlet_wishes.read),
    "markdown": Format("text", markdown.fits, markdown.read),
    "csv": Format("text", csv.fits, csv.read),
    "text": Format("text", _is_left, text.read),
}


def read(data: bytes, name: str) -> Wall:
    """`name` gives the title where the file has none. Raises Refused."""
    file = File(data)
    _refuse_others(file)
    for format in FORMATS.values():
        content = getattr(file, format.content)
        if format.fits(content):
            return _finished(format.read(content), name)
    raise Refused("json-unknown")


def title_of(name: str) -> str:
    """`Padlet - Koret (1).csv` is called `Koret`."""
    stem = re.split(r"[/\\]", name)[-1]
    stem = re.sub(r"\.\w{2,8}$", "", stem)
    return clean(re.sub(r"^Padlet - | \(\d+\)$", "", stem)).strip()


def _refuse_others(file: File) -> None:
    """Raises Refused for what people pick by mistake. A file that is none of our formats must not be called damaged."""
    if not file.data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise Refused("empty")
    if file.data.startswith(b"\xd0\xcf\x11\xe0"):  # OLE: an Excel file with a password, or one from before 2007
        raise Refused("xlsx-locked")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml)", file.data[:1000], re.IGNORECASE):
        raise Refused("html")


def _finished(wall: Wall, name: str) -> Wall:
    wall.title = wall.title or title_of(name)
    if wall.format == "own":
        return wall
    if not wall.entries:
        raise Refused("text-no-entries")
    mend(wall)
    for entry in wall.entries:
        if entry.edited and entry.written and entry.edited.clock == entry.written.clock:
            entry.edited = None  # Padlet says "updated" of every note
    return wall
