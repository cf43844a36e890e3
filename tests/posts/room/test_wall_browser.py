"""Straight on the wall, the hall's screen and its remote control: with the mouse, by touch and with keys."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from seminar.models import Hall, Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import cookie
from tests.seminar.live.listener import session_of

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
BODIES = ["Ein stige.", "Namnet på naboen.", "Ei ny brygge."]


@pytest.fixture
def seminar():
    seminar = make.seminar("Naust og brygge", by=make.person("Aud"), language="en", wall_open=True)
    make.member(seminar, make.person("Bjarte"))
    round = make.round(seminar, "Fyrste økt")
    round.add_questions(["Kva manglar på brygga?"])
    round.open()
    group = make.group(seminar, "Nordbryggja")
    for body in BODIES:
        make.post(seminar, body, group=group, round=round, question=round.questions.get())
    return seminar


@pytest.fixture
def enter(chromium, seminar, server):
    """Opens a page of the seminar in a browser of its own, as a person, or as a device where none is named."""
    contexts = []

    def open_page(page_name: str, name: str = "", **options):
        contexts.append(chromium.new_context(locale="en-GB", reduced_motion="reduce", **options))
        context = contexts[-1]
        if name:
            session = session_of(seminar.members.get(person__name=name).person)
            context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        else:
            context.add_cookies([cookie(make.scribe(seminar, seminar.groups.get()), server.url)])
        page = context.new_page()
        page.goto(server.url + reverse(page_name, args=[seminar.slug]))
        if name:
            page.locator("html[data-live=on]").wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()


def states() -> dict[str, str]:
    return dict(Seminar.objects.get().posts.values_list("body", "state"))


def texts(page, *expected: str, selector: str = ".wall-text") -> None:
    expect(page.locator(selector)).to_have_text(list(expected))


def test_a_note_is_hidden_with_the_mouse_and_leaves_every_screen_and_comes_back(enter, seminar):
    Hall.objects.of(seminar).show("wall")
    aud, hall, other = enter("wall", "Aud"), enter("hall", "Bjarte"), enter("wall", "Bjarte")
    note = aud.locator(".wall-note").filter(has_text="naboen")
    expect(note.locator(".wall-handles")).to_have_css("opacity", "0")
    note.hover()
    expect(note.locator(".wall-handles")).to_have_css("opacity", "1")
    note.get_by_role("button", name="Hide").click()
    for page in (aud, other):
        texts(page, "Ei ny brygge.", "Ein stige.")
    expect(hall.locator(".hall-text")).to_have_text(["Ei ny brygge.", "Ein stige."])
    aud.get_by_role("button", name="Undo").click()
    for page in (aud, other):
        texts(page, *reversed(BODIES))
    expect(hall.locator(".hall-note")).to_have_count(3)
    expect(aud.get_by_role("button", name="Undo")).to_have_count(0)


def test_the_keys_move_hide_lock_undo_and_freeze(enter, seminar):
    aud = enter("wall", "Aud")
    aud.keyboard.press("j")
    aud.keyboard.press("j")
    expect(aud.locator(".wall-note").nth(1)).to_be_focused()
    aud.keyboard.press("h")
    texts(aud, "Ei ny brygge.", "Ein stige.")
    expect(aud.locator(".wall-note").nth(1)).to_be_focused()
    aud.keyboard.press("l")
    expect(aud.locator(".wall-note").nth(1).locator(".badge")).to_have_text("Locked")
    aud.keyboard.press("u")
    expect(aud.locator(".wall-note .badge")).to_have_count(0)
    aud.keyboard.press("z")
    expect(aud.locator("#freeze")).to_have_attribute("aria-pressed", "true")
    make.post(seminar, "For seint til veggen.")
    Seminar.objects.get().posts.first().hide()
    texts(aud, "Ei ny brygge.")
    aud.keyboard.press("z")
    texts(aud, "For seint til veggen.", "Ei ny brygge.")


def test_by_touch_the_first_tap_shows_the_buttons_and_the_second_presses_one(enter):
    phone = enter("wall", "Aud", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    note = phone.locator(".wall-note").filter(has_text="naboen")
    button = note.get_by_role("button", name="Hide")
    box = button.bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(note.locator(".wall-handles")).to_have_css("opacity", "1")
    assert set(states().values()) == {"visible"}
    button.tap()
    texts(phone, "Ei ny brygge.", "Ein stige.")


def test_without_scripts_the_buttons_work_too(enter, chromium, seminar, server):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    session = session_of(seminar.members.get(person__name="Aud").person)
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page = context.new_page()
    page.goto(server.url + reverse("wall", args=[seminar.slug]))
    page.locator(".wall-note").filter(has_text="naboen").get_by_role("button", name="Hide").press("Enter")
    texts(page, "Ei ny brygge.", "Ein stige.")
    page.get_by_role("button", name="Undo").click()
    texts(page, *reversed(BODIES))
    context.close()


def test_a_participants_wall_has_no_handles_and_loses_a_hidden_note(enter, seminar):
    phone = enter("wall")
    texts(phone, *reversed(BODIES))
    assert phone.locator("#wall-form, .wall-handles, #freeze").count() == 0
    seminar.posts.get(body="Namnet på naboen.").hide()
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # rather than wait ten seconds
    texts(phone, "Ei ny brygge.", "Ein stige.")
    assert phone.locator("#wall-form, .wall-handles, #freeze").count() == 0


def test_the_hall_and_its_remote_control_hide_freeze_and_undo(enter, seminar):
    hall, phone = enter("hall", "Aud"), enter("hall_remote", "Bjarte", viewport={"width": 390, "height": 800})
    phone.get_by_role("button", name="Wall").click()
    note = phone.locator(".remote-notes li").filter(has_text="naboen")
    note.get_by_role("button", name="Hide").click()
    expect(hall.locator(".hall-text")).to_have_text(["Ei ny brygge.", "Ein stige."])
    expect(phone.locator(".remote-notes li")).to_have_count(2)
    phone.get_by_role("button", name="Freeze").click()
    expect(phone.get_by_role("button", name="Frozen")).to_be_visible()
    make.post(seminar, "For seint til veggen.")
    make.group(Seminar.objects.get(), "Sørbryggja")  # a change, of which the pages hear
    expect(phone.locator("#wall-state")).to_contain_text("1 note waits")
    hall.locator(".hall-note").filter(has_text="stige").hover()
    hall.locator(".hall-note").filter(has_text="stige").get_by_role("button", name="Hide").click()
    expect(hall.locator(".hall-text")).to_have_text(["Ei ny brygge."])
    expect(hall.locator("#wall-done")).to_contain_text("Note hidden")
    hall.keyboard.press("u")
    expect(hall.locator(".hall-text")).to_have_text(["Ei ny brygge.", "Ein stige."])


def test_what_waits_is_approved_in_the_room_while_the_wall_is_open(enter, seminar):
    seminar.describe(wall_approval=True)
    wall, room = enter("wall", "Aud"), enter("room", "Bjarte")
    for body in ("Ein.", "To.", "Tre."):
        make.post(Seminar.objects.get(), body, group=seminar.groups.get())
    make.group(Seminar.objects.get(), "Sørbryggja")  # a change, of which the pages hear
    expect(room.locator("#waiting-title")).to_have_text("3 notes wait for the wall")
    texts(wall, *reversed(BODIES))
    room.locator("#waiting-notes li").filter(has_text="Ein.").get_by_role("button", name="Approve").click()
    texts(wall, "Ein.", *reversed(BODIES))
    room.get_by_role("button", name="Approve these 2").click()
    expect(room.locator("#waiting-notes")).to_be_hidden()
    texts(wall, "Tre.", "To.", "Ein.", *reversed(BODIES))
    room.locator("#undo").click()
    texts(wall, "Ein.", *reversed(BODIES))
    expect(room.locator("#waiting-title")).to_have_text("2 notes wait for the wall")


def test_where_the_session_has_ended_nothing_is_hidden_and_the_page_says_that_it_is_old(enter):
    aud = enter("wall", "Aud")
    Session.objects.all().delete()
    aud.locator(".wall-note").first.hover()
    aud.locator(".wall-note").first.get_by_role("button", name="Hide").click()
    expect(aud.locator("#as-of")).to_be_visible()
    texts(aud, *reversed(BODIES))
    assert set(states().values()) == {"visible"}


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_handles_and_what_waits_are_accessible(enter, seminar, width, scheme):
    Hall.objects.of(seminar).show("wall")
    seminar.posts.first().lock_text()
    for page_name in ("wall", "hall_remote", "room"):
        page = enter(page_name, "Aud", viewport={"width": width, "height": 800}, color_scheme=scheme)
        if page_name == "wall":
            page.keyboard.press("j")
            page.keyboard.press("h")
            page.get_by_role("button", name="Undo").wait_for()
            seminar.describe(wall_approval=True)
            make.post(Seminar.objects.get(), "Ein.", group=seminar.groups.get())
        assert_no_faults(page)


def test_on_a_projector_the_wall_fills_the_width_and_the_room_beside_it_follows(enter, seminar):
    page = enter("wall", "Aud", viewport={"width": 1920, "height": 1080})
    figure = page.locator("#wall-room-figure")
    expect(figure).to_have_text("1/1")
    edges = "(id) => (({ left, right }) => [left, right])(document.getElementById(id).getBoundingClientRect())"
    (left, notes_end), (room_start, right) = page.evaluate(edges, "wall"), page.evaluate(edges, "wall-room")
    assert left < 60 and right > 1920 - 80
    assert 0 < room_start - notes_end < 100
    make.post(seminar, "Ei bøye.", group=make.group(seminar, "Sørbryggja"), round=seminar.rounds.get())
    seminar.refresh_from_db()
    seminar.posts.first().hide(by=seminar.members.first().person)
    expect(figure).to_have_text("2/2")
