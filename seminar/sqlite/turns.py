"""Who may write to a database file now: one thread of this process at a time, and nobody is passed over for long.

SQLite has no queue. Whoever finds it locked sleeps and tries again, up to 0.1 s at a time, and one who comes later may
be first: with many writers some wait for seconds, and some in vain.
"""

from collections import deque
from threading import Event, Lock
from time import monotonic

# Longer than any of our own saves takes, on a slow machine too: the file is held by something else. Only the one whose
# turn it is waits on; the other threads stay free for those who read.
SECONDS_TO_MOVE = 2
# Until then, whoever comes to a free file writes at once: nobody waits for a thread that has yet to wake up.
SECONDS_IN_LINE = 0.5


class Busy(Exception):
    """Nobody could write for too long."""


class Waiting:
    def __init__(self):
        self.since, self.called, self.has_turn = monotonic(), Event(), False


class Turns:
    def __init__(self):
        self.lock = Lock()
        self.line: deque[Waiting] = deque()
        self.taken = False
        self.since = 0.0

    def take(self, seconds: float) -> None:
        """Waits for the turn, `seconds` at most. Raises Busy."""
        with self.lock:
            if not self.taken:
                self.taken, self.since = True, monotonic()
                return
            seconds = min(seconds, self.since + SECONDS_TO_MOVE - monotonic())
            if seconds <= 0:
                raise Busy
            mine = Waiting()
            self.line.append(mine)
        while not self._has_turn(mine, seconds):
            pass

    def _has_turn(self, mine: Waiting, seconds: float) -> bool:
        mine.called.wait(max(0, mine.since + seconds - monotonic()))
        with self.lock:
            if mine.has_turn:
                return True
            if not self.taken:
                self.taken, self.since = True, monotonic()
                self.line.remove(mine)
                return True
            mine.called.clear()
            if monotonic() > mine.since + seconds:
                self.line.remove(mine)
                raise Busy
            return False

    def give(self) -> None:
        """Back; straight to the first in line if it has waited for long."""
        with self.lock:
            self.taken, self.since = False, monotonic()
            if self.line:
                first = self.line[0]
                if self.since - first.since > SECONDS_IN_LINE:
                    self.taken = first.has_turn = True
                    self.line.popleft()
                first.called.set()
