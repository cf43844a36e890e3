"""What a process computes once between two Changes of a seminar, however many people look at it meanwhile.

The number of the last Change comes with the seminar's row, so nothing has to be declared out of date. Only for what
depends on nothing else: not on who has read a note or is on it, on the names of persons, or on the time of day.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction

if TYPE_CHECKING:
    from .seminar import Seminar

Value = TypeVar("Value")
MOST_SEMINARS = 8
MOST_VALUES = 100  # of a seminar


class Values:
    """What was computed of one seminar when `last_change` was its last Change."""

    def __init__(self, last_change: int, followed: dict[Hashable, tuple[int, Any]]) -> None:
        self.last_change = last_change
        self.by_key: dict[Hashable, Any] = {}
        self.followed = followed  # what was last made of some of them, and at which Change


_seminars: OrderedDict[tuple[int, datetime], Values] = OrderedDict()
_lock = Lock()


def until_changed(
    seminar: "Seminar", key: Hashable, make: Callable[[], Value], follow: Callable[[Value, int], Value] | None = None
) -> Value:
    """What `make` returns; the same object until the seminar has changed, so that nobody may change it.

    After that `follow`, where it is given, makes the next one of the last and the number of the Change that it was made
    at. `seminar` was read in this request. In a transaction it is made each time: what that writes may be rolled back.
    """
    if connection.in_atomic_block:
        return make()
    values = _values(seminar)
    if values is None:
        return make()
    try:
        return values.by_key[key]
    except KeyError:
        number, last = values.followed.get(key, (0, None))
        value = follow(last, number) if follow and last is not None else make()
        if follow:
            values.followed[key] = values.last_change, value
        if len(values.by_key) < MOST_VALUES:
            values.by_key[key] = value
        return value


def forget(seminar: "Seminar") -> None:
    """Called when something of the seminar is deleted for good, in that transaction."""

    def drop() -> None:
        with _lock:
            _seminars.pop((seminar.pk, seminar.created_at), None)

    transaction.on_commit(drop, robust=True)


def _values(seminar: "Seminar") -> Values | None:
    """None where the seminar has changed since it was read."""
    place = seminar.pk, seminar.created_at  # a database that was restored or emptied may use the same pk again
    with _lock:
        values = _seminars.get(place)
        if values is None or values.last_change < seminar.last_change:
            values = _seminars[place] = Values(seminar.last_change, values.followed if values else {})
        _seminars.move_to_end(place)
        while len(_seminars) > MOST_SEMINARS:
            _seminars.popitem(last=False)
    return values if values.last_change == seminar.last_change else None
