"""What is done on the board: to one note or to many, once, and undone as one."""

import pytest
from django.urls import reverse

from tests import make
from themes.undo import undo_mine

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def do(client, seminar, doing: str, posts=(), **data):
    """Status and text of the answer."""
    answer = client.post(reverse(f"board_{doing}", args=[seminar.slug]), {"post": [post.pk for post in posts], **data})
    return answer.status_code, " ".join(answer.content.decode().split())


def verbs(seminar) -> list[str]:
    return [change.verb for change in seminar.changes.filter(verb__startswith="post.")]


def test_without_script_a_note_is_sorted_on_its_own_page(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    page = reverse("post", args=[seminar.slug, post.uid])
    assert f'name="put" value="{theme.pk}"' in client.get(page).content.decode()
    response = client.post(reverse("post_themes", args=[seminar.slug, post.uid]), {"put": theme.pk})
    assert (response["Location"], list(post.themes.all())) == (f"{page}#themes", [theme])


def test_the_answer_is_the_card_and_the_words(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    status, shown = do(client, seminar, "place", [post], put=theme.pk)
    assert (status, shown.count("<article"), f'data-theme="{theme.pk}"' in shown) == (200, 1, True)
    assert "Placed under Møteplassar." in shown
    seminar.refresh_from_db()
    assert f'data-at="{seminar.last_change}"' in shown
    assert theme.placements.get().by.name == "Aud"


@pytest.mark.parametrize(
    "doing, data, verb",
    [
        ("place", {"put": "theme"}, "post.placed"),
        ("turn", {"state": "hidden"}, "post.hidden"),
        ("flag", {"flag": "on"}, "post.flagged"),
        ("mark", {"theme": "theme", "start": 3, "end": 8, "revision": 1}, "post.marked"),
        ("make", {"name": "Varme rom"}, "post.placed"),
    ],
)
def test_what_is_sent_twice_is_done_once(client, seminar, doing, data, verb):
    post, theme = make.post(seminar), make.theme(seminar)
    data = {name: theme.pk if value == "theme" else value for name, value in data.items()}
    for _ in range(2):
        assert do(client, seminar, doing, [post], **data)[0] == 200
    assert verbs(seminar).count(verb) == 1


def test_several_themes_go_in_one_request_and_are_undone_one_by_one(client, seminar):
    post, aud = make.post(seminar), seminar.members.get().person
    one, two = make.theme(seminar, "Skyss"), make.theme(seminar, "Bustad")
    do(client, seminar, "place", [post], put=[one.pk, two.pk])
    assert set(post.themes.all()) == {one, two}
    undo_mine(seminar, by=aud)
    assert list(post.themes.all()) == [one]


def test_many_notes_go_in_one_request_and_are_undone_as_one(client, seminar):
    posts, theme = [make.post(seminar) for _ in range(3)], make.theme(seminar)
    theme.take(posts[0])
    assert "3 notes." in do(client, seminar, "place", posts, put=theme.pk)[1]
    assert theme.placements.count() == 3
    status, shown = do(client, seminar, "undo")
    assert (status, shown.count("<article"), "data-shown" in shown) == (200, 2, True)
    assert list(theme.posts.all()) == [posts[0]]


def test_notes_are_merged_into_the_one_in_hand_and_had_back(client, seminar):
    hand, *others = posts = [make.post(seminar, f"Varme rom {number}") for number in range(3)]
    assert do(client, seminar, "merge", others, into=hand.pk)[0] == 200
    assert [post.merged_into for post in seminar.posts.exclude(pk=hand.pk)] == [hand, hand]
    do(client, seminar, "undo")
    assert list(seminar.posts.visible()) == posts


@pytest.mark.parametrize("value", ["abc", "0", "99999999999999999999999"])
def test_a_theme_that_is_not_there_changes_nothing_and_says_so(client, seminar, value):
    status, shown = do(client, seminar, "place", [make.post(seminar)], put=value)
    assert (status, "That theme is not here any more." in shown) == (409, True)


def test_neither_notes_nor_themes_of_another_seminar_are_here(client, seminar):
    other = make.seminar("Ein annan stad")
    post, theme = make.post(other), make.theme(other)
    assert "A note you chose is not here any more." in do(client, seminar, "turn", [post], state="hidden")[1]
    assert "That theme is not here any more." in do(client, seminar, "place", [make.post(seminar)], put=theme.pk)[1]
    assert (theme.placements.count(), other.posts.visible().count()) == (0, 1)


@pytest.mark.parametrize(
    "doing, data, says",
    [
        ("place", {}, "Choose a theme."),
        ("turn", {"state": "burnt"}, "Select a valid choice"),
        ("make", {"name": ""}, "This field is required."),
        ("mark", {"start": 5, "end": 5, "revision": 1}, "Mark some words"),
        ("mark", {"start": 0, "end": 99999, "revision": 1}, "Mark some words"),
        ("undo", {}, "You have nothing to undo."),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(client, seminar, doing, data, says):
    post, before = make.post(seminar), seminar.changes.count()
    status, shown = do(client, seminar, doing, [post], **data)
    assert (status, says in shown, seminar.changes.count()) == (409, True, before)


def test_no_note_is_chosen(client, seminar):
    assert "Choose a note first." in do(client, seminar, "turn", state="hidden")[1]


def test_words_marked_in_a_text_that_someone_changed_meanwhile_are_not_put_elsewhere(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    post.revise(body="Noko heilt anna no.")
    status, shown = do(client, seminar, "mark", [post], theme=theme.pk, start=3, end=8, revision=1)
    assert (status, "changed the text of this note just now" in shown, theme.placements.count()) == (409, True, 0)


@pytest.mark.parametrize("doing", ["place", "make", "turn", "flag", "mark", "unmark", "merge", "undo", "at"])
def test_strangers_and_viewers_do_nothing(client, seminar, doing):
    make.member(seminar, make.person("Cora"), "viewer")
    for person in (seminar.members.get(role="viewer").person, make.person("Dag")):
        client.force_login(person)
        assert client.post(reverse(f"board_{doing}", args=[seminar.slug])).status_code == 404
