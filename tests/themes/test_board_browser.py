"""The board in a real browser: by keyboard, by pointer, without script, and for those who cannot see it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUS = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    for name in ("Nordbord", "Sørbord", "Austbord"):
        make.post(seminar, f"Notat frå {name}.", group=make.group(seminar, name))
    make.theme(seminar, "Skyss")
    make.theme(seminar, "Bustad")
    return seminar


@pytest.fixture
def address(seminar, live_server):
    return live_server.url + reverse("board", args=[seminar.slug])


def sign_in(context, client, seminar, live_server) -> None:
    client.force_login(seminar.members.get().person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


@pytest.fixture
def board(page, client, seminar, live_server, address):
    sign_in(page.context, client, seminar, live_server)
    page.goto(address)
    return page


def said(board, words: str) -> None:
    board.get_by_role("status").filter(has_text=words).wait_for(state="attached")


def themes_of(seminar, number: int) -> list[str]:
    return [theme.name for theme in seminar.posts.all()[number].themes.all()]


def test_a_facilitator_sorts_by_keyboard_alone(board, seminar):
    first, second, _ = (f"post-{post.pk}" for post in seminar.posts.all())
    board.locator(f"#{first}").focus()
    board.keyboard.press("j")
    assert board.evaluate(FOCUS) == second
    board.keyboard.press("2")
    said(board, "Placed under Bustad.")
    assert board.evaluate(FOCUS) == second
    board.keyboard.press("n")
    board.keyboard.type("Varme rom")
    board.keyboard.press("Enter")
    said(board, "Made the theme Varme rom.")
    assert board.evaluate(FOCUS) == second
    board.keyboard.press("2")
    said(board, "Taken out from Bustad.")
    board.keyboard.press("k")
    assert board.evaluate(FOCUS) == first
    board.keyboard.press("3")
    said(board, "Placed under Varme rom.")
    assert (themes_of(seminar, 0), themes_of(seminar, 1)) == (["Varme rom"], ["Varme rom"])


def test_keys_pressed_faster_than_the_server_answers_are_all_obeyed(board, seminar):
    board.locator("#notes .post").first.focus()
    for key in "1j2j12":
        board.keyboard.press(key)
    board.locator("#notes .post").last.locator("summary", has_text="Bustad").wait_for()
    assert [themes_of(seminar, number) for number in range(3)] == [["Skyss"], ["Bustad"], ["Skyss", "Bustad"]]


def test_letters_typed_outside_the_notes_sort_nothing(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("/")
    board.keyboard.type("12n?")
    assert board.get_by_role("searchbox").input_value() == "12n?"
    board.get_by_role("searchbox").fill("")
    board.get_by_role("link", name="Rundebord").focus()
    board.keyboard.type("12n?")
    assert (themes_of(seminar, 0), board.locator("#keys").is_visible()) == ([], False)


def test_the_keys_are_shown_on_request_and_the_focus_comes_back(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("?")
    assert board.get_by_role("dialog", name="Keys").is_visible()
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"


def test_escape_from_a_new_theme_leads_back_to_the_note(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("n")
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"
    assert board.locator("#new-theme [name=post]").input_value() == ""


def test_a_name_that_is_taken_keeps_the_words_and_the_focus_in_the_field(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("n")
    board.keyboard.type("SKYSS")
    board.keyboard.press("Enter")
    board.get_by_text("There is already a theme called “SKYSS”.").wait_for()
    assert board.evaluate(FOCUS) == "id_name"
    assert board.locator("#id_name").input_value() == "SKYSS"
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"


def test_the_pointer_sorts_with_the_list_left_open_and_the_page_where_it_was(board, seminar):
    card = board.locator("#notes .post").nth(1)
    card.locator("summary").click()
    card.get_by_role("button", name="Bustad").scroll_into_view_if_needed()
    place = board.evaluate("scrollY")
    card.get_by_role("button", name="Skyss").click()
    card.get_by_role("button", name="Skyss", pressed=True).wait_for()
    card.get_by_role("button", name="Bustad").click()
    card.get_by_role("button", name="Bustad", pressed=True).wait_for()
    assert (board.evaluate(FOCUS), board.evaluate("scrollY")) == ("2Bustad", place)
    assert themes_of(seminar, 1) == ["Skyss", "Bustad"]
    assert "1 group, 1 note" in board.locator("#themes").inner_text()


def test_a_double_click_is_one_click(board, seminar):
    card = board.locator("#notes .post").first
    card.locator("summary").click()
    card.get_by_role("button", name="Skyss").dblclick(delay=30)
    said(board, "Placed under Skyss.")
    board.wait_for_timeout(300)  # time enough for a second click to be heard, had it been sent
    assert themes_of(seminar, 0) == ["Skyss"]
    assert seminar.changes.filter(verb__startswith="post.").count() == 1


def test_the_choices_narrow_without_a_new_page_and_can_be_bookmarked(board, address, seminar):
    board.get_by_label("Group").select_option(label="Sørbord")
    board.get_by_role("status").filter(has_text="1 note").wait_for()
    expect(board.locator("#notes .post")).to_have_count(1)
    assert f"group={seminar.groups.get(name='Sørbord').pk}" in board.url
    board.reload()
    expect(board.locator("#notes .post")).to_have_count(1)


def test_what_does_not_reach_the_server_is_told(board, seminar):
    board.locator("#notes .post").first.focus()
    board.context.set_offline(True)
    board.keyboard.press("1")
    board.get_by_role("alert").filter(has_text="That did not work").wait_for()
    board.context.set_offline(False)
    board.keyboard.press("1")
    said(board, "Placed under Skyss.")
    assert not board.locator("#failed").is_visible()


def test_someone_logged_out_is_told_and_loses_nothing(board, seminar):
    board.locator("#id_name").fill("Varme rom")
    board.context.clear_cookies(name="sessionid")
    board.keyboard.press("Enter")
    board.get_by_role("alert").filter(has_text="You are logged out").wait_for()
    assert board.locator("#id_name").input_value() == "Varme rom"


def test_everything_works_without_script(chromium, client, seminar, live_server, address):
    context = chromium.new_context(java_script_enabled=False)
    sign_in(context, client, seminar, live_server)
    page = context.new_page()
    page.goto(address + "?text=Notat")
    second = seminar.posts.all()[1]
    page.locator(f"#post-{second.pk} summary").click()
    page.locator(f"#post-{second.pk}").get_by_role("button", name="Bustad").click()
    expect(page).to_have_url(f"{address}?text=Notat#post-{second.pk}")
    page.get_by_label("New theme").fill("Varme rom")
    page.get_by_role("button", name="Make theme").click()
    page.get_by_label("Group").select_option(label="Sørbord")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#notes .post")).to_have_count(1)
    assert "Varme rom" in page.locator("#themes").inner_text()
    assert themes_of(seminar, 1) == ["Bustad"]
    context.close()


def test_on_a_phone_the_first_note_is_on_the_first_screen_and_the_choices_are_folded(board, seminar):
    board.set_viewport_size({"width": 360, "height": 640})
    assert not board.get_by_label("Group").is_visible()
    assert board.locator("#notes .post").first.bounding_box()["y"] < 500
    board.get_by_text("Filter", exact=True).click()
    board.get_by_label("Group").select_option(label="Sørbord")
    board.get_by_role("status").filter(has_text="1 note").wait_for()


@pytest.mark.once
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_and_a_notes_page_are_accessible(board, seminar, live_server, width, scheme):
    post = seminar.posts.first()
    post.revise(body="Notat med ny tekst.", by=seminar.members.get().person)
    board.set_viewport_size({"width": width, "height": 800})
    board.emulate_media(color_scheme=scheme)
    board.locator("#notes summary").first.click()
    pages = [
        reverse("post", args=[seminar.slug, post.uid]),
        reverse("theme", args=[seminar.slug, seminar.themes.first().uid]),
    ]
    for path in ["", *pages]:
        if path:
            board.goto(live_server.url + path)
        found = Axe().run(board).response["violations"]
        assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
        assert board.evaluate("document.documentElement.scrollWidth <= innerWidth")
