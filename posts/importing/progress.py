"""Shows on standard error how far a long command is."""

import time
from threading import Event, Thread
from typing import TextIO

FIRST = 2.0  # seconds in which nothing is written on a terminal
LIVE, QUIET = 0.5, 30.0  # seconds between two lines on a terminal, and elsewhere
CLEAR = "\r\x1b[K"


class Progress:
    """While it is open, says from time to time what is being done and for how many seconds.

    On a terminal one line is written again and again, and removed at the end. A log gets a line now and then.
    """

    def __init__(self, stream: TextIO, sentence: str, *, first: float | None = None, every: float | None = None):
        self.stream, self.sentence = stream, sentence
        self.is_live = stream.isatty()
        self.first = first if first is not None else FIRST if self.is_live else QUIET
        self.every = every if every is not None else LIVE if self.is_live else QUIET
        self.ended = Event()
        self.thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Progress":
        self.began = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self.thread.join()

    def _run(self) -> None:
        pause = self.first
        while not self.ended.wait(pause):
            line = f"{self.sentence} ({time.monotonic() - self.began:.0f} s)"
            self._write(f"{CLEAR}{line}" if self.is_live else f"{line}\n")
            pause = self.every
        if self.is_live and pause == self.every:
            self._write(CLEAR)

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
