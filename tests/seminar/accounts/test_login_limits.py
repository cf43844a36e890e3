"""Whoever guesses passwords is stopped where they are, in every process of the server, and nobody else is."""

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
ATTACKER, HALL = "198.51.100.1", "203.0.113.50"
CODE, RESET = "account_request_login_code", "account_reset_password"


@pytest.fixture(autouse=True)
def limits():
    cache.clear()


def log_in(address: str, email: str, password: str):
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": email, "password": password})


def ask_for_mail(address: str, email: str, page: str) -> bool:
    return Client(REMOTE_ADDR=address).post(reverse(page), {"email": email}).status_code == 302


@pytest.fixture
def guessed(monkeypatch):
    """A network that has reached its limit, which is lower here than in a hall."""
    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "login_failed", "10/10m/ip,5/5m/key")
    for number in range(11):
        log_in(ATTACKER, f"somebody{number}@example.org", "ikkje-rett-passord")


def test_many_wrong_passwords_stop_the_address_they_came_from_and_no_other(guessed):
    aud = make.person("Aud")
    assert log_in(ATTACKER, aud.email, make.PASSWORD).status_code != 302
    assert log_in(HALL, aud.email, make.PASSWORD).status_code == 302


@pytest.mark.parametrize("attacker", [[ATTACKER], ["2001:db8:1:1::1", "2001:db8:1:2::1"]])
def test_whoever_knows_an_address_keeps_its_owner_neither_from_a_password_nor_from_a_code(attacker, mailoutbox):
    aud = make.person("Aud")
    for number in range(6):
        log_in(attacker[number % len(attacker)], aud.email, "ikkje-rett-passord")
    for page in (CODE, RESET):
        asked = [ask_for_mail(attacker[number % len(attacker)], aud.email, page) for number in range(6)]
        assert not asked[-1], "one network gets few mails sent to an address"
    assert len(mailoutbox) == 5
    assert log_in(attacker[0], aud.email, make.PASSWORD).status_code != 302, "a guess is not tried again and again"
    assert log_in(HALL, aud.email, make.PASSWORD).status_code == 302
    assert ask_for_mail(HALL, aud.email, CODE) and ask_for_mail(HALL, aud.email, RESET)


def test_what_one_phone_does_in_a_hall_does_not_keep_the_others_there_out():
    aud = make.person("Aud")
    for number in range(25):
        log_in(HALL, f"somebody{number}@example.org", "ikkje-rett-passord")
        ask_for_mail(HALL, f"somebody{number}@example.org", CODE)
        ask_for_mail(HALL, f"somebody{number}@example.org", RESET)
    assert log_in(HALL, aud.email, make.PASSWORD).status_code == 302
    assert ask_for_mail(HALL, aud.email, CODE) and ask_for_mail(HALL, aud.email, RESET)


def test_mails_to_one_address_have_a_limit_for_all_networks_together(mailoutbox):
    aud = make.person("Aud")
    for network in range(12):
        for _ in range(5):
            ask_for_mail(f"192.0.2.{network}", aud.email, CODE)
    assert len(mailoutbox) == 50


def test_a_person_cannot_have_codes_sent_to_other_addresses_without_end(client, mailoutbox):
    client.post(reverse("account_login"), {"login": make.person("Aud").email, "password": make.PASSWORD})
    asked = [
        client.post(reverse("account_address"), {"email": f"somebody{number}@example.org"}) for number in range(11)
    ]
    assert [answer.status_code for answer in asked] == [302] * 10 + [429]
    assert len(mailoutbox) == 10


def test_an_address_that_the_client_made_up_is_not_looked_at(guessed):
    aud = make.person("Aud")
    forged = Client(REMOTE_ADDR=ATTACKER, HTTP_X_FORWARDED_FOR=HALL)
    assert forged.post(reverse("account_login"), {"login": aud.email, "password": make.PASSWORD}).status_code != 302


def test_what_is_counted_is_in_the_database_without_addresses(guessed):
    assert caches.create_connection("default") is not cache
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys and not any(ATTACKER in key or "example.org" in key for key in keys)
