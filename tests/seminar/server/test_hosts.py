"""Two machines share one PostgreSQL database by way of PgBouncer, and one of them loses its power while all write."""

import asyncio
import http.client
import os
import tempfile
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import missing
from tests.ledger import cluster
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.ledger.verdict import faults, in_database, judge
from tests.seminar.live.listener import Listener, session_of
from tests.seminar.server.hosts import PORT, Hosts, absent
from tests.seminar.server.serving import until
from tests.seminar.server.test_production import PRODUCTION, SECRET, run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines need PostgreSQL"),
]
READERS, DEVICES = 20, 40
# Seconds. Without the proxy's checks, a page waits 45 for its stream.
LONGEST = 30


@pytest.fixture
def hosts(settings, monkeypatch):
    if lacking := absent() or ("" if cluster.PROGRAMS else "PostgreSQL's own programs"):
        missing(f"this machine does not have {lacking}")
    settings.SECRET_KEY = SECRET
    monkeypatch.setattr("tests.seminar.live.listener.DEVICE", "__Host-scribe-")  # as these servers call it
    code, said = run("manage.py", "collectstatic", "--no-input", "-v0", **PRODUCTION)
    assert code == 0, said
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # PgBouncer reads its configuration as another user
        with Hosts(Path(folder), PRODUCTION | {"ALLOWED_HOSTS": "127.0.0.1"}, number).running() as hosts:
            yield hosts


def fetch(host: str, port: int, path: str, cookie: str) -> tuple[int, str]:
    asking = http.client.HTTPConnection(host, port, timeout=30)
    headers = {"Host": "127.0.0.1", "X-Forwarded-Proto": "https", "Cookie": cookie}
    asking.request("GET", path, headers=headers)
    answer = asking.getresponse()
    return answer.status, answer.read().decode()


def test_a_machine_that_loses_its_power_loses_no_text_and_its_readers_are_soon_on_the_other(hosts):
    dying, staying = hosts.hosts
    day = Day(hosts.port, devices=DEVICES, think=(0.2, 0.8))
    url, member = f"http://127.0.0.1:{hosts.port}", f"__Host-sessionid={session_of(day.aud)}"
    day.seminar.refresh_from_db()
    began = day.seminar.last_change
    # A session may have six streams, so each reader has a session of its own.
    sessions = [f"__Host-sessionid={session_of(day.aud)}" for _ in range(READERS)]
    readers = [Listener(url, day.seminar, session, began) for session in sessions]
    until(lambda: all(reader.status == 200 for reader in readers), "all streams are open", seconds=60)
    times = []

    def all_have_read(number: int) -> bool:
        return all(reader.after >= number for reader in readers)

    async def power_cut() -> None:
        await asyncio.sleep(1)
        died = time.monotonic()
        await asyncio.to_thread(dying.die)
        await day.recovery(LONGEST)
        times.append(time.monotonic() - died)
        day.seminar.refresh_from_db()
        last = day.seminar.last_change
        await asyncio.to_thread(until, lambda: all_have_read(last), "the readers are back", LONGEST)
        times.append(time.monotonic() - died)
        await asyncio.to_thread(dying.come_back)

    run_alone(day.go(power_cut()))
    print(f"Seconds after the power cut: all saves {times[0]:.1f}, all readers {times[1]:.1f}")
    connection.close()
    verdict = judge(day.book, {"database": in_database(day.seminar)})
    assert (verdict.lost, verdict.doubled, verdict.unread, faults(day.book, day.seminar)) == ([], [], [], [])
    day.seminar.refresh_from_db()
    until(lambda: all_have_read(day.seminar.last_change), "all have read everything")
    assert all(reader.numbers == list(range(began + 1, day.seminar.last_change + 1)) for reader in readers)
    assert any(reader.times > 1 for reader in readers) and any(reader.times == 1 for reader in readers)
    for reader in readers:
        reader.stop()
    for path in ("board", "room", "stage", "summary", "summary/csv", "setup"):
        answers = [fetch(host.address, PORT, f"/s/{day.seminar.slug}/{path}/", member) for host in (dying, staying)]
        assert [status for status, _ in answers] == [200, 200], path
