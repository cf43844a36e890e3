"""SQLite: writers take fair turns, and nobody keeps a turn that he cannot use."""

import sqlite3
import subprocess
import sys
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from seminar.models import Person
from seminar.sqlite.base import turns
from seminar.sqlite.turns import SECONDS_IN_LINE, SECONDS_TO_MOVE, Busy, Turns
from tests import make
from tests.seminar.serving import ROOT, database_url, free_port, until

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a queue of its own")
in_sqlite = [only_sqlite, pytest.mark.django_db(transaction=True)]


def start(work, *arguments) -> Thread:
    thread = Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


WAITING = 4


def test_who_has_waited_long_comes_next_in_the_order_of_coming_and_before_anyone_new():
    turns, order = Turns(), []

    def work(number: int) -> None:
        turns.take(10)
        order.append(number)
        turns.give()

    turns.take(10)
    workers = []
    for number in range(WAITING):
        workers.append(start(work, number))
        until(lambda count=number: len(turns.line) == count + 1, "it waits")
    for waiting in turns.line:
        waiting.since -= SECONDS_IN_LINE
    turns.give()
    work(WAITING)
    for worker in workers:
        worker.join()
    assert (order, turns.taken) == (list(range(WAITING + 1)), False)


def test_a_free_file_is_written_by_whoever_is_there_and_the_one_who_waited_is_next():
    turns, got = Turns(), Event()
    turns.take(10)
    waiting = start(lambda: (turns.take(10), got.set()))
    until(lambda: turns.line, "it waits")
    with turns.lock:  # it is called, and before it runs another is there
        turns.taken = False
        turns.line[0].called.set()
        turns.taken = True
    until(lambda: not turns.line[0].called.is_set(), "it has looked, and waits on")
    turns.give()
    waiting.join(5)
    assert got.is_set()
    assert (turns.taken, list(turns.line)) == (True, [])


def test_one_who_gives_up_waiting_does_not_hold_up_those_behind():
    turns, got = Turns(), Event()
    turns.take(10)
    with pytest.raises(Busy):
        turns.take(0.01)
    start(lambda: (turns.take(10), got.set()))
    until(lambda: turns.line, "the next one waits")
    turns.give()
    assert got.wait(5)


def test_when_nobody_gets_on_all_who_come_are_sent_away():
    turns = Turns()
    turns.take(10)
    turns.since -= SECONDS_TO_MOVE
    for _ in range(5):
        with pytest.raises(Busy):
            turns.take(10**6)
    turns.give()
    turns.take(0)


@pytest.fixture
def mine():
    """The turns at the file of this run, which are free before and after."""
    mine = turns[str(connection.settings_dict["NAME"])]
    assert not mine.taken
    yield mine
    assert not mine.taken


@pytest.fixture
def seminar(client):
    person = make.person()
    client.force_login(person)
    return make.seminar(by=person)


@pytest.fixture
def locked():
    """Another process, so to speak, that has begun to write and does not end; nobody waits long for it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()
    connection.close()


class TestOnSqlite:
    pytestmark = in_sqlite

    def test_the_turn_lasts_as_long_as_the_outermost_transaction(self, mine):
        with transaction.atomic():
            with transaction.atomic():
                make.person()
            assert mine.taken

    def test_a_statement_outside_a_transaction_has_its_turn_too_and_reading_has_none(self, mine):
        person, seen = make.person(), []
        take, mine.take = mine.take, lambda seconds: seen.append(seconds) or take(seconds)
        Person.objects.filter(pk=person.pk).update(name="Aud Berge")
        assert len(seen) == 1
        assert Person.objects.get().name == "Aud Berge"
        assert len(seen) == 1
        del mine.take

    @pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
    def test_a_transaction_that_fails_gives_its_turn_back(self, mine, fault):
        with pytest.raises(fault), transaction.atomic():
            make.person()
            raise fault
        assert not Person.objects.exists()

    def test_a_connection_that_is_lost_in_a_transaction_gives_its_turn_back(self, mine):
        with pytest.raises(OperationalError), transaction.atomic():
            make.person()
            connection.close()
            raise OperationalError("disk I/O error")
        assert not Person.objects.exists()

    def test_where_another_process_writes_the_turn_is_given_back_and_the_next_try_succeeds(self, mine, locked):
        with pytest.raises(OperationalError, match="locked"):
            make.person()
        assert not mine.taken
        locked.execute("ROLLBACK")
        make.person()

    def test_a_page_that_cannot_write_says_when_to_come_back_and_one_that_reads_is_there(
        self, mine, seminar, locked, client, caplog
    ):
        address = reverse("setup", args=[seminar.slug])
        assert client.get(address).status_code == 200
        answer = client.post(reverse("setup_groups", args=[seminar.slug]), {"groups": "Bord 1"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "What was saved before is safe." in answer.content.decode()
        assert "database is locked" in caplog.text

    def test_a_second_server_on_the_same_file_is_refused_in_one_sentence(self, server):
        command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
        environment = {"DATABASE_URL": database_url(), "DEBUG": "on", "LANGUAGE_CODE": "en", "PATH": "/usr/bin"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1
        assert done.stderr.startswith("Another server already serves “") and done.stderr.count("\n") == 1
