"""Tells those who follow a seminar that it has changed, once the change is committed."""

import json
from collections.abc import Callable

from django.db import connection, transaction

CHANNEL = "seminar_changes"  # of PostgreSQL's LISTEN and NOTIFY
NOTIFY = "pg_notify(%s, %s)"  # with the values of `notification`, also as a part of another statement
# Called with a seminar's primary key (None: any seminar may have changed) and an ephemeral event (None: a Change).
Listener = Callable[[int | None, dict | None], None]
# The hub of this process, while it runs.
listeners: list[Listener] = []


def notify(seminar_pk: int, ephemeral: dict | None = None) -> None:
    """Call it in the transaction that changes the seminar. Listeners are called when that has been committed.

    An ephemeral event is too small and too short-lived for a Change, such as who is looking at which note. Members who
    follow the seminar now receive it, or only the open pages of the scribe whose primary key it has as `scribe`. It is
    not stored.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {NOTIFY}", notification(seminar_pk, ephemeral))
    else:
        # Not a partial: Django names a hook that failed, and a partial has no name.
        transaction.on_commit(lambda: publish(seminar_pk, ephemeral), robust=True)


def notification(seminar_pk: int, ephemeral: dict | None = None) -> list[str]:
    return [CHANNEL, json.dumps([seminar_pk, ephemeral])]


def publish(seminar_pk: int | None, ephemeral: dict | None = None) -> None:
    """Calls the listeners of this process."""
    for listener in listeners:
        listener(seminar_pk, ephemeral)
