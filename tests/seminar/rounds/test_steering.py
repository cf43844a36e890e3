"""Rounds and questions are opened, timed and closed from one page, for all groups at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from seminar.models.round import Phase
from tests import make
from tests.routes import unmarked
from tests.world import person_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    for title in ("Første runde", "Andre runde"):
        make.round(seminar, title).add_question("Kva manglar?")
    return seminar


@pytest.fixture
def aud(client, seminar):
    client.force_login(seminar.members.get().person)
    return client


@pytest.fixture
def client_of_bjarte(seminar):
    return person_client(make.member(seminar, make.person("Bjarte")).person)


@pytest.fixture
def first(seminar):
    return seminar.rounds.first()


def steer(client, row, **data):
    name = {"dialogueround": "steer_round", "question": "steer_question"}[row._meta.model_name]
    return client.post(reverse(name, args=[row.seminar.slug, row.pk]), data)


def press(client, row, **data):
    """As the page's script sends it."""
    name = {"dialogueround": "steer_round", "question": "steer_question"}[row._meta.model_name]
    return client.post(reverse(name, args=[row.seminar.slug, row.pk]), data, headers={"accept": "application/json"})


def messages_of(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def room_page(client, seminar) -> str:
    return client.get(reverse("room", args=[seminar.slug])).content.decode()


def main_buttons(page: str) -> list[str]:
    return re.findall(r'<button class="button button-primary"[^>]* id="([\w-]+)"', page)


def test_a_round_is_opened_with_a_timer_and_closed(aud, seminar, first):
    answer = steer(aud, first, do="open", minutes="20")
    assert (answer.url, messages_of(answer)) == (reverse("room", args=[seminar.slug]), ["The round is open."])
    first.refresh_from_db()
    assert (first.phase(), first.ends_at - first.opened_at) == (Phase.OPEN, timedelta(minutes=20))
    change = seminar.changes.last()
    assert (change.verb, change.by) == ("dialogueround.opened", seminar.members.get().person)
    steer(aud, first, do="close")
    first.refresh_from_db()
    assert first.phase() == Phase.CLOSING


def test_a_timer_is_set_again_and_removed(aud, first):
    steer(aud, first, do="open")
    steer(aud, first, do="time", minutes="5")
    first.refresh_from_db()
    assert timedelta(minutes=4) < first.ends_at - timezone.now() <= timedelta(minutes=5)
    steer(aud, first, do="untime")
    first.refresh_from_db()
    assert first.ends_at is None


def test_an_empty_field_leaves_the_timer_alone_and_asks_for_a_number(aud, first):
    first.open(minutes=20)
    said = messages_of(steer(aud, first, do="time", minutes=""))
    assert said == ["Nothing was changed. Write for how many minutes the timer is to run."]
    ends_at = first.ends_at
    first.refresh_from_db()
    assert first.ends_at == ends_at


def test_the_timer_is_extended_from_its_end_by_one_button(aud, seminar, first):
    first.open(minutes=20)
    for minutes in (1, 5):
        assert f'name="minutes" value="{minutes}"' in room_page(aud, seminar)
        assert messages_of(steer(aud, first, do="extend", minutes=minutes))[-1] == (
            f"The timer is extended: {minutes} min."
        )
    first.refresh_from_db()
    assert first.ends_at - first.opened_at == timedelta(minutes=26)


def test_a_timer_that_was_removed_in_the_meantime_is_not_extended(aud, first):
    first.open()
    assert messages_of(steer(aud, first, do="extend", minutes="5"))[0].startswith("The timer was removed")
    first.refresh_from_db()
    assert first.ends_at is None


@pytest.mark.parametrize("do", ["time", "extend", "untime"])
@pytest.mark.parametrize("by_timer", [True, False])
def test_the_timer_of_a_closed_round_is_not_changed_and_the_page_says_so(aud, seminar, first, do, by_timer):
    first.open(minutes=1)
    if by_timer:
        seminar.rounds.filter(pk=first.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    else:
        first.close()
    before = list(seminar.rounds.filter(pk=first.pk).values())
    said = messages_of(steer(aud, first, do=do, minutes="5"))
    assert said == ["The round is closed, so its timer was not changed. Open the round again first."]
    assert list(seminar.rounds.filter(pk=first.pk).values()) == before


def test_the_round_is_closed_by_a_button_that_is_shown_when_it_is_asked_for(aud, seminar, first):
    first.open(minutes=20)
    assert main_buttons(room_page(aud, seminar)) == []
    [asking] = re.findall(r"<details class=\"steering-ask\".*?</details>", room_page(aud, seminar), re.DOTALL)
    assert f'id="close-now-{first.pk}"' in asking and "minutes" not in re.findall(r'name="(\w+)"', asking)


@pytest.mark.parametrize(
    "data, sentence",
    [
        ({"do": "time", "minutes": "8"}, "Bjarte set the timer to 8 min"),
        ({"do": "extend", "minutes": "5"}, "Bjarte extended the timer: 5 min"),
        ({"do": "untime"}, "Bjarte removed the timer"),
        ({"do": "close"}, "Bjarte closed the round"),
    ],
)
def test_the_room_says_who_did_what_last(aud, client_of_bjarte, seminar, first, data, sentence):
    first.open(minutes=20, by=seminar.members.get(role="organizer").person)
    assert "Aud opened the round" in room_page(aud, seminar)
    steer(client_of_bjarte, first, **data)
    assert sentence in room_page(aud, seminar)


def test_only_the_next_round_has_the_main_button(aud, seminar, first):
    assert main_buttons(room_page(aud, seminar)) == [f"open-{first.pk}"]
    first.open()
    first.close()
    assert main_buttons(room_page(aud, seminar)) == [f"open-{seminar.rounds.last().pk}"]


def test_a_press_that_is_sent_twice_is_done_once(aud, seminar, first):
    first.open(minutes=20)
    key = str(uuid4())
    for sentence in ("The timer is extended: 5 min.", "It is done."):
        answer = press(aud, first, do="extend", minutes="5", key=key)
        assert (answer.status_code, answer.json()["sentence"]) == (200, sentence)
    first.refresh_from_db()
    assert first.ends_at - first.opened_at == timedelta(minutes=25)
    press(aud, first, do="extend", minutes="5", key=str(uuid4()))
    first.refresh_from_db()
    assert first.ends_at - first.opened_at == timedelta(minutes=30)


def test_undoing_an_opening_twice_with_one_key_is_done_once(aud, first):
    first.open()
    key = str(uuid4())
    assert [press(aud, first, do="unopen", key=key).status_code for _ in range(2)] == [200, 200]


def test_what_had_to_wait_is_not_done_where_somebody_else_came_first(aud, client_of_bjarte, seminar, first):
    first.open(minutes=20)
    seminar.refresh_from_db()
    seen = seminar.last_change
    make.group(seminar)
    steer(client_of_bjarte, first, do="extend", minutes="5")
    answer = press(aud, first, do="close", seen=seen, key=str(uuid4()))
    assert (answer.status_code, answer.json()["sentence"]) == (
        409,
        "It was not done, since this came first: Bjarte extended the timer: 5 min. Press again if you still want it.",
    )
    assert press(aud, first, do="close", seen=answer.json()["last"]).status_code == 200
    first.refresh_from_db()
    assert first.state == "closed"


def test_a_script_is_told_why_nothing_was_done(aud, first):
    answer = press(aud, first, do="time", minutes="5")
    assert (answer.status_code, answer.json()["sentence"].split(",")[0]) == (409, "The round is closed")
    assert press(aud, first, do="sing").status_code == 409


def test_pressing_open_twice_keeps_the_timer(aud, seminar, first):
    steer(aud, first, do="open", minutes="20")
    assert messages_of(steer(aud, first, do="open"))[-1] == "The round was already open."
    first.refresh_from_db()
    assert first.ends_at and seminar.changes.filter(verb="dialogueround.opened").count() == 1


def test_a_round_whose_timer_ran_out_can_be_opened_again(aud, seminar, first):
    first.open(minutes=1)
    seminar.rounds.filter(pk=first.pk).update(ends_at=timezone.now() - timedelta(minutes=9))
    assert "Open it again" in room_page(aud, seminar)
    steer(aud, first, do="open")
    first.refresh_from_db()
    assert first.phase() == Phase.OPEN


@pytest.mark.parametrize("data", [{}, {"do": "sing"}, {"do": "open", "minutes": "0"}, {"do": "open", "minutes": "to"}])
def test_invalid_input_changes_nothing_and_is_explained(aud, seminar, first, data):
    before = seminar.changes.count()
    answer = steer(aud, first, **data)
    assert [message.split(".")[0] for message in messages_of(answer)] == ["Nothing was changed"]
    assert (answer.status_code, seminar.changes.count()) == (302, before)
    assert messages_of(steer(aud, first.questions.get(), do="sing"))


def test_a_question_is_closed_and_opened_again_while_its_round_goes_on(aud, first):
    first.open()
    question = first.questions.get()
    for do, closed in (("close", True), ("open", False)):
        steer(aud, question, do=do)
        question.refresh_from_db()
        assert bool(question.closed_at) == closed


def test_before_a_round_is_opened_the_page_says_which_one_that_closes_and_how_long_the_grace_is(aud, seminar, first):
    assert "This closes" not in room_page(aud, seminar)
    first.open()
    assert "This closes “Første runde”." in unmarked(room_page(aud, seminar))
    assert "When the round closes, the groups have 2 minutes to finish writing." in room_page(aud, seminar)
    first.close()
    assert "notes already begun can be sent until" in room_page(aud, seminar)


@pytest.mark.parametrize("role, status", [("facilitator", 302), ("viewer", 404), ("", 404)])
def test_only_organizers_and_facilitators_control_rounds(client, seminar, first, role, status):
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
    for name, row in (("steer_round", foreign), ("steer_question", foreign.add_question("Kvifor?"))):
        assert aud.post(reverse(name, args=[seminar.slug, row.pk]), {"do": "open"}).status_code == 404
