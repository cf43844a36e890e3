"""The page for writing for everyone: without script, by keyboard, on a small screen, light and dark."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Post
from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll("main a, main button, main textarea, header a, summary")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
  .map((element) => element.outerHTML)"""


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_no_state_of_the_page_has_a_fault_that_axe_can_find_or_a_target_too_small(
    desk, seminar, scribe, width, scheme, proxy
):
    seminar.describe(introduction="Vi snakkar om bygda.")
    seminar.rounds.get().open(minutes=10)
    desk.page.set_viewport_size({"width": width, "height": 740})
    desk.page.emulate_media(color_scheme=scheme)
    desk.open().send("Eit notat som er framme og som er så langt at det tek to linjer på ein telefon")
    expect(desk.note("Eit notat")).to_contain_text("Saved ")
    desk.type("Ein kladd", 1)
    desk.note("Eit notat").get_by_role("button", name="Edit").click()
    desk.page.keyboard.type("!")
    Post.objects.get().revise(body="Noko anna")
    desk.page.keyboard.press("Control+Enter")
    desk.page.get_by_role("region", name="Two new texts for this note").wait_for()
    desk.send("Eit til", 2)
    desk.says("All is saved")
    proxy.mood = "down"
    proxy.cut()
    desk.send("Ventar", 2)
    desk.says("Not connected")
    assert_no_faults(desk.page)
    assert desk.page.evaluate(SMALL) == []


def test_the_waiting_page_and_one_for_a_scribe_without_a_group_have_no_fault(page, seminar, proxy):
    seminar.rounds.update(state="planned")
    desk = Desk(page, make.scribe(seminar), proxy.url).open()
    expect(page.get_by_role("heading", name="We begin soon")).to_be_visible()
    assert_no_faults(desk.page)
    seminar.rounds.get().open()
    expect(page.get_by_role("textbox", name="Kva manglar i bygda?")).to_be_visible()


def test_a_note_is_written_changed_taken_back_and_put_back_by_keyboard_alone(desk):
    desk.open()
    keys = desk.page.keyboard
    for _ in range(20):
        keys.press("Tab")
        if desk.page.evaluate("document.activeElement.matches('.entry textarea')"):
            break
    keys.type("- ein\n- to")
    keys.press("Tab")
    keys.press("Enter")
    expect(desk.note("- ein")).to_contain_text("Saved ")
    expect(desk.field()).to_be_focused()
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    keys.press("Control+End")
    keys.type("\n- tre")
    keys.press("Control+Enter")
    expect(desk.note("- tre")).to_contain_text("Saved ")
    expect(desk.note("- tre").get_by_role("button", name="Edit")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(desk.note("- tre")).to_contain_text("Taken back")
    expect(desk.note("- tre").get_by_role("button", name="Put back")).to_be_focused()
    keys.press("Enter")
    expect(desk.note("- tre")).to_contain_text("Saved ")
    assert (Post.objects.get().body, Post.objects.get().state) == ("- ein\n- to\n- tre", "visible")


def test_without_scripts_a_scribe_writes_changes_and_takes_back(chromium, scribe, server):
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    desk = Desk(context.new_page(), scribe, server.url)
    desk.page.goto(desk.address)
    desk.field().fill("Utan skript")
    desk.page.get_by_role("button", name="Send").first.click()
    desk.note("Utan skript").get_by_role("button", name="Edit").click()
    desk.page.get_by_role("textbox").fill("Utan skript, retta")
    desk.page.get_by_role("button", name="Save").click()
    desk.note("retta").get_by_role("button", name="Take back").click()
    expect(desk.note("retta")).to_contain_text("Taken back")
    assert [(post.body, post.state) for post in Post.objects.all()] == [("Utan skript, retta", "withdrawn")]
    context.close()


def test_a_field_that_was_empty_when_the_round_closed_goes_and_one_with_text_stays_and_says_late(desk, seminar):
    desk.open().type("Ikkje ferdig", 1)
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timezone.timedelta(minutes=5))
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.page.get_by_text("The round is closed. Thank you!").wait_for()
    expect(desk.field(0)).to_be_hidden()
    expect(desk.field(1)).to_have_value("Ikkje ferdig")
    expect(desk.page.get_by_text("is marked as late").nth(1)).to_be_visible()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.note("Ikkje ferdig")).to_contain_text("late")
