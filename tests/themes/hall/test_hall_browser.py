"""What is projected before a hall: the screen that another machine steers, the wall and the stage. No login."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Hall, Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.seminar.live.listener import session_of

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = "Kva må kommunen, laga og dei som bur her gjere saman for at brygga skal verte ein stad å møtast heile året? "


@pytest.fixture
def seminar():
    seminar = make.seminar("Naust og brygge", by=make.person("Aud"), language="en", doors_open=True)
    make.member(seminar, make.person("Bjarte"))
    make.round(seminar, "Fyrste økt").add_questions(["Kva manglar på brygga?"])
    seminar.rounds.get().open(minutes=20)
    make.post(seminar, "Ein stige.", group=make.group(seminar, "Nordbryggja"))
    return seminar


def enter(page, seminar, name: str, url: str, page_name: str) -> None:
    person = seminar.members.get(person__name=name).person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": url}])
    page.goto(url + reverse(page_name, args=[seminar.slug]))
    page.locator("html[data-live=on]").wait_for(state="attached")


@pytest.fixture
def hall(page, seminar, server):
    enter(page, seminar, "Aud", server.url, "hall")
    return page


@pytest.fixture
def phone(chromium, seminar, server):
    context = chromium.new_context(locale="en-GB", viewport={"width": 390, "height": 800})
    page = context.new_page()
    enter(page, seminar, "Bjarte", server.url, "hall_remote")
    yield page
    context.close()


def end_sessions() -> None:
    Session.objects.all().delete()


def change_something(seminar) -> None:
    make.group(Seminar.objects.get(pk=seminar.pk), "Sørbryggja")


def test_a_phone_steers_the_screen_with_buttons_and_keys(hall, phone, seminar):
    expect(hall.locator("#hall")).to_contain_text("Welcome")
    phone.get_by_role("button", name="Questions and clock").click()
    expect(hall.locator(".hall-asked")).to_contain_text("Kva manglar på brygga?")
    expect(hall.locator(".countdown")).to_contain_text("19:")
    expect(phone.get_by_role("button", name="Questions and clock")).to_have_attribute("aria-pressed", "true")
    phone.keyboard.press("3")
    expect(hall.locator(".hall-note")).to_contain_text("Ein stige.")
    phone.keyboard.press("b")
    expect(hall.locator(".hall-blank")).to_be_attached()
    assert "Ein stige." not in hall.locator("#hall").inner_text()
    hall.keyboard.press("b")
    expect(hall.locator(".hall-note")).to_contain_text("Ein stige.")
    expect(phone.locator("#remote-now")).to_contain_text("Wall")


def test_the_remote_control_works_without_scripts(chromium, seminar, live_server):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    person = seminar.members.get(person__name="Aud").person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
    page.goto(live_server.url + reverse("hall_remote", args=[seminar.slug]))
    page.get_by_role("button", name="Blank screen").click()
    expect(page.locator("#remote-now")).to_contain_text("a blank screen")
    assert Hall.objects.of(seminar).blank
    context.close()


@pytest.mark.parametrize("name, words", [("hall", "Naust og brygge"), ("wall", "Ein stige."), ("stage", "groups talk")])
def test_where_the_session_has_ended_the_page_keeps_its_picture_and_says_how_old_it_is(
    page, seminar, server, name, words
):
    enter(page, seminar, "Aud", server.url, name)
    address = page.url
    expect(page.locator("#as-of")).to_be_hidden()
    end_sessions()
    change_something(seminar)
    expect(page.locator("#as-of")).to_contain_text("as of")
    assert page.url == address
    expect(page.locator("main")).to_contain_text(words)


@pytest.mark.parametrize("name", ["hall", "wall", "stage"])
def test_while_the_server_is_away_the_page_says_how_old_it_is_and_goes_on_when_it_is_back(page, seminar, server, name):
    enter(page, seminar, "Aud", server.url, name)
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    change_something(seminar)
    expect(page.locator("#as-of")).to_contain_text("as of", timeout=70_000)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#as-of")).to_be_hidden(timeout=30_000)


def log_in(page, seminar, url: str) -> None:
    person = seminar.members.get(person__name="Aud").person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": url}])


def open_hall(page, seminar, url: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(url + reverse("hall", args=[seminar.slug]))


def test_the_questions_fit_on_the_screen(page, seminar, live_server):
    log_in(page, seminar, live_server.url)
    round = seminar.rounds.get()
    Hall.objects.of(seminar).show("question")
    for number, length, shown in [(1, 1, 1), (4, 1, 4), (4, 2, 3), (8, 1, 5)]:
        round.questions.all().delete()
        round.add_questions([LONG * length] * number)
        for width, height in [(1280, 720), (1920, 1080)]:
            open_hall(page, seminar, live_server.url, width, height)
            case = f"{number} questions, {length} times as long, {width} x {height}"
            assert page.locator(".hall-asked li").count() == shown, case
            size = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
            assert size == [height, width], case
            assert page.locator(".hall-asked li").last.bounding_box()["y"] < height, case


@pytest.mark.parametrize("view", ["welcome", "question", "wall", "stage"])
def test_the_screen_is_accessible_and_its_letters_are_at_least_28_pixels_high(page, seminar, live_server, view):
    seminar.describe(date=timezone.now().date())
    Hall.objects.of(seminar).show(view)
    log_in(page, seminar, live_server.url)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        open_hall(page, seminar, live_server.url, 1920, 1080)
        assert_no_faults(page)
        sizes = page.evaluate("""[...document.querySelectorAll("#hall *")].filter(one => one.checkVisibility())
            .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
            .filter(one => !one.closest(".visually-hidden, .wall-handles"))
            .map(one => parseFloat(getComputedStyle(one).fontSize))""")
        assert min(sizes) >= 28, scheme


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_remote_control_and_the_page_of_a_group_are_accessible(page, seminar, live_server, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    make.scribe(seminar, seminar.groups.get(), "Odd")
    log_in(page, seminar, live_server.url)
    for address in (
        reverse("hall_remote", args=[seminar.slug]),
        reverse("room_group", args=[seminar.slug, seminar.groups.get().pk]),
    ):
        page.goto(live_server.url + address)
        assert_no_faults(page)


@pytest.mark.parametrize("view", ["welcome", "question", "wall", "stage"])
def test_nothing_is_out_of_sight_to_the_side_and_on_a_projector_nothing_below(page, seminar, live_server, view):
    seminar.rounds.get().close()
    Rehearsal(seminar).begin()
    seminar.rounds.get().open(minutes=20)
    Hall.objects.of(seminar).show(view)
    log_in(page, seminar, live_server.url)
    for width, height in [(320, 640), (768, 1024), (1280, 720)]:
        open_hall(page, seminar, live_server.url, width, height)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if width > height:
            assert page.evaluate("document.documentElement.scrollHeight") == height
