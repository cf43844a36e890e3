from dataclasses import replace
from itertools import count, pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from posts.models import Post
from tests import make
from tests.themes.board.day import SAID, day
from themes.filters import ReportFilter
from themes.models import Theme
from themes.summary import text
from themes.summary.data import Count
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db


def theme(summary: Summary, name: str):
    return next(theme for theme in summary.themes if theme.name == name)


def test_a_group_without_a_device_is_no_silent_group_and_is_named_as_what_it_is():
    seminar = make.seminar(language="en")
    written, silent, _absent = (make.group(seminar, name) for name in ("Torvbordet", "Lyngbordet", "Myrbordet"))
    make.post(seminar, group=written, scribe=make.scribe(seminar, written))
    make.scribe(seminar, silent)
    summary = Summary.of(seminar)
    assert [silence.groups for silence in summary.silences] == [("Lyngbordet",)]
    with translation.override("en"):
        figures = [f"{number} {label}" for number, label in text.key_figures(summary)]
    assert figures[0] == "1 of 2 groups wrote something"
    assert "1 group without a device" in figures


def test_a_summary_that_follows_what_is_written_and_placed_equals_one_made_of_all_notes():
    seminar = day()
    rom, group, late = seminar.themes.get(name="Rom"), seminar.groups.first(), make.round(seminar, "Kveld")
    scribe, question = make.scribe(seminar, group), late.add_question("Kva no?")
    late.open()
    summary, last = Summary.of(seminar), seminar.changes.last().number
    for number in range(3):
        sent = Post.objects.send(
            f"note-{number}", scribe=scribe, round=late, question=question, body=f"Stolar til {number}.", base=0
        )
        if number:
            rom.add_post(sent.post)
        if number == 2:
            rom.remove_post(sent.post)
            seminar.posts.first().revise(body="Ope heile døgnet.", by=None)
        before = {id(note) for note in summary.notes}
        summary, last = Summary.since(summary, last, seminar), seminar.changes.last().number
        assert sum(id(note) not in before for note in summary.notes) == [1, 1, 2][number]  # those that were read
        whole = Summary.of(seminar)
        assert replace(summary, made_at=whole.made_at) == whole
    assert [note.body for note in summary.notes][-3:] == ["Stolar til 0.", "Stolar til 1.", "Stolar til 2."]


def test_groups_are_counted_once_however_much_they_wrote():
    summary = Summary.of(day())
    assert summary.count == Count(groups=3, notes=5)
    assert theme(summary, "Rom").count == Count(groups=1, notes=2)


def test_themes_with_the_most_groups_come_first():
    seminar = day()
    lyng, rom = seminar.groups.get(name="Lyngbordet"), seminar.themes.get(name="Rom")
    for _ in range(5):
        rom.add_post(make.post(seminar, group=lyng))
    themes = [(theme.name, theme.count) for theme in Summary.of(seminar).themes]
    assert themes[:2] == [("Opningstid", Count(3, 3)), ("Rom", Count(1, 7))]
    assert [name for name, _count in themes[2:]] == ["Folk", "Stille"]


def test_a_note_from_an_unknown_group_is_counted_as_a_note_only():
    seminar = day()
    theme = seminar.themes.get(name="Stille")
    theme.add_post(seminar.posts.get(group=None))
    assert next(one.count for one in Summary.of(seminar).themes if one.name == "Stille") == Count(groups=0, notes=1)
    assert Summary.of(seminar).unknown == 1


def test_a_seminar_without_groups_counts_authors_and_says_so():
    seminar = make.seminar(language="en")
    for author in ("Bord A", "Bord A ", "Bord B", ""):
        make.post(seminar, author=author)
    summary = Summary.of(seminar)
    assert (summary.counted_by, summary.count) == ("authors", Count(groups=2, notes=4))
    with translation.override("en"):
        assert "Each name" in text.counting_rule(summary)


def test_children_follow_their_parent_which_is_counted_with_and_without_them():
    seminar = day()
    hours, room, staff = (seminar.themes.get(name=name) for name in ("Opningstid", "Rom", "Folk"))
    for child in (room, staff):
        child.nest(hours)
    summary = Summary.of(seminar)
    assert [theme.name for theme in summary.themes][:3] == ["Opningstid", "Rom", "Folk"]
    notes = seminar.posts.visible().filter(themes__in=[hours, room, staff]).distinct()
    groups = {note.group_id for note in notes if note.group_id}
    assert theme(summary, "Opningstid").count == Count(3, 3)
    assert theme(summary, "Opningstid").count_with_children == Count(len(groups), notes.count())
    assert theme(summary, "Rom").count_with_children is None


def test_the_rule_of_counting_and_the_silent_groups_say_how_many_notes_are_of_unknown_groups():
    summary = Summary.of(day())
    with translation.override("en"):
        assert "1 note from an unknown group counts among the notes only." in text.counting_rule(summary)
        sentences = [text.silence(silence) for silence in summary.silences]
    unknown = [silence.unknown for silence in summary.silences]
    assert ["may have written" in sentence for sentence in sentences] == [number > 0 for number in unknown]


def test_each_theme_is_counted_by_round_and_by_question():
    hours = theme(Summary.of(day()), "Opningstid")
    assert hours.by_round == (Count(2, 2), Count(1, 1))
    assert hours.by_question == (Count(2, 2), Count(0, 0))


def test_themes_from_one_or_two_groups_are_listed_separately():
    seminar = day()
    torv, stille = seminar.groups.get(name="Torvbordet"), seminar.themes.get(name="Stille")
    for group in (torv, seminar.groups.get(name="Mosebordet")):
        stille.add_post(make.post(seminar, group=group))
    assert [(theme.name, theme.count.groups) for theme in Summary.of(seminar).few] == [("Stille", 2), ("Rom", 1)]


def test_themes_without_notes_and_notes_without_a_theme_are_listed():
    summary = Summary.of(day())
    assert [theme.name for theme in summary.empty] == ["Folk", "Stille"]
    assert [note.number for note in summary.unsorted] == [5]


def test_a_group_is_silent_in_a_round_where_it_wrote_nothing_not_even_a_hidden_note():
    silences = {silence.round.number: silence.groups for silence in Summary.of(day()).silences}
    assert silences == {1: ("Torvbordet",), 2: ("Lyngbordet",)}


def test_no_group_is_silent_in_a_round_in_which_nobody_wrote():
    seminar = day()
    make.round(seminar, "Ikkje begynt")
    assert [silence.round.number for silence in Summary.of(seminar).silences] == [1, 2]


def test_notes_are_ordered_by_round_question_and_group_and_numbered_by_position():
    assert [note.number for note in Summary.of(day()).notes] == [1, 3, 2, 5, 4]


def test_times_are_in_the_zone_of_the_seminar():
    first = Summary.of(day(time_zone="Europe/Helsinki")).notes[0]
    assert (first.body, first.written_at.isoformat()) == (SAID, "2026-03-04T10:05:00+02:00")


def test_hidden_notes_are_never_in_a_summary():
    seminar = day()
    assert seminar.posts.filter(body="Løyndomen.", state="hidden").exists()
    everything = ReportFilter({"state": "all"}, seminar=seminar)
    assert "Løyndomen." not in {note.body for note in Summary.of(seminar, everything).notes}


def test_a_filtered_summary_says_what_was_selected_and_lists_the_same_silent_groups():
    seminar = day()
    lyng = seminar.groups.get(name="Lyngbordet")
    summary = Summary.of(seminar, ReportFilter({"group": str(lyng.pk)}, seminar=seminar))
    assert summary.narrowed == "Only some of the notes: Group: Lyngbordet."
    assert summary.count == Count(groups=1, notes=2)
    assert summary.silences == Summary.of(seminar).silences


def test_it_is_preliminary_until_the_seminar_is_finished_and_then_says_when_and_by_whom():
    seminar, aud = day(), make.person("Aud")
    seminar.rounds.update(state="closed")
    with translation.override("en"):
        assert text.time_line(Summary.of(seminar)).startswith("Preliminary ")
        seminar.finish(by=aud)
        assert text.time_line(Summary.of(seminar)).startswith("Final ")
        assert text.time_line(Summary.of(seminar)).endswith(", Aud")
        seminar.reopen(by=aud)
        assert text.time_line(Summary.of(seminar)).startswith("Preliminary ")


def test_the_order_of_notes_and_themes_is_stable():
    seminar = day()
    first, second = Summary.of(seminar), Summary.of(seminar)
    assert (first.notes, first.themes) == (second.notes, second.themes)


@pytest.mark.parametrize("posts, themes", [(3, 1), (60, 20)])
def test_it_takes_thirteen_queries_whatever_the_size(posts, themes):
    seminar = make.seminar()
    named = [make.theme(seminar, f"Tema {number}") for number in range(themes)]
    groups = [make.group(seminar, f"Bord {number}") for number in range(posts // 3)]
    for number in range(posts):
        named[number % themes].add_post(make.post(seminar, group=groups[number % len(groups)]))
    with CaptureQueriesContext(connection) as queries:
        Summary.of(seminar)
    assert len(queries) == 13


@pytest.mark.parametrize("change", ["write", "delete"])
def test_it_can_be_made_at_any_moment_while_the_groups_write(change):
    """Between any two of its queries a note comes for a new round and group, or one is deleted."""
    seminar = make.seminar()
    make.post(seminar, group=make.group(seminar))
    queries, places = 0, count()

    def count_and_change(execute, *rest):
        nonlocal queries
        answer, queries = execute(*rest), queries + 1
        if queries == moment:
            if change == "write":
                place = next(places)
                make.post(
                    seminar, round=make.round(seminar, f"Runde {place}"), group=make.group(seminar, f"Bord {place}")
                )
            else:
                seminar.posts.all().delete()
        return answer

    for moment in range(1, 40):
        queries = 0
        if not seminar.posts.exists():
            make.post(seminar, group=seminar.groups.first())
        with connection.execute_wrapper(count_and_change):
            assert Summary.of(seminar).count.notes >= 0
        if queries < moment:
            break
    assert moment > 8


def test_themes_may_be_nested_as_deep_as_people_like():
    seminar = make.seminar()
    made = Theme.objects.make_all([{"name": f"Tema {number}"} for number in range(1200)], seminar=seminar)
    for parent, child in pairwise(made):
        child.parent = parent
    Theme.objects.bulk_update(made, ["parent"], batch_size=500)
    made[-1].add_post(make.post(seminar))
    themes = Summary.of(seminar).themes
    assert [theme.name for theme in themes] == [theme.name for theme in made]
    assert themes[0].count_with_children.notes == 1
