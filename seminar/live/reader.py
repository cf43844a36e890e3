"""One open stream."""

import asyncio
import random
import socket

# Bytes that wait to be read by the page. The operating system holds at most half as many more, not its usual megabytes.
MAX_QUEUE = 256 * 1024
# Milliseconds. A stream that ends says how long to wait before the next, so that not all pages reconnect at once.
MIN_PAUSE, MAX_PAUSE = 500, 3000
# A stream ends now and then, so that the next one checks the session and the access again.
SECONDS_TO_LIVE = 15 * 60


class Reader:
    """`kind` is "member" or "scribe", and `follower` the primary key of that person or scribe.

    `key` is that of the session in which a member is logged in, or of the cookie of a scribe's device. `seen` is the
    number of the last change that was delivered, and `is_behind` whether it was not the last when the stream was asked
    for.

    Writes straight to the connection: passing every event through a task and a future for each reader took ten times as
    long. The connection's buffer is the reader's queue, and it is bounded: a page that does not read is disconnected,
    comes back with its number and goes on from there.
    """

    def __init__(
        self,
        *,
        seminar: int,
        kind: str,
        follower: int,
        key: str,
        seen: int,
        is_behind: bool,
        transport: asyncio.Transport,
        send,
    ):
        self.seminar, self.kind, self.follower, self.key = seminar, kind, follower, key
        self.seen, self.is_behind = seen, is_behind
        self.transport, self.send = transport, send
        self.expires_at = asyncio.get_running_loop().time() + SECONDS_TO_LIVE * random.uniform(0.8, 1.2)  # noqa: S311
        self.was_waiting = False
        self.ending: asyncio.Task | None = None

    def open(self) -> None:
        """Sends the first bytes at once: they show the page that no proxy holds the stream back."""
        if not self.transport.is_closing():
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MAX_QUEUE // 4)
        self.write(b": open\n\n")

    def deliver(self, frames: bytes, last: int) -> None:
        self.seen = last
        if frames:
            self.write(frames)

    def write(self, text: bytes) -> None:
        """As one chunk of the response's body (RFC 9112, section 7.1)."""
        if self.ending is None and not self.transport.is_closing():
            self.transport.write(b"%x\r\n%b\r\n" % (len(text), text))
            if self.transport.get_write_buffer_size() > MAX_QUEUE:
                self.transport.abort()

    def heartbeat(self) -> None:
        """Sends `seen`, which passes over the changes that were not for this page.

        Disconnects a page that has read nothing since the previous heartbeat.
        """
        is_waiting = self.transport.get_write_buffer_size() > 0
        if is_waiting and self.was_waiting:
            self.transport.abort()
        elif asyncio.get_running_loop().time() > self.expires_at:
            self.end()
        else:
            self.write(b"id: %d\n\n" % self.seen)
        self.was_waiting = is_waiting

    def end(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # a page that does not read would keep the stream open
        elif self.ending is None:
            pause = random.randint(MIN_PAUSE, MAX_PAUSE)  # noqa: S311
            message = {"type": "http.response.body", "body": b"retry: %d\n\n" % pause, "more_body": False}
            self.ending = asyncio.get_running_loop().create_task(self.send(message))
