import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import make
from tests.themes.day import SAID, day
from themes import wording
from themes.filters import ReportFilter
from themes.parts import Count
from themes.summary import Summary

pytestmark = pytest.mark.django_db


def theme(summary: Summary, name: str):
    return next(theme for theme in summary.themes if theme.name == name)


def test_groups_are_counted_once_however_much_they_wrote():
    summary = Summary.of(day())
    assert summary.count == Count(groups=3, notes=5)
    assert theme(summary, "Rom").count == Count(groups=1, notes=2)


def test_themes_come_with_the_most_groups_first():
    seminar = day()
    lyng, rom = seminar.groups.get(name="Lyngbordet"), seminar.themes.get(name="Rom")
    for _ in range(5):
        rom.take(make.post(seminar, group=lyng))
    themes = [(theme.name, theme.count) for theme in Summary.of(seminar).themes]
    assert themes[:2] == [("Opningstid", Count(3, 3)), ("Rom", Count(1, 7))]
    assert [name for name, _count in themes[2:]] == ["Folk", "Stille"]


def test_a_note_from_an_unknown_group_is_counted_as_a_note_only():
    seminar = day()
    theme = seminar.themes.get(name="Stille")
    theme.take(seminar.posts.get(group=None))
    assert next(one.count for one in Summary.of(seminar).themes if one.name == "Stille") == Count(groups=0, notes=1)
    assert Summary.of(seminar).unknown == 1


def test_a_seminar_without_groups_counts_the_names_on_the_notes_and_says_so():
    seminar = make.seminar(language="en")
    for author in ("Bord A", "Bord A ", "Bord B", ""):
        make.post(seminar, author=author)
    summary = Summary.of(seminar)
    assert (summary.counted_by, summary.count) == ("authors", Count(groups=2, notes=4))
    with translation.override("en"):
        assert "Each name" in wording.basis(summary)


def test_each_theme_is_counted_by_round_and_by_question():
    hours = theme(Summary.of(day()), "Opningstid")
    assert hours.by_round == (Count(2, 2), Count(1, 1))
    assert hours.by_question == (Count(2, 2), Count(0, 0))


def test_what_one_or_two_groups_said_is_kept_and_told_apart():
    seminar = day()
    torv, stille = seminar.groups.get(name="Torvbordet"), seminar.themes.get(name="Stille")
    for group in (torv, seminar.groups.get(name="Mosebordet")):
        stille.take(make.post(seminar, group=group))
    assert [(theme.name, theme.count.groups) for theme in Summary.of(seminar).few] == [("Stille", 2), ("Rom", 1)]


def test_themes_without_notes_and_notes_without_a_theme_are_told():
    summary = Summary.of(day())
    assert [theme.name for theme in summary.empty] == ["Folk", "Stille"]
    assert [note.number for note in summary.unsorted] == [5]


def test_a_group_is_silent_where_it_wrote_nothing_and_a_hidden_note_is_not_silence():
    silences = {silence.round.number: silence.groups for silence in Summary.of(day()).silences}
    assert silences == {1: ("Torvbordet",), 2: ("Lyngbordet",)}


def test_a_round_in_which_nobody_wrote_makes_nobody_silent():
    seminar = day()
    make.round(seminar, "Ikkje begynt")
    assert [silence.round.number for silence in Summary.of(seminar).silences] == [1, 2]


def test_notes_stand_by_round_question_and_group_and_keep_their_numbers():
    assert [note.number for note in Summary.of(day()).notes] == [1, 3, 2, 5, 4]


def test_the_clock_is_the_seminars_own():
    first = Summary.of(day(time_zone="Europe/Helsinki")).notes[0]
    assert (first.body, first.written_at.isoformat()) == (SAID, "2026-03-04T10:05:00+02:00")


def test_hidden_notes_are_never_in_a_summary():
    seminar = day()
    assert seminar.posts.filter(body="Løyndomen.", state="hidden").exists()
    asked = ReportFilter({"state": "all"}, seminar=seminar)
    assert "Løyndomen." not in {note.body for note in Summary.of(seminar, asked).notes}


def test_a_narrowed_summary_says_what_it_is_narrowed_to_and_makes_no_group_silent():
    seminar = day()
    lyng = seminar.groups.get(name="Lyngbordet")
    summary = Summary.of(seminar, ReportFilter({"group": str(lyng.pk)}, seminar=seminar))
    assert summary.narrowed == "Only some of the notes: Group: Lyngbordet."
    assert summary.count == Count(groups=1, notes=2)
    assert summary.silences == Summary.of(seminar).silences


def test_it_is_a_draft_while_a_round_is_open():
    seminar = day()
    assert not Summary.of(seminar).draft
    seminar.rounds.filter(number=1).update(state="open")
    with translation.override("en"):
        assert wording.moment(Summary.of(seminar)).startswith("Draft ")


def test_the_order_is_the_same_every_time():
    seminar = day()
    first, second = Summary.of(seminar), Summary.of(seminar)
    assert (first.notes, first.themes) == (second.notes, second.themes)


@pytest.mark.parametrize("posts, themes", [(3, 1), (60, 20)])
def test_it_takes_nine_queries_whatever_the_size(posts, themes):
    seminar = make.seminar()
    named = [make.theme(seminar, f"Tema {number}") for number in range(themes)]
    groups = [make.group(seminar, f"Bord {number}") for number in range(posts // 3)]
    for number in range(posts):
        named[number % themes].take(make.post(seminar, group=groups[number % len(groups)]))
    with CaptureQueriesContext(connection) as queries:
        Summary.of(seminar)
    assert len(queries) == 9
