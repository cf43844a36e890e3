"""A note that others were merged into counts as one note, and for the groups of all of them."""

import csv
import io

import pytest
from django.db import connection
from django.urls import reverse

from posts.models import Post
from posts.models.splitting import PartText
from tests import make
from themes.models import Placement
from themes.summary.formats.csv import write as write_csv
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"), language="en")


@pytest.fixture
def merged(seminar):
    """One note of three groups, merged from five, and a note of a fourth group, all under one theme."""
    theme, _unused = make.theme(seminar, "Kaffi"), make.theme(seminar, "Stille")
    groups = [make.group(seminar, name) for name in ("Lyngbordet", "Mosebordet", "Torvbordet", "Ukjent bord")]
    target, *others = (make.post(seminar, "Kaffi!", group=groups[at]) for at in (0, 1, 2, 2, 0))
    theme.add_post(target)
    theme.add_post(make.post(seminar, "Kaffi og kake.", group=groups[3]))
    for post in others:
        post.merge(target)
    return target


def counted(seminar) -> dict[str, tuple[int, int]]:
    return {theme.name: (theme.group_count, theme.post_count) for theme in seminar.themes.counted()}


def test_a_theme_counts_each_group_once_and_each_note_once(seminar, merged):
    assert counted(seminar) == {"Kaffi": (4, 2), "Stille": (0, 0)}


def test_the_summary_counts_as_the_board_does(seminar, merged):
    summary = Summary.of(seminar)
    assert [(theme.count.groups, theme.count.notes) for theme in summary.themes] == [(4, 2), (0, 0)]
    assert (summary.count.groups, summary.count.notes) == (4, 2)
    assert summary.themes[0].voices == ("Lyngbordet", "Mosebordet", "Torvbordet", "Ukjent bord")


def test_a_merged_note_from_an_unknown_group_counts_for_the_group_as_soon_as_it_is_known(seminar, merged):
    stray = make.post(seminar, "Kaffi.")
    stray.merge(merged)
    assert counted(seminar)["Kaffi"] == (4, 2)
    stray.set_group(make.group(seminar, "Nordbordet"))
    assert counted(seminar)["Kaffi"] == (5, 2)


def test_hiding_a_note_that_others_were_merged_into_removes_them_all_from_the_counts(seminar, merged):
    merged.hide()
    assert counted(seminar)["Kaffi"] == (1, 1)
    assert Summary.of(seminar).themes[0].voices == ("Ukjent bord",)


def test_a_theme_added_after_the_merge_counts_for_all_the_groups(seminar, merged):
    make.theme(seminar, "Kake").add_post(merged)
    assert counted(seminar)["Kake"] == (3, 1)


def test_authors_of_merged_notes_are_counted_where_the_seminar_has_no_groups(seminar):
    target, other = make.post(seminar, "Kaffi.", author="Bord 1"), make.post(seminar, "Kaffi!", author="Bord 2")
    other.merge(target)
    assert (Summary.of(seminar).count.groups, Summary.of(seminar).notes[0].merged_voices) == (2, ("Bord 2",))


def test_a_report_names_the_groups_of_merged_notes(seminar, merged):
    rows = list(csv.reader(io.StringIO(write_csv(Summary.of(seminar)).decode("utf-8-sig"))))
    assert dict(zip(*rows[:2], strict=True))["Also said by"] == "Mosebordet; Torvbordet"


def test_parts_of_a_split_note_count_as_notes_and_their_group_counts_once(seminar):
    post, theme = make.post(seminar, "Ein. To.", group=make.group(seminar)), make.theme(seminar)
    theme.add_post(post)
    post.split([PartText("Ein."), PartText("To.")])
    assert counted(seminar)["Møteplassar"] == (1, 2)
    assert [note.body for note in Summary.of(seminar).notes] == ["Ein.", "To."]


@pytest.mark.parametrize("state", ["", "all", "hidden"])
def test_the_board_shows_parts_and_merged_notes_in_place_of_the_originals(client, seminar, merged, state):
    client.force_login(seminar.members.get().person)
    split = make.post(seminar, "Eitt. Tvo.")
    split.split([PartText("Eitt."), PartText("Tvo.")])
    posts = client.get(reverse("board", args=[seminar.slug]), {"state": state}).context["posts"]
    assert {post.state for post in posts} <= {"visible", "hidden"}


@pytest.mark.parametrize(("state", "number"), [("split", 1), ("merged", 4)])
def test_the_originals_of_split_and_merged_notes_are_listed_by_their_state(client, seminar, merged, state, number):
    client.force_login(seminar.members.get().person)
    make.post(seminar, "Eitt. Tvo.").split([PartText("Eitt."), PartText("Tvo.")])
    assert client.get(reverse("board", args=[seminar.slug]), {"state": state}).context["found"] == number


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite counts the steps it takes")
def test_counting_four_times_as_many_notes_takes_four_times_the_work_and_not_sixteen_times():
    few, many = work_of_counting(100), work_of_counting(400)
    assert few < many < 6 * few


def work_of_counting(notes: int) -> int:
    """Hundreds of instructions of SQLite's machine, for notes of one group under one of two themes."""
    seminar, steps = make.seminar(f"{notes} notat"), []
    group, themes, round = make.group(seminar), [make.theme(seminar, name) for name in "ab"], make.round(seminar)
    rows = [Post(seminar=seminar, round=round, group=group, body="Kaffi.", position=place) for place in range(notes)]
    for post in Post.objects.bulk_create(rows):
        Placement.objects.create(seminar=seminar, post=post, theme=themes[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # after which SQLite knows that no note was merged
    connection.connection.set_progress_handler(lambda: steps.append(1), 100)
    try:
        assert [theme.post_count for theme in seminar.themes.counted()] == [notes, 0]
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(steps)


def test_without_groups_each_author_counts_as_one_on_the_board_as_in_the_summary(client, seminar):
    theme, other = make.theme(seminar, "Kaffi"), make.theme(seminar, "Stille")
    kari, ola, una, nobody, merged = (
        make.post(seminar, "Kaffi!", author=name) for name in ("Kari", "Ola", "Una", "", "Åse")
    )
    for post in (kari, ola, nobody):
        theme.add_post(post)
    make.post(seminar, "Kaffi.", author="Ola").merge(kari)
    for post in (merged, make.post(seminar, "Kaffi?")):
        post.merge(nobody)
    other.add_post(una)
    una.hide()
    assert counted(seminar) == {"Kaffi": (3, 3), "Stille": (0, 0)}
    in_summary = {one.name: (one.count.groups, one.count.notes) for one in Summary.of(seminar).themes}
    assert in_summary == counted(seminar)
    client.force_login(seminar.members.get().person)
    assert "3 names, 3 notes" in " ".join(client.get(reverse("board", args=[seminar.slug])).content.decode().split())
    assert "<dt>names</dt><dd>3</dd>" in client.get(reverse("codebook", args=[seminar.slug])).content.decode()
    make.group(seminar)
    assert counted(seminar)["Kaffi"] == (0, 3)
