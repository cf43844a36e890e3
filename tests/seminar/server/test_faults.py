"""Full disk, locked or restarted database, replaced servers: every acknowledged text is saved, once."""

import asyncio
import resource
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import missing
from tests.ledger import cluster
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.ledger.router import Router
from tests.ledger.verdict import faults, get, in_database, judge
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import Server, free_port

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = 20_000  # bytes in a file: less than the log of one transaction or two
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a fault of a file, or of its one writer")
only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one server, and is none")


def assert_whole(day: Day) -> None:
    """Nothing is lost or doubled, and every refusal said when to come back."""
    verdict = judge(day.book, {"database": in_database(day.seminar)})
    assert (verdict.lost, verdict.doubled, verdict.unread, faults(day.book, day.seminar)) == ([], [], [], [])
    assert day.book.was_honest(), day.book.answers


async def refused(day: Day, times: int) -> None:
    """Waits until this many saves have been refused."""
    async with asyncio.timeout(30):
        while day.book.answers[503, True] < times:
            await asyncio.sleep(0.01)


@only_sqlite
def test_a_full_disk_refuses_saves_until_there_is_room_again(server):
    day = Day(server.port, devices=20, think=(0.02, 0.1))

    async def fill_and_empty() -> None:
        await asyncio.sleep(0.5)
        pid = server.process.pid
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM, most))
        await refused(day, 20)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
        await day.recovery()

    run_alone(day.go(fill_and_empty()))
    assert_whole(day)


@only_sqlite
def test_pages_are_read_and_no_save_is_lost_while_another_process_locks_the_file(server):
    day = Day(server.port, devices=40, think=(0.02, 0.1))
    cookie, address = f"sessionid={session_of(day.aud)}", f"{server.url}/s/{day.seminar.slug}/board/"

    async def lock() -> None:
        await asyncio.sleep(0.5)
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        await refused(day, 20)
        acks = day.book.acks
        for _ in range(5):
            assert b"Biblioteket i bygda" in await asyncio.to_thread(get, address, cookie)
        assert day.book.acks == acks
        other.execute("ROLLBACK")
        other.close()
        await day.recovery()

    run_alone(day.go(lock()))
    assert_whole(day)


@pytest.fixture
def own_cluster():
    if not cluster.PROGRAMS:
        missing("PostgreSQL's own programs are not in /usr/lib/postgresql")
    with tempfile.TemporaryDirectory() as folder:
        own = cluster.Cluster(Path(folder))
        with own.in_use():
            yield own
        own.stop()


@only_postgres
def test_restarting_the_database_loses_no_text_and_the_server_goes_on(own_cluster, tmp_path):
    server = Server(tmp_path / "server.log")
    try:
        day = Day(server.port, devices=20, think=(0.02, 0.1))

        async def restart() -> None:
            await asyncio.sleep(0.5)
            await asyncio.to_thread(own_cluster.stop)
            await refused(day, 20)
            await asyncio.to_thread(own_cluster.start)
            await day.recovery()

        run_alone(day.go(restart()))
        connection.close()
        assert_whole(day)
    finally:
        server.stop()


@only_postgres
def test_two_servers_are_replaced_one_after_the_other_while_all_write(tmp_path, django_db_setup):
    servers = [Server(tmp_path / f"{name}.log") for name in ("left", "right")]
    day, stops = Day(free_port(), devices=40, think=(0.02, 0.1)), []

    async def replace() -> None:
        for server in servers:
            await asyncio.sleep(0.3)
            stops.append(await asyncio.to_thread(server.stop))
            await asyncio.to_thread(server.start)
        await day.recovery()

    async def run() -> None:
        async with Router(day.devices[0].place.port, [server.port for server in servers]):
            await day.go(replace())

    try:
        run_alone(run())
    finally:
        for server in servers:
            server.stop()
    assert_whole(day)
    assert max(stops) < 10
