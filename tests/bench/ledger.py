"""A thousand scribes save all the time: how long they wait, and whether anything is lost when the server is killed.

`make bench`. Everyone saves notes, edits and drafts, every 3 to 7 seconds. First without faults, on SQLite between two
runs of Django's own, since a machine is not the same from minute to minute; then the server is killed with SIGKILL and
started again, over and over, and afterwards every acknowledged text is looked for in three ways.
"""

import asyncio
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, load

from django.db import connection  # isort: skip

from tests.ledger.day import Day, kill_now_and_then
from tests.ledger.verdict import faults, in_database, in_the_file, judge, on_the_board
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server

CROWDS = [int(number) for number in sys.argv[1:]] or [300, 1000]
THINK, SECONDS, KILLS, ACKS = (3, 7), 20, 20, 10_000
COLUMNS = (
    "what, and how many scribes",
    "saves",
    "saves/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "CPU ms/save",
    "503",
    "other",
)
ROW = "{:<28}" + "{:>12}" * 8


def quiet(name: str, devices: int, aud, log: Path, settings: dict) -> None:
    """Prints one row of the table, without faults."""
    server = Server(log, settings=settings)
    try:
        day = Day(server.port, devices=devices, think=THINK, headers=SECURE, aud=aud)
        used = cpu(server.process.pid)
        uvloop.run(day.go(asyncio.sleep(SECONDS)))
        used = cpu(server.process.pid) - used
    finally:
        server.stop()
    print(row(name, day, SECONDS, 1000 * used / day.book.acks), flush=True)


def row(name: str, day: Day, seconds: float, used: float) -> str:
    cuts = statistics.quantiles(day.book.seconds, n=100)
    waits = (f"{1000 * cuts[place]:.0f}" for place in (49, 94, 98))
    busy, good = day.book.answers[503, True], day.book.answers[200, False]
    other = day.book.answers.total() - busy - good
    name = f"{name}, {len(day.devices)}"
    return ROW.format(name, day.book.acks, f"{day.book.acks / seconds:.0f}", *waits, f"{used:.1f}", busy, other)


def killed(aud, log: Path) -> bool:
    """Whether every acknowledged text is saved, once."""
    server = Server(log)
    try:
        day = Day(server.port, devices=CROWDS[-1], think=THINK, headers=SECURE, aud=aud)
        took = uvloop.run(with_kills(day, server))
        server.kill()
        server.start()
        cookie = f"__Host-sessionid={session_of(aud)}"
        board, file = (read(server.url, day.seminar, cookie) for read in (on_the_board, in_the_file))
    finally:
        server.stop()
    verdict = judge(day.book, {"database": in_database(day.seminar), "board": board, "file": file})
    odd = faults(day.book, day.seminar)
    print(f"\n{KILLS} kills, {day.book.acks} saves acknowledged; answers {dict(day.book.answers)}")
    print(f"  lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, never read {len(verdict.unread)}, odd {odd}")
    waits = f"median {statistics.median(took):.1f} s, slowest {max(took):.1f} s"
    print(f"  from the server up to the last waiting save acknowledged: {waits}", flush=True)
    return not (verdict.lost or verdict.doubled or verdict.unread or odd)


async def with_kills(day: Day, server) -> list[float]:
    took: list[float] = []

    async def nemesis() -> None:
        took.extend(await kill_now_and_then(day, server, times=KILLS, between=(2, 6)))
        while day.book.acks < ACKS:
            await asyncio.sleep(0.1)

    await day.go(nemesis())
    return took


def main() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(ground())
        from tests import make

        aud, log = make.person("Aud"), folder / "server.log"
        print(f"{connection.display_name}, {load()}\n")
        print(ROW.format(*COLUMNS))
        for devices in CROWDS:
            ours, plain = ("Rundebord", {}), ("Django's own", {"DJANGO_SETTINGS_MODULE": "tests.bench.plain"})
            for name, settings in (plain, ours, ours, plain) if connection.vendor == "sqlite" else (ours,):
                quiet(name, devices, aud, log, settings)
        good = killed(aud, log)
        print(("Traceback" in log.read_text() and log.read_text()[-3000:]) or "No traceback in the server's log.")
    sys.exit(not good)


if __name__ == "__main__":
    main()
