"""The board of a seminar with no themes in use: the server says whether it may be changed, not the look of the list."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.posts.writing.test_writing import note
from tests.themes.board.facilitator import Facilitator

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.member(seminar, make.person("Bjarte"))
    round = make.round(seminar)
    round.add_questions(["Kva manglar?"])
    round.open()
    make.post(seminar, "Notat frå Nordbord.", group=make.group(seminar, "Nordbord"))
    return seminar


@pytest.fixture
def all_retired(seminar):
    for name in ("Skyss", "Bustad"):
        make.theme(seminar, name).retire()


@pytest.fixture
def board(page, client, seminar, server):
    Facilitator(page, client, seminar, server.url).open()
    return page


def news(board, happens) -> None:
    """Something happens, and the board has asked what and shown it."""
    with board.expect_response("**/board/cards/**"):
        happens()
    board.wait_for_timeout(50)


def assert_sorting_works(board, seminar) -> None:
    card = board.locator("#notes > .post").first
    news(board, lambda: make.scribe(seminar, seminar.groups.get()))
    news(board, lambda: note(seminar.scribes.get(), body="Notat til."))
    expect(board.get_by_role("link", name="Show 1 new note")).to_be_visible()
    card.focus()
    for key in "fh":
        news(board, lambda key=key: board.keyboard.press(key))
    assert card.locator(".badge:visible").all_inner_texts() == ["Hidden", "Flagged"]
    expect(board.locator("#gone")).to_be_hidden()
    board.keyboard.press("n")
    board.keyboard.type("SFO")
    board.keyboard.press("Enter")
    expect(card.locator(".tag")).to_contain_text("SFO")
    expect(board.get_by_role("button", name="SFO")).to_be_visible()
    expect(board.locator("#dock[data-unsent]")).to_have_count(0)
    assert [theme.name for theme in seminar.posts.first().themes.all()] == ["SFO"]


def test_before_the_first_theme_the_board_follows_what_happens_and_stays_open(board, seminar):
    assert_sorting_works(board, seminar)


def test_with_every_theme_retired_too(all_retired, board, seminar):
    assert_sorting_works(board, seminar)


def assert_locked_for_a_viewer(board, seminar) -> None:
    seminar.members.get(person__name="Bjarte").change_role("viewer")
    expect(board.locator("#gone")).to_be_visible()
    expect(board.locator("#gone")).to_contain_text("You can no longer change anything here.")
    expect(board.locator("#unsaved")).to_be_hidden()
    expect(board.locator("#dock")).to_have_attribute("inert", "")
    board.locator("#notes > .post").first.focus()
    board.keyboard.press("f")
    board.wait_for_timeout(300)
    assert not seminar.flags.exists()


def test_who_is_made_a_viewer_is_locked_out_as_soon_as_the_news_comes(board, seminar):
    assert_locked_for_a_viewer(board, seminar)


def test_so_is_one_with_every_theme_retired(all_retired, board, seminar):
    assert_locked_for_a_viewer(board, seminar)
