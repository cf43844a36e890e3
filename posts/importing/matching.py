"""Finds the entries of a wall that are posts already, in whatever format it came before."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from posts.walls.traces import Trace
from posts.walls.wall import Entry, Wall


class StoredEntry(NamedTuple):
    """An entry that became a post. `post` is a primary key."""

    post: int
    trace: Trace


@dataclass
class Matches:
    """`new` are indexes of entries, and `erased` those whose post was deleted for good. `known` and `changed` are posts
    by the index of their entry.

    `gone` are posts whose entry is no longer on the wall. Posts are primary keys.
    """

    new: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)

    @property
    def more_gone_than_found(self) -> bool:
        """Whether this seems to be another wall than the one that the posts came from."""
        return len(self.gone) > len(self.known) + len(self.changed)


def compare(traces: list[Trace], stored: list[StoredEntry], *, by_text: bool = True) -> Matches:
    """Matches entries with posts, each post once, by what is most certain first.

    The same text is the same note where its author or its time is too, or where one of the two has neither. The same
    author and time with another text is a note that was changed. Without `by_text`, only ids are compared.
    """
    open_entries, open_posts = dict(enumerate(traces)), {row.post: row.trace for row in stored}
    matches = Matches()

    def match(key: Callable[[Trace], object], test: Callable[[Trace, Trace], bool], found: dict[int, int]) -> None:
        if not open_posts:
            return
        by_key: dict[object, list[int]] = defaultdict(list)
        for post, trace in open_posts.items():
            by_key[key(trace)].append(post)
        for index, trace in list(open_entries.items()):
            candidates = by_key[key(trace)] if key(trace) else []
            same = next((post for post in candidates if test(trace, open_posts[post])), None)
            if same is not None:
                found[index] = same
                candidates.remove(same)
                del open_entries[index], open_posts[same]

    match(lambda trace: trace.id and (trace.id, trace.text), lambda a, b: True, matches.known)
    if by_text:
        match(lambda trace: trace.text, lambda a, b: a.is_by(b) and a.is_of_time(b), matches.known)
        match(lambda trace: trace.text, lambda a, b: a.is_of_time(b), matches.known)
        match(lambda trace: trace.text, lambda a, b: a.is_by(b) and (a.long or a.may_be_of_time(b)), matches.known)
        match(lambda trace: trace.text, lambda a, b: a.is_bare or b.is_bare, matches.known)
    match(lambda trace: trace.id, lambda a, b: True, matches.changed)
    if by_text:
        match(lambda trace: trace.author, lambda a, b: a.is_of_time(b), matches.changed)
    matches.new = list(open_entries)
    matches.gone = list(open_posts)
    return matches


def identity(wall: Wall, entry: Entry) -> str:
    """A hash that is the same for an entry in every export of its wall in one format."""
    clock = entry.written.clock.isoformat() if entry.written else ""
    if entry.own:
        return hash_of(entry.id, entry.author, clock)  # files made by hand may have the same short ids
    if entry.id:
        return hash_of(entry.id)
    return hash_of(wall.sections[entry.section].title, entry.kind, entry.author, clock)


def fingerprint(wall: Wall, entry: Entry) -> str:
    """A hash of the identity and the text of an entry, from which the uid of its post is made."""
    return hash_of(identity(wall, entry), entry.subject, entry.body)


def hash_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
