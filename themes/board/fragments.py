"""Parts of the board's pages that are rendered once for each state they have been in, not for each reader."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from secrets import token_hex
from sys import getsizeof
from threading import Lock
from typing import Any

from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from posts.models import Post
from seminar.models import Seminar

NOT_VALUES = {"suggestions", "was_read", "has_merged", "has_passages"}  # nothing of them is shown, or it is added
MOST_BYTES = 24 * 1024 * 1024  # a card takes 3 to 5 KB, and one with a character beyond Latin-1 twice that


class Fragments:
    """The last used of them, as many as MOST_BYTES hold."""

    def __init__(self) -> None:
        self.by_state: OrderedDict[bytes, SafeString] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, state: bytes) -> SafeString | None:
        with self.lock:
            if (known := self.by_state.get(state)) is not None:
                self.by_state.move_to_end(state)
            return known

    def add(self, state: bytes, made: SafeString) -> None:
        with self.lock:
            if state not in self.by_state:
                self.by_state[state] = made
                self.bytes += getsizeof(made)
            while self.bytes > MOST_BYTES:
                self.bytes -= getsizeof(self.by_state.popitem(last=False)[1])

    def clear(self) -> None:
        with self.lock:
            self.by_state.clear()
            self.bytes = 0


fragments = Fragments()


def digest(state: Iterable[Any]) -> bytes:
    return blake2b(repr([*state]).encode(), digest_size=16).digest()


def rendered(state: Iterable[Any], render: Callable[[], SafeString]) -> SafeString:
    """What `render` returned for the same `state`: every value that it shows, in any order that is always the same.

    Whoever asks has read these values, so nobody is shown a text from here that they may not read.
    """
    key = digest([get_language(), *state])
    if (known := fragments.get(key)) is not None:
        return known
    made = render()
    fragments.add(key, made)
    return made


def forget_fragments(*args: Any) -> None:
    """Called when notes are deleted for good (AFTER_ERASURE in seminar/settings.py)."""
    transaction.on_commit(fragments.clear, robust=True)  # not before: somebody may still read them


class Holes:
    """Marks in a rendered text for what differs from request to request. No text can hold one by chance."""

    change, csrf_token = (f"hole-{name}-{token_hex(8)}" for name in ("change", "token"))

    @classmethod
    def fill(cls, text: str, *, change: int, csrf_token: Callable[[], str]) -> str:
        text = text.replace(cls.change, str(change))
        return text.replace(cls.csrf_token, csrf_token()) if cls.csrf_token in text else text


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
