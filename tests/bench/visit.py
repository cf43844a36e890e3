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

from tests.bench.common import SECURE, ground, load

from django.urls import reverse  # isort: skip

from tests import make
from tests.conftest import HEADLESS
from tests.posts.conftest import QUESTIONS
from tests.posts.writing.breaking import BreakingProxy
from tests.seminar.live.listener import cookie_of
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


def prepare() -> tuple[str, str]:
    """The path of the page for writing, and the cookie of a scribe."""
    seminar = make.seminar(by=make.person())
    round = make.round(seminar)
    round.add_questions(QUESTIONS)
    round.open()
    return reverse("write", args=[seminar.slug]), cookie_of(make.scribe(seminar, make.group(seminar), "Signe"))


def visit(browser: Browser, url: str, path: str, *, slowly: bool) -> tuple[float, float]:
    """Seconds until the page shows something, and until it keeps what is typed."""
    context = browser.new_context(locale="nb-NO", viewport={"width": 390, "height": 844})
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
        # No browser takes a __Host- cookie without TLS, so the proxy sends it.
        proxy = BreakingProxy(server.port, headers=f"{SECURE}Cookie: {cookie}\r\n".encode())
        stack.callback(proxy.close)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=str(HEADLESS), args=["--no-sandbox", "--disable-gpu"])
        for slowly in (False, True):
            visits = [visit(browser, proxy.url, path, slowly=slowly) for _ in range(VISITS + 1)][1:]
            print("a slow phone on a slow network" if slowly else "this machine")
            for name, seconds in zip(("first paint", "usable"), zip(*visits, strict=True), strict=True):
                print(f"  {name:12} median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
