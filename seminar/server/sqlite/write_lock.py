"""Lets one thread of this process at a time write to a database file."""

from threading import Condition
from time import monotonic

# Longer than any of our own transactions takes, on a slow machine too. A thread that holds the lock for longer waits
# for another process. It waits alone, so that the other threads stay free to read.
MAX_SECONDS_HELD = 2


class WriteLock:
    """A lock with a time-out.

    A Condition, because a thread that waits for a threading.Lock owns it before it can run: on a busy machine nobody
    writes in the meantime.
    """

    def __init__(self):
        self.released = Condition()
        self.held_since: float | None = None

    def acquire(self, seconds: float) -> bool:
        """Waits at most `seconds`, and not for a thread that has held the lock for MAX_SECONDS_HELD."""
        with self.released:
            if self.held_since is not None:
                seconds = min(seconds, self.held_since + MAX_SECONDS_HELD - monotonic())
            if not self.released.wait_for(lambda: self.held_since is None, seconds):
                return False
            self.held_since = monotonic()
            return True

    def release(self) -> None:
        with self.released:
            self.held_since = None
            self.released.notify()
