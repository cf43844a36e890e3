"""Mending the characters of a wall, whatever format it came from."""

from posts.walls.repair.mending import Mending
from posts.walls.repair.pairs import pairs_of, share
from posts.walls.wall import Entry, Wall


def mend(wall: Wall) -> None:
    """Mends title, introduction, headings and entries; notes on each entry what was changed and what is doubtful.

    A wall in Rundebord's own format is left alone: it was mended when it first came.
    """
    if wall.seminar:
        return
    ff_intact = any("ff" in text for text in [wall.introduction, *(entry.body for entry in wall.entries)])
    wall.title = _mended(wall.title, ff_intact)
    wall.introduction = _mended(wall.introduction, ff_intact)
    for section in wall.sections:
        section.title = _mended(section.title, ff_intact)
    for entry in wall.entries:
        _mend_entry(entry, ff_intact)


def _mended(text: str, ff_intact: bool) -> str:
    mending = Mending(text)
    mending.mend(ff_intact)
    return mending.text


def _mend_entry(entry: Entry, ff_intact: bool) -> None:
    texts = [entry.author, entry.subject, entry.body]
    known = [[edit for _, edit in found] for found in share(texts, entry.repairs)]
    author, subject, body = mendings = [Mending(*text) for text in zip(texts, known, strict=True)]
    author.close_up()
    for mending in mendings:
        mending.mend(ff_intact)
    entry.author, entry.subject, entry.body = author.text, subject.text, body.text
    entry.repairs = [pair for mending in mendings for pair in pairs_of(mending.text, mending.edits)]
    entry.doubts += dict.fromkeys(doubt for mending in mendings for doubt in mending.doubts)
