"""The scribe's page without scripts, by keyboard, on a small screen, and in light and dark."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Group
from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import Desk
from tests.posts.writing.test_two_devices import Copy, leave_behind
from tests.posts.writing.test_writing import note
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll("main a, main button, main textarea, header a, summary")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
  .map((element) => element.outerHTML)"""


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_page_is_accessible_in_all_states_and_every_target_is_large_enough(
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
    desk.says("Saved. 1 not sent yet")
    proxy.mood = "down"
    proxy.cut()
    desk.send("Ventar", 2)
    desk.says("Not connected")
    assert_no_faults(desk.page)
    assert desk.page.evaluate(SMALL) == []


def test_every_box_of_the_page_is_accessible_in_light_and_dark(desk, seminar, scribe, proxy):
    round = seminar.rounds.get()
    round.close()
    Rehearsal(seminar).begin()
    round.open()
    leave_behind(seminar, scribe.group, "Ein halv tanke om gangvegen forbi skulen")
    desk.page.set_viewport_size({"width": 320, "height": 740})
    desk.open().type("Ein kladd om benkar", 1)
    desk.says("Saved. 1 not sent yet")
    elsewhere = Copy(scribe, question=seminar.questions.all()[1].uid)
    elsewhere.base = Draft.objects.get(body="Ein kladd om benkar").version
    proxy.mood = "down"
    proxy.cut()
    desk.type(" ved elva", 1)
    elsewhere.save("Noko heilt anna, frå ei anna eining")
    desk.network_is_back(proxy)
    page = desk.page
    is_accessible(desk, page.locator(".rehearsing"), page.locator(".left-behind"), page.locator(".other[role=group]"))
    scribe.move(make.group(seminar, "Gruppe 14"), by=seminar.members.get().person)
    is_accessible(desk, page.locator("#moved"))
    Group.objects.get(name="Gruppe 14").stop()
    is_accessible(desk, page.get_by_text("The organizer has stopped your group from writing").first)
    round.close()
    is_accessible(desk, page.locator("#unsent"))
    Rehearsal(seminar).end(keep=True)
    seminar.rounds.update(closed_at=timezone.now() - timezone.timedelta(minutes=5))
    seminar.finish()
    is_accessible(desk, page.get_by_role("link", name="Your group's notes, to keep"))


def is_accessible(desk, *boxes) -> None:
    for box in boxes:
        expect(box).to_be_visible()
    for scheme in ("light", "dark"):
        desk.page.emulate_media(color_scheme=scheme)
        assert_no_faults(desk.page)
    assert desk.page.evaluate(SMALL) == []


def test_the_page_before_the_first_round_is_accessible_without_a_group_too(page, seminar, proxy):
    seminar.rounds.update(state="planned")
    desk = Desk(page, make.scribe(seminar), proxy.url).open()
    expect(page.get_by_role("heading", name="We begin soon")).to_be_visible()
    assert_no_faults(desk.page)
    seminar.rounds.get().open()
    expect(page.get_by_role("textbox", name="Kva manglar i bygda?")).to_be_visible()


def test_a_note_is_written_edited_taken_back_and_put_back_by_keyboard_alone(desk):
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
    expect(desk.note("- tre")).to_contain_text("Withdrawn")
    expect(desk.note("- tre").get_by_role("button", name="Put back")).to_be_focused()
    keys.press("Enter")
    expect(desk.note("- tre")).to_contain_text("Saved ")
    assert (Post.objects.get().body, Post.objects.get().state) == ("- ein\n- to\n- tre", "visible")


def test_a_scribe_writes_edits_and_takes_back_without_scripts(chromium, scribe, server):
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    desk = Desk(context.new_page(), scribe, server.url)
    desk.page.goto(desk.address)
    desk.field().fill("Utan skript")
    desk.page.get_by_role("button", name="Send").first.click()
    desk.note("Utan skript").get_by_role("button", name="Edit").click()
    desk.page.get_by_role("textbox").fill("Utan skript, retta")
    desk.page.get_by_role("button", name="Save").click()
    desk.note("retta").get_by_role("button", name="Withdraw").click()
    expect(desk.note("retta")).to_contain_text("Withdrawn")
    assert [(post.body, post.state) for post in Post.objects.all()] == [("Utan skript, retta", "withdrawn")]
    context.close()


def test_when_the_round_closes_empty_fields_disappear_and_a_field_with_text_says_it_will_be_late(desk, seminar):
    desk.open().type("Ikkje ferdig", 1)
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timezone.timedelta(minutes=5))
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.page.get_by_text("The round is closed. Thank you!").wait_for()
    expect(desk.field(0)).to_be_hidden()
    expect(desk.field(1)).to_have_value("Ikkje ferdig")
    expect(desk.page.get_by_text("is marked late").nth(1)).to_be_visible()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.note("Ikkje ferdig")).to_contain_text("Late")


IN_SIGHT = """() => {
  const field = document.activeElement;
  const send = field.form.querySelector(".button-primary").getBoundingClientRect();
  const bar = document.querySelector(".write-bar").getBoundingClientRect();
  const { bottom } = field.getBoundingClientRect();
  const below = field.scrollHeight - field.scrollTop - field.clientHeight; // pixels of the text, or of its padding
  const line = parseFloat(getComputedStyle(field).lineHeight) + parseFloat(getComputedStyle(field).paddingBottom);
  return bottom - line >= bar.bottom && below < 20 && bottom <= send.top && send.bottom <= innerHeight;
}"""
WISH = "Vi treng fleire benkar langs elva, og lys i gangvegen. "


@pytest.mark.parametrize("width, height", [(360, 300), (390, 480), (640, 180), (844, 180)])
def test_the_line_that_is_typed_and_its_send_button_are_in_sight_above_a_keyboard(desk, seminar, width, height):
    desk.page.set_viewport_size({"width": width, "height": 640})
    desk.open()
    for number in (0, 2):
        desk.field(number).focus()
        desk.page.set_viewport_size({"width": width, "height": height})  # the keyboard opens
        until(lambda: desk.page.evaluate(IN_SIGHT), "the field is in sight")
        desk.page.keyboard.insert_text(WISH * 5)
        desk.page.keyboard.type(WISH)
        until(lambda: desk.page.evaluate(IN_SIGHT), "the line and the button are in sight")
    seminar.rounds.get().close()
    expect(desk.page.get_by_role("button", name="Send all of it")).to_be_in_viewport()
    until(lambda: desk.page.evaluate(IN_SIGHT), "they stay in sight when the round closes over unsent text")


READ_OLDEST = """() => {
  const notes = document.querySelector(".notes").querySelectorAll(".note");
  scrollBy(0, notes[notes.length - 1].getBoundingClientRect().bottom - innerHeight);
}"""
TOP_OF_OLDEST = "[...document.querySelector('.notes').querySelectorAll('.note')].pop().getBoundingClientRect().top"


def test_a_long_round_is_read_back_above_a_keyboard_while_notes_arrive_and_the_field_is_one_key_away(
    desk, scribe, seminar
):
    ragna = make.scribe(seminar, scribe.group, "Ragna")
    for number in range(30):
        note(ragna, body=f"Notat {number}: fleire benkar langs elva, og lys i kvar gangveg heilt fram til skulen.")
    desk.page.set_viewport_size({"width": 360, "height": 300})
    desk.open().type("Ein halv tanke")
    desk.page.evaluate(READ_OLDEST)
    expect(desk.note("Notat 0:")).to_be_in_viewport(ratio=1)
    expect(desk.field()).not_to_be_in_viewport()
    before = desk.page.evaluate(TOP_OF_OLDEST)
    note(ragna, body="Eit nytt notat, som kjem over dei andre.")
    Post.objects.order_by("pk").first().revise(body="Notat 0: retta av ein annan.")
    expect(desk.note("Eit nytt notat")).to_be_attached()
    expect(desk.note("retta av ein annan")).to_be_in_viewport()
    assert abs(desk.page.evaluate(TOP_OF_OLDEST) - before) < 2
    expect(desk.field()).to_be_focused()
    desk.page.keyboard.type(", og resten.")
    until(lambda: desk.page.evaluate(IN_SIGHT), "the line and the button are in sight")
    expect(desk.field()).to_have_value("Ein halv tanke, og resten.")


def test_fields_ask_for_the_keyboard_of_the_seminars_language(desk, seminar):
    seminar.describe(language="nn")
    desk.open().send("Eit notat")
    desk.note("Eit notat").get_by_role("button", name="Edit").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    for field in (desk.field(0), desk.page.locator(".note-edit textarea")):
        for name, value in [("lang", "nn"), ("spellcheck", "true"), ("autocapitalize", "sentences")]:
            expect(field).to_have_attribute(name, value)


def test_a_dictated_note_is_sent_whole(desk, bodies):
    """Dictation gives whole phrases, without a key, and may change those it gave before."""
    desk.open().field(0).focus()
    keyboard = desk.page.context.new_cdp_session(desk.page)
    keyboard.send("Input.imeSetComposition", {"text": "vi treng", "selectionStart": 8, "selectionEnd": 8})
    keyboard.send("Input.insertText", {"text": "Vi trenger"})
    keyboard.send("Input.insertText", {"text": " fleire benkar."})
    expect(desk.field(0)).to_have_value("Vi trenger fleire benkar.")
    desk.page.get_by_role("button", name="Send", exact=True).first.click()
    desk.says("All is saved")
    assert bodies() == ["Vi trenger fleire benkar."]


def test_the_page_can_be_installed(desk):
    desk.open()
    answer = desk.page.request.get(desk.url + desk.page.locator("link[rel=manifest]").get_attribute("href"))
    manifest = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert all(desk.page.request.get(desk.url + icon["src"]).ok for icon in manifest["icons"])
    desk.page.goto(desk.url + manifest["start_url"])
    desk.page.get_by_role("link", name="Go on writing").click()
    expect(desk.field(0)).to_be_visible()


def test_every_target_is_large_enough_on_the_page_about_the_scribe(desk, scribe):
    desk.page.set_viewport_size({"width": 320, "height": 640})
    desk.page.goto(f"{desk.url}{reverse('who', args=[scribe.seminar.slug])}")
    assert desk.page.evaluate(SMALL) == []


def test_the_name_and_the_button_are_in_reach_among_two_hundred_groups(page, server):
    seminar = make.seminar(doors_open=True)
    Group.objects.add_series(200, seminar=seminar)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{server.url}/j/{seminar.join_code}")
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * 640
    page.get_by_label("Gruppe 150", exact=True).check()
    expect(page.get_by_label("Your name")).to_be_visible()
    assert_no_faults(page)
