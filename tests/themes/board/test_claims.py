"""Who is on which note just now: told to open boards, forgotten by itself, and no part of the history."""

from datetime import timedelta
from http.client import HTTPConnection
from threading import Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from seminar.models import Seminar
from tests import make
from tests.seminar.live.listener import Listener, session_of
from tests.seminar.server.serving import until
from themes.board.presence import PresenceForm
from themes.models import Claim


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.mark.django_db
def test_a_person_is_on_one_note_at_a_time_and_the_history_knows_nothing_of_it(client, seminar):
    one, two = make.post(seminar), make.post(seminar)
    client.force_login(seminar.members.get().person)
    before = seminar.changes.count()
    for post in (one, two, two):
        client.post(reverse("board_at", args=[seminar.slug]), {"post": post.pk, "read": [one.pk]})
    assert [claim.post for claim in seminar.claims.current()] == [two]
    assert ([reading.post for reading in seminar.readings.all()], seminar.changes.count()) == ([one], before)
    client.post(reverse("board_at", args=[seminar.slug]))
    assert not seminar.claims.exists()


@pytest.mark.django_db
def test_it_is_forgotten_by_itself(seminar):
    aud = seminar.members.get().person
    seminar.claims.claim(make.post(seminar), by=aud)
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not seminar.claims.current().exists()


@pytest.mark.django_db(transaction=True)
def test_a_note_that_is_deleted_while_somebody_comes_to_it_is_ignored(seminar):
    aud, gone, other = seminar.members.get().person, make.post(seminar), make.post(seminar)
    outcomes = []

    def come():
        try:
            data = {"post": str(gone.pk), "read": [str(gone.pk), str(other.pk)]}
            outcomes.append(PresenceForm(data, seminar=Seminar.objects.get()).save(by=aud))
        finally:
            connections.close_all()

    coming = Thread(target=come)
    with seminar.changing():
        coming.start()
        coming.join(0.5)
        gone.delete()
    coming.join()
    assert (outcomes, [reading.post for reading in seminar.readings.all()]) == ([None], [other])
    assert not seminar.claims.exists()


@pytest.mark.django_db
def test_nobody_is_on_a_note_of_another_seminar(seminar):
    foreign = make.post(make.seminar("Ein annan stad"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(seminar=seminar, post=foreign, person=seminar.members.get().person, until=timezone.now())
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_others_are_told_at_once_and_keep_their_place_in_the_history(seminar, server):
    aud, post = seminar.members.get().person, make.post(seminar)
    listener = Listener(server.url, seminar, f"sessionid={session_of(aud)}", after=seminar.last_change)
    until(lambda: b": open" in listener.raw, "the stream is open")
    assert claim(listener, post) == 204
    told = f'"verb":"claimed","kind":"post","subject":{post.pk},"by":{aud.pk}'.encode()
    until(lambda: told in listener.raw, "the claim is told")
    assert listener.after == seminar.last_change
    listener.stop()


def claim(listener, post) -> int:
    """As the server's own process makes it: on SQLite no other hears of it."""
    line, token = HTTPConnection(listener.place.hostname, listener.place.port), "t" * 32
    headers = {"Cookie": f"{listener.cookie}; csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    address = reverse("board_at", args=[post.seminar.slug])
    line.request("POST", address, f"csrfmiddlewaretoken={token}&post={post.pk}", headers)
    return line.getresponse().status
