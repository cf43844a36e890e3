"""Guessing codes is stopped, and a hall full of people behind one address is not (docs/security.md)."""

import random
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from seminar.codes import CHARACTERS, RANDOM, new_code
from seminar.joining.destination import Destination, TooManyAttempts, find_destination
from seminar.models import FailedAttempt
from seminar.models.failed_attempt import ALARM, LIMITS, WINDOW, networks
from tests import make

pytestmark = pytest.mark.django_db
HALL, ATTACKER = "192.0.2.7", "198.51.100.9"
MOST_FROM_ONE = LIMITS[4][32]


@pytest.fixture
def seminar():
    seminar = make.seminar(doors_open=True)
    make.group(seminar)
    return seminar


def fail(number: int, address: str = HALL) -> None:
    request = RequestFactory().get("/j/", REMOTE_ADDR=address)
    FailedAttempt.objects.bulk_create(FailedAttempt(origin=one) for one in networks(request) for _ in range(number))


def look(key: str, address: str = HALL, client=None) -> int:
    return (client or Client()).get(reverse("join", args=[key]), REMOTE_ADDR=address).status_code


def mistyped(code: str, chance: random.Random) -> str:
    """One wrong sign, or two signs that changed places: as people err."""
    place = chance.randrange(len(code) - 1)
    wrong = chance.choice([character for character in CHARACTERS if character != code[place]])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    return swapped if chance.random() < 0.3 and swapped != code else code[:place] + wrong + code[place + 1 :]


def test_1000_honest_joins_from_one_address_with_typos_and_an_attacker_beside_are_all_let_in(seminar):
    chance, factory = random.Random(7), RequestFactory()
    honest, attacker = (factory.get("/j/", REMOTE_ADDR=address) for address in (HALL, ATTACKER))
    typos, let_in, blocked = 0, 0, 0
    fail(MOST_FROM_ONE - 10, ATTACKER)
    for number in range(1000):
        if number % 20 == 0:
            typos += find_destination(honest, mistyped(seminar.join_code, chance), []) is None
        let_in += find_destination(honest, seminar.join_code, []) == Destination(seminar)
        try:
            assert number >= 60 or find_destination(attacker, new_code(), []) is None
        except TooManyAttempts:
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


def test_a_flood_from_a_whole_ipv6_network_stops_typed_codes_there_and_nowhere_else(seminar, caplog):
    """A /48 has 65 536 networks of the size that one household gets."""
    most = LIMITS[6][48]
    fail(most % 50 or 49, "2001:db8:1::1")
    for number in range(1, most // 50):
        fail(50, f"2001:db8:1:{number:x}::1")
    look(new_code(), "2001:db8:1:fffe::1")
    assert look(seminar.join_code, "2001:db8:1:ffff::1") == 429
    assert look(seminar.join_code, "2001:db8:2::1") == look(seminar.join_code) == 200
    assert look(seminar.groups.get().token, "2001:db8:1:ffff::1") == 200
    assert caplog.text.count("Too many wrong codes from one network") == 1 and "2001" not in caplog.text


@pytest.mark.parametrize(
    "flood, prefix, refused, let_in",
    [
        ("203.0.113.{}", 24, "203.0.113.250", "203.0.114.1"),
        ("2001:db8:{:x}::1", 32, "2001:db8:ffff::1", "2001:db9::1"),
    ],
)
def test_a_flood_from_many_addresses_of_a_network_is_stopped_in_that_network(seminar, flood, prefix, refused, let_in):
    most = LIMITS[6 if ":" in refused else 4][prefix]
    for number in range(50):
        fail(most // 50, flood.format(number))
    assert (look(seminar.join_code, refused), look(seminar.join_code, let_in)) == (429, 200)


def test_honest_people_are_let_in_however_many_networks_guess_and_the_log_says_that_someone_does(seminar, caplog):
    for number in range(ALARM // 100 - 1):
        fail(100, f"10.{number}.0.1")
    fail(99, "10.200.0.1")
    assert "someone may be guessing" not in caplog.text
    look(new_code(), "10.200.0.1")
    assert "someone may be guessing" in caplog.text
    assert look(seminar.join_code) == 200


def test_a_device_that_is_known_comes_back_by_its_code_and_goes_on_writing_whatever_the_budget(seminar):
    client = Client()
    client.post(reverse("join", args=[seminar.groups.get().token]), {"name": ""})
    fail(MOST_FROM_ONE)
    assert look(seminar.join_code, client=client) == 200
    assert client.get(reverse("who", args=[seminar.slug])).status_code == 200
    assert look(make.seminar("Ein annan stad", doors_open=True).join_code, client=client) == 429


def test_only_codes_that_lead_nowhere_count_and_closed_doors_do_not(seminar):
    look(seminar.join_code)
    look("not a code")
    seminar.close_doors()
    look(seminar.join_code)
    assert not FailedAttempt.objects.exists()
    look(new_code())
    assert FailedAttempt.objects.count() == len(LIMITS[4])


def test_failures_are_forgotten_after_ten_minutes(seminar):
    fail(MOST_FROM_ONE)
    FailedAttempt.objects.update(at=timezone.now() - WINDOW - timedelta(seconds=1))
    assert look(seminar.join_code) == 200
    look(new_code())
    assert FailedAttempt.objects.count() == len(LIMITS[4])


def test_no_address_is_stored_and_an_ipv4_address_in_ipv6_form_is_the_same():
    def of(address: str) -> list[str]:
        return list(networks(RequestFactory().get("/", REMOTE_ADDR=address)))

    assert all(HALL not in one and len(one) == 64 for one in of(HALL))
    assert of(f"::ffff:{HALL}") == of(HALL)
    assert of("2001:db8:1:2::a") == of("2001:db8:1:2:ffff::b")
    assert [one == other for one, other in zip(of("2001:db8:1:2::a"), of("2001:db8:1:3::a"), strict=True)] == [
        False, True, True,
    ]  # fmt: skip


def test_a_day_of_guessing_from_a_hundred_networks_hardly_ever_hits():
    """One of a hundred open seminars; each network at its limit for eight hours."""
    guesses = 100 * 8 * 3600 / WINDOW.total_seconds() * LIMITS[4][24]
    assert 5_700_000 < guesses < 5_800_000
    assert 0.02 < 1 - (1 - 100 / len(CHARACTERS) ** RANDOM) ** guesses < 0.0211
