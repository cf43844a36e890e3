"""Whether the server's memory grows while a thousand scribes save every five seconds, and pages are opened.

`make bench PART=soak`: two minutes, and an hour with LONG=1. Meanwhile somebody opens the board, the room or
the stage, and a device its page, every second. Memory is read every second, and each row is the median of a tenth of
the run. It fails where a save was lost. Memory that grows by itself would go on growing in the second half.
"""

import asyncio
import os
import statistics
import sys
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, memory, result

from django.db import connection  # isort: skip

from tests import make
from tests.ledger.day import Day
from tests.ledger.device import get
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server

SCRIBES, EVERY = 1000, (4, 6)
SECONDS, PARTS = (3600 if os.environ.get("LONG") else 120), 10
KINDS = ["type"] * 14 + ["write", "edit"]  # a note of each scribe in a minute or two
PAGES = ("board", "room", "stage", "summary")
ROW = "{:>10}{:>10}{:>10}"


class Watch:
    """`rows` are the seconds since it began, KB of memory, and the saves so far."""

    def __init__(self, server: Server, day: Day, session: str):
        self.pid, self.day, self.port = server.process.pid, day, server.port
        self.rows: list[tuple[float, int, int]] = []
        self.headers = f"{SECURE}Cookie: __Host-sessionid={session}\r\n"

    async def go(self) -> None:
        loop = asyncio.get_running_loop()
        began, turn = loop.time(), 0
        while loop.time() - began < SECONDS:
            await get(self.port, f"/s/{self.day.seminar.slug}/{PAGES[turn % len(PAGES)]}/", self.headers)
            device = self.day.devices[turn % len(self.day.devices)]
            await get(self.port, f"/s/{self.day.seminar.slug}/write/", device.place.headers)
            turn += 1
            self.rows.append((loop.time() - began, memory(self.pid), self.day.book.acks))
            await asyncio.sleep(max(0, began + turn - loop.time()))


def main() -> None:
    with ground() as folder:
        server = Server(folder / "server.log")
        try:
            aud = make.person("Aud")
            day = Day(server.port, devices=SCRIBES, think=EVERY, headers=SECURE, aud=aud)
            for device in day.devices:
                device.kinds = KINDS
            watch, empty = Watch(server, day, session_of(aud)), memory(server.process.pid)
            connection.close()
            uvloop.run(day.go(watch.go()))
            used = cpu(server.process.pid)
        finally:
            server.stop()
        assert day.book.was_honest(), dict(day.book.answers)
        print(f"{connection.display_name}, {SCRIBES} scribes, {SECONDS} s, {used:.0f} s of processor\n")
        print(ROW.format("second", "MB", "saves"))
        print(ROW.format(0, f"{empty / 1024:.0f}", 0))
        size = max(1, len(watch.rows) // PARTS)
        parts = [watch.rows[start : start + size] for start in range(0, size * PARTS, size)]
        for part in parts:
            seconds, weight, saves = map(statistics.median, zip(*part, strict=True))
            print(ROW.format(f"{seconds:.0f}", f"{weight / 1024:.0f}", f"{saves:.0f}"))
        half, end = (statistics.median(row[1] for row in parts[place]) / 1024 for place in (PARTS // 2 - 1, -1))
        notes = len(day.book.notes)
        result(
            "soak",
            f"{half:.0f} MB half way, {end:.0f} MB at the end ({SECONDS} s, {notes} notes)",
            f"{empty / 1024:.0f} MB",
        )


if __name__ == "__main__":
    main()
