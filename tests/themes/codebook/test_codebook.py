"""Themes as a codebook: nesting, order, merging, splitting, retiring and copying, and undoing each of them."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from posts.models import Post
from seminar.models import NotPossible
from seminar.models.ordered import HasNotes
from tests import make
from themes.models import Theme
from themes.models.nesting import NestingCycle
from themes.models.theme import ThemeGone, ThemeNameTaken

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


def texts(theme) -> list[str]:
    """The texts of the notes under a theme, sorted."""
    return sorted(post.body for post in theme.posts.all())


def state(seminar) -> list:
    """Everything that an action on a theme can change."""
    columns = ("name", "definition", "place", "number", "example", "own_mark", "parent", "state", "merged_into")
    placed = seminar.placements.order_by("post", "theme").values_list("post", "theme", "by", "at", "proposed")
    return [*Theme.all_objects.filter(seminar=seminar).order_by("pk").values_list(*columns), *placed]


def undo(seminar, by=None) -> None:
    change = seminar.changes.last()
    change.event.undo(change, by=by)


def test_a_theme_can_be_under_another_but_never_under_itself(seminar, skyss, buss):
    rute = make.theme(seminar, "Ruter")
    buss.nest(skyss)
    rute.nest(buss)
    for parent in (buss, rute):
        with pytest.raises(NestingCycle):
            skyss.nest(Theme.objects.get(pk=parent.pk))
    assert rute.ancestors() == [rute.pk, buss.pk, skyss.pk]
    assert seminar.changes.last().data == {"parent": buss.pk, "former": None}


def test_moving_changes_the_order_among_siblings_but_not_keys_and_marks(seminar, skyss, buss):
    bil = Theme.objects.add(seminar=seminar, name="Bil", parent=skyss)
    look = {theme.pk: (theme.key, theme.mark) for theme in seminar.themes.all()}
    assert not bil.move(-1)
    assert buss.move(-1)
    assert names(seminar.themes.all()) == ["Buss", "Skyss", "Bil"]
    assert {theme.pk: (theme.key, theme.mark) for theme in seminar.themes.all()} == look
    assert not buss.move(-1)
    assert make.theme(seminar, "Ferje").key == "4"


def tree(seminar) -> str:
    """Such as "A(B C) D"."""

    def branch(parent: int | None) -> str:
        here = [theme for theme in seminar.themes.all() if theme.parent_id == parent]
        return " ".join(theme.name + (f"({below})" if (below := branch(theme.pk)) else "") for theme in here)

    return branch(None)


@pytest.mark.parametrize(
    ("moved", "parent", "before", "after"),
    [
        ("D", None, "A", "D A(B C) E(F)"),
        ("A", None, None, "D E(F) A(B C)"),
        ("A", None, "E", "D A(B C) E(F)"),
        ("D", "A", "C", "A(B D C) E(F)"),
        ("D", "E", None, "A(B C) E(F D)"),
        ("B", None, "D", "A(C) B D E(F)"),
        ("E", "A", "B", "A(E(F) B C) D"),
        ("C", "A", "B", "A(C B) D E(F)"),
        ("A", "F", None, "D E(F(A(B C)))"),
    ],
)
def test_a_theme_goes_to_any_place_with_those_under_it_and_back(seminar, aud, moved, parent, before, after):
    rows = {name: make.theme(seminar, name) for name in "ABCDEF"}
    for child, above in ("BA", "CA", "FE"):
        rows[child].nest(rows[above])
    keys, start, first = {theme.name: theme.key for theme in rows.values()}, state(seminar), tree(seminar)
    assert first == "A(B C) D E(F)"
    assert Theme.objects.get(name=moved, seminar=seminar).arrange(rows.get(parent), rows.get(before), by=aud)
    assert tree(seminar) == after
    assert {theme.name: theme.key for theme in seminar.themes.all()} == keys
    undo(seminar, aud)
    assert state(seminar) == start


def test_a_theme_that_is_there_already_is_not_moved_and_none_goes_under_itself(seminar, skyss, buss):
    buss.nest(skyss)
    skyss.refresh_from_db()
    before = seminar.changes.count()
    assert not buss.arrange(skyss)
    with pytest.raises(NestingCycle):
        skyss.arrange(buss)
    assert seminar.changes.count() == before


def test_a_move_that_somebody_has_moved_on_is_not_undone(seminar, skyss, buss, aud):
    folk = make.theme(seminar, "Folk")
    folk.arrange(None, skyss, by=aud)
    change = seminar.changes.last()
    folk.arrange(buss)
    with pytest.raises(NotPossible, match="changed again"):
        change.undo(by=aud)
    assert tree(seminar) == "Skyss Buss(Folk)"


def test_a_mark_can_be_chosen_and_reset(seminar, skyss):
    skyss.set_mark(7)
    assert Theme.objects.get().mark == 7
    skyss.set_mark(None)
    assert Theme.objects.get().mark == 1


def test_the_change_of_an_example_does_not_contain_its_words(seminar, skyss):
    post = make.post(seminar, "Ferja går ikkje.")
    skyss.exemplify("Ferja går ikkje.", post=post)
    skyss.exemplify("Bussen òg.")
    assert (skyss.example.text, skyss.example.post) == ("Bussen òg.", None)
    assert not any(word in str(list(seminar.changes.values_list("data", flat=True))) for word in ("Ferja", "Bussen"))
    undo(seminar)
    assert Theme.objects.get().example.text == "Ferja går ikkje."
    skyss.exemplify("")
    assert Theme.objects.get().example is None


def test_a_merge_moves_each_note_once_and_keeps_who_placed_it(seminar, skyss, buss, aud):
    one, two, three = (make.post(seminar, body) for body in ("Ein", "To", "Tre"))
    for post in (one, two):
        buss.add_post(post, by=aud)
    for post in (two, three):
        skyss.add_post(post)
    buss.merge(skyss)
    assert texts(skyss) == ["Ein", "To", "Tre"]
    assert skyss.placements.get(post=one).by == aud
    assert names(seminar.themes.all()) == ["Skyss"]
    assert Theme.all_objects.get(name="Buss").merged_into == skyss


def test_undoing_a_merge_moves_back_the_notes_that_are_still_there(seminar, skyss, buss, aud):
    one, two, three = (make.post(seminar, body) for body in ("Ein", "To", "Tre"))
    for post in (one, two, three):
        buss.add_post(post, by=aud)
    skyss.add_post(two)
    buss.merge(skyss)
    merge = seminar.changes.last()
    skyss.remove_post(one)
    merge.event.undo(merge, by=aud)
    buss.refresh_from_db()
    assert (texts(buss), texts(skyss)) == (["To", "Tre"], ["To"])
    assert buss.placements.get(post=two).by == aud


def test_children_follow_a_merge_without_making_a_cycle(seminar, skyss, buss):
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


def test_a_merge_cannot_be_undone_when_the_name_has_been_taken(seminar, skyss, buss):
    buss.merge(skyss)
    merge = seminar.changes.last()
    make.theme(seminar, "BUSS")
    with pytest.raises(NotPossible, match="Another theme is now called “Buss”"):
        merge.event.undo(merge, by=None)
    assert names(seminar.themes.all()) == ["Skyss", "BUSS"]


def test_a_split_moves_the_chosen_notes_and_can_be_undone(seminar, skyss):
    posts = [make.post(seminar, body) for body in ("Ein", "To", "Tre")]
    for post in posts:
        skyss.add_post(post)
    new = skyss.split("Ferje", Post.objects.filter(pk__in=[posts[0].pk]))
    assert (texts(new), texts(skyss)) == (["Ein"], ["To", "Tre"])
    with pytest.raises(ThemeNameTaken):
        skyss.split("FERJE", Post.objects.all())
    undo(seminar)
    assert (texts(skyss), names(seminar.themes.all())) == (["Ein", "To", "Tre"], ["Skyss"])


def test_a_split_theme_with_more_notes_stays_when_the_split_is_undone(seminar, skyss):
    one, two = make.post(seminar, "Ein"), make.post(seminar, "To")
    skyss.add_post(one)
    new = skyss.split("Ferje", Post.objects.filter(pk=one.pk))
    split = seminar.changes.last()
    new.add_post(two)
    split.event.undo(split, by=None)
    assert (texts(skyss), texts(new)) == (["Ein"], ["To"])
    undo(seminar)
    assert (texts(skyss), texts(new)) == ([], ["Ein", "To"])


def test_a_theme_with_notes_cannot_be_removed_and_removing_one_without_can_be_undone(seminar, skyss, buss):
    buss.add_post(make.post(seminar))
    rute = Theme.objects.add(seminar=seminar, name="Ruter", parent=skyss)
    with pytest.raises(HasNotes):
        buss.remove()
    skyss.remove()
    rute.refresh_from_db()
    assert (names(seminar.themes.all()), rute.parent) == (["Buss", "Ruter"], None)
    undo(seminar)
    rute.refresh_from_db()
    assert rute.parent == skyss


def test_no_action_is_possible_on_a_merged_theme(seminar, skyss, buss):
    merged = Theme.objects.get(pk=buss.pk)
    buss.merge(skyss)
    before = seminar.changes.count()
    actions = [
        lambda: merged.merge(skyss),
        lambda: skyss.merge(merged),
        lambda: merged.add_post(make.post(seminar)),
        lambda: merged.describe(name="Anna"),
        lambda: merged.nest(skyss),
        lambda: merged.move(-1),
        merged.retire,
        merged.remove,
    ]
    for action in actions:
        with pytest.raises(ThemeGone):
            action()
    assert seminar.placements.count() == 0
    assert seminar.changes.exclude(verb="dialogueround.added").count() == before


def test_a_copied_codebook_has_the_same_examples_nesting_and_order_and_skips_existing_names(seminar, aud):
    other = make.seminar("I fjor", by=aud)
    make.theme(seminar, "skyss").describe(name="skyss", definition="Vår eigen")
    parent, child = make.theme(other, "Skyss"), make.theme(other, "Buss")
    child.nest(parent)
    child.exemplify("Bussen går ikkje.")
    child.set_mark(5)
    make.theme(other, "Gammalt").retire()
    make.theme(other, "Folk").move(-1)
    Theme.objects.copy(other, seminar=seminar, by=aud)
    themes = [(theme.name, theme.definition, str(theme.parent), theme.mark) for theme in seminar.themes.all()]
    assert themes == [("skyss", "Vår eigen", "None", 1), ("Folk", "", "None", 2), ("Buss", "", "skyss", 5)]
    assert seminar.themes.get(name="Buss").example.text == "Bussen går ikkje."
    assert Theme.objects.copy(other, seminar=seminar, by=aud) == []


def test_undoing_a_copy_removes_the_themes_without_notes(seminar, aud):
    other = make.seminar("I fjor", by=aud)
    for name in ("Skyss", "Buss", "Folk"):
        make.theme(other, name)
    Theme.objects.copy(other, seminar=seminar, by=aud)
    copying = seminar.changes.last()
    seminar.themes.get(name="Buss").add_post(make.post(seminar))
    copying.event.undo(copying, by=aud)
    assert names(seminar.themes.all()) == ["Buss"]
    undo(seminar)
    assert names(seminar.themes.all()) == ["Skyss", "Buss", "Folk"]


ACTIONS = {
    "theme.described": lambda one, other, posts: one.describe(name="Nytt namn", definition="Ny tekst."),
    "theme.exemplified": lambda one, other, posts: one.exemplify("Noko sagt.", post=posts[0]),
    "theme.marked": lambda one, other, posts: one.set_mark(6),
    "theme.merged": lambda one, other, posts: one.merge(other),
    "theme.moved": lambda one, other, posts: one.move(1),
    "theme.nested": lambda one, other, posts: one.nest(other),
    "theme.arranged": lambda one, other, posts: one.arrange(other),
    "theme.retired": lambda one, other, posts: one.retire(),
}


@pytest.mark.parametrize("verb", ACTIONS)
def test_each_action_can_be_undone_redone_and_undone_again(seminar, skyss, buss, aud, verb):
    posts = [make.post(seminar, str(number)) for number in range(4)]
    Theme.objects.add(seminar=seminar, name="Ruter", parent=skyss)
    for theme, post in [(skyss, 0), (skyss, 1), (buss, 1), (buss, 2)]:
        theme.add_post(posts[post], by=aud)
    before = state(seminar)
    ACTIONS[verb](skyss, buss, posts)
    assert seminar.changes.last().verb == verb
    after = state(seminar)
    undo(seminar, aud)
    assert state(seminar) == before
    undo(seminar, aud)
    assert state(seminar) == after
    undo(seminar, aud)
    assert state(seminar) == before


def test_an_action_cannot_be_undone_after_a_later_change(seminar, skyss, buss):
    actions = [
        lambda step: skyss.describe(name=f"Skyss {step}"),
        lambda step: skyss.exemplify(f"Døme {step}"),
        lambda step: skyss.set_mark(step),
        lambda step: skyss.nest([None, buss, None][step]),
    ]
    for action in actions:
        action(1)
        change = seminar.changes.last()
        action(2)
        before = state(seminar)
        with pytest.raises(NotPossible, match="changed again"):
            change.event.undo(change, by=None)
        assert state(seminar) == before


ANYTHING = [
    lambda one, other, step: one.describe(name=f"Namn {step}"),
    lambda one, other, step: one.set_mark(step % 8 + 1),
    lambda one, other, step: one.move(step % 2 * 2 - 1),
    lambda one, other, step: one.retire(),
    lambda one, other, step: one.use_again(),
    lambda one, other, step: one.split(f"Del {step}", one.posts.all()[:1]),
    lambda one, other, step: one.nest(other),
    lambda one, other, step: one.arrange(other),
    lambda one, other, step: one.arrange(other and other.parent, other),
    lambda one, other, step: other and one.merge(other),
    lambda one, other, step: one.remove(),
]


@pytest.mark.once
class TestAnySequence(TestCase):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(st.integers(0, 2**32))
    def test_undoing_any_sequence_of_actions_restores_the_initial_state(self, seed):
        """Random actions, then the inverse of each, from the last to the first."""
        chance = random.Random(seed)
        seminar = make.seminar(by=make.person(f"Aud{seed}"))
        posts = [make.post(seminar, str(number)) for number in range(4)]
        for number in range(4):
            theme = make.theme(seminar, f"Tema {number}")
            for post in chance.sample(posts, 2):
                theme.add_post(post)
        before, start = state(seminar), seminar.changes.count()
        for step in range(8):
            themes = list(seminar.themes.all())
            one, other = chance.sample(themes, 2) if len(themes) > 1 else (themes[0], None)
            try:
                chance.choice(ANYTHING)(one, other, step)
            except (NestingCycle, HasNotes):
                continue
            assert all(theme.ancestors() for theme in seminar.themes.all())
        for change in reversed(list(seminar.changes.after(start))):
            change.event.undo(change, by=None)
        made = {row for row in state(seminar) if "Del " in str(row[0])}
        assert [row for row in state(seminar) if row not in made] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("round", range(3))
def test_of_two_simultaneous_merges_one_succeeds_and_the_other_is_refused(seminar, skyss, buss, round):
    post = make.post(seminar)
    for theme in (skyss, buss):
        theme.add_post(post)

    def merge(pair) -> str:
        try:
            Theme.objects.get(pk=pair[0]).merge(Theme.objects.get(pk=pair[1]))
            return "merged"
        except (ThemeGone, Theme.DoesNotExist):
            return "gone"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(merge, [(skyss.pk, buss.pk), (buss.pk, skyss.pk)]))
    assert sorted(answers) == ["gone", "merged"]
    assert (seminar.themes.count(), seminar.placements.count()) == (1, 1)
