"""Writing on an unreliable network: each character reaches the server once, and the page never claims too much."""

import json
import os
import re
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post
from seminar.models import Scribe
from seminar.models.person import new_uid
from tests import make
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
LEAVE_WAITING = """async ([uid, slug, round, question]) => {
  const open = indexedDB.open("rundebord-write");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const facts = { kind: "note", uid, slug, round, question, body: "Ein benk ved brua", refused: "", met: null };
  const transaction = database.transaction("outbox", "readwrite");
  transaction.objectStore("outbox").put({ ...facts, base: null, seq: 9, id: `${slug} 9` });
  await new Promise((done) => { transaction.oncomplete = done; });
  database.close();
}"""


def cut(proxy, mood: str = "down") -> None:
    proxy.mood = mood
    proxy.cut()


def test_no_character_is_lost_when_the_network_fails_in_the_middle_of_a_word(desk, proxy, bodies):
    text = "".join(f"{number:04d} å ikkje miste eit ord\n" for number in range(20))[:500]
    desk.open().type(text[:197])
    cut(proxy)
    desk.type(text[197:])
    desk.says("Not connected: 1 text is safe on this device")
    assert desk.kept() == [text]
    desk.page.keyboard.press("Control+Enter")
    expect(desk.note("0000").locator(".note-state")).to_have_text("On this device")
    proxy.mood = "pass"
    desk.says("All is saved")
    assert bodies() == [text.rstrip()]
    expect(desk.note("0000").locator(".note-state")).to_contain_text("Saved")
    assert desk.kept() == []


def test_twelve_notes_arrive_once_each_across_two_cuts_and_a_reload(desk, proxy, bodies):
    desk.open().is_kept_open()
    texts = [f"Notat {number}: «øæå» 🙂\n- ein\n- to" for number in range(12)]
    for number, text in enumerate(texts):
        if number in (2, 7):
            cut(proxy, "down" if number == 2 else "hole")
        if number in (5, 10):
            desk.network_is_back(proxy)
        if number == 8:
            proxy.mood = "down"
            proxy.cut()
            desk.reload()  # without network, from the device's copy
        desk.send(text, number % 3)
    desk.says("All is saved")
    assert sorted(bodies()) == sorted(texts)
    expect(desk.page.locator(".note")).to_have_count(12)
    assert desk.kept() == []


@pytest.mark.parametrize("mood", ["lose the answer", "half"])
def test_a_note_whose_answer_was_lost_is_saved_once(desk, proxy, bodies, mood):
    desk.open()
    proxy.mood = mood
    desk.send("Berre éin gong.")
    desk.says(re.compile("Not connected|asks you to log in"))
    until(lambda: bodies() == ["Berre éin gong."], "the note arrived")
    expect(desk.note("Berre").locator(".note-state")).to_have_text("On this device")
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert bodies() == ["Berre éin gong."]


def test_a_log_in_page_of_the_network_does_not_count_as_saved(desk, proxy, bodies):
    desk.open()
    cut(proxy, "portal")
    desk.send("Ikkje på hotellet sitt nett.")
    desk.says("The network asks you to log in")
    expect(desk.note("hotellet").locator(".note-state")).to_have_text("On this device")
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert bodies() == ["Ikkje på hotellet sitt nett."]


ANSWERS = [
    (404, {"error": "Who?"}, "need to join again"),
    (429, {"error": "Too many."}, "Too many."),
    (503, {"error": "Full."}, "Full."),
    (500, None, "The server cannot save just now"),
    (403, None, "asks you to log in"),
    (302, None, "asks you to log in"),
    (200, {"id": "another", "hash": "another"}, "asks you to log in"),
]


def test_the_text_stays_and_the_page_says_what_is_wrong_whatever_the_server_answers(desk, bodies):
    desk.open()
    answers, times = iter(ANSWERS if LONG else ANSWERS[:5]), []
    served = []

    def answer(route):
        times.append(timezone.now())
        status, data, words = next(answers, (0, None, ""))
        if not status:
            return route.fallback()
        served.append(words)
        headers = {"Location": "/elsewhere/"} if status == 302 else {}
        kind = "application/json" if data else "text/html"
        return route.fulfill(
            status=status, headers=headers, content_type=kind, body=json.dumps(data) if data else "<p>"
        )

    desk.page.route("**/write/notes/**", answer)
    desk.send("Det står her enno.")
    for number, (status, _, words) in enumerate(ANSWERS if LONG else ANSWERS[:5], 1):
        while len(served) < number:
            desk.page.wait_for_timeout(20)
        desk.says(words)
        assert desk.kept() == ["Det står her enno."], status
        assert "Saved" not in desk.note("står her").locator(".note-state").inner_text()
        desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.says("All is saved")
    assert bodies() == ["Det står her enno."]
    assert min((later - former).total_seconds() for former, later in pairwise(times)) >= 1.9


def test_the_page_does_not_call_saved_what_is_only_on_the_device(desk, proxy):
    refusal = {"status": 422, "content_type": "application/json", "body": '{"error": "Not like this."}'}
    desk.open().field(1).fill("å" * 200_001)
    desk.says("1 text is only on this device")
    expect(desk.state).to_have_attribute("data-tone", "warn")
    desk.page.route("**/write/drafts/", lambda route: route.fulfill(**refusal))
    desk.type("Ein avvist kladd")
    desk.says("2 texts are only on this device")
    desk.page.unroute_all()
    desk.field(2).fill("Ein kladd som kjem fram")
    expect(desk.page.locator(".entry-state").nth(2)).to_have_text("Draft saved, not sent yet")
    desk.says("2 texts are only on this device")
    cut(proxy)
    desk.type("!", 2)
    desk.says("Not connected: 3 texts are safe on this device")
    desk.network_is_back(proxy)
    desk.says("2 texts are only on this device")
    desk.field(1).fill("")
    desk.type(", retta")
    desk.says("Saved. 2 not sent yet")


def test_the_page_says_how_many_saved_texts_are_not_sent(desk):
    desk.open().type("Ein kladd")
    desk.says("Saved. 1 not sent yet")
    assert desk.state.get_attribute("data-tone") == ""
    desk.type("Ein til", 1)
    desk.says("Saved. 2 not sent yet")
    assert desk.state.get_attribute("aria-live") == "off"
    for number in range(2):
        desk.field(number).focus()
        desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    expect(desk.state).to_have_attribute("data-tone", "good")


def test_a_refused_note_can_be_edited_and_sent_again(desk, bodies):
    desk.open()
    refusal = {"status": 422, "content_type": "application/json", "body": '{"error": "Not like this."}'}
    desk.page.route("**/write/notes/**", lambda route: route.fulfill(**refusal))
    desk.send("Fyrste forsøk")
    desk.says("1 note could not be saved")
    note = desk.note("Fyrste")
    expect(note.locator(".note-state")).to_have_text("Not like this.")
    desk.send("Eit anna notat")  # a refused note does not hold up the others
    desk.says("2 notes could not be saved")
    desk.page.unroute_all()
    desk.note("Eit anna").get_by_role("button", name="Send again").click()
    desk.says("1 note could not be saved")
    note.get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("Andre forsøk")
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    assert bodies() == ["Eit anna notat", "Andre forsøk"]


def test_a_correction_that_was_begun_while_the_note_was_being_sent_is_sent_too(desk, bodies):
    desk.open()
    held = []
    desk.page.route("**/write/notes/**", lambda route: held.append(route), times=1)
    desk.send("Ein benk")
    until(lambda: not desk.page.wait_for_timeout(50) and held, "the note is on its way")
    desk.note("Ein benk").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" ved brua")
    held[0].continue_()
    until(lambda: bodies() == ["Ein benk"], "the note is saved")
    expect(desk.page.locator(".note.is-waiting")).to_have_count(0)
    desk.page.keyboard.press("Control+Enter")
    desk.says("All is saved")
    assert bodies() == ["Ein benk ved brua"]


def test_a_correction_that_a_former_version_of_the_page_left_waiting_is_compared_with_the_note(desk, scribe, bodies):
    desk.open().send("Ein benk")
    desk.says("All is saved")
    post = Post.objects.get()
    desk.page.evaluate(LEAVE_WAITING, [post.uid, scribe.seminar.slug, post.round.uid, post.question.uid])
    desk.reload()
    conflict = desk.page.get_by_role("region", name="Two new texts for this note")
    expect(conflict.locator("[data-text=mine]")).to_have_text("Ein benk ved brua")
    conflict.get_by_role("button", name="Use my text").click()
    desk.says("All is saved")
    assert bodies() == ["Ein benk ved brua"]


def test_a_note_from_a_device_that_was_offline_when_the_round_closed_is_late(desk, seminar, proxy, bodies):
    desk.open()
    cut(proxy)
    desk.send("Vi var i kjellaren.")
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timezone.timedelta(minutes=5))
    desk.network_is_back(proxy)
    desk.says("All is saved")
    expect(desk.note("kjellaren")).to_contain_text("Late")
    assert [post.late for post in Post.objects.all()] == [True]


def test_a_device_that_was_shut_out_keeps_its_text_and_sends_it_by_itself_when_it_is_let_in(desk, scribe, bodies):
    desk.open()
    scribe.remove()
    desk.send("Ikkje kast dette.")
    desk.says("You have been shut out by the organizer")
    assert (desk.kept(), bodies()) == (["Ikkje kast dette."], [])
    scribe.let_in()
    expect(desk.state).to_contain_text("All is saved", timeout=40_000)
    assert bodies() == ["Ikkje kast dette."]


def test_a_stopped_group_is_told_so_and_its_text_is_sent_by_itself_afterwards(desk, scribe, bodies):
    desk.open()
    scribe.group.stop()
    expect(desk.page.locator(".notice-warn")).to_contain_text(["The organizer has stopped your group from writing"])
    desk.send("Dette ventar.")
    desk.says("The organizer has stopped your group from writing")
    assert (desk.kept(), bodies()) == (["Dette ventar."], [])
    scribe.group.let_write()
    expect(desk.state).to_contain_text("All is saved", timeout=40_000)
    assert bodies() == ["Dette ventar."]


def test_a_device_that_is_not_known_keeps_its_text_and_sends_it_after_joining_again(desk, seminar, scribe, bodies):
    desk.open()
    Scribe.objects.filter(pk=scribe.pk).update(uid=new_uid())  # its cookie is of nobody now
    desk.send("Ikkje kast dette.")
    desk.says("You need to join again")
    new_scribe = make.scribe(seminar, scribe.group, "Signe att")
    desk.become(new_scribe)
    desk.open()
    desk.says("All is saved")
    assert bodies() == ["Ikkje kast dette."]


def test_unsent_text_stays_with_the_group_it_was_written_for_when_the_device_joins_for_another(
    desk, seminar, scribe, proxy, bodies
):
    desk.open().type("Ein kladd på tenaren.")
    desk.says("Saved. 1 not sent yet")
    proxy.mood = "lose the answer"
    desk.send("Dette kom fram.", 1)
    until(lambda: bodies() == ["Dette kom fram."], "the note arrived")
    cut(proxy)
    desk.send("Eit notat på eininga.", 1)
    desk.send("Eit notat å kaste.", 1)
    desk.type("Ein kladd på eininga.", 2)
    until(lambda: len(desk.kept()) == 5, "all are on the device")
    desk.become(make.scribe(seminar, make.group(seminar, "Gruppe 2"), "Torleif"))
    proxy.mood = "pass"
    desk.open()
    desk.says("3 notes could not be saved")
    assert [desk.field(number).input_value() for number in range(3)] == ["", "", ""]
    expect(desk.note("Eit notat på").locator(".note-state")).to_contain_text("This was written for Gruppe 1.")
    desk.note("å kaste").get_by_role("button", name="Discard").click()
    for text in ("Eit notat på", "Ein kladd på eininga"):
        desk.note(text).get_by_role("button", name="Send again").click()
    desk.says("All is saved")
    desk.reload()
    desk.says("All is saved")
    assert sorted((post.body, post.group.name) for post in Post.objects.all()) == [
        ("Dette kom fram.", "Gruppe 1"),
        ("Ein kladd på eininga.", "Gruppe 2"),
        ("Eit notat på eininga.", "Gruppe 2"),
    ]
    assert [(row.body, row.scribe) for row in Draft.objects.unsent()] == [("Ein kladd på tenaren.", scribe)]


def test_a_page_that_is_still_open_sends_nothing_for_the_group_that_the_device_joined_elsewhere(desk, seminar, proxy):
    desk.open()
    cut(proxy)
    desk.type("Ein kladd på eininga.")
    desk.says("Not connected: 1 text is safe on this device")
    desk.become(make.scribe(seminar, make.group(seminar, "Gruppe 2"), "Torleif"))
    desk.network_is_back(proxy)
    expect(desk.note("Ein kladd").locator(".note-state")).to_contain_text("This was written for Gruppe 1.")
    expect(desk.page.locator("#group")).to_have_text("Gruppe 2")
    expect(desk.field()).to_have_value("")
    assert not Draft.objects.unsent().exists() and not Post.objects.exists()


def test_nothing_is_lost_when_the_server_is_killed_and_restarted_while_someone_writes(desk, server, bodies):
    desk.open().type("Før ")
    server.kill()
    desk.type("og etter at ")
    desk.says("Not connected")
    server.start()
    desk.send("tenaren fall.")
    desk.says("All is saved")
    assert bodies() == ["Før og etter at tenaren fall."]


def test_the_page_opens_without_a_server_with_its_drafts_and_without_notes(desk, proxy, bodies):
    desk.open()
    desk.send("Eit notat som er framme.")
    desk.says("All is saved")
    desk.type("Ein kladd som ", 1)
    expect(desk.page.locator(".entry-state").nth(1)).to_have_text("Draft saved, not sent yet")
    desk.is_kept_open()
    desk.reload()  # now the service worker serves it, with a note and a draft in it
    until(lambda: "Ein kladd" in desk.field(1).input_value(), "the draft is in its field")
    cut(proxy)
    desk.reload()
    expect(desk.field(1)).to_have_value("Ein kladd som ")
    desk.type("er heil.", 1)
    desk.says("Not connected: 1 text is safe on this device")
    assert "framme" not in desk.cached()
    assert "kladd" not in desk.cached()
    desk.network_is_back(proxy)
    desk.says("Saved. 1 not sent yet")
    expect(desk.note("framme")).to_have_count(1)
    until(lambda: Draft.objects.get(body__gt="").body == "Ein kladd som er heil.", "the draft is on the server")


@pytest.mark.parametrize("mood", ["down", pytest.param("hole", marks=pytest.mark.skipif(not LONG, reason="LONG=1"))])
def test_notes_taken_back_and_edited_offline_are_changed_when_the_network_returns(desk, proxy, bodies, mood):
    desk.open()
    for text in ("Den eine", "Den andre"):
        desk.send(text)
    desk.says("All is saved")
    expect(desk.page.locator(".note", has_text=re.compile("Saved \\d"))).to_have_count(2)
    cut(proxy, mood)
    desk.note("Den eine").get_by_role("button", name="Withdraw").click()
    expect(desk.note("Den eine")).to_have_class(re.compile("is-away"))
    desk.note("Den andre").get_by_role("button", name="Edit").click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" og meir")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.note("og meir").locator(".note-state")).to_have_text(re.compile("On this device|Sending"))
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert [(post.body, post.state) for post in Post.objects.all()] == [
        ("Den eine", "withdrawn"),
        ("Den andre og meir", "visible"),
    ]
    desk.note("Den eine").get_by_role("button", name="Put back").click()
    until(lambda: Post.objects.first().state == "visible", "the note is visible again")
