"""Guessing codes is stopped, and a hall full of people behind one address is not (security.md S7)."""

import random
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from seminar.codes import RANDOM, SIGNS, new_code
from seminar.joining import Door, TooManyFailures, find_door
from seminar.models import Failure
from seminar.models.failure import MOST_FROM_ONE, MOST_TOGETHER, WINDOW, origin
from tests import make

pytestmark = pytest.mark.django_db
HALL, ATTACKER = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def seminar():
    seminar = make.seminar(doors_open=True)
    make.group(seminar)
    return seminar


def fail(number: int, address: str = HALL) -> None:
    request = RequestFactory().get("/j/", REMOTE_ADDR=address)
    Failure.objects.bulk_create(Failure(origin=origin(request)) for _ in range(number))


def look(key: str, address: str = HALL, client=None) -> int:
    return (client or Client()).get(reverse("join", args=[key]), REMOTE_ADDR=address).status_code


def mistyped(code: str, chance: random.Random) -> str:
    """One wrong sign, or two signs that changed places: as people err."""
    place = chance.randrange(len(code) - 1)
    wrong = chance.choice([sign for sign in SIGNS if sign != code[place]])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return swapped if chance.random() < 0.3 and swapped != code else code[:place] + wrong + code[place + 1 :]


def test_1000_honest_joins_from_one_address_with_typos_and_an_attacker_beside_are_all_let_in(seminar):
    chance, factory = random.Random(7), RequestFactory()
    honest, attacker = (factory.get("/j/", REMOTE_ADDR=address) for address in (HALL, ATTACKER))
    typos, let_in, blocked = 0, 0, 0
    fail(MOST_FROM_ONE - 10, ATTACKER)
    for number in range(1000):
        if number % 20 == 0:
            typos += find_door(honest, mistyped(seminar.join_code, chance), []) is None
        let_in += find_door(honest, seminar.join_code, []) == Door(seminar)
        try:
            assert number >= 60 or find_door(attacker, new_code(), []) is None
        except TooManyFailures:
            blocked += 1
    assert (typos, let_in, blocked) == (50, 1000, 50)
    last = Client().post(reverse("join", args=[seminar.join_code]), {"group": ""}, REMOTE_ADDR=HALL)
    assert last.status_code == 302


def test_over_its_budget_an_address_is_shown_the_way_by_qr_code_and_others_go_on(seminar):
    fail(MOST_FROM_ONE)
    answer = Client().get(reverse("join", args=[seminar.join_code]), REMOTE_ADDR=HALL)
    assert answer.status_code == 429 and "Scan the QR code" in answer.content.decode()
    assert look(seminar.join_code, ATTACKER) == 200
    assert look(seminar.groups.get().token) == 200


def test_the_failures_of_all_together_stop_codes_everywhere_but_not_qr_codes(seminar):
    for number in range(4):
        fail(MOST_TOGETHER // 4, f"203.0.113.{number}")
    assert look(seminar.join_code) == 429
    assert look(seminar.groups.get().token) == 200


def test_a_device_that_is_known_comes_back_by_its_code_and_goes_on_writing_whatever_the_budget(seminar):
    client = Client()
    client.post(reverse("join", args=[seminar.groups.get().token]), {"name": ""})
    fail(MOST_TOGETHER)
    assert look(seminar.join_code, client=client) == 200
    assert client.get(reverse("who", args=[seminar.slug])).status_code == 200
    assert look(make.seminar("Ein annan stad", doors_open=True).join_code, client=client) == 429


def test_only_codes_that_lead_nowhere_count_and_closed_doors_do_not(seminar):
    look(seminar.join_code)
    look("not a code")
    seminar.close_doors()
    look(seminar.join_code)
    assert not Failure.objects.exists()
    look(new_code())
    assert Failure.objects.count() == 1


def test_failures_are_forgotten_after_ten_minutes(seminar):
    fail(MOST_FROM_ONE)
    Failure.objects.update(at=timezone.now() - WINDOW - timedelta(seconds=1))
    assert look(seminar.join_code) == 200
    look(new_code())
    assert Failure.objects.count() == 1


def test_no_address_is_stored_and_an_ipv6_network_counts_as_one():
    def from_(address, **headers):
        return origin(RequestFactory().get("/", REMOTE_ADDR=address, **headers))

    assert HALL not in from_(HALL) and len(from_(HALL)) == 64
    assert from_("2001:db8:1:2::a") == from_("2001:db8:1:2:ffff::b") != from_("2001:db8:1:3::a")


@pytest.mark.parametrize("behind, address", [(True, ATTACKER), (False, HALL)])
def test_the_address_that_our_own_proxy_saw_counts_and_a_made_up_one_does_not(settings, behind, address):
    settings.BEHIND_TLS_PROXY = behind
    request = RequestFactory().get("/", REMOTE_ADDR=HALL, headers={"X-Forwarded-For": f"10.9.8.7, {ATTACKER}"})
    assert origin(request) == origin(RequestFactory().get("/", REMOTE_ADDR=address))


def test_a_day_of_guessing_at_the_highest_rate_hardly_ever_hits():
    guesses = 8 * 3600 / WINDOW.total_seconds() * MOST_TOGETHER
    chance = 1 - (1 - 100 / len(SIGNS) ** RANDOM) ** guesses
    assert chance < 2e-4
