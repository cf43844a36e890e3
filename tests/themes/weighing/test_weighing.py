"""Weighing: what a group may give, which answer counts, and what merging groups and themes does to it."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from posts.importing.confirm import confirm
from posts.models import Import
from posts.rehearsal.rehearsal import Rehearsal
from posts.walls.sandbox import parse
from seminar.models import Group, NotPossible
from tests import make
from themes.models import Theme, Weighing
from themes.models.weighing import MOST_A_MINUTE, AnswerConflict
from themes.summary.formats import json as writer
from themes.weighing.result import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    seminar = make.seminar("Fjordmøtet", by=make.person("Aud"))
    for name in ("Skyss", "Lokale", "Pengar"):
        make.theme(seminar, name)
    return seminar


@pytest.fixture
def scribes(seminar):
    """A device in each of three groups."""
    return [make.scribe(seminar, make.group(seminar, name)) for name in ("Odden", "Vika", "Neset")]


def begin(seminar, *, method: str = "points", limit: int = 10, themes=None) -> Weighing:
    themes = seminar.themes.all() if themes is None else themes
    return Weighing.objects.start(seminar=seminar, method=method, limit=limit, themes=themes)


def theme(seminar, name: str) -> Theme:
    return Theme.all_objects.get(seminar=seminar, name=name)


def give(weighing, scribe, base=None, **points) -> int:
    """Answers on top of what the group has, unless `base` is given. Returns the number of the answer."""
    scribe.refresh_from_db()
    current = weighing.answers_by_group().get(scribe.group.uid)
    base = (current.pk if current else 0) if base is None else base
    by_theme = {theme(weighing.seminar, name).pk: number for name, number in points.items()}
    return weighing.answer(by_theme, scribe=scribe, base=base).pk


def counts(weighing) -> dict:
    """Points and groups of each theme."""
    themes = Theme.all_objects.current_by_id(weighing.seminar)
    result = Result.of(weighing, themes, weighing.seminar.groups.with_presence())
    return {row.name: (row.points, row.groups) for row in result.rows}


def taken_part(weighing) -> int:
    themes = Theme.all_objects.current_by_id(weighing.seminar)
    return Result.of(weighing, themes, weighing.seminar.groups.with_presence()).taken_part


def test_points_are_added_up_by_theme_and_groups_are_counted_once(seminar, scribes):
    weighing = begin(seminar)
    first, second, _third = scribes
    give(weighing, first, Skyss=7, Lokale=3)
    give(weighing, second, Skyss=2)
    give(weighing, first, Skyss=1, Pengar=4)
    assert counts(weighing) == {"Pengar": (4, 1), "Skyss": (3, 2), "Lokale": (0, 0)}
    assert taken_part(weighing) == 2


def test_more_points_than_the_group_has_are_refused_with_one_sentence_and_nothing_is_saved(seminar, scribes):
    weighing = begin(seminar, limit=5)
    with pytest.raises(NotPossible, match=r"Your group has 5 points, and 6 are given. Take some away."):
        give(weighing, scribes[0], Skyss=4, Lokale=2)
    assert not weighing.answers.exists()


def test_a_group_picks_at_most_as_many_themes_as_it_may_and_each_once(seminar, scribes):
    weighing = begin(seminar, method="picks", limit=2)
    with pytest.raises(NotPossible, match=r"Your group can pick 2 themes, and 3 are picked."):
        give(weighing, scribes[0], Skyss=1, Lokale=1, Pengar=1)
    give(weighing, scribes[0], Skyss=9, Lokale=1)
    assert counts(weighing) == {"Skyss": (1, 1), "Lokale": (1, 1), "Pengar": (0, 0)}


def test_a_theme_that_does_not_take_part_cannot_get_points(seminar, scribes):
    weighing = begin(seminar, themes=[theme(seminar, "Skyss"), theme(seminar, "Lokale")])
    with pytest.raises(NotPossible, match=r"“Pengar” does not take part."):
        give(weighing, scribes[0], Pengar=3)


def test_the_later_of_two_devices_is_shown_the_answer_of_the_other(seminar, scribes):
    weighing, first = begin(seminar), scribes[0]
    second = make.scribe(seminar, first.group)
    seen = give(weighing, first, Skyss=4)
    answer = give(weighing, second, seen, Lokale=5)
    with pytest.raises(AnswerConflict) as met:
        give(weighing, first, seen, Skyss=6)
    assert met.value.answer.pk == answer
    assert counts(weighing)["Lokale"] == (5, 1)


def test_the_same_answer_sent_twice_is_saved_once(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], 0, Skyss=4)
    give(weighing, scribes[0], 0, Skyss=4)
    assert weighing.answers.count() == 1
    assert seminar.changes.filter(verb="weighing.answered").count() == 1


def test_an_answer_that_is_taken_back_no_longer_counts_as_taking_part(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=4)
    give(weighing, scribes[0])
    assert taken_part(weighing) == 0


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        (lambda weighing, scribe: weighing.close(), "The weighing is closed."),
        (lambda weighing, scribe: scribe.group.stop(), "stopped your group from writing"),
        (lambda weighing, scribe: scribe.remove(), "no longer takes part"),
        (lambda weighing, scribe: scribe.move(None), "Choose your group first."),
        (lambda weighing, scribe: weighing.seminar.finish(), "The seminar is finished."),
    ],
)
def test_no_answer_is_taken_from_those_who_may_not_give_one(seminar, scribes, stop, sentence):
    weighing, scribe = begin(seminar), scribes[0]
    stop(weighing, scribe)
    with pytest.raises(NotPossible, match=sentence):
        weighing.answer({theme(seminar, "Skyss").pk: 1}, scribe=scribe)


def test_one_weighing_is_open_at_a_time(seminar):
    weighing = begin(seminar)
    with pytest.raises(NotPossible, match=r"Another weighing is open."):
        begin(seminar)
    with pytest.raises(IntegrityError), transaction.atomic():
        seminar.weighings.create(limit=3)
    weighing.close()
    begin(seminar)
    with pytest.raises(NotPossible, match=r"A newer weighing has been opened."):
        weighing.reopen()


def test_a_weighing_is_opened_again_with_its_answers(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=4)
    weighing.close()
    weighing.close()
    weighing.reopen()
    give(weighing, scribes[0], Skyss=5)
    assert counts(weighing)["Skyss"] == (5, 1)
    assert [change.verb for change in seminar.changes.filter(verb__startswith="weighing.")] == [
        "weighing.opened",
        "weighing.answered",
        "weighing.closed",
        "weighing.reopened",
        "weighing.answered",
    ]


def test_a_finished_seminar_opens_no_weighing(seminar):
    weighing = begin(seminar)
    weighing.close()
    seminar.finish()
    with pytest.raises(NotPossible, match=r"The seminar is finished."):
        weighing.reopen()
    with pytest.raises(NotPossible, match=r"The seminar is finished."):
        begin(seminar)


def test_the_points_of_a_merged_theme_count_for_the_other_until_the_merge_is_undone(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=6, Lokale=3)
    theme(seminar, "Skyss").merge(theme(seminar, "Lokale"))
    assert counts(weighing) == {"Lokale": (9, 1), "Pengar": (0, 0)}
    with pytest.raises(NotPossible, match="and 12 are given"):
        give(weighing, scribes[0], Lokale=10, Skyss=1, Pengar=2)
    seminar.changes.get(verb="theme.merged").undo(by=None)
    assert counts(weighing) == {"Skyss": (6, 1), "Lokale": (3, 1), "Pengar": (0, 0)}


def test_a_theme_that_the_only_weighed_one_was_merged_into_takes_its_place(seminar, scribes):
    weighing = begin(seminar, themes=[theme(seminar, "Skyss"), theme(seminar, "Lokale")])
    give(weighing, scribes[0], Skyss=6)
    theme(seminar, "Skyss").merge(theme(seminar, "Pengar"))
    assert counts(weighing) == {"Pengar": (6, 1), "Lokale": (0, 0)}
    give(weighing, scribes[1], Skyss=1, Pengar=1)
    assert counts(weighing)["Pengar"] == (8, 2)


def test_two_picks_that_became_one_theme_count_once(seminar, scribes):
    weighing = begin(seminar, method="picks", limit=2)
    give(weighing, scribes[0], Skyss=1, Lokale=1)
    theme(seminar, "Skyss").merge(theme(seminar, "Lokale"))
    assert counts(weighing)["Lokale"] == (1, 1)
    give(weighing, scribes[0], Lokale=1, Pengar=1)


def test_points_on_a_removed_theme_are_free_again_and_come_back_with_it(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=10)
    theme(seminar, "Skyss").remove()
    assert taken_part(weighing) == 0
    seminar.changes.get(verb="theme.removed").undo(by=None)
    assert counts(weighing)["Skyss"] == (10, 1)


def test_a_theme_out_of_use_keeps_its_points_and_gets_no_more(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=4)
    theme(seminar, "Skyss").retire()
    assert counts(weighing)["Skyss"] == (4, 1)
    with pytest.raises(NotPossible, match=r"“Skyss” is out of use."):
        give(weighing, scribes[0], Skyss=5)
    with pytest.raises(NotPossible, match=r"“Skyss” is out of use."):
        give(weighing, scribes[1], Skyss=1)
    give(weighing, scribes[0], Skyss=3, Lokale=7)
    assert counts(weighing)["Skyss"] == (3, 1)


def test_the_answer_of_a_merged_group_counts_where_the_other_has_none(seminar, scribes):
    weighing, (first, second, third) = begin(seminar), scribes
    give(weighing, first, Skyss=4)
    give(weighing, third, Pengar=2)
    first.group.merge(second.group)
    assert counts(weighing)["Skyss"] == (4, 1)
    third.group.merge(second.group)
    assert counts(weighing)["Pengar"] == (2, 1) and counts(weighing)["Skyss"] == (0, 0)  # the last that was saved
    give(weighing, second, Lokale=1)
    assert counts(weighing) == {"Lokale": (1, 1), "Skyss": (0, 0), "Pengar": (0, 0)}


def test_undoing_the_merge_of_groups_gives_each_its_own_answer_again(seminar, scribes):
    weighing, (first, second, _third) = begin(seminar), scribes
    give(weighing, first, Skyss=4)
    give(weighing, second, Lokale=5)
    first.group.merge(second.group)
    assert counts(weighing)["Skyss"] == (0, 0)
    [merge] = Group.objects.merges(seminar)
    Group.objects.unmerge(merge)
    assert counts(weighing) == {"Lokale": (5, 1), "Skyss": (4, 1), "Pengar": (0, 0)}


def test_groups_that_are_merged_one_after_the_other_have_one_answer(seminar, scribes):
    weighing, (first, second, third) = begin(seminar), scribes
    give(weighing, first, Skyss=4)
    first.group.merge(second.group)
    second.refresh_from_db()
    second.group.merge(third.group)
    assert counts(weighing)["Skyss"] == (4, 1)


def test_the_answer_of_a_removed_group_does_not_count(seminar, scribes):
    weighing = begin(seminar)
    give(weighing, scribes[0], Skyss=4)
    scribes[0].group.remove()
    assert counts(weighing)["Skyss"] == (0, 0) and taken_part(weighing) == 0


def test_a_group_cannot_flood_the_log_with_answers(seminar, scribes):
    weighing = begin(seminar, limit=100)
    for number in range(MOST_A_MINUTE):
        give(weighing, scribes[0], Skyss=number + 1)
    with pytest.raises(NotPossible, match="a lot of answers in one minute"):
        give(weighing, scribes[0], Skyss=99)
    weighing.answers.update(at=timezone.now() - timedelta(minutes=2))
    give(weighing, scribes[0], Skyss=99)


def test_a_weighing_opened_in_a_rehearsal_is_marked_as_such(seminar):
    real = begin(seminar)
    real.close()
    Rehearsal(seminar).begin()
    with pytest.raises(NotPossible, match="does not belong to the rehearsal"):
        real.reopen()
    assert begin(seminar).tryout


def test_the_result_takes_as_many_queries_for_many_groups_as_for_one(seminar, scribes, django_assert_num_queries):
    weighing = begin(seminar)
    for scribe in scribes:
        give(weighing, scribe, Skyss=1)
    for number in range(20):
        give(weighing, make.scribe(seminar, make.group(seminar, f"Bord {number}")), Lokale=2, Pengar=1)
    with django_assert_num_queries(6):
        assert counts(weighing)["Lokale"] == (40, 20)


def exported(seminar) -> bytes:
    return writer.dump(seminar)


def test_a_weighing_is_written_as_json_and_read_back_equal(seminar, scribes):
    first = begin(seminar)
    give(first, scribes[0], Skyss=4, Pengar=1)
    first.close()
    give(begin(seminar, method="picks", limit=2), scribes[1], Lokale=1)
    data = exported(seminar)
    slug = seminar.slug
    type(seminar).objects.filter(pk=seminar.pk).update(slug="an-earlier-one")
    imported = Import.objects.keep(parse(data, "a.json"), data=data, name="a.json", by=make.person("Dag"))
    copy = confirm(imported, by=imported.by)
    assert copy.pk != seminar.pk and copy.slug == slug
    rows = [json.loads(file)["rows"] for file in (data, exported(copy))]
    for name in ("weighings", "weighed_themes", "weighing_answers", "weights"):
        assert rows[0][name] and rows[0][name] == rows[1][name], name
    imported.undo()
    assert not Weighing.objects.filter(seminar=copy.pk).exists()
