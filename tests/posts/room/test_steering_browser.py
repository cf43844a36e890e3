"""Those who run the rounds see each other's steps, and what they press while the server is away is done once, later."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from seminar.models import DialogueRound
from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import Desk
from tests.posts.room.test_room_browser import close_round, enter, log_in
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
FOCUS = "document.activeElement.id"
HEAR = "change => document.dispatchEvent(new CustomEvent('changes', { detail: [change] }))"


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.member(seminar, make.person("Bjarte"))
    for title in ("Kva manglar?", "Kven kan hjelpe?"):
        make.round(seminar, title).add_questions(["Kva treng vi?", "Kven kan hjelpe?", "Kva gjer vi først?"])
    return seminar


@pytest.fixture
def aud(page, seminar, proxy):
    """Her network can be made to fail."""
    enter(page, seminar, "Aud", proxy.url)
    return page


@pytest.fixture
def bjarte(chromium, seminar, server):
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    enter(page, seminar, "Bjarte", server.url)
    yield page
    context.close()


@pytest.fixture
def signe(chromium, seminar, server):
    context = chromium.new_context(locale="en-GB")
    scribe = make.scribe(seminar, make.group(seminar), "Signe")
    yield Desk(context.new_page(), scribe, server.url).open()
    context.close()


def first(seminar) -> DialogueRound:
    return seminar.rounds.select_related("seminar").first()


def extended(seminar) -> int:
    return seminar.changes.filter(verb="dialogueround.extended").count()


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def says(page, sentence: str) -> None:
    expect(page.locator("#messages")).to_have_text(sentence)


def test_one_more_minute_is_one_press_and_the_other_sees_who_pressed_it(aud, bjarte, seminar):
    first(seminar).open(minutes=20)
    expect(bjarte.locator(".countdown")).to_contain_text("19:")
    press(bjarte, "+5 min")
    says(bjarte, "The timer is extended: 5 min.")
    expect(bjarte.locator(".countdown")).to_contain_text("24:")
    assert bjarte.evaluate(FOCUS) == f"extend-5-{first(seminar).pk}"
    expect(aud.locator("#step")).to_contain_text("Bjarte extended the timer: 5 min")
    expect(aud.locator("#announcement")).to_contain_text("Bjarte extended the timer: 5 min")
    expect(aud.locator(".countdown")).to_contain_text("24:")

    press(aud, "Remove the timer")
    expect(bjarte.locator("#step")).to_contain_text("Aud removed the timer")
    says(bjarte, "")  # what it said is not so any more
    expect(bjarte.locator(".countdown")).to_have_count(0)


def test_what_was_done_is_said_until_another_does_something(bjarte, seminar):
    """The page also hears of its own step by the stream, which may come after the answer."""
    first(seminar).open(minutes=20)
    expect(bjarte.locator(".countdown")).to_contain_text("19:")
    press(bjarte, "+5 min")
    says(bjarte, "The timer is extended: 5 min.")
    change = {"kind": "dialogueround", "subject": first(seminar).pk, "verb": "dialogueround.extended"}
    for _ in range(2):
        with bjarte.expect_response("**/room/now/**"):
            bjarte.evaluate(HEAR, change)
        bjarte.wait_for_timeout(100)
    says(bjarte, "The timer is extended: 5 min.")


def test_a_field_that_is_sent_is_emptied_and_the_page_stays(aud, seminar):
    first(seminar).open()
    expect(aud.get_by_label("Minutes from now")).to_be_visible()
    aud.evaluate("window.same = true")
    aud.get_by_label("Minutes from now").fill("8")
    aud.keyboard.press("Enter")
    says(aud, "The timer is set.")
    expect(aud.locator(".countdown")).to_contain_text("7:")
    expect(aud.get_by_label("Minutes from now")).to_have_value("")
    press(aud, "Reset the timer")
    says(aud, "Warning: Nothing was changed. Write for how many minutes the timer is to run.")
    assert aud.evaluate("same") and first(seminar).ends_at


@pytest.mark.parametrize("mood", ["down", "bad gateway", "portal", "hole"])
def test_what_is_pressed_while_the_server_is_away_is_done_once_when_it_is_back(aud, seminar, proxy, mood):
    first(seminar).open(minutes=20)
    expect(aud.locator(".countdown")).to_be_visible()
    proxy.mood = mood
    press(aud, "+5 min")
    close_round(aud)
    waiting = aud.locator("#waiting")
    expect(waiting).to_contain_text("Not done yet: “+5 min”, “Close it now”. The server does not answer. Trying again.")
    assert first(seminar).state == "open"
    proxy.mood = "pass"
    proxy.cut()
    expect(waiting).to_be_hidden()
    expect(aud.locator("#step")).to_contain_text("Aud closed the round")
    verbs = list(seminar.changes.order_by("number").values_list("verb", flat=True))[-3:]
    assert verbs == ["dialogueround.opened", "dialogueround.extended", "dialogueround.closed"]


def test_what_was_done_but_not_answered_is_not_done_twice(aud, seminar, proxy):
    first(seminar).open(minutes=20)
    expect(aud.locator(".countdown")).to_be_visible()
    proxy.mood = "lose the answer"
    press(aud, "+5 min")
    expect(aud.locator("#waiting")).to_be_visible()
    until(lambda: extended(seminar), "it is done")
    proxy.mood = "pass"
    expect(aud.locator("#messages")).to_have_text("It is done.")
    assert extended(seminar) == 1


def test_the_last_press_of_this_page_does_not_stand_in_the_way_of_the_next_one(aud, seminar, proxy):
    """The room was not updated in between."""
    first(seminar).open(minutes=20)
    expect(aud.locator(".countdown")).to_be_visible()
    aud.route("**/room/now/", lambda route: route.abort())
    press(aud, "+5 min")
    says(aud, "The timer is extended: 5 min.")
    proxy.mood = "down"
    close_round(aud)
    expect(aud.locator("#waiting")).to_be_visible()
    proxy.mood = "pass"
    expect(aud.locator("#messages")).to_contain_text("The round is closed.")
    assert first(seminar).state == "closed"


def test_what_waits_can_be_given_up(aud, seminar, proxy):
    first(seminar).open(minutes=20)
    expect(aud.locator(".countdown")).to_be_visible()
    proxy.mood = "down"
    close_round(aud)
    press(aud, "Cancel")
    expect(aud.locator("#waiting")).to_be_hidden()
    proxy.mood = "pass"
    expect(aud.locator("html")).to_have_attribute("data-live", "on")
    aud.wait_for_timeout(4_000)
    assert first(seminar).state == "open"


def test_what_waited_is_not_done_where_somebody_else_came_first(aud, seminar, proxy):
    first(seminar).open(minutes=20)
    expect(aud.locator(".countdown")).to_be_visible()
    proxy.mood = "down"
    close_round(aud)
    expect(aud.locator("#waiting")).to_be_visible()
    first(seminar).extend_timer(5, by=seminar.members.get(person__name="Bjarte").person)
    proxy.mood = "pass"
    expect(aud.locator("#messages")).to_contain_text(
        "It was not done, since this came first: Bjarte extended the timer: 5 min."
    )
    assert first(seminar).state == "open"


def test_what_is_pressed_after_the_session_has_ended_is_done_after_a_login_in_another_tab(page, seminar, live_server):
    enter(page, seminar, "Aud", live_server.url)
    first(seminar).open(minutes=20)
    expect(page.locator(".countdown")).to_be_visible()
    page.context.clear_cookies()
    press(page, "+5 min")
    expect(page.locator("#waiting")).to_contain_text("You are logged out.")
    with page.context.expect_page() as opened:
        page.locator("#waiting").get_by_role("link", name="Log in").click()
    log_in(opened.value)
    expect(page.locator("#step")).to_contain_text("Aud extended the timer: 5 min")
    assert extended(seminar) == 1


def test_phones_lose_a_round_opened_by_mistake_at_once_and_keep_what_was_begun(bjarte, signe, seminar):
    bjarte.locator(f"#open-{seminar.rounds.last().pk}").click()
    expect(signe.page.get_by_role("heading", name="Kven kan hjelpe?", exact=True).first).to_be_visible()
    signe.type("Ein halv set")
    until(lambda: seminar.drafts.filter(body="Ein halv set").exists(), "the draft is saved")
    press(bjarte, "Undo the opening")
    expect(signe.page.get_by_role("heading", name="We begin soon")).to_be_visible(timeout=2_000)
    expect(signe.page.locator(".place")).to_have_count(1)
    expect(signe.page.locator(".place")).to_contain_text("Your text is kept here until it is.")
    expect(signe.field()).to_have_value("Ein halv set")
    expect(signe.page.locator("#unsent")).to_be_hidden()
    seminar.rounds.select_related("seminar").last().open()
    expect(signe.page.locator(".place")).to_have_count(3)
    expect(signe.field()).to_have_value("Ein halv set")


def test_questions_are_asked_one_after_the_other_on_open_phones(bjarte, signe, seminar):
    bjarte.get_by_role("button", name="Open with only 1.1").click()
    places = signe.page.locator(".place-question")
    expect(places).to_have_text(["Kva treng vi?"])
    press(bjarte, "Next question: 1.2")
    expect(places).to_have_text(["Kva treng vi?", "Kven kan hjelpe?"], timeout=2_000)
    press(bjarte, "Next question: 1.3")
    expect(places).to_have_count(3, timeout=2_000)
    expect(bjarte.get_by_role("button", name="Next question")).to_have_count(0)


def test_rounds_are_run_without_scripts(chromium, seminar, server):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    enter(page, seminar, "Aud", server.url)
    page.get_by_role("button", name="Open with only 1.1").click()
    for button, sentence in [
        ("Next question: 1.2", "The question is open."),
        ("Undo the opening", "The opening is undone."),
    ]:
        press(page, button)
        expect(page.locator("#messages")).to_contain_text(sentence)
    page.get_by_role("button", name="Open the round").first.click()
    close_round(page)
    expect(page.locator("#messages")).to_contain_text("The round is closed.")
    context.close()


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_buttons_are_accessible(page, seminar, live_server, width, scheme):
    first(seminar).open(minutes=20, first_only=True)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    enter(page, seminar, "Aud", live_server.url)
    for summary in page.locator("main summary").all():
        summary.click()
    page.evaluate("document.getElementById('waiting').hidden = false")
    assert_no_faults(page)
    assert reverse("room", args=[seminar.slug]) in page.url
