"""All that a card of the board shows: it is rendered once for each (seminar/server/fragments.py)."""

from typing import Any

from posts.models import Post
from seminar.models import Seminar
from seminar.server.fragments import digest

NOT_VALUES = {"suggestions", "was_read", "has_merged", "has_passages"}  # nothing of them is shown, or it is added


def with_states(posts: list[Post], seminar: Seminar) -> list[Post]:
    """The posts, which nobody changes any more: the state of their cards is worked out once."""
    for post in posts:
        post._state_of_card = _state_of_card(post, seminar)
    return posts


def state_of_card(post: Post, seminar: Seminar) -> list[Any]:
    """All values of the rows that a card shows: whatever the template takes of them is among these."""
    return [getattr(post, "_state_of_card", None) or _state_of_card(post, seminar), post.was_read]


def _state_of_card(post: Post, seminar: Seminar) -> bytes:
    """Without `was_read`, which changes without a Change."""
    related = [post.round, post.group, post.question, getattr(post, "source", None), post.reply_to, post.split_from]
    rows = [post, *related, post.reply_to and post.reply_to.group, getattr(post, "flag", None)]
    for other in post.merged.all():
        rows += [other, other.group]
    for placement in post.placements.all():
        rows += [placement, placement.theme, *placement.passages.all()]
    suggested = [(*values_of(theme), words) for theme, words in post.suggestions]
    place = seminar.slug, seminar.date, seminar.time_zone, seminar.language
    return digest([*map(values_of, rows), suggested, *place])


def values_of(row: Any) -> list[Any]:
    """The fields of a row that were read, and what was annotated."""
    if row is None:
        return []
    return [value for name, value in vars(row).items() if name[0] != "_" and name not in NOT_VALUES]
