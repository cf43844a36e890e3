"""What changes while pages are open: each then shows what it would if it was opened now, or says that it is older."""

import re
from datetime import time
from time import monotonic

import pytest
from django.urls import reverse

from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Message, PlanEntry, Seminar
from seminar.models.plan_entry import Times
from tests import make
from tests.posts.desk import cookie
from tests.seminar.live.listener import session_of
from themes.models import Weighing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["write", "room", "board", "wall", "stage", "hall", "hall_remote", "codebook", "weighing", "devices"]
PAGES += ["summary", "log", "setup", "plan"]
SAYS_OLDER = ".outdated, #news a, #notes > .is-hidden"
NEWS = ("The", "organizer", "moved", "you", "to", "Sørbord.", "OK")  # what only a page says that was open meanwhile
PATIENCE = 8  # seconds: with fifteen pages open on a busy machine; alone a page follows within two
TIMES = re.compile(r"\d{1,2}[.:]\d{2}([.:]\d{2})?")
TEXT = "document.body.innerText.replace(/\\s+/g, ' ')"


class Day:
    """A seminar that changes step by step."""

    def __init__(self):
        self.aud = make.person("Aud")
        self.seminar = make.seminar(by=self.aud)
        self.groups = [make.group(self.seminar, name) for name in ("Nordbord", "Sørbord")]
        self.round = make.round(self.seminar)
        self.round.add_questions(["Kva manglar?", "Kven kan hjelpe?"])
        self.theme = make.theme(self.seminar, "Skyss")
        self.scribe = make.scribe(self.seminar, self.groups[0], "Signe")
        self.post = make.post(self.seminar, "Bussen går for sjeldan.", group=self.groups[0], round=self.round)

    def fresh(self) -> Seminar:
        return Seminar.objects.get(pk=self.seminar.pk)

    def open_the_round(self):
        self.round.open(by=self.aud)

    def move_the_scribe(self):
        self.scribe.move(self.groups[1], by=self.aud)

    def write_a_message(self):
        self.message = Message.objects.send("Pause til 12.15", seminar=self.fresh(), by=self.aud)

    def plan_the_day(self):
        PlanEntry.objects.save_plan({}, [(Times(time(12), 45), "Lunsj")], seminar=self.fresh(), by=self.aud)

    def place_a_note(self):
        self.theme.add_post(self.post, by=self.aud)

    def hide_a_note(self):
        self.post.refresh_from_db()
        self.post.hide(by=self.aud)

    def rename_a_group(self):
        group = self.fresh().groups.first()
        group.rename("Lyngbord", by=self.aud)

    def close_the_round(self):
        self.round.refresh_from_db()
        self.round.close(by=self.aud)

    def begin_a_rehearsal(self):
        Rehearsal(self.fresh()).begin(by=self.aud)

    def end_the_rehearsal(self):
        Rehearsal(self.fresh()).end(by=self.aud)

    def open_a_weighing(self):
        seminar = self.fresh()
        Weighing.objects.start(seminar=seminar, question="", method="points", limit=5, themes=[self.theme], by=self.aud)

    def finish(self):
        self.fresh().finish(by=self.aud)

    STEPS = [
        open_the_round, move_the_scribe, write_a_message, plan_the_day, place_a_note, hide_a_note, rename_a_group,
        close_the_round, begin_a_rehearsal, end_the_rehearsal, open_a_weighing, finish,
    ]  # fmt: skip


def text_of(page) -> str:
    return TIMES.sub("", page.evaluate(TEXT))


def difference(page, fresh) -> str:
    """Where the open page is not as a fresh one, "" where it is or says that it is older."""
    shown, wanted = text_of(page), text_of(fresh)
    if shown == wanted or page.locator(SAYS_OLDER).count():
        return ""
    missing = [word for word in wanted.split() if word not in shown.split()]
    left = [word for word in shown.split() if word not in wanted.split() and word not in NEWS]
    return f"missing {' '.join(missing)!r}, still there {' '.join(left)!r}" if missing or left else ""


def test_every_open_page_follows_every_change_or_says_that_it_is_older(chromium, server):
    day = Day()

    def enter():
        """A browser of its own, since one keeps at most six connections to a server."""
        context = chromium.new_context(locale="en-GB")
        context.add_cookies([{"name": "sessionid", "value": session_of(day.aud), "url": server.url}])
        context.add_cookies([cookie(day.scribe, server.url)])
        return context

    opened, pages = enter(), {name: enter().new_page() for name in PAGES}
    for name, page in pages.items():
        page.goto(server.url + reverse(name, args=[day.seminar.slug]))
    faults = []
    for step in day.STEPS:
        step(day)
        for name, page in pages.items():
            fresh = opened.new_page()
            fresh.goto(page.url)
            end = monotonic() + PATIENCE
            while (found := difference(page, fresh)) and monotonic() < end:
                page.wait_for_timeout(100)
            if found:
                faults.append(f"{step.__name__}, {name}: {found}")
            if found or page.locator(SAYS_OLDER).count():
                page.reload()
            fresh.close()
    for context in (opened, *(page.context for page in pages.values())):
        context.close()
    assert not faults, "\n".join(faults)
