"""Requests that are slow, cut, too large or senseless: no thread waits for them, and no view sees them."""

import asyncio
import json
import re
import socket
import struct
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.urls import URLResolver, get_resolver

from posts.models import Post
from seminar.server import request_body
from seminar.server.thread_pools import ThreadPools
from tests import make
from tests.ledger.loop import run as run_alone
from tests.seminar.live.listener import cookie_of, session_of
from tests.seminar.server.serving import until
from tests.seminar.server.slow_clients import FORM, JSON, SlowClients, connect, head

SECURITY = {
    "content-security-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "cross-origin-embedder-policy",
    "cache-control",
    "x-robots-tag",
}
LONG = "Vi vil ha ein benk ved brua. " * 600


@pytest.fixture
def aud(transactional_db):
    return make.person()


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud)
    make.round(seminar).open()
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar))


def exchange(server, request: bytes) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of the answer to raw bytes."""
    with connect(server.port) as connection:
        answer = b""
        with suppress(OSError):
            connection.sendall(request)
        connection.settimeout(5)
        with suppress(OSError):
            while data := connection.recv(65536):
                answer += data
                if (length := re.search(rb"content-length: (\d+)", answer, re.I)) and len(
                    answer.partition(b"\r\n\r\n")[2]
                ) >= int(length[1]):
                    break
    top, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = top.decode("latin1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body.decode()


def fetch(server, path: str, cookie: str = "", data: dict | None = None) -> int:
    body = data and json.dumps(data).encode()
    headers = {"Cookie": cookie, "Content-Type": JSON}
    request = Request(server.url + path, body, headers, method="PUT" if data else "GET")
    with urlopen(request, timeout=40) as answer:
        return answer.status if answer.read() else 0


def note(seminar, body: str = "Ein benk") -> dict:
    return {"round": seminar.rounds.get().uid, "body": body}


def test_slow_senders_and_slow_readers_hold_no_thread(server, seminar, scribe, aud):
    for _ in range(40):
        make.post(seminar, LONG)
    mine, theirs = f"sessionid={session_of(aud)}", cookie_of(scribe)
    base, dag = f"/s/{seminar.slug}", make.person("Dag")  # who has asked for no other report
    make.member(seminar, dag)
    other = f"sessionid={session_of(dag)}"
    with SlowClients(server.port, seminar.slug, member=mine, device=theirs):
        assert fetch(server, f"{base}/board/", mine) == 200
        assert fetch(server, f"{base}/summary/json/", other) == 200
        assert fetch(server, f"{base}/write/notes/{uuid4()}/", theirs, note(seminar)) == 200


def cut(server, request: bytes, body: bytes) -> None:
    """Sends half of a body, and resets the connection or ends it."""
    for ending in (b"\1\0\0\0\0\0\0\0", None):
        with connect(server.port) as connection:
            connection.sendall(request + body[: len(body) // 2])
            if ending:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_form_that_is_cut_saves_nothing(server, seminar, scribe, aud):
    post = make.post(seminar, LONG, scribe=scribe, group=scribe.group)
    token, base = "a" * 32, f"/s/{seminar.slug}"
    fields = f"csrfmiddlewaretoken={token}&base=1&revision=1&round={seminar.rounds.get().uid}&uid={uuid4()}&body="
    form = (fields + LONG.replace(" ", "+")).encode()
    for path, cookie in [
        (f"{base}/write/", cookie_of(scribe)),
        (f"{base}/write/notes/{post.uid}/text/", cookie_of(scribe)),
        (f"{base}/posts/{post.uid}/text/", f"sessionid={session_of(aud)}"),
    ]:
        cut(server, head("POST", path, len(form), f"{cookie}; csrftoken={token}", Origin="http://127.0.0.1"), form)
        chunk = f"{len(form):x}\r\n".encode() + form
        request = head("POST", path, None, f"{cookie}; csrftoken={token}", **{"Transfer-Encoding": "chunked"})
        cut(server, request, chunk)
    assert fetch(server, f"{base}/write/", cookie_of(scribe)) == 200
    assert [found.body for found in Post.objects.all()] == [LONG]
    assert post.revisions.count() == 0


def test_a_chunked_body_is_taken_whole(server, seminar, scribe):
    data = json.dumps(note(seminar)).encode()
    request = head("PUT", f"/s/{seminar.slug}/write/notes/{uuid4()}/", None, cookie_of(scribe), JSON)
    request = request.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
    status, _headers, _body = exchange(server, request + b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))
    assert (status, Post.objects.get().body) == (200, "Ein benk")


HUGE = 5 * 1024 * 1024


@pytest.mark.parametrize(
    "request_, status",
    [
        (head("GET", "/", Host="evil.example"), 400),
        (head("GET", "/j/%00"), 400),
        (head("GET", "/?after=%00"), 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBroken\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (head("POST", "/account/login/", HUGE) + b"x" * HUGE, 413),
        (head("POST", "/account/login/", HUGE, Expect="100-continue"), 413),
        (head("POST", "/account/login/", 10**9), 413),
        (head("GET", "/", **{"X-Large": "a" * 70_000}), 431),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Endless: " + b"a" * 400_000, 431),
        (b"GET /" + b"a" * 400_000, 431),
        (head("GET", "/s/nothing/live"), 302),
        (head("GET", "/s/nothing/write/live"), 404),
        (head("GET", "/static/css/base.css"), 200),
        (head("OPTIONS", "/"), 405),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_answer_of_the_server_has_the_security_headers(server, transactional_db, request_, status):
    found, headers, body = exchange(server, request_)
    assert (found, SECURITY - set(headers)) == (status, set())
    assert "access-control-allow-origin" not in headers
    assert found not in (400, 413, 431) or re.search("nothing|ingenting|cookies|informasjonskapsl", body.lower())


@pytest.mark.parametrize("broken, status", [(b"X-Large: " + b"a" * 70_000, 431), (b"Broken", 400)])
def test_a_request_that_cannot_be_read_is_answered_in_the_language_of_the_reader(
    server, transactional_db, broken, status
):
    begun = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: nn\r\nX-Other: 1\r\n"
    found, _headers, page = exchange(server, begun + broken + b"\r\n\r\n")
    assert (found, 'lang="nn"' in page) == (status, True)


def test_a_senseless_request_writes_no_traceback(server, transactional_db):
    before = len(server.log.read_text())
    for request in (head("GET", "/", Host="evil.example"), head("POST", "/account/login/", 0)):
        exchange(server, request)
    assert "Traceback" not in server.log.read_text()[before:]


class Recorder:
    """A WSGI application that remembers which requests reached it."""

    def __init__(self):
        self.reached = []

    def __call__(self, environ, start_response):
        self.reached.append((environ, environ["wsgi.input"].read()))
        start_response("200 OK", [("Content-Length", "0")])
        return Empty()


class Empty(list):
    def close(self) -> None:
        pass


def call(messages, *, path="/account/login/", method="POST", kind=FORM, headers=(), pools=None):
    """The status, the body and the requests that reached the application. None in `messages` is a silent sender."""
    recorder = Recorder()
    pools = pools or ThreadPools(recorder)
    for pool in (pools.pages, pools.saves, pools.imports, pools.reports):
        pool.application = recorder
    parts, sent = iter(messages), []

    async def receive():
        message = next(parts)
        return await asyncio.sleep(60) if message is None else message

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "client": ("203.0.113.7", 1),
        "headers": [(b"host", b"testserver"), (b"content-type", kind.encode()), *headers],
    }
    run_alone(pools(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), recorder.reached


def part(data: bytes, more: bool = True) -> dict:
    return {"type": "http.request", "body": data, "more_body": more}


GONE = {"type": "http.disconnect"}


def addresses(resolver=None, prefix=""):
    """A path for every route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            yield "/" + re.sub(r"<[^>]+>", "1", route)


@pytest.mark.once
def test_a_cut_body_reaches_no_view_of_any_address():
    paths = list(addresses())
    assert len(paths) > 120
    length = [(b"content-length", b"20")]
    for path in paths:
        for method, kind in [("POST", FORM), ("PUT", JSON)]:
            status, _body, reached = call([part(b"half"), GONE], path=path, method=method, kind=kind, headers=length)
            assert (status, reached) == (400, [])
    chunked = [(b"transfer-encoding", b"chunked")]
    assert call([part(b"half"), GONE], headers=chunked)[::2] == (400, [])
    assert call([part(b"half", False)], headers=length)[::2] == (400, [])


@pytest.mark.once
def test_a_device_keeps_a_text_whose_request_was_cut_or_slow(monkeypatch):
    """static/js/write/ask.js drops a text only where 400 or 413 come with an "error"."""
    monkeypatch.setattr(request_body, "SECONDS_TO_BEGIN", 0.05)
    length = [(b"content-length", b"20")]
    device = {"method": "PUT", "path": "/s/x/write/drafts/", "kind": JSON, "headers": length}
    status, body, _reached = call([part(b"half"), GONE], **device)
    assert (status, list(json.loads(body))) == (400, ["retry"])
    status, body, reached = call([part(b"half"), None], **device)
    assert (status, list(json.loads(body)), reached) == (408, ["error"], [])
    status, body, _reached = call([], **device | {"headers": [(b"content-length", b"999000000")]})
    assert (status, list(json.loads(body))) == (413, ["error"])


@pytest.mark.once
def test_a_body_may_take_longer_the_more_of_it_has_come(monkeypatch):
    monkeypatch.setattr(request_body, "SECONDS_TO_BEGIN", 0.05)
    monkeypatch.setattr(request_body, "SLOWEST", 1)
    status, _body, reached = call([part(b"12345"), part(b"67890", False)], headers=[(b"content-length", b"10")])
    assert (status, reached[0][1]) == (200, b"1234567890")


@pytest.mark.once
def test_large_bodies_from_one_network_are_limited_and_small_ones_still_pass(monkeypatch):
    monkeypatch.setattr(request_body, "MOST_BYTES", 1024 * 1024)
    pools = ThreadPools(None)
    pools.incoming.bytes["203.0.113.7"] = 600 * 1024
    chunked = [(b"transfer-encoding", b"chunked")]
    assert call([part(b"x" * 600 * 1024, False)], headers=chunked, pools=pools)[0] == 503
    assert call([part(b"x" * 100 * 1024, False)], headers=chunked, pools=pools)[0] == 200
    monkeypatch.setattr(request_body, "MOST_REQUESTS", 0)
    assert call([part(b"x", False)], headers=chunked, pools=pools)[0] == 503
    assert (dict(pools.incoming.requests), dict(pools.incoming.bytes)) == ({}, {"203.0.113.7": 600 * 1024})


@pytest.mark.once
def test_header_names_with_an_underscore_are_dropped_and_cookies_joined():
    headers = [(b"x_forwarded_for", b"6.6.6.6"), (b"content_type", b"x"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    _status, _body, [(environ, _sent)] = call([], method="GET", headers=headers)
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert (environ["CONTENT_TYPE"], environ["HTTP_COOKIE"]) == (FORM, "a=1; b=2")


def test_a_page_that_is_too_large_is_refused_in_the_language_of_the_reader(server, transactional_db):
    headers = {"Accept-Language": "nn"}
    request = Request(f"{server.url}/account/login/", b"x" * HUGE, headers, method="POST")
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=30)
    page = refused.value.read().decode()
    assert (refused.value.code, 'lang="nn"' in page) == (413, True)


def test_a_reader_who_stops_reading_is_cut_off(server, seminar, aud, monkeypatch):
    """The time is the server's own, so the pieces are sent here."""
    from seminar.server import wsgi

    monkeypatch.setattr(wsgi, "SECONDS_TO_BEGIN", 0.05)
    aborted = asyncio.Event()

    class Connection:
        abort = staticmethod(aborted.set)

    async def send(message):
        if message.get("more_body"):
            await aborted.wait()

    response = wsgi.Response(200, [], b"x" * 10)
    run_alone(wsgi.send_response(response, send, Connection))
    assert aborted.is_set()
    until(lambda: fetch(server, "/accessibility/") == 200, "it answers")
