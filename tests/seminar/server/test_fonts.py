"""The typefaces are our own, so that a page looks the same on every machine, and scribes do not wait for them."""

from pathlib import Path

import pytest
from django.urls import reverse

from tests import make
from tests.posts.desk import cookie

ROOT = Path(__file__).parents[3]
FONTS = sorted((ROOT / "static/fonts").glob("*.woff2"))
LETTERS = "aAåÅæÆøØéÉòÒôÔáÁčČđĐŋŊšŠŧŦžŽïÏńŃ0123456789–—«»“”‘’…€×"
# The letters that come from another font. A glyph of our own is as wide whichever font stands behind it.
MISSING = """async ([family, letters]) => {
  await document.fonts.load(`20px "${family}"`, letters);
  const pen = document.createElement("canvas").getContext("2d");
  const widths = (letter) => ["Rundebord Serif", "Rundebord Sans", "monospace"].map((behind) => {
    pen.font = `20px "${family}", "${behind}"`;
    return pen.measureText(letter).width;
  });
  const line = document.body.appendChild(document.createElement("span"));
  Object.assign(line.style, { fontFamily: `"${family}"`, fontVariantNumeric: "tabular-nums" });
  const digits = [..."0123456789"].map((digit) => {
    line.textContent = digit;
    return line.getBoundingClientRect().width;
  });
  const loaded = [...document.fonts].filter((font) => font.family.includes(family) && font.status === "loaded").length;
  return {
    loaded,
    missing: [...letters].filter((letter) => new Set(widths(letter).slice(1)).size > 1).join(""),
    digits: new Set(digits).size,
  };
}"""


def test_all_fonts_together_are_at_most_60_kilobytes_and_have_their_licences_beside_them():
    assert len(FONTS) == 4
    assert sum(file.stat().st_size for file in FONTS) <= 60_000
    licences = (ROOT / "static/fonts").glob("*.LICENSE.txt")
    assert ["SIL OPEN FONT LICENSE" in file.read_text() for file in licences] == [True, True]


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_fonts_have_the_letters_of_norwegian_and_sami_and_numerals_of_one_width(live_server, page):
    page.goto(live_server.url + reverse("home"))
    for family in ("Rundebord Sans", "Rundebord Serif"):
        found = page.evaluate(MISSING, [family, LETTERS])
        assert found == {"loaded": 2, "missing": "", "digits": 1}, family


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_a_scribe_fetch_no_font_and_other_pages_no_letters_they_do_not_have(live_server, page):
    seminar = make.seminar(by=make.person(), doors_open=True)
    make.round(seminar).open()
    scribe = make.scribe(seminar, make.group(seminar), "Signe")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if ".woff2" in request.url else None)
    page.goto(live_server.url + reverse("enter"))
    page.goto(live_server.url + reverse("join", args=[seminar.join_code]))
    page.context.add_cookies([cookie(scribe, live_server.url)])
    page.goto(live_server.url + reverse("write", args=[seminar.slug]))
    page.goto(live_server.url + reverse("who", args=[seminar.slug]))
    page.evaluate("document.fonts.ready")
    assert fetched == []
    page.goto(live_server.url + reverse("account_login"))
    page.evaluate("document.fonts.ready")
    assert {url.rsplit("/", 1)[1].split(".")[0] for url in fetched} == {"sans", "serif"}
