"""Reads a request's body in the event loop, so that a slow sender never holds a thread and a cut body calls nothing."""

import asyncio
from collections import Counter
from tempfile import SpooledTemporaryFile
from typing import IO

from seminar.server.client_address import network_of
from seminar.server.refusals import RequestRefused

KIB, MIB = 1024, 1024 * 1024
LARGEST = 4 * MIB
# More than posts/walls/sandbox.py reads: a file somewhat too large comes in, so that the form can name the limit.
LARGEST_IMPORT = 64 * MIB
# What is too large is read to its end and thrown away, since a browser that is cut off shows no answer.
MOST_DISCARDED = 256 * MIB
IN_MEMORY = 512 * KIB  # the rest of a body goes to a temporary file
SECONDS_TO_BEGIN = 10
SLOWEST = 8 * KIB  # bytes a second
# A hall shares one address, so these are far above what a thousand phones send at once.
MOST_REQUESTS = 3000
MOST_BYTES = 256 * MIB
MOST_BYTES_TOGETHER = 1024 * MIB


class Incoming:
    """The bodies that this process has not yet answered: how many, and their bytes, by network."""

    def __init__(self):
        self.requests: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()

    def begin(self, network: str) -> None:
        """Raises RequestRefused."""
        if self.requests[network] >= MOST_REQUESTS:
            raise RequestRefused(503)
        self.requests[network] += 1

    def add(self, network: str, size: int) -> None:
        """Raises RequestRefused. What fits in memory always passes, so that large files never keep notes out."""
        self.bytes[network] += size
        if self.bytes[network] > MOST_BYTES or self.bytes.total() > MOST_BYTES_TOGETHER:
            raise RequestRefused(503)

    def end(self, network: str, size: int) -> None:
        for counter, number in ((self.requests, 1), (self.bytes, size)):
            counter[network] -= number
            if not counter[network]:
                del counter[network]


class Body:
    """`async with Body(scope, receive, incoming) as file`: the whole body, at its start, and `length` in bytes.

    It is not read where the request announces none. Raises RequestRefused: 400 if the body is cut, 408 if it comes too
    slowly, 413 if it is too large, 503 if its network sends too much at once or there is no room for it.
    """

    def __init__(self, scope, receive, incoming: Incoming):
        headers = dict(scope["headers"])
        announced = headers.get(b"content-length")
        self.announced = int(announced) if announced and announced.isdigit() else None
        self.exists = bool(self.announced) or b"transfer-encoding" in headers
        self.asks_first = b"expect" in headers
        self.largest = LARGEST_IMPORT if scope["path"].startswith("/import/") else LARGEST
        self.network = network_of(scope)
        self.receive, self.incoming = receive, incoming
        self.length = self.counted = 0
        self.file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __aexit__

    async def __aenter__(self) -> "Body":
        if self.exists:
            if (self.announced or 0) > (self.largest if self.asks_first else MOST_DISCARDED):
                raise RequestRefused(413)
            self.incoming.begin(self.network)
            try:
                await self.read()
            except BaseException:
                self.close()
                raise
        return self

    async def __aexit__(self, *error) -> None:
        if self.exists:
            self.close()

    def close(self) -> None:
        self.file.close()
        self.incoming.end(self.network, self.counted)

    async def read(self) -> None:
        begun, more = asyncio.get_running_loop().time(), True
        try:
            async with asyncio.timeout(SECONDS_TO_BEGIN) as deadline:
                while more:
                    message = await self.receive()
                    if message["type"] != "http.request":
                        raise RequestRefused(400)
                    self.write(message.get("body", b""))
                    more = message.get("more_body", False)
                    deadline.reschedule(begun + SECONDS_TO_BEGIN + self.length / SLOWEST)
        except TimeoutError:
            raise RequestRefused(408) from None
        except OSError:  # no room on the disk
            raise RequestRefused(503) from None
        if self.announced is not None and self.length != self.announced:
            raise RequestRefused(400)
        if self.length > self.largest:
            raise RequestRefused(413)
        self.file.seek(0)

    def write(self, data: bytes) -> None:
        self.length += len(data)
        if self.length > MOST_DISCARDED:
            raise RequestRefused(413)
        if self.length > self.largest:
            return
        if self.length > IN_MEMORY:
            size, self.counted = self.length - self.counted, self.length
            self.incoming.add(self.network, size)
        self.file.write(data)
