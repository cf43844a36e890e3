"""A round may be opened with its first question alone. The others are asked one after the other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import DialogueRound, NotPossible, Question
from tests import make
from tests.world import device_client, person_client

pytestmark = pytest.mark.django_db
TEXTS = ["Kva manglar i bygda?", "Kven kan hjelpe?", "Kva gjer vi først?"]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"), wall_open=True)
    make.round(seminar).add_questions(TEXTS)
    return seminar


@pytest.fixture
def aud(seminar):
    return person_client(seminar.members.get().person)


@pytest.fixture
def round(seminar):
    return seminar.rounds.get()


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar), "Signe")


def shown(scribe) -> list[str]:
    """The questions that the page of a phone has in it."""
    page = device_client(scribe).get(reverse("write", args=[scribe.seminar.slug])).content.decode()
    return [text for text in TEXTS if text in page]


def press(client, question, do: str):
    return client.post(reverse("steer_question", args=[question.seminar.slug, question.pk]), {"do": do}, follow=True)


def test_phones_show_only_the_question_that_is_open_and_those_before_it(aud, seminar, round, scribe):
    address = reverse("steer_round", args=[seminar.slug, round.pk])
    aud.post(address, {"do": "open-first", "minutes": "20"})
    assert shown(scribe) == TEXTS[:1]
    press(aud, round.next_question, "next")
    assert shown(scribe) == TEXTS[:2]
    assert [question.is_open for question in seminar.questions.all()] == [False, True, False]


def test_the_question_before_keeps_its_grace(aud, seminar, round, scribe):
    round.open(first_only=True)
    first, second, _third = seminar.questions.all()
    press(aud, second, "next")
    first.refresh_from_db()
    now = timezone.now()
    assert first.takes_at(now) and not first.takes_at(now + timedelta(minutes=2))
    post = Post.objects.send(str(uuid4()), scribe=scribe, round=round, question=first, body="Ein benk.").post
    assert not post.late


def test_pressing_next_twice_passes_over_no_question(aud, seminar, round):
    round.open(first_only=True)
    second = round.next_question
    for _ in range(2):
        press(aud, second, "next")
    assert [question.held_back for question in seminar.questions.all()] == [False, False, True]
    assert seminar.changes.filter(verb="question.opened").count() == 1


def test_the_room_names_the_next_question_and_marks_those_that_are_closed_or_not_asked(aud, seminar, round):
    make.group(seminar)
    address = reverse("room", args=[seminar.slug])
    assert "Open with only 1.1" in aud.get(address).content.decode()
    round.open(first_only=True)
    page = press(aud, round.next_question, "next").content.decode()
    assert "Next question: 1.3" in page
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert (head.count("Closed"), head.count("Not asked yet")) == (1, 1)
    page = press(aud, seminar.questions.last(), "next").content.decode()
    assert "Next question" not in page and "Not asked yet" not in page
    round.refresh_from_db()
    round.close()
    head = aud.get(address).content.decode().partition("<thead>")[2].partition("</thead>")[0]
    assert head.count("Closed") == 2


def test_a_round_with_one_question_has_no_such_button(aud, seminar):
    make.round(seminar, "Andre runde").add_question("Kvifor?")
    page = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "Open with only 1.1" in page and "Open with only 2.1" not in page


def test_no_question_is_opened_in_a_closed_round(seminar, round):
    round.open(first_only=True)
    round.close()
    with pytest.raises(NotPossible, match="The round is closed"):
        seminar.questions.last().ask_next()
    assert Question.objects.last().held_back


def test_a_question_that_is_held_back_is_not_on_the_wall_and_in_no_proposal_for_pasted_text(seminar, round, scribe):
    round.open(first_only=True)
    phone = device_client(scribe)
    page = phone.get(reverse("wall", args=[seminar.slug])).content.decode()
    assert TEXTS[0] in page and TEXTS[1] not in page
    pasted = {"round": round.uid, "body": f"{TEXTS[0]}\nEin benk.\n{TEXTS[1]}\nKommunen."}
    answer = phone.post(reverse("write_split", args=[seminar.slug]), pasted, "application/json").json()
    assert {part["question"] for part in answer["parts"]} <= {None, seminar.questions.first().uid}


def test_opening_one_by_hand_asks_it_beside_the_others(aud, seminar, round, scribe):
    round.open(first_only=True)
    press(aud, seminar.questions.last(), "open")
    assert shown(scribe) == [TEXTS[0], TEXTS[2]]
    assert [question.is_open for question in seminar.questions.all()] == [True, False, True]


def test_a_draft_for_a_question_that_is_held_back_again_is_kept(seminar, round, scribe):
    round.open()
    last = seminar.questions.last()
    Draft.objects.keep(scribe=scribe, round=round, question=last, body="Først ein", version=1)
    DialogueRound.objects.get().unopen()
    DialogueRound.objects.get().open(first_only=True)
    page = device_client(scribe).get(reverse("write", args=[seminar.slug])).content.decode()
    assert "Først ein" in page and "Your text is kept here until it is." in page


@pytest.mark.parametrize("first_only", [True, False])
def test_a_rehearsal_leaves_the_questions_as_they_were(seminar, round, first_only):
    round.open(first_only=first_only)
    round.close()
    before = list(seminar.questions.values_list("closed_at", "held_back"))
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    DialogueRound.objects.get().open(first_only=not first_only)
    seminar.questions.last().open()
    rehearsal.end()
    assert list(seminar.questions.values_list("closed_at", "held_back")) == before
