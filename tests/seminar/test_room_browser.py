"""The room and the wall in real browsers: what one does, the others see, and nobody loses the place or the focus."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from seminar.models import Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.posts.test_writing import device, note, put
from tests.seminar.listener import cookie_of, session_of
from tests.seminar.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
FOCUS = "document.activeElement.id"
SECRET = "Namnet på naboen."


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"), wall_open=True)
    make.member(seminar, make.person("Bjarte"))
    make.round(seminar, "Kva manglar?").ask_all(["Kva treng vi?", "Kven kan hjelpe?"])
    for name in ("Nordbord", "Sørbord", "Austbord"):
        make.scribe(seminar, make.group(seminar, name))
    return seminar


def enter(page, seminar, name: str, url: str, place: str = "room") -> None:
    person = seminar.members.get(person__name=name).person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": url}])
    page.goto(url + reverse(place, args=[seminar.slug]))


@pytest.fixture
def aud(page, seminar, server):
    enter(page, seminar, "Aud", server.url)
    return page


@pytest.fixture
def bjarte(chromium, seminar, server):
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    enter(page, seminar, "Bjarte", server.url)
    yield page
    context.close()


def scribe(seminar, number: int = 0):
    return Seminar.objects.get(pk=seminar.pk).scribes.order_by("pk")[number]


def draft(scribe, body: str, version: int) -> None:
    question = scribe.seminar.questions.first()
    fields = {"round": question.round.uid, "question": question.uid, "body": body, "version": version}
    assert put(device(scribe), scribe.seminar, "write_draft", **fields).status_code == 200


def row(page, name: str):
    return page.locator("#rows tr", has_text=name)


def open_round(page, minutes: str = "") -> None:
    page.get_by_label("Minutes").fill(minutes)
    page.get_by_role("button", name="Open the round").click()
    expect(page.locator("#messages")).to_contain_text("The round is open.")


def test_a_round_opened_by_one_is_open_for_the_other_and_the_grid_follows_the_groups(aud, bjarte, seminar):
    open_round(aud, "20")
    expect(bjarte.locator(".countdown")).to_contain_text("19:")
    expect(bjarte.get_by_role("button", name="Close the round")).to_be_visible()
    expect(row(bjarte, "Sørbord")).to_contain_text("Silent")

    bjarte.get_by_role("link", name="Nordbord").focus()
    draft(scribe(seminar), SECRET, 1)
    expect(row(bjarte, "Nordbord").locator("td").first).to_contain_text("is writing")
    uid = str(uuid4())
    note(scribe(seminar), uid, SECRET)
    for page in (aud, bjarte):
        expect(row(page, "Nordbord").locator("td").first).to_have_text("1 note")
        expect(page.locator("#grid-sum")).to_have_text("1 of 3 groups have written · 2 silent")
        assert SECRET not in page.content()
    assert bjarte.evaluate("document.activeElement.textContent") == "Nordbord"

    put(device(scribe(seminar)), seminar, "write_state", uid, state="withdrawn")
    expect(row(bjarte, "Nordbord")).to_contain_text("Silent")


def test_after_all_that_happened_the_grid_is_the_one_that_a_fresh_page_shows(aud, seminar):
    open_round(aud)
    for number in range(3):
        draft(scribe(seminar, number), SECRET, 1)
    note(scribe(seminar, 1), body="Ein benk.")
    make.group(Seminar.objects.get(pk=seminar.pk), "Vestbord")
    note(scribe(seminar, 1), body="Ein benk til.", number=1)
    expect(row(aud, "Vestbord")).to_be_visible()
    expect(row(aud, "Sørbord").locator("td")).to_have_text(["1 note…is writing", "1 note"])
    parts = "['rows', 'seats', 'grid-sum'].map((id) => document.getElementById(id).outerHTML.replace(/\\s+/g, ''))"
    followed = aud.evaluate(parts)
    aud.reload()
    assert aud.evaluate(parts) == followed


def test_a_field_being_filled_in_keeps_its_text_and_its_focus_when_another_opens_the_round(aud, bjarte, seminar):
    field = bjarte.get_by_label("Minutes")
    field.fill("35")
    with bjarte.expect_response("**/room/now/"):
        open_round(aud)
    expect(row(bjarte, "Sørbord")).to_contain_text("Silent")
    assert (field.input_value(), bjarte.evaluate(FOCUS)) == ("35", f"minutes-{seminar.rounds.get().pk}")
    bjarte.get_by_role("link", name="Nordbord").focus()
    expect(bjarte.get_by_role("button", name="Close the round")).to_be_visible()
    expect(bjarte.get_by_label("Minutes")).to_have_value("35")


def test_when_the_timer_runs_out_the_page_shows_the_grace_without_anyone_doing_anything(aud, seminar):
    seminar.rounds.get().open(minutes=1)
    seminar.rounds.update(ends_at=timezone.now() + timedelta(seconds=4))
    aud.reload()
    expect(aud.locator(".countdown")).to_contain_text("left")
    expect(aud.locator("#steering")).to_contain_text("to finish the sentence", timeout=10_000)


def wall(page, seminar, url: str, *, as_device=None) -> None:
    if as_device:
        name, value = cookie_of(as_device).split("=", 1)
        page.context.add_cookies([{"name": name, "value": value, "url": url}])
        page.goto(url + reverse("wall", args=[seminar.slug]))
    else:
        enter(page, seminar, "Aud", url, "wall")


def test_notes_come_to_the_wall_and_what_is_hidden_goes(page, seminar, server):
    seminar.rounds.get().open()
    wall(page, seminar, server.url)
    first = str(uuid4())
    note(scribe(seminar), first, "Ein raud benk.")
    expect(page.locator(".wall-text")).to_have_text(["Ein raud benk."])
    note(scribe(seminar, 1), body="Ein grøn benk.")
    expect(page.locator(".wall-text")).to_have_text(["Ein grøn benk.", "Ein raud benk."])
    seminar.posts.get(uid=first).hide()
    expect(page.locator(".wall-text")).to_have_text(["Ein grøn benk."])


def test_further_down_and_while_it_is_paused_nothing_moves_and_a_button_says_what_is_new(page, seminar, server):
    seminar.rounds.get().open()
    for number in range(12):
        note(scribe(seminar), body=f"Notat {number}.\n" * 6)
    wall(page, seminar, server.url)
    page.locator(".wall-note").nth(5).scroll_into_view_if_needed()
    place, top = page.evaluate("[scrollY, document.querySelectorAll('.wall-note')[5].getBoundingClientRect().top]")
    note(scribe(seminar), body="Nytt.")
    page.get_by_role("button", name="Show 1 new note").wait_for()
    assert page.evaluate("[scrollY, document.querySelectorAll('.wall-note')[5].getBoundingClientRect().top]") == [
        place,
        top,
    ]
    page.get_by_role("button", name="Show 1 new note").click()
    expect(page.locator(".wall-text").first).to_have_text("Nytt.")
    assert page.evaluate(FOCUS) == f"note-{seminar.posts.latest('pk').pk}"
    page.get_by_role("button", name="Pause").click()
    for word in ("Ein.", "To."):
        note(scribe(seminar), body=word)
    page.get_by_role("button", name="Show 2 new notes").wait_for()
    expect(page.locator(".wall-text").first).to_have_text("Nytt.")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".wall-text").first).to_have_text("To.")


def test_the_device_of_a_participant_asks_for_news_and_is_sent_away_when_the_wall_is_closed(page, seminar, server):
    seminar.rounds.get().open()
    seminar.describe(wall_names=False)
    wall(page, seminar, server.url, as_device=scribe(seminar))
    note(scribe(seminar, 1), body="Ein raud benk.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # sooner than in ten seconds
    expect(page.locator(".wall-text")).to_have_text(["Ein raud benk."])
    assert "bord" not in page.locator("#wall").inner_text()
    Seminar.objects.get(pk=seminar.pk).describe(wall_open=False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/account/login/**")


def test_the_key_f_fills_the_screen_and_types_where_something_is_typed(page, seminar, server):
    wall(page, seminar, server.url)
    page.keyboard.press("f")
    until(lambda: page.evaluate("document.fullscreenElement !== null"), "the wall fills the screen")
    assert not page.locator(".site-header").is_visible()
    page.keyboard.press("f")
    until(lambda: page.evaluate("document.fullscreenElement === null"), "the wall is in its window again")
    page.locator("summary").first.click()
    page.get_by_label("Notes").focus()
    page.keyboard.press("f")
    page.wait_for_timeout(200)
    assert page.evaluate("document.fullscreenElement") is None


def contents(seminar) -> None:
    seminar.rounds.get().open(minutes=20)
    note(scribe(seminar), body="Kort.")
    note(scribe(seminar), body="Ei lang setning om benken. " * 40)
    draft(scribe(seminar, 1), SECRET, 1)
    make.scribe(Seminar.objects.get(pk=seminar.pk))
    make.post(seminar, "For seint.", late=True, round=seminar.rounds.get())


@pytest.mark.once
@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_room_and_the_wall_are_accessible(page, seminar, live_server, width, scheme):
    contents(seminar)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for place in ("room", "wall"):
        enter(page, seminar, "Aud", live_server.url, place)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_no_faults(page)


@pytest.mark.once
def test_on_a_stage_every_word_of_a_note_is_at_least_28_pixels_high(page, seminar, live_server):
    contents(seminar)
    page.set_viewport_size({"width": 1920, "height": 1080})
    enter(page, seminar, "Aud", live_server.url, "wall")
    sizes = page.evaluate("""[...document.querySelectorAll("#wall *")].filter(one => one.checkVisibility())
        .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
        .map(one => parseFloat(getComputedStyle(one).fontSize))""")
    assert min(sizes) >= 28
