"""Nobody learns from the login page which addresses have accounts: neither by its words nor by its time."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from seminar.models import Person
from tests import make
from tests.seminar.accounts.logging_in import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hashed(monkeypatch) -> list:
    """A row for each password that was hashed, which is what takes the time: 0.3 seconds each in production."""
    rows: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: rows.append("hashed") or encode(self, *args))
    return rows


def test_a_wrong_password_and_an_unknown_address_cost_as_much_and_are_answered_alike(client, hashed):
    make.person("Aud")
    Person.objects.create_user("invited@example.org", name="Ida")  # has no password
    answers, costs = [], []
    for email in ("aud@example.org", "nobody@example.org", "invited@example.org"):
        hashed.clear()
        page = log_in(client, email, "ikke-rett-passord").content.decode()
        answers.append(re.sub(r'value="[^"]*"', "", page.replace(email, "")))
        costs.append(len(hashed))
    assert len(set(answers)) == 1 and "password" in answers[0]
    assert costs[0] > 0 and len(set(costs)) == 1


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_asking_for_a_code_or_a_link_is_answered_alike(name):
    make.person("Aud")
    answers = []
    for email in ("aud@example.org", "nobody@example.org"):
        answer = Client().post(reverse(name), {"email": email}, follow=True)
        text = re.sub(r'value="[^"]*"', "", answer.content.decode().replace(email, ""))
        answers.append((answer.status_code, answer.redirect_chain, text))
    assert answers[0] == answers[1]
