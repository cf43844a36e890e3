"""Parts of pages that are rendered once for each state they have been in, not for each reader."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from secrets import token_hex
from sys import getsizeof
from threading import Lock
from typing import Any

from django import template
from django.db import transaction
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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


def render(name: str, context: template.Context, shown: dict[str, Any]) -> SafeString:
    """The template with nothing of the context but the request, and with marks where `Holes.fill` puts in the rest."""
    holes = {"change": Holes.change, "csrf_token": Holes.csrf_token, "request": context["request"]}
    return get_template(name).template.render(context.new(shown | holes))
