"""One scribe's day in Chromium, Firefox and WebKit: every character reaches the server, once.

The server runs as in production, in two releases, so that it can be upgraded while the scribe writes. The page waits
less before it tries again than it would for people. LONG=1 leaves that wait as it is, adds a long silence, a restart
without an upgrade and a killed browser, and prints what was lost, doubled or blocked.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from django.urls import reverse

from posts.models import Post
from tests import make
from tests.browsers import FIREFOX, WEBKIT, XVFB, Browser, Chromium, Firefox, WebKit
from tests.conftest import HEADLESS, missing
from tests.posts.conftest import QUESTIONS
from tests.posts.desk import cookie
from tests.posts.writer import Tally, Writer
from tests.seminar.server.proxy import Proxy
from tests.seminar.server.serving import ROOT, Server, until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
SILENCE = 30 if LONG else 1  # seconds
FIRST, SECOND, THIRD = QUESTIONS
# A family joined by invisible characters, a combining ring, and letters that run from right to left.
LETTERS = "Kva no? «Æ, ø og å» 🙂 👩‍👩‍👧 a\u030a ושלום – ferdig."
ANSWERS = [
    "Fleire benkar langs elva, og lys i kvar einaste gangveg.",
    "Velforeininga og skulen kan gjere det i lag.",
    "Ringje kommunen i morgon tidleg, før nokon annan gjer det.",
]
PAUSE, SHORT_PAUSE = "SHORTEST_PAUSE = 2_000;", "SHORTEST_PAUSE = 200;"
# Everything as in production, but for TLS, which the browsers would refuse to use with a certificate of our own.
SETTINGS = """
from pathlib import Path
from seminar.settings import *
DEBUG = WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
ALLOWED_HOSTS = ["127.0.0.1"]
BASE_DIR = Path(__file__).parent
STATIC_ROOT = BASE_DIR / "collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "seminar.server.storage.HashedStaticFiles"}}
"""
RELEASE = """
  const root = document.documentElement;
  return [root.dataset.release, getComputedStyle(root).getPropertyValue("--release").trim()];
"""
CACHES = "return globalThis.caches ? caches.keys() : []"
IS_CACHED = "return globalThis.caches ? caches.match(location.pathname).then(Boolean) : false"


@dataclass
class Day:
    """What the steps share. `writer` is a scribe in the browser at hand, `other` one of the same group in another."""

    browser: Browser
    writer: Writer
    other: Writer
    server: Server
    releases: list[dict[str, str]]
    proxy: Proxy
    seminar: object
    join: object

    @contextmanager
    def without_network(self, mood: str = "down") -> Iterator[None]:
        self.proxy.mood = mood
        self.proxy.cut()
        yield
        self.writer.network_is_back(self.proxy)


def write_and_send(day: Day) -> None:
    day.writer.send("Ein benk ved elva.", FIRST)
    day.writer.shows("Ein benk", "Saved")
    day.writer.send(LETTERS, SECOND)
    day.writer.shows("ferdig", "Saved")
    day.writer.type("- ein\n- to", THIRD)
    day.writer.tab.press("Control+Enter")
    day.writer.tally.notes.append("- ein\n- to")
    day.writer.shows("- to", "Saved")


def edit(day: Day) -> None:
    day.writer.change("Ein benk", " Og eit bord.")
    day.writer.shows("Og eit bord", "Saved")
    day.writer.tally.notes.remove("Ein benk ved elva.")
    day.writer.tally.notes.append("Ein benk ved elva. Og eit bord.")


def take_back_and_put_back(day: Day) -> None:
    for button, word, state in [("Withdraw", "Withdrawn", "withdrawn"), ("Put back", "Saved", "visible")]:
        day.writer.press(button, "- to")
        day.writer.shows("- to", word)
        until(lambda state=state: Post.objects.get(body="- ein\n- to").state == state, f"the note is {state}")


def paste_and_split(day: Day) -> None:
    pasted = "\n".join(f"Spørsmål {number}: {answer}" for number, answer in enumerate(ANSWERS, 1))
    day.writer.paste(pasted, FIRST)
    day.writer.press("Put each part under its question")
    for question, answer in zip(QUESTIONS, ANSWERS, strict=True):
        day.writer.has(question, answer)
    day.writer.press("Undo")
    day.writer.has(FIRST, pasted)
    day.writer.run("findField(arguments[0]).select()", FIRST)
    day.writer.tab.press("Backspace")
    day.writer.paste(pasted, FIRST)
    day.writer.press("Put each part under its question")
    for question, answer in zip(QUESTIONS, ANSWERS, strict=True):
        day.writer.has(question, answer)
        day.writer.press_send(question)
        day.writer.tally.notes.append(answer)
        day.writer.shows(answer, "Saved")


def two_tabs(day: Day) -> None:
    second = Writer(day.browser.new_tab(), day.writer.address, day.writer.tally).open()
    day.writer.type("Frå den fyrste fana", FIRST)
    second.has(FIRST, "Frå den fyrste fana")
    second.type(" og den andre", FIRST)
    second.press_send(FIRST)
    day.writer.tally.notes.append("Frå den fyrste fana og den andre")
    day.writer.has(FIRST, "")
    day.writer.shows("og den andre", "Saved")
    second.tab.close()


def two_devices(day: Day) -> None:
    day.other.open().shows("Ein benk")
    with day.without_network():
        day.writer.change("Ein benk", " Signe.")
        day.other.change("Ein benk", " Torleif.")
        day.other.says("All is saved")
    day.writer.press("Make one text of both")
    day.writer.tab.press("Control+Enter")
    day.writer.says("All is saved")
    day.writer.tally.texts += [f"Ein benk ved elva. Og eit bord. {name}." for name in ("Signe", "Torleif")]
    day.writer.tally.notes.remove("Ein benk ved elva. Og eit bord.")
    day.writer.tally.notes.append(Post.objects.get(body__contains="Ein benk").body)
    day.other.send("Frå den andre eininga.", SECOND)
    day.writer.shows("Frå den andre eininga")


def reset_connections(day: Day) -> None:
    day.writer.type("Midt i eit o", FIRST)
    with day.without_network():
        day.writer.send("rd fall nettet.", FIRST)
        day.writer.says("Not connected")
        day.writer.shows("Midt i eit ord", "On this device")
    day.writer.tally.notes[-1] = "Midt i eit ord fall nettet."
    day.writer.shows("Midt i eit ord", "Saved")


def silence(day: Day) -> None:
    with day.without_network("hole"):
        for number in range(3):
            day.writer.send(f"Stilt på linja, {number}.", QUESTIONS[number])
        time.sleep(SILENCE)


def reload_without_network(day: Day) -> None:
    until(lambda: day.writer.tab.run(IS_CACHED), "the page is cached")
    day.writer.reload()  # from the service worker, which is new to the first page
    day.writer.type("Ein kladd som ", SECOND)
    with day.without_network():
        day.writer.send("Ventar.", THIRD)
        day.writer.reload().has(SECOND, "Ein kladd som ")
        day.writer.send("er heil.", SECOND)
        day.writer.tab.open("about:blank")
        day.writer.open()
        day.writer.shows("Ventar.")
        day.writer.shows("er heil.")
    day.writer.tally.notes[-1] = "Ein kladd som er heil."


def kill_the_browser(day: Day) -> None:
    for is_connected in (True, False):
        text = f"Batteriet er tomt, {is_connected}."
        if not is_connected:
            day.proxy.mood = "down"
            day.proxy.cut()
        day.writer.type(text, FIRST)
        time.sleep(1)
        day.browser.kill()
        day.writer.tab = day.browser.new_tab()
        day.writer.open().has(FIRST, text)
        day.writer.press_send(FIRST)
        day.writer.tally.notes.append(text)
        day.writer.network_is_back(day.proxy)


def restart_the_server(day: Day) -> None:
    day.writer.type("Før og ", THIRD)
    day.server.kill()
    day.writer.send("etter at tenaren fall.", THIRD)
    day.writer.says("Not connected")
    day.server.start()
    day.writer.network_is_back(day.proxy)
    day.writer.tally.notes[-1] = "Før og etter at tenaren fall."


def upgrade_the_server(day: Day) -> None:
    """The open page runs the script of the former release until it is loaded again."""
    former, caches = day.writer.run(RELEASE), day.writer.run(CACHES)
    day.writer.type("Før og ", THIRD)
    day.server.kill()
    day.writer.send("under oppgraderinga.", THIRD)
    day.writer.type("Ein kladd ", SECOND)
    day.writer.says("Not connected")
    day.server.settings = next(each for each in day.releases if each != day.server.settings)
    day.server.start()
    day.writer.run("dispatchEvent(new Event('online'))")
    day.writer.send("Etter, på den gamle sida.", FIRST)
    for note in ("under oppgraderinga", "Etter, på den gamle sida"):
        day.writer.shows(note, "Saved")
    day.writer.type("som veks, ", SECOND)
    assert day.writer.run(RELEASE) == former
    day.writer.reload()
    script, style = day.writer.run(RELEASE)
    assert script == style and script not in former
    day.writer.has(SECOND, "Ein kladd som veks, ")
    day.writer.send("og blir sendt.", SECOND)
    day.writer.says("All is saved")
    day.writer.tally.notes[-3:] = [
        "Før og under oppgraderinga.",
        "Etter, på den gamle sida.",
        "Ein kladd som veks, og blir sendt.",
    ]
    until(
        lambda: len(keys := day.writer.run(CACHES)) == 1 and keys != caches, "the worker has the files of the new one"
    )


def close_the_round_while_offline(day: Day) -> None:
    with day.without_network():
        day.writer.change("Velforeininga", " Og kyrkja.")
        day.writer.send("Sendt utan nett.", FIRST)
        day.writer.type("Ikkje sendt.", SECOND)
        day.seminar.rounds.get().close()
        day.proxy.mood = "pass"
        day.writer.run("dispatchEvent(new Event('online'))")
        day.writer.shows("Sendt utan nett", "Saved")
        day.writer.has(SECOND, "Ikkje sendt.")
        day.writer.press_send(SECOND)
        day.writer.tally.notes.append("Ikkje sendt.")
    day.writer.tally.notes.remove(ANSWERS[1])
    day.writer.tally.notes.append(f"{ANSWERS[1]} Og kyrkja.")
    day.seminar.rounds.get().open()
    until(lambda: day.writer.run("return Boolean(findField(arguments[0]))", FIRST), "the round is open", 20)


def lose_the_cookie_and_join_again(day: Day) -> None:
    day.browser.forget_cookies()
    day.writer.send("Ikkje kast dette.", FIRST)
    day.writer.says("join again")
    day.join()
    day.writer.says("All is saved")


STEPS = [
    write_and_send,
    edit,
    take_back_and_put_back,
    paste_and_split,
    two_tabs,
    two_devices,
    reset_connections,
    silence,
    upgrade_the_server,
    reload_without_network,
    kill_the_browser,
    restart_the_server,
    close_the_round_while_offline,
    lose_the_cookie_and_join_again,
]


ONLY_LONG = [kill_the_browser, restart_the_server]  # an upgrade kills the server too


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> list[dict[str, str]]:
    """The environments of two releases, in which the page has different scripts and styles."""
    makers, environments = [], []
    for release in ("one", "two"):
        folder = tmp_path_factory.mktemp(release)
        shutil.copytree(ROOT / "static", folder / "static")
        add(folder / "static/js/write/page.js", f'document.documentElement.dataset.release = "{release}";')
        add(folder / "static/css/write.css", f":root {{ --release: {release}; }}")
        if not LONG:
            shorten_pause(folder / "static/js/write/sync.js")
        (folder / f"release_{release}.py").write_text(SETTINGS)
        environments.append({"DJANGO_SETTINGS_MODULE": f"release_{release}", "PYTHONPATH": str(folder)})
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        makers.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | environments[-1]))
    assert [maker.wait(timeout=120) for maker in makers] == [0, 0]
    return environments


def add(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text()}{line}\n")


def shorten_pause(path: Path) -> None:
    text = path.read_text()
    assert PAUSE in text
    path.write_text(text.replace(PAUSE, SHORT_PAUSE))


@pytest.fixture(scope="module")
def server(server, releases):
    with server.with_settings(releases[0]):
        yield server


@pytest.fixture(params=["Chromium", "Firefox", "WebKit"])
def browser(request, playwright, tmp_path):
    needed = {"Chromium": [HEADLESS], "Firefox": [FIREFOX], "WebKit": [WEBKIT, XVFB]}[request.param]
    for program in needed:
        if not program.exists():
            missing(f"Debian's {program.name} is not installed")
    if request.param == "Chromium":
        options = {"executable_path": str(HEADLESS), "locale": "en-GB", "args": ["--no-sandbox", "--disable-gpu"]}
        browser = Chromium(partial(playwright.chromium.launch_persistent_context, tmp_path, **options), tmp_path)
    else:
        browser = Firefox(tmp_path) if request.param == "Firefox" else WebKit()
    yield browser
    browser.close()


def test_no_character_is_lost_doubled_or_blocked_in_a_scribes_day(
    browser, chromium, seminar, server, releases, proxy, capsys
):
    seminar.open_doors()
    group = make.group(seminar)
    tally = Tally()
    path = reverse("write", args=[seminar.slug])
    writer = Writer(browser.new_tab(), proxy.url + path, tally)

    def join() -> None:
        writer.tab.open(f"{proxy.url}/j/{seminar.join_code}")
        writer.run("document.cookie = 'django_language=en; path=/'")  # WebKit takes none from its environment
        writer.tab.open(f"{proxy.url}/j/{seminar.join_code}")
        writer.run("document.querySelector(`input[type=radio][value='${arguments[0]}']`).click()", str(group.pk))
        writer.press("Join")
        writer.ready()

    join()
    context = chromium.new_context(locale="en-GB")
    context.add_cookies([cookie(make.scribe(seminar, group, "Torleif"), server.url)])
    other = Writer(Chromium(lambda: context).new_tab(), server.url + path, tally)
    day, rows = Day(browser, writer, other, server, releases, proxy, seminar, join), []
    for step in STEPS:
        if step in ONLY_LONG and not LONG:
            continue
        if step is kill_the_browser and not browser.can_restart:
            continue  # WebKit's driver deletes the profile of a browser that is killed
        step(day)
        rows.append((step.__name__.replace("_", " "), tally.count()))
    context.close()
    if LONG:
        with capsys.disabled():
            print(f"\n{browser.name}: lost / doubled / blocked")
            for name, (lost, doubled, blocked) in rows:
                print(f"  {name:32} {lost} / {doubled} / {blocked}")
    assert {name: counts for name, counts in rows if counts != (0, 0, 0)} == {}
    assert Post.objects.count() == len(tally.notes) > 15


def test_the_tally_finds_what_is_lost_or_doubled(seminar):
    tally = Tally(notes=["Ein.", "Tapt", "To."], texts=["Berre her"])
    for body in ("Ein.", "To.", "To.", "Halv"):
        make.post(seminar, body)
    assert tally.count() == (len("Tapt") + len("Berre her"), len("To.") + len("Halv"), 0)
