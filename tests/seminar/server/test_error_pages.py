"""Every page that says that something failed: in the reader's language, with the headers of all pages and a way on."""

import re

import pytest
from allauth.core.ratelimit import respond_429
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path, reverse

from seminar.urls import urlpatterns as all_pages
from tests import make
from tests.seminar.server.test_requests import SECURITY

pytestmark = pytest.mark.django_db
ERRORS = {
    "400": SuspiciousOperation,
    "400 of the database": DataError,
    "403": PermissionDenied,
    "404": Http404,
    "500": RuntimeError,
    "503": OperationalError,
}
STATUSES = [*ERRORS, "403 csrf", "429"]


def fail(request, kind):
    if kind == "429":
        return respond_429(request)
    raise ERRORS[kind]("a word of ours")


urlpatterns = [path("fail/<str:kind>/", fail), *all_pages]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("logged_in", [True, False])
@pytest.mark.parametrize("kind", STATUSES)
def test_a_page_that_says_what_failed_is_in_the_language_of_the_reader_and_leads_on(kind, logged_in):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if logged_in:
        client.force_login(make.person())
    method = client.post if kind == "403 csrf" else client.get
    response = method(f"/fail/{kind}/", headers={"Accept-Language": "nn"})
    page = response.content.decode()
    assert response.status_code == int(kind[:3])
    assert {name.lower() for name in response.headers} >= SECURITY - {"strict-transport-security"}
    assert 'lang="nn"' in page and "a word of ours" not in page
    assert re.search(r'<main.*<h1>\w.*<a class="button[^>]+href="/', page, re.DOTALL)
    assert not re.search(r"[Gg]o back|front page|Log in\b", page)


def test_whoever_tries_to_log_in_too_often_reads_what_to_do_and_can_come_back():
    cache.clear()
    address = reverse("account_login")
    tries = [Client().post(address, {"login": "aud@example.org", "password": "feil"}) for _ in range(301)]
    page = tries[-1].content.decode()
    assert {answer.status_code for answer in tries[:300]} <= {200, 422}
    assert tries[-1].status_code == 429
    assert "Too many attempts" in page and f'href="{address}"' in page
