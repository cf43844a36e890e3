"""One open stream."""

import asyncio
import random
import socket

# In bytes; the system holds at most half as much again, where it could be megabytes.
LONGEST_QUEUE = 256 * 1024
# A stream that ends says how long to wait before the next, so that all do not come back in one moment.
SHORTEST_PAUSE, LONGEST_PAUSE = 500, 3000
# Now and then a stream is ended, and with the next one log-in and access are checked from the beginning.
SECONDS_TO_LIVE = 15 * 60


class Reader:
    """For whom it is, a "member" by person or a "scribe", and the number of the last change it has been told of.

    Writes straight to the connection: passing every event through a task and a future for each reader took ten times as
    long. What waits there is the reader's queue, and it is bounded: who does not read is cut off, comes back with its
    number and goes on from there.
    """

    def __init__(self, *, seminar: int, kind: str, who: int, seen: int, transport: asyncio.Transport, send):
        self.seminar, self.kind, self.who, self.seen = seminar, kind, who, seen
        self.transport, self.send = transport, send
        self.until = asyncio.get_running_loop().time() + SECONDS_TO_LIVE * random.uniform(0.8, 1.2)  # noqa: S311
        self.waited = False
        self.ending: asyncio.Task | None = None

    def open(self) -> None:
        """The first bytes show the page that nothing on the way keeps them back."""
        if not self.transport.is_closing():
            line = self.transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST_QUEUE // 4)
        self.write(b": open\n\n")

    def tell(self, frames: bytes, last: int) -> None:
        self.seen = last
        if frames:
            self.write(frames)

    def write(self, text: bytes) -> None:
        if self.ending is None and not self.transport.is_closing():
            self.transport.write(b"%x\r\n%b\r\n" % (len(text), text))
            if self.transport.get_write_buffer_size() > LONGEST_QUEUE:
                self.transport.abort()

    def beat(self) -> None:
        """A sign of life, and the page's place: of what was not for it, it has heard nothing. Whoever has read nothing
        since the one before is not there any more."""
        waits = self.transport.get_write_buffer_size() > 0
        if waits and self.waited:
            self.transport.abort()
        elif asyncio.get_running_loop().time() > self.until:
            self.end()
        else:
            self.write(b"id: %d\n\n" % self.seen)
        self.waited = waits

    def end(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # its last words would be waited for
        elif self.ending is None:
            pause = random.randint(SHORTEST_PAUSE, LONGEST_PAUSE)  # noqa: S311
            last_words = {"type": "http.response.body", "body": b"retry: %d\n\n" % pause, "more_body": False}
            self.ending = asyncio.get_running_loop().create_task(self.send(last_words))
