"""Where a note comes from and what became of it: parts and wholes, merged notes and what they were merged into."""

from dataclasses import dataclass

from posts.difference import Part, difference
from posts.models import Post


@dataclass
class Lineage:
    """`parts` were cut from the note and `merged` were merged into it; `put_together` are parts that are no more.

    `outgrown` is what changed in the note it was cut from since; `own` what changed in its `first` text.
    """

    parts: list[Post]
    put_together: list[Post]
    merged: list[Post]
    outgrown: list[Part]
    own: list[Part]
    first: str

    @classmethod
    def of(cls, post: Post) -> "Lineage":
        cut = list(post.parts.select_related("group"))
        first = _text(post.text_at(1)) if post.revision > 1 else ""
        return cls(
            parts=[part for part in cut if part.state != Post.State.JOINED],
            put_together=[part for part in cut if part.state == Post.State.JOINED],
            merged=list(post.merged.select_related("group")),
            outgrown=_outgrown(post),
            own=difference(first, _text((post.subject, post.body))) if first else [],
            first=first,
        )


def _outgrown(post: Post) -> list[Part]:
    if not post.outgrown:
        return []
    before, now = (_text(post.split_from.text_at(at)) for at in (post.split_revision, post.split_from.revision))
    return difference(before, now) if before != now else []


def _text(version: tuple[str, str]) -> str:
    return "\n".join(filter(None, version))
