"""SQLite takes one server: its threads share the turns of seminar/sqlite/turns.py, and another process would not."""

import fcntl
import os
import sqlite3
import time

from django.utils.translation import gettext as _

# Up to here a rare race between a writing process and another that writes or copies the WAL can spoil the file:
# https://www.sqlite.org/wal.html#walresetbug. Threads that take turns do not run into it.
FIRST_SAFE = (3, 51, 3)
# A server that is being restarted may still be finishing what it has begun.
SECONDS_FOR_THE_FORMER = 6


def claim(database: str) -> int | None:
    """An open file that says so while this process lives, however it ends. None where another one has it."""
    # Beside the database: SQLite's own locks are on the file itself.
    mark = os.open(f"{database}.served", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + SECONDS_FOR_THE_FORMER
    while True:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return mark
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(mark)
                return None
            time.sleep(0.1)


def warning() -> str:
    """What to know about the SQLite that this Python has. Nothing where all is well."""
    if sqlite3.sqlite_version_info >= FIRST_SAFE:
        return ""
    return _(
        "This Python has SQLite %(version)s. While the server runs, avoid commands that write: "
        "before 3.51.3 two processes that write in the same moment can, very rarely, damage the database."
    ) % {"version": sqlite3.sqlite_version}
