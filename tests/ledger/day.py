"""A seminar in which many devices write while something goes wrong at random moments."""

import asyncio
import random
import time

from seminar.models import Group, Scribe
from tests import make
from tests.seminar.live.listener import cookie_of
from tests.seminar.server.serving import PATIENCE

from .book import Book
from .device import Device, Place

SCRIBES_A_GROUP = 5
FEWEST = 30  # saves from which something can be concluded


class Day:
    """`aud` organizes. `think` are the fewest and the most seconds between two saves of a device."""

    def __init__(self, port: int, *, devices: int, think: tuple[float, float], headers: str = "", aud=None):
        self.book, self.chance = Book(), random.Random(7)
        self.aud = aud or make.person("Aud")
        self.seminar = make.seminar(by=self.aud)
        round = make.round(self.seminar)
        round.add_questions(["Kva manglar?", "Kven kan hjelpe?"])
        round.open()
        where = {"round": round.uid, "questions": list(self.seminar.questions.values_list("pk", "uid"))}
        self.devices = []
        for scribe in self.scribes(devices):
            cookie = f"Cookie: {cookie_of(scribe)}\r\n"
            place = Place(port, self.seminar.slug, scribe.pk, headers + cookie, **where)
            self.devices.append(Device(place, self.book, random.Random(self.chance.random()), think))

    def scribes(self, number: int) -> list[Scribe]:
        groups = Group.objects.bulk_create(
            Group(seminar=self.seminar, number=place, name=f"Bord {place}")
            for place in range(1, number // SCRIBES_A_GROUP + 2)
        )
        return Scribe.objects.bulk_create(
            Scribe(seminar=self.seminar, group=groups[place // SCRIBES_A_GROUP], name=f"Signe {place}")
            for place in range(number)
        )

    async def go(self, nemesis, *, least: int = FEWEST) -> None:
        """All devices write until the nemesis is done, and until so many saves, and each last one, are acknowledged."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for device in self.devices:
                group.create_task(device.work(stop))
            try:
                await nemesis
                async with asyncio.timeout(PATIENCE):
                    while self.book.acks < least:
                        await asyncio.sleep(0.01)
            finally:
                stop.set()

    async def recovery(self, seconds: float = 60) -> float:
        """Seconds until every save that waits now has been acknowledged."""
        began, waiting = time.monotonic(), set(self.book.waiting)
        while waiting & self.book.waiting:
            assert time.monotonic() - began < seconds, f"{len(waiting & self.book.waiting)} saves still wait"
            await asyncio.sleep(0.01)
        return time.monotonic() - began


async def kill_now_and_then(day: Day, server, *, times: int, between: tuple[float, float]) -> list[float]:
    """Kills the server `times` times, and starts it again.

    Returns, for each start, the seconds until every save that was waiting had been acknowledged.
    """
    took = []
    for _ in range(times):
        await asyncio.sleep(day.chance.uniform(*between))
        server.kill()
        await asyncio.to_thread(server.start)
        took.append(await day.recovery())
    return took
