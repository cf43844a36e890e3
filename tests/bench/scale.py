"""How many machines for how many people: costs that are measured now, and a simulation that multiplies them.

`make bench`. Measures on the real server and PostgreSQL what a save, a page, a stream and the news of a change cost in
processor time, how fast one seminar and one database can be written, and what a note and a stream take in bytes. Then
it fills cells with generated seminars: a cell is one PostgreSQL database with the servers in front of it, and a seminar
lies in one cell.
"""

import asyncio
import heapq
import math
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import uvloop

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.common import SECURE, cpu, ground, load, memory

from django.db import connection  # isort: skip
from psycopg.conninfo import make_conninfo  # isort: skip

from seminar.live.listening import connection_parameters
from tests.bench import carrier
from tests.bench.crowd import Readers
from tests.bench.herd import Hall
from tests.ledger.day import Day
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import ROOT, Server

PEOPLE = (10_000, 1_000_000, 100_000_000)
# A scribe saves each five seconds, a seminar has members who follow everything, and all come within ten minutes.
SECONDS_BETWEEN_SAVES, MEMBERS, SECONDS_TO_COME = 5, 10, 600
MEDIAN_SCRIBES, MOST_SCRIBES, SPREAD = 60, 2000, 1.0  # of a seminar; log-normal
BUSY = 0.5  # the part of a processor or a database that is planned with, so that a save seldom waits
CORES = 8  # of a machine
NOTES_A_SCRIBE = 40  # in a day
SEMINARS_AT_MOST = 200_000  # generated; more people are that many seminars, several times


@dataclass
class Costs:
    """Seconds of processor time, rates a second, and bytes."""

    save: float
    save_in_database: float
    page: float
    stream: float
    event: float
    saves_of_one_seminar: float
    commits: float
    stream_bytes: float
    note_bytes: float


def database_cpu() -> float:
    """Of all of PostgreSQL's processes that run now."""
    names = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True, check=True).stdout.split()
    return sum(cpu(int(pid)) for pid in names)


async def saves(day: Day, seconds: float) -> None:
    await day.go(asyncio.sleep(seconds))


async def open_pages(day: Day, hall: Hall, what: str) -> None:
    for device in day.devices:
        reader, writer = await asyncio.open_connection("127.0.0.1", device.place.port)
        writer.write(hall.request(device, what))
        await reader.readuntil(b"\r\n\r\n")
        hall.streams.append(writer)


def measure() -> Costs:
    with ground() as folder:
        empty, server = table_bytes(), Server(folder / "server.log")
        pid = server.process.pid
        try:
            day = Day(server.port, devices=100, think=(0, 0.01), headers=SECURE)
            uvloop.run(saves(day, 2))  # every connection is open, every module read
            acks, app, database = day.book.acks, cpu(pid), database_cpu()
            uvloop.run(saves(day, 8))
            count = day.book.acks - acks
            save, in_database = (cpu(pid) - app) / count, (database_cpu() - database) / count
            note = (table_bytes() - empty) / day.seminar.posts.count()
            hall = Hall()
            app = cpu(pid)
            uvloop.run(open_pages(day, hall, ""))
            page, app, weight = (cpu(pid) - app) / len(day.devices), cpu(pid), memory(pid)
            sessions = [session_of(day.aud) for _ in range(10)]  # each may have six streams
            uvloop.run(streams_and_events(day, hall, pid, sessions, costs := {}))
            weight = (costs["memory"] - weight) * 1024 / len(day.devices)
            event = max(0, costs["events"] - costs["acks"] * save) / costs["delivered"]
        finally:
            server.stop()
        connection.cursor().execute(carrier.TABLES)
        commits, _ = carrier.run(make_conninfo(**connection_parameters()), "NOTIFY")
        stream = (costs["streams"] - app) / len(day.devices)
        return Costs(save, in_database, page, stream, event, count / 8, commits, weight, note)


async def streams_and_events(day: Day, hall: Hall, pid: int, sessions: list[str], costs: dict) -> None:
    """Members' streams, which carry every change, while the devices save."""
    await open_pages(day, hall, f"live?after={hall.last_change}")
    costs["streams"], costs["memory"] = cpu(pid), memory(pid)
    readers = Readers()
    for session in sessions:
        head = f"GET /s/{day.seminar.slug}/live?after={hall.last_change} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SECURE}"
        request = f"{head}Cookie: __Host-sessionid={session}\r\n\r\n".encode()
        for _ in range(5):
            await readers.open(day.devices[0].place.port, request)
    await asyncio.sleep(1)
    before, acks = cpu(pid), day.book.acks
    await saves(day, 4)
    await asyncio.sleep(1)
    costs["events"], costs["acks"] = cpu(pid) - before, day.book.acks - acks
    costs["delivered"] = sum(map(len, readers.arrivals.values()))
    readers.leave()
    hall.leave()


def table_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return int(cursor.fetchone()[0])


def seminars(people: int, chance: random.Random) -> Iterator[int]:
    """The scribes of each seminar, until there are so many people."""
    while people > 0:
        scribes = min(MOST_SCRIBES, max(5, round(chance.lognormvariate(0, SPREAD) * MEDIAN_SCRIBES)))
        people -= scribes + MEMBERS
        yield scribes


def fill(sizes: list[int], cells: int) -> list[int]:
    """The scribes of each cell, when each seminar, the largest first, goes to the cell that has fewest."""
    heap = [(0, cell) for cell in range(cells)]
    for size in sorted(sizes, reverse=True):
        scribes, cell = heapq.heappop(heap)
        heapq.heappush(heap, (scribes + size, cell))
    return [scribes for scribes, _ in heap]


def wait(rate: float, service: float, threads: int, chance: random.Random) -> float:
    """p95 of the seconds from sending a save to its answer: Poisson arrivals, one queue, several threads."""
    free, clock, took = [0.0] * threads, 0.0, []
    for _ in range(20_000):
        clock += chance.expovariate(rate)
        start = max(clock, heapq.heappop(free))
        heapq.heappush(free, start + service)
        took.append(start + service - clock)
    return quantiles(took, n=100)[94]


def simulate(costs: Costs) -> list[list[str]]:
    rows = []
    for people in PEOPLE:
        chance = random.Random(people)
        sizes, times = [], 1
        while people / times / (MEDIAN_SCRIBES + MEMBERS) > SEMINARS_AT_MOST:
            times *= 10
        sizes = list(seminars(people // times, chance))
        saves_of_cell = BUSY * costs.commits
        cells = max(1, round(sum(sizes) / SECONDS_BETWEEN_SAVES / saves_of_cell + 0.499))
        fullest = max(fill(sizes, cells)) / SECONDS_BETWEEN_SAVES
        streams = sum(sizes) + len(sizes) * MEMBERS
        rate = sum(sizes) / SECONDS_BETWEEN_SAVES
        cores = (
            rate * costs.save
            + streams / SECONDS_TO_COME * (costs.page + costs.stream)
            + sum(size / SECONDS_BETWEEN_SAVES * MEMBERS * costs.event for size in sizes)
        ) / BUSY
        threads = max(1, round(fullest * costs.save / BUSY))
        p95 = wait(fullest, costs.save, threads, chance)
        machines = math.ceil(cores * times / CORES)
        memory_of_streams = streams * times * costs.stream_bytes / 1e9
        notes = sum(sizes) * times * NOTES_A_SCRIBE * costs.note_bytes / 1e9
        figures = (people, len(sizes) * times, rate * times, cells * times, fullest, cores * times, machines)
        rows.append(
            [f"{figure:,.0f}" for figure in (*figures, 1000 * p95)] + [f"{memory_of_streams:,.1f}", f"{notes:,.1f}"]
        )
    return rows


HEADS = [
    "People at once", "Seminars", "Saves a second", "Databases", "Saves a second of the fullest", "Cores for servers",
    f"Machines of {CORES} cores", "Save p95 ms", "GB for streams", "GB of notes a day",
]  # fmt: skip


def table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, ["---"] * len(heads), *rows])


def measured(costs: Costs) -> str:
    rows = [
        ["A save, in the server", f"{1000 * costs.save:.1f} ms of processor"],
        ["A save, in PostgreSQL", f"{1000 * costs.save_in_database:.1f} ms of processor"],
        ["A scribe's page", f"{1000 * costs.page:.1f} ms of processor"],
        [
            "A stream that opens",
            f"{1000 * costs.stream:.1f} ms of processor, and {costs.stream_bytes / 1024:.0f} KB while it is open",
        ],
        ["The news of a change, for each page that hears it", f"{1e6 * costs.event:.0f} µs of processor"],
        ["Saves of one seminar, by one process", f"{costs.saves_of_one_seminar:.0f} a second"],
        ["Commits of two rows with NOTIFY, in as many seminars as writers", f"{costs.commits:.0f} a second"],
        ["A note with its versions, drafts and changes", f"{costs.note_bytes / 1024:.1f} KB"],
    ]
    return table(["What", "Cost"], rows)


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database.")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()
    when = f"Measured {datetime.now(UTC):%Y-%m-%d}, at {commit}; {load()}."
    costs = measure()
    rows = simulate(costs)
    print(when, measured(costs), table(HEADS, rows), sep="\n\n")


if __name__ == "__main__":
    main()
