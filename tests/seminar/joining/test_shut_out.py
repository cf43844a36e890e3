"""A device that was shut out stays out until the organizer lets it in, and a cookie that was left is void."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from seminar.models import Scribe, scribe
from tests import make
from tests.world import device_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"), doors_open=True)
    round = make.round(seminar)
    round.add_questions(["Kva manglar?"])
    round.open()
    return seminar


@pytest.fixture
def group(seminar):
    return make.group(seminar)


@pytest.fixture
def phone(group):
    phone = Client()
    assert join(phone, group.token).status_code == 302
    return phone


def join(client: Client, key: str):
    return client.post(reverse("join", args=[key]), {"name": "", "group": ""})


def send(client: Client, seminar, body: str = "Ord"):
    address = reverse("write_note", args=[seminar.slug, uuid4()])
    data = {"round": seminar.rounds.get().uid, "question": seminar.questions.get().uid, "body": body}
    return client.put(address, data, "application/json")


def test_the_same_phone_cannot_join_again_with_any_code_and_is_told_why(seminar, group, phone):
    seminar.scribes.get().remove()
    other = make.scribe(seminar, make.group(seminar, "Gruppe 2"))
    for key in (group.token, seminar.join_code, seminar.groups.last().token, other.offer_move()):
        for answer in (phone.get(reverse("join", args=[key])), join(phone, key)):
            assert answer.status_code == 403
            assert "You have been shut out by the organizer" in answer.content.decode()
    assert seminar.scribes.count() == 2


@pytest.mark.parametrize("page", ["write", "who"])
def test_its_pages_say_so_too(seminar, phone, page):
    seminar.scribes.get().remove()
    answer = phone.get(reverse(page, args=[seminar.slug]))
    assert (answer.status_code, "shut out by the organizer" in answer.content.decode()) == (403, True)
    assert phone.post(reverse("who_leave", args=[seminar.slug]), {"agree": "on"}).status_code == 403
    assert phone.cookies[f"scribe-{seminar.slug}"].value


def test_what_it_sends_is_kept_on_the_device_and_comes_in_when_it_is_let_in(seminar, group, phone):
    device = seminar.scribes.get()
    device.remove()
    answer = send(phone, seminar)
    assert (answer.status_code, answer["Retry-After"]) == (403, "10")
    assert answer.json()["error"] == "You have been shut out by the organizer. Your text is safe on this device."
    assert phone.get(reverse("write_now", args=[seminar.slug])).status_code == 403
    device.let_in()
    assert send(phone, seminar).status_code == 200
    assert seminar.posts.get().group == group


def test_a_copy_of_the_cookie_of_a_device_that_left_neither_reads_nor_writes(seminar, phone):
    copy = Client()
    copy.cookies = phone.cookies.copy()
    phone.post(reverse("who_leave", args=[seminar.slug]), {"agree": "on"})
    assert send(copy, seminar).status_code == 404
    assert copy.get(reverse("write_now", args=[seminar.slug])).status_code == 404
    assert copy.get(reverse("write_live", args=[seminar.slug])).status_code == 404
    assert not any("scribe" in str(one) for one in copy.get(reverse("enter")).context["known"])


def test_another_device_of_the_same_scribe_goes_on_when_one_leaves_and_the_cookie_is_renewed_with_its_key(
    seminar, phone
):
    second = device_client(seminar.scribes.get())
    assert phone.get(reverse("write", args=[seminar.slug])).status_code == 200  # renews the cookie
    copy = Client()
    copy.cookies = phone.cookies.copy()
    phone.post(reverse("who_leave", args=[seminar.slug]), {"agree": "on"})
    assert (send(second, seminar).status_code, send(copy, seminar).status_code) == (200, 404)


def test_a_device_that_left_can_join_again(seminar, group, phone):
    phone.post(reverse("who_leave", args=[seminar.slug]), {"agree": "on"})
    assert join(phone, group.token).status_code == 302
    assert send(phone, seminar).status_code == 200


@pytest.mark.parametrize("limit", ["MOST_JOINS_A_MINUTE", "MOST_DEVICES"])
def test_a_flood_of_new_devices_is_stopped_and_those_that_joined_go_on(seminar, group, phone, monkeypatch, limit):
    monkeypatch.setattr(scribe, limit, 3)
    answers = [join(Client(), group.token) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 429, 429, 429]
    assert answers[-1]["Retry-After"] == "60" and "Too many devices have joined" in answers[-1].content.decode()
    assert send(phone, seminar).status_code == join(phone, group.token).status_code - 102 == 200
    assert Scribe.objects.count() == 3
