"""The stream: raw ASGI, ahead of Django. An open stream holds no thread and no connection to the database."""

import asyncio
import re
import signal
from collections import Counter

from seminar.server.clock import run_clock
from seminar.server.protocol import transport_of
from seminar.server.refusals import refuse
from seminar.server.turns import sender

from .hub import MOST_OF_ONE, Hub
from .reader import Reader

STREAM_PATH = re.compile(r"/s/[-\w]+/(write/)?live")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # else nginx buffers the events
]
# Headers of the view's answer that the page does not get.
NOT_PASSED_ON = {b"live-grant", b"content-type", b"content-length"}


class Live:
    """An ASGI application around Django's `pages`: streams here, everything else there."""

    def __init__(self, pages):
        self.pages = pages
        self.hub: Hub | None = None
        self.answering = 0  # requests that are no stream
        self.streams: Counter[tuple[str, str]] = Counter()  # open and asked for, by path and sender

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and STREAM_PATH.fullmatch(scope["path"]):
            await self.stream_of_one(scope, receive, send)
        else:
            self.answering += 1
            try:
                await self.pages(scope, receive, send)
            finally:
                self.answering -= 1

    def fault(self) -> str:
        return self.hub.fault() if self.hub else "The stream has not started."

    async def lifespan(self, receive, send) -> None:
        await receive()
        self.hub = Hub(lambda: self.answering > 0)
        self.hub.start()
        clock = asyncio.create_task(run_clock())
        close_on_signal(self.hub)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        clock.cancel()
        self.hub.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def stream_of_one(self, scope, receive, send) -> None:
        """One browser that asks for thousands of streams at once keeps no thread from the pages of others."""
        one = (scope["path"], sender(scope))
        if self.streams[one] >= MOST_OF_ONE:
            await refuse(scope, send, 503)
            return
        self.streams[one] += 1
        try:
            if reader := await self.admit(scope, receive, send):
                await self.follow(reader, receive)
        finally:
            self.streams[one] -= 1
            if not self.streams[one]:
                del self.streams[one]

    async def admit(self, scope, receive, send) -> Reader | None:
        """Begins the answer if Django's view grants a stream, and passes the view's answer on if not."""
        start, *rest = await call(self.pages, scope, receive)
        headers = dict(start["headers"])
        grant, transport = headers.pop(b"live-grant", None), transport_of(send)
        if grant is None or transport is None:  # without it, pages poll
            for message in [start, *rest]:
                await send(message)
            return None
        seminar, kind, pk, seen, last, *key = grant.decode().split()
        reader = Reader(
            seminar=int(seminar),
            kind=kind,
            follower=int(pk),
            key="".join(key),
            seen=int(seen),
            is_behind=seen != last,
            transport=transport,
            send=send,
        )
        if not self.hub.room_for(reader):
            await refuse(scope, send, 503)
            return None
        passed_on = [(name, value) for name, value in start["headers"] if name not in NOT_PASSED_ON]
        await send({"type": "http.response.start", "status": 200, "headers": passed_on + HEADERS})
        scope["headers"].clear()  # a kilobyte that nobody asks for while the stream is open
        return reader

    async def follow(self, reader: Reader, receive) -> None:
        reader.open()
        self.hub.add(reader)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.remove(reader)


async def call(application, scope, receive) -> list[dict]:
    """All messages that this ASGI application sends."""
    messages = []

    async def collect(message) -> None:
        messages.append(message)

    await application(scope, receive, collect)
    return messages


def close_on_signal(hub: Hub) -> None:
    """uvicorn waits for open streams before it tells the application to stop, and they would never end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        previous = signal.getsignal(number)

        def stop(number, frame, previous=previous) -> None:
            hub.loop.call_soon_threadsafe(hub.close)
            previous(number, frame)

        signal.signal(number, stop)
