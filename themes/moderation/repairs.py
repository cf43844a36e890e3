"""The repairs that an import made in one note: which are still in its text, and the text without one of them."""

from typing import NamedTuple

from posts.models import Post
from posts.walls.repair import undo


class AppliedRepair(NamedTuple):
    """`present` is False where the text no longer has it: undone, written over, or in the author's name."""

    raw: str
    repaired: str
    present: bool


def applied_repairs(post: Post, pairs: list[list[str]]) -> list[AppliedRepair]:
    """`pairs` are (raw, repaired), as the note's Source has them."""
    return [
        AppliedRepair(raw, repaired, present=without_repair(post, pairs, number) != (post.subject, post.body))
        for number, (raw, repaired) in enumerate(pairs)
    ]


def without_repair(post: Post, pairs: list[list[str]], number: int) -> tuple[str, str]:
    """The post's subject and body with repair `number` as the file had it. Raises IndexError where there is none."""
    known = [(raw, repaired) for raw, repaired in pairs]
    (_, subject, body), _ = undo([post.author, post.subject, post.body], known, {known[number]})
    return subject, body
