"""Themes as a codebook: nested, ordered, merged, split, retired, copied; and each of it taken back."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from posts.models import Post, Unfit
from seminar.models.numbered import Written
from tests import make
from themes.models import Theme
from themes.models.nesting import Circle
from themes.models.theme import Gone, Taken
from themes.undo_themes import INVERSES

pytestmark = pytest.mark.django_db
EXAMPLES = 500 if os.environ.get("LONG") else 25


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud)


@pytest.fixture
def skyss(seminar):
    return make.theme(seminar, "Skyss")


@pytest.fixture
def buss(seminar):
    return make.theme(seminar, "Buss")


def names(themes) -> list[str]:
    return [theme.name for theme in themes]


def under(theme) -> list[str]:
    return sorted(post.body for post in theme.posts.all())


def state(seminar) -> list:
    """All that the verbs of themes change."""
    columns = ("name", "definition", "place", "number", "example", "own_mark", "parent", "state", "merged_into")
    placed = seminar.placements.order_by("post", "theme").values_list("post", "theme", "by", "at", "proposed")
    return [*Theme.ever.filter(seminar=seminar).order_by("pk").values_list(*columns), *placed]


def undo(seminar, by=None) -> None:
    change = seminar.changes.last()
    INVERSES[change.verb](change, by=by)


def test_a_theme_stands_under_another_and_never_under_itself(seminar, skyss, buss):
    rute = make.theme(seminar, "Ruter")
    buss.nest(skyss)
    rute.nest(buss)
    for parent in (buss, rute):
        with pytest.raises(Circle):
            skyss.nest(Theme.objects.get(pk=parent.pk))
    assert rute.line() == [rute.pk, buss.pk, skyss.pk]
    assert seminar.changes.last().data == {"parent": buss.pk, "former": None}


def test_order_is_changed_among_those_under_the_same_theme_and_keys_and_marks_stay(seminar, skyss, buss):
    bil = Theme.objects.add(seminar=seminar, name="Bil", parent=skyss)
    look = {theme.pk: (theme.key, theme.mark) for theme in seminar.themes.all()}
    assert not bil.move(-1)
    assert buss.move(-1)
    assert names(seminar.themes.all()) == ["Buss", "Skyss", "Bil"]
    assert {theme.pk: (theme.key, theme.mark) for theme in seminar.themes.all()} == look
    assert not buss.move(-1)
    assert make.theme(seminar, "Ferje").key == "4"


def test_a_mark_is_chosen_and_given_up(seminar, skyss):
    skyss.wear(7)
    assert Theme.objects.get().mark == 7
    skyss.wear(None)
    assert Theme.objects.get().mark == 1


def test_an_example_is_recorded_without_its_words(seminar, skyss):
    post = make.post(seminar, "Ferja går ikkje.")
    skyss.exemplify("Ferja går ikkje.", post=post)
    skyss.exemplify("Bussen òg.")
    assert (skyss.example.text, skyss.example.post) == ("Bussen òg.", None)
    assert not any(word in str(list(seminar.changes.values_list("data", flat=True))) for word in ("Ferja", "Bussen"))
    undo(seminar)
    assert Theme.objects.get().example.text == "Ferja går ikkje."
    skyss.exemplify("")
    assert Theme.objects.get().example is None


def test_a_merge_moves_notes_collapses_doubles_and_keeps_who_placed_them(seminar, skyss, buss, aud):
    one, two, three = (make.post(seminar, body) for body in ("Ein", "To", "Tre"))
    for post in (one, two):
        buss.take(post, by=aud)
    for post in (two, three):
        skyss.take(post)
    buss.merge(skyss)
    assert under(skyss) == ["Ein", "To", "Tre"]
    assert skyss.placements.get(post=one).by == aud
    assert names(seminar.themes.all()) == ["Skyss"]
    assert Theme.ever.get(name="Buss").merged_into == skyss


def test_a_merge_is_taken_back_with_what_is_still_where_it_went(seminar, skyss, buss, aud):
    one, two, three = (make.post(seminar, body) for body in ("Ein", "To", "Tre"))
    for post in (one, two, three):
        buss.take(post, by=aud)
    skyss.take(two)
    buss.merge(skyss)
    merge = seminar.changes.last()
    skyss.drop(one)
    INVERSES[merge.verb](merge, by=aud)
    buss.refresh_from_db()
    assert (under(buss), under(skyss)) == (["To", "Tre"], ["To"])
    assert buss.placements.get(post=two).by == aud


def test_children_follow_a_merge_and_no_circle_comes_of_it(seminar, skyss, buss):
    rute = Theme.objects.add(seminar=seminar, name="Ruter", parent=buss)
    nett = Theme.objects.add(seminar=seminar, name="Nett", parent=rute)
    buss.merge(nett)  # into one that stands below it
    assert {theme.name: str(theme.parent) for theme in seminar.themes.all()} == {
        "Skyss": "None",
        "Ruter": "None",
        "Nett": "Ruter",
    }
    undo(seminar)
    assert Theme.objects.get(name="Ruter").parent == buss


def test_the_name_of_a_merged_theme_is_free_and_then_it_cannot_come_back(seminar, skyss, buss):
    buss.merge(skyss)
    merge = seminar.changes.last()
    make.theme(seminar, "BUSS")
    with pytest.raises(Unfit, match="Another theme is called “Buss” now"):
        INVERSES[merge.verb](merge, by=None)
    assert names(seminar.themes.all()) == ["Skyss", "BUSS"]


def test_a_split_takes_the_chosen_notes_along_and_is_taken_back(seminar, skyss):
    posts = [make.post(seminar, body) for body in ("Ein", "To", "Tre")]
    for post in posts:
        skyss.take(post)
    new = skyss.split("Ferje", Post.objects.filter(pk__in=[posts[0].pk]))
    assert (under(new), under(skyss)) == (["Ein"], ["To", "Tre"])
    with pytest.raises(Taken):
        skyss.split("FERJE", Post.objects.all())
    undo(seminar)
    assert (under(skyss), names(seminar.themes.all())) == (["Ein", "To", "Tre"], ["Skyss"])


def test_a_split_theme_that_got_more_notes_stays_when_the_split_is_taken_back(seminar, skyss):
    one, two = make.post(seminar, "Ein"), make.post(seminar, "To")
    skyss.take(one)
    new = skyss.split("Ferje", Post.objects.filter(pk=one.pk))
    split = seminar.changes.last()
    new.take(two)
    INVERSES[split.verb](split, by=None)
    assert (under(skyss), under(new)) == (["Ein"], ["To"])
    undo(seminar)
    assert (under(skyss), under(new)) == ([], ["Ein", "To"])


def test_a_theme_with_notes_is_not_removed_and_one_without_comes_back(seminar, skyss, buss):
    buss.take(make.post(seminar))
    rute = Theme.objects.add(seminar=seminar, name="Ruter", parent=skyss)
    with pytest.raises(Written):
        buss.remove()
    skyss.remove()
    rute.refresh_from_db()
    assert (names(seminar.themes.all()), rute.parent) == (["Buss", "Ruter"], None)
    undo(seminar)
    rute.refresh_from_db()
    assert rute.parent == skyss


def test_nothing_is_done_to_a_theme_that_is_merged_already(seminar, skyss, buss):
    mine = Theme.objects.get(pk=buss.pk)
    buss.merge(skyss)
    before = seminar.changes.count()
    doings = [
        lambda: mine.merge(skyss),
        lambda: skyss.merge(mine),
        lambda: mine.take(make.post(seminar)),
        lambda: mine.describe(name="Anna"),
        lambda: mine.nest(skyss),
        lambda: mine.move(-1),
        mine.retire,
        mine.remove,
    ]
    for doing in doings:
        with pytest.raises(Gone):
            doing()
    assert seminar.placements.count() == 0
    assert seminar.changes.exclude(verb="dialogueround.added").count() == before


def test_a_codebook_is_copied_with_examples_nesting_and_order_and_no_name_is_doubled(seminar, aud):
    other = make.seminar("I fjor", by=aud)
    make.theme(seminar, "skyss").describe(name="skyss", definition="Vår eigen")
    parent, child = make.theme(other, "Skyss"), make.theme(other, "Buss")
    child.nest(parent)
    child.exemplify("Bussen går ikkje.")
    child.wear(5)
    make.theme(other, "Gammalt").retire()
    make.theme(other, "Folk").move(-1)
    Theme.objects.copy(other, seminar=seminar, by=aud)
    here = [(theme.name, theme.definition, str(theme.parent), theme.mark) for theme in seminar.themes.all()]
    assert here == [("skyss", "Vår eigen", "None", 1), ("Folk", "", "None", 2), ("Buss", "", "skyss", 5)]
    assert seminar.themes.get(name="Buss").example.text == "Bussen går ikkje."
    assert Theme.objects.copy(other, seminar=seminar, by=aud) == []


def test_copies_are_taken_back_unless_notes_stand_under_them(seminar, aud):
    other = make.seminar("I fjor", by=aud)
    for name in ("Skyss", "Buss", "Folk"):
        make.theme(other, name)
    Theme.objects.copy(other, seminar=seminar, by=aud)
    copying = seminar.changes.last()
    seminar.themes.get(name="Buss").take(make.post(seminar))
    INVERSES[copying.verb](copying, by=aud)
    assert names(seminar.themes.all()) == ["Buss"]
    undo(seminar)
    assert names(seminar.themes.all()) == ["Skyss", "Buss", "Folk"]


DOINGS = {
    "theme.described": lambda one, other, posts: one.describe(name="Nytt namn", definition="Ny tekst."),
    "theme.exemplified": lambda one, other, posts: one.exemplify("Noko sagt.", post=posts[0]),
    "theme.marked": lambda one, other, posts: one.wear(6),
    "theme.merged": lambda one, other, posts: one.merge(other),
    "theme.moved": lambda one, other, posts: one.move(1),
    "theme.nested": lambda one, other, posts: one.nest(other),
    "theme.retired": lambda one, other, posts: one.retire(),
}


@pytest.mark.parametrize("verb", DOINGS)
def test_each_doing_is_taken_back_and_done_again_and_leaves_all_as_it_was(seminar, skyss, buss, aud, verb):
    posts = [make.post(seminar, str(number)) for number in range(4)]
    Theme.objects.add(seminar=seminar, name="Ruter", parent=skyss)
    for theme, post in [(skyss, 0), (skyss, 1), (buss, 1), (buss, 2)]:
        theme.take(posts[post], by=aud)
    before = state(seminar)
    DOINGS[verb](skyss, buss, posts)
    assert seminar.changes.last().verb == verb
    after = state(seminar)
    undo(seminar, aud)
    assert state(seminar) == before
    undo(seminar, aud)
    assert state(seminar) == after
    undo(seminar, aud)
    assert state(seminar) == before


def test_what_was_changed_again_since_is_not_taken_back(seminar, skyss, buss):
    doings = [
        lambda step: skyss.describe(name=f"Skyss {step}"),
        lambda step: skyss.exemplify(f"Døme {step}"),
        lambda step: skyss.wear(step),
        lambda step: skyss.nest([None, buss, None][step]),
    ]
    for doing in doings:
        doing(1)
        change = seminar.changes.last()
        doing(2)
        before = state(seminar)
        with pytest.raises(Unfit, match="changed again"):
            INVERSES[change.verb](change, by=None)
        assert state(seminar) == before


ANYTHING = [
    lambda one, other, step: one.describe(name=f"Namn {step}"),
    lambda one, other, step: one.wear(step % 8 + 1),
    lambda one, other, step: one.move(step % 2 * 2 - 1),
    lambda one, other, step: one.retire(),
    lambda one, other, step: one.use_again(),
    lambda one, other, step: one.split(f"Del {step}", one.posts.all()[:1]),
    lambda one, other, step: one.nest(other),
    lambda one, other, step: other and one.merge(other),
    lambda one, other, step: one.remove(),
]


@pytest.mark.once
class TestAnySequence(TestCase):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(st.integers(0, 2**32))
    def test_whatever_is_done_taking_it_back_in_turn_restores_the_beginning(self, seed):
        """Random doings, then each inverse from the last to the first."""
        chance = random.Random(seed)
        seminar = make.seminar(by=make.person(f"Aud{seed}"))
        posts = [make.post(seminar, str(number)) for number in range(4)]
        for number in range(4):
            theme = make.theme(seminar, f"Tema {number}")
            for post in chance.sample(posts, 2):
                theme.take(post)
        before, start = state(seminar), seminar.changes.count()
        for step in range(8):
            themes = list(seminar.themes.all())
            one, other = chance.sample(themes, 2) if len(themes) > 1 else (themes[0], None)
            try:
                chance.choice(ANYTHING)(one, other, step)
            except (Circle, Written):
                continue
            assert all(theme.line() for theme in seminar.themes.all())
        for change in reversed(list(seminar.changes.after(start))):
            INVERSES[change.verb](change, by=None)
        made = {row for row in state(seminar) if "Del " in str(row[0])}
        assert [row for row in state(seminar) if row not in made] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("round", range(3))
def test_of_two_merges_that_meet_one_wins_and_the_other_is_told(seminar, skyss, buss, round):
    post = make.post(seminar)
    for theme in (skyss, buss):
        theme.take(post)

    def merge(pair) -> str:
        try:
            Theme.objects.get(pk=pair[0]).merge(Theme.objects.get(pk=pair[1]))
            return "merged"
        except (Gone, Theme.DoesNotExist):
            return "gone"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(merge, [(skyss.pk, buss.pk), (buss.pk, skyss.pk)]))
    assert sorted(answers) == ["gone", "merged"]
    assert (seminar.themes.count(), seminar.placements.count()) == (1, 1)
