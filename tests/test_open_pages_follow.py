"""Every change that an open page may show, and every page that stays open: a matrix.

A change concerns a page where whoever opens it now is shown another text than before. Then the open page shows the
same within LIMIT, or says that it is older. `MATRIX=file.csv` writes down how each cell did, and in what time.
"""

import csv
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import time
from typing import NamedTuple

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error, expect

from tests.changing_day import CHAPTERS, ChangingDay
from tests.posts.desk import cookie
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import until
from tests.world import device_client, person_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIMIT = 12  # seconds, on a machine that does much else; alone, nearly all follow within two
FINE = ("followed", "followed when it asked", "says older", "not in its text", "explained")
# Pages that say by themselves that they are older, or what has come that they do not show yet.
SHOWN = [f"#{name}:not([hidden])" for name in ("gone", "signed-out", "as-of", "stranger", "show-new")]
SAYS_OLDER = ", ".join([".outdated", "#news a", "#notes > .is-hidden", "#state:has-text('shut out')", *SHOWN])
# Pages that no stream tells of everything they show, and that ask every ten seconds or so: their clock runs fast here.
POLLS = {"wall of a group", "join", "join by the card of a group", "who", "home", "home of a facilitator"}
# Cells that need neither, with the reason.
IN_PLACE = "a note stays where it is read, under its former heading, until the page is opened again"
AS_OPENED = "it lists notes of others, or counts notes, as when it was opened: else it would be older at every note"
EXPLAINED = {
    ("move_a_device", "board"): IN_PLACE,
    ("move_a_note_to_another_group", "board"): IN_PLACE,
    ("move_a_note_to_another_group", "note"): AS_OPENED,
    ("move_a_note_to_another_group", "setup"): AS_OPENED,
    ("split_a_note", "setup"): AS_OPENED,
}
# What only a page says that was open meanwhile.
NEWS = re.compile(
    r"(The organizer moved you to|You now write for) \w+\.? OK"
    r"|(Pause til kvart over tolv|Kaffien er komen)( · \w[\w ]+)? OK"
)
TIMES = re.compile(r"\d{1,2}[.:]\d{2}([.:]\d{2})?|away \d+ min")
HIDDEN = re.compile(r"<(head|script|style|template|datalist|noscript)\b.*?</\1>|<[^>]*>", re.DOTALL)
# Runs in each page before its own scripts: notes what the page says, whenever that has changed.
RECORD = """
  window.said = [];
  let timer = 0;
  const record = () => {
    timer = 0;
    const text = document.body.innerText.replace(/\\s+/g, " ");
    if (said.at(-1)?.[1] !== text) said.push([Date.now(), text]);
  };
  const observer = new MutationObserver(() => { timer ||= setTimeout(record, 15); });
  addEventListener("DOMContentLoaded", () => {
    const style = new CSSStyleSheet();
    style.replaceSync("#said { display: none; }"); // it is read out only
    document.adoptedStyleSheets = [style];
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    record();
  });
"""


# Holds back the first answer, which is then the oldest, by so many milliseconds.
LATE = """(time) => {
  const original = window.fetch;
  window.asked = window.answered = 0;
  window.fetch = async (...request) => {
    const answer = await original(...request);
    if (String(request[0]) !== location.href) return answer;
    window.asked += 1;
    if (window.asked === 1) await new Promise((resolve) => { setTimeout(resolve, time); });
    window.answered += 1;
    return answer;
  };
}"""


class Cell(NamedTuple):
    """What became of one page after one change: "followed", "says older", or what it does not show."""

    change: str
    page: str
    outcome: str
    seconds: float


def addresses(day: ChangingDay) -> dict[str, tuple[str, str]]:
    """Who has each page open, and its address."""
    seminar, slug = day.seminar, [day.seminar.slug]
    aud = ["room", "board", "wall", "stage", "hall", "hall_remote", "codebook", "weighing", "devices", "summary", "log"]
    aud += ["setup", "plan", "rehearsal", "finish", "cards"]
    pages = {name: ("Aud", reverse(name, args=slug)) for name in aud}
    pages["home"] = ("Aud", reverse("home"))
    pages["group"] = ("Aud", reverse("room_group", args=[*slug, day.groups[0].pk]))
    pages["note"] = ("Aud", reverse("post", args=[*slug, day.post.uid]))
    pages |= {f"{name} of a facilitator": ("Bjarte", reverse(name, args=slug)) for name in ("room", "board")}
    pages["home of a facilitator"] = ("Bjarte", reverse("home"))
    pages |= {name: ("Signe", reverse(name, args=slug)) for name in ("write", "who", "weigh")}
    pages["wall of a group"] = ("Signe", reverse("wall", args=slug))
    pages["join"] = ("nobody", reverse("join", args=[seminar.join_code]))
    pages["join by the card of a group"] = ("nobody", reverse("join", args=[day.groups[0].token]))
    return pages


def plain(text: str) -> str:
    return " ".join(NEWS.sub("", TIMES.sub("", text)).split())


def difference(shown: str, wanted: str) -> str:
    """The words that one has and the other has not, "" where there are none."""
    missing = [word for word in wanted.split() if word not in shown.split()]
    left = [word for word in shown.split() if word not in wanted.split()]
    return f"missing {' '.join(missing)!r}, still there {' '.join(left)!r}" if missing or left else ""


class OpenPages:
    """The pages of the matrix, open in browsers of their own: one keeps at most six connections to a server."""

    def __init__(self, day: ChangingDay, chromium, url: str, only: Callable[[str], bool] = lambda name: True):
        self.day, self.chromium, self.url = day, chromium, url
        self.clients = {
            "Aud": person_client(day.aud), "Bjarte": person_client(day.bjarte), "Signe": device_client(day.scribe),
            "nobody": Client(),
        }  # fmt: skip
        self.pages, self.current, self.readers = {}, {}, {}
        self.contexts = []
        for name, (who, path) in addresses(day).items():
            if not only(name):
                continue
            self.pages[name] = page = self.browser_of(who).new_page()
            page.add_init_script(RECORD)
            if name in POLLS:
                page.clock.install()
            page.goto(url + path)
            self.current[name] = self.answer(name)

    def browser_of(self, who: str):
        context = self.chromium.new_context(locale="en-GB", reduced_motion="reduce")
        self.contexts.append(context)
        if who in ("Aud", "Bjarte"):
            person = self.day.aud if who == "Aud" else self.day.bjarte
            context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": self.url}])
        elif who == "Signe":
            context.add_cookies([cookie(self.day.scribe, self.url)])
        return context

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def path(self, name: str) -> tuple[str, str]:
        return addresses(self.day)[name]

    def answer(self, name: str) -> str:
        """What the server says to who opens the page now."""
        who, path = self.path(name)
        response = self.clients[who].get(path, headers={"accept-language": "en-GB"})
        return f"{response.status_code} {plain(HIDDEN.sub(' ', response.content.decode()))}"

    def fresh_text(self, name: str) -> str:
        """What a browser shows that opens the page now."""
        who, path = self.path(name)
        if who not in self.readers:
            self.readers[who] = self.browser_of(who).new_page()
            self.readers[who].add_init_script(RECORD)
        page = self.readers[who]
        page.goto(self.url + path)
        if name == "write" and page.locator(".write-bar").count():
            page.locator("html[data-writes=on]").wait_for(state="attached")
        return plain(page.evaluate("document.body.innerText"))

    def concerned(self) -> list[str]:
        """The pages that are other ones now than before the last change."""
        before, self.current = self.current, {name: self.answer(name) for name in self.pages}
        return [name for name in self.pages if self.current[name] != before[name]]

    def follow(self, change: str, began: float) -> Iterator[Cell]:
        """What becomes of the pages that a change concerns, which was made at `began`. Those that lag are reloaded."""
        wanted = {name: self.fresh_text(name) for name in self.concerned()}
        for name in POLLS & set(wanted):
            self.pages[name].clock.run_for(13_000)
        end = max(began + LIMIT, time() + 2)
        while wanted:
            for name in list(wanted):
                outcome, seconds = self.outcome(name, wanted[name], began)
                if (
                    outcome not in FINE
                    and time() > end
                    and (change, name.removesuffix(" of a facilitator")) in EXPLAINED
                ):
                    outcome = "explained"
                if outcome in FINE or time() > end:
                    del wanted[name]
                    yield Cell(change, name, outcome, seconds)
                    if outcome != "followed":
                        self.reload(name)
            self.pages["room"].wait_for_timeout(50)

    def outcome(self, name: str, wanted: str, began: float) -> tuple[str, float]:
        """How a page shows what a fresh one does by now, and how long after the change it did."""
        page = self.pages[name]
        try:
            recorded = page.evaluate("window.said ?? []")
        except Error:  # it is just being loaded again
            recorded = []
        said = [(at / 1000 - began, difference(plain(text), wanted)) for at, text in recorded]
        if name in POLLS and said:
            return "followed when it asked" if not said[-1][1] else said[-1][1], 0.0
        before = [found for at, found in said if at < 0]
        if before and not before[-1] and said and not said[-1][1]:
            return "not in its text", 0.0
        if said and not said[-1][1]:
            return "followed", next(at for at, found in said if at >= 0 and not found)
        if page.locator(SAYS_OLDER).count():
            return "says older", max(said[-1][0], 0.0)
        return said[-1][1] if said else "no page", time() - began

    def reload(self, name: str) -> None:
        self.pages[name].goto(self.url + self.path(name)[1])


@pytest.mark.once
@pytest.mark.parametrize("chapter", CHAPTERS if os.environ.get("LONG") else ["rounds", "groups"])
def test_every_open_page_follows_every_change_or_says_that_it_is_older(chromium, server, chapter):
    day = ChangingDay()
    pages, cells = OpenPages(day, chromium, server.url), []
    try:
        for step in CHAPTERS[chapter]:
            began = time()
            step(day)
            cells += pages.follow(step.__name__, began)
    finally:
        pages.close()
    if file := os.environ.get("MATRIX"):
        with Path(file).open("a", newline="") as out:
            csv.writer(out).writerows(cells)
    assert len({cell.change for cell in cells}) > len(CHAPTERS[chapter]) / 2
    faults = [cell for cell in cells if cell.outcome not in FINE]
    assert not faults, "\n".join(f"{cell.change}, {cell.page}: {cell.outcome}" for cell in faults)
    assert median(cell.seconds for cell in cells) < LIMIT


only_long = pytest.mark.skipif(not os.environ.get("LONG"), reason="takes minutes; LONG=1 runs it")
AS_OF = re.compile("as of|slik det var")  # in the language of the browser, or of the seminar


@pytest.mark.once
@only_long
@pytest.mark.parametrize("fault", ["the session has ended", "the server is away"])
def test_every_open_page_that_can_no_longer_follow_says_since_when_it_is_old(chromium, server, fault):
    day = ChangingDay()
    pages = OpenPages(day, chromium, server.url, only=lambda name: name not in POLLS)
    try:
        for page in pages.pages.values():
            page.locator("html[data-live=on]").wait_for(state="attached")
        if fault == "the session has ended":
            Session.objects.all().delete()
        else:
            for context in pages.contexts:
                context.set_offline(True)
            for page in pages.pages.values():
                page.evaluate("dispatchEvent(new Event('offline'))")
        day.open_the_round_with_one_question()
        with_device = ("write", "weigh")
        for name, page in pages.pages.items():
            if name not in with_device:
                expect(page.locator("#as-of")).to_contain_text(AS_OF, timeout=60_000)
            elif fault == "the server is away" and name == "write":
                expect(page.locator("#state")).to_contain_text("connect", timeout=60_000)
    finally:
        pages.close()


@pytest.mark.once
@only_long
def test_an_answer_that_is_late_does_not_bring_back_what_was_before(chromium, server):
    day = ChangingDay()
    pages = OpenPages(day, chromium, server.url, only=lambda name: name == "codebook")
    page = pages.pages["codebook"]
    page.locator("html[data-live=on]").wait_for(state="attached")
    page.evaluate(LATE, 4_000)
    day.make_a_theme()
    until(lambda: page.evaluate("window.asked") == 1, "the page asks")
    day.again(day.theme).describe(name="Skyss og veg", by=day.aud)
    until(lambda: page.evaluate("window.answered") == 1, "the late answer has come")
    expect(page.locator("#codebook")).to_contain_text("Skyss og veg", timeout=10_000)
    page.wait_for_timeout(3_000)
    expect(page.locator("#codebook")).to_contain_text("Skyss og veg")
    expect(page.locator("#codebook")).to_contain_text("Lys")
    pages.close()
