"""Many requests of one sender wait for each other, and others go past them."""

import asyncio
from collections import Counter
from io import BytesIO
from threading import Event

import pytest
from django.db import connection

from seminar.server import thread_pools
from seminar.server.refusals import RequestRefused
from seminar.server.thread_pools import MOST_REPORTS, ThreadPools
from seminar.server.turns import Turns, person, sender
from seminar.server.wsgi import environ
from tests import make
from tests.ledger.loop import run as run_alone
from tests.seminar.live.listener import session_of

MANY = 100


def scope(path: str = "/", cookie: str = "", address: str = "203.0.113.7") -> dict:
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
    request = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1"}
    return request | {"scheme": "http", "client": (address, 1), "headers": headers}


@pytest.mark.once
@pytest.mark.parametrize(
    "path, cookie, who",
    [
        ("/", "sessionid=s; a=1", "s"),
        ("/s/a/board/", "sessionid=s; scribe-a=d", "s"),
        ("/s/a/write/live", "sessionid=s; scribe-a=d; a=2", "d"),
        ("/s/a/wall/", "scribe-a=d; scribe-b=e", "d"),
        ("/s/a/write/live", "sessionid=s; scribe-b=e", "203.0.113.7"),
        ("/account/login/", "csrftoken=a; scribe=1", "203.0.113.7"),
    ],
)
def test_a_sender_is_known_by_the_cookie_that_lets_it_in_and_by_no_other(path, cookie, who):
    assert sender(scope(path, cookie)) == who


@pytest.mark.once
def test_turns_come_in_order_and_of_one_sender_no_more_than_so_many_at_a_time():
    turns, going_on, order = Turns(2, most=5), Counter(), []

    async def ask(who: str, number: int) -> None:
        async with turns.turn(who):
            going_on[who] += 1
            assert going_on[who] <= 2
            await asyncio.sleep(0.01)
            going_on[who] -= 1
            order.append((who, number))

    async def ask_all() -> list:
        asked = [("a", number) for number in range(7)] + [("b", 0)]
        answers = await asyncio.gather(*(ask(*one) for one in asked), return_exceptions=True)
        assert not turns.asked and not turns.free
        return answers

    answers = run_alone(ask_all())
    assert [type(answer) for answer in answers] == [type(None)] * 5 + [RequestRefused] * 2 + [type(None)]
    assert order[:3] == [("a", 0), ("a", 1), ("b", 0)] and [number for who, number in order if who == "a"] == [
        *range(5)
    ]


class Slow:
    """A WSGI application that answers slow addresses when `go_on` is set, and others at once."""

    def __init__(self):
        self.go_on, self.going_on, self.most = Event(), Counter(), Counter()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if "slow" in path or "summary" in path:
            self.going_on[path] += 1
            self.most[path] = max(self.most[path], self.going_on[path])
            self.go_on.wait(30)
            self.going_on[path] -= 1
        start_response("200 OK", [("Content-Length", "0")])
        return Empty()


class Empty(list):
    def close(self) -> None:
        pass


async def ask(pools: ThreadPools, *scopes: dict) -> list[int]:
    """The statuses of the answers to these requests, which are sent at once."""

    async def one(request: dict) -> int:
        sent = []

        async def send(message):
            sent.append(message)

        await pools(request, None, send)
        return sent[0]["status"]

    return await asyncio.gather(*map(one, scopes))


@pytest.mark.once
@pytest.mark.parametrize("path, method", [("/slow/", "GET"), ("/s/a/write/notes/slow/", "PUT")])
def test_whoever_asks_for_a_hundred_pages_or_saves_leaves_a_thread_to_others(path, method):
    slow = Slow()
    pools = ThreadPools(slow)

    async def attack() -> None:
        cookies = "sessionid=s; scribe-a=d; junk={}"
        many = [scope(path, cookies.format(number)) | {"method": method} for number in range(MANY)]
        flood = asyncio.create_task(ask(pools, *many))
        await asyncio.sleep(0.2)
        others = [scope("/s/a/write/notes/1/", "scribe-a=e"), scope("/", "sessionid=t"), scope("/j/")]
        async with asyncio.timeout(20):
            assert await ask(pools, *(other | {"method": method} for other in others)) == [200] * 3
        slow.go_on.set()
        assert await flood == [200] * MANY

    run_alone(attack())
    assert slow.most == {path: 1}


@pytest.mark.django_db(transaction=True)
def test_of_a_person_and_of_a_seminar_one_report_is_made_at_a_time_and_ten_wait(monkeypatch):
    """A person who is logged in on several devices is one person. Of two seminars, each has a thread."""
    monkeypatch.setattr(thread_pools, "person", person_and_close)
    aud, bjarte, cora = map(make.person, ("Aud", "Bjarte", "Cora"))
    here, there = ("/s/a/summary/docx/", "/s/b/log/csv/")
    sessions = [f"sessionid={session_of(aud)}" for _ in range(4)]
    slow = Slow()
    pools = ThreadPools(slow)

    async def attack() -> None:
        many = [scope(here, f"{sessions[number % 4]}; junk={number}") for number in range(MANY)]
        flood = [asyncio.create_task(ask(pools, one)) for one in many]
        colleague = asyncio.create_task(ask(pools, scope(here, colleagues)))
        async with asyncio.timeout(60):
            while sum(task.done() for task in flood) < MANY - MOST_REPORTS:
                await asyncio.sleep(0.01)
            assert await ask(pools, scope(there, others), scope("/")) == [200, 200]
        slow.go_on.set()
        assert Counter(status for [status] in await asyncio.gather(*flood)) == {200: 10, 429: 90}
        assert await colleague == [200]
        assert not pools.reports_of_person.asked and not pools.reports_of_seminar.asked

    colleagues, others = (f"sessionid={session_of(person)}" for person in (bjarte, cora))
    run_alone(attack())
    assert slow.most == {here: 1}


@pytest.mark.once
@pytest.mark.parametrize("method, called", [("GET", False), ("PUT", True)])
def test_a_page_that_nobody_waits_for_is_not_made_and_a_note_is_still_saved(method, called):
    class Closed:
        is_closing = staticmethod(lambda: True)

    slow = Slow()
    slow.go_on.set()
    pools, request = ThreadPools(slow), scope("/slow/") | {"method": method}
    answer = pools.respond(request, environ(request, BytesIO(), 0), Closed)
    if not called:
        with pytest.raises(RequestRefused):
            run_alone(answer)
    else:
        assert run_alone(answer).status == 200
    assert bool(slow.most) == called


def person_and_close(scope) -> str:
    """The threads of these pools end with the process, and their connections would keep the database in use."""
    try:
        return person(scope)
    finally:
        connection.close()
