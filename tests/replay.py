"""A day as it was written: notes of a wall, typed and sent live, and sorted meanwhile, over a network that fails."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from random import Random
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import expect

from seminar.models import Scribe
from tests import make
from tests.ledger.book import Book, Written
from tests.ledger.device import Device, Place
from tests.posts.desk import Desk
from tests.seminar.live.listener import cookie_of
from tests.seminar.server.serving import until
from tests.themes.board.facilitator import Facilitator

QUESTIONS = [["Kva er viktig her?", "Kva er vanskeleg?"], ["Kva gjer vi no?", "Kven gjer det?"]]


@dataclass(frozen=True)
class Note:
    """`moment` is when in its round it was sent, from 0 to 1. `group` is "" where it is unknown."""

    round: int
    question: int
    moment: float
    group: str = field(repr=False)
    body: str = field(repr=False)


class Listed(Device):
    """A device on which the given notes are typed and sent, each when `now` has reached its moment."""

    async def write_all(self, notes: list[Note], now: Callable[[], float]) -> None:
        for note in notes:
            while now() < note.moment:
                await asyncio.sleep(0.02)
            uid, (key, question) = str(uuid.uuid4()), self.place.questions[note.question]
            place = {"round": self.place.round, "question": question}
            for text in (note.body[: len(note.body) // 2], note.body):
                await self.draft(key, text, place | {"becomes": uid})
            written = self.book.notes.setdefault(uid, Written())
            data = place | {"body": note.body, "base": 0}
            is_its = lambda answer, uid=uid: (answer["id"], answer["kept"]) == (uid, "saved")  # noqa: E731
            await self.save(written, note.body, f"notes/{uid}/", data, is_its)
        self.hang_up()

    async def draft(self, key: int, text: str, place: dict) -> None:
        """Where the server has emptied the draft, since it was sent, the text builds on the empty one."""
        is_saved = False
        while not is_saved:
            self.versions += 1
            data = place | {"body": text, "version": self.versions, "origin": self.origin}
            data["base"] = self.bases.get(key, 0)
            answer = await self.save(Written(), text, "drafts/", data, lambda answer: True)
            self.bases[key] = answer["version"]
            is_saved = (answer["origin"], answer["origin_version"]) == (self.origin, self.versions)


class Day:
    """`pages` of the scribes write in Chromium, the others on devices. Everything goes through the proxy.

    `moment` is the time in the round that is held, from 0 to 1. Browsers are slow, and devices wait for them.
    """

    moment = 0.0

    def __init__(self, notes: list[Note], proxy, new_page, *, scribes: int, pages: int):
        self.notes, self.proxy, self.book, self.placed = notes, proxy, Book(), set()
        self.aud = make.person("Aud")
        self.seminar = make.seminar(by=self.aud)
        self.rounds = [make.round(self.seminar, f"Runde {number}") for number in (1, 2)]
        for round, questions in zip(self.rounds, QUESTIONS, strict=True):
            round.add_questions(questions)
        self.theme = make.theme(self.seminar)
        self.shares = self.divide(scribes)
        make.member(self.seminar, make.person("Bjarte"))
        self.desks = {scribe: Desk(new_page(), scribe, proxy.url).open() for scribe in [*self.shares][:pages]}
        self.board = Facilitator(new_page(), Client(), self.seminar, proxy.url)

    def divide(self, scribes: int) -> dict[Scribe, list[Note]]:
        """One scribe for each group and one for the unknown ones, the rest where most was written, in turn."""
        sizes = Counter(note.group for note in self.notes)
        groups = {name: make.group(self.seminar, name) if name else None for name in sizes}
        names = [name for name, _ in sizes.most_common()]
        busiest = cycle(names[:4])
        names += [next(busiest) for _ in range(scribes - len(names))]
        shares = {make.scribe(self.seminar, groups[name], f"Signe {at}"): [] for at, name in enumerate(names)}
        turns = {
            name: cycle([share for share, own in zip(shares, names, strict=True) if own == name]) for name in sizes
        }
        for note in self.notes:
            shares[next(turns[note.group])].append(note)
        return shares

    def hold_round(self, number: int, seconds: float, mood: str | None) -> None:
        """With a `mood`, the network is in it from 40 to 60 % of the round."""
        round, self.moment = self.rounds[number], 0.0
        round.open(by=self.aud)
        for desk in self.desks.values():
            desk.page.get_by_label(QUESTIONS[number][0]).first.wait_for()
        acts = [(0.3, self.open_board), *((moment / 100, self.place_note) for moment in range(35, 101, 5))]
        acts += [(0.4, partial(self.fail, mood)), (0.6, self.come_back)] if mood else []
        for scribe, desk in self.desks.items():
            notes = [note for note in self.shares[scribe] if note.round == number]
            acts += [(note.moment, partial(desk.send, note.body, note.question)) for note in notes]
        with ThreadPoolExecutor(1) as thread:
            devices = thread.submit(asyncio.run, self.on_devices(round, number, seconds))
            try:
                started = time.monotonic()
                for moment, act in sorted(acts, key=lambda pair: pair[0]):
                    time.sleep(max(0, started + moment * seconds - time.monotonic()))
                    self.moment = moment
                    act()
                for desk in self.desks.values():
                    desk.says("All is saved")
                round.close(by=self.aud)  # what devices still send comes within the grace time
            finally:
                self.moment, self.proxy.mood = 1, "pass"
                devices.result(120)
        expect(self.board.page.locator("#dock[data-unsent]")).to_have_count(0)

    async def on_devices(self, round, number: int, seconds: float) -> None:
        questions = list(round.questions.values_list("pk", "uid"))
        async with asyncio.timeout(seconds + 100), asyncio.TaskGroup() as group:
            for scribe, share in self.shares.items():
                if scribe in self.desks:
                    continue
                cookie = f"Cookie: {cookie_of(scribe)}\r\n"
                where = (urlsplit(self.proxy.url).port, self.seminar.slug, scribe.pk, cookie)
                device = Listed(Place(*where, round.uid, questions), self.book, Random(scribe.pk), (0, 0))
                group.create_task(
                    device.write_all([note for note in share if note.round == number], lambda: self.moment)
                )

    def open_board(self) -> None:
        until(self.seminar.posts.exists, "there is a note", seconds=30)
        self.board.open()
        self.board.page.locator("#notes > .post.is-current").focus()

    def place_note(self) -> None:
        """The facilitator places the note at hand under the theme, once, and goes on to the next."""
        page = self.board.page
        card = page.evaluate("document.activeElement.id")
        if card not in self.placed:
            page.keyboard.press(self.theme.key)
            self.placed.add(card)
        page.keyboard.press("j")

    def fail(self, mood: str) -> None:
        self.proxy.mood = mood
        if mood == "down":
            self.proxy.cut()

    def come_back(self) -> None:
        until(lambda: self.book.waiting, "a device has tried to save", seconds=30)
        self.proxy.mood = "pass"
        self.proxy.cut()
        for page in [*(desk.page for desk in self.desks.values()), self.board.page]:
            page.evaluate("dispatchEvent(new Event('online'))")
