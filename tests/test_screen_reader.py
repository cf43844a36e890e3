# ruff: noqa: E501
"""What assistive technology is given in the ten commonest steps: role, name and description, as two browsers compute them.

`docs/accessibility.md` has the table. A change of words or roles changes it; HEARD=FOLDER writes the present rows of each browser.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import make
from tests.browsers import ELEMENT, FIREFOX, Chromium, Firefox, Tab
from tests.conftest import missing
from tests.posts.desk import cookie
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import ROOT, until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
BUTTON = "return [...document.querySelectorAll('button')].find((one) => one.getClientRects().length && one.textContent.trim().startsWith('{}'))"
# What is done, by whom, the address, and the element that is then reached.
STEPS = [
    ("Type the code", "nobody", "/j/", "return document.querySelector('form.enter input[type=text]')"),
    ("Choose one's group", "nobody", "/j/{code}", "return [...document.querySelectorAll('input[type=radio]')].find((one) => one.labels[0].textContent.includes('Nordbord'))"),
    ("Write", "scribe", "/s/{slug}/write/", "return document.querySelector('.entry textarea')"),
    ("Send", "scribe", "/s/{slug}/write/", BUTTON.format("Send")),
    ("Hear what is saved", "scribe", "/s/{slug}/write/", "return document.getElementById('state')"),
    ("Close the round", "aud", "/s/{slug}/room/", BUTTON.format("Close the round").replace("'button'", "'summary'")),
    ("Come to a note on the board", "aud", "/s/{slug}/board/", "return document.querySelector('article.post')"),
    ("Put it under a theme", "aud", "/s/{slug}/board/", "return [...document.querySelectorAll('#dock button')].find((one) => one.textContent.includes('Skyss'))"),
    ("Hide it", "aud", "/s/{slug}/board/", BUTTON.format("Hide")),
    ("Take the summary away", "aud", "/s/{slug}/summary/", "return document.querySelector('button[formaction*=\"/summary/\"]')"),
]  # fmt: skip


@pytest.fixture
def seminar():
    seminar = make.seminar("Tur", by=make.person("Aud"), doors_open=True)
    round = make.round(seminar, "Første runde")
    round.add_questions(["Kva manglar?"])
    round.open()
    for name in ("Nordbord", "Sørbord"):
        make.post(seminar, f"Ein benk ved {name}.", group=make.group(seminar, name), question=seminar.questions.get())
    theme = make.theme(seminar, "Skyss")
    theme.add_post(seminar.posts.first())
    return seminar


def in_chromium(tab: Tab, find: str) -> tuple[str, str, str]:
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Accessibility.enable")
    found = session.send("Runtime.evaluate", {"expression": f"(() => {{ {find} }})()"})["result"]
    node = session.send(
        "Accessibility.getPartialAXTree", {"objectId": found["objectId"], "fetchRelatives": False}
    )["nodes"][0]  # fmt: skip
    said = {part: node.get(part, {}).get("value", "") for part in ("role", "name", "description")}
    session.detach()
    return said["role"], said["name"], said["description"]


def in_firefox(tab: Tab, find: str) -> tuple[str, str, str]:
    """Its driver tells no description."""
    element = tab.run(find)[ELEMENT]
    return tab.command("GetComputedRole", id=element), tab.command("GetComputedLabel", id=element), ""


def steps(seminar, url: str, tab: Tab, sign_in: Callable[[dict], None], look: Callable) -> list[tuple[str, str, str]]:
    places = {"slug": seminar.slug, "code": seminar.join_code}
    scribe = make.scribe(seminar, seminar.groups.first(), "Signe")
    heard = []
    for _, who, address, find in STEPS:
        if who == "scribe":
            sign_in(cookie(scribe, url))
        if who == "aud":
            sign_in({"name": "sessionid", "value": session_of(seminar.members.get().person), "url": url})
        tab.open(url + address.format(**places))
        until(lambda find=find: tab.run(f"return Boolean((() => {{ {find} }})())"), f"there is {find}")
        if address.endswith("write/"):
            until(lambda: tab.run("return document.documentElement.dataset.writes === 'on'"), "the page is ready")
            until(lambda: "All is saved" in tab.run("return document.body.textContent"), "it says what is saved")
        role, name, description = look(tab, find)
        name = name or tab.run(f"return (() => {{ {find} }})().textContent")  # what a status says
        heard.append((role, " ".join(name.split()), " ".join(description.split())))
    return heard


def rows(heard: list[tuple[str, str, str]], browser: str) -> list[str]:
    """Those of the document's table that this browser has something to say in."""
    table = [
        f"| {step} | {browser} | {role or '–'} | {name or '–'} | {description or '–'} |"
        for (step, *_), (role, name, description) in zip(STEPS, heard, strict=True)
    ]
    if os.environ.get("HEARD"):
        Path(os.environ["HEARD"], browser).write_text("\n".join(table))
    return table


def test_the_table_in_the_document_is_what_chromium_gives(chromium, server, seminar):
    browser = Chromium(lambda: chromium.new_context(locale="en-GB", reduced_motion="reduce"))
    add = lambda cookie: browser.context.add_cookies([cookie])  # noqa: E731
    heard = steps(seminar, server.url, browser.new_tab(), add, in_chromium)
    browser.close()
    document = (ROOT / "docs/accessibility.md").read_text()
    assert [row for row in rows(heard, "Chromium") if row not in document] == []
    assert all(name for _, name, _ in heard) and len(heard) == 10


def test_firefox_gives_the_names_in_the_document_too(server, seminar, tmp_path, chromium):
    if not Path(FIREFOX).exists():
        missing("Debian's firefox-esr is not installed")
    browser = Firefox(tmp_path)
    tab = browser.new_tab()
    tab.open(server.url + "/livez")
    add = lambda cookie: tab.command("AddCookie", cookie={key: cookie[key] for key in ("name", "value")})  # noqa: E731
    try:
        heard = steps(seminar, server.url, tab, add, in_firefox)
    finally:
        browser.close()
    document = (ROOT / "docs/accessibility.md").read_text()
    assert [row for row in rows(heard, "Firefox") if row not in document] == []
