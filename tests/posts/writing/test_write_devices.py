"""Writing in a real browser that is closed, killed, open twice, has a wrong clock, or refuses to store anything."""

import os
import random
import re
import signal
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post
from tests import make
from tests.conftest import CHROMIUM
from tests.posts.desk import Desk
from tests.posts.writing.test_writing import note
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
PUT = """text => {
  document.activeElement.value = text;
  document.activeElement.dispatchEvent(new Event("input", { bubbles: true }));
}"""
PASTE = """text => {
  const field = document.activeElement;
  field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
  document.execCommand("insertText", false, text);
}"""
NO_STORAGE = [
    "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };",
    "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };",
]
CARET = "[document.activeElement.id, document.activeElement.selectionStart, scrollY]"


def kill_browser(profile) -> None:
    """Kills the process of the browser, and with it all of its children."""
    for pid in (int(entry) for entry in os.listdir("/proc") if entry.isdigit()):
        try:
            with open(f"/proc/{pid}/cmdline") as line:
                if f"--user-data-dir={profile}" in line.read():
                    os.kill(pid, signal.SIGKILL)
        except OSError:
            continue


@pytest.mark.parametrize("round", range(20 if LONG else 1))
def test_a_killed_browser_has_saved_every_key_older_than_a_second(chromium, playwright, scribe, proxy, tmp_path, round):
    def start():
        return playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=str(CHROMIUM), locale="en-GB", args=["--no-sandbox", "--disable-gpu"]
        )

    context = start()
    desk = Desk(context.new_page(), scribe, proxy.url).open().is_kept_open()
    proxy.mood = "down"
    proxy.cut()
    text = "Batteriet er snart tomt, og her står det viktigaste. "
    desk.type(text)
    time.sleep(1 + random.random() * LONG)
    kill_browser(tmp_path)
    proxy.mood = "pass"
    context = start()
    desk = Desk(context.new_page(), scribe, proxy.url).open()
    expect(desk.field()).to_have_value(text, timeout=2_000)
    context.close()


def test_closing_the_tab_reloading_and_going_back_lose_nothing(desk, proxy):
    desk.open().type("Ein ")
    desk.reload().type("to ")
    desk.page.goto("about:blank")
    desk.page.go_back()
    desk.ready().type("tre ")
    desk.page.close()
    desk.page = desk.page.context.new_page()
    desk.open()
    expect(desk.field()).to_have_value("Ein to tre ")


def test_a_double_click_sends_one_note_and_so_does_pressing_enter_five_times(desk, bodies):
    desk.open().type("Berre éin")
    desk.page.get_by_role("button", name="Send", exact=True).first.dblclick()
    desk.type("Berre to")
    for _ in range(5):
        desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator(".note", has_text="Saved")).to_have_count(2)
    desk.says("All is saved")
    assert bodies() == ["Berre éin", "Berre to"]


def test_two_tabs_show_the_same_text_and_send_it_once(desk, proxy, bodies):
    desk.open()
    second = Desk.__new__(Desk)
    second.__dict__ |= desk.__dict__ | {"page": desk.page.context.new_page()}
    second.state = second.page.locator("#state")
    second.open()
    desk.type("Frå den fyrste")
    expect(second.field()).to_have_value("Frå den fyrste")
    proxy.mood = "down"
    proxy.cut()
    second.send(" og den andre")
    expect(desk.field()).to_have_value("")
    expect(desk.note("og den andre")).to_have_count(1)
    for tab in (desk, second):
        tab.network_is_back(proxy)
    for tab in (desk, second):
        tab.says("All is saved")
        expect(tab.note("og den andre")).to_have_count(1)
    assert bodies() == ["Frå den fyrste og den andre"]


@pytest.mark.parametrize("choice, result", [("Use my text", "Mi retting"), ("Keep their text", "Deira retting")])
def test_when_two_devices_change_one_note_both_texts_are_shown_and_saved(desk, other, proxy, choice, result):
    desk.open().send("Ein benk")
    other.open()
    desk.note("Ein benk").get_by_text("Saved").wait_for()
    proxy.mood = "down"
    proxy.cut()
    for each, text in ((desk, "Mi retting"), (other, "Deira retting")):
        each.note("Ein benk").get_by_role("button", name="Edit").click()
        each.page.keyboard.press("Control+A")
        each.page.keyboard.type(text)
        each.page.keyboard.press("Control+Enter")
    other.says("All is saved")
    desk.network_is_back(proxy)
    conflict = desk.page.get_by_role("region", name="Two new texts for this note")
    expect(conflict.locator("[data-text=mine]")).to_have_text("Mi retting")
    expect(conflict.locator("[data-text=theirs]")).to_have_text("Deira retting")
    expect(conflict.locator("del")).to_have_text("Mi ")
    conflict.get_by_role("button", name=choice).click()
    for each in (desk, other):
        expect(each.page.locator(".note")).to_have_count(1)
        expect(each.page.locator(".note > .note-body")).to_have_text(result)
    post = Post.objects.get()
    assert post.body == result
    assert {"Mi retting", "Deira retting"} <= {post.body, *post.revisions.values_list("body", flat=True)}


def test_the_two_texts_of_a_conflict_can_be_combined(desk, other):
    desk.open().send("Ein benk")
    expect(desk.note("Ein benk")).to_contain_text("Saved ")
    desk.note("Ein benk").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+Home")
    desk.page.keyboard.type("Mi: ")
    Post.objects.get().revise(body="Deira: ein benk")
    desk.page.keyboard.press("Control+Enter")
    desk.page.get_by_role("button", name="Make one text of both").click()
    field = desk.page.get_by_role("textbox", name="New text of the note")
    expect(field).to_be_focused()
    assert "Deira: ein benk" in field.input_value() and "Mi: " in field.input_value()
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    until(lambda: "Mi: " in Post.objects.get().body and "Deira" in Post.objects.get().body, "both are in it")


def test_notes_from_the_groups_other_device_appear_by_themselves(desk, other):
    desk.open().type("Eg skriv ")
    other.open().send("Frå Torleif", 1)
    expect(desk.note("Frå Torleif")).to_contain_text("Torleif")
    desk.page.keyboard.type("vidare")
    expect(desk.field()).to_have_value("Eg skriv vidare")


def test_closing_and_opening_rounds_takes_no_focus_caret_or_character(desk, seminar):
    desk.page.set_viewport_size({"width": 360, "height": 500})
    desk.open().type("Vi er midt i ei setning", 1)
    for _ in range(5):
        desk.page.keyboard.press("ArrowLeft")
    before = desk.page.evaluate(CARET)
    top = desk.field(1).bounding_box()["y"]
    seminar.rounds.get().close()
    desk.page.get_by_text("The round is closing").wait_for()
    assert desk.page.evaluate(CARET)[:2] == before[:2]
    assert abs(desk.field(1).bounding_box()["y"] - top) < 2
    desk.page.keyboard.type("[A]")
    seminar.questions.last().reword("Kva gjer vi til slutt?")
    desk.page.get_by_text("Kva gjer vi til slutt?").wait_for()
    second = seminar.rounds.plan("Andre runde", ["Kva no?"], seminar=seminar)
    second.open(minutes=10)
    desk.page.get_by_role("heading", name="Andre runde").wait_for()
    desk.page.keyboard.type("[B]")
    first = desk.page.locator(f'[id="{before[0]}"]')
    expect(first).to_be_focused()
    expect(first).to_have_value("Vi er midt i ei se[A][B]tning")
    expect(desk.page.get_by_role("textbox", name="Kva no?")).to_be_visible()
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    assert Post.objects.get().question == seminar.rounds.first().questions.all()[1]


@pytest.mark.once
def test_the_timer_follows_the_server_though_the_devices_clock_is_wrong(desk, seminar, bodies):
    desk.page.add_init_script("const now = Date.now; Date.now = () => now() - 3_600_000 * 26;")
    seminar.rounds.get().open(minutes=2)
    desk.open()
    expect(desk.page.locator("#timer")).to_contain_text("Closes in 1:5")
    for number in range(3):
        desk.send(f"{number}")
    desk.says("All is saved")
    assert bodies() == ["0", "1", "2"]
    seminar.rounds.update(ends_at=timezone.now() + timezone.timedelta(seconds=2))
    desk.reload()
    expect(desk.page.locator("#timer")).to_contain_text("Finish your sentence", timeout=4_000)


@pytest.mark.once
@pytest.mark.parametrize("refusal", NO_STORAGE)
def test_a_browser_without_storage_warns_and_still_saves_on_the_server(desk, proxy, bodies, refusal):
    desk.page.add_init_script(refusal)
    desk.open().type("Utan lager")
    expect(desk.page.locator("#no-store")).to_be_visible()
    until(lambda: list(Draft.objects.values_list("body", flat=True)) == ["Utan lager"], "the draft is on the server")
    proxy.mood = "down"
    proxy.cut()
    desk.page.keyboard.press("Control+Enter")
    desk.says("Do not close this page")
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert bodies() == ["Utan lager"]


@pytest.mark.once
@pytest.mark.parametrize("refusal", NO_STORAGE)
@pytest.mark.parametrize("keys", ["", "Control+Enter"], ids=["typed", "sent"])
def test_closing_a_page_asks_first_while_no_other_place_has_the_text(desk, proxy, refusal, keys):
    desk.page.add_init_script(refusal)
    desk.open()
    proxy.mood = "down"
    proxy.cut()
    desk.type("Berre på denne sida")
    if keys:
        desk.page.keyboard.press(keys)
    desk.says("Do not close this page")
    with desk.page.expect_event("dialog", timeout=5_000) as question:
        desk.page.close(run_before_unload=True)
    assert question.value.type == "beforeunload"
    question.value.dismiss()
    desk.network_is_back(proxy)
    expect(desk.page.locator(".note, .entry-state", has_text=re.compile("Draft saved|Saved \\d")).first).to_be_visible()
    with desk.page.expect_event("close"):
        desk.page.close(run_before_unload=True)


@pytest.mark.once
@pytest.mark.parametrize("keys", ["", "Control+Enter"], ids=["typed", "sent"])
def test_closing_a_page_asks_nothing_where_the_device_has_the_text(desk, proxy, keys):
    desk.open()
    proxy.mood = "down"
    proxy.cut()
    desk.type("På denne eininga")
    if keys:
        desk.page.keyboard.press(keys)
    desk.says("1 text is safe on this device")
    questions = []
    desk.page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    with desk.page.expect_event("close"):
        desk.page.close(run_before_unload=True)
    assert questions == []


def test_two_hundred_thousand_characters_are_saved_and_can_be_sent_in_parts(desk, bodies):
    text = "".join(f"{number:06d} ø\n" for number in range(200_000 // 9))
    desk.open().field().focus()
    desk.page.evaluate(PUT, text)  # typing 22 000 lines takes Chromium minutes on any page
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("A note can have 20,000 characters")
    until(lambda: desk.kept() == [text], "the whole text is on the device")
    assert desk.field().input_value() == text
    desk.page.get_by_role("button", name="Send it in parts").click()
    expect(desk.page.locator(".note", has_text="Saved")).to_have_count(11)
    assert "\n".join(bodies()) + "\n" == text
    assert desk.kept() == []


@pytest.mark.once
def test_the_page_says_how_many_characters_are_left_near_the_limit(desk):
    desk.open().field().fill("å" * 16_500)
    expect(desk.page.locator(".entry-state").first).to_contain_text("3,500 characters left")


@pytest.mark.once
def test_a_pasted_text_can_be_split_by_its_questions_and_the_split_undone(desk, seminar):
    text = (
        "Spørsmål 1:\n- Ein raud benk ved brua, og ein til\n\nSpørsmål 2:\n"
        + "Kommunen og velforeininga kan hjelpe. " * 3
    )
    desk.open().field().focus()
    desk.page.evaluate(PASTE, text)
    offer = desk.page.get_by_role("region", name="Split the text")
    expect(offer.locator("li")).to_have_count(2)
    expect(offer).to_contain_text("Kven kan hjelpe?")
    expect(offer).to_contain_text("Left out: Spørsmål 1: Spørsmål 2:")
    offer.get_by_role("button", name="Put each part under its question").click()
    expect(desk.field(0)).to_have_value("- Ein raud benk ved brua, og ein til")
    expect(desk.field(1)).to_have_value(("Kommunen og velforeininga kan hjelpe. " * 3).strip())
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.field(0)).to_have_value(text)
    expect(desk.field(1)).to_have_value("")


@pytest.mark.once
def test_no_word_is_lost_when_answers_in_the_words_of_the_questions_are_split(desk, bodies):
    text = (
        "Frå bord 6\nSpørsmål 1: Kva manglar i bygda no: benkar\nSpørsmål 2: Kven kan hjelpe? Grannane kan hjelpe.\n"
        "Spørsmål 3: Kva gjer vi først? Først gjer vi det som manglar i bygda."
    )
    desk.open().field(1).focus()
    desk.page.evaluate(PASTE, text)
    desk.page.get_by_role("button", name="Put each part under its question").click()
    expect(desk.field(2)).to_have_value("Kva gjer vi først? Først gjer vi det som manglar i bygda.")
    for number in range(3):
        desk.field(number).focus()
        desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    until(lambda: len(bodies()) == 3, "three notes are saved")
    assert sorted(" ".join(bodies()).split()) == sorted(re.sub(r"Spørsmål \d:", "", text).split())


@pytest.mark.once
def test_what_is_typed_after_the_offer_to_divide_is_not_lost(desk, bodies):
    desk.open().field().focus()
    desk.page.evaluate(PASTE, "Spørsmål 1:\n" + "Ein raud benk. " * 6 + "\nSpørsmål 2:\n" + "Kommunen. " * 6)
    button = desk.page.get_by_role("button", name="Put each part under its question")
    button.wait_for()
    desk.type("Og velforeininga.")
    button.click()
    expect(desk.page.get_by_role("region", name="Split the text")).to_contain_text("Og velforeininga.")
    button.click()
    expect(desk.field(1)).to_have_value("Kommunen. " * 6 + "Og velforeininga.")
    desk.field(2).focus()
    desk.page.evaluate(PUT, "å" * 20_001)
    desk.page.keyboard.press("Control+Enter")
    button = desk.page.get_by_role("button", name="Send it in parts")
    button.wait_for()
    desk.type(" og dette", 2)
    button.click()
    until(lambda: "å og dette" in bodies(), "what was typed last is sent too")


def test_a_draft_continues_on_another_device_and_both_texts_are_shown_where_they_differ(
    desk, chromium, scribe, server, proxy
):
    desk.open().type("Byrja på telefonen")
    until(lambda: list(Draft.objects.values_list("body", flat=True)) == ["Byrja på telefonen"], "it is on the server")
    context = chromium.new_context(locale="en-GB")
    laptop = Desk(context.new_page(), scribe, server.url).open()
    expect(laptop.field()).to_have_value("Byrja på telefonen")
    proxy.mood = "down"
    proxy.cut()
    desk.type(" MED MEIR")
    laptop.type(" og fullført")
    laptop.type(" på maskina")
    until(lambda: "på maskina" in Draft.objects.get().body, "the other is on the server")
    desk.network_is_back(proxy)
    expect(desk.page.locator(".other")).to_contain_text("Byrja på telefonen og fullført på maskina")
    expect(desk.field()).to_have_value("Byrja på telefonen MED MEIR")
    desk.page.get_by_role("button", name="Add it to my text").click()
    both = "Byrja på telefonen MED MEIR\n\nByrja på telefonen og fullført på maskina"
    expect(desk.field()).to_have_value(both)
    until(lambda: Draft.objects.get().body == both, "both are on the server")
    context.close()


@pytest.mark.once
def test_leaving_one_seminar_keeps_the_drafts_of_another(desk, proxy):
    other_seminar = make.seminar("Eit anna seminar")
    make.round(other_seminar).open()
    other_desk = Desk(desk.page, make.scribe(other_seminar, make.group(other_seminar)), proxy.url).open()
    other_desk.type("Til det andre seminaret")
    until(lambda: other_desk.kept() == ["Til det andre seminaret"], "it is saved")
    desk.open().is_kept_open().type("Til dette")
    until(lambda: "Til dette" in desk.kept(), "it is saved")
    desk.page.goto(desk.address.replace("/write/", "/who/"))
    desk.page.get_by_label("Everything I wrote").check()
    desk.page.get_by_role("button", name="Leave the seminar on this device").click()
    desk.page.wait_for_url("**/j/")
    until(lambda: desk.kept() == ["Til det andre seminaret"], "only this seminar is deleted")
    until(lambda: desk.address.removeprefix(proxy.url) not in desk.cached(), "and its page too")


@pytest.mark.once
def test_a_new_round_with_the_same_title_is_announced_and_saved_for_offline_use(desk, seminar):
    desk.open().is_kept_open()
    first = seminar.rounds.get()
    second = make.round(seminar, first.title)
    second.add_questions(["Kven byrjar?"])
    first.close()
    second.open()
    expect(desk.page.get_by_role("textbox", name="Kven byrjar?")).to_be_visible()
    expect(desk.page.locator("#announcement")).to_have_text(first.title)
    until(lambda: "Kven byrjar?" in desk.cached(), "the shell shows the new round")


@pytest.mark.once
def test_our_own_sha_256_gives_what_the_browsers_gives(desk):
    differing = """async () => {
      const { sha256 } = await import("/static/js/write/hash.js");
      const differ = [];
      for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 20011]) {
        const bytes = crypto.getRandomValues(new Uint8Array(size));
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        if (String(sha256(bytes)) !== String(digest)) differ.push(size);
      }
      return differ;
    }"""
    desk.open()
    assert desk.page.evaluate(differing) == []


def test_a_button_that_is_pressed_while_its_note_is_replaced_still_works(desk, scribe):
    desk.open().send("Notat frå bordet.")
    desk.says("All is saved")
    uid = Post.objects.get().uid
    desk.page.wait_for_timeout(500)
    with desk.page.expect_response("**/write/now/**"):
        note(scribe, uid, "Notat frå den andre telefonen.", base=1)
    expect(desk.note("den andre telefonen")).to_be_visible()
    box = desk.note("den andre telefonen").get_by_role("button", name="Withdraw").bounding_box()
    desk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.page.mouse.down()
    with desk.page.expect_response("**/write/now/**"):
        note(scribe, uid, "Endå ein gong.", base=2)
    desk.page.wait_for_timeout(200)
    expect(desk.note("den andre telefonen")).to_be_visible()
    desk.page.mouse.up()
    until(lambda: Post.objects.get().state == "withdrawn", "the note is withdrawn")
    expect(desk.note("Endå ein gong.")).to_be_visible()
