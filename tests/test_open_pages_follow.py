"""Every change that an open page may show, and every page that stays open: a matrix.

The ordinary run makes several changes of each chapter at once; LONG=1 makes every one by itself. A change
concerns a page where whoever opens it now is shown another text than before. Then the open page shows the same within
LIMIT, or says that it is older. `MATRIX=file.csv` writes down how each cell did, and in what time.
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

from tests.changing_day import CHAPTERS, SHORT_DAY, ChangingDay
from tests.posts.desk import cookie
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import until
from tests.world import device_client, person_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIMIT = 12  # seconds, on a machine that does much else; alone, nearly all follow within two
SHOWS_IT = ("followed", "followed when it asked", "not in its text")
FINE = (*SHOWS_IT, "says older", "explained")
# Pages that say by themselves that they are older, or what has come that they do not show yet.
SHOWN = [f"#{name}:not([hidden])" for name in ("gone", "signed-out", "as-of", "stranger", "show-new")]
SAYS_OLDER = ", ".join(
    [".outdated", "#does-not-follow", "#news a", "#notes > .is-hidden", "#state:has-text('shut out')", *SHOWN]
)
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
  window.shown = () => {
    const fields = [...document.querySelectorAll("textarea")].map(({ value }) => value);
    return [document.body.innerText, ...fields].join(" ");
  };
  let timer = 0;
  const record = () => {
    timer = 0;
    const text = shown().replace(/\\s+/g, " ");
    if (said.at(-1)?.[1] !== text) said.push([Date.now(), text]);
  };
  const observer = new MutationObserver(() => { timer ||= setTimeout(record, 15); });
  addEventListener("DOMContentLoaded", () => {
    const style = new CSSStyleSheet();
    // What is read out only, and a fold that stays as the person left it.
    style.replaceSync("#announcement, #other-rounds > div { display: none; }");
    document.adoptedStyleSheets = [style];
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    record();
  });
"""
# What the page said at the moment `began`, and all that it has said since, with the times.
SAID_SINCE = """(began) => {
  const later = said.findIndex(([at]) => at >= began);
  return said.slice(Math.max(0, (later < 0 ? said.length : later) - 1));
}"""
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
    aud += ["setup", "plan", "rehearsal", "finish", "cards", "quotes"]
    pages = {name: ("Aud", reverse(name, args=slug)) for name in aud}
    pages["home"] = ("Aud", reverse("home"))
    pages["group"] = ("Aud", reverse("room_group", args=[*slug, day.groups[0].pk]))
    pages["note"] = ("Aud", reverse("post", args=[*slug, day.post.uid]))
    pages["split"] = ("Aud", reverse("post_split", args=[*slug, day.other_post.uid]))
    pages["merge"] = ("Aud", reverse("post_merge", args=[*slug, day.post.uid]))
    pages |= {name: ("Aud", reverse(name, args=slug)) for name in ("agreement", "imports", "paste")}
    pages["comparison"] = ("Aud", reverse("comparison", args=[*slug, day.ended_comparison.pk]))
    pages["open comparison"] = ("Aud", reverse("comparison", args=[*slug, day.open_comparison.pk]))
    pages["placing in a comparison"] = ("Aud", reverse("comparison_tag", args=[*slug, day.open_comparison.pk]))
    pages["preview of an import"] = ("Aud", reverse("import", args=[day.next_import.uid]))
    pages["a wall that was imported"] = ("Aud", reverse("import", args=[day.imported.uid]))
    pages["undo an import"] = ("Aud", reverse("import_undo", args=[day.imported.uid]))
    pages["result"] = ("nobody", reverse("result", args=[day.seminar.result_token]))
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
    is_shown, is_wanted = set(shown.split()), set(wanted.split())
    missing = [word for word in wanted.split() if word not in is_shown]
    left = [word for word in shown.split() if word not in is_wanted]
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
            self.pages[name] = page = self.new_page(who)
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

    def new_page(self, who: str):
        """In a browser of its own, without styles: what counts is what the page says."""
        page = self.browser_of(who).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": ["*.css", "*.woff2", "*.svg"]})
        page.add_init_script(RECORD)
        return page

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
            self.readers[who] = self.new_page(who)
        page = self.readers[who]
        page.goto(self.url + path)
        if page.locator(".write-bar").count():  # also where a closed wall leads
            page.locator("html[data-writes=on]").wait_for(state="attached")
        return plain(page.evaluate("shown()"))

    def concerned(self) -> list[str]:
        """The pages that are other ones now than before the last change."""
        before, self.current = self.current, {name: self.answer(name) for name in self.pages}
        return [name for name in self.pages if self.current[name] != before[name]]

    def follow(self, changes: list[str], began: float) -> Iterator[Cell]:
        """What becomes of the pages that the changes at the moment `began` concern. Those that lag are reloaded.

        A page that says that it is older is not compared with a fresh one.
        """
        open_cells, wanted = self.concerned(), {}
        for name in POLLS & set(open_cells):
            self.pages[name].clock.run_for(13_000)
        explained = {page for change, page in EXPLAINED if change in changes}
        lagging = {name for name in open_cells if name.removesuffix(" of a facilitator") in explained}
        end = max(began + LIMIT, time() + 2)
        while open_cells:
            for name in list(open_cells):
                is_older = self.says_older(name)
                if not is_older and name not in wanted:
                    wanted[name] = self.fresh_text(name)
                    end = max(end, time() + 2)
                outcome, seconds = self.outcome(name, None if is_older else wanted[name], began)
                if outcome not in FINE and name in lagging and (set(open_cells) <= lagging or time() > end):
                    outcome = "explained"
                if outcome in FINE or time() > end:
                    open_cells.remove(name)
                    yield Cell(" ".join(changes), name, outcome, seconds)
                    if outcome not in SHOWS_IT:
                        self.reload(name)
            self.pages["room"].wait_for_timeout(250)

    def says_older(self, name: str) -> bool:
        try:
            return self.pages[name].locator(SAYS_OLDER).count() > 0
        except Error:  # it is just being loaded again
            return False

    def outcome(self, name: str, wanted: str | None, began: float) -> tuple[str, float]:
        """How a page shows what a fresh one does by now, and how long after the change it did.

        `wanted` is None where the page says that it is older.
        """
        try:
            said = self.pages[name].evaluate(SAID_SINCE, began * 1000)
        except Error:
            said = []
        if not said:  # it is just being loaded again
            return "no page", time() - began
        if wanted is None:
            return "says older", max(said[-1][0] / 1000 - began, 0.0)
        found = difference(plain(said[-1][1]), wanted)
        if name in POLLS:
            return found or "followed when it asked", 0.0
        if not found and said[0][0] < began * 1000 and not difference(plain(said[0][1]), wanted):
            return "not in its text", 0.0
        if not found:
            first = next(at for at, text in said if not difference(plain(text), wanted))
            return "followed", first / 1000 - began
        return found, max(said[-1][0] / 1000 - began, 0.0)

    def reload(self, name: str) -> None:
        self.pages[name].goto(self.url + self.path(name)[1])


def play(chromium, url: str, bursts: list[list[Callable]]) -> None:
    """Makes the changes of each burst at once while all pages are open."""
    day = ChangingDay()
    pages, cells = OpenPages(day, chromium, url), []
    try:
        for burst in bursts:
            began = time()
            for step in burst:
                step(day)
            cells += pages.follow([step.__name__ for step in burst], began)
    finally:
        pages.close()
    if file := os.environ.get("MATRIX"):
        with Path(file).open("a", newline="") as out:
            csv.writer(out).writerows(cells)
    assert len({cell.change for cell in cells}) > len(bursts) / 2
    faults = [cell for cell in cells if cell.outcome not in FINE]
    assert not faults, "\n".join(f"{cell.change}, {cell.page}: {cell.outcome}" for cell in faults)
    assert median(cell.seconds for cell in cells) < LIMIT


@pytest.mark.once
def test_every_open_page_follows_the_day_or_says_that_it_is_older(chromium, server):
    play(chromium, server.url, SHORT_DAY)


only_long = pytest.mark.skipif(not os.environ.get("LONG"), reason="takes minutes; LONG=1 runs it")


@only_long
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_open_page_follows_every_change_or_says_that_it_is_older(chromium, server, chapter):
    play(chromium, server.url, [[step] for step in CHAPTERS[chapter]])


AS_OF = re.compile("as of|slik det var")  # in the language of the browser, or of the seminar


@only_long
@pytest.mark.parametrize("fault", ["the session has ended", "the server is away", "the network is gone"])
def test_every_open_page_that_can_no_longer_follow_says_since_when_it_is_old(chromium, proxy, fault):
    day = ChangingDay()
    pages = OpenPages(day, chromium, proxy.url, only=lambda name: name not in POLLS | {"result"})
    try:
        for page in pages.pages.values():
            page.locator("html[data-live=on]").wait_for(state="attached")
        if fault == "the session has ended":
            Session.objects.all().delete()
        elif fault == "the server is away":
            proxy.mood = "down"
            proxy.cut()
        else:
            for context in pages.contexts:
                context.set_offline(True)
            for page in pages.pages.values():
                page.evaluate("dispatchEvent(new Event('offline'))")
        day.open_the_round_with_one_question()
        devices = ("write", "weigh") if fault == "the session has ended" else ()
        silent = {name: page for name, page in pages.pages.items() if name not in devices}
        end = time() + 60
        while silent and time() < end:
            pages.pages["room"].wait_for_timeout(250)
            for name, page in list(silent.items()):
                state, words = ("#state", "connect") if name == "write" else ("#as-of", AS_OF)
                if re.search(words, page.locator(state).inner_text()):
                    del silent[name]
        assert not silent
    finally:
        pages.close()


@only_long
def test_an_answer_that_is_late_does_not_bring_back_what_was_before(chromium, server):
    day = ChangingDay()
    pages = OpenPages(day, chromium, server.url, only=lambda name: name == "codebook")
    page = pages.pages["codebook"]
    page.locator("html[data-live=on]").wait_for(state="attached")
    page.evaluate(LATE, 1_500)
    day.make_a_theme()
    until(lambda: page.evaluate("window.asked"), "the page asks")
    day.again(day.theme).describe(name="Skyss og veg", by=day.aud)
    until(lambda: page.evaluate("window.answered"), "the late answer has come")
    expect(page.locator("#codebook")).to_contain_text("Skyss og veg")
    page.wait_for_timeout(3_000)
    expect(page.locator("#codebook")).to_contain_text("Skyss og veg")
    expect(page.locator("#codebook")).to_contain_text("Lys")
    pages.close()


@pytest.mark.once
def test_what_was_typed_or_ticked_stays_on_a_page_that_says_that_it_is_older(chromium, server):
    day = ChangingDay()
    changes = {"split": day.merge_a_note, "paste": day.rename_a_group, "placing in a comparison": day.edit_a_note}
    pages = OpenPages(day, chromium, server.url, only=lambda name: name in changes)
    try:
        for name, page in pages.pages.items():
            page.locator("html[data-live=on]").wait_for(state="attached")
            field = page.locator("main textarea, main [type=checkbox]").first
            field.check() if name == "placing in a comparison" else field.fill("Ein benk ved elva")
            changes[name]()
            with page.context.expect_page() as opened:
                page.get_by_role("link", name="Show it as it is now").click()
            assert opened.value.url == page.url
            assert (
                field.is_checked() if name == "placing in a comparison" else field.input_value() == "Ein benk ved elva"
            )
    finally:
        pages.close()
