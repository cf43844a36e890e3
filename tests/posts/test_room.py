"""The room: who has written, who is writing, who is silent or away; never what anyone is writing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.room import Cell, Room
from seminar.models import Scribe
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "Namnet på naboen."


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.round(seminar).ask_all(["Kva manglar?", "Kven kan hjelpe?"])
    seminar.rounds.get().open()
    return seminar


@pytest.fixture
def groups(seminar):
    return [make.group(seminar, name) for name in ("Nordbord", "Sørbord", "Austbord")]


@pytest.fixture
def aud(client, seminar):
    client.force_login(seminar.members.get().person)
    return client


def room(seminar, **choices) -> Room:
    return Room.of(seminar.rounds.prefetch_related("questions").first(), **choices)


def write(scribe, number: int = 0, body: str = "Ein benk.") -> Post:
    question = scribe.seminar.questions.all()[number]
    sent = Post.objects.send(str(uuid4()), scribe=scribe, round=question.round, question=question, body=body)
    return sent.post


def draft(scribe, body: str = SECRET, version: int = 1) -> None:
    question = scribe.seminar.questions.first()
    Draft.objects.keep(scribe=scribe, round=question.round, question=question, body=body, version=version)


def gone(scribe, minutes: int) -> None:
    Scribe.objects.filter(pk=scribe.pk).update(seen_at=timezone.now() - timedelta(minutes=minutes))


def test_each_group_has_a_cell_for_each_question(seminar, groups):
    north, south, _east = (make.scribe(seminar, group) for group in groups)
    write(north), write(north), write(north, 1)
    draft(south)
    seen = room(seminar)
    assert [row.cells for row in seen.rows] == [
        [Cell(2, False), Cell(1, False)],
        [Cell(0, True), Cell(0, False)],
        [Cell(0, False), Cell(0, False)],
    ]
    assert [row.state for row in seen.rows] == ["written", "writing", "silent"]
    assert (seen.written, seen.writing, seen.silent, seen.lost) == (1, 1, 1, 0)


def test_a_note_that_was_taken_back_is_none_and_one_that_a_facilitator_hid_is_one(seminar, groups):
    north, south = (make.scribe(seminar, group) for group in groups[:2])
    write(north).withdraw(by=north)
    write(south).hide()
    assert [row.state for row in room(seminar).rows] == ["silent", "written", "silent"]


def test_what_was_sent_or_emptied_or_is_on_a_device_that_was_shut_out_is_not_being_written(seminar, groups):
    north, south, east = (make.scribe(seminar, group) for group in groups)
    draft(north), draft(south), draft(east)
    write(north, body=SECRET)
    draft(south, "", version=2)
    east.remove()
    assert [row.state for row in room(seminar).rows] == ["written", "silent", "silent"]


def test_a_group_is_away_when_none_of_its_devices_is_there_and_stands_out_after_five_minutes(seminar, groups):
    one, other = make.scribe(seminar, groups[0]), make.scribe(seminar, groups[0])
    write(one)
    gone(one, 9)
    assert (room(seminar).rows[0].minutes_gone, room(seminar).rows[0].devices.count) == (0, 2)
    gone(other, 3)
    assert (room(seminar).rows[0].minutes_gone, room(seminar).rows[0].stands_out) == (3, False)
    gone(other, 6)
    assert (room(seminar).rows[0].lost, room(seminar).rows[0].stands_out) == (True, True)


def test_nobody_is_missed_before_the_round_or_after_it(seminar, groups):
    gone(make.scribe(seminar, groups[0]), 30)
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=30))
    assert [row.lost for row in room(seminar).rows] == [False] * 3
    seminar.rounds.update(state="planned")
    assert [row.state for row in room(seminar).rows] == [""] * 3


def test_silent_groups_come_first_where_that_is_chosen(aud, seminar, groups):
    write(make.scribe(seminar, groups[0]))
    draft(make.scribe(seminar, groups[1]))
    shown = aud.get(reverse("room", args=[seminar.slug]) + "?order=silent").context["room"]
    assert [row.group.name for row in shown.rows] == ["Austbord", "Nordbord", "Sørbord"]


def test_devices_and_notes_without_a_group_have_a_row_of_their_own(seminar, groups):
    assert room(seminar).unknown is None
    lost = make.scribe(seminar)
    assert room(seminar).unknown.devices.count == 1
    write(lost)
    assert room(seminar).unknown.cells == [Cell(1, False), Cell(0, False)]
    assert room(seminar).written == 0


def test_a_note_that_answers_no_question_has_a_column_of_its_own(seminar, groups):
    assert None not in room(seminar).columns
    make.post(seminar, group=groups[0])
    assert room(seminar).columns[-1] is None
    assert room(seminar).rows[0].cells[-1] == Cell(1, False)


def test_another_round_can_be_chosen_and_what_cannot_be_is_not(aud, seminar, groups):
    later = make.round(seminar, "Andre runde")
    address = reverse("room", args=[seminar.slug])
    chosen = [aud.get(f"{address}?round={choice}").context["room"].round for choice in (later.pk, "x", 10**30)]
    assert chosen == [later, seminar.rounds.first(), seminar.rounds.first()]


@pytest.mark.parametrize("name", ["room", "room_now"])
def test_the_text_of_a_draft_is_never_sent_to_it(aud, seminar, groups, name):
    draft(make.scribe(seminar, groups[0]))
    shown = aud.get(reverse(name, args=[seminar.slug])).content.decode()
    assert SECRET not in shown
    assert "1 is writing" in shown


def test_a_group_leads_to_its_notes_on_the_board(aud, seminar, groups):
    write(make.scribe(seminar, groups[1]), body="Frå Sørbord.")
    shown = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    address = f"{reverse('board', args=[seminar.slug])}?group={groups[1].pk}&amp;round={seminar.rounds.get().pk}"
    assert address in shown
    assert "Frå Sørbord." in aud.get(address.replace("&amp;", "&")).content.decode()


def test_notes_that_came_late_are_counted_there_and_can_be_let_in(aud, seminar, groups):
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=30))
    late = write(make.scribe(seminar, groups[0]), body="For seint.")
    shown = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "1 note came late" in shown and "For seint." in shown
    answer = aud.post(reverse("post_late", args=[seminar.slug, late.uid]), {"do": "let_in", "back": "room"})
    assert answer.url == reverse("room", args=[seminar.slug])
    assert "came late" not in aud.get(answer.url).content.decode()


def test_a_seminar_without_rounds_or_groups_says_what_to_do(aud, seminar):
    assert "There are no groups yet" in aud.get(reverse("room", args=[seminar.slug])).content.decode()
    empty = make.seminar("Tom", by=seminar.members.get().person)
    assert "No rounds yet" in aud.get(reverse("room", args=[empty.slug])).content.decode()


@pytest.mark.parametrize("name", ["room", "room_now"])
@pytest.mark.parametrize("who, status", [("organizer", 200), ("facilitator", 200), ("viewer", 404), ("", 404)])
def test_it_is_for_those_who_lead(client, seminar, name, who, status):
    bjarte = make.person("Bjarte")
    if who:
        make.member(seminar, bjarte, who)
    client.force_login(bjarte)
    assert client.get(reverse(name, args=[seminar.slug])).status_code == status
    client.logout()
    assert client.get(reverse(name, args=[seminar.slug])).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("size", [1, 3])
def test_it_takes_as_many_queries_for_one_group_as_for_three(aud, seminar, groups, size, django_assert_num_queries):
    for group in groups[:size]:
        scribe = make.scribe(seminar, group)
        write(scribe), draft(scribe), make.post(seminar, group=group, late=True)
    with django_assert_num_queries(13):
        aud.get(reverse("room_now", args=[seminar.slug]))
