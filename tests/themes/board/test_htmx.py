"""The filter of the board and its link to more notes: htmx puts other notes on the page, and the page stays."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests import make
from tests.themes.board.facilitator import Facilitator

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    for name in ("Nordbord", "Sørbord"):
        make.post(seminar, f"Notat frå {name}.", group=make.group(seminar, name))
    make.theme(seminar, "Skyss")
    return seminar


@pytest.fixture
def filtered_board(page, seminar, live_server):
    """The board of Aud after she has chosen the notes of one group."""
    facilitator = Facilitator(page, Client(), seminar, live_server.url, "Aud")
    facilitator.open()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Group").select_option(label="Sørbord")
    expect(page.locator("#notes .post")).to_have_count(1)
    page.locator("#notes .post").focus()
    return page


def test_a_theme_can_be_found_by_its_first_letters_after_the_filter_has_changed(filtered_board, seminar):
    filtered_board.keyboard.press(".")
    filtered_board.keyboard.type("sk")
    filtered_board.keyboard.press("Enter")
    expect(filtered_board.locator("#notes .tag")).to_contain_text("Skyss")
    filtered_board.keyboard.press("Escape")
    expect(filtered_board.locator("#choose")).to_be_hidden()
    expect(filtered_board.locator("#notes .post")).to_be_focused()


def test_the_dock_leaves_the_focus_on_the_note_after_the_filter_has_changed(filtered_board):
    filtered_board.locator("#dock").get_by_role("button", name="Skyss").click()
    expect(filtered_board.locator("#notes .tag")).to_contain_text("Skyss")
    expect(filtered_board.locator("#notes .post")).to_be_focused()
    filtered_board.keyboard.press("x")
    filtered_board.locator("#let-go").click()
    expect(filtered_board.locator("#notes .is-picked")).to_have_count(0)


def test_the_dock_can_be_folded_after_the_filter_has_changed(filtered_board):
    filtered_board.set_viewport_size({"width": 360, "height": 640})
    filtered_board.locator("#fold").click()
    expect(filtered_board.locator("#dock-body")).to_be_hidden()


@pytest.fixture
def long_board(page, seminar, live_server):
    """A board of more notes than one screen holds, with the focus among the last on it."""
    for number in range(60):
        make.post(seminar, f"Notat {number}.", group=seminar.groups.first())
    facilitator = Facilitator(page, Client(), seminar, live_server.url, "Aud")
    facilitator.open()
    expect(page.locator("#notes > .post")).to_have_count(50)
    page.locator("#notes > .post").nth(45).focus()
    return page


def test_the_next_screen_repeats_no_heading_and_no_note(long_board):
    first_screen = long_board.locator("#notes > .post").evaluate_all("cards => cards.map((card) => card.id)")
    long_board.locator("#more").click()
    expect(long_board.locator("#notes > .post")).to_have_count(62)
    ids = long_board.locator("[id]").evaluate_all("elements => elements.map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    assert long_board.evaluate("document.activeElement.id") not in first_screen
    expect(long_board.locator("#more")).to_have_count(0)


def test_the_next_screen_is_fetched_again_after_the_network_was_gone(long_board):
    long_board.route("**/board/?after=*", lambda route: route.abort(), times=1)
    with long_board.expect_event("requestfailed"):
        long_board.keyboard.press("j")
    expect(long_board.locator("#more:not([aria-busy])")).to_have_count(1)
    long_board.keyboard.press("j")
    expect(long_board.locator("#notes > .post")).to_have_count(62)
