"""Removes what deleted rows leave behind in SQLite's files."""

from django.db import connection


def remove_remains() -> bool:
    """Copies SQLite's log into the database and empties it. Returns False where somebody was reading the log.

    What is deleted is overwritten in the database (settings.DATABASES), but the log holds former pages until then.
    """
    if connection.vendor != "sqlite":
        return True
    connection.ensure_connection()
    connection.acquire_write_lock()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return cursor.fetchone()[0] == 0
    finally:
        connection.release_write_lock()
