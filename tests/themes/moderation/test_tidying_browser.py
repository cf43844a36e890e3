"""Splitting and undoing in a real browser: with script and without, and for those who cannot see it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models.splitting import PartText
from tests import make
from tests.faults import assert_no_faults

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.post(seminar, "Ope om kvelden. Varm mat.", group=make.group(seminar, "Nordbord"))
    make.theme(seminar, "Skyss")
    return seminar


@pytest.fixture
def opened(page, client, seminar, live_server):
    """Opens a page of the seminar's first note, or the board, as Aud."""
    client.force_login(seminar.members.get().person)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

    def open(name: str):
        ids = [seminar.slug] if name in ("board", "log") else [seminar.slug, seminar.posts.first().uid]
        page.goto(live_server.url + reverse(name, args=ids))
        return page

    return open


def test_a_part_is_cut_where_the_cursor_is_and_the_new_part_has_the_focus(opened, seminar):
    page = opened("post_split")
    text = page.get_by_label("Text of part 1")
    text.focus()
    page.keyboard.press("Control+Home")
    cut = page.get_by_role("button", name="Split at the cursor")
    expect(cut).to_be_disabled()
    for _ in "Ope om kvelden.":
        page.keyboard.press("ArrowRight")
    expect(cut).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text of part 2")).to_be_focused()
    expect(page.get_by_label("Text of part 2")).to_have_value(" Varm mat.")
    page.get_by_role("button", name="Split").last.click()
    expect(page.get_by_text("Split into 2 parts.")).to_be_visible()
    assert [post.body for post in seminar.posts.visible()] == ["Ope om kvelden.", "Varm mat."]


def test_a_note_is_split_by_keyboard_alone_and_the_way_back_leads_to_its_first_part(opened, seminar):
    seminar.posts.first().revise(body="Ope om kvelden.\n\nVarm mat.")
    page = opened("board")
    page.keyboard.press("Shift+S")
    expect(page.get_by_label("Text of part 2")).to_have_value("Varm mat.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Split into 2 parts.")).to_be_visible()
    first, second = seminar.posts.visible()
    assert [first.body, second.body] == ["Ope om kvelden.", "Varm mat."]
    page.get_by_role("main").get_by_role("link", name="Board").click()
    expect(page.locator(f"#post-{first.pk}.is-current")).to_be_focused()


def test_the_last_thing_is_undone_on_the_board_without_leaving_it(opened, seminar):
    page = opened("board")
    card = page.locator("#notes .post")
    card.focus()
    page.keyboard.press("1")
    expect(page.locator("#announcement")).to_contain_text("Placed under Skyss.")
    page.locator("#dock").get_by_role("button", name="Undo").click()
    expect(page.locator("#undo-announcement")).to_contain_text("Undid: Note placed under Skyss.")
    expect(card.locator(".tag")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator("#undo-announcement")).to_be_empty()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(opened, seminar, width):
    post, other = seminar.posts.first(), make.post(seminar, "Varm mat!")
    one, _two = post.split([PartText("Ope om kvelden."), PartText("Varm mat.")], by=seminar.members.get().person)
    other.merge(one)
    post.revise(body="Ope om kvelden. Varm mat. Og kake.")
    seminar.themes.get().add_post(one)
    for pages, first in ((("post", "log"), post), (("post", "post_split", "post_merge"), one)):
        seminar.posts.filter(pk=first.pk).update(position=0)
        seminar.posts.exclude(pk=first.pk).update(position=1)
        for name in pages:
            page = opened(name)
            page.set_viewport_size({"width": width, "height": 800})
            assert_no_faults(page)
