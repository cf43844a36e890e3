"""The room and the wall in real browsers: each sees what the others do, and nobody loses the scroll or the focus."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.posts.writing.test_writing import device, note, put
from tests.seminar.live.listener import cookie_of, session_of
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
FOCUS = "document.activeElement.id"
SECRET = "Namnet på naboen."


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"), wall_open=True)
    make.member(seminar, make.person("Bjarte"))
    make.round(seminar, "Kva manglar?").add_questions(["Kva treng vi?", "Kven kan hjelpe?"])
    for name in ("Nordbord", "Sørbord", "Austbord"):
        make.scribe(seminar, make.group(seminar, name))
    return seminar


def enter(page, seminar, name: str, url: str, page_name: str = "room") -> None:
    person = seminar.members.get(person__name=name).person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": url}])
    page.goto(url + reverse(page_name, args=[seminar.slug]))


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


def close_round(page) -> None:
    page.locator("summary", has_text="Close the round").click()
    page.get_by_role("button", name="Close it now").click()


def test_a_round_opened_by_one_is_open_for_the_other_and_the_grid_follows_the_groups(aud, bjarte, seminar):
    open_round(aud, "20")
    expect(bjarte.locator(".countdown")).to_contain_text("19:")
    expect(bjarte.locator("summary", has_text="Close the round")).to_be_visible()
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


def test_an_updated_grid_equals_that_of_a_reloaded_page(aud, seminar):
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


def test_a_field_keeps_its_text_and_focus_when_another_person_opens_the_round(aud, bjarte, seminar):
    field = bjarte.get_by_label("Minutes")
    field.fill("35")
    with bjarte.expect_response("**/room/now/"):
        open_round(aud)
    expect(row(bjarte, "Sørbord")).to_contain_text("Silent")
    assert (field.input_value(), bjarte.evaluate(FOCUS)) == ("35", f"minutes-{seminar.rounds.get().pk}")
    bjarte.get_by_role("link", name="Nordbord").focus()
    expect(bjarte.locator("summary", has_text="Close the round")).to_be_visible()
    expect(bjarte.get_by_label("Minutes")).to_have_value("35")


def test_when_the_timer_ends_the_page_shows_the_grace_by_itself(aud, seminar):
    seminar.rounds.get().open(minutes=1)
    seminar.rounds.update(ends_at=timezone.now() + timedelta(seconds=4))
    aud.reload()
    expect(aud.locator(".countdown")).to_contain_text("left")
    expect(aud.locator("#steering")).to_contain_text("to finish writing")


def log_in(page) -> None:
    page.locator("[name=login]").fill("aud@example.org")
    page.locator("[name=password]").fill(make.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


@pytest.fixture
def without_scripts(chromium):
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_after_logging_in_again_the_room_says_that_the_round_was_not_closed(without_scripts, seminar, live_server):
    page = without_scripts
    enter(page, seminar, "Aud", live_server.url)
    open_round(page)
    room = page.url
    page.context.clear_cookies(name="sessionid")
    close_round(page)
    log_in(page)
    expect(page.locator("#messages")).to_contain_text("Your last action was not carried out. Do it again.")
    assert (page.url, seminar.rounds.get().state) == (room, "open")
    close_round(page)
    expect(page.locator("#messages")).not_to_contain_text("was not carried out")
    assert seminar.rounds.get().state == "closed"


def test_without_cookies_logging_in_leads_back_to_the_room(without_scripts, seminar, live_server):
    page = without_scripts
    enter(page, seminar, "Aud", live_server.url)
    room = page.url
    page.context.clear_cookies()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", name="The page was open for too long")).to_be_visible()
    page.get_by_role("link", name="Back to the page").click()
    log_in(page)
    page.wait_for_url(room)


def test_the_first_round_appears_in_an_open_room(page, server):
    seminar = make.seminar("Utan rundar", by=make.person("Aud"))
    group = make.group(seminar, "Nordbord")
    enter(page, seminar, "Aud", server.url)
    page.evaluate("window.same = true")
    for change in (lambda: make.scribe(seminar, group), lambda: seminar.describe(introduction="Velkomen.")):
        with page.expect_response("**/room/now/"):
            change()
    expect(page.get_by_role("heading", name="No rounds yet")).to_be_visible()
    round = make.round(seminar)
    expect(page.get_by_role("button", name="Open the round")).to_be_visible()
    expect(row(page, "Nordbord")).to_be_visible()
    round.remove()
    expect(page.get_by_role("heading", name="No rounds yet")).to_be_visible()
    expect(page.locator("#rows")).to_have_count(0)
    assert page.evaluate("same")


def test_a_note_that_moves_to_the_next_page_of_the_wall_is_not_removed(page, seminar, server):
    seminar.rounds.get().open()
    for number in range(61):
        make.post(seminar, f"Notat {number}.", group=seminar.groups.first(), round=seminar.rounds.get())
    wall(page, seminar, server.url)
    last = page.locator(".wall-note").last.get_attribute("id")
    expect(page.locator("#wall[data-last]")).to_have_count(0)
    page.get_by_role("button", name="Pause").click()
    note(scribe(seminar), body="Nytt.")
    page.get_by_role("button", name="Show 1 new note").wait_for()
    expect(page.locator(f"#{last}")).to_be_visible()
    page.goto(page.url + "?page=2")
    expect(page.locator("#wall[data-last]")).to_have_count(1)


def test_pretend_scribes_continue_after_a_busy_server_and_stop_when_the_rehearsal_has_ended(page, seminar, server):
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    enter(page, seminar, "Aud", server.url, "rehearsal")
    page.route("**/rehearsal/wave/", lambda route: route.fulfill(status=503, body="Busy"), times=1)
    page.get_by_role("button", name="Let them go on writing").click()
    expect(page.locator("#messages")).to_contain_text("Nobody wrote")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    rehearsal.end()
    expect(stop).to_have_count(0)


def wall(page, seminar, url: str, *, as_device=None) -> None:
    if as_device:
        name, value = cookie_of(as_device).split("=", 1)
        page.context.add_cookies([{"name": name, "value": value, "url": url}])
        page.goto(url + reverse("wall", args=[seminar.slug]))
    else:
        enter(page, seminar, "Aud", url, "wall")


def test_new_notes_appear_on_the_wall_and_hidden_ones_disappear(page, seminar, server):
    seminar.rounds.get().open()
    wall(page, seminar, server.url)
    first = str(uuid4())
    note(scribe(seminar), first, "Ein raud benk.")
    expect(page.locator(".wall-text")).to_have_text(["Ein raud benk."])
    note(scribe(seminar, 1), body="Ein grøn benk.")
    expect(page.locator(".wall-text")).to_have_text(["Ein grøn benk.", "Ein raud benk."])
    seminar.posts.get(uid=first).hide()
    expect(page.locator(".wall-text")).to_have_text(["Ein grøn benk."])


def test_further_down_or_paused_the_wall_does_not_move_and_a_button_says_how_many_notes_are_new(page, seminar, server):
    seminar.rounds.get().open()
    for number in range(12):
        note(scribe(seminar), body=f"Notat {number}.\n" * 6)
    wall(page, seminar, server.url)
    page.locator(".wall-note").nth(5).scroll_into_view_if_needed()
    scroll, top = page.evaluate("[scrollY, document.querySelectorAll('.wall-note')[5].getBoundingClientRect().top]")
    note(scribe(seminar), body="Nytt.")
    page.get_by_role("button", name="Show 1 new note").wait_for()
    assert page.evaluate("[scrollY, document.querySelectorAll('.wall-note')[5].getBoundingClientRect().top]") == [
        scroll,
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


def test_a_participants_device_polls_and_is_redirected_when_the_wall_is_closed(page, seminar, server):
    seminar.rounds.get().open()
    seminar.describe(wall_names=False)
    wall(page, seminar, server.url, as_device=scribe(seminar))
    note(scribe(seminar, 1), body="Ein raud benk.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # rather than wait ten seconds
    expect(page.locator(".wall-text")).to_have_text(["Ein raud benk."])
    assert "bord" not in page.locator("#wall").inner_text()
    Seminar.objects.get(pk=seminar.pk).describe(wall_open=False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/write/")


def test_the_key_f_toggles_the_full_screen_except_in_fields(page, seminar, server):
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


def fill(seminar) -> None:
    seminar.rounds.get().open(minutes=20)
    note(scribe(seminar), body="Kort.")
    note(scribe(seminar), body="Ei lang setning om benken. " * 40)
    draft(scribe(seminar, 1), SECRET, 1)
    make.scribe(Seminar.objects.get(pk=seminar.pk))
    make.post(seminar, "For seint.", late=True, round=seminar.rounds.get())


@pytest.mark.once
@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_room_and_the_wall_are_accessible(page, seminar, live_server, width, scheme):
    fill(seminar)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for page_name in ("room", "wall"):
        enter(page, seminar, "Aud", live_server.url, page_name)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_no_faults(page)


@pytest.mark.once
def test_on_a_projector_all_text_of_a_note_is_at_least_28_pixels_high(page, seminar, live_server):
    fill(seminar)
    page.set_viewport_size({"width": 1920, "height": 1080})
    enter(page, seminar, "Aud", live_server.url, "wall")
    sizes = page.evaluate("""[...document.querySelectorAll("#wall *")].filter(one => one.checkVisibility())
        .filter(one => !one.closest(".wall-handles"))  // for whoever works at the machine
        .filter(one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
        .map(one => parseFloat(getComputedStyle(one).fontSize))""")
    assert min(sizes) >= 28
