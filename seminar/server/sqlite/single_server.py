"""Makes sure that one server uses the SQLite database: write_lock.py is for threads, not for processes."""

import fcntl
import os
import sqlite3
import time

from django.utils.translation import gettext as _

# Before this version, a rare race between a process that writes and another that writes or checkpoints can corrupt the
# database: https://www.sqlite.org/wal.html#walresetbug. The write lock keeps it from our own threads.
FIRST_SAFE_VERSION = (3, 51, 3)
# The server that this one replaces may still be finishing its requests.
SECONDS_FOR_PREVIOUS_SERVER = 6


def claim(database: str) -> int | None:
    """The descriptor of a locked file, which the process must keep open. None if another server has locked it.

    The operating system releases the lock when the process ends, however it ends. Raises OSError.
    """
    # Beside the database: SQLite's own locks are on the file itself.
    descriptor = os.open(f"{database}.served", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + SECONDS_FOR_PREVIOUS_SERVER
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                return None
            time.sleep(0.1)


def warning() -> str:
    """What to avoid with this version of SQLite. Empty if it is safe."""
    if sqlite3.sqlite_version_info >= FIRST_SAFE_VERSION:
        return ""
    return _(
        "This Python has SQLite %(version)s. While the server runs, avoid commands that write: in versions before "
        "3.51.3, two processes that write at the same moment can, very rarely, damage the database."
    ) % {"version": sqlite3.sqlite_version}
