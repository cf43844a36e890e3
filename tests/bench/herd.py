"""A whole hall opens its pages: a thousand devices within five seconds, each its page and then its stream.

`make bench`. Beside them others save all the while. The result is how long a page took from the request to its last
byte, whether anyone got an error, and what it cost the server.
"""

import asyncio
import re
import statistics
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, load, memory, result

from django.db import connection  # isort: skip

from tests.ledger.day import Day
from tests.ledger.device import Device, read_answer
from tests.seminar.server.serving import Server

COMING, SAVING, SECONDS, THINK = 1000, 100, 5, (3, 7)
LONGEST = 60  # seconds to an answer
LAST_CHANGE = re.compile(rb'data-after="(\d+)"')  # from which the page follows


class Hall:
    """`pages` are the seconds that each page took, `answers` the status of every page and stream."""

    def __init__(self):
        self.devices: list[Device] = []
        self.pages: list[float] = []
        self.answers: Counter = Counter()
        self.streams: list[asyncio.StreamWriter] = []
        self.readers: list[asyncio.StreamReader] = []

    async def come(self) -> None:
        await asyncio.gather(*(self.arrive(device, turn) for turn, device in enumerate(self.devices)))

    async def arrive(self, device: Device, turn: int) -> None:
        await asyncio.sleep(SECONDS * turn / len(self.devices))
        try:
            async with asyncio.timeout(LONGEST):
                await self.open(device)
        except (OSError, EOFError, TimeoutError) as error:
            self.answers[type(error).__name__] += 1

    async def open(self, device: Device) -> None:
        began = perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", device.place.port)
        writer.write(self.request(device, ""))
        status, _, page = await read_answer(reader)
        self.pages.append(perf_counter() - began)
        writer.write(self.request(device, f"live?after={int(LAST_CHANGE.search(page)[1])}"))
        head = await reader.readuntil(b"\r\n\r\n")
        self.answers["page", status] += 1
        self.answers["stream", int(head.split(b" ", 2)[1])] += 1
        self.streams.append(writer)
        self.readers.append(reader)

    def request(self, device: Device, path: str) -> bytes:
        place = device.place
        return f"GET /s/{place.slug}/write/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{place.headers}\r\n".encode()

    def leave(self) -> None:
        for stream in self.streams:
            stream.close()


async def measure(day: Day, hall: Hall, server: Server) -> tuple[float, float, float, float]:
    """Seconds until all pages and streams were open, seconds of processor, MB, and seconds until the server ended."""
    used, empty = cpu(server.process.pid), memory(server.process.pid)
    hall.devices, day.devices = day.devices[SAVING:], day.devices[:SAVING]
    took = 0.0

    async def herd() -> None:
        nonlocal took
        await asyncio.sleep(THINK[1])  # every device that saves has begun
        day.book.seconds.clear()
        began = perf_counter()
        await hall.come()
        took = perf_counter() - began

    await day.go(herd())
    used, weight = cpu(server.process.pid) - used, memory(server.process.pid) - empty
    return took, used, weight / 1024, await asyncio.to_thread(server.stop)


def percentiles(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return "p50/p95/p99 " + "/".join(f"{1000 * cuts[place]:.0f}" for place in (49, 94, 98)) + " ms"


def main() -> None:
    with ground() as folder:
        server = Server(folder / "server.log")
        try:
            print(f"{connection.display_name}, {COMING} come within {SECONDS} s, {SAVING} save; {load()}\n")
            day = Day(server.port, devices=COMING + SAVING, think=THINK, headers=SECURE)
            hall = Hall()
            took, used, weight, seconds_to_stop = uvloop.run(measure(day, hall, server))
        finally:
            server.stop()
        print(f"pages  {percentiles(hall.pages)}; all there after {took:.1f} s; answers {dict(hall.answers)}")
        print(f"saves  {percentiles(day.book.seconds)} meanwhile; answers {dict(day.book.answers)}")
        print(f"cost   {used:.1f} s of processor in all, {weight:.0f} MB more memory")
        result("herd", f"{1000 * statistics.quantiles(hall.pages, n=20)[-1]:.0f} ms")
        result("stop", f"{seconds_to_stop:.1f} s")
    sys.exit(set(hall.answers) != {("page", 200), ("stream", 200)} or not day.book.was_honest())


if __name__ == "__main__":
    main()
