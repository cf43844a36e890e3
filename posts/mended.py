"""One note's mends from its import: which still stand in its text, and the text without one of them."""

from typing import NamedTuple

from .models import Post
from .walls.repair import put_back


class Mended(NamedTuple):
    """`stands` is False where the text no longer holds it: put back, written over, or in the author's name."""

    raw: str
    repaired: str
    stands: bool


def mended(post: Post, pairs: list[list[str]]) -> list[Mended]:
    return [
        Mended(*pair, stands=without(post, pairs, number) != (post.subject, post.body))
        for number, pair in enumerate(pairs)
    ]


def without(post: Post, pairs: list[list[str]], number: int) -> tuple[str, str]:
    """The post's subject and body with mend `number` as the export had it. Raises IndexError where there is none."""
    known = [tuple(pair) for pair in pairs]
    (_, subject, body), _ = put_back([post.author, post.subject, post.body], known, {known[number]})
    return subject, body
