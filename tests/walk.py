"""People of one seminar in browsers of their own, whose pages are looked at, and devices without a browser."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, Dialog, Page, expect

from seminar.models import Scribe, Seminar
from tests.ledger.book import Book
from tests.ledger.device import Device, Place
from tests.seminar.server.serving import ROOT, Server, database_url, until
from tests.test_no_raw_words import raw_words

LOGIN_CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
THINK = (0.2, 0.8)  # seconds between what a device without a browser saves
OF_ALL = {"locale": "nb-NO", "timezone_id": "Europe/Oslo", "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}


class Walk:
    """Opens pages in Bokmål, and collects what goes wrong on any of them."""

    def __init__(self, chromium: Browser, server: Server, letters: Path):
        self.chromium, self.server, self.letters = chromium, server, letters
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []
        self.is_troubled = False

    def enter(self, name: str, **options) -> Page:
        """A browser of its own, on a device of this name."""
        page = self.chromium.new_context(**OF_ALL, **options).new_page()
        page.on("pageerror", lambda error: self.note(name, error))
        page.on("console", lambda message: self.note(name, message.text) if message.type == "error" else None)
        page.on("response", lambda one: self.note(name, f"{one.status} {one.url}") if one.status >= 400 else None)
        page.on("dialog", lambda dialog: self.leave_page(name, dialog))
        self.pages[name] = page
        return page

    def leave_page(self, name: str, dialog: Dialog) -> None:
        """A page asks before it is left only where a text would be lost."""
        self.note(name, f"{dialog.type} dialog")
        dialog.accept()

    def note(self, name: str, fault: object) -> None:
        if not self.is_troubled:
            self.faults.append(f"{name}: {fault}")

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Within it, requests may fail: the server is away, or an address is meant not to be found."""
        self.is_troubled = True
        try:
            yield
        finally:
            self.is_troubled = False

    def leave(self, name: str) -> None:
        self.pages.pop(name).context.close()

    def close(self) -> None:
        for name in list(self.pages):
            self.leave(name)

    def check(self, *names: str) -> None:
        """Each page, or these, shows only what people read, and nothing to the side. No fault has come so far."""
        for name in names or self.pages:
            page = self.pages[name]
            self.faults += [f"{name}, {page.url}: {word}" for word in raw_words(page.inner_text("body"))]
            wide, most = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            if wide > most:
                self.faults.append(f"{name}, {page.url}: {wide} pixels wide in {most}")
        assert self.faults == [], self.faults

    def url(self, path: str) -> str:
        return self.server.url + path

    def make_account(self, email: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", "createsuperuser", "--no-input", "--email", email],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url()},
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def letter(self, email: str, words: str) -> str:
        """The text of the latest email to this address that has these words."""
        found: list[str] = []

        def has_come() -> bool:
            for file in sorted(self.letters.glob("*"), key=lambda file: file.stat().st_mtime_ns):
                for part in file.read_bytes().split(b"-" * 79 + b"\n"):
                    message = message_from_bytes(part, policy=policy.default)
                    if message["To"] == email and words in (text := message.get_content()):
                        found.append(text)
            return bool(found)

        until(has_come, f"a letter to {email} says “{words}”")
        return found[-1]

    def log_in(self, page: Page, email: str, name: str) -> None:
        """With a code that is sent, for the first time, so that the page asks for the name."""
        if "/account/login/code/" not in page.url:
            page.get_by_role("link", name="Send meg en kode").click()
        page.get_by_label("E-post").fill(email)
        page.get_by_role("button", name="Send koden").click()
        page.get_by_label("Kode").fill(LOGIN_CODE.search(self.letter(email, "koden din til Rundebord"))[1])
        page.get_by_role("button", name="Logg inn", exact=True).click()
        expect(page.get_by_role("heading", name="Hva heter du?")).to_be_visible()
        page.get_by_label("Navn").fill(name)
        with page.expect_navigation():
            page.get_by_role("button", name="Lagre").click()


class Phone:
    """A device without a browser: it joins by the page and its form, and then saves as the page's script does."""

    def __init__(self, url: str, key: str, name: str):
        self.url, self.session = url, requests.Session()
        self.session.headers["Accept-Language"] = "nb"
        form = self.get(f"/j/{key}")
        answer = self.post(f"/j/{key}", form, name=name)
        self.address = urlsplit(answer.url).path
        assert self.address.endswith("/write/"), answer.url

    def get(self, path: str) -> str:
        answer = self.session.get(self.url + path, timeout=30)
        assert answer.status_code == 200, f"{answer.status_code} {path}"
        return answer.text

    def post(self, path: str, form: str, **fields) -> requests.Response:
        data = {"csrfmiddlewaretoken": TOKEN.search(form)[1], **fields}
        answer = self.session.post(self.url + path, data, timeout=30)
        assert answer.status_code == 200, f"{answer.status_code} {path}"
        return answer

    @property
    def cookies(self) -> str:
        pairs = self.session.cookies.get_dict().items()
        return f"Cookie: {'; '.join(f'{name}={value}' for name, value in pairs)}\r\n"


class Phones:
    """Phones that all write at once in the round that is open. `book` is what the server has acknowledged to them."""

    def __init__(self, seminar: Seminar, phones: dict[Scribe, Phone]):
        self.seminar, self.phones, self.book, self.chance = seminar, phones, Book(), Random(7)
        self.thread, self.run = ThreadPoolExecutor(1), Future()

    def begin(self) -> None:
        round = self.seminar.rounds.current()
        questions = [(one.pk, one.uid) for one in round.questions.filter(held_back=False, closed_at=None)]
        devices = []
        for scribe, phone in self.phones.items():
            port = urlsplit(phone.url).port
            place = Place(port, self.seminar.slug, scribe.pk, phone.cookies, round.uid, questions)
            devices.append(Device(place, self.book, Random(self.chance.random()), THINK))
        self.loop, self.stop = asyncio.new_event_loop(), asyncio.Event()

        async def write() -> None:
            async with asyncio.TaskGroup() as group:
                for device in devices:
                    group.create_task(device.work(self.stop))

        self.run = self.thread.submit(self.loop.run_until_complete, write())

    def end(self) -> None:
        """Once all that was being saved has been acknowledged."""
        self.loop.call_soon_threadsafe(self.stop.set)
        self.run.result(60)
        self.loop.close()

    def close(self) -> None:
        if not self.run.done() and hasattr(self, "loop"):
            self.end()
        self.thread.shutdown()
