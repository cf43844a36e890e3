"""The order of the board, a screen at a time, while notes come and go."""

import pytest
from django.http import QueryDict

from tests import make
from themes.board import queue
from themes.board.cards import with_marks
from themes.board.queue import QueueForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(monkeypatch):
    monkeypatch.setattr(queue, "POSTS_A_SCREEN", 3)
    seminar = make.seminar(by=make.person("Aud"))
    north, south = make.group(seminar, "Nordbord"), make.group(seminar, "Sørbord")
    for number in range(8):
        make.post(seminar, str(number), group=(None, south, north)[number % 3])
    return seminar


def screens(seminar, order: str, meanwhile=lambda: None) -> list[str]:
    """The bodies on each screen, with something happening between each and the next."""
    found, after = [], ""
    while True:
        asked = QueueForm(QueryDict(f"order={order}&after={after}"))
        posts, after = asked.screen(with_marks(seminar.posts.visible()))
        found.append("".join(post.body for post in posts))
        if not after:
            return found
        meanwhile()


@pytest.mark.parametrize(
    "order, expected",
    [("", ["251", "470", "36"]), ("newest", ["765", "432", "10"]), ("unread", ["012", "345", "67"])],
)
def test_three_orders(seminar, order, expected):
    assert screens(seminar, order) == expected


def test_what_someone_has_read_comes_after_what_nobody_has(seminar):
    seminar.readings.mark(seminar.posts.filter(body__in="047"), by=seminar.members.get().person)
    assert screens(seminar, "unread") == ["123", "560", "47"]


@pytest.mark.parametrize("order", ["", "newest", "unread"])
def test_no_note_is_skipped_while_others_are_hidden_and_read_and_come(seminar, order):
    aud = seminar.members.get().person

    def meanwhile():
        post = seminar.posts.visible().get(body="2")
        post.hide(by=aud)
        make.post(seminar, "n")
        seminar.readings.mark(seminar.posts.filter(body__in="01"), by=aud)

    def once():
        if seminar.posts.filter(body="n").count() == 0:
            meanwhile()

    seen = "".join(screens(seminar, order, once))
    assert set("0134567") <= set(seen)


@pytest.mark.parametrize("after", ["x", "99999999999999999999", "-1", "999999"])
def test_nonsense_begins_at_the_beginning(seminar, after):
    posts, _ = QueueForm(QueryDict(f"order=newest&after={after}")).screen(with_marks(seminar.posts.all()))
    assert posts[0].body == "7"
