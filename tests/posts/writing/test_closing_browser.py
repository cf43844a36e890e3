"""What a scribe sees when a round closes over unsent text, and when others change its group or begin a rehearsal."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import CDPSession, expect

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Scribe
from seminar.models.person import new_uid
from tests import make
from tests.posts.desk import Desk
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_unsent_text_is_named_when_the_round_closes_and_one_button_sends_all_of_it(desk, seminar, bodies):
    desk.open()
    expect(desk.page.get_by_text("What you have not sent is sent by itself")).to_be_visible()
    desk.type("Ein benk.")
    desk.type("Kommunen.", number=1)
    unsent = desk.page.locator("#unsent")
    expect(unsent).to_be_hidden()
    seminar.rounds.get().close()
    expect(unsent).to_contain_text("2 texts are not sent. What you do not send now is sent by itself")
    unsent.get_by_role("button", name="Send all of it").click()
    until(lambda: sorted(bodies()) == ["Ein benk.", "Kommunen."], "both are sent")
    expect(unsent).to_be_hidden()
    assert not Post.objects.filter(sent_at_closing=True).exists()


def test_a_question_that_was_closed_on_its_own_says_so_until_its_time_has_passed(desk, seminar):
    question = seminar.questions.first()
    question.close()
    soon = timezone.now() - seminar.grace + timedelta(seconds=8)
    seminar.questions.filter(pk=question.pk).update(closed_at=soon)
    desk.open()
    closing = desk.page.get_by_text("This question is closing.")
    expect(closing).to_be_visible()
    expect(closing).to_have_count(0)


def test_what_changes_while_the_page_asks_is_not_forgotten_for_a_question_that_ends_later(desk, seminar):
    seminar.describe(grace_minutes=10)
    desk.open()
    held = []
    desk.page.route("**/write/now/", lambda route: held.append((route, route.fetch())), times=1)
    seminar.questions.first().close()
    while not held:
        desk.page.wait_for_timeout(50)
    desk.page.evaluate("heard = new Promise((resolve) => document.addEventListener('changes', resolve)), true")
    seminar.questions.last().close()
    desk.page.evaluate("heard.then(() => true)")
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(desk.page.get_by_text("This question is closing.")).to_have_count(2)


def test_what_the_server_sends_leaves_the_field_and_is_not_doubled_and_what_was_typed_since_stays(desk, seminar, proxy):
    desk.open().send("Ei lampe.", 2)
    edit = desk.page.locator(".note-edit textarea")
    desk.note("Ei lampe.").get_by_text(re.compile("Saved \\d")).wait_for()
    desk.note("Ei lampe.").get_by_role("button", name="Edit").click()
    edit.fill("Ei lampe ved brua.")
    desk.type("Ein benk.")
    desk.type("Kommunen", number=1)
    until(
        lambda: Draft.objects.unsent().filter(body__in=["Ei lampe ved brua.", "Ein benk.", "Kommunen"]).count() == 3,
        "all are there",
    )
    seminar.describe(grace_minutes=0)
    proxy.mood = "down"
    proxy.cut()
    desk.type(" og lensmannen", number=1)
    seminar.rounds.get().close()
    until(lambda: Post.objects.filter(sent_at_closing=True).count() == 2, "the server has sent both", seconds=25)
    desk.network_is_back(proxy)
    expect(desk.note("Ein benk.")).to_contain_text("Sent at closing")
    expect(desk.page.locator("#unsent")).to_contain_text("this was sent as it was then")
    expect(edit).to_have_count(0)
    expect(desk.note("Ei lampe ved brua.")).to_have_count(1)
    assert [desk.field(number).input_value() for number in (0, 1)] == ["", "Kommunen og lensmannen"]
    desk.page.locator("#unsent").get_by_role("button").click()
    until(lambda: Post.objects.get(body="Kommunen").revisions.aside().exists(), "the rest is set aside")
    assert Post.objects.count() == 3
    desk.reload()
    assert [desk.field(number).input_value() for number in (0, 1)] == ["", ""]


def test_those_who_run_the_seminar_see_which_groups_have_unsent_text_and_ask_for_it(desk, seminar, client):
    seminar.describe(send_at_closing=False)
    desk.open()
    desk.type("Ein løyndom.")
    until(lambda: Draft.objects.unsent().exists(), "the draft is on the server")
    round = seminar.rounds.get()
    round.close()
    client.force_login(seminar.members.get().person)
    room = client.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "1 has unsent text" in room and "Has unsent text" in room and "løyndom" not in room
    expect(desk.page.locator("#unsent")).to_have_text("1 text is not sent.Send all of it")
    answer = client.post(reverse("ask_for_unsent", args=[seminar.slug, round.pk]), follow=True)
    assert "1 device was asked" in answer.content.decode()
    expect(desk.page.locator("#unsent")).to_contain_text("Those who run the seminar ask you to send it.")


def test_a_new_text_that_is_set_aside_is_shown_with_the_reason_until_it_has_been_read(desk):
    desk.open().send("Ein benk.")
    note = desk.note("Ein benk.")
    note.get_by_text(re.compile("Saved \\d")).wait_for()
    note.get_by_role("button", name="Edit").click()
    note.locator("textarea").fill("Ein benk ved brua.")
    Post.objects.get().lock_text()
    note.get_by_role("button", name="Save").click()
    expect(note).to_contain_text("Locked by a facilitator")  # the page has been updated since
    expect(note.locator(".set-aside")).to_contain_text("Your new text is set aside, and a facilitator decides.")
    expect(note.locator(".set-aside .note-body")).to_have_text("Ein benk ved brua.")
    expect(note.locator("> .note-body")).to_have_text("Ein benk.")
    expect(desk.page.locator("#announcement")).to_contain_text("Your new text is set aside")
    note.get_by_role("button", name="OK").click()
    expect(note.locator(".set-aside")).to_have_count(0)
    assert [aside.body for aside in Post.objects.get().revisions.aside()] == ["Ein benk ved brua."]


def test_a_note_that_could_not_be_withdrawn_says_so_and_is_not_shown_as_withdrawn(desk, proxy):
    desk.open().send("Ein benk.")
    note = desk.note("Ein benk.")
    note.get_by_text(re.compile("Saved \\d")).wait_for()
    proxy.mood = "down"
    proxy.cut()
    note.get_by_role("button", name="Withdraw").click()
    expect(note).to_have_class(re.compile("is-away"))
    Post.objects.get().lock_text()
    desk.network_is_back(proxy)
    expect(note.locator(".set-aside")).to_contain_text("A facilitator has locked this note.")
    expect(note).not_to_have_class(re.compile("is-away"))
    expect(note.locator(".note-state")).to_contain_text("Saved")
    desk.says("All is saved")
    assert Post.objects.get().state == "visible"


@pytest.fixture
def keyboard(desk, seminar) -> CDPSession:
    """It is composing a word, as a phone's does, when the round closes and the server sends it: “Ein benk”."""
    desk.open().field().focus()
    keyboard = desk.page.context.new_cdp_session(desk.page)
    keyboard.send("Input.imeSetComposition", {"text": "Ein benk", "selectionStart": 8, "selectionEnd": 8})
    until(lambda: Draft.objects.filter(body="Ein benk").exists(), "the draft is on the server")
    seminar.describe(grace_minutes=0)
    seminar.rounds.get().close()
    expect(desk.note("Ein benk")).to_contain_text("Sent at closing", timeout=25_000)
    return keyboard


def test_what_the_server_sends_while_a_word_is_being_composed_is_not_sent_again(desk, keyboard):
    expect(desk.field()).to_have_value("Ein benk")
    keyboard.send("Input.imeSetComposition", {"text": "Ein benke", "selectionStart": 9, "selectionEnd": 9})
    keyboard.send("Input.insertText", {"text": "Ein benker"})
    expect(desk.page.locator("#unsent")).to_contain_text("this was sent as it was then")
    desk.page.locator("#unsent").get_by_role("button").click()
    until(lambda: Post.objects.get().revisions.aside().exists(), "the new text is set aside")
    assert [post.body for post in Post.objects.all()] == ["Ein benk"]


def test_a_composed_word_that_the_server_has_sent_leaves_its_field(desk, keyboard):
    keyboard.send("Input.insertText", {"text": "Ein benk"})
    expect(desk.field()).to_have_value("")
    desk.says("All is saved")
    assert Post.objects.count() == 1


def test_a_scribe_who_is_moved_sees_it_at_once(desk, seminar, scribe):
    desk.open()
    scribe.move(make.group(seminar, "Gruppe 14"), by=seminar.members.get().person)
    expect(desk.page.locator("#moved")).to_contain_text("The organizer moved you to Gruppe 14")
    expect(desk.page.locator("#group")).to_have_text("Gruppe 14")
    assert desk.page.title().startswith("Gruppe 14")
    desk.page.locator("#moved").get_by_role("button").click()
    expect(desk.page.locator("#moved")).to_be_hidden()


def test_a_rehearsal_is_said_while_it_lasts_and_what_was_typed_in_it_goes_when_it_is_cleared(desk, seminar, other):
    seminar.rounds.get().close()
    desk.open()
    other.open()
    banner = desk.page.locator(".rehearsing")
    assert banner.count() == 0
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    expect(banner).to_be_visible()
    expect(other.page.locator(".rehearsing")).to_be_visible()
    seminar.rounds.get().open()
    expect(desk.page.locator(".place[data-phase=open]").first).to_be_visible()
    desk.type("Berre ei prøve.")
    desk.page.locator("h1").click()
    until(lambda: Draft.objects.unsent().exists(), "the draft is on the server")
    desk.says("1 not sent yet")
    rehearsal.end()
    expect(banner).to_have_count(0)
    until(lambda: desk.kept() == [], "the text is not on the device either")
    assert desk.field().input_value() == ""


def test_text_typed_without_a_network_after_the_rehearsal_is_not_cleared_with_it(desk, seminar, proxy):
    seminar.rounds.get().close()
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    seminar.rounds.get().open()
    desk.open()
    proxy.mood = "down"
    proxy.cut()
    rehearsal.end(keep=False)
    seminar.rounds.get().open()
    desk.type("Dette er på ordentleg.")
    desk.says("Not connected")
    desk.network_is_back(proxy)
    until(lambda: Draft.objects.filter(body="Dette er på ordentleg.").exists(), "the draft is on the server")
    expect(desk.page.locator(".rehearsing")).to_have_count(0)
    desk.reload()
    assert desk.field().input_value() == "Dette er på ordentleg."


def test_silence_of_the_network_is_named_within_three_seconds_while_the_request_goes_on(desk, bodies):
    desk.page.clock.install()
    desk.open()
    desk.page.route("**/write/notes/**", lambda route: waiting.append(route))
    waiting = []
    desk.send("Er det nokon der?")
    until(lambda: not desk.page.wait_for_timeout(50) and waiting, "the request is under way")
    desk.page.clock.pause_at(timezone.now() + timedelta(seconds=3))  # they pass at once, and time stops
    expect(desk.state).to_have_text("No answer from the server yet. Your text is safe on this device.")
    assert desk.kept() == ["Er det nokon der?"]
    desk.page.clock.resume()
    waiting[0].continue_()
    desk.says("All is saved")
    assert (bodies(), len(waiting)) == (["Er det nokon der?"], 1)


def test_a_tab_that_sleeps_does_not_keep_another_from_sending(desk, scribe, server, chromium, bodies):
    desk.open()
    desk.page.route("**/write/notes/**", lambda route: None)  # the request hangs, and then the tab sleeps
    desk.send("Frå den som sov.")
    devtools = desk.page.context.new_cdp_session(desk.page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    awake = Desk(desk.page.context.new_page(), scribe, desk.url).open()
    awake.send("Frå den andre.")
    until(lambda: sorted(bodies()) == ["Frå den andre.", "Frå den som sov."], "both are sent")
    awake.says("All is saved")
    devtools.send("Page.setWebLifecycleState", {"state": "active"})


def test_a_device_that_must_join_again_finds_the_way_in_the_line_and_hears_that_text_waits(desk, seminar, scribe):
    desk.open()
    Scribe.objects.filter(pk=scribe.pk).update(uid=new_uid())  # its cookie is of nobody now
    desk.send("Har de gløymt meg?")
    link = desk.state.get_by_role("link", name="Join again")
    expect(link).to_be_visible()
    link.click()
    expect(desk.page.locator("#waiting")).to_contain_text("is kept on this device")
    desk.page.goto(desk.url + reverse("join", args=[make.seminar("Ein annan", doors_open=True).join_code]))
    expect(desk.page.locator("h1")).to_be_visible()
    expect(desk.page.locator("#waiting")).to_be_hidden()
    seminar.open_doors()
    desk.page.goto(desk.url + reverse("join", args=[seminar.join_code]))
    expect(desk.page.locator("#waiting")).to_be_visible()
