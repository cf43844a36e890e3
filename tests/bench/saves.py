"""Saves on the real server: how many it takes when 16 wait all the time, and how long 1,000 scribes wait.

`make bench PART=saves`. Notes, edits and drafts as a device sends them (tests/ledger). Sixteen devices save as fast as
they are answered, first alone, then while a hall follows what happens; then a thousand save every five seconds. The
baseline is a transaction with two rows, written by the database's own driver, in the same run.
"""

import asyncio
import sqlite3
import statistics
import sys
import time
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, result

import psycopg  # isort: skip
from django.db import connection  # isort: skip

from tests import make
from tests.bench.herd import Hall
from tests.ledger.day import SCRIBES_A_GROUP, Day
from tests.seminar.server.serving import Server, database_url

AT_ONCE, SECONDS, FOLLOWING = 16, 6, 300
SCRIBES, EVERY = 1000, 5
TABLES = (
    "CREATE TABLE IF NOT EXISTS bench_note (id integer, body text)",
    "CREATE TABLE IF NOT EXISTS bench_change (id integer, body text)",
)
ROW = "{:<44}{:>9}{:>9}{:>9}{:>14}"


def by_hand() -> float:
    """Transactions of two rows each second, one after another, as safe from a power cut as ours."""
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=20)
        raw.execute("PRAGMA synchronous=FULL")
        place = "?"
    else:
        raw, place = psycopg.connect(database_url(), autocommit=True), "%s"
    for table in TABLES:
        raw.execute(table)
    began, number = time.perf_counter(), 0
    while time.perf_counter() - began < 2:
        number += 1
        raw.execute("BEGIN")
        for table in ("bench_note", "bench_change"):
            raw.execute(f"INSERT INTO {table} VALUES ({place}, {place})", (number, "Ein benk ved brua." * 5))
        raw.execute("COMMIT")
    raw.close()
    return number / (time.perf_counter() - began)


def save(
    server: Server, name: str, devices: int, think: tuple[float, float], following: int = 0
) -> tuple[float, float]:
    """Saves each second, and the slowest twentieth in milliseconds. Prints a row; fails where one was not answered."""
    number = max(devices, SCRIBES_A_GROUP * AT_ONCE) + following
    day = Day(server.port, devices=number, think=think, headers=SECURE, aud=make.person(name))
    seconds = SECONDS + 2 * think[1]
    followers = day.devices[len(day.devices) - following :]
    apart = 1 if devices > AT_ONCE else SCRIBES_A_GROUP  # a group sends no more than 300 notes a minute
    day.devices = day.devices[: devices * apart : apart]
    used = 0.0

    async def go() -> None:
        nonlocal used
        hall = Hall()
        for device in followers:
            await hall.open(device)
        used = cpu(server.process.pid)
        await day.go(asyncio.sleep(seconds))
        used = cpu(server.process.pid) - used
        hall.leave()

    uvloop.run(go())
    assert day.book.was_honest(), dict(day.book.answers)
    cuts = [1000 * cut for cut in statistics.quantiles(day.book.seconds, n=20)]
    rate = day.book.acks / seconds
    print(
        ROW.format(name, f"{rate:.0f}", f"{cuts[9]:.0f}", f"{cuts[18]:.0f}", f"{1000 * used / day.book.acks:.1f}"),
        flush=True,
    )
    return rate, cuts[18]


def main() -> None:
    with ground() as folder:
        server = Server(folder / "server.log")
        try:
            print(f"{connection.display_name}\n")
            print(ROW.format("", "saves/s", "p50 ms", "p95 ms", "CPU ms/save"))
            floor = by_hand()
            alone, _ = save(server, f"{AT_ONCE} at once", AT_ONCE, (0, 0))
            followed, _ = save(server, f"{AT_ONCE} at once, {FOLLOWING} follow", AT_ONCE, (0, 0), FOLLOWING)
            floor = statistics.mean([floor, by_hand()])
            _, slow = save(server, f"{SCRIBES} scribes, each every {EVERY} s", SCRIBES, (EVERY, EVERY))
        finally:
            server.stop()
        result("saves", f"{alone:.0f}/s, 1/{floor / alone:.0f}", f"{floor:.0f}/s")
        result("saves-followed", f"{followed / alone:.2f}x", "1")
        result("scribes", f"{slow:.0f} ms")


if __name__ == "__main__":
    main()
