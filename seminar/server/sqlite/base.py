"""Django's SQLite backend, with a lock that lets one thread of this process write at a time.

The lock prevents a race between two connections that write the WAL and copy it into the database
(https://www.sqlite.org/wal.html#walresetbug), and it limits how many threads wait while another process writes.
SQLite's own lock still decides between processes.
"""

import re

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .write_lock import WriteLock

write_locks: dict[str, WriteLock] = {}  # by file
# BEGIN DEFERRED begins to read (seminar/server/one_state.py).
WRITES = re.compile(r"\s*(BEGIN(?!\s+DEFERRED)|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
DEFAULT_TIMEOUT = 5.0  # seconds; sqlite3's own


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the lock from BEGIN to the end of the transaction, however it ends, and for a write outside of one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.write_lock: WriteLock | None = None  # while this connection holds it
        self.execute_wrappers.append(self.lock_to_write)

    def lock_to_write(self, execute, sql, params, many, context):
        """Raises OperationalError if others write for too long."""
        if self.write_lock or not WRITES.match(sql):
            return execute(sql, params, many, context)
        self.acquire_write_lock()
        begun = False
        try:
            result = execute(sql, params, many, context)
            begun = sql.startswith("BEGIN")
            return result
        finally:
            if not begun:
                self.release_write_lock()

    def acquire_write_lock(self) -> None:
        lock = write_locks.setdefault(str(self.settings_dict["NAME"]), WriteLock())
        if not lock.acquire(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT)):
            raise OperationalError("database is locked: others are writing")
        self.write_lock = lock

    def release_write_lock(self) -> None:
        lock, self.write_lock = self.write_lock, None
        if lock:
            lock.release()

    def commit(self) -> None:
        super().commit()
        self.release_write_lock()  # if the commit fails, Django rolls back or closes the connection

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.release_write_lock()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.release_write_lock()
