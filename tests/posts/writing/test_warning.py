"""What looks like personal data is pointed out to the scribe while a note is written. Sending is never held back."""

import pytest
from playwright.sync_api import expect

from tests.posts.writing.test_writing import note

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
FULL = "Spør Kari Nordmann på 912 34 567."


@pytest.fixture
def warned(desk):
    """The page, when its warning has been loaded."""
    desk.open()
    is_warned(desk)
    return desk


def is_warned(desk) -> None:
    desk.page.locator("html[data-warns=on]").wait_for(state="attached")


def warning(desk):
    return desk.page.locator(".personal")


def test_it_is_pointed_out_while_it_is_written_and_the_first_press_sends_it(warned, bodies):
    warned.type(FULL)
    send = warned.page.get_by_role("button", name="Send", exact=True).first
    place = send.bounding_box()
    expect(warning(warned)).to_contain_text("Does the note need this? Kari Nordmann, 912 34 567")
    assert send.bounding_box() == place  # nobody presses another button than they meant
    expect(warned.page.locator("#announcement")).to_contain_text("912 34 567")  # announced
    expect(warned.field()).to_be_focused()
    send.click()
    warned.says("All is saved")
    assert bodies() == [FULL]
    expect(warning(warned)).to_have_count(0)


def test_a_text_that_is_sent_at_once_is_not_held_back(warned, bodies):
    warned.send(FULL)
    warned.says("All is saved")
    warned.page.wait_for_timeout(1000)  # longer than it takes to look at a text
    assert bodies() == [FULL] and warning(warned).count() == 0


def test_one_button_puts_words_in_its_place_and_another_keeps_it(warned, bodies):
    warned.type(FULL)
    warning(warned).get_by_role("button", name="Write [name], [telephone number] instead").click()
    assert warned.field().input_value() == "Spør [name] på [telephone number]."
    expect(warning(warned)).to_have_count(0)
    expect(warned.field()).to_be_focused()
    warned.page.keyboard.press("Control+Enter")
    warned.says("All is saved")
    warned.type("Ola Nordmann", 1)
    warning(warned).get_by_role("button", name="Keep it").click()
    expect(warning(warned)).to_have_count(0)
    warned.page.keyboard.type(" og Ola  Nordmann")  # was answered already
    warned.page.wait_for_timeout(1000)
    assert warning(warned).count() == 0
    warned.page.keyboard.type(", kari@example.org")
    expect(warning(warned)).to_contain_text("kari@example.org")
    assert bodies() == ["Spør [name] på [telephone number]."]


def test_it_goes_when_the_text_no_longer_has_it_and_an_ordinary_note_has_none(warned):
    warned.type("Ring 912 34 567")
    expect(warning(warned)).to_be_visible()
    for _ in range(4):
        warned.page.keyboard.press("Backspace")
    expect(warning(warned)).to_have_count(0)
    warned.type("Kari sa at 14 400 kroner held til 2026-11-29.", 1)
    warned.page.wait_for_timeout(1000)
    assert warning(warned).count() == 0


def test_it_is_pointed_out_in_the_new_text_of_a_note(desk, scribe, bodies):
    note(scribe, body="Spør henne.")
    desk.open()
    is_warned(desk)
    desk.note("Spør henne.").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" 01010750160")
    expect(warning(desk)).to_contain_text("01010750160")
    warning(desk).get_by_role("button", name="Write [national identity number] instead").click()
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    assert bodies() == ["Spør henne. [national identity number]"]


def test_it_works_without_a_network_too(warned, proxy, bodies):
    warned.is_kept_open()
    proxy.mood = "down"
    proxy.cut()
    warned.reload()
    is_warned(warned)
    warned.type(FULL)
    expect(warning(warned)).to_be_visible()
    warned.page.keyboard.press("Control+Enter")
    warned.network_is_back(proxy)
    warned.says("All is saved")
    assert bodies() == [FULL]


def test_a_note_is_sent_where_the_warning_does_not_arrive(desk, bodies):
    desk.page.context.route("**/bundles/warning*", lambda route: route.abort())
    desk.open().send(FULL)
    desk.says("All is saved")
    assert bodies() == [FULL]


def test_it_fits_a_narrow_phone_in_large_text(warned):
    warned.page.set_viewport_size({"width": 320, "height": 560})
    warned.type(FULL)
    expect(warning(warned)).to_be_visible()
    assert warned.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all(button.bounding_box()["height"] >= 44 for button in warning(warned).get_by_role("button").all())
