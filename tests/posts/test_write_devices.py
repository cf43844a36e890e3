"""Writing in a real browser that is closed, killed, doubled, set wrong or refuses to keep anything."""

import os
import random
import signal
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post
from tests import make
from tests.conftest import CHROMIUM
from tests.posts.desk import Desk
from tests.seminar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
PUT = """text => {
  document.activeElement.value = text;
  document.activeElement.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CARET = "[document.activeElement.id, document.activeElement.selectionStart, scrollY]"


def killed(context, profile) -> None:
    """The browser's own process, and with it all of its children, without a word."""
    for pid in (int(entry) for entry in os.listdir("/proc") if entry.isdigit()):
        try:
            with open(f"/proc/{pid}/cmdline") as line:
                if f"--user-data-dir={profile}" in line.read():
                    os.kill(pid, signal.SIGKILL)
        except OSError:
            continue


@pytest.mark.parametrize("round", range(20 if LONG else 1))
def test_a_browser_that_is_killed_has_every_key_from_more_than_a_second_before(
    chromium, playwright, scribe, proxy, tmp_path, round
):
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
    killed(context, tmp_path)
    proxy.mood = "pass"
    context = start()
    desk = Desk(context.new_page(), scribe, proxy.url).open()
    expect(desk.field()).to_have_value(text, timeout=2_000)
    context.close()


def test_a_tab_that_is_closed_a_reload_and_the_back_button_lose_nothing(desk, proxy):
    desk.open().type("Ein ")
    desk.reload().type("to ")
    desk.page.goto("about:blank")
    desk.page.go_back()
    desk.ready().type("tre ")
    desk.page.close()
    desk.page = desk.page.context.new_page()
    desk.open()
    expect(desk.field()).to_have_value("Ein to tre ")


def test_a_double_click_and_five_times_enter_send_one_note(desk, bodies):
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


@pytest.mark.parametrize("choice, becomes", [("Use mine", "Mi retting"), ("Keep theirs", "Deira retting")])
def test_two_devices_that_change_one_note_see_both_texts_and_lose_neither(desk, other, proxy, choice, becomes):
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
    met = desk.page.get_by_role("region", name="Two new texts for this note")
    expect(met.locator("[data-text=mine]")).to_have_text("Mi retting")
    expect(met.locator("[data-text=theirs]")).to_have_text("Deira retting")
    expect(met.locator("del")).to_have_text("Mi ")
    met.get_by_role("button", name=choice).click()
    for each in (desk, other):
        expect(each.page.locator(".note")).to_have_count(1)
        expect(each.page.locator(".note > .note-body")).to_have_text(becomes)
    post = Post.objects.get()
    assert post.body == becomes
    assert {"Mi retting", "Deira retting"} <= {post.body, *post.revisions.values_list("body", flat=True)}


def test_one_text_of_both_can_be_written(desk, other):
    desk.open().send("Ein benk")
    expect(desk.note("Ein benk")).to_contain_text("Saved ")
    desk.note("Ein benk").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+Home")
    desk.page.keyboard.type("Mi: ")
    Post.objects.get().revise(body="Deira: ein benk")
    desk.page.keyboard.press("Control+Enter")
    desk.page.get_by_role("button", name="Write one of both").click()
    field = desk.page.get_by_role("textbox", name="New text of the note")
    expect(field).to_be_focused()
    assert "Deira: ein benk" in field.input_value() and "Mi: " in field.input_value()
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    until(lambda: "Mi: " in Post.objects.get().body and "Deira" in Post.objects.get().body, "both are in it")


def test_what_the_other_device_of_the_group_writes_comes_by_itself(desk, other):
    desk.open().type("Eg skriv ")
    other.open().send("Frå Torleif", 1)
    expect(desk.note("Frå Torleif")).to_contain_text("Torleif")
    desk.page.keyboard.type("vidare")
    expect(desk.field()).to_have_value("Eg skriv vidare")


def test_a_round_that_closes_and_one_that_opens_take_no_focus_caret_or_sign(desk, seminar):
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
def test_a_timer_counts_down_by_the_server_s_clock_though_the_device_is_an_hour_wrong(desk, seminar, bodies):
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
    expect(desk.page.locator("#timer")).to_contain_text("finish your sentence", timeout=4_000)


@pytest.mark.once
@pytest.mark.parametrize(
    "refusal",
    [
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    ],
)
def test_a_browser_that_keeps_nothing_says_so_and_saves_all_the_same(desk, proxy, bodies, refusal):
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


def test_two_hundred_thousand_signs_are_kept_and_can_be_sent_in_parts(desk, bodies):
    text = "".join(f"{number:06d} ø\n" for number in range(200_000 // 9))
    desk.open().field().focus()
    desk.page.evaluate(PUT, text)  # typing 22 000 lines takes Chromium minutes on any page
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("A note can have 20,000 signs")
    until(lambda: desk.kept() == [text], "all of it is on the device")
    assert desk.field().input_value() == text
    desk.page.get_by_role("button", name="Send it in parts").click()
    expect(desk.page.locator(".note", has_text="Saved")).to_have_count(11, timeout=15_000)
    assert "\n".join(bodies()) + "\n" == text
    assert desk.kept() == []


@pytest.mark.once
def test_the_limit_is_told_before_it_is_reached(desk):
    desk.open().field().fill("å" * 16_500)
    expect(desk.page.locator(".entry-state").first).to_contain_text("3,500 signs left")


@pytest.mark.once
def test_a_pasted_text_that_answers_several_questions_is_divided_after_a_look_and_put_together_again(desk, seminar):
    text = (
        "Spørsmål 1:\n- Ein raud benk ved brua, og ein til\n\nSpørsmål 2:\n"
        + "Kommunen og velforeininga kan hjelpe. " * 3
    )
    desk.open().field().focus()
    desk.page.evaluate(
        """text => {
          const field = document.activeElement;
          field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
          document.execCommand("insertText", false, text);
        }""",
        text,
    )
    offer = desk.page.get_by_role("region", name="Divide the text")
    expect(offer.locator("li")).to_have_count(2)
    expect(offer).to_contain_text("Kven kan hjelpe?")
    offer.get_by_role("button", name="Put each part under its question").click()
    expect(desk.field(0)).to_have_value("- Ein raud benk ved brua, og ein til")
    expect(desk.field(1)).to_have_value(("Kommunen og velforeininga kan hjelpe. " * 3).strip())
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.field(0)).to_have_value(text)
    expect(desk.field(1)).to_have_value("")


def test_a_draft_goes_on_on_another_device_and_two_that_differ_are_both_shown(desk, chromium, scribe, server, proxy):
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
    desk.page.get_by_role("button", name="Add it to mine").click()
    both = "Byrja på telefonen MED MEIR\n\nByrja på telefonen og fullført på maskina"
    expect(desk.field()).to_have_value(both)
    until(lambda: Draft.objects.get().body == both, "both are on the server")
    context.close()


@pytest.mark.once
def test_who_leaves_one_seminar_keeps_what_was_typed_for_another(desk, proxy):
    elsewhere = make.seminar("Eit anna seminar")
    make.round(elsewhere).open()
    there = Desk(desk.page, make.scribe(elsewhere, make.group(elsewhere)), proxy.url).open()
    there.type("Til det andre seminaret")
    until(lambda: there.kept() == ["Til det andre seminaret"], "it is kept")
    desk.open().is_kept_open().type("Til dette")
    until(lambda: "Til dette" in desk.kept(), "it is kept")
    desk.page.goto(desk.address.replace("/write/", "/who/"))
    desk.page.get_by_label("Everything I have written").check()
    desk.page.get_by_role("button", name="Leave on this device").click()
    desk.page.wait_for_url("**/j/")
    until(lambda: desk.kept() == ["Til det andre seminaret"], "only this seminar is forgotten")
    until(lambda: desk.address.removeprefix(proxy.url) not in desk.cached(), "and its page too")


@pytest.mark.once
def test_the_own_sha_256_is_the_browser_s(desk):
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
