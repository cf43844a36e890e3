"""A round that was opened by mistake becomes as if it had never been opened, as long as nothing was sent in it."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import DialogueRound, NotPossible, Seminar
from tests import make
from tests.world import device_client, person_client

pytestmark = pytest.mark.django_db
FIELDS = ("state", "opened_at", "ends_at", "closed_at")


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud)
    for title in ("Første runde", "Andre runde"):
        make.round(seminar, title).add_questions(["Kva manglar?", "Kven kan hjelpe?"])
    return seminar


@pytest.fixture
def rounds(seminar):
    return seminar.rounds.all()


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar), "Signe")


def states(seminar) -> list[tuple]:
    return [*seminar.rounds.values_list(*FIELDS), *seminar.questions.values_list("closed_at", "held_back")]


def send(scribe, round, body: str = "Ein benk.") -> Post:
    return Post.objects.send(str(uuid4()), scribe=scribe, round=round, body=body).post


@pytest.mark.parametrize("first_only", [False, True])
def test_all_is_as_it_was_before_a_planned_round_was_opened(seminar, rounds, aud, first_only):
    before = states(seminar)
    rounds[0].open(minutes=20, first_only=first_only, by=aud)
    DialogueRound.objects.first().unopen(by=aud)
    assert states(seminar) == before
    opened, unopened = seminar.changes.order_by("-number")[:2][::-1]
    assert (opened.verb, unopened.verb, unopened.undoes) == (
        "dialogueround.opened",
        "dialogueround.unopened",
        opened.number,
    )


def test_the_round_that_was_closed_goes_on_with_its_timer(seminar, rounds):
    rounds[0].open(minutes=20)
    before = states(seminar)
    rounds[1].open(minutes=5)
    DialogueRound.objects.last().unopen()
    assert states(seminar) == before


def test_a_closed_round_that_was_opened_again_is_closed_as_before(seminar, rounds, scribe):
    rounds[0].open()
    send(scribe, rounds[0])
    DialogueRound.objects.first().close()
    before = states(seminar)
    DialogueRound.objects.first().open(minutes=3)
    DialogueRound.objects.first().unopen()
    assert states(seminar) == before


def test_it_can_be_undone_after_the_round_was_closed_by_hand(seminar, rounds):
    rounds[0].open(minutes=20)
    before = states(seminar)
    rounds[1].open()
    DialogueRound.objects.last().close()
    DialogueRound.objects.last().unopen()
    assert states(seminar) == before


def test_two_rounds_are_never_open_at_once(seminar, rounds):
    third = make.round(seminar, "Tredje runde")
    rounds[0].open()
    rounds[1].open()
    third.open()
    rounds[1].unopen()
    assert [round.state for round in seminar.rounds.all()] == ["closed", "planned", "open"]


@pytest.mark.parametrize("closed", [False, True])
def test_a_note_that_was_sent_prevents_it(seminar, rounds, scribe, closed):
    round = rounds[0]
    round.open()
    send(scribe, round)
    if closed:
        round.close()
    before = states(seminar)
    with pytest.raises(NotPossible, match="A group has sent text in this round"):
        round.unopen()
    assert states(seminar) == before


def test_a_new_text_for_a_note_prevents_it_too(seminar, rounds, scribe):
    rounds[0].open()
    post = send(scribe, rounds[0])
    DialogueRound.objects.first().close()
    DialogueRound.objects.first().open()
    Post.objects.send(post.uid, scribe=scribe, round=rounds[0], body="To benkar.", base=post.revision)
    with pytest.raises(NotPossible):
        DialogueRound.objects.first().unopen()


def test_a_note_in_another_round_does_not_prevent_it(seminar, rounds, scribe):
    rounds[0].open()
    rounds[1].open()
    send(scribe, rounds[0])
    DialogueRound.objects.last().unopen()
    assert [round.state for round in seminar.rounds.all()] == ["open", "planned"]


def test_a_round_that_is_not_open_and_one_opened_by_an_earlier_version_are_left_alone(seminar, rounds):
    with pytest.raises(NotPossible, match="can no longer be undone"):
        rounds[0].unopen()
    rounds[0].open()
    seminar.changes.filter(verb="dialogueround.opened").update(data={"minutes": None})
    with pytest.raises(NotPossible, match="can no longer be undone"):
        DialogueRound.objects.first().unopen()


def test_nothing_is_opened_again_in_a_finished_seminar(seminar, rounds, aud):
    rounds[0].open()
    rounds[1].open()
    Seminar.objects.get().finish(by=aud)
    with pytest.raises(NotPossible, match="finished"):
        DialogueRound.objects.last().unopen()


def test_the_log_undoes_it_and_undoes_that_again(seminar, rounds, aud):
    rounds[0].open(minutes=20, by=aud)
    unopened = seminar.changes.last().undo(by=aud)
    assert DialogueRound.objects.first().state == "planned"
    unopened.undo(by=aud)
    round = DialogueRound.objects.first()
    assert (round.state, round.ends_at - round.opened_at) == ("open", timedelta(minutes=20))
    with pytest.raises(NotPossible):
        unopened.undo(by=aud)
    round.unopen(by=aud)
    assert DialogueRound.objects.first().state == "planned"


def test_undoing_the_last_thing_on_the_board_leaves_the_rounds_alone(seminar, rounds, aud):
    post = make.post(seminar, round=rounds[0])
    post.hide(by=aud)
    rounds[1].open(by=aud)
    [undone] = seminar.undo_last(by=aud)
    assert (undone.verb, DialogueRound.objects.last().state) == ("post.visible", "open")
    assert seminar.undo_last(by=aud) == []


def test_a_draft_is_kept_and_shown_as_waiting_until_the_round_opens(seminar, rounds, scribe):
    rounds[0].open()
    rounds[1].open()
    question = rounds[1].questions.first()
    place = {"scribe": scribe, "round": rounds[1], "question": question}
    Draft.objects.keep(**place, body="Ein benk ved", version=1)
    DialogueRound.objects.last().unopen()
    phone = device_client(scribe)
    page = phone.get(reverse("write_now", args=[seminar.slug])).content.decode()
    assert "Ein benk ved" in page and "Your text is kept here until it is." in page
    assert page.index("Ein benk ved") > page.index("Kva manglar?")
    assert Draft.objects.send_due(timezone.now() + timedelta(hours=1)) == 0
    DialogueRound.objects.last().open()
    page = phone.get(reverse("write_now", args=[seminar.slug])).content.decode()
    assert "Ein benk ved" in page and "is kept here" not in page


def test_the_room_offers_it_as_long_as_nothing_was_sent(seminar, rounds, scribe, aud):
    client = person_client(aud)
    address = reverse("room", args=[seminar.slug])
    assert "Undo the opening" not in client.get(address).content.decode()
    rounds[0].open()
    page = client.get(address).content.decode()
    assert page.count("Undo the opening") == 1 and f'id="unopen-{rounds[0].pk}"' in page
    send(scribe, rounds[0])
    assert "Undo the opening" not in client.get(address).content.decode()


def test_after_a_rehearsal_there_is_nothing_to_undo(seminar, rounds, aud):
    rehearsal = Rehearsal(seminar)
    rehearsal.begin(by=aud)
    rounds[0].open(by=aud)
    rehearsal.end(by=aud)
    with pytest.raises(NotPossible):
        DialogueRound.objects.first().unopen(by=aud)


@pytest.mark.django_db(transaction=True)
def test_of_a_note_and_the_undoing_that_come_at_once_one_wins(seminar, scribe):
    """Where the note wins, the round stays open. Else the note is saved, as one that came while it was not open."""
    outcomes = set()
    for number in range(12):
        round = make.round(seminar, f"Runde {number}")
        round.open()
        stale = DialogueRound.objects.select_related("seminar").get(pk=round.pk)
        errors = []

        def undo(round=round, errors=errors):
            try:
                round.unopen()
            except NotPossible as reason:
                errors.append(reason)

        work = [undo, lambda stale=stale: send(scribe, stale)]
        threads = [Thread(target=closing, args=[one]) for one in (work if number % 2 else work[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        post = seminar.posts.get(round=round)
        round.refresh_from_db()
        assert (round.state, post.late) == (("open", False) if errors else ("planned", True))
        outcomes.add(bool(errors))
    assert outcomes


def closing(work) -> None:
    try:
        work()
    finally:
        connection.close()
