"""Colours have enough contrast, templates have nothing inline, and axe finds no fault in the pages."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import path

from seminar.server import design
from seminar.urls import urlpatterns as pages
from tests.faults import assert_no_faults

ROOT = Path(__file__).parents[3]
TOKENS = (ROOT / "static/css/tokens.css").read_text()
STYLES = "\n".join(file.read_text() for file in sorted((ROOT / "static/css").rglob("*.css")))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)

WASHES = ["info", "good", "warn", "error"]
TEXT = [
    *product(["ink", "muted", "accent", "accent-deep"], ["paper", "wash", "accent-wash"]),
    *[("ink", f"{tone}-wash") for tone in WASHES],
    *[(tone, background) for tone in WASHES for background in ("paper", f"{tone}-wash")],
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("paper", "ink"),
]
SHAPES = [*[(f"theme-{number}", "paper") for number in range(1, 9)], ("edge", "paper"), ("edge", "wash")]

# /design/ exists only with DEBUG=on; these tests always need it.
urlpatterns = [path("design/", design.design), *pages]


def colours(css: str, side: int) -> dict[str, str]:
    """The hex colours by name; side 0 is light, side 1 is dark."""
    return {name: pair[side] for name, *pair in COLOUR.findall(css)}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def pairs_below(minimum: float, pairs: list[tuple[str, str]], palette: dict[str, str]) -> list[tuple[str, str, float]]:
    ratios = [(ink, background, contrast(palette[ink], palette[background])) for ink, background in pairs]
    return [pair for pair in ratios if pair[2] < minimum]


@pytest.fixture(params=["light", "dark", "light, more contrast", "dark, more contrast"])
def palette(request) -> dict[str, str]:
    """As in the browser, a later colour of the same name wins."""
    css = TOKENS if "more" in request.param else TOKENS.split("@media (prefers-contrast")[0]
    return colours(css, "dark" in request.param)


def test_black_on_white_has_the_contrast_that_wcag_states():
    assert contrast("#000000", "#ffffff") == 21


def test_every_text_has_a_contrast_of_at_least_4_5_to_its_background(palette):
    assert pairs_below(4.5, TEXT, palette) == []


def test_every_control_and_theme_mark_has_a_contrast_of_at_least_3(palette):
    assert pairs_below(3, SHAPES, palette) == []


def test_every_custom_property_that_is_used_is_defined():
    assert set(re.findall(r"var\((--[\w-]+)\)", STYLES)) - set(re.findall(r"(--[\w-]+):", STYLES)) == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_has_no_inline_script_or_style(file):
    assert INLINE.findall(file.read_text()) == []


def test_quotation_marks_are_part_of_what_is_translated():
    """Those of Norwegian are others, and a template or a script of its own would show the English ones."""
    tags = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
    comment = re.compile(r"^\s*//.*$", re.MULTILINE)
    words = {file: tags.sub("", file.read_text()) for file in TEMPLATES}
    words |= {file: comment.sub("", file.read_text()) for file in (ROOT / "static/js").rglob("*.js")}
    assert [str(file.relative_to(ROOT)) for file, text in words.items() if re.search("[“”«»]", text)] == []


def test_a_field_refers_to_its_help_and_its_error_for_screen_readers():
    form = str(design.SampleForm({"email": "ingrid"}))
    described = set(" ".join(re.findall(r'aria-describedby="([^"]+)"', form)).split())
    assert {"id_title_helptext", "id_title_error", "id_email_error", "id_role_error"} <= described
    assert described <= set(re.findall(r'id="([^"]+)"', form))


def test_the_page_for_server_errors_needs_no_request():
    assert "<h1>" in render_to_string("500.html")


def test_the_chosen_appearance_is_stored_and_the_person_returns_to_the_page(client):
    answer = client.post("/appearance/", {"appearance": "dark", "next": "/account/login/?next=/"})
    assert answer.url == "/account/login/?next=/"
    assert 'data-appearance="dark"' in client.get("/account/login/").content.decode()


def test_an_unknown_appearance_leaves_the_colours_to_the_device(client):
    client.post("/appearance/", {"appearance": '"><b>'})
    assert "data-appearance" not in client.get("/account/login/").content.decode()


def test_the_next_page_is_never_on_another_site(client):
    assert client.post("/appearance/", {"appearance": "dark", "next": "https://example.org/"}).url == "/"


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "address",
    ["/", "/design/", "/account/login/", "/account/login/code/", "/account/inactive/", "/account/password/reset/"],
)
def test_axe_finds_no_fault_and_nothing_scrolls_sideways(live_server, page, address):
    page.goto(live_server.url + address)
    for width, scheme in product([320, 1280], ["light", "dark"]):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_faults(page, f"{width} {scheme}")


@pytest.mark.browser
@pytest.mark.urls(__name__)
def test_every_target_is_at_least_24_pixels_and_buttons_of_full_size_are_44(live_server, page):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(live_server.url + "/design/")
    measure = """selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility())
        .map(element => element.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"""
    assert min(page.evaluate(measure, "button:not(.button-link), summary, nav a, select, label:has(input)")) >= 24
    assert min(page.evaluate(measure, ".button:not(.button-small), .choice, select, input[type=text]")) >= 44


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.parametrize("address", ["/", "/account/login/"])
def test_a_message_is_in_line_with_the_content_of_the_page(live_server, page, address):
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(live_server.url + address)
    page.evaluate("messages.append(Object.assign(document.createElement('div'), { className: 'notice' }))")
    lefts = "['.messages > .notice', 'main h1'].map((one) => document.querySelector(one).getBoundingClientRect().left)"
    notice, heading = page.evaluate(lefts)
    assert notice == heading > 100
