"""Deleting for good while people write, and with a clock that jumps."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from posts.erasure import purge
from posts.models import Erasure, Post
from seminar.backup.file import BackupFile
from seminar.backup.journal import add_to_journal, read_journal
from seminar.models import Seminar
from seminar.server import metrics
from tests import make
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.ledger.verdict import faults, in_database, judge
from tests.seminar.backup.conftest import new_postgres  # noqa: F401 - a fixture
from tests.seminar.backup.test_backup import manage
from tests.seminar.server.serving import ROOT, database_url
from tests.world import World, person_client


@pytest.mark.django_db(transaction=True)
def test_notes_are_deleted_while_people_write_and_nothing_of_theirs_is_lost(server):
    day = Day(server.port, devices=15, think=(0.02, 0.1))
    going = [make.post(day.seminar, f"Skal bort {number}") for number in range(20)]

    def delete(post: Post) -> None:
        Erasure.objects.ask(post, by=day.aud, days=0).carry_out()
        connection.close()  # this thread's own

    async def delete_all() -> None:
        await asyncio.sleep(0.5)
        for post in going:
            await asyncio.to_thread(delete, post)
        await asyncio.sleep(0.3)
        await day.recovery()

    run_alone(day.go(delete_all()))
    verdict = judge(day.book, {"database": in_database(day.seminar)})
    assert (verdict.lost, verdict.doubled, verdict.unread) == ([], [], [])
    assert [fault for fault in faults(day.book, day.seminar) if "numbers" not in fault] == []
    assert not day.seminar.posts.filter(body__startswith="Skal bort").exists()
    numbers = list(day.seminar.changes.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) and max(numbers) == Seminar.objects.get(pk=day.seminar.pk).last_change


@pytest.mark.django_db
def test_a_disk_that_fills_in_the_middle_of_a_line_of_the_journal_spoils_no_other_line(settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    now = timezone.now()
    entries = [("note", str(number) * 32, now, "5" * 32) for number in range(3)]
    add_to_journal(entries[:1])
    size = (tmp_path / "journal").stat().st_size
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, most))
    try:
        with pytest.raises(OSError):
            add_to_journal(entries[1:2])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert (tmp_path / "journal").stat().st_size == size + 20
    assert list(read_journal(tmp_path / "journal")) == entries[:1]
    add_to_journal(entries[2:])
    assert list(read_journal(tmp_path / "journal")) == [entries[0], entries[2]]


def test_a_journal_that_is_something_else_stops_a_restore_with_one_sentence(tmp_path):
    (tmp_path / "journal").write_text('["note","a","2026-11-29T12:00:00Z"]\nnonsense\n')
    with pytest.raises(CommandError, match=r"Line 2 of .* nothing was restored"):
        call_command("restore", str(tmp_path / "none"), erasures=tmp_path / "journal")


def fail_at_commit(seminar: Seminar, uids: list[str]) -> None:
    """Called when notes are deleted. The database finds out when it commits: there is no such seminar."""
    Erasure.objects.create(kind="note", uid="of nothing", seminar_id=seminar.pk + 1000, due_at=timezone.now())


@pytest.fixture
def failing_commit(settings, tmp_path):
    """A note that is asked to be deleted, and whose deletion cannot be committed."""
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    note = make.post(make.seminar(by=make.person()), "Blir ståande")
    erasure = Erasure.objects.ask(note, by=None)
    settings.AFTER_ERASURE = [f"{__name__}.fail_at_commit"]
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        erasure.carry_out()
    settings.AFTER_ERASURE = []
    return erasure


def lines(journal: Path) -> list[str]:
    return [json.loads(line)[0] for line in journal.read_bytes().splitlines()]


@pytest.mark.django_db(transaction=True)
def test_a_deletion_whose_commit_fails_is_not_carried_out_by_a_restore(failing_commit, tmp_path, request):
    assert lines(tmp_path / "journal") == ["note", "not done"] and read_journal(tmp_path / "journal") == []
    failing_commit.cancel(by=None)
    assert Post.objects.get().state == "visible" and read_journal(tmp_path / "journal") == []

    file, again, url = tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz", f"sqlite:///{tmp_path}/restored.sqlite3"
    if connection.vendor == "postgresql":
        url = request.getfixturevalue("new_postgres")
    call_command("backup", str(file), verbosity=0)
    assert manage(url, ["restore", file, "--erasures", tmp_path / "journal"], ["backup", again]) == (0, "")
    assert failing_commit.uid in repr([row for _table, rows in BackupFile(again).tables() for row in rows])


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_succeeds_after_one_whose_commit_failed_is_not_forgotten(failing_commit, tmp_path):
    failing_commit.carry_out()
    assert lines(tmp_path / "journal") == ["note", "not done", "note"]
    assert [entry[:2] for entry in read_journal(tmp_path / "journal")] == [("note", failing_commit.uid)]
    assert not Post.objects.exists()


DIES_AT_COMMIT = """
import os
from django.db import connection
from posts.models import Erasure
connection._commit = lambda: os._exit(9)
Erasure.objects.get().carry_out()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("then", ["purge", "cancel", "again"])
def test_a_deletion_whose_process_is_killed_before_the_commit_is_taken_back_or_done(tmp_path, settings, then):
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    note = make.post(make.seminar(by=make.person()), "Blir ståande")
    erasure = Erasure.objects.ask(note, by=None)
    environment = os.environ | {"DATABASE_URL": database_url(), "ERASURE_JOURNAL": str(tmp_path / "journal")}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", DIES_AT_COMMIT]
    assert subprocess.run(command, cwd=ROOT, env=environment | {"DEBUG": "on"}).returncode == 9
    assert [entry[:2] for entry in read_journal(tmp_path / "journal")] == [("note", note.uid)]
    assert Post.objects.filter(pk=note.pk).exists()
    if then == "again":
        erasure.carry_out()
        assert [entry[:2] for entry in read_journal(tmp_path / "journal")] == [("note", note.uid)] * 2
        assert not Post.objects.filter(pk=note.pk).exists()
    else:
        purge.purge() if then == "purge" else erasure.cancel(by=None)
        assert read_journal(tmp_path / "journal") == [] and Post.objects.filter(pk=note.pk).exists()
    purge.purge()
    assert lines(tmp_path / "journal") == (["note", "note"] if then == "again" else ["note", "not done"])


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_deletion_of_a_device_leaves_an_earlier_one_in_the_journal(tmp_path, settings):
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    seminar = make.seminar(by=make.person())
    scribe = make.scribe(seminar, make.group(seminar, "Nord"), "Berit")
    Erasure.objects.ask(scribe, by=None).carry_out()
    scribe.let_in(by=None)
    note = make.post(seminar, "Blir ståande", scribe=scribe, group=scribe.group)
    settings.AFTER_ERASURE = [f"{__name__}.fail_at_commit"]
    erasure = Erasure.objects.ask(scribe, by=None)
    with pytest.raises(IntegrityError):
        erasure.carry_out()
    erasure.cancel(by=None)
    assert [entry[:2] for entry in read_journal(tmp_path / "journal")] == [("device", scribe.uid)]
    assert Post.objects.filter(pk=note.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_deletion_is_not_cancelled_where_the_journal_would_still_have_it(tmp_path, settings):
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    world = World("anna")
    erasure = Erasure.objects.ask(world.visible, by=world.organizer)
    Erasure.objects.update(attempt="as of a process that was killed")
    settings.ERASURE_JOURNAL = str(tmp_path / "no folder" / "journal")
    address = reverse("note_erasure", args=[world.seminar.slug, world.visible.uid])
    answer = person_client(world.organizer).post(address, {"do": "cancel"}, follow=True)
    assert "The deletion was not cancelled" in answer.content.decode()
    assert Erasure.objects.waiting().get() == erasure and Post.objects.get(pk=world.visible.pk).state == "hidden"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite the command leaves it to the server that runs")
def test_two_purges_at_once_delete_each_thing_once(tmp_path):
    """The command and the server's own."""
    seminar = make.seminar(by=make.person())
    notes = [make.post(seminar, f"Skal bort {number}") for number in range(30)]
    for note in notes:
        Erasure.objects.ask(note, by=None, days=0)
    environment = os.environ | {"DATABASE_URL": database_url(), "ERASURE_JOURNAL": str(tmp_path / "journal")}
    purges = [
        subprocess.Popen([sys.executable, "manage.py", "purge"], cwd=ROOT, env=environment | {"DEBUG": "on"})
        for _ in range(2)
    ]
    assert [one.wait(timeout=120) for one in purges] == [0, 0]
    assert not seminar.posts.exists() and not Erasure.objects.waiting().exists()
    assert Counter(entry[1] for entry in read_journal(tmp_path / "journal")) == {note.uid: 1 for note in notes}


class Clock:
    """The machine's clock and the one that counts since its start, put forward by so many seconds."""

    def __init__(self, monkeypatch, ahead: float) -> None:
        self.ahead, self.passed, real, now = ahead, 0.0, time.time, timezone.now
        count, monotonic = time.clock_gettime, time.monotonic
        monkeypatch.setattr(time, "time", lambda: real() + self.ahead + self.passed)
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=self.ahead + self.passed))
        monkeypatch.setattr(time, "clock_gettime", lambda clock: count(clock) + self.passed)
        monkeypatch.setattr(time, "monotonic", lambda: monotonic() + self.passed)

    def hours_pass(self, hours: float) -> None:
        self.passed += hours * 3600


@pytest.fixture
def clock(monkeypatch):
    """A server that starts now, on a machine whose clock is right."""
    clock = Clock(monkeypatch, ahead=0)
    restart(monkeypatch)
    return clock


def restart(monkeypatch) -> None:
    state = {"_next": time.monotonic() + purge.SECONDS_BETWEEN, "_offset": purge.clock_offset(), "_has_purged": False}
    for name, value in state.items():
        monkeypatch.setattr(purge, name, value)


def is_kept(seminar: Seminar) -> bool:
    """After the call that the server's clock makes."""
    purge.purge_now_and_then()
    return Seminar.objects.filter(pk=seminar.pk).exists()


@pytest.fixture
def kept_for_a_month():
    seminar = make.seminar(by=make.person())
    seminar.describe(keep_until=timezone.now().date() + timedelta(days=30))
    return seminar


@pytest.mark.django_db
def test_a_clock_that_jumps_ahead_deletes_nothing_until_it_is_right_again(clock, kept_for_a_month, caplog):
    clock.hours_pass(1.1)
    assert is_kept(kept_for_a_month)
    clock.ahead = 400 * 24 * 3600
    for _ in range(30):
        clock.hours_pass(1.1)
        assert is_kept(kept_for_a_month)
    assert "was set by 9600.0 hours" in caplog.text
    clock.ahead = 0
    clock.hours_pass(32 * 24)  # the day has come by itself
    assert not is_kept(kept_for_a_month)


@pytest.mark.django_db
def test_a_machine_that_starts_with_a_clock_far_ahead_deletes_nothing_while_it_is_set_right(
    clock, kept_for_a_month, monkeypatch, caplog
):
    clock.ahead = 400 * 24 * 3600
    restart(monkeypatch)
    for _ in range(5):
        clock.hours_pass(0.15)
        assert is_kept(kept_for_a_month) and not caplog.text
    clock.ahead = 0
    for _ in range(30):
        clock.hours_pass(1.1)
        assert is_kept(kept_for_a_month)
    assert caplog.text.count("was set by -9600.0 hours") == 1
    clock.hours_pass(31 * 24)
    assert not is_kept(kept_for_a_month)


@pytest.mark.django_db
def test_a_machine_that_starts_with_a_clock_behind_deletes_what_is_due_once_it_is_set_right(
    clock, kept_for_a_month, monkeypatch
):
    clock.hours_pass(32 * 24)
    clock.ahead = -40 * 24 * 3600
    restart(monkeypatch)
    clock.ahead = 0
    clock.hours_pass(1.1)
    assert is_kept(kept_for_a_month)
    clock.hours_pass(1.1)
    assert not is_kept(kept_for_a_month)


@pytest.mark.django_db
def test_the_first_hour_of_a_server_deletes_nothing_and_its_numbers_say_when_it_did(clock, monkeypatch):
    monkeypatch.setattr(metrics, "done_at", {})
    Erasure.objects.ask(make.seminar(by=make.person()), by=None, days=0)
    clock.hours_pass(0.9)
    purge.purge_now_and_then()
    assert Erasure.objects.waiting().exists() and "last_purge" not in "".join(metrics.moments())
    clock.hours_pass(0.2)
    purge.purge_now_and_then()
    assert not Erasure.objects.waiting().exists() and "last_purge" in "".join(metrics.moments())
