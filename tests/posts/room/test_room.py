"""The room shows which groups have written, are writing, are silent or away, and never the text of a draft."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.room.grid import Cell, Grid
from seminar.models import Group, Scribe
from seminar.server.fragments import fragments
from tests import make
from tests.world import person_client

pytestmark = pytest.mark.django_db
SECRET = "Namnet på naboen."


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.round(seminar).add_questions(["Kva manglar?", "Kven kan hjelpe?"])
    seminar.rounds.get().open()
    return seminar


@pytest.fixture
def groups(seminar):
    return [make.group(seminar, name) for name in ("Nordbord", "Sørbord", "Austbord")]


@pytest.fixture
def aud(client, seminar):
    client.force_login(seminar.members.get().person)
    return client


def grid(seminar, **choices) -> Grid:
    return Grid.of(seminar.rounds.prefetch_related("questions").first(), **choices)


def write(scribe, number: int = 0, body: str = "Ein benk.") -> Post:
    question = scribe.seminar.questions.all()[number]
    sent = Post.objects.send(str(uuid4()), scribe=scribe, round=question.round, question=question, body=body)
    return sent.post


def draft(scribe, body: str = SECRET, version: int = 1) -> None:
    question = scribe.seminar.questions.first()
    Draft.objects.keep(scribe=scribe, round=question.round, question=question, body=body, version=version)


def set_last_seen(scribe, minutes: int) -> None:
    Scribe.objects.filter(pk=scribe.pk).update(seen_at=timezone.now() - timedelta(minutes=minutes))


def test_each_group_has_a_cell_for_each_question(seminar, groups):
    north, south, _east = (make.scribe(seminar, group) for group in groups)
    write(north), write(north), write(north, 1)
    draft(south)
    current = grid(seminar)
    assert [row.cells for row in current.seats] == [
        [Cell(2, False), Cell(1, False)],
        [Cell(0, True), Cell(0, False)],
        [Cell(0, False), Cell(0, False)],
    ]
    assert [row.state for row in current.rows] == ["written", "writing", "silent"]
    assert (current.written, current.writing, current.silent, current.lost) == (1, 1, 1, 0)


def test_a_hidden_note_counts_and_one_that_was_taken_back_does_not(seminar, groups):
    north, south, _east = (make.scribe(seminar, group) for group in groups)
    write(north).withdraw(by=north)
    write(south).hide()
    assert [row.state for row in grid(seminar).rows] == ["silent", "written", "silent"]


def test_sent_and_emptied_drafts_and_those_of_removed_devices_do_not_count_as_writing(seminar, groups):
    north, south, east = (make.scribe(seminar, group) for group in groups)
    draft(north), draft(south), draft(east)
    write(north, body=SECRET)
    draft(south, "", version=2)
    east.remove()
    make.scribe(seminar, groups[2])
    assert [row.state for row in grid(seminar).rows] == ["written", "silent", "silent"]


def test_a_group_is_away_when_all_its_devices_are_and_stands_out_after_five_minutes(seminar, groups):
    one, other = make.scribe(seminar, groups[0]), make.scribe(seminar, groups[0])
    write(one)
    set_last_seen(one, 9)
    assert (grid(seminar).rows[0].minutes_gone, grid(seminar).rows[0].devices.count) == (0, 2)
    set_last_seen(other, 3)
    assert (grid(seminar).rows[0].minutes_gone, grid(seminar).rows[0].stands_out) == (3, False)
    set_last_seen(other, 6)
    assert (grid(seminar).rows[0].lost, grid(seminar).rows[0].stands_out) == (True, True)


def test_no_group_is_lost_or_silent_outside_the_round(seminar, groups):
    for group in groups:
        set_last_seen(make.scribe(seminar, group), 30)
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=30))
    assert [row.lost for row in grid(seminar).rows] == [False] * 3
    seminar.rounds.update(state="planned")
    assert [row.state for row in grid(seminar).rows] == [""] * 3


def test_silent_groups_come_first_and_those_without_a_device_last_unless_the_order_by_number_is_chosen(
    aud, seminar, groups
):
    make.group(seminar, "Vestbord")
    groups[0], groups[1] = groups[1], groups[0]
    write(make.scribe(seminar, groups[0]))
    make.scribe(seminar, groups[2])
    address = reverse("room", args=[seminar.slug])

    def names(query: str = "") -> list[str]:
        return [row.group.name for row in aud.get(address + query).context["grid"].rows]

    assert names() == ["Austbord", "Sørbord", "Nordbord", "Vestbord"]
    assert names("?order=number") == ["Nordbord", "Sørbord", "Austbord", "Vestbord"]


def test_a_silent_group_comes_before_one_that_has_written_and_is_away(aud, seminar, groups):
    away = make.scribe(seminar, groups[0])
    write(away)
    type(away).objects.update(seen_at=timezone.now() - timedelta(minutes=7))
    make.scribe(seminar, groups[1])
    rows = aud.get(reverse("room", args=[seminar.slug])).context["grid"].rows
    assert [(row.group, row.lost) for row in rows[:2]] == [(groups[1], False), (groups[0], True)]


def test_a_group_without_a_device_is_not_silent_and_in_no_count(aud, seminar, groups):
    write(make.scribe(seminar, groups[0]))
    current = grid(seminar)
    assert [row.state for row in current.seats] == ["written", "absent", "absent"]
    assert (current.total, current.silent, current.absent) == (1, 0, 2)
    content = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "1 of 1 group has written" in content and "2 without a device" in content
    make.scribe(seminar, groups[1])
    assert [row.state for row in grid(seminar).seats] == ["written", "silent", "absent"]


def test_a_group_that_has_written_is_silent_in_the_next_round_although_its_device_was_shut_out(seminar, groups):
    north = make.scribe(seminar, groups[0])
    write(north)
    north.remove()
    later = make.round(seminar, "Andre runde")
    later.open()
    assert [row.state for row in Grid.of(later).seats] == ["silent", "absent", "absent"]


def test_in_a_seminar_whose_notes_came_from_a_file_all_groups_count(seminar, groups):
    make.post(seminar, group=groups[0])
    assert [row.state for row in grid(seminar).seats] == ["written", "silent", "silent"]


def test_the_room_shows_devices_without_a_group_and_several_of_one_name_in_a_group(aud, seminar, groups):
    make.scribe(seminar)
    for group, names in zip(groups, [("Signe", "signe"), ("", ""), ("Odd", "Signe")], strict=True):
        for name in names:
            make.scribe(seminar, group, name)
    assert [row.group for row in grid(seminar).doubled] == [groups[0]]
    content = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "1 device does not know its group." in content
    assert "Nordbord has several devices with the name Signe." in content


@pytest.mark.parametrize("role", ["organizer", "facilitator"])
def test_the_page_of_a_group_shows_its_devices_and_its_notes_and_those_of_no_other(client, seminar, groups, role):
    person = make.person("Bjarte")
    make.member(seminar, person, role)
    client.force_login(person)
    write(make.scribe(seminar, groups[1], "Odd"), body="Frå Sørbord.")
    write(make.scribe(seminar, groups[0], "Signe"), body="Frå Nordbord.")
    draft(make.scribe(seminar, groups[1]))
    content = client.get(reverse("room_group", args=[seminar.slug, groups[1].pk])).content.decode()
    assert "Frå Sørbord." in content and "Odd" in content and "Has unsent text" in content
    assert not any(words in content for words in ("Frå Nordbord.", "Signe", SECRET))
    assert ("Shut out" in content) == (role == "organizer")


def test_a_group_is_stopped_on_its_own_page_and_the_answer_is_that_page(aud, seminar, groups):
    data = {"group": groups[0].pk, "writing": "stop", "page": "room_group"}
    answer = aud.post(reverse("group_writing", args=[seminar.slug]), data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("room_group", args=[seminar.slug, groups[0].pk])
    assert "Let it write again" in answer.content.decode()
    gone = aud.post(reverse("group_writing", args=[seminar.slug]), data | {"group": 10**6})
    assert gone.url == reverse("room", args=[seminar.slug])


def test_devices_and_notes_without_a_group_have_their_own_row(seminar, groups):
    assert grid(seminar).unknown is None
    ungrouped = make.scribe(seminar)
    assert grid(seminar).unknown.devices.count == 1
    write(ungrouped)
    assert grid(seminar).unknown.cells == [Cell(1, False), Cell(0, False)]
    assert grid(seminar).written == 0


def test_notes_that_answer_no_question_have_their_own_column(seminar, groups):
    assert None not in grid(seminar).columns
    make.post(seminar, group=groups[0])
    assert grid(seminar).columns[-1] is None
    assert grid(seminar).rows[0].cells[-1] == Cell(1, False)


def test_another_round_can_be_chosen_and_an_invalid_choice_is_ignored(aud, seminar, groups):
    later = make.round(seminar, "Andre runde")
    address = reverse("room", args=[seminar.slug])
    chosen = [aud.get(f"{address}?round={choice}").context["grid"].round for choice in (later.pk, "x", 10**30)]
    assert chosen == [later, seminar.rounds.first(), seminar.rounds.first()]


@pytest.mark.parametrize("name", ["room", "room_now"])
def test_the_text_of_a_draft_is_never_sent_to_the_room(aud, seminar, groups, name):
    draft(make.scribe(seminar, groups[0]))
    content = aud.get(reverse(name, args=[seminar.slug])).content.decode()
    assert SECRET not in content
    assert "1 is writing" in content


def test_each_group_links_to_its_own_page_from_its_seat_and_its_row(aud, seminar, groups):
    content = aud.get(reverse("room", args=[seminar.slug])).content.decode()
    assert content.count(f'href="{reverse("room_group", args=[seminar.slug, groups[1].pk])}"') == 2


@pytest.mark.parametrize("size", [1, 3])
def test_the_room_takes_as_many_queries_for_one_group_as_for_three(seminar, groups, size, django_assert_num_queries):
    for group in groups[:size]:
        write(make.scribe(seminar, group))
    round = seminar.rounds.prefetch_related("questions").select_related("seminar").get()
    with django_assert_num_queries(4):
        Grid.of(round)


def test_an_empty_room_leads_whoever_makes_rounds_to_the_setup():
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    seminar = make.seminar(by=aud)
    make.member(seminar, bjarte, "facilitator")
    link = f'class="button button-primary" href="/s/{seminar.slug}/setup/"'
    pages = [person_client(one).get(f"/s/{seminar.slug}/room/").content.decode() for one in (aud, bjarte)]
    assert [link in page for page in pages] == [True, False]
    assert ["The organizer creates rounds" in page for page in pages] == [False, True]


def test_of_many_groups_only_those_rows_are_rendered_again_that_show_something_else(aud, seminar, groups, monkeypatch):
    from posts.templatetags import room

    rendered, render = [], room.render

    def counted(name, context, shown):
        rendered.append((name.rpartition("/")[2], shown["row"].group.name if "row" in shown else ""))
        return render(name, context, shown)

    monkeypatch.setattr(room, "render", counted)
    fragments.clear()  # another test may have had groups of the same names
    _north, south, _east = (make.scribe(seminar, group) for group in groups)
    address = reverse("room_now", args=[seminar.slug])
    first = aud.get(address).content.decode()
    assert {name for name, _ in rendered} == {"_grid_row.html", "_seat.html", "_group_options.html"}
    assert "is-writing" not in first
    rendered.clear()
    draft(south)
    assert "is-writing" in aud.get(address).content.decode()
    assert sorted(rendered) == [("_grid_row.html", "Sørbord"), ("_seat.html", "Sørbord")]
    rendered.clear()
    Group.objects.filter(pk=groups[0].pk).update(name="Fjellbord", may_write=False)
    html = aud.get(address).content.decode()
    assert "Nordbord" not in html and html.count("Fjellbord") >= 4
    assert html.count("cannot write</span></th>") + html.count('cannot write</span><span class="grid-seen">') == 1
    assert sorted(rendered)[-1] == ("_seat.html", "Fjellbord")
