"""The organizer sees the devices, moves them, removes them, and hides what they wrote."""

import pytest
from django.urls import reverse

from posts.models import Post
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud)


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, name="Signe")


def do(client, name: str, scribe, **data):
    return client.post(reverse(name, args=[scribe.seminar.slug, scribe.pk]), data, follow=True)


def page(client, seminar) -> str:
    return client.get(reverse("devices", args=[seminar.slug])).content.decode()


def test_devices_without_a_group_are_listed_first_and_removed_ones_last(client, seminar, scribe):
    make.scribe(seminar, make.group(seminar), "Tora")
    make.scribe(seminar, name="Una").remove()
    make.post(seminar, scribe=scribe)
    content = page(client, seminar)
    positions = [content.index(name) for name in ("Signe", "Tora", "Una")]
    assert positions == sorted(positions)
    assert all(words in content for words in ("group unknown", "1 note", "here now", "shut out", "3 devices"))


def test_a_device_is_moved_to_its_group_with_all_its_notes(client, seminar, scribe):
    group, note = make.group(seminar, "Ålesund"), make.post(seminar, scribe=scribe)
    do(client, "device_group", scribe, group=" ålesund ")
    scribe.refresh_from_db()
    note.refresh_from_db()
    assert (scribe.group, note.group) == (group, group)
    assert (seminar.changes.last().verb, seminar.changes.last().by.name) == ("scribe.moved", "Aud")
    answer = do(client, "device_group", scribe, group="Bergen")
    assert "no group with this name" in answer.content.decode()
    scribe.refresh_from_db()
    assert scribe.group == group
    do(client, "device_group", scribe, group="")
    scribe.refresh_from_db()
    assert scribe.group is None


def test_a_device_is_removed_and_let_in_again(client, seminar, scribe):
    for door, out in (("out", True), ("in", False)):
        do(client, "device_door", scribe, door=door)
        scribe.refresh_from_db()
        assert (scribe.removed_at is not None) is out


def test_the_notes_of_a_device_are_hidden_in_one_step_and_shown_again_except_those_hidden_before(
    client, seminar, scribe, aud
):
    notes = [make.post(seminar, body, scribe=scribe) for body in ("Ein", "To", "Tre")]
    other = make.post(seminar, "Frå ein annan")
    notes[0].hide()
    do(client, "device_notes", scribe, notes="hide")
    assert {post.body: post.state for post in Post.objects.all()} == {
        "Ein": "hidden",
        "To": "hidden",
        "Tre": "hidden",
        other.body: "visible",
    }
    assert [change.verb for change in seminar.changes.all()][-3:] == ["post.hidden"] * 2 + ["scribe.hushed"]
    assert "Show its notes again" in page(client, seminar)
    seminar.undo_last(by=aud)
    assert seminar.posts.visible().count() == 3 and "Hide its notes" in page(client, seminar)
    do(client, "device_notes", scribe, notes="hide")
    do(client, "device_notes", scribe, notes="show")
    assert sorted(Post.objects.visible().values_list("body", flat=True)) == ["Frå ein annan", "To", "Tre"]
    assert "Hide its notes" in page(client, seminar)


def test_the_devices_of_another_seminar_cannot_be_changed(client, seminar, aud):
    foreign = make.scribe(make.seminar("Ein annan stad"))
    for name, data in (("device_group", {}), ("device_door", {"door": "out"}), ("device_notes", {"notes": "hide"})):
        assert client.post(reverse(name, args=[seminar.slug, foreign.pk]), data).status_code == 404
    foreign.refresh_from_db()
    assert foreign.removed_at is None


def test_the_list_takes_as_many_queries_for_3_devices_as_for_1(client, seminar, scribe, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(7):
            page(client, seminar)
        for name in ("Gruppe 1", "Gruppe 2"):
            if not seminar.groups.filter(name=name).exists():
                make.post(seminar, scribe=make.scribe(seminar, make.group(seminar, name)))


def test_a_number_is_enough_where_only_one_group_has_it(client, seminar, scribe):
    groups = [make.group(seminar, name) for name in ("Gruppe 5", "Gruppe 15", "Bord 7", "Sal 7, bord 2")]
    do(client, "device_group", scribe, group="15")
    scribe.refresh_from_db()
    assert scribe.group == groups[1]
    answer = do(client, "device_group", scribe, group="7")
    assert "There is no group with this name" in answer.content.decode()
    do(client, "device_group", scribe, group=" 05 ")
    scribe.refresh_from_db()
    assert scribe.group == groups[0]
