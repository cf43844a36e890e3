"""The earlier versions of a note, and the texts that were set aside, each with what is different in it."""

from itertools import pairwise
from typing import NamedTuple

from posts.models import Post, Revision
from posts.text.difference import Part, difference, whole


class Version(NamedTuple):
    """An earlier text, with what became of it when it was replaced."""

    former: Revision
    parts: list[Part]


def versions(post: Post) -> list[Version]:
    """Newest first."""
    former = list(post.revisions.stood().select_related("by", "scribe"))
    texts = [whole(version.subject, version.body) for version in (*former, post)]
    steps = [Version(old, difference(*pair)) for old, pair in zip(former, pairwise(texts), strict=True)]
    return steps[::-1]


class Aside(NamedTuple):
    """A text that was set aside, with how the current text differs from it."""

    text: Revision
    parts: list[Part]


def asides(post: Post) -> list[Aside]:
    """Oldest first, without those that are equal to the current text."""
    rows = post.revisions.aside().exclude(body=post.body).select_related("by", "scribe")
    return [Aside(row, difference(post.body, row.body)) for row in rows]
