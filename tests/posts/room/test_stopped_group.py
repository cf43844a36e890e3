"""A group that was stopped from writing is told so, and sends what it kept when it may write again."""

from uuid import uuid4

import pytest
from django.urls import reverse

from posts.models import Post
from posts.models.submission import GroupStopped
from tests import make
from tests.world import device_client, person_client

pytestmark = pytest.mark.django_db
TOLD = "The organizer has stopped your group from writing"


@pytest.fixture
def aud(seminar):
    return person_client(seminar.members.get(role="organizer").person)


@pytest.fixture
def phone(scribe):
    return device_client(scribe)


def set_writing(client, group, writing: str, page: str = "room"):
    data = {"group": group.pk, "writing": writing, "page": page}
    return client.post(reverse("group_writing", args=[group.seminar.slug]), data, follow=True)


def send(client, seminar, uid=None, **data):
    address = reverse("write_note", args=[seminar.slug, uid or uuid4()])
    data = {"round": seminar.rounds.get().uid, "question": seminar.questions.first().uid, "body": "Ord"} | data
    return client.put(address, data, "application/json")


@pytest.mark.parametrize("page", ["room", "devices"])
def test_the_room_and_the_devices_stop_a_group_and_let_it_write_again(aud, scribe, page):
    content = set_writing(aud, scribe.group, "stop", page).content.decode()
    assert "Gruppe 1 cannot write now." in content and "Let it write again" in content
    content = set_writing(aud, scribe.group, "let", page).content.decode()
    assert "Gruppe 1 can write again." in content and "Let it write again" not in content


def test_its_notes_wait_on_the_device_and_come_in_afterwards_and_others_go_on(aud, phone, scribe, seminar):
    other = device_client(make.scribe(seminar, make.group(seminar, "Gruppe 2")))
    uid = uuid4()
    assert send(phone, seminar, uid).status_code == 200
    set_writing(aud, scribe.group, "stop")
    for answer in (send(phone, seminar), send(phone, seminar, uid, body="Nye ord", base=1)):
        assert (answer.status_code, answer["Retry-After"]) == (403, "10")
        assert TOLD in answer.json()["error"]
    assert TOLD in phone.get(reverse("write_now", args=[seminar.slug])).content.decode()
    draft = {
        "round": seminar.rounds.get().uid,
        "question": seminar.questions.first().uid,
        "body": "Kladd",
        "version": 1,
    }
    assert phone.put(reverse("write_draft", args=[seminar.slug]), draft, "application/json").status_code == 200
    assert send(phone, seminar, uid).status_code == 200  # it was saved before: the same again changes nothing
    assert send(other, seminar).status_code == 200
    assert list(scribe.group.posts.values_list("body", flat=True)) == ["Ord"]
    set_writing(aud, scribe.group, "let")
    assert send(phone, seminar, uid, body="Nye ord", base=1).status_code == 200


def test_without_scripts_the_text_stays_in_the_field(aud, phone, scribe, seminar):
    set_writing(aud, scribe.group, "stop")
    question = seminar.questions.first()
    data = {"uid": uuid4(), "round": question.round.uid, "question": question.uid, "body": "Teksten vår"}
    answer = phone.post(reverse("write", args=[seminar.slug]), data)
    assert answer.status_code == 422
    assert TOLD in answer.content.decode() and "Teksten vår" in answer.content.decode()


def test_it_may_withdraw_a_note_but_not_put_one_back(aud, phone, scribe, seminar):
    post = make.post(seminar, group=scribe.group, scribe=scribe, question=seminar.questions.first())
    set_writing(aud, scribe.group, "stop")
    address = reverse("write_state", args=[seminar.slug, post.uid])
    statuses = [
        phone.put(address, {"state": state}, "application/json").status_code for state in ("withdrawn", "visible")
    ]
    assert statuses == [200, 403]
    assert Post.objects.get().state == "withdrawn"


def test_it_is_in_the_log_and_is_undone_from_there(scribe, seminar):
    aud = seminar.members.get(role="organizer").person
    scribe.group.stop(by=aud)
    [undone] = seminar.undo_last(by=aud)
    assert (undone.verb, undone.group) == ("group.let_write", scribe.group.pk)
    scribe.group.refresh_from_db()
    assert scribe.group.may_write


def test_a_device_that_joined_the_group_a_moment_before_is_stopped_too(scribe, seminar):
    """The row of the scribe was read before the group was stopped."""
    scribe.group.stop()
    with pytest.raises(GroupStopped):
        Post.objects.send(str(uuid4()), scribe=scribe, round=seminar.rounds.get(), body="Ord")


@pytest.mark.parametrize(
    "limit, status", [("MOST_A_MINUTE_IN_GROUP", 429), ("MOST_IN_GROUP", 429), ("MOST_IN_SEMINAR", 429)]
)
def test_new_devices_give_a_group_no_more_room_for_notes(monkeypatch, seminar, scribe, limit, status):
    monkeypatch.setattr(f"posts.models.submission.{limit}", 2)
    statuses = [send(device_client(make.scribe(seminar, scribe.group)), seminar).status_code for _ in range(5)]
    assert statuses[:2] == [200, 200] and statuses[-1] == status
    assert Post.objects.count() in (2, 3)
