"""Who reaches the pages about joining: every kind of person and device, on each page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.world import device_client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ORGANIZERS = {
    "cards": "get",
    "devices": "get",
    "rehearsal": "get",
    "device_group": "post",
    "device_door": "post",
    "device_notes": "post",
    "rehearsal_begin": "post",
    "rehearsal_people": "post",
    "rehearsal_wave": "post",
    "rehearsal_end": "post",
}
SCRIBES = {"who": "get", "who_device": "post", "who_leave": "post"}
LOGIN = 302


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"), doors_open=True)


def actor(who: str, seminar) -> Client:
    if "scribe" in who:
        scribe = make.scribe(make.seminar("Ein annan stad") if who == "scribe of another" else seminar)
        if who == "removed scribe":
            scribe.remove()
        return device_client(scribe)
    client = Client()
    if who == "stranger":
        client.force_login(make.person("Dag"))
    elif who in ("viewer", "facilitator"):
        person = make.person("Bjarte")
        make.member(seminar, person, who)
        client.force_login(person)
    elif who == "organizer":
        client.force_login(seminar.members.get(role="organizer").person)
    return client


def ask(client, name: str, method: str, seminar) -> int:
    args = [seminar.slug, seminar.scribes.first().pk] if name.startswith("device_") else [seminar.slug]
    return getattr(client, method)(reverse(name, args=args)).status_code


@pytest.mark.parametrize("name", ORGANIZERS)
@pytest.mark.parametrize(
    "who, expected",
    [
        ("stranger", 404),
        ("viewer", 404),
        ("facilitator", 404),
        ("nobody", LOGIN),
        ("scribe", LOGIN),
        ("organizer", None),
    ],
)
def test_only_the_organizer_reaches_the_organizers_pages(seminar, name, who, expected):
    make.scribe(seminar)
    client = actor(who, seminar)
    before = seminar.changes.count()
    status = ask(client, name, ORGANIZERS[name], seminar)
    if expected is None:
        assert status in (200, 302, 422)
    else:
        assert (status, seminar.changes.count()) == (expected, before)


@pytest.mark.parametrize("name", SCRIBES)
@pytest.mark.parametrize("who", ["nobody", "stranger", "organizer", "scribe of another", "removed scribe", "scribe"])
def test_only_the_scribe_reaches_its_own_page(seminar, name, who):
    status = ask(actor(who, seminar), name, SCRIBES[name], seminar)
    refused = 403 if who == "removed scribe" else 404
    assert status in (200, 302, 422) if who == "scribe" else status == refused


@pytest.mark.parametrize("who", ["nobody", "stranger", "viewer", "organizer", "scribe", "scribe of another"])
def test_anyone_with_the_code_can_join(seminar, who):
    client = actor(who, seminar)
    assert client.get("/j/").status_code == client.get(f"/j/{seminar.join_code}").status_code == 200
