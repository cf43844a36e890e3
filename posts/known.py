"""Which entries of a wall are posts already. CSV and Markdown carry no ids, so an entry is told by what it says."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from .walls.wall import Entry, Wall


class Stored(NamedTuple):
    """What is kept of an entry that became a post."""

    post: int
    identity: str
    fingerprint: str


@dataclass
class News:
    """`new`, `known` and `changed` are indexes of the wall's entries; `gone` are posts that the wall has no more."""

    new: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def identity(wall: Wall, entry: Entry) -> str:
    """The same for an entry in every export of its wall, also after its text was edited there."""
    clock = entry.written.clock.isoformat() if entry.written else ""
    if entry.own:
        return _hash(entry.id, entry.author, clock)  # files made by hand may give the same short id to other notes
    if entry.id:
        return _hash(entry.id)
    return _hash(wall.sections[entry.section].title, entry.kind, entry.author, clock)


def fingerprint(wall: Wall, entry: Entry) -> str:
    return _hash(identity(wall, entry), entry.subject, entry.body)


def compare(wall: Wall, stored: list[Stored]) -> News:
    """Pairs entries with posts, each post once: first the same text, then, among the rest, the same identity."""
    news = News()
    same, alike = defaultdict(list), defaultdict(list)
    for row in reversed(stored):
        same[row.fingerprint].append(row)
    left = {row.post: row for row in stored}
    waiting = []
    for index, entry in enumerate(wall.entries):
        rows = same[fingerprint(wall, entry)]
        if rows:
            row = rows.pop()
            news.known[index] = row.post
            del left[row.post]
        else:
            waiting.append((index, identity(wall, entry)))
    for row in left.values():
        alike[row.identity].append(row.post)
    for index, who in waiting:
        if alike[who]:
            news.changed[index] = alike[who].pop(0)
        else:
            news.new.append(index)
    news.gone = [post for posts in alike.values() for post in posts]
    return news


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
