"""An upgrade with people writing, and what one that is stopped half-way leaves.

The earlier release comes from Git: UPGRADE_FROM names a commit or a tag, else the one before the newest migration.
"""

import asyncio
import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.ledger.book import Book
from tests.ledger.device import Device, Place
from tests.ledger.loop import run as run_alone
from tests.seminar.backup.installation import environment, manage
from tests.seminar.server.serving import ROOT, free_port, until

# A squashed migration is no step from one release to the next.
MIGRATIONS = [f"{package}/migrations/*.py" for package in ("seminar", "posts", "themes")] + [":!*_squashed_*"]
pytestmark = pytest.mark.once
LONG = pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1: two releases are started")
LONGEST = 300  # seconds that a busy machine may need for fifty saves
NOT_READY = "The database is not ready. Run “manage.py migrate” first."
DAY = """
import json
from tests.ledger.day import Day
day = Day(PORT, devices=12, think=(0.05, 0.3))
print(json.dumps([day.seminar.slug, [device.place for device in day.devices]]))
"""
COUNTS = """
from posts.models import Post
from seminar.models import Change
print(Post.objects.count(), Change.objects.count())
"""
VERDICT = """
import json, pickle
from seminar.models import Seminar
from tests.ledger.verdict import faults, in_database, judge
book, seminar = pickle.load(open("BOOK", "rb")), Seminar.objects.get(slug="SLUG")
verdict = judge(book, {"database": in_database(seminar)})
print(json.dumps([verdict.lost, verdict.doubled, verdict.unread, faults(book, seminar)]))
"""


def git(*command: str) -> str:
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """The code of the release before, with this one's virtual environment."""
    newest = git("log", "-1", "--format=%H", "--diff-filter=A", "--", *MIGRATIONS)
    commit = os.environ.get("UPGRADE_FROM") or (newest and f"{newest}^")
    if not commit or not git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"):
        missing("this copy has no history to upgrade from (UPGRADE_FROM names a commit)")
    folder = tmp_path_factory.mktemp("earlier")
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return folder


def start(folder: Path, url: str, port: int, log: Path) -> subprocess.Popen:
    with log.open("a") as out:
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment(url), stdout=out, stderr=out)
    until(
        lambda: process.poll() is None and "startup complete" in log.read_text(), "the server has started", seconds=90
    )
    return process


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


@LONG
def test_people_write_through_an_upgrade_and_lose_nothing(earlier, new_database, tmp_path):
    assert manage(earlier, new_database, "migrate", "--verbosity=0").returncode == 0
    port, book, log = free_port(), Book(), tmp_path / "server.log"
    made = manage(earlier, new_database, "shell", "--verbosity=0", "--command", DAY.replace("PORT", str(port)))
    slug, places = json.loads(made.stdout)
    places = [Place(*place[:-1], [tuple(question) for question in place[-1]]) for place in places]
    devices = [Device(place, book, random.Random(number), (0.05, 0.3)) for number, place in enumerate(places)]
    old = start(earlier, new_database, port, log)
    times = {}

    async def saves(number: int) -> None:
        while book.acks < number:
            await asyncio.sleep(0.05)

    async def drill() -> None:
        end = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for device in devices:
                group.create_task(device.work(end))
            await asyncio.wait_for(saves(50), LONGEST)
            times["before"], began = book.acks, time.monotonic()
            await asyncio.to_thread(stop, old)
            refused = await asyncio.to_thread(manage, ROOT, new_database, "serve", "--port", str(port))
            assert (
                refused.returncode == 1
                and "The database is not ready. Run “manage.py migrate” first." in refused.stderr
            )
            assert "Traceback" not in refused.stderr
            done = await asyncio.to_thread(manage, ROOT, new_database, "migrate", "--verbosity=0")
            assert done.returncode == 0, done.stderr
            log.write_text("")
            times["new"] = await asyncio.to_thread(start, ROOT, new_database, port, log)
            times["away"] = time.monotonic() - began
            await asyncio.wait_for(saves(times["before"] + 50), LONGEST)
            end.set()

    run_alone(drill())
    stop(times["new"])
    (tmp_path / "book").write_bytes(pickle.dumps(book))
    script = VERDICT.replace("BOOK", str(tmp_path / "book")).replace("SLUG", slug)
    verdict = manage(ROOT, new_database, "shell", "--verbosity=0", "--command", script)
    assert json.loads(verdict.stdout) == [[], [], [], []], verdict.stderr
    assert not book.waiting
    print(f"{book.acks} saves, {times['before']} before; away for {times['away']:.1f} s")


@LONG
def test_an_upgrade_that_is_killed_leaves_a_database_that_the_next_one_finishes(earlier, new_database, tmp_path):
    assert manage(earlier, new_database, "migrate", "--verbosity=0").returncode == 0
    made = manage(
        earlier, new_database, "shell", "--verbosity=0", "--command", "from tests.world import World; World('anna')"
    )
    assert made.returncode == 0, made.stderr
    before = manage(earlier, new_database, "shell", "--verbosity=0", "--command", COUNTS).stdout
    seconds, refused = 0.4, 0
    while True:  # killed later and later, until it is done before that
        process = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment(new_database)
        )
        try:
            assert process.wait(timeout=seconds) == 0
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        doctor = manage(ROOT, new_database, "doctor")
        assert "Traceback" not in doctor.stderr + doctor.stdout
        refused += NOT_READY in doctor.stderr + doctor.stdout
        seconds *= 1.6
    assert refused > 1
    assert manage(ROOT, new_database, "shell", "--verbosity=0", "--command", COUNTS).stdout == before != ""
    assert "not ready" not in manage(ROOT, new_database, "doctor").stdout


def test_a_server_does_not_start_on_the_database_of_an_earlier_release(ready_database, tmp_path):
    database = shutil.copy(ready_database.removeprefix("sqlite:///"), tmp_path / "notes.sqlite3")
    with closing(sqlite3.connect(database)) as connection, connection:
        newest = "name LIKE '%squashed%' OR name >= '0012'"
        connection.execute(f"DELETE FROM django_migrations WHERE app = 'themes' AND ({newest})")
    refused = manage(ROOT, f"sqlite:///{database}", "serve", "--port", str(free_port()))
    sentence = [line for line in refused.stderr.splitlines() if line][-1]
    assert (refused.returncode, sentence) == (1, NOT_READY)
