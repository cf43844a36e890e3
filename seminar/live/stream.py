"""The stream: raw ASGI, ahead of Django. Open, it holds no thread and no connection to the database."""

import re
import signal

from .hub import Hub
from .reader import Reader

ADDRESS = re.compile(r"/s/[-\w]+/(write/)?live")
MOST_STREAMS = 3000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # nginx would keep the events to itself
]
OF_THE_LEAVE = {b"live-leave", b"content-type", b"content-length"}


class Live:
    """An ASGI application around Django's `pages`: streams here, everything else there."""

    def __init__(self, pages):
        self.pages = pages
        self.hub: Hub | None = None

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and ADDRESS.fullmatch(scope["path"]):
            await self.stream(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    async def lifespan(self, receive, send) -> None:
        await receive()
        self.hub = Hub()
        self.hub.start()
        call_when_stopping(self.hub)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def stream(self, scope, receive, send) -> None:
        """Django says whether this person may follow. Its answer is passed on as it is where that is no."""
        if len(self.hub.all()) >= MOST_STREAMS:
            await refuse(send)
            return
        start, *rest = await answer(self.pages, scope, receive)
        headers = dict(start["headers"])
        leave = headers.pop(b"live-leave", None)
        transport = getattr(getattr(send, "__self__", None), "transport", None)  # uvicorn's; without it, pages poll
        if leave is None or transport is None:
            for message in [start, *rest]:
                await send(message)
            return
        kept = [(name, value) for name, value in start["headers"] if name not in OF_THE_LEAVE]
        await send({"type": "http.response.start", "status": 200, "headers": kept + HEADERS})
        seminar, kind, who, seen = leave.decode().split()
        reader = Reader(seminar=int(seminar), kind=kind, who=int(who), seen=int(seen), transport=transport, send=send)
        await self.follow(reader, receive)

    async def follow(self, reader: Reader, receive) -> None:
        reader.open()
        self.hub.join(reader)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.leave(reader)


async def answer(pages, scope, receive) -> list[dict]:
    messages = []

    async def keep(message) -> None:
        messages.append(message)

    await pages(scope, receive, keep)
    return messages


async def refuse(send) -> None:
    headers = [(b"retry-after", b"30"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body"})


def call_when_stopping(hub: Hub) -> None:
    """uvicorn waits for open streams before it tells the application to stop, and would wait for ever."""
    for number in (signal.SIGINT, signal.SIGTERM):
        former = signal.getsignal(number)

        def stop(number, frame, former=former) -> None:
            hub.loop.call_soon_threadsafe(hub.close)
            former(number, frame)

        signal.signal(number, stop)
