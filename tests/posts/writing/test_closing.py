"""What a group has not sent when its round closes is sent by the server, once, and nothing of it is lost or doubled."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.models.closing import LEFT_ALONE_AFTER, TIME_TO_ARRIVE
from posts.models.submission import CAME_LATE, LONGEST_NOTE, MET_ANOTHER
from posts.rehearsal.rehearsal import Rehearsal
from tests import make
from tests.posts.writing.test_writing import device, note, put
from tests.seminar.server.serving import until

pytestmark = pytest.mark.django_db
TEXT = "Vi vil ha ein raud benk"


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person(), grace_minutes=2)
    round = make.round(seminar)
    round.add_questions(["Kva manglar?", "Kven kan hjelpe?"])
    round.open()
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar), "Signe")


def draft(scribe, body=TEXT, *, becomes="", version=1, number=0, **fields):
    """What the device saves while someone types."""
    question = scribe.seminar.questions.all()[number]
    facts = {"round": question.round.uid, "question": question.uid, "body": body, "version": version, **fields}
    answer = put(device(scribe), scribe.seminar, "write_draft", **facts, **({"becomes": becomes} if becomes else {}))
    assert answer.status_code == 200
    return Draft.objects.get(scribe=scribe, **({} if "note" in fields else {"question": question, "post": None}))


def after(*, grace: int = 2, **more) -> object:
    """The moment when a round that closes now takes no more, and all that was saved has arrived."""
    return timezone.now() + timedelta(minutes=grace) + TIME_TO_ARRIVE + timedelta(**more)


def close(seminar) -> None:
    seminar.rounds.get().close()


def test_an_unsent_text_is_sent_when_the_time_to_finish_is_over_and_marked(scribe):
    draft(scribe)
    assert Draft.objects.send_due(after()) == 0  # the round is open
    close(scribe.seminar)
    assert Draft.objects.send_due(timezone.now() + timedelta(minutes=1)) == 0
    assert Draft.objects.send_due(after()) == 1
    assert Draft.objects.send_due(after()) == 0
    post = Post.objects.get()
    assert (post.body, post.group, post.scribe, post.author) == (TEXT, scribe.group, scribe, "Signe")
    assert (post.sent_at_closing, post.late, post.state) == (True, False, "visible")
    assert not Draft.objects.unsent().exists()
    assert list(scribe.seminar.changes.values_list("verb", flat=True))[-2:] == ["post.sent_at_closing", "draft.ended"]


def test_a_timer_closes_without_anyone_and_one_question_alone(scribe):
    first, second = scribe.seminar.questions.all()
    draft(scribe), draft(scribe, "Kommunen", number=1)
    second.close()
    assert Draft.objects.send_due(after()) == 1
    assert Post.objects.get().question == second
    scribe.seminar.rounds.get().set_timer(5)
    assert Draft.objects.send_due(after()) == 0
    assert Draft.objects.send_due(after(minutes=5)) == 1
    assert {post.question for post in Post.objects.all()} == {first, second}


@pytest.mark.parametrize("body", [" \n ", "x" * (LONGEST_NOTE + 1)])
def test_spaces_are_no_note_and_what_is_too_long_stays_whole(scribe, body):
    draft(scribe, body)
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 0
    assert not Post.objects.exists()
    assert Draft.objects.get().body.strip() == body.strip()


def test_nothing_is_sent_where_the_organizer_does_not_want_it_or_the_device_is_shut_out(scribe):
    draft(scribe)
    scribe.seminar.describe(send_at_closing=False)
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 0
    scribe.seminar.describe(send_at_closing=True)
    scribe.remove()
    assert Draft.objects.send_due(after()) == 0
    scribe.let_in()
    assert Draft.objects.send_due(after()) == 1


def test_the_text_of_a_stopped_group_is_sent_once_it_may_write_again_and_is_in_time(scribe):
    draft(scribe)
    unplaced = make.scribe(scribe.seminar, name="Torleif")
    draft(unplaced, "Frå ein utan gruppe")
    scribe.group.stop()
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 1
    assert [post.scribe for post in Post.objects.all()] == [unplaced]
    scribe.group.let_write()
    assert Draft.objects.send_due(after(minutes=30)) == 1
    assert not Post.objects.get(body=TEXT).late


@pytest.mark.parametrize("more", ["", " ved brua"])
def test_what_the_device_sends_afterwards_is_the_same_note(scribe, more):
    """The device was offline, and had perhaps typed more than the server got."""
    uid = str(uuid4())
    draft(scribe, becomes=uid)
    close(scribe.seminar)
    Draft.objects.send_due(after())
    scribe.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=3))
    answer = note(scribe, uid, TEXT + more).json()
    post = Post.objects.get()
    assert (post.uid, post.body) == (uid, TEXT)
    assert answer["kept"] == (CAME_LATE if more else "saved")
    assert [aside.body for aside in post.revisions.aside()] == ([TEXT + more] if more else [])


def test_a_device_that_names_the_note_of_another_group_gets_a_note_of_its_own(scribe):
    uid = str(uuid4())
    note(make.scribe(scribe.seminar, make.group(scribe.seminar, "Gruppe 2")), uid, "Deira")
    draft(scribe, becomes=uid)
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 1
    assert sorted(Post.objects.values_list("body", "group__name")) == [("Deira", "Gruppe 2"), (TEXT, "Gruppe 1")]
    assert not Post.objects.get(uid=uid).revisions.exists()


def test_what_is_typed_after_the_closing_is_sent_late_once_it_is_left_alone(scribe):
    uid = str(uuid4())
    draft(scribe, becomes=uid)
    close(scribe.seminar)
    scribe.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=3))
    Draft.objects.update(saved_at=timezone.now() - timedelta(minutes=4))
    assert Draft.objects.send_due() == 1
    draft(scribe, f"{TEXT} ved brua", becomes=uid, version=9)
    draft(scribe, "Heilt nytt", becomes=str(uuid4()), number=1)
    assert Draft.objects.send_due() == 0
    assert Draft.objects.send_due(timezone.now() + LEFT_ALONE_AFTER) == 2
    assert sorted(Post.objects.values_list("body", "late")) == [("Heilt nytt", True), (TEXT, False)]
    assert [aside.body for aside in Post.objects.get(uid=uid).revisions.aside()] == [f"{TEXT} ved brua"]


@pytest.mark.parametrize("changed", [False, True])
def test_an_unsent_new_text_of_a_note_becomes_its_text_unless_another_did(scribe, changed):
    uid = str(uuid4())
    note(scribe, uid)
    draft(scribe, "Nytt", note=uid)
    if changed:
        Post.objects.get().revise(body="Frå ein annan")
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 1
    post = Post.objects.get()
    assert post.body == ("Frå ein annan" if changed else "Nytt")
    assert [(aside.body, aside.reason) for aside in post.revisions.aside()] == (
        [("Nytt", MET_ANOTHER)] if changed else []
    )
    assert not Draft.objects.unsent().exists()


def test_an_unsent_new_text_of_a_note_that_was_moved_to_another_group_is_set_aside_and_is_no_second_note(scribe):
    uid = str(uuid4())
    note(make.scribe(scribe.seminar, scribe.group, "Torleif"), uid)
    draft(scribe, "Nytt", note=uid)
    Post.objects.get().set_group(make.group(scribe.seminar, "Gruppe 2"))
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 1
    assert [(aside.body, aside.reason) for aside in Post.objects.get().revisions.aside()] == [("Nytt", MET_ANOTHER)]


def test_the_group_may_withdraw_what_it_did_not_send_although_the_round_is_closed(scribe):
    draft(scribe)
    close(scribe.seminar)
    Draft.objects.send_due(after())
    scribe.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=3))
    uid = Post.objects.get().uid
    page = device(scribe).get(reverse("write", args=[scribe.seminar.slug])).content.decode()
    assert "Sent at closing" in page and 'data-do="edit"' not in page.split("<template")[0]
    assert put(device(scribe), scribe.seminar, "write_state", uid, state="withdrawn").status_code == 200
    assert put(device(scribe), scribe.seminar, "write_state", uid, state="visible").status_code == 200


def test_a_reopened_round_sends_only_what_is_new(scribe):
    uid = str(uuid4())
    draft(scribe, becomes=uid)
    close(scribe.seminar)
    Draft.objects.send_due(after())
    scribe.seminar.rounds.get().open()
    draft(scribe, "Meir", becomes=str(uuid4()), version=5)
    close(scribe.seminar)
    assert Draft.objects.send_due(after()) == 1
    assert sorted(Post.objects.values_list("body", flat=True)) == ["Meir", TEXT]


def test_a_text_from_before_the_rehearsal_is_not_cleared_with_it(scribe):
    draft(scribe)
    Draft.objects.update(saved_at=timezone.now() - timedelta(seconds=5))
    close(scribe.seminar)
    rehearsal = Rehearsal(scribe.seminar)
    rehearsal.begin()
    draft(scribe, "Berre ei prøve", number=1)
    assert Draft.objects.send_due(after()) == 2
    rehearsal.end()
    assert [post.body for post in Post.objects.all()] == [TEXT]


@pytest.mark.django_db(transaction=True)
def test_many_processes_at_once_send_it_once(scribe):
    draft(scribe), draft(scribe, "Kommunen", number=1)
    close(scribe.seminar)
    moment, start, counts = after(), Barrier(4), []

    def run():
        start.wait()
        counts.append(Draft.objects.send_due(moment))
        connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 2 and Post.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_server_sends_it_without_anyone_asking(server, scribe):
    draft(scribe)
    close(scribe.seminar)
    scribe.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=3))
    Draft.objects.update(saved_at=timezone.now() - timedelta(minutes=4))
    until(Post.objects.exists, "the note is there")
    assert Post.objects.get().sent_at_closing
