"""REFI-QDA 1.0, in which programs for qualitative analysis exchange projects (.qdpx) and codebooks (.qdc).

What is read becomes a document of our own format, so that a project comes in as a seminar: codes as themes, cases as
rounds, groups and questions, codings as placements and marked words with those who made them.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from posts.walls.decode import decode
from posts.walls.formats import own, zipped
from posts.walls.formats.refi_codes import Codes, local
from posts.walls.formats.refi_project import ProjectReader
from posts.walls.mistakes import CODEBOOK
from posts.walls.refused import Refused
from posts.walls.wall import Wall

UNPACKED = 200 * zipped.MIB  # bytes of all files together
LARGEST_XML = 40 * zipped.MIB
DECLARATIONS = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def fits(data: bytes) -> bool:
    if zipped.is_zip(data):
        return any(info.filename.lower().endswith(".qde") for info in zipped.members(data, UNPACKED))
    return bool(CODEBOOK.search(data[:2000]))


def read(data: bytes) -> Wall:
    """Raises Refused("refi-…" | "archive-…")."""
    return _wall(_project(data) if zipped.is_zip(data) else _codebook(data))


def _wall(document: dict[str, Any]) -> Wall:
    wall = own.read(document)
    wall.format = "refi"
    return wall


def _project(data: bytes) -> dict[str, Any]:
    files = {info.filename: info for info in zipped.members(data, UNPACKED)}
    [name, *_others] = sorted(one for one in files if one.lower().endswith(".qde"))
    if files[name].file_size > LARGEST_XML:
        raise Refused("archive-size")
    xml = _parsed(zipped.content(data, files[name]))
    if local(xml) != "Project":
        raise Refused("refi-unknown")

    def text_of(path: str) -> bytes | None:
        """The file that a source names. Only those in the archive are read."""
        place = f"sources/{path.removeprefix('internal://')}"
        info = files.get(place) or files.get(place.replace("sources/", "Sources/"))
        return zipped.content(data, info) if info and path.startswith("internal://") else None

    return ProjectReader(xml, text_of).document()


def _codebook(data: bytes) -> dict[str, Any]:
    codes = Codes(_parsed(data))
    if not codes.themes:
        raise Refused("refi-no-codes")
    return _document(codes.themes)


def _document(themes: list[dict[str, Any]]) -> dict[str, Any]:
    """What a codebook does not say of a seminar is as in a new one."""
    seminar = {"title": "REFI-QDA", "slug": "refi-qda", "date": None, "language": "nb", "time_zone": "Europe/Oslo"}
    seminar |= {"introduction": "", "owner": "", "source_url": ""}
    lists = {"rounds": [], "groups": [], "themes": themes, "posts": []}
    return {"format": "rundebord", "version": 1, "seminar": seminar} | lists


def _parsed(data: bytes) -> Element:
    """Without declarations of types and entities, by which a file could name other files, or fill the memory."""
    text = decode(data).text
    if DECLARATIONS.search(text):
        raise Refused("refi-declares")
    try:
        return fromstring(text)  # noqa: S314 - it declares no entities
    except (ParseError, ValueError):
        raise Refused("refi-damaged") from None
