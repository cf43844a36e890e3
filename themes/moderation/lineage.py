"""Where a note comes from and what became of it: its original and parts, and what it was merged with."""

from dataclasses import dataclass

from posts.models import Post
from posts.text.difference import Part, difference


@dataclass
class Lineage:
    """`parts` were split from the note, and `unsplit` are parts that have been put together again; `merged` were merged
    into it. `source_difference` is what changed since in the note it was split from, `own` what changed in its `first`
    text.
    """

    parts: list[Post]
    unsplit: list[Post]
    merged: list[Post]
    source_difference: list[Part]
    own: list[Part]
    first: str

    @classmethod
    def of(cls, post: Post) -> "Lineage":
        parts = list(post.parts.select_related("group"))
        first = _text(post.text_at(1)) if post.revision > 1 else ""
        return cls(
            parts=[part for part in parts if part.state != Post.State.JOINED],
            unsplit=[part for part in parts if part.state == Post.State.JOINED],
            merged=list(post.merged.select_related("group")),
            source_difference=_source_difference(post),
            own=difference(first, _text((post.subject, post.body))) if first else [],
            first=first,
        )


def _source_difference(post: Post) -> list[Part]:
    if not post.source_changed:
        return []
    before, now = (_text(post.split_from.text_at(at)) for at in (post.split_revision, post.split_from.revision))
    return difference(before, now) if before != now else []


def _text(version: tuple[str, str]) -> str:
    return "\n".join(filter(None, version))
