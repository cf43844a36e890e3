"""Weighing in real browsers: on two devices of a group, on the stage, by keyboard, and with a network that fails."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.faults import assert_no_faults
from tests.posts.desk import Desk, cookie
from tests.seminar.live.listener import session_of
from themes.models import Theme, Weighing

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    seminar = make.seminar("Fjordmøtet", by=make.person("Aud"), language="en")
    for name in ("Skyss", "Lokale", "Pengar"):
        Theme.objects.add(seminar=seminar, name=name)
    seminar.themes.get(name="Lokale").describe(name="Lokale", definition="Rom og hus til å møtast i.")
    make.scribe(seminar, make.group(seminar, "Odden"), "Runa")
    return seminar


def begin(seminar, method: str = "points", limit: int = 5) -> Weighing:
    return Weighing.objects.start(seminar=seminar, method=method, limit=limit, themes=seminar.themes.all())


@pytest.fixture
def weighing(seminar):
    return begin(seminar)


@pytest.fixture
def open_page(chromium, seminar):
    """Opens the page of a device in a browser of its own."""
    contexts = []

    def open_as(scribe, url: str, width: int = 360, **options):
        context = chromium.new_context(locale="en-GB", viewport={"width": width, "height": 740}, **options)
        contexts.append(context)
        context.add_cookies([cookie(scribe, url)])
        page = context.new_page()
        page.goto(url + reverse("weigh", args=[seminar.slug]))
        return page

    yield open_as
    for context in contexts:
        context.close()


def row(page, name: str):
    return page.locator(".weigh-theme").filter(has_text=name)


def press(page, name: str, step: int = 1, times: int = 1) -> None:
    for _ in range(times):
        row(page, name).locator(f"[data-step='{step}']").click(force=True)  # also one that does nothing


def points(page, name: str):
    return row(page, name).locator("input")


def save(page) -> None:
    page.locator("#weigh-save").click()


def says(page, text: str) -> None:
    expect(page.locator("#weigh-state")).to_contain_text(text)


def shows_saved(page) -> None:
    says(page, "Saved at")


def given(weighing) -> dict:
    """What the group has saved, by the name of the theme."""
    themes = Theme.all_objects.current_by_id(weighing.seminar)
    answers = weighing.answers_by_group().values()
    return {themes[pk].name: number for answer in answers for pk, number in weighing.points(answer, themes).items()}


def test_plus_and_minus_count_what_is_left_and_stop_there(open_page, server, seminar, weighing):
    page = open_page(seminar.scribes.get(), server.url)
    press(page, "Skyss", times=7)
    expect(points(page, "Skyss")).to_have_value("5")
    expect(page.locator("#weigh-left")).to_have_text("0")
    press(page, "Skyss", -1, times=2)
    press(page, "Pengar")
    says(page, "Not saved yet.")
    save(page)
    shows_saved(page)
    assert given(weighing) == {"Skyss": 3, "Pengar": 1}
    expect(page.locator("#weigh-left")).to_have_text("1")
    page.reload()
    expect(points(page, "Skyss")).to_have_value("3")


def test_the_keyboard_alone_is_enough(open_page, server, seminar, weighing):
    page = open_page(seminar.scribes.get(), server.url)
    row(page, "Skyss").get_by_role("button", name="Give one to Skyss").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("4")
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == "weigh-save":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows_saved(page)
    assert page.evaluate("document.activeElement.id") == "weigh-save"
    assert given(weighing) == {"Skyss": 4}


def test_picks_stop_at_the_limit(open_page, server, seminar):
    weighing = begin(seminar, "picks", 2)
    page = open_page(seminar.scribes.get(), server.url)
    for name in ("Skyss", "Lokale", "Pengar"):
        points(page, name).click(force=True)
    expect(points(page, "Pengar")).not_to_be_checked()
    save(page)
    shows_saved(page)
    assert given(weighing) == {"Skyss": 1, "Lokale": 1}


def test_too_many_typed_points_are_counted_and_refused_by_the_server(open_page, server, seminar, weighing):
    page = open_page(seminar.scribes.get(), server.url)
    points(page, "Skyss").fill("4")
    points(page, "Lokale").fill("3")
    expect(page.locator("#weigh-left")).to_have_text("2 too many")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Your group has 5 points, and 7 are given.")
    expect(points(page, "Skyss")).to_have_value("4")
    press(page, "Skyss", -1, times=2)
    save(page)
    shows_saved(page)
    assert given(weighing) == {"Skyss": 2, "Lokale": 3}


def test_another_device_of_the_group_follows_and_what_it_has_chosen_stays(open_page, server, seminar, weighing):
    first, other = seminar.scribes.get(), make.scribe(seminar, seminar.groups.get(), "Odd")
    page, follower = open_page(first, server.url), open_page(other, server.url)
    press(page, "Skyss", times=2)
    save(page)
    expect(points(follower, "Skyss")).to_have_value("2")
    press(follower, "Lokale")
    press(page, "Pengar")
    save(page)
    shows_saved(page)
    follower.wait_for_timeout(2_500)  # it hears of the answer, and leaves the form as it is
    expect(points(follower, "Pengar")).to_have_value("0")
    save(follower)
    expect(follower.get_by_role("alert")).to_contain_text("Another device of your group has saved in the meantime.")
    expect(points(follower, "Pengar")).to_have_value("1")
    follower.get_by_role("button", name="Save my answer instead").click()
    shows_saved(follower)
    assert given(weighing) == {"Skyss": 2, "Lokale": 1}
    expect(points(page, "Lokale")).to_have_value("1")


@pytest.mark.parametrize("mood", ["down", "bad gateway", "portal", "lose the answer"])
def test_an_answer_is_saved_by_itself_when_the_network_is_back(open_page, proxy, seminar, weighing, mood):
    page = open_page(seminar.scribes.get(), proxy.url)
    press(page, "Skyss", times=2)
    proxy.mood = mood
    proxy.cut()
    save(page)
    says(page, "This is not saved yet.")
    expect(points(page, "Skyss")).to_have_value("2")
    proxy.mood = "pass"
    shows_saved(page)
    assert given(weighing) == {"Skyss": 2} and weighing.answers.count() == 1


def test_the_page_says_so_where_the_weighing_closes_before_the_last_choice_is_saved(
    open_page, server, seminar, weighing
):
    page = open_page(seminar.scribes.get(), server.url)
    press(page, "Skyss")
    save(page)
    shows_saved(page)
    press(page, "Skyss")
    weighing.close()
    says(page, "The weighing was closed before your last changes were saved.")
    expect(page.locator("#weigh")).to_contain_text("The weighing is closed. Thank you!")
    weighing.reopen()
    expect(points(page, "Skyss")).to_have_value("1")


def test_a_theme_that_goes_out_of_use_leaves_the_open_page(open_page, server, seminar, weighing):
    page = open_page(seminar.scribes.get(), server.url)
    seminar.themes.get(name="Pengar").retire()
    weighing.close()
    weighing.reopen()
    expect(row(page, "Pengar")).to_have_count(0)


def test_the_scribe_s_page_calls_for_it_at_once_and_no_longer_when_it_is_closed(page, server, seminar):
    desk = Desk(page, seminar.scribes.get(), server.url).open()
    call = desk.page.get_by_role("link", name="Weigh the themes")
    expect(call).to_have_count(0)
    weighing = begin(seminar)
    expect(call).to_be_visible()
    expect(page.locator("#announcement")).to_have_text("Now the groups weigh the themes.")
    weighing.close()
    expect(call).to_have_count(0)


def test_the_stage_follows_the_groups_without_a_hand(page, open_page, server, seminar, weighing):
    page.context.add_cookies(
        [{"name": "sessionid", "value": session_of(seminar.members.get().person), "url": server.url}]
    )
    page.goto(server.url + reverse("stage", args=[seminar.slug]))
    expect(page.locator("#stage-weighing-1")).to_contain_text("0 of 1 group has taken part")
    device = open_page(seminar.scribes.get(), server.url)
    press(device, "Pengar", times=4)
    save(device)
    expect(page.locator("#stage-weighing-1")).to_contain_text("1 of 1 group has taken part")
    expect(page.locator("#stage-weighing-1 .stage-row").filter(has_text="Pengar")).to_contain_text("4 points")
    expect(page.locator("#stage-weighing-1 .stage-name").first).to_have_text("Pengar")


def test_the_organizers_page_follows_and_leaves_a_form_that_is_being_filled_in(page, server, seminar, weighing):
    page.context.add_cookies(
        [{"name": "sessionid", "value": session_of(seminar.members.get().person), "url": server.url}]
    )
    page.goto(server.url + reverse("weighing", args=[seminar.slug]))
    weighing.answer({seminar.themes.first().pk: 3}, scribe=seminar.scribes.get())
    expect(page.locator("#weighing")).to_contain_text("1 of 1 group has taken part")
    page.get_by_role("button", name="Close the weighing").click()
    question = page.get_by_label("What the groups are asked")
    question.fill("Kva no?")
    weighing.reopen()
    expect(page.get_by_role("button", name="Close the weighing")).to_be_visible()
    expect(question).to_have_value("Kva no?")


def test_without_scripts_the_form_is_enough(open_page, server, seminar, weighing):
    page = open_page(seminar.scribes.get(), server.url, java_script_enabled=False)
    expect(page.locator(".weigh-step").first).to_be_hidden()
    page.get_by_label("Skyss").fill("4")
    page.get_by_role("button", name="Save").click()
    assert given(weighing) == {"Skyss": 4}
    expect(page.locator("#weigh-state")).to_contain_text("Saved at")


@pytest.mark.parametrize("method", ["points", "picks"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_320_pixels_and_long_names(open_page, server, seminar, method, scheme):
    seminar.themes.first().describe(name="Eitnamnutanmellomrom" * 8, definition="Og så ei forklaring " * 9)
    begin(seminar, method)
    page = open_page(seminar.scribes.get(), server.url, width=320, color_scheme=scheme)
    expect(page.locator("#weigh-form")).to_be_visible()
    assert_no_faults(page)
