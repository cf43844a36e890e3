"""Whatever happens to the server, every acknowledged text is saved, once, in its last version."""

import asyncio
import json
from hashlib import sha256

import pytest

from posts.models import Post
from tests.ledger.day import Day, kill_now_and_then
from tests.ledger.loop import run as run_alone
from tests.ledger.verdict import faults, in_database, in_the_file, judge, on_the_board
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def read_back(day: Day, server) -> dict:
    cookie = f"sessionid={session_of(day.aud)}"
    return {
        "database": in_database(day.seminar),
        "board": on_the_board(server.url, day.seminar, cookie),
        "file": in_the_file(server.url, day.seminar, cookie),
    }


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed_while_a_hundred_write(server):
    day = Day(server.port, devices=100, think=(0.2, 0.8))
    run_alone(day.go(kill_now_and_then(day, server, times=2, between=(0.4, 1)), least=200))
    server.kill()
    server.start()
    readings = read_back(day, server)
    verdict = judge(day.book, readings)
    assert (verdict.lost, verdict.doubled, verdict.unread, faults(day.book, day.seminar)) == ([], [], [], [])
    assert all(len(texts) == len(day.book.notes) for texts in readings.values())
    assert day.book.was_honest()
    altered = day.seminar.posts.first()
    Post.objects.filter(pk=altered.pk).update(body="Noko anna")
    day.seminar.changes.filter(subject_id=altered.pk, verb="post.written").delete()
    assert judge(day.book, {"database": in_database(day.seminar)}).lost == [f"database: {altered.uid}"]
    assert {"the numbers of the changes", "how often there is post.written"} <= set(faults(day.book, day.seminar))


async def lie(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that answers as the real one does, and saves nothing."""
    while head := await reader.readuntil(b"\r\n\r\n"):
        data = json.loads(await reader.readexactly(int(head.rpartition(b"Content-Length: ")[2])))
        uid, digest = head.split(b"/")[5].decode(), sha256(data["body"].encode()).hexdigest()
        answer = {"id": uid, "hash": digest, "kept": "saved", "revision": 1}
        answer |= {"version": data.get("base"), "origin_version": data.get("version")}
        body = json.dumps(answer).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


def test_the_ledger_detects_a_server_that_acknowledges_and_saves_nothing(django_db_setup):
    day = Day(free_port(), devices=5, think=(0.01, 0.02))

    async def run() -> None:
        liar = await asyncio.start_server(lie, "127.0.0.1", day.devices[0].place.port)
        await day.go(asyncio.sleep(0))
        liar.close()

    run_alone(run())
    assert len(judge(day.book, {"database": in_database(day.seminar)}).lost) == len(day.book.notes) > 0
    assert any("draft" in fault for fault in faults(day.book, day.seminar))
