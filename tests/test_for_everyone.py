# ruff: noqa: E501
"""Every page for every kind of reader: axe finds no fault, and the Tab key leads through it and out again, always in sight.

LONG=1 opens each page in three languages, light and dark. The suite opens each page once, in turn light and dark, in turn in each
language. The main page of each role is also walked in colours of the reader's own, and without motion.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, product

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.faults import run_axe
from tests.routes import addresses, different_pages, patterns
from tests.world import World, device_client, person_client

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
WAYS = list(product(["nb-NO", "nn-NO", "en-GB"], ["light", "dark"]))
MOST_STOPS = 250
# What axe cannot decide by itself: the text of the place to drop a file lies below the field that takes the file, which cannot be
# seen. Its contrast is in docs/accessibility.md. All else that axe leaves open fails the test.
LEFT_OPEN = {"color-contrast": ".drop"}
# The element that has the focus, and what is wrong with how it is shown. A field may show the focus on what is around it.
STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getBoundingClientRect();
  const shown = [element, element.parentElement, ...(element.labels ?? [])];
  const faults = [];
  const isSeen = (one) => { const style = getComputedStyle(one); return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none"; };
  // Day, month, year and calendar of a date are stops within one field, and the browser marks the calendar's button itself.
  const isWithin = element === globalThis.stops?.at(-1) && element.matches("input[type=date], input[type=time]");
  if (!isWithin && !shown.some(isSeen)) faults.push("no mark of the focus");
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) faults.push("out of sight");
  else {
    const inside = (from, to, most) => Math.min(Math.max((from + to) / 2, 1), most - 1);
    const points = [[inside(box.left, box.right, innerWidth), inside(box.top, box.bottom, innerHeight)], [box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
    const isHit = ([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (element.contains(hit) || hit.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(hit))); };
    if (!points.some(isHit)) faults.push("covered");
  }
  globalThis.stops ??= [];
  const again = isWithin ? -1 : globalThis.stops.indexOf(element);
  globalThis.stops.push(element);
  return { name: `${element.tagName.toLowerCase()} ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\\s+/g, " ").slice(0, 40)}`, faults, again };
}"""
BEGIN = f"""() => {{
  document.activeElement?.blur();
  getSelection().removeAllRanges();
  scrollTo(0, 0);
  globalThis.stops = [];
  globalThis.looks = [];
  addEventListener("keyup", () => {{ looks.push(({STOP})()); }}, true);
}}"""
AT_ONCE = 10  # presses of the Tab key

# As WCAG 2.2, 1.4.12 asks. A style sheet that a script makes is no breach of the content security policy.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }");
  document.adoptedStyleSheets = [sheet];
  const fits = document.documentElement.scrollWidth <= innerWidth;
  document.adoptedStyleSheets = [];
  return fits;
}"""


@pytest.fixture
def world():
    return World("kari")


def pages(actor: str, world: World, client: Client) -> list[str]:
    """The addresses that answer this actor with a page. What an organizer opens is not opened again by others."""
    paths = []
    for pattern in patterns():
        of_scribe = pattern.startswith(("s/<slug:slug>/write", "s/<slug:slug>/who", "s/<slug:slug>/weigh/"))
        own = {
            "scribe": of_scribe or pattern == "s/<slug:slug>/wall/",
            "nobody": "<slug" not in pattern,
            "viewer": pattern.endswith(("board/", "summary/", "codebook/", "<str:uid>/")),
            "facilitator": pattern.endswith(("board/", "room/", "summary/", "stage/", "<str:uid>/")),
            "organizer": not of_scribe,
        }[actor]
        paths += addresses(pattern, world, most=1) if own and "logout" not in pattern else []
    return different_pages(paths, client)


def client_of(role: str, world: World) -> Client:
    if role == "scribe":
        return device_client(world.scribe)
    return person_client(None if role == "nobody" else getattr(world, role))


def open_as(chromium, server, client: Client, language: str, scheme: str, **options):
    context = chromium.new_context(
        **{"locale": language, "color_scheme": scheme, "viewport": {"width": 1280, "height": 800}}
        | {"reduced_motion": "reduce"}
        | options
    )
    cookies = [(name, one.value) for name, one in client.cookies.items() if one.value]
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
    return context.new_page()


def stops(page) -> Iterator[dict | None]:
    """The page looks at each where the key is let go, and hands over several at once."""
    for _ in range(0, MOST_STOPS, AT_ONCE):
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        looked_at = page.evaluate("looks.splice(0)")
        assert len(looked_at) == AT_ONCE
        yield from looked_at


def is_left_open(page, rule: str, target: str) -> bool:
    return rule in LEFT_OPEN and page.locator(target).first.evaluate(
        "(one, place) => !!one.closest(place)", LEFT_OPEN[rule]
    )


def faults_of_walk(page) -> list[str]:
    """Presses Tab until the focus leaves the page or comes back to where it was first."""
    faults, last = [], ""
    page.evaluate(BEGIN)
    for stop in stops(page):
        if stop is None or stop["again"] == 0:
            return faults
        if stop["again"] > 0:
            return [*faults, f"a trap: {stop['name']} comes again after {last}"]
        faults += [f"{stop['name']}: {fault}" for fault in stop["faults"]]
        last = stop["name"]
    return [*faults, f"more than {MOST_STOPS} stops"]


MAIN = [
    ("organizer", "/s/{slug}/setup/"),
    ("facilitator", "/s/{slug}/board/"),
    ("facilitator", "/s/{slug}/room/"),
    ("viewer", "/s/{slug}/summary/"),
    ("scribe", "/s/{slug}/write/"),
    ("scribe", "/s/{slug}/wall/"),
    ("nobody", "/j/{code}"),
]


def main_pages(chromium, server, world: World, scheme: str, **options) -> Iterator[tuple[str, str, Page]]:
    """Each of them, in a browser of its own."""
    for role, path in MAIN:
        page = open_as(chromium, server, client_of(role, world), "nb-NO", scheme, **options)
        page.goto(server.url + path.format(slug=world.seminar.slug, code=world.seminar.join_code))
        yield role, path, page
        page.context.close()


# Controls whose shape or state only a colour shows, which a browser with colours of its own takes away.
UNSEEN = """() => {
  const isSeen = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && one.getClientRects().length > 0;
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className} ${(one.textContent ?? "").trim().slice(0, 30)}`;
  const hasEdge = (one) => { const style = getComputedStyle(one); return ["Top", "Bottom"].some((side) => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none") || style.textDecorationLine.includes("underline"); };
  const look = (one) => { const style = getComputedStyle(one), before = getComputedStyle(one, "::before"), after = getComputedStyle(one, "::after"); return [style.fontWeight, style.borderTopWidth, style.borderBottomWidth, style.borderTopStyle, style.outlineStyle, style.textDecorationLine, style.backgroundColor, before.content, after.content].join(); };
  const controls = [...document.querySelectorAll("button, a.button, input[type=text], textarea, select")].filter(isSeen);
  const shapeless = controls.filter((one) => !hasEdge(one) && !one.matches(".button-quiet, .button-icon, .button-link") && !one.closest("nav, label, .field-group") && !hasEdge(one.parentElement));
  const chosen = [...document.querySelectorAll("[aria-pressed=true], nav [aria-current]")].filter(isSeen);
  const others = (one) => [...document.querySelectorAll(one.hasAttribute("aria-pressed") ? "[aria-pressed=false]" : "nav a:not([aria-current])")].filter((other) => isSeen(other) && other.classList.value === one.classList.value);
  const alike = chosen.filter((one) => others(one).some((other) => look(other) === look(one)));
  return [...shapeless.map((one) => `no edge: ${name(one)}`), ...alike.map((one) => `chosen, and looks as if it were not: ${name(one)}`)];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0.001);
}).length + document.getAnimations().length"""


ROLES = [("organizer", 40), ("facilitator", 4), ("viewer", 3), ("scribe", 4), ("nobody", 6)]


@pytest.mark.parametrize(("role", "least"), ROLES)
def test_axe_and_the_tab_key_find_no_fault_on_any_page(chromium, server, world, role, least):
    client = client_of(role, world)
    paths = pages(role, world, client)
    turns = cycle(WAYS)
    browsers = {way: open_as(chromium, server, client, *way) for way in WAYS}
    faults, left_open, visited = {}, Counter(), 0
    for path in paths:
        for way in WAYS if LONG else [next(turns)]:
            page = browsers[way]
            page.goto(server.url + path)
            result = run_axe(page)
            found = [f"{one['id']}: {node['html'][:150]}" for one in result["violations"] for node in one["nodes"]]
            left_open.update(one["id"] for one in result["incomplete"])
            found += [
                f"left open, {one['id']}: {node['html'][:150]}"
                for one in result["incomplete"] for node in one["nodes"] if not is_left_open(page, one["id"], node["target"][0])
            ]  # fmt: skip
            found += [] if page.evaluate(SPACING) else ["it scrolls sideways with wide spaces"]
            found += faults_of_walk(page)
            if found:
                faults[path, *way] = found
                if os.environ.get("REPORT"):
                    print(path, *way, *dict.fromkeys(found), sep="\n   ", flush=True)
            visited += 1
    for page in browsers.values():
        page.context.close()
    if os.environ.get("REPORT"):
        print(role, visited, "pages; left open by axe:", dict(left_open), flush=True)
    assert faults == {} and len(paths) >= least, (visited, left_open)


def test_controls_states_and_focus_are_seen_in_colours_of_the_readers_own(chromium, server, world):
    """As in Windows' contrast themes: the browser takes our colours, backgrounds and shadows away."""
    faults = {}
    for role, path, page in main_pages(chromium, server, world, "dark", forced_colors="active"):
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        if found := page.evaluate(UNSEEN) + faults_of_walk(page):
            faults[role, path] = found
    assert faults == {}


def test_nothing_moves_where_the_reader_asks_for_no_motion(chromium, server, world):
    moving = {
        motion: {
            (role, path): page.evaluate(MOVING)
            for role, path, page in main_pages(chromium, server, world, "light", reduced_motion=motion)
        }
        for motion in ("reduce", "no-preference")
    }
    assert moving["reduce"] == dict.fromkeys(MAIN, 0) and 0 not in moving["no-preference"].values(), moving
