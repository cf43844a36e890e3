"""The live stream, read from the real server as a page reads it."""

import asyncio
import os
import random
import socket
import time
from collections import Counter
from threading import Thread

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seminar import events
from seminar.live.hub import LONGEST_PAUSE, MOST_OF_ONE, SECONDS_BETWEEN_POLLS, Hub
from seminar.live.news import MAX_CHANGES_BEHIND
from seminar.live.reader import MAX_QUEUE, Reader
from seminar.live.stream import Live
from seminar.models import Seminar
from seminar.models.change import Fact
from seminar.models.scribe import AWAY_AFTER
from tests import make
from tests.ledger.loop import run as run_alone
from tests.seminar.live.listener import Listener, cookie_of, session_of
from tests.seminar.server.serving import until
from tests.world import device_client, person_client

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 6, 15


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud)


@pytest.fixture
def listen(server, aud, seminar):
    """`listen()` opens a stream for Aud, `listen.scribe()` for a scribe. All are closed after the test."""
    listeners = []

    def listen(url=server.url, person=aud, after=0) -> Listener:
        return open_stream(url, f"sessionid={session_of(person)}", after)

    def open_stream(url, cookie, after, path="live") -> Listener:
        listeners.append(Listener(url, seminar, cookie, after, path))
        return listeners[-1]

    listen.scribe = lambda scribe, after=0: open_stream(server.url, cookie_of(scribe), after, "write/live")

    yield listen
    for listener in listeners:
        listener.stop()


def test_a_stream_ends_when_the_person_logs_out_in_that_browser_and_not_in_another(seminar, aud, server, listen):
    here, there = person_client(aud), person_client(aud)
    cookies = [f"sessionid={client.cookies['sessionid'].value}" for client in (here, there)]
    streams = [Listener(server.url, seminar, cookie) for cookie in cookies]
    until(lambda: all(one.status == 200 for one in streams), "both streams are open")
    here.post(reverse("account_logout"))
    until(lambda: streams[0].status == 302, "the first is sent to log in", seconds=SECONDS_BETWEEN_POLLS + 5)
    assert (streams[1].status, streams[1].times) == (200, 1)
    for one in streams:
        one.stop()


def test_a_stream_with_a_copy_of_a_cookie_ends_when_the_device_leaves(seminar, server):
    client = device_client(make.scribe(seminar))
    name = f"scribe-{seminar.slug}"
    stream = Listener(server.url, seminar, f"{name}={client.cookies[name].value}", path="write/live")
    until(lambda: stream.status == 200, "the stream is open")
    client.post(reverse("who_leave", args=[seminar.slug]), {"agree": "on"})
    until(lambda: stream.status == 404, "the copy is not known", seconds=SECONDS_BETWEEN_POLLS + 5)
    stream.stop()


MANY = 3010 if os.environ.get("LONG") else 40


def test_one_device_gets_6_streams_however_many_it_opens_and_others_get_theirs(seminar, server, listen):
    flood = Flood(server.port, f"/s/{seminar.slug}/write/live", cookie_of(make.scribe(seminar)), MANY)
    assert flood.statuses == Counter({200: MOST_OF_ONE, 503: MANY - MOST_OF_ONE})
    members, other = listen(), listen.scribe(make.scribe(seminar))
    until(lambda: (members.status, other.status) == (200, 200), "the others have their streams")
    make.group(seminar)
    until(lambda: members.events, "the organizer hears of a new group")
    flood.close()


@pytest.mark.once
def test_a_device_that_asks_for_many_streams_at_once_gets_no_more_than_6_threads():
    """Whatever other cookies it sends; and whoever sends none is known by the network."""
    asked, statuses = [], Counter()

    async def pages(scope, receive, send):
        asked.append(scope["path"])
        await asyncio.sleep(0.05)
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def send(message):
        statuses[message.get("status", "body")] += 1

    def scope(cookie: str) -> dict:
        request = {"type": "http", "method": "GET", "path": "/s/a/write/live", "query_string": b""}
        return request | {"http_version": "1.1", "scheme": "http", "headers": [(b"cookie", cookie.encode())]}

    async def ask() -> None:
        live = Live(pages)
        cookies = [f"scribe-a=1; sessionid={number}" for number in range(40)] + ["scribe-a=2"] + ["other=1"] * 40
        await asyncio.gather(*(live(scope(cookie), None, send) for cookie in cookies))
        assert not live.streams

    run_alone(ask())
    assert len(asked) == 2 * MOST_OF_ONE + 1
    assert (statuses[404], statuses[503]) == (2 * MOST_OF_ONE + 1, 80 - 2 * MOST_OF_ONE)


@pytest.mark.once
def test_deliveries_give_way_to_a_request_until_it_is_answered():
    """A pass of deliveries takes the event loop, through which answers go out too."""

    async def ask() -> list[int]:
        answered, looks = asyncio.Event(), []

        async def pages(scope, receive, send):
            await answered.wait()
            raise ValueError

        live = Live(pages)
        hub = Hub(lambda: bool(looks.append(live.answering) or live.answering))
        request = asyncio.create_task(live({"type": "http", "method": "GET", "path": "/"}, None, None))
        await asyncio.sleep(0)
        began = hub.loop.time()
        await hub.give_way(60)
        assert LONGEST_PAUSE <= hub.loop.time() - began < 60
        answered.set()
        await asyncio.wait([request])
        await hub.give_way(60)
        assert request.exception()
        return looks

    *waiting, last = run_alone(ask())
    assert set(waiting) == {1} and last == 0


@pytest.mark.once
def test_a_page_that_has_missed_nothing_costs_those_that_follow_nothing():
    """A pass reads who may follow and goes through all that do, for each of the thousands that come after a restart."""

    async def ask() -> set[int]:
        hub = Hub()
        for seminar in (1, 2):
            about = {"kind": "scribe", "follower": 1, "key": "", "seen": 7, "transport": None, "send": None}
            hub.add(Reader(seminar=seminar, is_behind=seminar == 2, **about))
        return hub.dirty

    assert run_alone(ask()) == {2}


class Flood:
    """Streams opened by one device, one after the other, and all kept open."""

    def __init__(self, port: int, path: str, cookie: str, number: int):
        self.sockets = []
        self.statuses = Counter(self.open(port, path, cookie) for _ in range(number))

    def open(self, port: int, path: str, cookie: str) -> int:
        connected = socket.create_connection(("127.0.0.1", port), 20)
        self.sockets.append(connected)
        connected.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        return int(connected.recv(100).split()[1])

    def close(self) -> None:
        for connected in self.sockets:
            connected.close()


def write_at_once(seminar) -> None:
    def write(letter: str) -> None:
        try:
            for number in range(EACH):
                make.group(Seminar.objects.get(pk=seminar.pk), f"Bord {letter}{number}")
        finally:
            connections.close_all()

    writers = [Thread(target=write, args=letter) for letter in "ABCDEF"[:WRITERS]]
    for writer in writers:
        writer.start()
    yield from writers
    for writer in writers:
        writer.join()


def test_uvicorn_gives_the_stream_its_transport(server, seminar, listen):
    """The stream writes to uvicorn's private transport. Pages that do not get it poll, and nobody would notice."""
    listener = listen()
    until(lambda: listener.status, "there is an answer")
    assert listener.status == 200, "stream.transport_of no longer finds the connection in uvicorn's `send`"
    until(lambda: listener.events, "the first change has come over the stream")


def test_changes_of_six_concurrent_writers_arrive_in_order_and_without_a_gap(seminar, listen):
    listener = listen()
    list(write_at_once(seminar))
    until(lambda: len(listener.events) == WRITERS * EACH + 1, "all changes have come")
    assert listener.numbers == list(range(1, WRITERS * EACH + 2))
    assert listener.events[-1].keys() == {"number", "verb", "kind", "subject"}


def test_a_page_that_has_missed_nothing_gets_what_comes_next(seminar, listen):
    listener = listen(after=seminar.last_change)
    until(lambda: listener.status == 200, "it follows")
    make.group(seminar, "Bord 1")
    until(lambda: listener.events, "the change has come")
    assert listener.numbers == [seminar.last_change]


def test_a_change_arrives_at_once_and_not_only_at_the_next_poll(seminar, listen):
    listener = listen()
    until(lambda: listener.events, "it follows")
    started, times = time.monotonic(), 6
    for number in range(times):
        make.group(seminar, f"Bord {number}")
        until(lambda: listener.after == seminar.last_change, "the change has come")
    assert time.monotonic() - started < times * SECONDS_BETWEEN_POLLS / 2


def test_readers_that_are_disconnected_come_back_and_get_every_change_once(seminar, listen, proxy):
    listeners = [listen(proxy.url) for _ in range(5)]
    chance, cuts = random.Random(7), 0
    for writer in write_at_once(seminar):
        while writer.is_alive() or cuts < 3:
            until(lambda count=cuts: all(listener.times > count for listener in listeners), "all have connected again")
            writer.join(chance.uniform(0.01, 0.1))
            proxy.cut()
            cuts += 1
    for listener in listeners:
        until(lambda reader=listener: len(reader.events) >= WRITERS * EACH + 1, "all changes have come")
        assert listener.numbers == list(range(1, WRITERS * EACH + 2))


def test_a_stranger_gets_404_and_an_anonymous_user_the_log_in_page(seminar, server, listen):
    stranger, nobody = listen(person=make.person("Dag")), Listener(server.url, seminar, "sessionid=ingen")
    until(lambda: stranger.status and nobody.status, "both have an answer")
    assert (stranger.status, nobody.status) == (404, 302)
    assert stranger.events + nobody.events == []
    assert seminar.title.encode() not in stranger.raw + nobody.raw


@pytest.mark.parametrize("end", ["log out", "log out everywhere else", "new password", "idle time"])
def test_a_stream_ends_with_its_session(aud, seminar, server, listen, end):
    here, there = Client(), Client()
    for client in (here, there):
        client.post(reverse("account_login"), {"login": aud.email, "password": make.PASSWORD})
    mine, other = (
        Listener(server.url, seminar, f"sessionid={client.cookies['sessionid'].value}") for client in (here, there)
    )
    until(lambda: mine.events and other.events, "both follow")
    if end == "log out":
        there.post(reverse("account_logout"))
    elif end == "log out everywhere else":
        here.post(reverse("account_sessions"))
    elif end == "new password":
        new = "ein-heilt-ny-onsdag"
        change = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
        here.post(reverse("account_change_password"), change)
    else:
        Session.objects.filter(pk=other.cookie.partition("=")[2]).update(expire_date=timezone.now())
    until(lambda: other.status == 302, "the other stream has ended, and its session opens no new one")
    make.group(seminar)
    if end != "new password":  # which gives the session that remains a new key
        until(lambda: mine.after == seminar.last_change, "the session that remains still follows")
    assert other.after < seminar.last_change
    for listener in (mine, other):
        listener.stop()


def test_a_member_who_is_removed_gets_nothing_more(seminar, listen):
    member = make.member(seminar, make.person("Bjarte"))
    removed, remaining = listen(person=member.person), listen()
    until(lambda: removed.events and remaining.events, "both follow")
    member.delete()
    make.group(seminar, "Etterpå")
    until(lambda: removed.status == 404, "the removed one is out", seconds=4)
    until(lambda: len(remaining.events) == 2, "the other one goes on")
    assert removed.numbers == [1]
    assert b"retry: " in removed.raw


def test_members_of_one_seminar_receive_nothing_about_another(seminar, aud, listen):
    listener = listen()
    make.group(make.seminar("Ein annan dag", by=aud), "Nabobordet")
    make.group(seminar, "Vårt bord")
    until(lambda: len(listener.events) == 2, "our own change has come")
    assert [event["subject"] for event in listener.events] == [seminar.pk, seminar.groups.get().pk]


def test_a_page_that_is_too_far_behind_is_told_to_reload(seminar, listen):
    record_many(seminar, MAX_CHANGES_BEHIND + 1)
    late = listen(after=1)
    until(lambda: late.events, "there is an answer")
    assert [(event["number"], event["verb"]) for event in late.events] == [(seminar.last_change, "reload")]


def test_a_page_with_a_number_ahead_of_the_last_change_is_told_to_reload(seminar, listen):
    early = listen(after=99)
    until(lambda: early.events, "there is an answer")
    assert [(event["number"], event["verb"]) for event in early.events] == [(1, "reload")]


def test_a_page_that_does_not_read_is_disconnected_while_others_go_on_and_can_come_back(seminar, aud, server, listen):
    asleep = socket.socket()
    asleep.settimeout(10)
    asleep.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asleep.connect(("127.0.0.1", server.port))
    head = f"GET /s/{seminar.slug}/live?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session_of(aud)}\r\n"
    asleep.sendall(f"{head}\r\n".encode())
    awake = listen()
    while len(awake.raw) < 3 * MAX_QUEUE:
        record_many(seminar, MAX_CHANGES_BEHIND)
        until(lambda: awake.after == seminar.last_change, "the one who reads has got it")
    assert (awake.times, awake.numbers) == (1, list(range(1, seminar.last_change + 1)))
    got = b"".join(iter(lambda: asleep.recv(65536), b""))
    assert MAX_QUEUE // 8 < len(got) < 2 * MAX_QUEUE
    last = int(got.rsplit(b"\n\n", 1)[0].rsplit(b"id: ", 1)[1].split(b"\n")[0])
    back = listen(after=last)
    until(lambda: back.after == seminar.last_change, "it has caught up")


def record_many(seminar, times: int) -> None:
    with transaction.atomic():
        seminar.record_all([Fact(events.SEMINAR_DESCRIBED, seminar, {})] * times)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has no connections that break")
def test_streams_survive_when_every_connection_to_the_database_breaks(seminar, listen):
    listener = listen()
    until(lambda: listener.events, "it follows")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    make.group(seminar, "Etter brotet")
    until(lambda: len(listener.events) == 2, "the change has come", seconds=5)
    assert (listener.numbers, listener.times) == ([1, 2], 1)


def test_nothing_that_anyone_wrote_is_in_a_stream(seminar, aud, listen):
    listener = listen()
    group, theme = make.group(seminar, "Bjørkebordet"), make.theme(seminar, "Einerhaug")
    post = make.post(seminar, "Einsemd i bygda", group=group, author="Torbjørg")
    theme.add_post(post, by=aud)
    post.revise(body="Einsemd i grenda", by=aud, reason="Ordval")
    until(lambda: listener.after == Seminar.objects.get().last_change, "all changes have come")
    text = listener.raw.decode()
    for word in ("Bjørke", "Einer", "Einsemd", "Torbj", "Ordval", "Aud", "aud@", seminar.title):
        assert word not in text
        assert word.encode("unicode_escape").decode() not in text


def test_a_stopping_server_ends_fifty_streams_in_time_and_spreads_their_return(seminar, aud, server):
    sessions = [f"sessionid={session_of(aud)}" for _ in range(10)]
    listeners = [Listener(server.url, seminar, session) for session in sessions for _ in range(5)]
    until(lambda: all(listener.events for listener in listeners), "all follow")
    for listener in listeners:
        listener.stopped = True
    try:
        assert server.stop() < 5
    finally:
        server.start()
    pauses = [int(bytes(listener.raw).partition(b"retry: ")[2]) for listener in listeners]
    assert (min(pauses) >= 500, max(pauses) <= 3000) == (True, True)
    assert len(set(pauses)) > 25
    assert "Traceback" not in server.log.read_text()


def test_polling_returns_the_same_news_as_the_stream(seminar, aud, client):
    make.group(seminar, "Bord 1")
    client.force_login(aud)
    answer = client.get(f"/s/{seminar.slug}/changes?after=1")
    assert [change["verb"] for change in answer.json()["changes"]] == ["group.added"]
    again = client.get(f"/s/{seminar.slug}/changes?after=2", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.force_login(make.person("Dag"))
    assert client.get(f"/s/{seminar.slug}/changes?after=1").status_code == 404


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "٣", "9" * 40, ""])
def test_an_after_that_is_not_a_number_is_refused_in_one_sentence(seminar, aud, client, after):
    client.force_login(aud)
    for path in ("live", "changes"):
        answer = client.get(f"/s/{seminar.slug}/{path}", {"after": after})
        assert (answer.status_code, answer.content.decode().count("\n")) == (400, 0)


@pytest.fixture
def signe(seminar):
    return make.scribe(seminar, make.group(seminar, "Nordbord"), "Signe")


def received(listener) -> list[tuple[str, int]]:
    return [(event["verb"], event["subject"]) for event in listener.events]


def test_a_device_receives_changes_of_its_own_group_and_of_the_rounds_and_no_others(seminar, signe, listen):
    other = make.scribe(seminar, make.group(seminar, "Sørbord"))
    last = Seminar.objects.get(pk=seminar.pk).last_change
    listener, other_listener = listen.scribe(signe, last), listen.scribe(other, last)
    round = make.round(seminar)
    make.post(seminar, group=other.group).revise(body="Frå Sørbord.")
    post = make.post(seminar, group=signe.group)
    post.revise(body="Frå Nordbord.")
    post.set_group(other.group)
    make.theme(seminar)
    make.member(seminar, make.person("Bjarte"))
    other.rename("Odd")
    round.open()
    until(lambda: "dialogueround.opened" in dict(received(listener)), "the last of it has come")
    until(lambda: "dialogueround.opened" in dict(received(other_listener)), "to the other too")
    rounds = [("dialogueround.added", round.pk), ("dialogueround.opened", round.pk)]
    assert received(listener) == [rounds[0], ("post.revised", 0), ("post.regrouped", 0), rounds[1]]
    assert received(other_listener) == [
        rounds[0],
        ("post.revised", 0),
        ("post.regrouped", 0),
        ("scribe.renamed", 0),
        rounds[1],
    ]


def test_a_device_without_a_group_receives_changes_of_its_own_notes(seminar, signe, listen):
    lost = make.scribe(seminar)
    last = Seminar.objects.get(pk=seminar.pk).last_change
    listener = listen.scribe(lost, last)
    make.post(seminar, group=signe.group).revise(body="Frå Nordbord.")
    make.post(seminar, scribe=lost).revise(body="Kven er vi?")
    until(lambda: "post.revised" in dict(received(listener)), "its own news have come")
    lost.move(signe.group)
    until(lambda: "scribe.moved" in dict(received(listener)), "and what became of it")
    assert received(listener)[-3:] == [("post.revised", 0), ("post.regrouped", 0), ("scribe.moved", 0)]


def test_a_removed_device_receives_nothing_more(seminar, signe, listen):
    listener = listen.scribe(signe)
    until(lambda: listener.status == 200, "it follows")
    signe.remove()
    make.round(seminar)
    until(lambda: listener.status == 404, "it is out", seconds=4)
    assert "dialogueround.added" not in dict(received(listener))


def test_a_device_with_an_open_stream_is_not_away(seminar, signe, listen):
    type(signe).objects.update(seen_at=signe.seen_at - 2 * AWAY_AFTER)
    listener = listen.scribe(signe)
    until(lambda: listener.status == 200, "it follows")
    signe.refresh_from_db()
    assert not signe.is_away


def test_polling_returns_the_same_news_to_a_device(seminar, signe, client):
    client.cookies.load(cookie_of(signe))
    address = reverse("write_changes", args=[seminar.slug])
    make.round(seminar)
    make.post(seminar, group=make.group(seminar, "Sørbord")).revise(body="Ikkje for Signe.")
    last = Seminar.objects.get(pk=seminar.pk).last_change
    answer = client.get(address, {"after": last - 3}).json()
    assert [event["verb"] for event in answer["changes"]] == ["dialogueround.added"]
    assert answer["last"] == last
    assert client.get(address, {"after": last}, headers={"If-None-Match": f'"{last}"'}).status_code == 304
    client.cookies.clear()
    assert client.get(address).status_code == 404
