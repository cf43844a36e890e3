"""Three facilitators in three browsers at once, while thirty scribes write. LONG=1 goes on for minutes."""

import json
import os
import random
import time
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.seminar.live.listener import cookie_of
from tests.seminar.server.serving import until
from tests.themes.board.facilitator import Facilitator
from themes.models import Placement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 240 if os.environ.get("LONG") else 8
NAMES = ("Aud", "Bjarte", "Cora")
# What moved while nobody pressed anything: the focus, and the place of the note in hand on the screen.
WATCH = """() => {
  window.moved = [];
  let mine = 0;
  const press = () => { mine = performance.now(); former = null; };
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, press, true);
  let former = null; // a busy machine may draw what a press did long after it
  const look = () => {
    const card = document.activeElement;
    const now = [card.id, card.getBoundingClientRect().top];
    const [id, top] = former ?? now;
    if (performance.now() - mine > 250 && (id !== now[0] || Math.abs(top - now[1]) >= 1)) moved.push([former, now]);
    former = performance.now() - mine > 250 ? now : null;
  };
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(() => requestAnimationFrame(look)).observe(document.querySelector("#board"), all);
}"""
PRESS = "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
SHOWN = """() => Object.fromEntries([...document.querySelectorAll("#notes > .post")].map((card) => [card.id, {
  themes: [...card.querySelectorAll(".tag")].map((tag) => tag.dataset.theme).sort(),
  hidden: card.classList.contains("is-hidden"),
  flagged: !card.querySelector("[data-badge=flagged]").hidden,
}]))"""


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.round(seminar).open()
    for name in NAMES[1:]:
        make.member(seminar, make.person(name))
    for number in range(12):
        make.post(
            seminar,
            f"Notat {number}. Vi treng ein varm stad å vere.\n" * 3,
            group=make.group(seminar, f"Bord {number}"),
        )
    for number in range(1, 9):
        make.theme(seminar, f"Tema {number}")
    return seminar


@pytest.fixture
def boards(chromium, seminar, server):
    found = []
    for name in NAMES:
        context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 700})
        one = Facilitator(context.new_page(), Client(), seminar, server.url, name)
        one.open()
        one.page.locator("#notes > .post").nth(len(found)).focus()
        one.page.evaluate(WATCH)  # not before: something may be drawn between opening the page and this focus
        found.append(one)
    yield found
    for one in found:
        one.page.context.close()


def write(url: str, scribe, body: str) -> None:
    """As the device of the scribe does it."""
    uid, round = str(uuid4()), scribe.seminar.rounds.get()
    data = json.dumps({"round": round.uid, "question": None, "body": body, "base": 0}).encode()
    headers = {"Cookie": cookie_of(scribe), "Content-Type": "application/json"}
    address = url + reverse("write_note", args=[scribe.seminar.slug, uid])
    with urlopen(Request(address, data, headers, method="PUT")) as answer:
        assert json.load(answer)["id"] == uid


def test_three_boards_and_a_fresh_page_end_equal_and_nothing_moves_under_anyones_hand(boards, seminar, server):
    chance, end, turn = random.Random(4), time.monotonic() + SECONDS, 0
    scribes = [make.scribe(seminar, group) for group in seminar.groups.all() for _ in range(3)][:30]
    while time.monotonic() < end:
        for one in boards:
            one.page.keyboard.press(chance.choice("12345678" * 3 + "jjjjkkfh"))
        if turn % 4 == 0:
            write(server.url, scribes[turn // 4 % len(scribes)], f"Nytt {turn}")
        turn += 1
        boards[turn % 3].page.wait_for_timeout(chance.choice([0, 30, 400]))
    for one in boards:
        expect(one.page.locator("#dock[data-unsent]")).to_have_count(0, timeout=30_000)
    assert seminar.posts.exclude(scribe=None).count() == -(-turn // 4)
    truth = in_the_database(seminar)
    for one in boards:
        until(lambda page=one.page: page.evaluate(SHOWN) == truth, "the board shows what is so", seconds=15)
        assert one.page.evaluate("moved") == []
        expect(one.page.locator("#refused")).to_be_hidden()
    told = seminar.changes.filter(verb__in=["post.placed", "post.taken_out"])
    assert Placement.objects.count() == sum(1 if change.verb == "post.placed" else -1 for change in told)
    boards[0].page.goto(boards[0].address + "?state=all&text=Notat")
    assert {id: boards[0].page.evaluate(SHOWN)[id] for id in truth} == truth


def in_the_database(seminar) -> dict:
    """Of the notes that were there when the boards were opened."""
    return {
        f"post-{post.pk}": {
            "themes": sorted(str(pk) for pk in post.themes.values_list("pk", flat=True)),
            "hidden": post.state == "hidden",
            "flagged": hasattr(post, "flag"),
        }
        for post in seminar.posts.filter(body__startswith="Notat")
    }


def test_the_same_theme_in_the_same_instant_is_one_placement_and_both_boards_are_right(boards, seminar):
    theme, post = seminar.themes.first(), seminar.posts.first()
    for one in boards[:2]:
        one.page.locator(f"#post-{post.pk}").focus()
    for one in boards[:2]:
        one.page.evaluate(
            "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", theme.key
        )
    for one in boards[:2]:
        expect(one.page.locator("#dock[data-unsent]")).to_have_count(0)
        expect(one.page.locator(f"#post-{post.pk} .tag[data-theme='{theme.pk}']")).to_have_count(1)
    assert (theme.placements.count(), seminar.changes.filter(verb="post.placed").count()) == (1, 1)


@pytest.mark.once
def test_others_see_who_is_on_a_note_and_are_led_past_it(boards, seminar):
    first, second, third = seminar.posts.all()[:3]
    boards[0].page.locator(f"#post-{first.pk}").focus()
    boards[1].page.locator(f"#post-{third.pk}").focus()
    boards[1].page.keyboard.press("k")
    expect(boards[0].page.locator(f"#post-{second.pk}")).to_have_attribute(
        "data-claim", "Bjarte is working on this note"
    )
    boards[2].page.locator(f"#post-{second.pk}").focus()
    expect(boards[0].page.locator(f"#post-{second.pk}")).to_have_attribute(
        "data-claim", "Bjarte and Cora are working on this note"
    )
    boards[2].page.close()
    expect(boards[0].page.locator(f"#post-{second.pk}")).to_have_attribute(
        "data-claim", "Bjarte is working on this note"
    )
    expect(boards[0].page.locator("[data-claim]")).to_have_count(1)
    boards[0].page.keyboard.press("j")
    assert boards[0].page.evaluate("document.activeElement.id") == f"post-{third.pk}"
    boards[1].page.goto("about:blank")
    expect(boards[0].page.locator("[data-claim]")).to_have_count(0)


@pytest.mark.once
def test_who_is_shut_out_while_the_board_is_open_is_told_and_can_do_nothing_more(boards, seminar):
    page, theme = boards[1].page, seminar.themes.first()
    seminar.members.get(person__name="Bjarte").remove()
    expect(page.locator("#gone")).to_be_visible()
    page.locator("#notes > .post").first.focus()
    page.keyboard.press(theme.key)
    expect(page.locator("#notes > .post").first.locator(".tag")).to_have_count(0)
    assert not theme.placements.exists()


@pytest.mark.once
def test_who_is_shut_out_between_two_keys_is_told_too(boards, seminar, server):
    page = boards[1].page
    page.evaluate("document.addEventListener('refused', (event) => event.stopImmediatePropagation(), true)")
    seminar.members.get(person__name="Bjarte").change_role("viewer")
    page.keyboard.press("1")
    expect(page.locator("#gone")).to_be_visible()
    assert not Placement.objects.exists()
