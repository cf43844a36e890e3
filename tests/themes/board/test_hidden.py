"""Hidden notes are for those who may show them again: who only looks on meets them nowhere."""

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
SECRET = "Namnet på naboen."


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.fixture
def hidden(seminar):
    """A hidden note that a visible one replies to, and that replies to a visible one."""
    seen = make.post(seminar, "Synleg notat.")
    hidden = make.post(seminar, SECRET, author="Løynd", reply_to=seen, state="hidden")
    make.post(seminar, "Einig.", reply_to=hidden, kind="comment")
    make.theme(seminar).add_post(hidden)
    return hidden


@pytest.fixture
def viewer(client, seminar):
    make.member(seminar, make.person("Cora"), "viewer")
    client.force_login(seminar.members.get(role="viewer").person)
    return client


@pytest.fixture
def facilitator(client, seminar):
    client.force_login(seminar.members.get(role="organizer").person)
    return client


def board(seminar, query: str = "") -> str:
    return reverse("board", args=[seminar.slug]) + query


@pytest.mark.parametrize("query", ["", "?state=hidden", "?state=all", "?text=namnet&state=hidden"])
def test_no_choice_on_the_board_shows_a_viewer_a_hidden_note(viewer, seminar, hidden, query):
    shown = viewer.get(board(seminar, query)).content.decode()
    assert (SECRET in shown, "Løynd" in shown) == (False, False)


def test_the_same_choice_shows_it_to_a_facilitator(facilitator, seminar, hidden):
    assert SECRET in facilitator.get(board(seminar, "?state=hidden")).content.decode()


def test_the_number_of_notes_found_does_not_count_them_for_a_viewer(viewer, seminar, hidden):
    assert viewer.get(board(seminar, "?state=all")).context["found"] == 2
    assert viewer.get(board(seminar, "cards/?state=all&newest=0")).context["new"] == 2


def test_a_card_asked_for_by_its_number_does_not_come_to_a_viewer(viewer, seminar, hidden):
    assert SECRET not in viewer.get(board(seminar, f"cards/?post={hidden.pk}")).content.decode()


def test_a_card_asked_for_by_its_number_comes_to_a_facilitator(facilitator, seminar, hidden):
    assert SECRET in facilitator.get(board(seminar, f"cards/?post={hidden.pk}")).content.decode()


def test_its_own_page_is_not_found_by_a_viewer(viewer, seminar, hidden):
    assert viewer.get(reverse("post", args=[seminar.slug, hidden.uid])).status_code == 404


def test_neither_the_note_it_answers_nor_the_one_that_answers_it_tells_a_viewer_of_it(viewer, seminar, hidden):
    for post in seminar.posts.visible():
        shown = viewer.get(reverse("post", args=[seminar.slug, post.uid])).content.decode()
        assert (post.body in shown, SECRET in shown, hidden.uid in shown) == (True, False, False)


def test_both_lead_a_facilitator_to_it(facilitator, seminar, hidden):
    for post in seminar.posts.visible():
        assert hidden.uid in facilitator.get(reverse("post", args=[seminar.slug, post.uid])).content.decode()
