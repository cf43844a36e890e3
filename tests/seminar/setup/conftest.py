import pytest
from django.urls import reverse

from tests import make


@pytest.fixture
def seminar(client):
    """A seminar whose organizer is logged in."""
    seminar = make.seminar(by=make.person("Aud"), language="en")
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def send(client, seminar):
    """Sends a form of the setup, as the organizer."""
    return lambda page, /, *ids, **data: client.post(reverse(page, args=[seminar.slug, *ids]), data)
