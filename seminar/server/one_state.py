"""Reading one state of the database with many queries, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "sqlite": "BEGIN DEFERRED"}


@contextmanager
def one_state() -> Iterator[None]:
    """All queries within see the same state, and nobody waits for them. Within a transaction, or within
    itself, it changes nothing.

    Django's own transactions take SQLite's lock for writing, and on PostgreSQL see what others commit meanwhile.
    """
    if connection.in_atomic_block or getattr(connection, "sees_one_state", False):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    connection.sees_one_state = True
    try:
        yield
    finally:
        connection.sees_one_state = False
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
