"""SQLite: one thread of the process writes at a time, and none keeps the lock when its transaction has ended."""

import sqlite3
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from seminar.models import Person
from seminar.server.one_state import one_state
from seminar.server.sqlite.base import write_locks
from seminar.server.sqlite.write_lock import MAX_SECONDS_HELD, WriteLock
from tests import make
from tests.seminar.server.serving import ROOT, database_url, free_port

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a queue of its own")
in_sqlite = [only_sqlite, pytest.mark.django_db(transaction=True)]


def start(work, *arguments) -> Thread:
    thread = Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def held(lock: WriteLock) -> bool:
    return lock.held_since is not None


def test_a_thread_that_waits_gets_the_lock_when_it_is_released():
    lock, acquired = WriteLock(), Event()
    assert lock.acquire(0)
    start(lambda: lock.acquire(10) and acquired.set())
    assert not acquired.wait(0.05)
    lock.release()
    assert acquired.wait(5)


def test_a_thread_that_gives_up_does_not_delay_those_that_still_wait():
    lock, acquired = WriteLock(), Event()
    lock.acquire(10)
    assert not lock.acquire(0.01)
    start(lambda: lock.acquire(10) and acquired.set())
    lock.release()
    assert acquired.wait(5)


def test_nobody_waits_for_a_thread_that_has_held_the_lock_for_too_long():
    lock = WriteLock()
    lock.acquire(10)
    lock.held_since -= MAX_SECONDS_HELD
    started = monotonic()
    assert not any(lock.acquire(10**6) for _ in range(5))
    assert monotonic() - started < 1
    lock.release()
    assert lock.acquire(0)


def test_one_thread_at_a_time_holds_the_lock():
    lock, inside, most = WriteLock(), [], []

    def work() -> None:
        for _ in range(50):
            assert lock.acquire(10)
            inside.append(1)
            most.append(len(inside))
            sleep(0)
            inside.pop()
            lock.release()

    workers = [start(work) for _ in range(6)]
    for worker in workers:
        worker.join()
    assert (len(most), max(most)) == (300, 1)


@pytest.fixture
def lock():
    """The lock of this run's database file, which is free before and after."""
    make.person("Berit").delete()  # the lock is made when something is first written
    lock = write_locks[str(connection.settings_dict["NAME"])]
    assert not held(lock)
    yield lock
    assert not held(lock)


@pytest.fixture
def seminar(client):
    person = make.person()
    client.force_login(person)
    return make.seminar(by=person)


@pytest.fixture
def other_writer():
    """A connection outside Django, as in another process, that has begun to write; nobody waits long for it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()
    connection.close()


class TestOnSqlite:
    pytestmark = in_sqlite

    def test_the_lock_is_held_until_the_outermost_transaction_ends(self, lock):
        with transaction.atomic():
            with transaction.atomic():
                make.person()
            assert held(lock)

    def test_the_lock_is_released_before_what_follows_a_commit_runs(self, lock):
        free = []
        with transaction.atomic():
            make.person()
            transaction.on_commit(lambda: free.append(not held(lock)))
        assert free == [True]

    def test_a_write_outside_a_transaction_takes_the_lock_too_and_reading_does_not(self, lock):
        person, waits = make.person(), []
        acquire, lock.acquire = lock.acquire, lambda seconds: waits.append(seconds) or acquire(seconds)
        Person.objects.filter(pk=person.pk).update(name="Aud Berge")
        assert len(waits) == 1
        assert Person.objects.get().name == "Aud Berge"
        assert len(waits) == 1
        del lock.acquire

    def test_a_thread_reads_at_once_and_is_told_that_the_database_is_locked_when_it_writes(self, lock):
        person = make.person()
        lock.acquire(0)
        lock.held_since -= MAX_SECONDS_HELD
        try:
            assert Person.objects.get() == person
            with pytest.raises(OperationalError, match="database is locked"):
                Person.objects.update(name="Aud Berge")
            with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
                pass
        finally:
            lock.release()
        with transaction.atomic():
            Person.objects.update(name="Aud Berge")

    @pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
    def test_a_transaction_that_fails_releases_the_lock(self, lock, fault):
        with pytest.raises(fault), transaction.atomic():
            make.person()
            raise fault
        assert not Person.objects.exists()

    def test_a_connection_that_is_lost_in_a_transaction_releases_the_lock(self, lock):
        with pytest.raises(OperationalError), transaction.atomic():
            make.person()
            connection.close()
            raise OperationalError("disk I/O error")
        assert not Person.objects.exists()

    def test_when_another_process_writes_the_lock_is_released_and_the_next_try_succeeds(self, lock, other_writer):
        with pytest.raises(OperationalError, match="locked"):
            make.person()
        assert not held(lock)
        other_writer.execute("ROLLBACK")
        make.person()

    def test_a_page_that_cannot_write_says_when_to_come_back_and_one_that_reads_is_served(
        self, lock, seminar, other_writer, client, caplog
    ):
        address = reverse("setup", args=[seminar.slug])
        assert client.get(address).status_code == 200
        answer = client.post(reverse("setup_groups", args=[seminar.slug]), {"groups": "Bord 1", "do": "add"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "What was saved before is safe." in answer.content.decode()
        assert "database is locked" in caplog.text

    def test_a_second_server_on_the_same_file_is_refused_in_one_sentence(self, server):
        command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
        environment = {"DATABASE_URL": database_url(), "DEBUG": "on", "LANGUAGE_CODE": "en", "PATH": "/usr/bin"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1
        assert done.stderr.startswith("Another server already uses “") and done.stderr.count("\n") == 1


@pytest.mark.parametrize("ends", ["at the end", "by an error"])
@pytest.mark.django_db(transaction=True)
@only_sqlite
def test_reading_one_state_keeps_nobody_from_writing(ends):
    with suppress(ZeroDivisionError), one_state():
        assert Person.objects.count() == 0
        write = start(make.person, "Aud")
        write.join(5)
        assert not write.is_alive()
        assert Person.objects.count() == 0
        if ends == "by an error":
            _ = 1 / 0
    assert Person.objects.count() == 1
    assert not held(write_locks[str(connection.settings_dict["NAME"])])
