"""What is computed once between two Changes is never what was before the last one."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from seminar.models import Seminar
from seminar.models import until_changed as module
from seminar.models.until_changed import Made, Values, until_changed
from tests import make
from tests.seminar.server.serving import until

pytestmark = pytest.mark.django_db(transaction=True)


def titles(seminar, times: list[str]) -> str:
    def make_title() -> str:
        times.append("made")
        return Seminar.objects.get(pk=seminar.pk).title

    return until_changed(seminar, "title", make_title)


def test_it_is_made_once_until_the_next_change():
    seminar, made = make.seminar("Ein"), []
    assert [titles(seminar, made), titles(seminar, made), len(made)] == ["Ein", "Ein", 1]
    seminar.describe(title="To")
    assert [titles(seminar, made), len(made)] == ["To", 2]


def test_a_request_that_read_the_seminar_earlier_leaves_nothing_behind():
    seminar, made = make.seminar("Ein"), []
    early = Seminar.objects.get(pk=seminar.pk)
    seminar.describe(title="To")
    assert titles(seminar, made) == "To"
    titles(early, made)
    assert [titles(seminar, made), len(made)] == ["To", 2]


def test_of_many_that_ask_at_once_one_makes_it_and_no_one_gets_what_is_older_than_they_have_read():
    seminar = make.seminar("Ein")
    early, made = Seminar.objects.get(pk=seminar.pk), []

    def slow_title() -> str:
        title = Seminar.objects.get(pk=seminar.pk).title
        made.append(title)
        if len(made) == 1:
            seminar.describe(title="To")
            others.extend(pool.submit(ask, seminar) for _ in range(3))
            until(lambda: len(started) == 4, "the others ask too")
            time.sleep(0.05)  # and have come to wait
        return title

    def ask(row: Seminar) -> str:
        started.append(row.last_change)
        try:
            return until_changed(row, "slow title", slow_title)
        finally:
            connection.close()

    started, others = [], []
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(ask, early)
        assert first.result() == "Ein"
        assert [other.result() for other in others] == ["To", "To", "To"]
    assert made == ["Ein", "To"]


def test_no_more_rows_are_held_than_may_be(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 10)
    held, now = Values(), timezone.now()
    for number in range(20):
        held.add((1, now, number), Made(1, "value", rows=4))
        held.add((1, now, number), Made(2, "value", rows=3))
        held.get((1, now, 0))
        assert held.rows == sum(made.rows for made in held.by_place.values()) <= 10
    assert {place[2] for place in held.by_place} == {0, 18, 19}
    held.add((2, now, "all notes"), Made(1, "value", rows=50))
    assert [*held.by_place] == [(2, now, "all notes")]
    held.drop_seminar(2)
    assert (held.rows, held.by_place) == (0, {})


def test_nothing_of_a_transaction_that_is_rolled_back_is_left():
    seminar, made = make.seminar("Ein"), []
    with transaction.atomic():
        seminar.describe(title="To")
        assert titles(seminar, made) == "To"
        transaction.set_rollback(True)
    seminar = Seminar.objects.get(pk=seminar.pk)
    seminar.describe(introduction="Velkomen")
    assert titles(seminar, made) == "Ein"


def test_what_follows_the_changes_is_made_of_the_last_one():
    seminar = make.seminar()

    def follow(last: list[int], number: int) -> list[int]:
        return [*last, number]

    first = seminar.last_change
    assert until_changed(seminar, "numbers", lambda: [0], follow) == [0]
    for title in ("Ein", "To"):
        seminar.describe(title=title)
        numbers = until_changed(seminar, "numbers", lambda: [0], follow)
    assert numbers == [0, first, first + 1]
