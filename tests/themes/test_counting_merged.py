"""A note that others were merged into is one note, said by all their groups."""

import csv
import io

import pytest
from django.urls import reverse

from posts.models.parting import Piece
from tests import make
from themes.formats.csv import write as write_csv
from themes.summary import Summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"), language="en")


@pytest.fixture
def said(seminar):
    """Three groups say the same, the third twice; a fourth says it under its own note. One theme; and another bare."""
    theme, _bare = make.theme(seminar, "Kaffi"), make.theme(seminar, "Stille")
    groups = [make.group(seminar, name) for name in ("Lyngbordet", "Mosebordet", "Torvbordet", "Ukjent bord")]
    target, *merged = (make.post(seminar, "Kaffi!", group=groups[at]) for at in (0, 1, 2, 2, 0))
    theme.take(target)
    theme.take(make.post(seminar, "Kaffi og kake.", group=groups[3]))
    for post in merged:
        post.merge(target)
    return target


def counted(seminar) -> dict[str, tuple[int, int]]:
    return {theme.name: (theme.group_count, theme.post_count) for theme in seminar.themes.counted()}


def test_a_theme_counts_each_group_once_and_each_note_once(seminar, said):
    assert counted(seminar) == {"Kaffi": (4, 2), "Stille": (0, 0)}


def test_the_summary_counts_as_the_board_does(seminar, said):
    summary = Summary.of(seminar)
    assert [(theme.count.groups, theme.count.notes) for theme in summary.themes] == [(4, 2), (0, 0)]
    assert (summary.count.groups, summary.count.notes) == (4, 2)
    assert summary.themes[0].voices == ("Lyngbordet", "Mosebordet", "Torvbordet", "Ukjent bord")


def test_the_group_of_a_merged_note_of_an_unknown_group_counts_once_it_is_known(seminar, said):
    stray = make.post(seminar, "Kaffi.")
    stray.merge(said)
    assert counted(seminar)["Kaffi"] == (4, 2)
    stray.belong(make.group(seminar, "Nordbordet"))
    assert counted(seminar)["Kaffi"] == (5, 2)


def test_when_what_they_were_merged_into_is_hidden_none_of_them_counts(seminar, said):
    said.hide()
    assert counted(seminar)["Kaffi"] == (1, 1)
    assert Summary.of(seminar).themes[0].voices == ("Ukjent bord",)


def test_a_theme_put_on_the_note_after_the_merge_counts_for_all(seminar, said):
    make.theme(seminar, "Kake").take(said)
    assert counted(seminar)["Kake"] == (3, 1)


def test_without_groups_the_names_on_the_notes_are_counted(seminar):
    target, other = make.post(seminar, "Kaffi.", author="Bord 1"), make.post(seminar, "Kaffi!", author="Bord 2")
    other.merge(target)
    assert (Summary.of(seminar).count.groups, Summary.of(seminar).notes[0].also) == (2, ("Bord 2",))


def test_reports_say_who_said_it_too(seminar, said):
    rows = list(csv.reader(io.StringIO(write_csv(Summary.of(seminar)).decode("utf-8-sig"))))
    assert dict(zip(*rows[:2], strict=True))["Said by too"] == "Mosebordet; Torvbordet"


def test_parts_of_a_note_count_as_notes_and_their_group_once(seminar):
    post, theme = make.post(seminar, "Ein. To.", group=make.group(seminar)), make.theme(seminar)
    theme.take(post)
    post.split([Piece("Ein."), Piece("To.")])
    assert counted(seminar)["Møteplassar"] == (1, 2)
    assert [note.body for note in Summary.of(seminar).notes] == ["Ein.", "To."]


@pytest.mark.parametrize("state", ["", "all", "hidden"])
def test_the_board_shows_parts_and_what_was_merged_into_in_place_of_the_others(client, seminar, said, state):
    client.force_login(seminar.members.get().person)
    split = make.post(seminar, "Eitt. Tvo.")
    split.split([Piece("Eitt."), Piece("Tvo.")])
    posts = client.get(reverse("board", args=[seminar.slug]), {"state": state}).context["posts"]
    assert {post.state for post in posts} <= {"visible", "hidden"}


@pytest.mark.parametrize(("state", "number"), [("split", 1), ("merged", 4)])
def test_the_others_are_found_by_their_state(client, seminar, said, state, number):
    client.force_login(seminar.members.get().person)
    make.post(seminar, "Eitt. Tvo.").split([Piece("Eitt."), Piece("Tvo.")])
    assert client.get(reverse("board", args=[seminar.slug]), {"state": state}).context["found"] == number
