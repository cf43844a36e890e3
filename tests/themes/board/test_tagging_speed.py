"""A wall tagged in a real browser under 14 themes, by keyboard alone and by touch alone. LONG=1 tags all 66 notes.

What is pressed is counted, moving on included; which themes a note gets is made up from its place.
"""

import os
import time

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from seminar.models import Seminar
from tests import make
from tests.themes.board.facilitator import Facilitator
from themes.models.theme import KEYS

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
THEMES = 14
TAGGED = None if os.environ.get("LONG") else 20  # notes
PLACEMENTS, MOST_PRESSES = (186, 260) if TAGGED is None else (56, 84)
MOST = 1.5  # presses for each placement


@pytest.fixture
def bare(seed):
    """The wall without a theme."""
    call_command("import_padlet", str(seed), verbosity=0)
    seminar = Seminar.objects.get()
    make.member(seminar, make.person("Bjarte"))
    return seminar


@pytest.fixture
def seminar(bare):
    seminar = bare
    for number in range(1, THEMES + 1):
        make.theme(seminar, f"Tema {number}")
    return seminar


def wanted(seminar) -> list[list]:
    """For each note in the board's order its themes, by its place."""
    themes = list(seminar.themes.all())
    return [
        [themes[(7 * place + 5 * turn) % THEMES] for turn in range(number)]
        for place, number in enumerate(themes_each(seminar))
    ]


def themes_each(seminar) -> list[int]:
    """How many themes each note gets, by its place: one to four."""
    return [(4, 1, 4, 2, 3)[place % 5] for place in range(seminar.posts.count())][:TAGGED]


def placed(seminar) -> list[list[int]]:
    return [sorted(post.themes.values_list("pk", flat=True)) for post in seminar.posts.by_table()[:TAGGED]]


def tell(record_property, what: str, presses: int, placements: int, seconds: float) -> None:
    record_property(
        what, f"{presses} presses, {placements} placements, {presses / placements:.3f} each, {seconds:.1f} s"
    )
    print(f"\n{what}: {presses} for {placements} placements, {presses / placements:.3f} each, {seconds:.1f} s")


def middle(button) -> tuple[float, float]:
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scrolls(button) -> int:
    """1 where the list of themes had to be scrolled to reach the button, else 0."""
    top = "() => document.getElementById('themes').scrollTop"
    before = button.evaluate(top)
    button.scroll_into_view_if_needed()
    return int(button.evaluate(top) != before)


def all_answered(page) -> None:
    expect(page.locator("#dock[data-unsent]")).to_have_count(0, timeout=60_000)


def test_the_wall_is_tagged_by_keyboard_alone(page, client, seminar, live_server, record_property):
    work = wanted(seminar)
    Facilitator(page, client, seminar, live_server.url).open()
    started, presses = time.monotonic(), 0
    for themes in work:
        for theme in themes:
            page.keyboard.press(theme.key)
        page.keyboard.press("j")
        presses += len(themes) + 1
    all_answered(page)
    placements = sum(map(len, work))
    tell(record_property, "keyboard", presses, placements, time.monotonic() - started)
    assert placed(seminar) == [sorted(theme.pk for theme in themes) for themes in work]
    assert placements == PLACEMENTS
    assert presses / placements <= MOST


def test_the_wall_is_tagged_by_keyboard_and_its_themes_made_on_the_way(
    page, client, bare, live_server, record_property
):
    """A theme is made on the first note that needs it, and is placed there. The letters of its name are not counted."""
    work = [
        [(5 * place + 3 * turn) % THEMES for turn in range(number)] for place, number in enumerate(themes_each(bare))
    ]
    keys: dict[int, str] = {}
    Facilitator(page, client, bare, live_server.url).open()
    started, presses = time.monotonic(), 0

    def press(key: str) -> None:
        nonlocal presses
        page.keyboard.press(key)
        presses += 1

    for place, themes in enumerate(work):
        known, new = ([theme for theme in themes if (theme in keys) is is_known] for is_known in (True, False))
        for theme in known:
            expect(page.locator(f".palette-put[data-key='{keys[theme]}']")).to_be_attached()
            press(keys[theme])
        for theme in new:
            keys[theme] = KEYS[len(keys)]
            press("n")
            page.keyboard.insert_text(f"Tema {theme}")
            press("Shift+Enter" if theme == new[-1] else "Enter")
        if not new and place < len(work) - 1:
            press("j")
    all_answered(page)
    placements = sum(map(len, work))
    tell(record_property, "keyboard, themes made on the way", presses, placements, time.monotonic() - started)
    names = [sorted(post.themes.values_list("name", flat=True)) for post in bare.posts.by_table()[:TAGGED]]
    assert names == [sorted(f"Tema {theme}" for theme in themes) for themes in work]
    assert (placements, len(keys)) == (PLACEMENTS, THEMES)
    assert presses <= MOST_PRESSES


def test_the_wall_is_tagged_by_one_thumb(chromium, client, seminar, live_server, record_property):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    page, work = context.new_page(), wanted(seminar)
    Facilitator(page, client, seminar, live_server.url).open()
    started, presses, scrolled = time.monotonic(), 0, 0
    onward = middle(page.locator("[data-act=next]"))
    for themes in work:
        for theme in themes:
            button = page.locator(f"[data-theme='{theme.pk}'].palette-put")
            scrolled += scrolls(button)
            page.touchscreen.tap(*middle(button))
        page.touchscreen.tap(*onward)
        presses += len(themes) + 1
    all_answered(page)
    placements = sum(map(len, work))
    tell(
        record_property,
        f"touch, with {scrolled} swipes of the list of themes",
        presses,
        placements,
        time.monotonic() - started,
    )
    assert placed(seminar) == [sorted(theme.pk for theme in themes) for themes in work]
    assert presses / placements <= MOST
    expect(page.locator("#refused")).to_be_hidden()
    context.close()
