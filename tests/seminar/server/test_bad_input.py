"""Whatever a client sends, to any address, the answer is never an error of the server."""

import json
import os
import random
import sys
import traceback
from collections import Counter
from http.cookies import SimpleCookie
from urllib.parse import quote_from_bytes
from uuid import uuid4

import pytest
from django import forms
from django.core.signals import got_request_exception
from django.core.signing import get_cookie_signer
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver, reverse

from seminar.access import SALT
from seminar.server.cookies import DEVICE
from tests import make

pytestmark = pytest.mark.django_db
REQUESTS = 5_000 if os.environ.get("LONG") else 1_000
# Each database gets requests of its own.
SEEDS = range(20) if os.environ.get("LONG") else [11 if connection.vendor == "sqlite" else 12]
NESTED = 20_000

TEXTS = [
    "", "0", "-1", "1", "2", "x", "on", "true", "all", "none", "1.5", "1e400", "NaN",
    str(2**31), str(2**63), "9" * 400, "9" * 5000, "١٢", "²", "\0", "a\0b", "\x1b", "\ufffe", "\u202e", "é" * 300,
    "a" * 20_001, "/", "//evil.example", "foo", "/\\evil.example", "javascript:alert(1)", "/a\r\nb: c", "{{7*7}}", "%s",
    "%", "_", "\\", "'", '"', "(a+)+$", "*" * 300, '"' * 99, "hidden", "visible", "9999-99-99", "2026-02-30T25:61",
    "0001-01-01T00:00", "9999-12-31T23:59", "a@b", "a@b.no\nBcc: c@d.no", "x,y\n" * 300, "[]", "[[1]]", "null",
]  # fmt: skip


def routes(resolver=None, prefix=()):
    """Every route, as the parts of its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, (*prefix, pattern.pattern))
        else:
            yield pattern


def field_names() -> list[str]:
    """The fields of all forms, and those that views and scripts use beside them."""
    names = {"page", "after", "next", "note", "post", "whole", "newest", "search", "do", "confirm", "uid"}
    kinds = [forms.Form, forms.ModelForm]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        names |= set(getattr(kind, "base_fields", {}))
    return sorted(names)


class Browser(RequestFactory):
    """Sends the same cookies each time. Django's Client takes over what is answered, and would soon be logged out."""

    def __init__(self, cookies: SimpleCookie):
        super().__init__()
        self.cookies, self.handler = cookies, ClientHandler(enforce_csrf_checks=False)

    def request(self, **request) -> int:
        """The status of the answer."""
        response = self.handler(self._base_environ(**request))
        b"".join(response)
        return response.status_code


class Fuzz:
    """Random requests of an organizer whose browser is a scribe's device too, of a scribe, and of nobody."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.aud = make.person()
        self.seminar = seminar = make.seminar(by=self.aud, doors_open=True)
        make.round(seminar).open()
        seminar.rounds.get().add_questions(["Kva manglar?"])
        group, other = make.group(seminar), make.group(seminar, "Gruppe 2")
        self.scribe = make.scribe(seminar, group, "Signe")
        posts = [make.post(seminar, f"Ein benk {number}", group=group, scribe=self.scribe) for number in range(3)]
        themes = [make.theme(seminar), make.theme(seminar, "Tid")]
        rows = [seminar, seminar.rounds.get(), seminar.questions.first(), group, other, self.scribe, *posts, *themes]
        self.ids = [str(getattr(row, name)) for row in rows for name in ("pk", "uid") if hasattr(row, name)]
        self.ids += [seminar.join_code, group.token, "lines", "md", "csv", "json", "docx", str(uuid4())]
        self.round = seminar.rounds.get().uid
        self.routes, self.names = list(routes()), field_names()
        self.refused: set[tuple[object, str]] = set()
        self.browsers = [self.browser(True, True), self.browser(False, True), self.browser(False, False)]

    def browser(self, member: bool, scribe: bool) -> Browser:
        client = Client()
        if member:
            client.force_login(self.aud)
            client.get("/sw.js")  # lists the session, which each request would do again
        if scribe:
            name = DEVICE + self.seminar.slug
            client.cookies[name] = get_cookie_signer(salt=name + SALT).sign(self.scribe.uid)
        return Browser(client.cookies)

    def path(self, pattern) -> str:
        """The address of a route, with ids that exist, that do not, and that are none."""
        values = {}
        for name, converter in pattern.pattern.converters.items():
            values[name] = (
                self.seminar.slug if name == "slug" and self.chance.random() < 0.95 else self.value_of(converter)
            )
        try:
            return reverse(pattern.name, kwargs=values)
        except Exception:
            return f"/s/{self.seminar.slug}/posts/{quote_from_bytes(self.chance.randbytes(3))}/"

    def value_of(self, converter):
        kind = type(converter).__name__
        fitting = [value for value in self.ids if (kind != "IntConverter" or value.isdigit())]
        value = self.chance.choice(fitting)
        if self.chance.random() < 0.15:
            value = self.chance.choice([str(2**63), "9" * 300, "a\0b", "\udcff", "é", "0"])
        return value

    def value(self) -> str:
        return self.chance.choice(self.ids if self.chance.random() < 0.4 else TEXTS)

    def fields(self) -> list[tuple[str, str]]:
        fields = [(self.chance.choice(self.names), self.value()) for _ in range(self.chance.randrange(9))]
        if self.chance.random() < 0.03:
            fields += [self.chance.choice(fields or [("mark", "flagged")])] * 1900
        return fields

    def encoded(self, fields) -> bytes:
        pairs = (f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields)
        return "&".join(pairs).encode()

    def json(self, depth: int = 0):
        kind = self.chance.randrange(8 if depth < 3 else 4)
        if kind < 3:
            return self.value()
        if kind == 3:
            return self.chance.choice([None, True, -1, 2**63, 1e308, "\ud800", "\0"])
        if kind < 6:
            names = ["round", "question", "body", "base", "version", "note", "state", *self.names[:5]]
            return {self.chance.choice(names): self.json(depth + 1) for _ in range(5)}
        return [self.json(depth + 1) for _ in range(3)]

    def note(self) -> dict:
        """JSON that is nearly right."""
        data = {"round": self.round, "body": "Ein benk", "version": 1, "base": 0, "state": "withdrawn"}
        return data | {self.chance.choice([*data, "question", "note"]): self.json()}

    def body(self) -> tuple[str, bytes]:
        chance = self.chance
        content_type, make_body = chance.choice(
            [
                ("application/x-www-form-urlencoded", self.form),
                ("application/x-www-form-urlencoded", self.form),
                ("application/x-www-form-urlencoded", lambda: b"%ff%00=" + self.form() + b"&&&=;%zz"),
                ("application/json", lambda: json.dumps(self.json()).encode()),
                ("application/json", lambda: json.dumps(self.note()).encode()),
                ("application/json", lambda: json.dumps(self.note()).encode()),
                ("application/json", lambda: b'{"x":' + b"[" * NESTED + b"]" * NESTED + b"}"),
                ("application/json", lambda: b"[" * NESTED),
                ("application/json; charset=none", lambda: b'{"body": "\xff"}'),
                ("multipart/form-data", lambda: b"x"),
                ("multipart/form-data; boundary=x", self.multipart),
                ("multipart/form-data; boundary=x", lambda: self.multipart()[: chance.randrange(200)]),
                ("text/plain; charset=utf-16", lambda: b"\xff\xfe\0"),
                ("", lambda: b"\0"),
            ]
        )
        body = make_body()
        return content_type, body[: chance.randrange(len(body) + 1)] if chance.random() < 0.15 else body

    def form(self) -> bytes:
        return self.encoded(self.fields())

    def multipart(self) -> bytes:
        file = self.chance.choice([b"", b"\0", b"%PDF-1.7", b"PK\3\4", b"a;b\n1;2", b'{"a": [', b"# Vegg\n\n- x"])
        name = self.chance.choice(['"; x="', "a\0.csv", "../../x", "a" * 300, "wall.csv"])
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name_}"\r\n\r\n{value}\r\n'
            for name_, value in self.fields()
        ]
        upload = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return "".join([*parts, upload]).encode("utf-8", "surrogatepass") + file + b"\r\n--x--\r\n"

    def send(self) -> tuple[str, int]:
        methods = ["GET", "POST", "POST", "PUT", "HEAD", "DELETE", "PATCH"]
        pattern, method = self.chance.choice(self.routes), self.chance.choice(methods)
        if (pattern, method) in self.refused:  # 405 once is enough
            return self.send()
        path = self.path(pattern)
        if self.chance.random() < 0.4:
            path += "?" + self.form().decode()
        content_type, body = self.body() if method in ("POST", "PUT", "PATCH") else ("", b"")
        browser = self.chance.choice([self.browsers[0], *self.browsers])
        headers = {"Referer": self.chance.choice(["http://testserver/", "http://[", "\0"])}
        with transaction.atomic():
            status = browser.generic(method, path, body, content_type, headers=headers)
            transaction.set_rollback(True)
        if status == 405:
            self.refused.add((pattern, method))
        return f"{method} {path[:200]} {content_type} {body[:200]!r}", status


@pytest.mark.parametrize("seed", SEEDS)
def test_no_request_makes_the_server_fail(seed):
    fuzz, errors, faults, answers = Fuzz(seed), [], [], Counter()
    got_request_exception.connect(lambda **kinds: errors.append(_where()), weak=False, dispatch_uid="fuzz")
    try:
        for _ in range(REQUESTS):
            request, status = fuzz.send()
            answers[status] += 1
            if status >= 500:
                faults.append((request, status, errors[-1:]))
    finally:
        got_request_exception.disconnect(dispatch_uid="fuzz")
    print(dict(answers))
    assert faults == [], (len(faults), faults[:8])
    assert {200, 302, 400, 404, 405, 415, 422} <= set(answers)


def _where() -> str:
    kind, error, tree = sys.exc_info()
    frames = [frame for frame in traceback.extract_tb(tree) if "site-packages" not in frame.filename]
    return f"{kind.__name__}: {error} in {frames[-1].filename}:{frames[-1].lineno}"
