"""What is written in the room is on the phones at once, and a call for help is in the room at once."""

import pytest
from playwright.sync_api import expect

from seminar.models import Message
from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import Desk
from tests.posts.room.test_room_browser import enter
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.round(seminar).add_questions(["Kva treng vi?"])
    seminar.rounds.get().open()
    return seminar


@pytest.fixture
def aud(page, seminar, server):
    enter(page, seminar, "Aud", server.url)
    return page


@pytest.fixture
def signe(chromium, seminar, proxy):
    context = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    scribe = make.scribe(seminar, make.group(seminar, "Nordbord"), "Signe")
    yield Desk(context.new_page(), scribe, proxy.url).open()
    context.close()


def write_to_groups(page, text: str) -> None:
    page.locator("#new-message-title").click()
    page.get_by_label("Message", exact=True).fill(text)
    page.locator("#send-message").click()
    expect(page.locator("#messages")).to_contain_text("Sent to all groups.")


def test_a_message_comes_and_goes_on_an_open_phone_and_leaves_its_text_alone(aud, signe):
    signe.type("Ein halv set")
    write_to_groups(aud, "Pause til 12:15")
    message = signe.page.locator(".write-messages")
    expect(message).to_contain_text("Pause til 12:15", timeout=3_000)
    call = signe.page.locator("#message")
    expect(call).to_contain_text("Pause til 12:15")
    expect(signe.field()).to_be_focused()
    expect(signe.field()).to_have_value("Ein halv set")
    call.get_by_role("button", name="OK").click()
    expect(call).to_be_hidden()
    write_to_groups(aud, "Kaffien er klar")
    expect(call).to_contain_text("Kaffien er klar", timeout=3_000)
    expect(call).not_to_contain_text("Pause")
    for _ in range(2):
        aud.locator("[id^=remove-message-]").first.click()
    expect(call).to_be_hidden(timeout=3_000)
    expect(message).to_have_count(0, timeout=3_000)
    assert_no_faults(signe.page)


def test_a_call_for_help_and_its_answer_are_seen_at_once_and_the_phone_stays_on_its_page(aud, signe, seminar):
    signe.type("Ein halv set")
    signe.page.evaluate("window.same = true")
    signe.page.get_by_role("button", name="We need help").click()
    expect(signe.page.locator(".write-help")).to_contain_text("You called for help at")
    expect(aud.locator("#to-groups")).to_contain_text("Nordbord needs help", timeout=3_000)
    expect(aud.locator("#announcement")).to_have_text("Nordbord needs help")
    aud.locator("[id^=answer-]").click()
    expect(signe.page.locator(".write-help")).to_contain_text("Help is coming.", timeout=3_000)
    expect(signe.field()).to_have_value("Ein halv set")
    assert signe.page.evaluate("same")


def test_a_call_without_a_network_says_that_it_was_not_sent(signe, proxy, seminar):
    proxy.mood = "down"
    signe.page.get_by_role("button", name="We need help").click()
    expect(signe.page.locator(".write-help")).to_contain_text("It could not be sent just now. Try again.")
    proxy.mood = "pass"
    signe.page.get_by_role("button", name="We need help").click()
    until(lambda: seminar.groups.get().called_at, "the call is there")


def test_what_is_being_written_to_the_groups_stays_when_the_room_follows(aud, seminar, signe):
    aud.locator("#new-message-title").click()
    aud.get_by_label("Message", exact=True).fill("Pause til")
    aud.get_by_label("To", exact=True).select_option(label="Nordbord")
    aud.locator("h1").click()
    Message.objects.send("Velkomen", seminar=seminar)
    expect(aud.locator("#to-groups")).to_contain_text("Velkomen", timeout=5_000)
    expect(aud.get_by_label("Message", exact=True)).to_have_value("Pause til")
    expect(aud.get_by_label("To", exact=True)).to_have_value(str(seminar.groups.get().pk))


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_messages_and_calls_in_the_room_are_accessible(page, seminar, live_server, width, scheme):
    make.group(seminar, "Nordbord").call()
    Message.objects.send("Pause til 12:15", seminar=seminar)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    enter(page, seminar, "Aud", live_server.url)
    page.locator("#new-message-title").click()
    assert_no_faults(page)
