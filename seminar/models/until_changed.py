"""What a process computes once between two Changes of a seminar, however many people look at it meanwhile.

The number of the last Change comes with the seminar's row, so nothing has to be declared out of date. Only for what
depends on nothing else: not on who has read a note or is on it, on the names of persons, or on the time of day.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from django.db import connection, transaction

if TYPE_CHECKING:
    from .seminar import Seminar

Value = TypeVar("Value")
Place = tuple[int, datetime, Hashable]
# Rows of the database that all values together are made of. A note in a summary takes 0.8 KB.
MOST_ROWS = 60_000


class Made(NamedTuple):
    """A value that was made when `last_change` was the last Change of its seminar, of so many `rows`."""

    last_change: int
    value: Any
    rows: int


class Values:
    """The last used of them: as many as MOST_ROWS allow, and always the last one that was made."""

    def __init__(self) -> None:
        self.by_place: OrderedDict[Place, Made] = OrderedDict()
        self.rows = 0
        self.lock = Lock()
        self.turns: WeakValueDictionary[Place, Any] = WeakValueDictionary()  # locks, while somebody has or wants one

    def get(self, place: Place) -> Made | None:
        with self.lock:
            if place in self.by_place:
                self.by_place.move_to_end(place)
            return self.by_place.get(place)

    def add(self, place: Place, made: Made) -> None:
        """Leaves one that was made after a later Change as it is."""
        with self.lock:
            known = self.by_place.get(place)
            if known and known.last_change > made.last_change:
                return
            self._drop(place)
            self.by_place[place] = made
            self.rows += made.rows
            while self.rows > MOST_ROWS and len(self.by_place) > 1:
                self._drop(next(iter(self.by_place)))

    @contextmanager
    def turn(self, place: Place) -> Iterator[bool]:
        """For one thread at a time: whether it waited for another."""
        with self.lock:
            turn = self.turns.setdefault(place, Lock())
        waited = not turn.acquire(blocking=False)
        if waited:
            turn.acquire()
        try:
            yield waited
        finally:
            turn.release()

    def drop_seminar(self, pk: int) -> None:
        with self.lock:
            for place in [place for place in self.by_place if place[0] == pk]:
                self._drop(place)

    def clear(self) -> None:
        with self.lock:
            self.by_place.clear()
            self.rows = 0

    def _drop(self, place: Place) -> None:
        if dropped := self.by_place.pop(place, None):
            self.rows -= dropped.rows


values = Values()


def until_changed(
    seminar: "Seminar",
    key: Hashable,
    make: Callable[[], Value],
    follow: Callable[[Value, int], Value] | None = None,
    rows: Callable[[Value], int] = lambda value: 1,
) -> Value:
    """What `make` returns; the same object until the seminar has changed, so that nobody may change it.

    Of several threads that ask for it one makes it, and the others wait. After a Change `follow`, where it is given,
    makes the next one of the last and the number of the Change that it was made at. `seminar` was read in this
    request. In a transaction it is made each time: what that writes may be rolled back. `rows` says how many rows of
    the database the value holds.
    """
    if connection.in_atomic_block:
        return make()
    # A database that was restored or emptied may use the same primary key again.
    place = seminar.pk, seminar.created_at, key
    known = values.get(place)
    if known and known.last_change == seminar.last_change:
        return known.value
    with values.turn(place) as waited:
        last = values.get(place)
        # Pages that follow a seminar ask at the same moment. What was made meanwhile is newer than what they had read.
        if last and (last.last_change == seminar.last_change or (waited and last.last_change > seminar.last_change)):
            return last.value
        number = _last_change(seminar) if waited else seminar.last_change
        value = follow(last.value, last.last_change) if follow and last and last.last_change < number else make()
        values.add(place, Made(number, value, rows(value)))
        return value


def _last_change(seminar: "Seminar") -> int:
    """As it is now, so that nobody who waits next has read a later one. 0 where the seminar was deleted."""
    row = type(seminar)._base_manager.filter(pk=seminar.pk)
    return row.values_list("last_change", flat=True).first() or 0


def forget(seminar: "Seminar") -> None:
    """Called when something of the seminar is deleted for good, in that transaction."""
    transaction.on_commit(lambda: values.drop_seminar(seminar.pk), robust=True)
