"""The oldest browsers in README.md: Safari and iOS 15.4, Chrome 100 and Firefox 100."""

from importlib.util import module_from_spec, spec_from_file_location

import pytest
from playwright.sync_api import expect

from seminar.settings import BASE_DIR
from tests.posts.desk import Desk

spec = spec_from_file_location("old_browsers", BASE_DIR / ".ci/old_browsers.py")
check = module_from_spec(spec)
spec.loader.exec_module(check)

TOO_NEW_SCRIPTS = """
text.replace(/(?<!a)b/, "");
await fetch(url, { signal: AbortSignal.timeout(5) });
AbortSignal.any([one, other]);
rows.findLast((row) => row.id);
await Array.fromAsync(rows);
const { promise } = Promise.withResolvers();
Object.groupBy(rows, (row) => row.id);
rows.toSorted();
new Set(one).union(other);
text.toWellFormed();
stream.pipeThrough(new TextDecoderStream());
URL.canParse(text);
form.requestSubmit();
element.checkVisibility();
panel.showPopover();
class Post { static { start(); } }
import data from "./data.json" with { type: "json" };
rows.keys().map((key) => key);
document.querySelector(".note:has(.met)");
document.startViewTransition(update);
""".strip().splitlines()
OLD_ENOUGH_SCRIPTS = """
text.toWellFormed?.() ?? text;
rows.at(-1);
structuredClone(row);
crypto.randomUUID();
Object.hasOwn(row, "id");
const long = text.replaceAll("a", "b"); // AbortSignal.timeout(5) is missing in Safari 15
text.match(/(?<year>\\d{4})/).groups.year;
""".strip().splitlines()
TOO_NEW_STYLES = """
.a { height: 50dvh; }
.a { color: light-dark(#000, #fff); }
.a { color: color-mix(in srgb, red, blue); }
.a { color: oklch(0.5 0.1 20); }
.a { grid-template-rows: subgrid; }
.a::before { content: "x" / ""; }
.a { width: 5cqi; }
.a:has(.b) { color: red; }
.a { color: red; & .b { color: blue; } }
@container (width > 5rem) { .a { color: red; } }
.a { rotate: 5deg; }
""".strip().splitlines()
OLD_ENOUGH_STYLES = [
    ".a { height: 50vh; height: 50dvh; }",
    "@supports (height: 1dvh) { .a { height: 50dvh; } }",
    "/* Old browsers: it stays black. */\n.a:has(.b) { color: red; }",
    ".a { text-wrap: balance; field-sizing: content; }",
    "/* light-dark(#000, #fff) and :has(.b) */ .a { color: red; }",
]
AS_OLD = """
  delete AbortSignal.timeout;
  delete String.prototype.toWellFormed;
  delete globalThis.TextDecoderStream;
"""
HALF = """() => {
  document.activeElement.value = "Hei \\ud83d\\ude42 \\ud83d!";
  document.activeElement.dispatchEvent(new Event("input", { bubbles: true }));
}"""
FAULTY = """
  const get = Headers.prototype.get;
  Headers.prototype.get = function (name) {
    if (globalThis.isFaulty) throw new Error("a fault of ours");
    return get.call(this, name);
  };
"""


@pytest.mark.parametrize("text", TOO_NEW_SCRIPTS)
def test_the_check_finds_a_script_that_is_too_new(text):
    assert [line for line, _ in check.faults_of_script(f"\n{text}\n")] == [2]


@pytest.mark.parametrize("text", OLD_ENOUGH_SCRIPTS)
def test_the_check_accepts_a_script_that_is_old_enough(text):
    assert list(check.faults_of_script(text)) == []


@pytest.mark.parametrize("text", TOO_NEW_STYLES)
def test_the_check_finds_a_style_that_is_too_new(text):
    assert [line for line, _ in check.faults_of_style(f"\n{text}\n")] == [2]


@pytest.mark.parametrize("text", OLD_ENOUGH_STYLES)
def test_the_check_accepts_a_style_with_a_fallback(text):
    assert list(check.faults_of_style(f"\n{text}\n")) == []


def test_a_new_selector_may_not_share_its_rule_with_an_old_one():
    style = "/* Old browsers: it stays. */\n.old, .a:has(.b) { display: none; }"
    assert [line for line, _ in check.faults_of_style(f"\n{style}\n")] == [3]


def test_no_script_and_no_style_needs_a_newer_browser():
    assert check.main() == 0


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_an_old_browser_without_light_dark_shows_the_light_colours(desk):
    def without_light_dark(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("light-dark(", "not-light-dark("))

    colours = (
        "() => [document.body, document.querySelector('.button-primary')].map((part) => getComputedStyle(part).color)"
    )
    desk.page.emulate_media(color_scheme="light")
    new = desk.open().page.evaluate(colours)
    desk.page.emulate_media(color_scheme="dark")
    desk.page.context.route("**/*.css", without_light_dark)
    assert desk.open().page.evaluate(colours) == new


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_an_old_browser_writes_sends_and_follows_the_seminar(desk, bodies):
    desk.page.add_init_script(AS_OLD)
    desk.open().send("Frå ein gammal telefon")
    desk.says("All is saved")
    desk.field().focus()
    desk.page.evaluate(HALF)
    desk.page.keyboard.press("Control+Enter")
    expect(desk.note("Hei")).to_contain_text("Saved ")
    desk.says("All is saved")
    assert bodies() == ["Frå ein gammal telefon", "Hei 🙂 \ufffd!"]
    expect(desk.page.locator("html")).to_have_attribute("data-live", "on")


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_fault_in_our_own_script_does_not_count_as_no_network(chromium, scribe, server, bodies):
    context = chromium.new_context(locale="en-GB")
    desk = Desk(context.new_page(), scribe, server.url)
    desk.page.add_init_script(FAULTY)
    desk.open()
    desk.page.evaluate("isFaulty = true")
    with desk.page.expect_event("pageerror") as fault:
        desk.send("Likevel framme")
    assert "a fault of ours" in str(fault.value)
    expect(desk.state).to_have_text("Sending …")
    desk.page.evaluate("isFaulty = false")
    desk.says("All is saved")
    assert bodies() == ["Likevel framme"]
    context.close()
