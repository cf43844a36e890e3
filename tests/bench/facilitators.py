"""How long the scribes of a national seminar wait while facilitators look on, and how long their pages take.

`make bench PART=facilitators`. Five hundred scribes save every five seconds, in a seminar that has 5,000 notes. First
nobody looks, then facilitators follow: twelve boards, four pages of the room and four stages, each of a person of its
own. They ask as the pages do (static/js): at most once in so many seconds, and again after three times as long as the
last answer took. It fails where an answer was wrong.
"""

import asyncio
import re
import statistics
import sys
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, result

from django.db import connection  # isort: skip

from seminar.models import Member
from tests import make
from tests.bench.national import fill
from tests.ledger.day import Day
from tests.ledger.device import get
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server

NOTES, SCRIBES, EVERY = 5000, 500, (4, 6)
OPENING, SECONDS = 10, 30  # pages are opened, one every half second; then it is measured
PAGES = {"board": 12, "room": 4, "stage": 4}
EVERY_PAGE = {"board": 2, "room": 1, "stage": 2}  # seconds between two requests, at least
LAST = re.compile(rb'id="undone"[^>]* data-last="(\d+)"')
ROW = "{:<34}{:>9}{:>9}{:>9}{:>9}"


class Page:
    """A page that is open. `seconds` are what its answers took."""

    def __init__(self, day: Day, kind: str, number: int, port: int):
        person = make.person(f"{kind} {number}")
        Member.objects.create(seminar=day.seminar, person=person, role=Member.Role.FACILITATOR)
        self.kind, self.port, self.seconds = kind, port, list[float]()
        self.headers = f"{SECURE}Cookie: __Host-sessionid={session_of(person)}\r\n"
        self.path = f"/s/{day.seminar.slug}/{kind}/"
        self.post, self.since = day.seminar.posts.order_by("pk")[number].pk, day.seminar.changes.last().number
        self.newest = day.seminar.posts.order_by("pk").last().pk

    async def follow(self, wait: float) -> None:
        await asyncio.sleep(wait)
        await self.get(self.path)
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            if self.kind == "board":
                answer = await self.get(f"{self.path}cards/?post={self.post}&newest={self.newest}&since={self.since}")
                self.since = int(LAST.search(answer)[1])
            else:
                await self.get(self.path + ("now/" if self.kind == "room" else ""))
            self.seconds.append(loop.time() - began)
            await asyncio.sleep(max(EVERY_PAGE[self.kind] - self.seconds[-1], 3 * self.seconds[-1]))

    async def get(self, path: str) -> bytes:
        return await get(self.port, path, self.headers)


def work(server: Server, name: str, pages: dict[str, int]) -> tuple[float, float]:
    """The slowest twentieth of the saves, and the median of the pages' answers, in milliseconds. Prints rows."""
    day = Day(server.port, devices=SCRIBES, think=EVERY, headers=SECURE, aud=make.person(name))
    fill(day.seminar, NOTES)
    opened = [Page(day, kind, number, server.port) for kind, many in pages.items() for number in range(many)]
    connection.close()
    used = 0.0

    async def go() -> None:
        nonlocal used

        async def others() -> None:
            nonlocal used
            await asyncio.sleep(EVERY[1])
            following = [
                asyncio.create_task(page.follow(OPENING * place / len(opened))) for place, page in enumerate(opened)
            ]
            await asyncio.sleep(OPENING)
            for page in opened:
                page.seconds.clear()
            day.book.seconds.clear()
            used = cpu(server.process.pid)
            await asyncio.sleep(SECONDS)
            used = cpu(server.process.pid) - used
            for task in following:
                assert not task.done(), task.exception()
                task.cancel()

        await day.go(others())

    uvloop.run(go())
    assert day.book.was_honest(), dict(day.book.answers)
    cuts = [1000 * cut for cut in statistics.quantiles(day.book.seconds, n=20)]
    everything = [took for page in opened for took in page.seconds]
    print(ROW.format(name, f"{cuts[9]:.0f}", f"{cuts[18]:.0f}", day.book.acks, f"{used / SECONDS:.2f}"), flush=True)
    for kind in pages:
        took = [seconds for page in opened if page.kind == kind for seconds in page.seconds]
        slow = statistics.quantiles(took, n=20)[18]
        figures = f"{1000 * statistics.median(took):.0f}", f"{1000 * slow:.0f}", len(took)
        print(ROW.format(f"  {pages[kind]} pages: {kind}", *figures, ""), flush=True)
    return cuts[18], 1000 * statistics.median(everything) if everything else 0.0


def main() -> None:
    with ground() as folder:
        server = Server(folder / "server.log")
        try:
            print(f"{connection.display_name}, {NOTES} notes, {SCRIBES} scribes\n")
            print(ROW.format("", "p50 ms", "p95 ms", "answers", "CPU"))
            alone, _ = work(server, "saves, nobody looks", {})
            followed, page = work(server, f"saves, {sum(PAGES.values())} facilitators look", PAGES)
        finally:
            server.stop()
        result("facilitators", f"{followed:.0f} ms", f"{alone:.0f} ms (nobody looks)")
        result("facilitators-page", f"{page:.0f} ms")


if __name__ == "__main__":
    main()
