"""The live stream, read from the real server as a page reads it."""

import random
import socket
import time
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from seminar.live.hub import SECONDS_BETWEEN_ROUNDS
from seminar.live.news import FURTHEST_BEHIND
from seminar.live.reader import LONGEST_QUEUE
from seminar.models import Seminar
from seminar.models.change import Fact
from seminar.models.scribe import AWAY_AFTER
from tests import make
from tests.seminar.listener import Listener, cookie_of, session_of
from tests.seminar.serving import until

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
    """`listen()` opens a stream for Aud; all are closed in the end."""
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


def test_six_who_write_at_once_are_heard_in_order_and_without_a_gap(seminar, listen):
    listener = listen()
    list(write_at_once(seminar))
    until(lambda: len(listener.events) == WRITERS * EACH + 1, "all changes have come")
    assert listener.numbers == list(range(1, WRITERS * EACH + 2))
    assert listener.events[-1].keys() == {"number", "verb", "kind", "subject"}


def test_a_change_is_heard_at_once_and_not_at_the_next_round_only(seminar, listen):
    listener = listen()
    until(lambda: listener.events, "it follows")
    started, times = time.monotonic(), 6
    for number in range(times):
        make.group(seminar, f"Bord {number}")
        until(lambda: listener.after == seminar.last_change, "the change has come")
    assert time.monotonic() - started < times * SECONDS_BETWEEN_ROUNDS / 2


def test_readers_who_are_cut_off_come_back_and_get_every_change_once(seminar, listen, proxy):
    listeners = [listen(proxy.url) for _ in range(5)]
    chance = random.Random(7)
    for writer in write_at_once(seminar):
        while writer.is_alive():
            writer.join(chance.uniform(0.01, 0.1))
            proxy.cut()
    for listener in listeners:
        until(lambda reader=listener: len(reader.events) >= WRITERS * EACH + 1, "all changes have come")
        assert listener.numbers == list(range(1, WRITERS * EACH + 2))
    assert sum(listener.times for listener in listeners) > 10


def test_a_stranger_gets_404_and_one_who_is_not_logged_in_gets_the_log_in_page(seminar, server, listen):
    stranger, nobody = listen(person=make.person("Dag")), Listener(server.url, seminar, "sessionid=ingen")
    until(lambda: stranger.status and nobody.status, "both have an answer")
    assert (stranger.status, nobody.status) == (404, 302)
    assert stranger.events + nobody.events == []
    assert seminar.title.encode() not in stranger.raw + nobody.raw


def test_a_member_who_is_removed_gets_nothing_more(seminar, listen):
    member = make.member(seminar, make.person("Bjarte"))
    theirs, ours = listen(person=member.person), listen()
    until(lambda: theirs.events and ours.events, "both follow")
    member.delete()
    make.group(seminar, "Etterpå")
    until(lambda: theirs.status == 404, "the removed one is out", seconds=4)
    until(lambda: len(ours.events) == 2, "the other one goes on")
    assert theirs.numbers == [1]
    assert b"retry: " in theirs.raw


def test_the_members_of_one_seminar_hear_nothing_of_another(seminar, aud, listen):
    listener = listen()
    make.group(make.seminar("Ein annan dag", by=aud), "Nabobordet")
    make.group(seminar, "Vårt bord")
    until(lambda: len(listener.events) == 2, "our own change has come")
    assert [event["subject"] for event in listener.events] == [seminar.pk, seminar.groups.get().pk]


def test_a_page_that_has_been_away_too_long_is_told_to_look_at_everything(seminar, listen):
    tell_much(seminar, FURTHEST_BEHIND + 1)
    late = listen(after=1)
    until(lambda: late.events, "there is an answer")
    assert [(event["number"], event["verb"]) for event in late.events] == [(seminar.last_change, "reload")]


def test_a_number_from_a_history_that_is_gone_is_told_to_look_at_everything(seminar, listen):
    early = listen(after=99)
    until(lambda: early.events, "there is an answer")
    assert [(event["number"], event["verb"]) for event in early.events] == [(1, "reload")]


def test_one_who_does_not_read_is_dropped_while_others_go_on_and_may_come_back(seminar, aud, server, listen):
    asleep = socket.socket()
    asleep.settimeout(10)
    asleep.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asleep.connect(("127.0.0.1", server.port))
    head = f"GET /s/{seminar.slug}/live?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session_of(aud)}\r\n"
    asleep.sendall(f"{head}\r\n".encode())
    awake = listen()
    while len(awake.raw) < 3 * LONGEST_QUEUE:
        tell_much(seminar, FURTHEST_BEHIND)
        until(lambda: awake.after == seminar.last_change, "the one who reads has got it")
    assert (awake.times, awake.numbers) == (1, list(range(1, seminar.last_change + 1)))
    got = b"".join(iter(lambda: asleep.recv(65536), b""))
    assert LONGEST_QUEUE // 8 < len(got) < 2 * LONGEST_QUEUE
    last = int(got.rsplit(b"\n\n", 1)[0].rsplit(b"id: ", 1)[1].split(b"\n")[0])
    back = listen(after=last)
    until(lambda: back.after == seminar.last_change, "it has caught up")


def tell_much(seminar, times: int) -> None:
    with transaction.atomic():
        seminar.record_all([Fact("seminar.described", seminar, {})] * times)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has no lines that break")
def test_when_every_line_to_the_database_breaks_the_stream_goes_on(seminar, listen):
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
    theme.take(post, by=aud)
    post.revise(body="Einsemd i grenda", by=aud, reason="Ordval")
    until(lambda: listener.after == Seminar.objects.get().last_change, "all changes have come")
    said = listener.raw.decode()
    for word in ("Bjørke", "Einer", "Einsemd", "Torbj", "Ordval", "Aud", "aud@", seminar.title):
        assert word not in said
        assert word.encode("unicode_escape").decode() not in said


def test_told_to_stop_the_server_ends_fifty_streams_in_time_and_spreads_their_return(seminar, aud, server):
    session = f"sessionid={session_of(aud)}"
    listeners = [Listener(server.url, seminar, session) for _ in range(50)]
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


def test_where_streams_do_not_get_through_the_same_news_is_had_by_asking(seminar, aud, client):
    make.group(seminar, "Bord 1")
    client.force_login(aud)
    answer = client.get(f"/s/{seminar.slug}/changes?after=1")
    assert [change["verb"] for change in answer.json()["changes"]] == ["group.added"]
    again = client.get(f"/s/{seminar.slug}/changes?after=2", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.force_login(make.person("Dag"))
    assert client.get(f"/s/{seminar.slug}/changes?after=1").status_code == 404


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "٣", "9" * 40, ""])
def test_a_place_that_is_not_a_number_is_refused_in_one_sentence(seminar, aud, client, after):
    client.force_login(aud)
    for path in ("live", "changes"):
        answer = client.get(f"/s/{seminar.slug}/{path}", {"after": after})
        assert (answer.status_code, answer.content.decode().count("\n")) == (400, 0)


@pytest.fixture
def signe(seminar):
    return make.scribe(seminar, make.group(seminar, "Nordbord"), "Signe")


def told(listener) -> list[tuple[str, int]]:
    return [(event["verb"], event["subject"]) for event in listener.events]


def test_a_device_hears_of_its_own_group_and_of_the_rounds_and_of_nobody_else(seminar, signe, listen):
    other = make.scribe(seminar, make.group(seminar, "Sørbord"))
    last = Seminar.objects.get(pk=seminar.pk).last_change
    listener, theirs = listen.scribe(signe, last), listen.scribe(other, last)
    round = make.round(seminar)
    make.post(seminar, group=other.group).revise(body="Frå Sørbord.")
    post = make.post(seminar, group=signe.group)
    post.revise(body="Frå Nordbord.")
    post.belong(other.group)
    make.theme(seminar)
    make.member(seminar, make.person("Bjarte"))
    other.call("Odd")
    round.open()
    until(lambda: "dialogueround.opened" in dict(told(listener)), "the last of it has come")
    until(lambda: "dialogueround.opened" in dict(told(theirs)), "to the other too")
    rounds = [("dialogueround.added", round.pk), ("dialogueround.opened", round.pk)]
    assert told(listener) == [rounds[0], ("post.revised", 0), ("post.regrouped", 0), rounds[1]]
    assert told(theirs) == [rounds[0], ("post.revised", 0), ("post.regrouped", 0), ("scribe.renamed", 0), rounds[1]]


def test_a_device_that_does_not_know_its_group_hears_what_it_wrote_itself(seminar, signe, listen):
    lost = make.scribe(seminar)
    last = Seminar.objects.get(pk=seminar.pk).last_change
    listener = listen.scribe(lost, last)
    make.post(seminar, group=signe.group).revise(body="Frå Nordbord.")
    make.post(seminar, scribe=lost).revise(body="Kven er vi?")
    until(lambda: "post.revised" in dict(told(listener)), "its own news have come")
    lost.move(signe.group)
    until(lambda: "scribe.moved" in dict(told(listener)), "and what became of it")
    assert told(listener)[-3:] == [("post.revised", 0), ("post.regrouped", 0), ("scribe.moved", 0)]


def test_a_device_that_is_shut_out_hears_nothing_more(seminar, signe, listen):
    listener = listen.scribe(signe)
    until(lambda: listener.status == 200, "it follows")
    signe.remove()
    make.round(seminar)
    until(lambda: listener.status == 404, "it is out", seconds=4)
    assert "dialogueround.added" not in dict(told(listener))


def test_a_device_that_follows_is_there(seminar, signe, listen):
    type(signe).objects.update(seen_at=signe.seen_at - 2 * AWAY_AFTER)
    listener = listen.scribe(signe)
    until(lambda: listener.status == 200, "it follows")
    signe.refresh_from_db()
    assert not signe.is_away


def test_where_no_stream_gets_through_a_device_asks_and_is_told_the_same(seminar, signe, client):
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
