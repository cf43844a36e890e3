"""Deleting for good while people write, and with a clock that jumps."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.erasure import purge
from posts.models import Erasure, Post
from seminar.models import Seminar
from tests import make
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.ledger.verdict import faults, in_database, judge


@pytest.mark.django_db(transaction=True)
def test_notes_are_deleted_while_people_write_and_nothing_of_theirs_is_lost(server):
    day = Day(server.port, devices=15, think=(0.02, 0.1))
    going = [make.post(day.seminar, f"Skal bort {number}") for number in range(20)]

    def delete(post: Post) -> None:
        Erasure.objects.ask(post, by=day.aud, days=0).carry_out()

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
    assert not day.seminar.posts.filter(body__startswith="Skal bort").exists() and day.book.acks > 20
    numbers = list(day.seminar.changes.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) and max(numbers) == Seminar.objects.get(pk=day.seminar.pk).last_change


@pytest.mark.django_db
def test_a_clock_that_jumps_ahead_deletes_nothing_until_it_is_right_again(monkeypatch, caplog):
    seminar = make.seminar(by=make.person())
    seminar.describe(keep_until=timezone.now().date() + timedelta(days=30))
    late, real, now = 400 * 24 * 3600, time.time, timezone.now
    monkeypatch.setattr(purge, "_next", 0)
    monkeypatch.setattr(time, "time", lambda: real() + late)
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=late))
    purge.purge_now_and_then()
    assert Seminar.objects.filter(pk=seminar.pk).exists() and "was set by 9600.0 hours" in caplog.text
    monkeypatch.setattr(time, "time", real)  # the day has come by itself
    monkeypatch.setattr(purge, "_next", 0)
    purge.purge_now_and_then()
    assert not Seminar.objects.filter(pk=seminar.pk).exists()
