"""A phone's first visit to the page for writing: how long until what is typed is kept.

`make bench`. Chromium on a processor that is slowed down four times, over a network with 150 ms of latency that carries
1.6 Mbit/s to the phone and 0.75 from it. Each visit has an empty cache and no service worker.
"""

import statistics
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.ground import SECURE, ground, load

from django.core.signing import get_cookie_signer  # isort: skip
from django.urls import reverse  # isort: skip

from seminar.access import SALT
from seminar.server.cookies import FORMER_DEVICE  # without __Host-, for which there is no TLS here
from tests import make
from tests.conftest import HEADLESS
from tests.posts.conftest import QUESTIONS
from tests.posts.writing.breaking import BreakingProxy
from tests.seminar.server.serving import Server

VISITS = 9
SLOWER = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
# The page's own clock starts when the browser asks for the page.
IS_USABLE = """
addEventListener("DOMContentLoaded", () => {
  const look = () => { if (document.documentElement.dataset.writes === "on") globalThis.usable ??= performance.now(); };
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-writes"] });
  look();
});
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def prepare() -> tuple[str, dict]:
    """The path of the page for writing, and the cookie of a scribe."""
    seminar = make.seminar(by=make.person())
    round = make.round(seminar)
    round.add_questions(QUESTIONS)
    round.open()
    name = FORMER_DEVICE + seminar.slug
    uid = make.scribe(seminar, make.group(seminar), "Signe").uid
    return reverse("write", args=[seminar.slug]), {"name": name, "value": get_cookie_signer(salt=name + SALT).sign(uid)}


def visit(browser: Browser, url: str, path: str, cookie: dict, *, slowly: bool) -> tuple[float, float]:
    """Seconds until the page shows something, and until it keeps what is typed."""
    context = browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844})
    context.add_cookies([cookie | {"url": url}])
    page = context.new_page()
    page.add_init_script(IS_USABLE)
    if slowly:
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", NETWORK)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url + path)
    page.locator("html[data-writes=on]").wait_for(state="attached")
    figures = page.evaluate(PAINTED) / 1000, page.evaluate("usable") / 1000
    context.close()
    return figures


def main() -> None:
    print(load())
    with ExitStack() as stack:
        folder = stack.enter_context(ground())
        path, cookie = prepare()
        server = Server(folder / "server.log")
        stack.callback(server.stop)
        proxy = BreakingProxy(server.port, headers=SECURE.encode())
        stack.callback(proxy.close)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=str(HEADLESS), args=["--no-sandbox", "--disable-gpu"])
        for slowly in (False, True):
            visits = [visit(browser, proxy.url, path, cookie, slowly=slowly) for _ in range(VISITS + 1)][1:]
            print("a slow phone on a slow network" if slowly else "this machine")
            for name, seconds in zip(("first paint", "usable"), zip(*visits, strict=True), strict=True):
                print(f"  {name:12} median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
