"""Rounds and questions are opened, timed and closed from one page, for all groups at once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from seminar.models.round import Phase
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    for title in ("Første runde", "Andre runde"):
        make.round(seminar, title).ask("Kva manglar?")
    return seminar


@pytest.fixture
def aud(client, seminar):
    client.force_login(seminar.members.get().person)
    return client


@pytest.fixture
def first(seminar):
    return seminar.rounds.first()


def steer(client, row, **data):
    name = {"dialogueround": "steer_round", "question": "steer_question"}[row._meta.model_name]
    return client.post(reverse(name, args=[row.seminar.slug, row.pk]), data)


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def shown(client, seminar) -> str:
    return client.get(reverse("room", args=[seminar.slug])).content.decode()


def test_a_round_is_opened_with_a_timer_and_closed(aud, seminar, first):
    answer = steer(aud, first, do="open", minutes="20")
    assert (answer.url, said(answer)) == (reverse("room", args=[seminar.slug]), ["The round is open."])
    first.refresh_from_db()
    assert (first.phase(), first.ends_at - first.opened_at) == (Phase.OPEN, timedelta(minutes=20))
    change = seminar.changes.last()
    assert (change.verb, change.by) == ("dialogueround.opened", seminar.members.get().person)
    steer(aud, first, do="close")
    first.refresh_from_db()
    assert first.phase() == Phase.CLOSING


def test_a_timer_is_set_anew_and_taken_away(aud, first):
    steer(aud, first, do="open")
    steer(aud, first, do="time", minutes="5")
    first.refresh_from_db()
    assert timedelta(minutes=4) < first.ends_at - timezone.now() <= timedelta(minutes=5)
    steer(aud, first, do="time", minutes="")
    first.refresh_from_db()
    assert first.ends_at is None


def test_a_second_press_on_open_does_not_take_the_timer_away(aud, seminar, first):
    steer(aud, first, do="open", minutes="20")
    assert said(steer(aud, first, do="open"))[-1] == "The round was open already."
    first.refresh_from_db()
    assert first.ends_at and seminar.changes.filter(verb="dialogueround.opened").count() == 1


def test_a_round_whose_timer_ran_out_can_be_opened_again(aud, seminar, first):
    first.open(minutes=1)
    seminar.rounds.filter(pk=first.pk).update(ends_at=timezone.now() - timedelta(minutes=9))
    assert "Open it again" in shown(aud, seminar)
    steer(aud, first, do="open")
    first.refresh_from_db()
    assert first.phase() == Phase.OPEN


@pytest.mark.parametrize("data", [{}, {"do": "sing"}, {"do": "open", "minutes": "0"}, {"do": "open", "minutes": "to"}])
def test_what_cannot_be_done_is_told_and_changes_nothing(aud, seminar, first, data):
    before = seminar.changes.count()
    answer = steer(aud, first, **data)
    assert [message.split(".")[0] for message in said(answer)] == ["Nothing was changed"]
    assert (answer.status_code, seminar.changes.count()) == (302, before)
    assert said(steer(aud, first.questions.get(), do="sing"))


def test_a_question_is_closed_and_opened_again_while_its_round_goes_on(aud, first):
    first.open()
    question = first.questions.get()
    for do, closed in (("close", True), ("open", False)):
        steer(aud, question, do=do)
        question.refresh_from_db()
        assert bool(question.closed_at) == closed


def test_before_a_round_is_opened_the_page_says_which_one_that_closes_and_how_long_the_grace_is(aud, seminar, first):
    assert "That closes" not in shown(aud, seminar)
    first.open()
    assert "That closes “Første runde”." in shown(aud, seminar)
    assert "When the round closes, the groups have 2 minutes to finish their sentence." in shown(aud, seminar)
    first.close()
    assert "sentences that were begun come in until" in shown(aud, seminar)


@pytest.mark.parametrize("role, status", [("facilitator", 302), ("viewer", 404), ("", 404)])
def test_only_those_who_lead_steer(client, seminar, first, role, status):
    bjarte = make.person("Bjarte")
    if role:
        make.member(seminar, bjarte, role)
    client.force_login(bjarte)
    for row in (first, first.questions.get()):
        assert steer(client, row, do="open").status_code == status
        client.get(reverse("home"))
    client.logout()
    assert steer(client, first, do="close").url.startswith(reverse("account_login"))


def test_the_rounds_of_another_seminar_are_not_reached_through_this_one(aud, seminar):
    foreign = make.round(make.seminar("Ein annan stad", by=seminar.members.get().person))
    for name, row in (("steer_round", foreign), ("steer_question", foreign.ask("Kvifor?"))):
        assert aud.post(reverse(name, args=[seminar.slug, row.pk]), {"do": "open"}).status_code == 404
