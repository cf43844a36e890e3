"""Who may write to a database file now: one thread of this process at a time, in the order in which they came.

SQLite has no queue. Whoever finds it locked sleeps and tries again, up to 0.1 s at a time, and one who comes later may
be first: with many writers some wait for seconds, and some in vain.
"""

from collections import deque
from threading import Event, Lock
from time import monotonic

# Of the threads that serve, these may wait for long; the others stay free for those who only read.
MOST_WAITING = 4
# Longer than any queue of ours takes while writing goes on: the file is held by something else.
SECONDS_TO_MOVE = 0.5


class Busy(Exception):
    """Nobody could write for too long, or too many wait already."""


class Turns:
    def __init__(self):
        self.lock = Lock()
        self.waiting: deque[Event] = deque()
        self.taken = False
        self.since = 0.0

    def take(self, seconds: float) -> None:
        """Waits for the turn, `seconds` at most. Raises Busy."""
        with self.lock:
            if not self.taken:
                self.taken, self.since = True, monotonic()
                return
            if len(self.waiting) >= MOST_WAITING:
                seconds = min(seconds, self.since + SECONDS_TO_MOVE - monotonic())
            if seconds <= 0:
                raise Busy
            mine = Event()
            self.waiting.append(mine)
        if not mine.wait(seconds):
            self._leave(mine)

    def _leave(self, mine: Event) -> None:
        with self.lock:
            if not mine.is_set():  # else it came in the last moment
                self.waiting.remove(mine)
                raise Busy

    def give(self) -> None:
        """To the one who has waited longest."""
        with self.lock:
            self.taken, self.since = bool(self.waiting), monotonic()
            if self.waiting:
                self.waiting.popleft().set()
