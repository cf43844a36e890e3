"""Two people do something to the same note in the same second: it ends as if one of them had been first."""

from itertools import combinations_with_replacement
from threading import Barrier, Thread

import pytest
from django.db import connections

from posts.models import Post
from posts.models.post import TextChanged
from posts.models.splitting import PartText
from seminar.models import NotPossible, Seminar
from tests import make

PIECES = [PartText("Ein."), PartText("To.")]
DEEDS = {
    "tag": lambda post, theme, other: theme.add_post(post),
    "edit": lambda post, theme, other: post.revise(body="Ein. Tvo.", expected=1),
    "hide": lambda post, theme, other: post.hide(),
    "split": lambda post, theme, other: len(post.split(PIECES, expected=1)),
    "merge": lambda post, theme, other: post.merge(other),
    "merge the other into it": lambda post, theme, other: other.merge(post),
}


def day():
    seminar = make.seminar()
    return make.post(seminar, "Ein. To.", group=make.group(seminar)), make.theme(seminar), make.post(seminar, "Ein.")


def outcome(deed, *rows) -> str:
    """What whoever did it is told."""
    try:
        return str(deed(*rows))
    except (NotPossible, TextChanged) as refused:
        return type(refused).__name__


def told(seminar) -> list:
    """How the notes stand, without their ids."""
    posts = Seminar.objects.get(pk=seminar.pk).posts.select_related("merged_into", "split_from").order_by("pk")
    return [
        (post.body, post.state, str(post.merged_into), str(post.split_from), post.revision, post.themes.count())
        for post in posts
    ]


def fresh(rows) -> list:
    """The rows as another request finds them."""
    return [type(row).objects.get(pk=row.pk) for row in rows]


def in_turn(first: str, second: str) -> tuple:
    """Both have the note on their screen before either acts."""
    rows = day()
    mine, theirs = fresh(rows), fresh(rows)
    said = {0: outcome(DEEDS[first], *mine), 1: outcome(DEEDS[second], *theirs)}
    return told(rows[0].seminar), said


def at_once(first: str, second: str) -> tuple:
    rows, start, said = day(), Barrier(2), {}

    def act(place: int, deed) -> None:
        try:
            mine = fresh(rows)
            start.wait(timeout=10)
            said[place] = outcome(deed, *mine)
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=(place, DEEDS[name])) for place, name in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told(rows[0].seminar), said


@pytest.mark.django_db(transaction=True)
def test_every_interleaving_ends_as_one_of_the_two_orders():
    strays = {}
    for first, second in combinations_with_replacement(DEEDS, 2):
        state, said = in_turn(second, first)
        orders = [in_turn(first, second), (state, {0: said[1], 1: said[0]})]
        if (ended := at_once(first, second)) not in orders:
            strays[first, second] = ended
    assert strays == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("split", "tag", "NotPossible"),
        ("split", "hide", "NotPossible"),
        ("split", "split", "NotPossible"),
        ("split", "merge", "NotPossible"),
        ("merge", "tag", "NotPossible"),
        ("merge", "merge the other into it", "NotPossible"),
        ("hide", "split", "NotPossible"),
        ("edit", "split", "TextChanged"),
        ("edit", "edit", "TextChanged"),
        ("hide", "hide", "False"),
        ("tag", "tag", "False"),
    ],
)
def test_the_second_is_told_where_the_first_made_it_senseless(first, second, said):
    assert in_turn(first, second)[1][1] == said


@pytest.mark.django_db
def test_a_text_for_what_was_just_split_is_kept_and_the_parts_stand():
    state, said = in_turn("split", "edit")
    assert said == {0: "2", 1: "None"}
    assert [row[:2] for row in state] == [
        ("Ein. Tvo.", "split"), ("Ein.", "visible"), ("Ein.", "visible"), ("To.", "visible"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_who_undo_the_same_at_once_one_does_and_the_other_is_told():
    post, _theme, _other = day()
    post.hide()
    change = post.seminar.changes.last()
    start, said = Barrier(2), []

    def act() -> None:
        try:
            start.wait(timeout=10)
            said.append(outcome(lambda: change.undo(by=None).verb))
        finally:
            connections.close_all()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(said), Post.objects.get(pk=post.pk).state) == (["NotPossible", "post.visible"], "visible")
