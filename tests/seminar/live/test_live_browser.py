"""The stream in a real browser, on unreliable networks, and the board that shows its news."""

import random
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from seminar.models import Seminar
from tests import make
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEEP_NUMBERS = """
  window.numbers = [];
  document.addEventListener("changes", ({ detail }) => numbers.push(...detail.map(({ number }) => number)));
"""
FOCUS = "document.activeElement.id"
ONE_GROUP = re.compile("^1 (group|gruppe), 1 (note|notat)$")


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.member(seminar, make.person("Bjarte"))
    for name in ("Nordbord", "Sørbord", "Austbord"):
        make.post(seminar, f"Notat frå {name}.\n" * 9, group=make.group(seminar, name))
    make.theme(seminar, "Skyss")
    make.theme(seminar, "Bustad")
    return seminar


def enter(page, seminar, name: str, url: str) -> None:
    """Opens the board as Aud or Bjarte, through a proxy or directly from the server."""
    person = seminar.members.get(person__name=name).person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": url}])
    page.add_init_script(KEEP_NUMBERS)
    page.goto(url + reverse("board", args=[seminar.slug]))


def shorten_silence(page, seconds: float) -> None:
    """Makes the page notice a silent stream sooner."""

    def shorter(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("data-after", f'data-silence="{seconds}" data-after'))

    page.route("**/board/", shorter)


@pytest.fixture
def aud(page, seminar, server):
    enter(page, seminar, "Aud", server.url)
    is_live(page, "on")
    return page


@pytest.fixture
def bjarte(chromium, seminar, server):
    context = chromium.new_context(locale="nb-NO", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    enter(page, seminar, "Bjarte", server.url)
    is_live(page, "on")
    yield page
    context.close()


def change(seminar, times: int) -> None:
    for number in range(times):
        make.group(Seminar.objects.get(pk=seminar.pk), f"Bord {seminar.groups.count()}-{number}")


def is_live(page, state: str) -> None:
    page.locator(f"html[data-live={state}]").wait_for(state="attached")


def has_all_once(page, seminar, first: int) -> None:
    last = Seminar.objects.get(pk=seminar.pk).last_change
    until(lambda: page.evaluate("numbers.at(-1)") == last, "the last change has come")
    assert page.evaluate("numbers") == list(range(first + 1, last + 1))


def test_a_page_that_is_disconnected_repeatedly_gets_every_change_once(page, seminar, proxy):
    enter(page, seminar, "Aud", proxy.url)
    first, chance = Seminar.objects.get().last_change, random.Random(11)
    for _ in range(4):
        is_live(page, "on")
        change(seminar, 3)
        page.wait_for_timeout(chance.uniform(0, 150))
        proxy.cut()
        change(seminar, 2)
    has_all_once(page, seminar, first)


@pytest.mark.once
def test_a_502_when_reconnecting_does_not_end_the_stream_for_good(page, seminar, proxy):
    enter(page, seminar, "Aud", proxy.url)
    is_live(page, "on")
    first = Seminar.objects.get().last_change
    proxy.mood = "bad gateway"
    with page.expect_response(lambda answer: "/live?" in answer.url and answer.status == 502):
        proxy.cut()
    change(seminar, 3)
    is_live(page, "off")
    proxy.mood = "pass"
    is_live(page, "on")
    has_all_once(page, seminar, first)


@pytest.mark.once
def test_a_page_polls_while_a_proxy_holds_streams_back(page, seminar, proxy):
    shorten_silence(page, 0.9)
    proxy.mood = "swallow streams"
    enter(page, seminar, "Aud", proxy.url)
    first = Seminar.objects.get().last_change
    change(seminar, 3)
    is_live(page, "polling")
    has_all_once(page, seminar, first)
    proxy.mood = "pass"
    is_live(page, "on")
    change(seminar, 2)
    has_all_once(page, seminar, first)


@pytest.mark.once
def test_a_silent_stream_is_opened_again(page, seminar, proxy):
    shorten_silence(page, 0.9)
    enter(page, seminar, "Aud", proxy.url)
    is_live(page, "on")
    with page.expect_request(lambda asked: "/live?" in asked.url, timeout=5000):
        page.wait_for_timeout(900)


def test_a_placement_appears_to_a_colleague_whose_focus_and_scroll_position_stay(aud, bjarte, seminar):
    first, second, _ = (f"#post-{post.pk}" for post in seminar.posts.all())
    bjarte.set_viewport_size({"width": 1280, "height": 500})
    bjarte.locator(second).focus()
    bjarte.evaluate("scrollTo(0, 150)")
    top = bjarte.locator(second).bounding_box()["y"]
    aud.locator(first).focus()
    aud.keyboard.press("1")
    expect(bjarte.locator(f"{first} .tag")).to_have_count(1)
    assert (bjarte.evaluate(FOCUS), bjarte.locator(second).bounding_box()["y"]) == (second[1:], top)
    bjarte.locator("#themes li").first.get_by_text(ONE_GROUP).wait_for()
    bjarte.locator(first).focus()
    bjarte.keyboard.press("2")
    expect(aud.locator(f"{first} .tag")).to_have_count(2)
    assert [theme.name for theme in seminar.posts.first().themes.all()] == ["Skyss", "Bustad"]


@pytest.mark.once
def test_a_focused_note_gets_its_new_themes_at_once_and_its_new_text_when_the_focus_leaves(aud, bjarte, seminar):
    first, second, _ = (f"#post-{post.pk}" for post in seminar.posts.all())
    bjarte.locator(first).focus()
    seminar.posts.first().revise(body="Ny ordlyd.")
    aud.locator(first).focus()
    aud.keyboard.press("1")
    expect(bjarte.locator(f"{first} .tag")).to_have_count(1)
    assert bjarte.locator(first).get_by_text("Ny ordlyd.").count() == 0
    bjarte.locator(second).focus()
    bjarte.locator(first).get_by_text("Ny ordlyd.").wait_for()
    assert bjarte.evaluate(FOCUS) == second[1:]


@pytest.mark.once
def test_new_notes_appear_when_the_reader_asks_for_them(aud, seminar):
    notes = [make.post(seminar, f"Seint notat {number}.") for number in range(2)]
    notes[0].revise(body="Seint notat, retta.")
    button = aud.locator("#news a")
    button.wait_for()
    assert "2" in button.inner_text()
    assert aud.locator("#notes .post").count() == 3
    button.click()
    aud.get_by_text("Seint notat, retta.").wait_for()
    assert (aud.locator("#notes .post").count(), aud.locator("#news a").count()) == (5, 0)


@pytest.mark.once
def test_a_note_that_a_colleague_revises_or_hides_is_updated_in_place(aud, seminar):
    post = seminar.posts.first()
    post.revise(body="Ny ordlyd.")
    aud.locator(f"#post-{post.pk}").get_by_text("Ny ordlyd.").wait_for()
    post.hide(reason="dobbel")
    aud.locator(f"#post-{post.pk}.is-hidden").wait_for()
    assert aud.locator("#notes .post").count() == 3


def test_a_key_press_whose_answer_is_lost_is_sent_again_and_counts_once(page, seminar, proxy):
    enter(page, seminar, "Aud", proxy.url)
    is_live(page, "on")
    first = f"#post-{seminar.posts.first().pk}"
    page.locator(first).focus()
    proxy.mood = "lose the answer"
    page.keyboard.press("1")
    page.locator("#waiting").wait_for()
    proxy.mood = "pass"
    expect(page.locator("#dock[data-unsent]")).to_have_count(0)
    expect(page.locator(f"{first} .tag")).to_have_count(1)
    assert seminar.changes.filter(verb="post.placed").count() == 1


@pytest.mark.once
def test_news_requested_before_a_click_do_not_undo_what_the_click_showed(aud, seminar):
    held = []
    aud.route("**/board/cards/*", lambda route: held.append((route, route.fetch())), times=1)
    skyss = seminar.themes.get(name="Skyss")
    skyss.add_post(seminar.posts.last())
    while not held:
        aud.wait_for_timeout(50)
    aud.locator("#notes .post").first.focus()
    aud.keyboard.press("1")
    aud.get_by_role("status").filter(has_text="Placed under Skyss.").wait_for(state="attached")
    route, older = held[0]
    route.fulfill(response=older)
    expect(aud.locator("#themes")).to_contain_text("2 groups, 2 notes")
    expect(aud.locator("#notes .tag")).to_have_count(2)


@pytest.mark.once
def test_news_requested_before_a_theme_was_made_do_not_take_it_out_of_the_dock(aud, seminar):
    held = []
    aud.route("**/board/cards/*", lambda route: held.append((route, route.fetch())), times=1)
    skyss, _bustad = seminar.themes.all()
    skyss.add_post(seminar.posts.last())
    while not held:
        aud.wait_for_timeout(50)
    aud.locator("#notes .post").first.focus()
    aud.keyboard.press("n")
    aud.keyboard.insert_text("Varme rom")
    aud.keyboard.press("Shift+Enter")
    expect(aud.locator("#themes .palette-put")).to_have_count(3)
    aud.evaluate(
        """() => {
          const themes = document.getElementById("themes");
          window.fewest = themes.children.length;
          new MutationObserver(() => { window.fewest = Math.min(fewest, themes.children.length); })
            .observe(themes, { subtree: true, childList: true, characterData: true, attributes: true });
        }"""
    )
    skyss.add_post(seminar.posts.first())
    held[0][0].fulfill(response=held[0][1])
    expect(aud.locator("#themes")).to_contain_text("2 groups, 2 notes")
    assert aud.evaluate("window.fewest") == 3


@pytest.mark.once
def test_a_title_is_not_taken_back_by_an_answer_that_is_older(aud, seminar):
    held = []
    aud.route("**/board/", lambda route: held.append((route, route.fetch())), times=1)
    seminar.describe(title="Skyss")
    while not held:
        aud.wait_for_timeout(50)
    seminar.describe(title="Skyss og veg")
    title = aud.locator(".seminar-title")
    expect(title).to_have_text("Skyss og veg")
    route, older = held[0]
    with aud.expect_response("**/board/"):
        route.fulfill(response=older)
    aud.wait_for_timeout(300)
    expect(title).to_have_text("Skyss og veg")


@pytest.mark.once
def test_what_is_due_soon_waits_neither_for_what_was_due_later_nor_for_what_is_asked_for_afterwards(aud):
    days = "const days = 2e9; const { makeSchedule } = await import('/static/js/schedule.js'); "
    for order in ("inTime(days); inTime(10);", "inTime(10); inTime(days);"):
        script = f"new Promise(async (resolve) => {{ {days} const inTime = makeSchedule(resolve); {order} }})"
        aud.evaluate(f"{script}.then(() => true)")
