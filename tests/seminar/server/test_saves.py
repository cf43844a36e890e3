"""What devices save passes only the middleware it needs, with the same answers."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse

from seminar.server.saves import SAVE_PATH, Saves
from tests import make
from tests.world import device_client

# A handler closes the connection of a test's transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def paths(slug: str) -> dict[str, str]:
    note = str(uuid4())
    names = {"write_note": [note], "write_state": [note], "write_draft": [], "write_text": [note], "write_turn": [note]}
    return {name: reverse(name, args=[slug, *ids]) for name, ids in (names | {"write": [], "board": []}).items()}


def test_it_is_for_the_views_that_take_json_and_for_no_other():
    taken = {name for name, path in paths("fjord").items() if SAVE_PATH.fullmatch(path)}
    assert taken == {"write_note", "write_state", "write_draft"}


def send(path: str, body: dict, cookies: str):
    text, got = json.dumps(body).encode(), []
    environ = RequestFactory().generic("PUT", path, text, "application/json", HTTP_COOKIE=cookies).environ
    environ["wsgi.input"] = BytesIO(text)
    content = Saves()(environ, lambda status, headers: got.append((int(status[:3]), dict(headers))))
    return *got[0], b"".join(content)


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_is_that_of_the_whole_middleware(known):
    seminar = make.seminar()
    round = make.round(seminar)
    round.open()
    client, path = device_client(make.scribe(seminar, make.group(seminar))), paths(seminar.slug)["write_draft"]
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if known else ""
    body = {"round": round.uid, "body": "Kladd", "version": 1, "base": 0}
    status, headers, content = send(path, body, cookies)
    whole = (client if known else type(client)()).put(path, json.dumps(body | {"base": None}), "application/json")
    assert status == whole.status_code == (200 if known else 404)
    assert headers["Content-Length"] == str(len(content))
    assert {name: headers[name] for name in headers if name not in ("Content-Length", "Vary")} == {
        name: whole[name] for name in headers if name not in ("Content-Length", "Vary")
    }
    assert json.loads(content).keys() == whole.json().keys()
