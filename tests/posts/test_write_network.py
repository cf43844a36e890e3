"""Writing on a network that comes and goes: every character ends on the server, once, and the page never says more than
it knows."""

import json
import os
import re
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft, Post
from tests import make
from tests.posts.desk import cookie
from tests.seminar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))


def cut(proxy, mood: str = "down") -> None:
    proxy.mood = mood
    proxy.cut()


def test_the_network_goes_in_the_middle_of_a_word_and_no_sign_is_lost(desk, proxy, bodies):
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


def test_twelve_notes_across_two_cuts_and_a_reload_arrive_once_each(desk, proxy, bodies):
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
            desk.reload()  # without network: out of what the device has
        desk.send(text, number % 3)
    desk.says("All is saved")
    assert sorted(bodies()) == sorted(texts)
    expect(desk.page.locator(".note")).to_have_count(12)
    assert desk.kept() == []


@pytest.mark.parametrize("mood", ["lose the answer", "half"])
def test_a_note_whose_answer_was_lost_is_one_note(desk, proxy, bodies, mood):
    desk.open()
    proxy.mood = mood
    desk.send("Berre éin gong.")
    desk.says(re.compile("Not connected|a page of its own"))
    until(lambda: bodies() == ["Berre éin gong."], "the note arrived")
    expect(desk.note("Berre").locator(".note-state")).to_have_text("On this device")
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert bodies() == ["Berre éin gong."]


def test_a_page_of_the_network_s_own_is_not_taken_for_saved(desk, proxy, bodies):
    desk.open()
    cut(proxy, "portal")
    desk.send("Ikkje på hotellet sitt nett.")
    desk.says("The network answers with a page of its own")
    expect(desk.note("hotellet").locator(".note-state")).to_have_text("On this device")
    desk.network_is_back(proxy)
    desk.says("All is saved")
    assert bodies() == ["Ikkje på hotellet sitt nett."]


ANSWERS = [
    (404, {"error": "Who?"}, "is not known here"),
    (429, {"error": "Too many."}, "Too many."),
    (503, {"error": "Full."}, "Full."),
    (500, None, "The server cannot save just now"),
    (403, None, "a page of its own"),
    (302, None, "a page of its own"),
    (200, {"id": "another", "hash": "another"}, "a page of its own"),
]


def test_whatever_the_server_answers_the_text_stays_and_the_person_is_told(desk, bodies):
    desk.open()
    answers, times = iter(ANSWERS if LONG else ANSWERS[:5]), []
    told = []

    def answer(route):
        times.append(timezone.now())
        status, data, words = next(answers, (0, None, ""))
        if not status:
            return route.fallback()
        told.append(words)
        headers = {"Location": "/elsewhere/"} if status == 302 else {}
        kind = "application/json" if data else "text/html"
        return route.fulfill(
            status=status, headers=headers, content_type=kind, body=json.dumps(data) if data else "<p>"
        )

    desk.page.route("**/write/notes/**", answer)
    desk.send("Det står her enno.")
    for number, (status, _, words) in enumerate(ANSWERS if LONG else ANSWERS[:5], 1):
        while len(told) < number:
            desk.page.wait_for_timeout(20)
        desk.says(words)
        assert desk.kept() == ["Det står her enno."], status
        assert "Saved" not in desk.note("står her").locator(".note-state").inner_text()
        desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.says("All is saved")
    assert bodies() == ["Det står her enno."]
    assert min((later - former).total_seconds() for former, later in pairwise(times)) >= 1.9


def test_a_note_that_is_refused_can_be_written_anew_and_sent_again(desk, bodies):
    desk.open()
    refusal = {"status": 422, "content_type": "application/json", "body": '{"error": "Not like this."}'}
    desk.page.route("**/write/notes/**", lambda route: route.fulfill(**refusal))
    desk.send("Fyrste forsøk")
    desk.says("1 note could not be saved")
    note = desk.note("Fyrste")
    expect(note.locator(".note-state")).to_have_text("Not like this.")
    desk.send("Eit anna notat")  # one that is refused does not hold up the others
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


def test_a_round_that_closes_while_the_device_is_away_gets_the_note_marked_late(desk, seminar, proxy, bodies):
    desk.open()
    cut(proxy)
    desk.send("Vi var i kjellaren.")
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timezone.timedelta(minutes=5))
    desk.network_is_back(proxy)
    desk.says("All is saved")
    expect(desk.note("kjellaren")).to_contain_text("late")
    assert [post.late for post in Post.objects.all()] == [True]


def test_a_device_that_is_shut_out_keeps_its_text_and_sends_it_when_it_has_joined_again(desk, seminar, scribe, bodies):
    desk.open()
    scribe.remove()
    desk.send("Ikkje kast dette.")
    desk.says("This device is not known here any more")
    anew = make.scribe(seminar, scribe.group, "Signe att")
    desk.page.context.add_cookies([cookie(anew, desk.url)])
    desk.open()
    desk.says("All is saved")
    assert bodies() == ["Ikkje kast dette."]


def test_the_server_is_killed_and_comes_back_while_someone_writes(desk, server, bodies):
    desk.open().type("Før ")
    server.kill()
    desk.type("og etter at ")
    desk.says("Not connected")
    server.start()
    desk.send("tenaren fall.")
    desk.says("All is saved")
    assert bodies() == ["Før og etter at tenaren fall."]


def test_the_page_opens_without_a_server_and_holds_what_was_typed_but_no_note(desk, proxy, bodies):
    desk.open()
    desk.send("Eit notat som er framme.")
    desk.says("All is saved")
    desk.type("Ein kladd som ", 1)
    expect(desk.page.locator(".entry-state").nth(1)).to_have_text("Draft saved")
    desk.is_kept_open()
    desk.reload()  # now it comes by way of the worker, with a note and a draft in it
    until(lambda: "Ein kladd" in desk.field(1).input_value(), "the draft stands there")
    cut(proxy)
    desk.reload()
    expect(desk.field(1)).to_have_value("Ein kladd som ")
    desk.type("er heil.", 1)
    desk.says("Not connected: 1 text is safe on this device")
    assert "framme" not in desk.cached()
    assert "kladd" not in desk.cached()
    desk.network_is_back(proxy)
    desk.says("All is saved")
    expect(desk.note("framme")).to_have_count(1)
    until(lambda: Draft.objects.get(body__gt="").body == "Ein kladd som er heil.", "the draft is on the server")


@pytest.mark.parametrize("mood", ["down", pytest.param("hole", marks=pytest.mark.skipif(not LONG, reason="LONG=1"))])
def test_notes_taken_back_and_changed_without_network_are_so_when_it_is_back(desk, proxy, bodies, mood):
    desk.open()
    for text in ("Den eine", "Den andre"):
        desk.send(text)
    desk.says("All is saved")
    expect(desk.page.locator(".note", has_text=re.compile("Saved \\d"))).to_have_count(2)
    cut(proxy, mood)
    desk.note("Den eine").get_by_role("button", name="Take back").click()
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
    until(lambda: Post.objects.first().state == "visible", "it is back")
