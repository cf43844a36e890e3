"""A page that is left open, and follows the seminar by itself, does not keep its person logged in."""

import time
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from posts.models import Post
from seminar.models import Seminar
from tests import make
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
NEVER = {"devices", "wall", "hall_remote", "stage"}  # ask only when the stream tells them to
SIX_HOURS = 6 * 3600


@pytest.fixture
def seminar():
    seminar = make.seminar("Naust og brygge", by=make.person("Aud"), language="en", wall_open=True)
    make.round(seminar, "Fyrste økt").add_questions(["Kva manglar på brygga?"])
    seminar.rounds.get().open()
    make.post(seminar, "Ein stige.", scribe=make.scribe(seminar, make.group(seminar, "Nordbryggja")))
    return seminar


@pytest.fixture
def key(page, seminar, server) -> str:
    key = session_of(seminar.members.get().person)
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
    return key


def seen(key: str) -> float:
    return SessionStore(key)["seen"]


def leave_alone(key: str) -> float:
    """As if nobody had used the session for six hours."""
    session = SessionStore(key)
    session["seen"] = time.time() - SIX_HOURS
    session.save()
    return seen(key)


@pytest.mark.parametrize("name", ["room", "devices", "wall", "board", "hall", "hall_remote", "stage", "home"])
def test_what_an_open_page_fetches_by_itself_does_not_put_off_the_end_of_the_session(page, seminar, server, key, name):
    page.clock.install()
    page.goto(server.url + reverse(name, args=[] if name == "home" else [seminar.slug]))
    if name == "board":
        page.wait_for_timeout(2_000)  # it reports that the person is on the first note
    if name != "home":
        page.locator("html[data-live=on]").wait_for(state="attached")
    before = leave_alone(key)
    fetched = []
    page.on("response", lambda response: fetched.append(response.url))
    seminar = Seminar.objects.get(pk=seminar.pk)
    scribe = seminar.scribes.get()
    Post.objects.send(str(uuid4()), scribe=scribe, round=seminar.rounds.get(), body="Ein lampe.")
    seminar.describe(title="Brygge og naust")
    until(lambda: page.wait_for_timeout(1_000) or fetched or name == "home", "the page follows a change")
    fetched.clear()
    page.clock.fast_forward(120_000)
    until(lambda: page.wait_for_timeout(1_000) or fetched or name in NEVER, "it asks again after some time")
    assert seen(key) == before, fetched
    page.reload()
    assert seen(key) > before
