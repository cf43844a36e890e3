"""The zip of CSV files that Padlet exports since 2025: posts in one file, comments, polls and so on in others."""

from zipfile import ZipInfo

from posts.walls import threads
from posts.walls.columns import SourceTable
from posts.walls.decode import decode
from posts.walls.formats import csv, zipped
from posts.walls.refused import Refused
from posts.walls.wall import Unread, Wall

UNPACKED = 200 * zipped.MIB  # bytes of all files together


def fits(data: bytes) -> bool:
    return zipped.is_zip(data)


def read(data: bytes) -> Wall:
    """Recognizes the files by their headings, not by their names. Raises Refused("archive-…" | "csv-…" | "table-…")."""
    members = [info for info in zipped.members(data, UNPACKED) if not info.filename.startswith("__MACOSX/")]
    texts = {info.filename: _text(data, info) for info in members if _is_csv(info)}
    if not any(texts.values()):
        raise Refused("archive-empty")
    notes = [name for name, text in texts.items() if csv.names_notes(text)]
    tables = [table for name in notes or texts for table in _tables(name, texts[name])]
    wall = threads.assemble("archive", tables)
    wall.unread += [Unread(info.filename) for info in members if not (_is_csv(info) or info.is_dir())]
    if notes:
        wall.unread += [Unread(f"{name}: {text[:500]}") for name, text in texts.items() if text and name not in notes]
    return wall


def _is_csv(info: ZipInfo) -> bool:
    return info.filename.lower().endswith(".csv")


def _text(data: bytes, info: ZipInfo) -> str:
    return decode(zipped.content(data, info)).text


def _tables(name: str, text: str) -> list[SourceTable]:
    try:
        return csv.read_tables(text)
    except Refused as refused:
        raise Refused(refused.code, member=name, **refused.where) from None
