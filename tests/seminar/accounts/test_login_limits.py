"""Whoever guesses passwords is stopped where they are, in every process of the server, and nobody else is."""

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
ATTACKER, HALL = "198.51.100.1", "203.0.113.50"


def log_in(address: str, email: str, password: str):
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": email, "password": password})


@pytest.fixture
def guessed():
    cache.clear()
    for number in range(11):
        log_in(ATTACKER, f"somebody{number}@example.org", "ikkje-rett-passord")


def test_many_wrong_passwords_stop_the_address_they_came_from_and_no_other(guessed):
    aud = make.person("Aud")
    assert log_in(ATTACKER, aud.email, make.PASSWORD).status_code != 302
    assert log_in(HALL, aud.email, make.PASSWORD).status_code == 302


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
