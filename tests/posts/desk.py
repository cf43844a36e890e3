"""A scribe's page for writing in a real browser."""

import re

from django.core.signing import get_cookie_signer
from django.urls import reverse
from playwright.sync_api import Page, expect

from seminar.access import SALT
from tests.seminar.server.serving import until

STORED_TEXTS = """async () => {
  const open = indexedDB.open("rundebord-write");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const rows = (name) => new Promise((done) => {
    const request = database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
  });
  const texts = [...await rows("drafts"), ...await rows("outbox")].map(({ body }) => body).filter(Boolean);
  database.close();
  return texts;
}"""
CACHED_RESPONSES = """async () => {
  let all = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all += request.url + await (await cache.match(request)).text();
  }
  return all;
}"""


def cookie(scribe, url: str) -> dict:
    name = f"scribe-{scribe.seminar.slug}"
    return {"name": name, "value": get_cookie_signer(salt=name + SALT).sign(scribe.uid), "url": url}


class Desk:
    """The page of one scribe, with what tests do on it."""

    def __init__(self, page: Page, scribe, url: str):
        self.page, self.url = page, url
        self.address = url + reverse("write", args=[scribe.seminar.slug])
        self.become(scribe)
        self.state = page.locator("#state")

    def become(self, scribe) -> None:
        """The device joins as this scribe, in another tab or on the page for joining."""
        self.page.context.add_cookies([cookie(scribe, self.url)])

    def open(self) -> "Desk":
        self.page.goto(self.address)
        return self.ready()

    def reload(self) -> "Desk":
        self.page.reload()
        return self.ready()

    def ready(self) -> "Desk":
        self.page.locator("html[data-writes=on]").wait_for(state="attached")
        return self

    def is_kept_open(self) -> "Desk":
        """Waits until the page can be opened without a network."""
        until(lambda: 'id="now" data-shell' in self.cached(), "the page is cached")
        return self

    def field(self, number: int = 0):
        return self.page.locator(".entry textarea").nth(number)

    def type(self, text: str, number: int = 0) -> None:
        self.field(number).focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def send(self, text: str, number: int = 0) -> None:
        self.type(text, number)
        self.page.keyboard.press("Control+Enter")

    def note(self, text: str):
        return self.page.locator(".note").filter(has_text=text)

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.state).to_contain_text(text)

    def kept(self) -> list[str]:
        """The texts that are stored on this device, in drafts and in the outbox."""
        return self.page.evaluate(STORED_TEXTS)

    def cached(self) -> str:
        return self.page.evaluate(CACHED_RESPONSES)

    def network_is_back(self, proxy) -> None:
        """Lets the network work again, and tells the page."""
        proxy.mood = "pass"
        proxy.cut()
        self.page.evaluate("dispatchEvent(new Event('online'))")
