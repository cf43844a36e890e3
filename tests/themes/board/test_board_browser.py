"""The board in a real browser: by keyboard, by pointer, without script, and for those who cannot see it."""

import re
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Error, expect

from seminar.models import Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.posts.writing.breaking import BreakingProxy
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
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


def answered(board) -> None:
    expect(board.locator("#dock[data-unsent]")).to_have_count(0)


def themes_of(seminar, number: int) -> list[str]:
    return [theme.name for theme in seminar.posts.all()[number].themes.all()]


def test_a_suggestion_counts_as_taken_where_it_was_clicked_and_never_by_itself(board, seminar):
    skyss, bustad = seminar.themes.all()
    for number in range(3):
        skyss.add_post(make.post(seminar, f"Bussen går for sjeldan, skreiv bord {number}."))
        bustad.add_post(make.post(seminar, f"Det finst ingen små leilegheiter å leige, bord {number}."))
    clicked, pressed = (make.post(seminar, f"Bussen går for sjeldan {when}.") for when in ("om kvelden", "på søndag"))
    board.goto(board.url)
    card = board.locator(f"#post-{clicked.pk}")
    expect(card.locator(".suggestions-why").first).to_contain_text("bussen")
    card.get_by_role("button", name="Skyss", exact=False).first.click()
    expect(card.locator(".tag")).to_contain_text("Skyss")
    board.locator(f"#post-{pressed.pk}").focus()
    board.keyboard.press(skyss.key)
    expect(board.locator(f"#post-{pressed.pk} .tag")).to_contain_text("Skyss")
    answered(board)
    assert dict(skyss.placements.filter(post__in=[clicked, pressed]).values_list("post", "proposed")) == {
        clicked.pk: True,
        pressed.pk: False,  # the key of a theme is pressed with or without a look at the suggestions
    }
    assert not bustad.placements.filter(post__in=[clicked, pressed]).exists()
    board.keyboard.press("u")
    expect(board.locator("#undo-announcement")).to_contain_text("Undid: Note placed under Skyss.")
    assert not skyss.placements.filter(post=pressed).exists()


def test_on_a_phone_the_first_note_is_in_sight_from_the_start(board):
    board.set_viewport_size({"width": 360, "height": 640})
    board.reload()
    first, dock = board.locator("#notes > .post").first.bounding_box(), board.locator("#dock").bounding_box()
    assert first["y"] >= 0 and first["y"] + first["height"] / 2 < dock["y"]


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
    said(board, "The theme Varme rom is created.")
    assert board.evaluate(FOCUS) == second
    board.keyboard.press("2")
    said(board, "Taken out of Bustad.")
    board.keyboard.press("k")
    assert board.evaluate(FOCUS) == first
    board.keyboard.press("3")
    said(board, "Placed under Varme rom.")
    assert (themes_of(seminar, 0), themes_of(seminar, 1)) == (["Varme rom"], ["Varme rom"])


def test_keys_pressed_faster_than_the_server_answers_are_all_obeyed(board, seminar):
    board.locator("#notes .post").first.focus()
    for key in "1j2j12":
        board.keyboard.press(key)
    answered(board)
    assert [themes_of(seminar, number) for number in range(3)] == [["Skyss"], ["Bustad"], ["Skyss", "Bustad"]]


def test_a_theme_is_found_by_its_first_letters_one_after_the_other(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press(".")
    for word in ("bu", "sk"):
        board.keyboard.type(word)
        board.keyboard.press("Enter")
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"
    answered(board)
    assert themes_of(seminar, 0) == ["Skyss", "Bustad"]


def test_many_notes_are_chosen_sorted_and_undone_at_once(board, seminar):
    board.locator("#notes .post").first.focus()
    for key in "xjx":
        board.keyboard.press(key)
    board.keyboard.press("2")
    answered(board)
    assert [themes_of(seminar, number) for number in range(3)] == [["Bustad"], ["Bustad"], []]
    board.keyboard.press("u")
    expect(board.locator("#undo-announcement")).to_contain_text("Undid: Note placed under Bustad. 2 notes.")
    expect(board.locator("#notes .tag")).to_have_count(0)
    board.keyboard.press("Escape")
    expect(board.locator("#notes .is-picked")).to_have_count(0)


def test_a_note_is_flagged_and_hidden_and_shown_again_where_it_stands(board, seminar):
    card = board.locator("#notes .post").first
    card.focus()
    for key in "fh":
        board.keyboard.press(key)
    answered(board)
    post = seminar.posts.first()
    assert (post.state, post.flag.by.name) == ("hidden", "Aud")
    assert card.locator(".badge:visible").all_inner_texts() == ["Hidden", "Flagged"]
    board.keyboard.press("h")
    board.keyboard.press("f")
    answered(board)
    assert (seminar.posts.first().state, seminar.flags.exists()) == ("visible", False)


def test_words_are_marked_by_keyboard_and_by_pointer_and_the_mark_taken_off(board, seminar):
    card = board.locator("#notes .post").first
    card.focus()
    for key in ["m", "ArrowRight", "Shift+ArrowRight", "1"]:
        board.keyboard.press(key)
    expect(card.locator(".passage")).to_have_text("frå Nordbord")
    answered(board)
    assert [passage.words for passage in seminar.passages.all()] == ["frå Nordbord"]
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"
    other = board.locator("#notes .post").nth(1)
    other.locator(".post-body").dblclick(position={"x": 10, "y": 10})
    board.locator("#dock").get_by_role("button", name="Bustad").click()
    expect(other.locator(".passage")).to_have_text("Notat")
    other.locator(".passage").dblclick(position={"x": 10, "y": 10})
    board.locator("#dock").get_by_role("button", name="Bustad").click()
    expect(other.locator(".passage")).to_have_count(0)
    answered(board)
    assert themes_of(seminar, 1) == ["Bustad"]


def test_no_word_of_a_theme_is_broken_in_the_dock_of_a_narrow_screen(board, seminar):
    for name in ("Taushetsplikt", "Kompetanseutvikling og samarbeid", "Opplæringslovens bestemmelser"):
        make.theme(seminar, name)
    broken = """[...document.querySelectorAll(".palette-name")].flatMap((name) => {
        const [text, range] = [name.querySelector("span").firstChild, document.createRange()];
        return [...text.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
        }).map(([word]) => word);
    })"""
    for width in (320, 390, 768):
        board.set_viewport_size({"width": width, "height": 844})
        board.reload()
        expect(board.locator(".palette-name")).to_have_count(5)
        assert board.evaluate(broken) == [], width
        assert board.locator("#dock").bounding_box()["height"] <= 0.3 * 844 + 1, width


def test_the_themes_are_two_tabs_away_for_those_who_use_no_shortcuts(board, seminar):
    for key in ("Tab", "Tab"):
        board.keyboard.press(key)
    assert board.evaluate(FOCUS) == "Skip to the themes"
    board.keyboard.press("Enter")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    answered(board)
    assert themes_of(seminar, 0) == ["Skyss"]


def test_marked_words_go_on_the_big_screen_by_key_and_by_pointer_and_come_off_again(board, seminar):
    skyss = seminar.themes.first()
    for post in seminar.posts.all():
        skyss.add_post(post)
    board.locator("#notes .post").first.focus()
    for key in ["m", "ArrowRight", "Shift+ArrowRight", "Shift+Q"]:
        board.keyboard.press(key)
    said(board, "On the big screen under Skyss: “frå Nordbord”")
    board.locator("#notes .post").nth(1).locator(".post-body").dblclick(position={"x": 10, "y": 10})
    board.locator("#dock").get_by_role("button", name="Quote Q").click()
    said(board, "On the big screen under Skyss: “Notat”")
    answered(board)
    assert [quote.text for quote in seminar.quotes.on_stage()] == ["frå Nordbord", "Notat"]
    board.keyboard.press("u")
    answered(board)
    assert [quote.text for quote in seminar.quotes.on_stage()] == ["frå Nordbord"]


@pytest.fixture
def three_quotes(seminar):
    skyss = seminar.themes.first()
    for post in seminar.posts.all():
        skyss.add_post(post)
        seminar.quotes.show(post, theme=skyss, text=post.body, named=True)


def quotes_on_stage(seminar) -> list[str]:
    return [quote.text.split()[-1] for quote in seminar.quotes.on_stage()]


def test_quotes_are_put_in_order_by_keyboard_on_the_board_and_undone(three_quotes, board, seminar):
    board.keyboard.press("Shift+A")
    rows = board.locator("#quotes [id^=quote-]")
    expect(rows.first).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowUp"):
        board.keyboard.press(key)
    said(board, "Number 2 of 3")
    board.keyboard.press("Shift+ArrowUp")
    said(board, "Number 1 of 3")
    expect(rows.first).to_be_focused()
    assert quotes_on_stage(seminar) == ["Austbord.", "Nordbord.", "Sørbord."]
    board.keyboard.press("Escape")
    board.wait_for_function("document.activeElement === document.body")  # a key that comes sooner goes to the dialog
    board.keyboard.press("u")
    said(board, "Undid: Quote moved")
    assert quotes_on_stage(seminar) == ["Nordbord.", "Austbord.", "Sørbord."]


def test_quotes_are_put_in_order_by_touch_on_a_phone(three_quotes, chromium, client, seminar, live_server, address):
    context = chromium.new_context(has_touch=True, locale="en-GB", viewport={"width": 360, "height": 740})
    sign_in(context, client, seminar, live_server)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="More actions").tap()
    page.get_by_role("button", name="Arrange quotes").tap()
    down = page.get_by_role("button", name="Move down: Notat frå Nordbord.")
    box = down.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    down.tap()
    said(page, "Number 2 of 3")
    assert quotes_on_stage(seminar) == ["Sørbord.", "Nordbord.", "Austbord."]
    page.locator("#quotes [id^=quote-]").first.get_by_role("button", name="Remove from the big screen").tap()
    expect(page.locator("#quotes [id^=quote-]")).to_have_count(2)
    assert quotes_on_stage(seminar) == ["Nordbord.", "Austbord."]
    assert_no_faults(page)
    context.close()


def test_a_quote_that_could_not_be_moved_says_so(three_quotes, board, seminar):
    board.keyboard.press("Shift+A")
    expect(board.locator("#quotes [id^=quote-]").first).to_be_focused()
    board.context.set_offline(True)
    board.keyboard.press("Shift+ArrowDown")
    board.get_by_role("alert").filter(has_text="This could not be done now").wait_for()
    board.context.set_offline(False)
    assert quotes_on_stage(seminar) == ["Nordbord.", "Sørbord.", "Austbord."]


@pytest.fixture
def three_hundred_themes(seminar):
    """In twenty groups. All are saved at once."""
    with transaction.atomic():
        for group in range(20):
            parent = make.theme(seminar, f"Hovudtema {group}")
            for number in range(14):
                make.theme(seminar, f"Undertema {group}.{number}").nest(parent)


def assert_all_actions_are_in_sight(board) -> None:
    boxes = [button.bounding_box() for button in board.locator("#more-acts button").all()]
    assert len(boxes) == 11 and max(box["y"] + box["height"] for box in boxes) <= board.viewport_size["height"]


def test_with_fourteen_themes_all_actions_are_in_sight_and_the_themes_have_a_row_each(board, seminar):
    for number in range(12):
        make.theme(seminar, f"Kompetanse og opplæring {number}")
    for width, height in [(1440, 900), (1920, 1080), (1280, 800)]:
        board.set_viewport_size({"width": width, "height": height})
        board.reload()
        assert_all_actions_are_in_sight(board)
        rows = [row.bounding_box() for row in board.locator("#themes > li").all()]
        assert [row["x"] for row in rows] == [rows[0]["x"]] * 14, f"{width} x {height}"
        assert max(row["height"] for row in rows) <= 40, f"{width} x {height}"


def test_of_three_hundred_themes_the_groups_are_shown_and_one_is_found_by_its_name(
    three_hundred_themes, board, seminar
):
    seminar.themes.get(name="Undertema 7.3").add_post(seminar.posts.by_table()[0])
    board.set_viewport_size({"width": 1440, "height": 900})
    board.reload()
    rows = board.locator("#themes > li:visible .palette-name")
    own = ["Skyss", "Bustad", *(f"Hovudtema {number}" for number in range(20))]
    expect(rows).to_have_text([*own[:10], "Undertema 7.3", *own[10:]])
    board.get_by_role("button", name="Themes under Hovudtema 2", exact=True).click()
    expect(rows).to_have_count(23 + 14)
    assert_all_actions_are_in_sight(board)
    board.get_by_role("combobox", name="Find a theme").click()
    board.keyboard.type("undertema 19.13")
    board.keyboard.press("Enter")
    answered(board)
    board.keyboard.press("Escape")
    expect(board.locator("#notes .post").first).to_be_focused()
    assert themes_of(seminar, 0) == ["Undertema 7.3", "Undertema 19.13"]


def test_the_dock_with_three_hundred_themes_covers_a_third_of_a_small_screen_at_most(three_hundred_themes, board):
    for width, height in [(360, 740), (390, 844), (768, 1024)]:
        board.set_viewport_size({"width": width, "height": height})
        board.reload()
        assert board.locator("#dock").bounding_box()["height"] <= 0.3 * height + 1, f"{width} x {height}"
        board.locator("#dock").get_by_role("button", name="Find a theme").first.click()
        expect(board.get_by_role("combobox", name="Find a theme")).to_be_focused()
        board.keyboard.press("Escape")
        assert board.locator("#dock").bounding_box()["height"] <= 0.3 * height + 1, f"{width} x {height}"


def test_on_a_low_screen_the_dock_folds_by_itself(board, seminar):
    board.set_viewport_size({"width": 720, "height": 450})
    board.reload()
    expect(board.locator("#themes")).to_be_hidden()
    assert board.locator("#dock").bounding_box()["height"] <= 0.2 * 450
    board.get_by_role("button", name="Collapse the theme list").click()
    expect(board.locator("#themes")).to_be_visible()


def test_on_a_low_screen_the_dock_stays_folded_after_a_search_and_finding_a_theme_leaves_the_note_in_sight(board):
    board.set_viewport_size({"width": 720, "height": 450})
    board.reload()
    board.keyboard.press("/")
    board.keyboard.type("Sørbord")
    board.keyboard.press("Enter")
    expect(board.locator("#notes .post")).to_have_count(1)
    expect(board.locator("#themes")).to_be_hidden()
    board.keyboard.press(".")
    expect(board.get_by_role("combobox", name="Find a theme")).to_be_focused()
    assert board.locator("#dock").bounding_box()["height"] <= 0.5 * 450


def test_a_search_by_keyboard_leads_to_the_first_note_that_is_found_and_escape_back_to_the_note(board, seminar):
    first, second, third = (f"post-{post.pk}" for post in seminar.posts.all())
    seminar.themes.last().add_post(seminar.posts.first())
    board.reload()
    board.keyboard.press("2")
    board.keyboard.press("j")  # the card above is lower now, and keeps its height
    board.keyboard.press("/")
    board.keyboard.type("Austbord")
    board.keyboard.press("Escape")
    assert (board.evaluate(FOCUS), board.get_by_role("searchbox").input_value()) == (second, "")
    expect(board.locator("#notes .post")).to_have_count(3)
    board.keyboard.press("/")
    board.keyboard.type("bord")
    board.keyboard.press("Enter")
    expect(board.locator(f"#{first}")).to_be_focused()
    board.keyboard.press("/")
    board.keyboard.type("Austbord")
    board.keyboard.press("Enter")
    expect(board.locator(f"#{third}")).to_be_focused()
    board.keyboard.press("1")
    answered(board)
    assert themes_of(seminar, 2) == ["Skyss"]


def test_after_the_way_back_from_a_search_all_buttons_work_and_keys_that_are_switched_off_stay_so(board, seminar):
    board.keyboard.press("?")
    board.get_by_label("Use these shortcuts").uncheck()
    board.keyboard.press("Escape")
    board.get_by_role("searchbox").fill("Austbord")
    board.keyboard.press("Enter")
    expect(board.locator("#notes .post")).to_have_count(1)
    board.go_back()
    expect(board.locator("#notes .post")).to_have_count(3)
    board.locator("#notes .post").first.focus()
    board.keyboard.press("1")
    board.get_by_role("button", name="Keyboard shortcuts").click()
    expect(board.get_by_label("Use these shortcuts")).not_to_be_checked()
    assert themes_of(seminar, 0) == []


def test_after_a_merge_keys_are_for_the_note_that_is_left(board, seminar):
    for key in ("x", "j", "Shift+M", "1"):
        board.keyboard.press(key)
    answered(board)
    expect(board.locator("#notes .is-picked")).to_have_count(0)
    first, second, _third = seminar.posts.all()
    assert (first.merged_into, themes_of(seminar, 1)) == (second, ["Skyss"])


def test_while_other_notes_are_on_their_way_the_board_is_busy_and_the_number_is_announced_once(board, seminar):
    held, address = [], re.compile(r"/board/\?")
    board.route(address, lambda route: held.append(route))
    board.get_by_role("searchbox").fill("Sørbord")
    board.keyboard.press("Enter")
    expect(board.locator("#board[aria-busy=true]")).to_have_count(1)
    expect(board.locator("#notes .post")).to_have_count(3)
    board.unroute(address)
    for route in held:  # Enter sends the form twice, and the second time replaces the first
        with suppress(Error):
            route.continue_()
    expect(board.locator("#found")).to_have_text("1 note")
    expect(board.locator("[aria-busy=true]")).to_have_count(0)


def test_single_letters_can_be_switched_off(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("?")
    board.get_by_label("Use these shortcuts").uncheck()
    board.keyboard.press("Escape")
    board.keyboard.press("1")
    board.reload()
    board.locator("#notes .post").first.focus()
    board.keyboard.press("1")
    expect(board.locator("#notes .tag")).to_have_count(0)
    board.get_by_role("button", name="Skyss").click()
    answered(board)
    assert themes_of(seminar, 0) == ["Skyss"]


@pytest.fixture
def sixty(seminar):
    for number in range(4, 61):
        make.post(seminar, f"Notat {number}.", group=seminar.groups.first())


def test_the_next_screen_comes_before_the_end_of_this_one_and_no_key_is_lost(sixty, board, seminar):
    cards = board.locator("#notes .post")
    expect(cards).to_have_count(50)
    cards.nth(49).focus()
    for key in "j1j2":
        board.keyboard.press(key)
    expect(cards).to_have_count(60)
    answered(board)
    assert [[theme.name for theme in post.themes.all()] for post in seminar.posts.by_table()[50:52]] == [
        ["Skyss"],
        ["Bustad"],
    ]


@pytest.mark.parametrize("way", ["back", "link"])
def test_the_way_back_from_a_note_leads_to_that_note_however_many_came_before_it(sixty, board, seminar, way):
    cards = board.locator("#notes .post")
    cards.nth(49).focus()
    for _ in range(6):
        board.keyboard.press("j")
    expect(cards.nth(55)).to_be_focused()
    card = board.evaluate(FOCUS)
    board.keyboard.press("Shift+O")
    board.get_by_role("main").get_by_role("link", name="Board").wait_for()
    board.go_back() if way == "back" else board.get_by_role("main").get_by_role("link", name="Board").click()
    expect(board.locator(f"#{card}")).to_be_focused()
    expect(cards).to_have_count(60)
    expect(board.locator("#more")).to_have_count(0)
    expect(board.locator("#notes .is-new")).to_have_count(0)
    board.keyboard.press("j")
    expect(cards.nth(56)).to_be_focused()
    board.keyboard.press("1")
    answered(board)
    assert seminar.posts.by_table()[56].themes.get().name == "Skyss"
    assert not seminar.readings.filter(post=seminar.posts.by_table()[59]).exists()


def test_the_queue_marks_as_read_what_was_left_behind(board, seminar):
    board.locator("#notes .post").first.focus()
    for key in "jj":
        board.keyboard.press(key)
    expect(board.locator("#notes .post-unread")).to_have_count(1)
    until(lambda: seminar.readings.count() == 2, "the server knows what was read")  # in one report or in two
    board.get_by_role("link", name="Unread first").click()
    expect(board.locator("#notes .post").first).to_contain_text("Notat frå Austbord.")


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
    assert board.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"


def test_escape_from_a_new_theme_leads_back_to_the_note(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("n")
    board.keyboard.press("Escape")
    assert board.evaluate(FOCUS) == f"post-{seminar.posts.first().pk}"
    expect(board.locator("#choose")).to_be_hidden()


def test_one_undo_takes_back_a_new_theme_and_its_first_note(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("n")
    board.keyboard.type("Varme rom")
    board.keyboard.press("Enter")
    said(board, "The theme Varme rom is created.")
    expect(board.locator("#themes")).to_contain_text("Varme rom")
    board.keyboard.press("u")
    expect(board.locator("#undo-announcement")).to_contain_text("Varme rom")
    expect(board.locator("#themes")).not_to_contain_text("Varme rom")
    assert (themes_of(seminar, 0), seminar.themes.count()) == ([], 2)


def test_the_name_of_a_theme_that_is_here_puts_the_note_under_it(board, seminar):
    board.locator("#notes .post").first.focus()
    board.keyboard.press("n")
    board.keyboard.type("SKYSS")
    board.keyboard.press("Enter")
    answered(board)
    assert (themes_of(seminar, 0), seminar.themes.count()) == (["Skyss"], 2)


def test_the_pointer_sorts_with_the_focus_on_the_note_and_the_page_where_it_was(board, seminar):
    card = board.locator("#notes .post").nth(1)
    card.locator(".post-body").click()
    place = board.evaluate("scrollY")
    for name in ("Skyss", "Bustad"):
        board.get_by_role("button", name=name).click()
        board.get_by_role("button", name=name, pressed=True).wait_for()
    assert (board.evaluate(FOCUS), board.evaluate("scrollY")) == (f"post-{seminar.posts.all()[1].pk}", place)
    answered(board)
    assert themes_of(seminar, 1) == ["Skyss", "Bustad"]
    expect(board.locator("#themes")).to_contain_text("1 group, 1 note")


def test_a_double_click_is_one_click(board, seminar):
    board.locator("#notes .post").first.focus()
    board.get_by_role("button", name="Skyss").dblclick(delay=30)
    answered(board)
    assert themes_of(seminar, 0) == ["Skyss"]
    assert seminar.changes.filter(verb__startswith="post.").count() == 1


def test_the_choices_narrow_without_a_new_page_and_can_be_bookmarked(board, address, seminar):
    board.get_by_text("Filter", exact=True).click()
    board.get_by_label("Group").select_option(label="Sørbord")
    board.get_by_role("status").filter(has_text="1 note").wait_for()
    expect(board.locator("#notes .post")).to_have_count(1)
    assert f"group={seminar.groups.get(name='Sørbord').pk}" in board.url
    board.reload()
    expect(board.locator("#notes .post")).to_have_count(1)
    expect(board.locator(".filter-choices")).to_be_hidden()
    board.get_by_role("link", name="Sørbord: remove").click()
    expect(board.locator("#notes .post")).to_have_count(3)


def test_keys_work_and_colleagues_see_the_first_note_taken_as_soon_as_the_board_is_open(board, seminar):
    until(lambda: seminar.claims.filter(post=seminar.posts.first()).exists(), "the first note is claimed")
    board.keyboard.press("1")
    expect(board.locator("#notes .post").first.locator(".tag")).to_contain_text("Skyss")
    board.keyboard.press("j")
    expect(board.locator("#notes .post").nth(1)).to_be_focused()


def test_a_note_is_announced_by_its_group_its_words_and_its_themes(board, seminar):
    seminar.themes.first().add_post(seminar.posts.first())
    board.reload()
    board.get_by_role("article", name="Nordbord Notat frå Nordbord. 1 Skyss").wait_for()


def test_the_other_suggestions_stay_until_the_person_goes_on(board, seminar):
    for number in range(3):
        text = f"Bussen går for sjeldan, og leilegheitene er for store, bord {number}."
        for theme in seminar.themes.all():
            theme.add_post(make.post(seminar, text))
    post = make.post(seminar, "Bussen går ikkje forbi dei store leilegheitene.")
    board.goto(board.url + "?order=newest")
    card = board.locator(f"#post-{post.pk}")
    expect(card.locator(".suggested")).to_have_count(2)
    card.locator(".suggested").first.click()
    answered(board)
    expect(card.locator(".tag")).to_have_count(1)
    card.locator(".suggested").click()
    answered(board)
    assert post.themes.count() == 2
    board.keyboard.press("j")
    expect(card.locator(".suggested")).to_have_count(0)


def test_new_notes_are_added_in_their_places_and_the_person_stays_where_they_are(board, seminar):
    second = board.locator("#notes .post").nth(1)
    second.focus()
    before = second.bounding_box()["y"]
    make.post(seminar, "Noko nytt.", group=seminar.groups.get(name="Nordbord"))
    make.post(seminar, "Endå meir.", group=make.group(seminar, "Vestbord"))
    seminar.describe(title="No begynner vi")  # since notes that tests make have no Change
    board.get_by_role("link", name="Show 2 new notes").click()
    expect(board.locator("#notes .post")).to_have_count(5)
    assert [text.split()[-1] for text in board.locator("#notes .post-body").all_inner_texts()] == [
        "Nordbord.",
        "nytt.",
        "Sørbord.",
        "Austbord.",
        "meir.",
    ]
    assert board.locator("#notes > h3").all_inner_texts() == ["Nordbord", "Sørbord", "Austbord", "Vestbord"]
    expect(board.locator("#notes .post:focus")).to_contain_text("Sørbord")
    assert abs(board.locator("#notes .post:focus").bounding_box()["y"] - before) < 1
    expect(board.locator("#news a")).to_have_count(0)


def test_five_short_notes_are_in_sight_on_a_laptop_and_the_first_begins_near_the_top(board, seminar):
    for number in range(4):
        make.post(seminar, f"Kort notat {number}.", group=seminar.groups.first())
    Seminar.objects.get(pk=seminar.pk).describe(wall_names=False)  # a Change: until one comes, the board stays the same
    board.set_viewport_size({"width": 1440, "height": 900})
    board.reload()
    boxes = [card.bounding_box() for card in board.locator("#notes .post").all()]
    assert boxes[0]["y"] <= 200
    assert sum(box["y"] + box["height"] <= 900 for box in boxes) >= 5


def test_what_does_not_reach_the_server_is_told_kept_and_sent_when_the_network_is_back(board, seminar):
    board.locator("#notes .post").first.focus()
    board.context.set_offline(True)
    board.keyboard.press("1")
    expect(board.locator("#notes .post").first.locator(".tag")).to_have_count(1)
    board.get_by_role("alert").filter(has_text="The network is down").wait_for()
    board.context.set_offline(False)
    said(board, "Placed under Skyss.")
    expect(board.locator("#waiting")).to_be_hidden()


def test_an_answer_that_ends_in_the_middle_holds_up_nothing_that_is_done_since(board, seminar, live_server, address):
    proxy = BreakingProxy(urlsplit(live_server.url).port)
    board.goto(address.replace(live_server.url, proxy.url.replace("127.0.0.1", "localhost")))
    board.locator("#notes .post").first.focus()
    proxy.broken["/board/"] = "half"
    board.keyboard.press("1")
    board.get_by_role("alert").filter(has_text="The network is down").wait_for()
    assert themes_of(seminar, 0) == ["Skyss"], "the server has it"
    board.keyboard.press("2")
    proxy.broken.clear()
    answered(board)
    expect(board.locator("#waiting")).to_be_hidden()
    assert sorted(themes_of(seminar, 0)) == ["Bustad", "Skyss"]
    proxy.close()


def test_who_was_logged_out_logs_in_elsewhere_and_loses_nothing(board, client, seminar, live_server):
    board.locator("#notes .post").first.focus()
    board.context.clear_cookies(name="sessionid")
    board.keyboard.press("1")
    board.get_by_role("alert").filter(has_text="You are logged out").wait_for()
    client.logout()
    sign_in(board.context, client, seminar, live_server)
    said(board, "Placed under Skyss.")
    assert themes_of(seminar, 0) == ["Skyss"]


def test_what_the_server_refuses_is_taken_back_on_the_page_and_said(board, seminar):
    board.locator("#notes .post").first.focus()
    seminar.themes.first().delete()
    board.keyboard.press("1")
    expect(board.locator("#refused")).to_have_text("That theme no longer exists.")
    expect(board.locator("#notes .tag")).to_have_count(0)


def test_everything_works_without_script(chromium, client, seminar, live_server, address):
    context = chromium.new_context(java_script_enabled=False)
    sign_in(context, client, seminar, live_server)
    page = context.new_page()
    page.goto(address + "?text=Notat")
    second = seminar.posts.all()[1]
    page.locator(f"#post-{second.pk}").get_by_role("link", name="Themes").click()
    page.get_by_role("button", name="Bustad").click()
    expect(page.locator("#themes")).to_contain_text("Bustad")
    page.goto(address + "?text=Notat")
    page.get_by_label("New theme").fill("Varme rom")
    page.get_by_role("button", name="Create theme").click()
    page.get_by_text("Filter", exact=True).click()
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
@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_board_and_a_notes_page_are_accessible(board, seminar, live_server, width, scheme):
    post = seminar.posts.first()
    post.revise(body="Notat med ny tekst.", by=seminar.members.get().person)
    board.set_viewport_size({"width": width, "height": 800})
    board.emulate_media(color_scheme=scheme)
    board.locator("#notes .post").first.focus()
    for key in "1fx.":
        board.keyboard.press(key)
    answered(board)
    pages = [
        reverse("post", args=[seminar.slug, post.uid]),
        reverse("theme", args=[seminar.slug, seminar.themes.first().uid]),
    ]
    for path in ["", *pages]:
        if path:
            board.goto(live_server.url + path)
        assert_no_faults(board)
