"""The former texts of a note, each with what was changed in it."""

from itertools import pairwise
from typing import NamedTuple

from .difference import Part, difference
from .models import Post, Revision


class Version(NamedTuple):
    """A former text, with what became of it when it was replaced."""

    former: Revision
    parts: list[Part]


def versions(post: Post) -> list[Version]:
    """Newest first."""
    former = list(post.revisions.stood().select_related("by", "scribe"))
    steps = [Version(old, difference(_text(old), _text(new))) for old, new in pairwise([*former, post])]
    return steps[::-1]


class Aside(NamedTuple):
    """A text that never stood there, with what it would change in the one that stands."""

    text: Revision
    parts: list[Part]


def asides(post: Post) -> list[Aside]:
    """Oldest first, without those that say what stands there anyway."""
    kept = post.revisions.aside().exclude(body=post.body).select_related("by", "scribe")
    return [Aside(text, difference(post.body, text.body)) for text in kept]


def _text(version: Post | Revision) -> str:
    return "\n".join(part for part in (version.subject, version.body) if part)
