"""The organizer sees the devices, and puts right what is wrong."""

import pytest
from django.urls import reverse

from posts.models import Post
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def aud(client):
    aud = make.person("Aud")
    client.force_login(aud)
    return aud


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


def test_devices_are_listed_with_those_that_know_no_group_first_and_those_shut_out_last(client, seminar, scribe):
    make.scribe(seminar, make.group(seminar), "Tora")
    make.scribe(seminar, name="Una").remove()
    make.post(seminar, scribe=scribe)
    shown = page(client, seminar)
    places = [shown.index(name) for name in ("Signe", "Tora", "Una")]
    assert places == sorted(places)
    assert all(words in shown for words in ("group unknown", "1 note", "here now", "shut out", "3 devices"))


def test_a_device_is_moved_to_its_group_with_all_it_wrote(client, seminar, scribe):
    group, note = make.group(seminar, "Ålesund"), make.post(seminar, scribe=scribe)
    do(client, "device_group", scribe, group=" ålesund ")
    scribe.refresh_from_db()
    note.refresh_from_db()
    assert (scribe.group, note.group) == (group, group)
    assert (seminar.changes.last().verb, seminar.changes.last().by.name) == ("scribe.moved", "Aud")
    answer = do(client, "device_group", scribe, group="Bergen")
    assert "no group of this name" in answer.content.decode()
    scribe.refresh_from_db()
    assert scribe.group == group
    do(client, "device_group", scribe, group="")
    scribe.refresh_from_db()
    assert scribe.group is None


def test_a_device_is_shut_out_and_let_in_again(client, seminar, scribe):
    for door, out in (("out", True), ("in", False)):
        do(client, "device_door", scribe, door=door)
        scribe.refresh_from_db()
        assert (scribe.removed_at is not None) is out


def test_all_a_device_wrote_is_hidden_in_one_step_and_shown_again_but_for_what_was_hidden_before(
    client, seminar, scribe
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
    do(client, "device_notes", scribe, notes="show")
    assert sorted(Post.objects.visible().values_list("body", flat=True)) == ["Frå ein annan", "To", "Tre"]
    assert "Hide its notes" in page(client, seminar)


def test_the_devices_of_another_seminar_are_not_reached(client, seminar, aud):
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
