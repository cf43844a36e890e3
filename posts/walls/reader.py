"""Reads any export into a Wall. The format is recognized by the content, never by the file's name.

A new file format is one module in formats/ with `fits` and `read`, and one line in FORMATS.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from posts.walls import mistakes
from posts.walls.decode import Decoded, decode
from posts.walls.formats import (
    archive,
    csv,
    mail,
    markdown,
    outline,
    own,
    padlet_api,
    padlet_wishes,
    pdf,
    refi,
    rows,
    scribe,
    text,
    trello,
    xlsx,
)
from posts.walls.links import restore_labels
from posts.walls.refused import Refused
from posts.walls.repair import repair_wall
from posts.walls.shape import load
from posts.walls.wall import Alarm, Wall
from seminar.text import clean

MIB = 1024 * 1024
# Of a file of plain text, in MiB: ten thousand notes of half a page, which take a few seconds to read.
LARGEST_TEXT = 5
JSON = re.compile(r'\s*(?:\{|\[\s*[\[{"\]])')


@dataclass
class WallFile:
    data: bytes

    @cached_property
    def decoded(self) -> Decoded:
        return decode(self.data)

    @property
    def text(self) -> str:
        return self.decoded.text

    @cached_property
    def json(self) -> Any:
        """None where the file is not JSON. Raises Refused("json-damaged" | "json-deep")."""
        return load(self.text) if JSON.match(self.text) else None


@dataclass(frozen=True)
class Format:
    """`fits` tells whether `read` can read a file. Both get the attribute of WallFile that `content` names."""

    content: Literal["data", "text", "json"]
    fits: Callable[[Any], bool]
    read: Callable[[Any], Wall]


# The first format that fits reads the file. The keys are the values of Wall.format.
FORMATS = {
    "pdf": Format("data", pdf.fits, pdf.read),
    "xlsx": Format("data", xlsx.fits, xlsx.read),
    "refi": Format("data", refi.fits, refi.read),
    "archive": Format("data", archive.fits, archive.read),
    "mail": Format("data", mail.fits, mail.read),
    "own": Format("json", own.fits, own.read),
    "padlet-api": Format("json", padlet_api.fits, padlet_api.read),
    "padlet-wishes": Format("json", padlet_wishes.fits, padlet_wishes.read),
    "trello": Format("json", trello.fits, trello.read),
    "rows": Format("json", rows.fits, rows.read),
    "markdown": Format("text", markdown.fits, markdown.read),
    "outline": Format("text", outline.fits, outline.read),
    "csv": Format("text", csv.fits, csv.read),
    "scribe": Format("text", scribe.fits, scribe.read),
    "text": Format("text", text.fits, text.read),
}


def read(data: bytes, name: str, times: int = 1) -> Wall:
    """The wall in a file, with its characters repaired. The file's `name` gives the title where the file has none.

    Plain text may be `times` as long as usual. Raises Refused: those of mistakes.py, "too-large", "json-unknown" and
    "wall-empty", or the format's.
    """
    mistakes.refuse(data)
    file = WallFile(data)
    for format in FORMATS.values():
        content = getattr(file, format.content)
        if format.content == "text" and len(file.data) > times * LARGEST_TEXT * MIB:
            raise Refused("too-large", limit=times * LARGEST_TEXT)
        if format.content == "text" and file.json is not None:
            break
        if format.fits(content):
            wall = format.read(content)
            if format.content != "data" and (others := file.decoded.others):
                wall.alarms.append(Alarm("encodings", found=len(others), line=others[0]))
            return _finish(wall, name)
    raise Refused("json-unknown", format=_named_format(file.json))


def _named_format(document: Any) -> str:
    """What a JSON file says that it is, else the names of its first parts."""
    if not isinstance(document, dict):
        return type(document).__name__
    named = document.get("format") or document.get("type") or ", ".join(list(document)[:5])
    return str(named)[:60]


def title_of(name: str) -> str:
    """`Padlet - Koret (1).csv` is called `Koret`."""
    stem = re.split(r"[/\\]", name)[-1]
    stem = re.sub(r"\.\w{2,8}$", "", stem)
    return clean(re.sub(r"^Padlet - | \(\d+\)$", "", stem)).strip()


def _finish(wall: Wall, name: str) -> Wall:
    wall.title = wall.title or title_of(name)
    if wall.seminar:
        return wall
    if not wall.entries:
        raise Refused("wall-empty")
    restore_labels(wall)
    repair_wall(wall)
    for entry in wall.entries:
        if entry.edited and entry.written and entry.edited.clock == entry.written.clock:
            entry.edited = None  # Padlet gives every note an "updated" time
    return wall
