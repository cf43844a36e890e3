"""A hall of 1,000 devices behind each shipped proxy, on a server with the command and limits of the shipped unit.

`make bench`. Within five seconds all open their page and its stream; others save all the while. Then a round opens,
and each stream must bring it. The result is how long a page took, what the savers noticed, how soon the last stream
had the change, and how long the server took to stop. It fails where one was refused, where a stream did not bring the
change, or where the server did not stop in the unit's time.
"""

import asyncio
import re
import resource
import shlex
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, ground, load, memory

from django.db import connection, connections  # isort: skip

from tests import make
from tests.bench.herd import COMING, SAVING, SECONDS, THINK, Hall, percentiles
from tests.bench.slow import chosen, proxy
from tests.ledger.day import Day
from tests.seminar.server.serving import ROOT, Server
from tests.seminar.server.test_proxies import PATH

UNIT = (ROOT / "docs/systemd/rundebord.service").read_text()
LONGEST = 30  # seconds until a change is on all pages


def of_unit(name: str) -> str:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)[0]


async def measure(day: Day, hall: Hall) -> tuple[float, float]:
    """Seconds until all pages and streams were open, and until all streams had a change."""
    hall.devices, day.devices = day.devices[SAVING:], day.devices[:SAVING]
    took = reached = 0.0

    async def herd() -> None:
        nonlocal took, reached
        await asyncio.sleep(THINK[1])
        day.book.seconds.clear()
        began = perf_counter()
        await hall.come()
        took = perf_counter() - began
        waiting = [asyncio.create_task(hear(reader)) for reader in hall.readers]
        began = perf_counter()
        await asyncio.to_thread(open_round, day.seminar)
        async with asyncio.timeout(LONGEST):
            await asyncio.gather(*waiting)
        reached = perf_counter() - began

    await day.go(herd())
    hall.leave()
    return took, reached


async def hear(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b'"kind":"dialogueround"')


def open_round(seminar) -> None:
    make.round(seminar, "Andre runde").open()
    connections.close_all()


def main() -> None:
    bad = False
    command, wanted = shlex.split(of_unit("ExecStart"))[1:], int(of_unit("LimitNOFILE"))
    files = min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    assert command == ["manage.py", "serve", "--port", "8000"], "tests/seminar/server/serving.py starts something else"
    names = ["bare", *(name for name in ("caddy", "nginx") if shutil.which(name, path=PATH))]
    print(f"{connection.display_name}, {COMING} come within {SECONDS} s, {SAVING} save; {load()}")
    print(f"LimitNOFILE={wanted}, of which this machine allows {files}")
    for name in chosen(names):
        with ground() as folder, ExitStack() as closing:
            server = Server(folder / "server.log", limits={resource.RLIMIT_NOFILE: files})
            port = closing.enter_context(proxy(name, folder, server))
            day = Day(port, devices=COMING + SAVING, think=THINK, headers=SECURE)
            hall = Hall()
            took, reached = uvloop.run(measure(day, hall))
            weight, stopped = memory(server.process.pid) / 1024, server.stop()
        print(
            f"\n{name:6} pages  {percentiles(hall.pages)}; all there after {took:.1f} s; answers {dict(hall.answers)}"
        )
        print(f"       saves  {percentiles(day.book.seconds)} meanwhile; answers {dict(day.book.answers)}")
        reached_all = f"a round on {len(hall.readers)} streams after {reached:.2f} s"
        print(f"       {reached_all}; {weight:.0f} MB; stopped in {stopped:.1f} s", flush=True)
        bad |= set(hall.answers) != {("page", 200), ("stream", 200)} or not day.book.was_honest()
        bad |= len(hall.readers) != COMING or stopped > int(of_unit("TimeoutStopSec"))
    sys.exit(bad)


if __name__ == "__main__":
    main()
