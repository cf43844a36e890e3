# ruff: noqa: E501
"""Every page for every kind of reader: axe finds no fault, and the Tab key leads through it and out again, always in sight.

LONG=1 opens each page in three languages, light and dark, and those of an organizer too. The suite opens each page of the others once,
in turn light and dark, in turn in each language.
"""

import os
from collections import Counter
from itertools import cycle, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.routes import addresses, patterns
from tests.world import World, device_client, person_client

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
WAYS = list(product(["nb-NO", "nn-NO", "en-GB"], ["light", "dark"]))
MOST_STOPS = 250
# What axe cannot decide by itself, and why it is right. All else that it leaves open fails the test.
LEFT_OPEN = {
    "color-contrast": "the colours are computed from the style sheets (tests/seminar/server/test_look.py)",
}
# The element that has the focus, and what is wrong with how it is shown. A field may show the focus on what is around it.
STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getBoundingClientRect();
  const shown = [element, element.parentElement, ...(element.labels ?? [])];
  const faults = [];
  const isSeen = (one) => { const style = getComputedStyle(one); return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none"; };
  if (!shown.some(isSeen)) faults.push("no mark of the focus");
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) faults.push("out of sight");
  else {
    const inside = (from, to, most) => Math.min(Math.max((from + to) / 2, 1), most - 1);
    const points = [[inside(box.left, box.right, innerWidth), inside(box.top, box.bottom, innerHeight)], [box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
    const isHit = ([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (element.contains(hit) || hit.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(hit))); };
    if (!points.some(isHit)) faults.push("covered");
  }
  globalThis.stops ??= [];
  const again = globalThis.stops.indexOf(element);
  globalThis.stops.push(element);
  return { name: `${element.tagName.toLowerCase()} ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\\s+/g, " ").slice(0, 40)}`, faults, again };
}"""

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
    found = []
    for pattern in patterns():
        of_scribe = pattern.startswith(("s/<slug:slug>/write", "s/<slug:slug>/who", "s/<slug:slug>/weigh/"))
        own = {
            "scribe": of_scribe or pattern == "s/<slug:slug>/wall/",
            "nobody": "<slug" not in pattern,
            "viewer": pattern.endswith(("board/", "summary/", "codebook/", "<str:uid>/")),
            "facilitator": pattern.endswith(("board/", "room/", "summary/", "stage/", "<str:uid>/")),
            "organizer": not of_scribe,
        }[actor]
        for path in addresses(pattern, world, most=1) if own and "logout" not in pattern else []:
            response = client.get(path)
            if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
                body = b"".join(response.streaming_content) if response.streaming else response.content
                if b"<html" in body:
                    found.append(path)
    return list(dict.fromkeys(found))


def open_as(chromium, server, client: Client, language: str, scheme: str):
    context = chromium.new_context(
        locale=language, color_scheme=scheme, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    cookies = [(name, one.value) for name, one in client.cookies.items() if one.value]
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies])
    return context.new_page()


def faults_of_walk(page) -> list[str]:
    """Presses Tab until the focus leaves the page or comes back to where it was first."""
    faults, last = [], ""
    page.evaluate(
        "document.activeElement?.blur(); globalThis.stops = []; getSelection().removeAllRanges(); scrollTo(0, 0)"
    )
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"] == 0:
            return faults
        if stop["again"] > 0:
            return [*faults, f"a trap: {stop['name']} comes again after {last}"]
        faults += [f"{stop['name']}: {fault}" for fault in stop["faults"]]
        last = stop["name"]
    return [*faults, f"more than {MOST_STOPS} stops"]


ROLES = [*([("organizer", 40)] if LONG else []), ("facilitator", 4), ("viewer", 3), ("scribe", 4), ("nobody", 6)]


@pytest.mark.parametrize(("role", "least"), ROLES)
def test_axe_and_the_tab_key_find_no_fault_on_any_page(chromium, server, world, role, least):
    client = {
        "organizer": lambda: person_client(world.organizer),
        "facilitator": lambda: person_client(world.facilitator),
        "viewer": lambda: person_client(world.viewer),
        "scribe": lambda: device_client(world.scribe),
        "nobody": lambda: person_client(None),
    }[role]()
    paths = pages(role, world, client)
    turns, axe = cycle(WAYS), Axe()
    browsers = {way: open_as(chromium, server, client, *way) for way in WAYS}
    faults, left_open, visited = {}, Counter(), 0
    for path in paths:
        for way in WAYS if LONG else [next(turns)]:
            page = browsers[way]
            page.goto(server.url + path)
            result = axe.run(page).response
            found = [f"{one['id']}: {node['html'][:150]}" for one in result["violations"] for node in one["nodes"]]
            left_open.update(one["id"] for one in result["incomplete"])
            found += [
                f"left open, {one['id']}: {node['html'][:150]}"
                for one in result["incomplete"] if one["id"] not in LEFT_OPEN for node in one["nodes"]
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
    assert faults == {} and len(paths) >= least, (visited, left_open)
