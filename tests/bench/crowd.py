"""The load of the live benchmark: many readers, and a few who post at a steady pace."""

import asyncio
import re
import time
from collections.abc import Sequence

EVENT = re.compile(rb'"subject":(\d+)')
AT_ONCE = 50


class Readers:
    """`arrivals[subject]` are the times at which its change arrived, one for each reader."""

    def __init__(self):
        self.arrivals: dict[int, list[float]] = {}
        self.lines: list[asyncio.StreamWriter] = []
        self.listening: set[asyncio.Task] = set()

    async def come(self, port: int, requests: Sequence[bytes]) -> None:
        for start in range(0, len(requests), AT_ONCE):
            await asyncio.gather(*(self.open(port, request) for request in requests[start : start + AT_ONCE]))

    async def open(self, port: int, request: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await reader.readuntil(b": open\n\n")
        self.lines.append(writer)
        self.listening.add(asyncio.create_task(self.listen(reader)))

    async def listen(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(65536):
            now = time.perf_counter()
            for subject in EVENT.findall(data):
                self.arrivals.setdefault(int(subject), []).append(now)

    def leave(self) -> None:
        for line in self.lines:
            line.close()


def sessions_of(person, number: int) -> list[str]:
    """Keys of so many sessions, since one of them may have a few streams only."""
    from django.contrib.sessions.models import Session

    from tests.seminar.live.listener import session_of

    known = Session.objects.get(pk=session_of(person))
    rows = [
        Session(session_key=f"{turn:0>32}", session_data=known.session_data, expire_date=known.expire_date)
        for turn in range(number)
    ]
    Session.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.session_key for row in rows]


async def post_all(port: int, requests: dict[int, bytes], *, each_second: int) -> dict[int, float]:
    """Sends them at this pace, however long the answers take; when each was sent, by subject."""
    sent: dict[int, float] = {}
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for turn, (subject, request) in enumerate(requests.items()):
            await asyncio.sleep(max(0, started + turn / each_second - time.perf_counter()))
            sent[subject] = time.perf_counter()
            group.create_task(post(port, request))
    return sent


async def post(port: int, request: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    assert answer.split(b" ", 2)[1] in (b"200", b"302"), answer[:300]
