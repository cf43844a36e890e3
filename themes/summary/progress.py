"""How much of a file is written, for who waits for it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")
_listener: ContextVar[Callable[[float], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[float], None]) -> Iterator[None]:
    """Calls `listener` with shares from 0 to 1, and often. A file that is written in several passes begins again."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def counted(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items, while who listens hears how many of the total were taken."""
    listener = _listener.get()
    if listener is None:
        yield from items
        return
    for number, item in enumerate(items):
        listener(min(1, number / (total or 1)))
        yield item
