"""Parts of the board's pages that are rendered once for each state they have been in, not for each reader."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from secrets import token_hex
from threading import Lock
from typing import Any

from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from posts.models import Post
from seminar.models import Seminar

MOST_FRAGMENTS = 4000  # some 3 KB each

_fragments: OrderedDict[bytes, SafeString] = OrderedDict()
_lock = Lock()


def rendered(state: Iterable[Any], render: Callable[[], SafeString]) -> SafeString:
    """What `render` returned for the same `state`: every value that it shows, in any order that is always the same.

    Whoever asks has read these values, so nobody is shown a text from here that they may not read.
    """
    key = blake2b(repr((get_language(), *state)).encode(), digest_size=16).digest()
    with _lock:
        if (known := _fragments.get(key)) is not None:
            _fragments.move_to_end(key)
            return known
    made = render()
    with _lock:
        _fragments[key] = made
        while len(_fragments) > MOST_FRAGMENTS:
            _fragments.popitem(last=False)
    return made


def forget_fragments(*args: Any) -> None:
    """Called when notes are deleted for good (AFTER_ERASURE in seminar/settings.py)."""
    transaction.on_commit(_clear, robust=True)  # not before: somebody may still read them


def _clear() -> None:
    with _lock:
        _fragments.clear()


class Holes:
    """Marks in a rendered text for what differs from request to request. No text can hold one by chance."""

    change, csrf_token = (f"hole-{name}-{token_hex(8)}" for name in ("change", "token"))

    @classmethod
    def fill(cls, text: str, *, change: int, csrf_token: Callable[[], str]) -> str:
        text = text.replace(cls.change, str(change))
        return text.replace(cls.csrf_token, csrf_token()) if cls.csrf_token in text else text


def state_of_card(post: Post, seminar: Seminar) -> list[Any]:
    """All values of the rows that a card shows: whatever the template takes of them is among these."""
    related = [post.round, post.group, post.question, getattr(post, "source", None), post.reply_to, post.split_from]
    rows = [post, *related, post.reply_to and post.reply_to.group, getattr(post, "flag", None)]
    for other in post.merged.all():
        rows += [other, other.group]
    for placement in post.placements.all():
        rows += [placement, placement.theme, *placement.passages.all()]
    suggested = [(*values_of(theme), words) for theme, words in post.suggestions]
    return [*map(values_of, rows), suggested, seminar.slug, seminar.date, seminar.time_zone]


def values_of(row: Any) -> list[Any]:
    """The fields of a row that were read, and what was annotated."""
    if row is None:
        return []
    return [value for name, value in vars(row).items() if name[0] != "_" and name != "suggestions"]
