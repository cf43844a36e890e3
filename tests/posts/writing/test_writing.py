"""A note that a device sends is saved once, however often it is sent, and no text is ever lost."""

import json
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.signing import get_cookie_signer
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.models.submission import LONGEST_NOTE
from seminar import notify
from seminar.access import SALT
from seminar.models.round import Phase
from tests import make

pytestmark = pytest.mark.django_db
TEXT = "Vi vil ha ein raud benk\n- ved brua\n- ved kyrkja"


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person())
    round = make.round(seminar)
    round.add_questions(["Kva manglar?", "Kven kan hjelpe?"])
    round.open()
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar), "Signe")


def device(scribe) -> Client:
    client = Client()
    name = f"scribe-{scribe.seminar.slug}"
    client.cookies[name] = get_cookie_signer(salt=name + SALT).sign(scribe.uid)
    return client


def put(client, seminar, name: str, *ids, **data):
    return client.put(reverse(name, args=[seminar.slug, *ids]), json.dumps(data), content_type="application/json")


def note(scribe, /, uid=None, body=TEXT, base=0, number=0, client=None, **fields):
    question = scribe.seminar.questions.all()[number]
    fields = {"round": question.round.uid, "question": question.uid, "body": body, "base": base} | fields
    return put(client or device(scribe), scribe.seminar, "write_note", uid or str(uuid4()), **fields)


def test_a_note_is_saved_with_its_lines_and_the_answer_proves_it(scribe):
    uid = str(uuid4())
    answer = note(scribe, uid).json()
    post = Post.objects.get()
    assert (post.body, post.group, post.scribe, post.author) == (TEXT, scribe.group, scribe, "Signe")
    assert answer == {
        "id": uid,
        "hash": sha256(TEXT.encode()).hexdigest(),
        "revision": 1,
        "state": "visible",
        "late": False,
        "kept": "saved",
        "current": TEXT,
    }
    assert scribe.seminar.changes.last().verb == "post.written"


def test_the_same_note_sent_three_times_is_one_note_and_one_change(scribe):
    uid = str(uuid4())
    answers = [note(scribe, uid).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert scribe.seminar.changes.filter(verb="post.written").count() == Post.objects.count() == 1


def test_an_edit_is_one_new_revision_however_often_it_is_sent(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    for _ in range(2):
        assert note(scribe, uid, "Ny tekst", base=1).json()["revision"] == 2
    assert [(row.number, row.body) for row in Post.objects.get().revisions.all()] == [(1, TEXT)]


def test_an_old_request_sent_again_does_not_overwrite_a_later_edit(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    note(scribe, uid, "Mi retting", base=1)
    Post.objects.get().revise(body="Retta av ein annan")
    for body, base in ((TEXT, 0), ("Mi retting", 1)):
        answer = note(scribe, uid, body, base=base).json()
        assert (answer["kept"], answer["current"], answer["revision"]) == ("saved", "Retta av ein annan", 3)
    assert not Post.objects.get().revisions.aside().exists()


def test_an_edit_that_meets_another_loses_neither_text(seminar, scribe):
    other, uid = make.scribe(seminar, scribe.group), str(uuid4())
    note(scribe, uid)
    note(other, uid, "Frå den andre", base=1)
    for _ in range(2):
        answer = note(scribe, uid, "Frå den første", base=1).json()
        assert (answer["kept"], answer["current"], answer["revision"]) == ("met another", "Frå den andre", 2)
    post = Post.objects.get()
    assert [(row.body, row.scribe) for row in post.revisions.aside()] == [("Frå den første", scribe)]
    assert seminar.changes.filter(verb="post.set_aside").count() == 1
    assert note(scribe, uid, "Begge delar", base=2).json()["kept"] == "saved"


@pytest.mark.parametrize("minutes, kept, late", [(1, "saved", False), (3, "came late", True)])
def test_a_note_within_the_grace_is_in_time_and_a_later_one_is_marked_late(scribe, minutes, kept, late):
    uid = str(uuid4())
    note(scribe, uid)
    round = scribe.seminar.rounds.get()
    round.close()
    scribe.seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=minutes))
    assert note(scribe, uid, "Retta", base=1).json()["kept"] == kept
    assert note(scribe, body="Ny").json()["late"] == late
    assert Post.objects.get(body="Ny").late == late
    assert Post.objects.count() == 2


def test_the_timer_closes_the_round_by_itself(scribe):
    round = scribe.seminar.rounds.get()
    round.open(minutes=10)
    later = timezone.now() + timedelta(minutes=10)
    phases = [round.phase(later + timedelta(minutes=shift)) for shift in (-1, 1, 3)]
    assert phases == [Phase.OPEN, Phase.CLOSING, Phase.CLOSED]


def test_a_question_can_be_closed_while_its_round_is_open(scribe):
    first, _second = scribe.seminar.questions.all()
    first.close()
    type(first).objects.filter(pk=first.pk).update(closed_at=timezone.now() - timedelta(minutes=3))
    assert [note(scribe, number=number, body=str(number)).json()["late"] for number in (0, 1)] == [True, False]


def test_opening_a_round_closes_the_open_one(seminar):
    second = make.round(seminar, "Andre runde")
    second.open(minutes=20)
    assert [round.phase() for round in seminar.rounds.all()] == [Phase.CLOSING, Phase.OPEN]
    assert seminar.rounds.current() == second


def test_a_group_takes_its_note_back_and_puts_it_back_unless_a_facilitator_has_hidden_it(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    client = device(scribe)
    for state in ("withdrawn", "visible", "withdrawn"):
        assert put(client, scribe.seminar, "write_state", uid, state=state).json()["state"] == state
    Post.objects.get().hide()
    assert put(client, scribe.seminar, "write_state", uid, state="visible").json()["state"] == "hidden"


def test_a_note_of_another_group_cannot_be_changed(seminar, scribe):
    other, uid = make.scribe(seminar, make.group(seminar, "Gruppe 2")), str(uuid4())
    note(scribe, uid)
    assert note(other, uid, "Kapra").status_code == 409
    assert put(device(other), seminar, "write_state", uid, state="withdrawn").status_code == 409
    assert Post.objects.get().body == TEXT


def test_what_was_written_for_another_group_is_not_saved_for_the_one_that_the_device_joined_since(seminar, scribe):
    new, uid = make.scribe(seminar, make.group(seminar, "Gruppe 2")), str(uuid4())
    written = {"uid": uid, "client": device(new), "scribe": scribe.uid}
    assert note(scribe, **written).json()["error"].startswith("This was written for Gruppe 1.")
    assert not Post.objects.exists()
    assert "Gruppe 1" in draft(new, "Ein kladd", 1, scribe=scribe.uid)["error"]
    assert not Draft.objects.exists()
    note(scribe, uid)
    assert note(scribe, **written).json()["revision"] == 1  # its answer was lost
    assert note(scribe, body="Meir", **written).status_code == 409
    assert [(post.body, post.group) for post in Post.objects.all()] == [(TEXT, scribe.group)]


def test_what_was_written_before_the_device_joined_again_for_the_same_group_is_saved(seminar, scribe):
    new = make.scribe(seminar, scribe.group)
    for former in (scribe.uid, "nobody", ""):
        assert note(scribe, client=device(new), scribe=former).status_code == 200
    assert draft(new, "Ein kladd", 1, scribe=scribe.uid)["current"] == "Ein kladd"


def test_an_unknown_or_removed_device_cannot_write(seminar, scribe):
    foreign = make.scribe(make.seminar("Hamna"))
    strangers = [Client(), device(foreign)]
    forged = Client()
    forged.cookies[f"scribe-{seminar.slug}"] = scribe.uid
    scribe.remove()
    assert [note(scribe, client=client).status_code for client in [*strangers, forged]] == [404, 404, 404]
    assert note(scribe).status_code == 403
    assert not Post.objects.exists()
    scribe.let_in()
    assert note(scribe).status_code == 200


@pytest.mark.parametrize(
    "sent, status",
    [
        ({"body": " \n "}, 422),
        ({"body": "\u0007"}, 422),
        ({"body": "å" * (LONGEST_NOTE + 1)}, 422),
        ({"body": 7}, 400),
        ({"base": -1}, 400),
    ],
)
def test_an_invalid_note_is_refused_with_a_sentence(scribe, sent, status):
    answer = note(scribe, **sent)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not Post.objects.exists()


def test_a_form_on_another_site_cannot_write(scribe):
    client, address = device(scribe), reverse("write_note", args=[scribe.seminar.slug, uuid4()])
    data = {"round": scribe.seminar.rounds.get().uid, "body": TEXT}
    assert client.put(address, json.dumps(data), content_type="text/plain").status_code == 415
    assert (
        client.put(address, data, content_type="application/json", HTTP_SEC_FETCH_SITE="cross-site").status_code == 415
    )
    assert client.post(address, data).status_code == 405


def test_a_note_for_a_question_that_no_longer_exists_is_saved(scribe):
    assert note(scribe, round="borte", question="borte").status_code == 200
    post = Post.objects.get()
    assert (post.round, post.question) == (scribe.seminar.rounds.get(), None)


def draft(scribe, /, body, version, **fields):
    question = scribe.seminar.questions.first()
    fields = {"round": question.round.uid, "question": question.uid, "body": body, "version": version} | fields
    return put(device(scribe), scribe.seminar, "write_draft", **fields).json()


def test_a_draft_is_not_overwritten_by_an_older_version(scribe):
    draft(scribe, "Vi vi", 1)
    draft(scribe, "Vi vil ha ", 3)
    assert draft(scribe, "Vi vil", 2)["current"] == "Vi vil ha "
    assert Draft.objects.get().body == "Vi vil ha "
    assert [change.verb for change in scribe.seminar.changes.all()][-1] == "draft.begun"
    draft(scribe, "", 4)
    assert [change.verb for change in scribe.seminar.changes.all()][-1] == "draft.ended"


def test_a_draft_is_emptied_when_its_text_is_sent(scribe):
    draft(scribe, TEXT + " ", 5)
    note(scribe)
    assert Draft.objects.get().body == ""
    assert draft(scribe, TEXT, 5)["current"] == ""


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_is_called_saved_where_the_open_pages_cannot_be_told_of_it(scribe, monkeypatch):
    """As where the database stops between the two."""

    def stop(*_args):
        raise OperationalError("the server closed the connection")

    def stop_at_news(execute, sql, params, many, context):
        return stop() if sql.startswith("SELECT pg_notify") else execute(sql, params, many, context)

    monkeypatch.setattr(notify, "listeners", [stop])
    with connection.execute_wrapper(stop_at_news):
        assert draft(scribe, TEXT, 1)["current"] == TEXT
    assert Draft.objects.get().body == TEXT


def test_a_new_text_for_a_note_has_its_own_draft(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    draft(scribe, "Eit nytt notat", 1)
    draft(scribe, "Ei retting", 1, note=uid)
    assert {row.body: row.post and row.post.uid for row in Draft.objects.all()} == {
        "Eit nytt notat": None,
        "Ei retting": uid,
    }


@pytest.mark.parametrize("elsewhere", ["moved", "unknown"])
def test_a_new_text_is_the_same_draft_where_its_note_is_at_another_question_now(scribe, elsewhere):
    uid, second = str(uuid4()), scribe.seminar.questions.last()
    note(scribe, uid)
    draft(scribe, "Ei retting", 1, note=uid)
    draft(scribe, "", 2, note=uid)
    Post.objects.get().set_question(second)
    place = {"question": second.uid} if elsewhere == "moved" else {"round": "", "question": None}
    assert draft(scribe, "Ei anna retting", 3, note=uid, **place)["current"] == "Ei anna retting"
    assert [(row.body, row.post.uid) for row in Draft.objects.all()] == [("Ei anna retting", uid)]


def test_a_new_text_for_a_note_that_the_scribe_does_not_have_is_no_draft_of_another_note(seminar, scribe):
    uid = str(uuid4())
    assert "error" in draft(scribe, "Ei retting av noko som ikkje er framme", 1, note=uid)
    note(make.scribe(seminar, scribe.group, "Torleif"), uid)
    draft(scribe, "Ei retting", 1, note=uid)
    Post.objects.get().set_group(make.group(seminar, "Gruppe 2"))
    assert "another group" in draft(scribe, "Ei retting til", 2, note=uid)["error"]
    assert [(row.body, row.post.uid) for row in Draft.objects.all()] == [("Ei retting", uid)]


def test_a_scribe_who_moves_to_another_group_takes_its_notes_along(seminar, scribe):
    misplaced = make.scribe(seminar)
    right = make.group(seminar, "Gruppe 7")
    note(misplaced)
    Post.objects.get().set_group(scribe.group)  # a facilitator knew better
    note(misplaced, body="Enda eitt")
    misplaced.move(right, by=seminar.members.get().person)
    assert [post.group for post in Post.objects.all()] == [scribe.group, right]
    assert [change.verb for change in seminar.changes.all()][-2:] == ["post.regrouped", "scribe.moved"]
