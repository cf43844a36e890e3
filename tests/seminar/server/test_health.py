"""What load balancers and monitoring ask: when it says that something is wrong, how soon, and how little it costs."""

import asyncio
import http.client
import shutil
import time

import pytest
from django.db import connection

from seminar.live.hub import Hub
from seminar.live.stream import Live
from seminar.server import health
from tests.ledger.loop import run as run_alone
from tests.seminar.server.proxy import Proxy
from tests.seminar.server.serving import database_url, until

MOST = 8  # seconds: a probe that gets no answer by then fails the test


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST)
    asking.request(method, path, headers={"Host": "10.0.0.11"})  # a load balancer knows no name
    answer = asking.getresponse()
    assert (answer.status == 503) == (answer.getheader("Retry-After") is not None)
    assert answer.getheader("Cache-Control") == "no-store"
    return answer.status, answer.read().decode()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_works_says_so_under_any_name(server):
    until(lambda: get(server.port, "/healthz") == (200, "ok\n"), "the stream is connected")
    assert get(server.port, "/livez") == (200, "ok\n")
    assert get(server.port, "/livez", "HEAD") == get(server.port, "/healthz", "HEAD") == (200, "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection that could go silent")
def test_a_database_that_goes_silent_is_reported_soon_and_the_process_stays_alive(server):
    between = Proxy(connection.settings_dict["PORT"] or 5432)
    port = between.url.rpartition(":")[2]
    url = database_url().replace(f":{connection.settings_dict['PORT'] or 5432}/", f":{port}/")
    try:
        with server.with_settings({"DATABASE_URL": url}):
            until(lambda: get(server.port, "/healthz")[0] == 200, "all is well")
            between.mood = "hole"
            time.sleep(health.SECONDS_BETWEEN_QUERIES)  # the last good answer is used for as long
            for _ in range(3):
                status, text = get(server.port, "/healthz")
                assert status == 503 and "The database does not answer." in text
                assert get(server.port, "/livez") == (200, "ok\n")
            between.mood = "down"
            between.cut()
            until(lambda: "The stream is not connected" in get(server.port, "/healthz")[1], "the stream is down too")
            between.mood = "pass"
            until(lambda: get(server.port, "/healthz")[0] == 200, "it is well again", seconds=30)
    finally:
        between.close()


def test_however_many_ask_there_is_one_query_a_second(monkeypatch):
    queries = []
    monkeypatch.setattr(health, "ask", lambda: queries.append(1) or health.State(0.001))

    async def probe() -> set[health.State]:
        database = health.Database()
        answers = await asyncio.gather(*(database.state() for _ in range(1000)))
        database.asked_at -= health.SECONDS_BETWEEN_QUERIES
        return {*answers, await database.state()}

    assert run_alone(probe()) == {health.State(0.001)}
    assert len(queries) == 2


def test_while_a_query_hangs_there_is_no_other_and_nobody_waits_for_it_twice(monkeypatch):
    queries = []
    monkeypatch.setattr(health, "ask", lambda: queries.append(1) or time.sleep(0.6) or health.State(0.6))
    monkeypatch.setattr(health, "SECONDS_FOR_QUERY", 0.1)
    monkeypatch.setattr(health, "SECONDS_BETWEEN_QUERIES", 0)

    async def probe() -> None:
        database = health.Database()
        assert await database.state() == await database.state() == health.NO_ANSWER
        assert len(queries) == 1
        await asyncio.sleep(0.7)
        monkeypatch.setattr(health, "SECONDS_FOR_QUERY", 5)
        assert await database.state() == health.State(0.6)

    run_alone(probe())


@pytest.mark.django_db
def test_a_database_in_which_nobody_can_write_is_no_healthy_one(monkeypatch):
    assert health.ask().fault == ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        assert health.ask().fault == "The database lets nobody write."
    else:
        full = shutil.disk_usage("/")._replace(free=health.LEAST_FREE - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
        state = health.ask()
        assert (state.seconds is not None, state.fault) == (True, "The disk of the database is full.")


@pytest.mark.django_db(transaction=True)
def test_the_stream_says_what_keeps_pages_from_learning_of_changes(monkeypatch):
    monkeypatch.setattr("seminar.live.hub.LONGEST_READING", 0.1)

    async def follow() -> list[str]:
        live, faults = Live(None), []

        def note() -> None:
            faults.append(live.fault())

        note()
        live.hub = Hub()
        live.hub.start()
        note()
        async with asyncio.timeout(MOST):
            while live.fault():
                await asyncio.sleep(0.02)
        reading = live.hub.run_in_thread(time.sleep, 0.3)
        await asyncio.sleep(0.2)
        note()
        await reading
        stopped = live.hub.tasks[0]
        stopped.cancel()
        await asyncio.wait([stopped])
        note()
        await live.hub.run_in_thread(lambda: connection.close())
        live.hub.close()
        note()
        await asyncio.wait(live.hub.tasks)
        return faults

    assert run_alone(follow()) == [
        "The stream has not started.",
        "The stream is not connected to the database.",
        "The stream waits for the database.",
        "The stream has stopped. Restart the server.",
        "The server is stopping.",
    ]
