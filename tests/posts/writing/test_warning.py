"""A scribe is asked before a note with what looks like personal data is sent. Sending is never held back."""

import pytest
from playwright.sync_api import expect

from tests.posts.writing.test_writing import note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = "Spør Kari Nordmann på 912 34 567."


@pytest.fixture
def warned(desk):
    """The page, when its warning has been loaded."""
    desk.open()
    is_warned(desk)
    return desk


def is_warned(desk) -> None:
    desk.page.locator("html[data-warns=on]").wait_for(state="attached")


def question(desk):
    return desk.page.locator(".personal")


def ask(desk, text: str, number: int = 0) -> None:
    """Types a text and presses Send, until the page asks. Waits until a press counts as an answer."""
    desk.send(text, number)
    expect(question(desk)).to_be_visible()
    desk.page.wait_for_timeout(650)


def test_the_same_press_again_sends_the_note_as_it_is(warned, bodies):
    ask(warned, FULL)
    expect(question(warned)).to_contain_text("Does the note need this? Kari Nordmann, 912 34 567")
    expect(warned.page.locator("#said")).to_contain_text("912 34 567")  # announced
    expect(warned.field()).to_be_focused()
    assert bodies() == [] and warned.field().input_value() == FULL
    warned.page.keyboard.press("Control+Enter")
    warned.says("All is saved")
    assert bodies() == [FULL]
    warned.send("Kari  Nordmann igjen, og 91234567")  # was answered already
    warned.says("All is saved")
    assert len(bodies()) == 2 and question(warned).count() == 0


def test_a_button_sends_it_and_another_puts_words_in_its_place(warned, bodies):
    ask(warned, FULL)
    question(warned).get_by_role("button", name="Write [name], [telephone number] instead").click()
    assert warned.field().input_value() == "Spør [name] på [telephone number]."
    expect(question(warned)).to_have_count(0)
    expect(warned.field()).to_be_focused()
    warned.page.keyboard.press("Control+Enter")
    warned.says("All is saved")
    ask(warned, "Ola Nordmann", 1)
    question(warned).get_by_role("button", name="Send it as it is").click()
    warned.says("All is saved")
    assert bodies() == ["Spør [name] på [telephone number].", "Ola Nordmann"]


def test_a_double_click_is_no_answer_and_what_is_typed_since_is_asked_about_too(warned, bodies):
    warned.type(FULL)
    warned.page.get_by_role("button", name="Send", exact=True).first.dblclick()
    expect(question(warned)).to_be_visible()
    assert bodies() == []
    warned.type(" Eller kari@example.org")
    expect(question(warned)).to_have_count(0)
    warned.page.keyboard.press("Control+Enter")
    expect(question(warned)).to_contain_text("kari@example.org")


def test_an_ordinary_note_is_sent_at_once(warned, bodies):
    warned.send("Kari sa at 14 400 kroner held til 2026-11-29.")
    warned.says("All is saved")
    assert len(bodies()) == 1


def test_the_new_text_of_a_note_is_asked_about(desk, scribe, bodies):
    note(scribe, body="Spør henne.")
    desk.open()
    is_warned(desk)
    desk.note("Spør henne.").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" 01010750160")
    desk.page.keyboard.press("Control+Enter")
    expect(question(desk)).to_contain_text("01010750160")
    assert bodies() == ["Spør henne."]


def test_it_asks_without_a_network_too(warned, proxy, bodies):
    warned.is_kept_open()
    proxy.mood = "down"
    proxy.cut()
    warned.reload()
    is_warned(warned)
    ask(warned, FULL)
    warned.page.keyboard.press("Control+Enter")
    warned.network_is_back(proxy)
    warned.says("All is saved")
    assert bodies() == [FULL]


def test_a_note_is_sent_where_the_warning_does_not_arrive(desk, bodies):
    desk.page.context.route("**/bundles/warning*", lambda route: route.abort())
    desk.open().send(FULL)
    desk.says("All is saved")
    assert bodies() == [FULL]


def test_sending_all_at_the_end_of_a_round_takes_one_press_more(warned, seminar, bodies):
    warned.type(FULL)
    warned.type("Utan namn", 1)
    warned.says("Saved. 2 not sent yet")
    seminar.rounds.get().close()
    send_all = warned.page.get_by_role("button", name="Send all of it")
    send_all.click()
    expect(question(warned)).to_be_visible()
    warned.page.wait_for_timeout(650)
    send_all.click()
    warned.says("All is saved")
    assert sorted(bodies()) == sorted([FULL, "Utan namn"])


def test_it_fits_a_narrow_phone_in_large_text(warned):
    warned.page.set_viewport_size({"width": 320, "height": 560})
    ask(warned, FULL)
    assert warned.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all(button.bounding_box()["height"] >= 44 for button in question(warned).get_by_role("button").all())
