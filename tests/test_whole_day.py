"""A whole day, from the first code to Monday, as the people in it see it: in real browsers, in Bokmål, on one server.

LONG=1 holds long rounds, with more browsers. Fifteen devices write in either form.
"""

import os
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from seminar.models import Scribe, Seminar
from tests.ledger.verdict import judge
from tests.seminar.server.serving import until
from tests.walk import LAPTOP, PHONE, PROJECTOR, Phone, Phones, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = bool(os.environ.get("LONG"))
DEVICES, DESKS = 15, 5 if LONG else 3
SECONDS = 40 if LONG else 3  # that the devices write in a round
ROUNDS = {
    "Slik er det nå": ["Hva er bra på brygga?", "Hva mangler?"],
    "Dit vi vil": ["Hva skal vi gjøre først?"],
}
RUDE = "Ordføreren er en tosk."


@pytest.fixture
def walk(chromium, server, tmp_path):
    cache.clear()  # where attempts to log in are counted, and all tests come from one address
    letters = tmp_path / "letters"
    with server.with_settings({"EMAIL_URL": f"file:///{letters}"}):
        walk = Walk(chromium, server, letters)
        yield walk
        walk.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def submit(page: Page, name: str) -> None:
    """Presses a button that leads to another page, or to this one again."""
    with page.expect_navigation():
        press(page, name)


def says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("body")).to_contain_text(one, use_inner_text=True)


def says_no_more(page: Page, words: str) -> None:
    expect(page.locator("body")).not_to_contain_text(words, use_inner_text=True)


class WholeDay:
    """Each step is what one of them does, and what all others then see."""

    def __init__(self, walk: Walk):
        self.walk, self.written, self.phones = walk, [], None

    # Before the day

    def log_in_for_the_first_time(self) -> None:
        self.walk.make_account("aud@brygga.example")
        self.aud = self.walk.enter("aud", **LAPTOP)
        self.aud.goto(self.walk.url("/"))
        self.aud.get_by_role("main").get_by_role("link", name="Logg inn").click()
        self.walk.log_in(self.aud, "aud@brygga.example", "Aud")
        says(self.aud, "Ingen seminarer ennå")

    def create_the_seminar(self) -> None:
        self.aud.get_by_role("link", name="Nytt seminar").click()
        self.aud.get_by_label("Tittel").fill("Brygga vår")
        today = datetime.now(ZoneInfo("Europe/Oslo")).date()
        self.aud.get_by_label("Dato").fill(today.isoformat())
        self.aud.get_by_label("Innledning", exact=False).first.fill("Snakk sammen, og skriv mens dere snakker.")
        submit(self.aud, "Opprett seminaret")
        says(self.aud, "På god vei")
        self.seminar = Seminar.objects.get()
        self.setup = self.aud.url

    def plan_rounds_groups_and_the_day(self) -> None:
        for title, questions in ROUNDS.items():
            self.aud.get_by_label("Hva runden handler om").fill(title)
            self.aud.get_by_label("Spørsmål").last.fill("\n".join(questions))
            submit(self.aud, "Legg til runden")
            says(self.aud, title, *questions)
        table = "\n".join(["Navn\tSted", *(f"Bord {number}\tSal {number % 3 + 1}" for number in range(1, DEVICES + 1))])
        self.aud.get_by_label("Legg til grupper").fill(table)
        submit(self.aud, "Vis dem som en tabell først")
        says(self.aud, "Ingen gruppe blir laget før du trykker på knappen.")
        submit(self.aud, f"Lag de {DEVICES} gruppene")
        self.aud.get_by_role("link", name="Lag en plan").click()
        now = datetime.now(ZoneInfo("Europe/Oslo"))
        for line, title in enumerate([*ROUNDS, "Kaffe"]):
            fields = self.aud.locator(".plan-line").nth(line)
            fields.get_by_label("Begynner kl.").fill(f"{now + timedelta(minutes=10 * line):%H:%M}")
            fields.get_by_label("Minutter").fill("20")
            if title == "Kaffe":
                fields.get_by_label("Hva som skjer").fill(title)
        submit(self.aud, "Lagre")
        says(self.aud, "Kaffe")

    def decide_what_groups_see(self) -> None:
        self.aud.goto(self.setup)
        self.aud.get_by_label("Gruppene får se veggen").check()
        self.aud.get_by_label("Minutter til å skrive ferdig").fill("1")
        with self.aud.expect_navigation():
            self.aud.locator("#participants form.form").first.get_by_role("button", name="Lagre").click()

    def invite_the_others(self) -> None:
        for email, role, words in [
            ("bjarte@brygga.example", "Fasilitator", "Fint om du er der klokken ni."),
            ("cora@brygga.example", "Leser", ""),
        ]:
            self.aud.get_by_label("E-postadresse").fill(email)
            self.aud.get_by_label(role, exact=True).check()
            self.aud.get_by_label("Noen ord fra deg").fill(words)
            submit(self.aud, "Send invitasjonen")
        says(self.aud, "cora@brygga.example")
        letter = self.walk.letter("bjarte@brygga.example", "Fint om du er der klokken ni.")
        assert "Aud har invitert deg til «Brygga vår» som fasilitator." in letter
        address = next(line for line in letter.splitlines() if line.startswith(self.walk.server.url))
        self.bjarte = self.walk.enter("bjarte", **LAPTOP)
        self.bjarte.goto(address)
        self.walk.log_in(self.bjarte, "bjarte@brygga.example", "Bjarte")
        expect(self.bjarte.get_by_role("heading", level=1)).to_have_text("Rommet")

    def rehearse_and_clear(self) -> None:
        self.walk.check()
        self.aud.goto(self.page_of("rehearsal"))
        says(self.aud, "Seminaret er i dag.")
        submit(self.aud, "Start generalprøven")
        self.aud.get_by_label("Hvor mange prøvereferenter").fill("5")
        submit(self.aud, "La dem bli med")
        self.aud.goto(self.page_of("room"))
        press(self.aud, "Åpne runden")
        says(self.aud, "Lukk runden")
        self.aud.goto(self.page_of("rehearsal"))
        for _ in range(2):
            submit(self.aud, "La dem skrive")
        self.bjarte.goto(self.page_of("board"))
        says(self.bjarte, "Generalprøve")
        self.sort(0, "Prøvetema")
        self.walk.check()
        says(self.aud, "Prøvetema")
        self.aud.get_by_label("Fjern alt sammen").check()
        submit(self.aud, "Avslutt og fjern generalprøven")
        expect(self.bjarte.locator("#notes .post")).to_have_count(0)
        says_no_more(self.bjarte, "Prøvetema")
        says_no_more(self.bjarte, "Generalprøve")
        assert not self.seminar.posts.exists() and not self.seminar.scribes.exists()
        assert not self.seminar.themes.exists()

    # The groups come

    def open_the_doors_and_the_hall(self) -> None:
        self.aud.goto(self.setup)
        if self.aud.get_by_role("button", name="Åpne dørene").count():
            submit(self.aud, "Åpne dørene")
        says(self.aud, "Dørene er åpne")
        self.hall = self.walk.enter("hall", storage_state=self.aud.context.storage_state(), **PROJECTOR)
        self.hall.goto(self.page_of("hall"))
        self.code = self.aud.locator(".setup-code").inner_text()
        says(self.hall, "Velkommen", self.code)
        self.stage = self.walk.enter("stage", storage_state=self.aud.context.storage_state(), **PROJECTOR)
        self.stage.goto(self.page_of("stage"))
        self.remote = self.walk.enter("remote", storage_state=self.bjarte.context.storage_state(), **PHONE)
        self.remote.goto(self.page_of("hall/remote"))
        self.aud.goto(self.page_of("room"))
        says(self.aud, "Nå:" if self.aud.locator("#plan").inner_text().startswith("Nå") else "Neste:")

    def fifteen_devices_join(self) -> None:
        """The first types the code and finds the group by its number; the others scan the cards of their tables."""
        self.groups = list(self.seminar.groups.order_by("number"))
        self.desks: list[Page] = []
        for place in range(DESKS):
            page = self.walk.enter(f"desk {place + 1}", **PHONE)
            self.join(page, place)
            self.desks.append(page)
        phones = [Phone(self.walk.server.url, group.token, f"Referent {group.number}") for group in self.groups[DESKS:]]
        by_group = {scribe.group_id: scribe for scribe in self.seminar.scribes.all()}
        pairs = zip(self.groups[DESKS:], phones, strict=True)
        self.phones = Phones(self.seminar, {by_group[group.pk]: phone for group, phone in pairs})
        says(self.aud, f"0 av {DEVICES} grupper har skrevet")
        self.walk.check()

    def join(self, page: Page, place: int) -> None:
        if place == 0:
            page.goto(self.walk.url("/j/"))
            page.get_by_label("Kode").fill(self.code.lower().replace("-", " "))
            press(page, "Gå videre")
            page.get_by_label("Finn gruppen din").fill("1")
            page.get_by_text("Bord 1", exact=True).click()
        else:
            page.goto(self.walk.url(f"/j/{self.groups[place].token}"))
        page.get_by_label("Navnet ditt").fill(f"Signe {place + 1}")
        press(page, "Bli med")
        self.ready(page)
        says(page, f"Bord {place + 1}", "Vi begynner snart")

    # Two rounds

    def a_wrong_round_is_taken_back(self) -> None:
        wrong = self.seminar.rounds.last()
        self.aud.locator(f"#open-{wrong.pk}").click()
        for page in self.desks:
            says(page, *ROUNDS["Dit vi vil"])
        press(self.aud, "Angre åpningen")
        for page in self.desks:
            says(page, "Vi begynner snart")
        wrong.refresh_from_db()
        assert wrong.state == "planned"

    def questions_come_one_by_one(self) -> None:
        press(self.aud, "Åpne med bare 1.1")
        self.show("Spørsmål og klokke")
        for page in (*self.desks, self.hall):
            says(page, "Hva er bra på brygga?")
            expect(page.locator("body")).not_to_contain_text("Hva mangler?", use_inner_text=True)
        press(self.aud, "Neste spørsmål: 1.2")
        for page in (*self.desks, self.hall):
            says(page, "Hva mangler?")
        press(self.aud, "+5 min")
        says(self.aud, "Aud forlenget nedtellingen")
        self.walk.check()

    def show(self, view: str) -> None:
        """On the hall's screen, by the remote control."""
        self.remote.locator("#remote").get_by_role("button", name=view).click()

    def a_rude_note_is_hidden(self) -> None:
        self.show("Veggen")
        self.write(1, RUDE)
        says(self.hall, RUDE)
        rude = self.seminar.posts.get(body=RUDE)
        self.remote.locator(f"#hide-{rude.pk}").click()
        says_no_more(self.hall, RUDE)
        says(self.desks[1], "Skjult av en fasilitator")
        rude.refresh_from_db()
        assert rude.state == "hidden"

    def all_write(self) -> None:
        self.phones.begin()
        self.write(0, "Badetrappa er fin om sommeren.")
        for place in range(2, DESKS):
            self.write(place, f"Vi mangler lys på brygga, sier referent {place + 1}.")
        says(self.aud, f"{DEVICES} av {DEVICES} grupper har skrevet")

    def a_device_is_moved(self) -> None:
        scribe = Scribe.objects.get(name="Signe 1")
        self.devices = self.walk.enter("devices", storage_state=self.aud.context.storage_state(), **PHONE)
        self.devices.goto(self.page_of("devices"))
        row = self.devices.locator(f"#device-{scribe.pk}")
        row.get_by_role("combobox").fill("2")
        row.get_by_role("button", name="Flytt").click()
        says(self.desks[0], "Arrangøren flyttet deg til Bord 2")
        self.desks[0].locator("#moved").get_by_role("button", name="OK").click()
        says(self.desks[1], "Badetrappa er fin om sommeren.")
        self.walk.check()

    def words_go_both_ways(self) -> None:
        self.aud.get_by_text("Skriv til gruppene").click()
        self.aud.get_by_label("Beskjed", exact=True).fill("Kaffe er det klokken elleve")
        self.aud.locator("#send-message").click()
        press(self.desks[1], "Vi trenger hjelp")
        for page in self.desks:
            says(page, "Kaffe er det klokken elleve")
        says(self.aud, "Bord 2 trenger hjelp")
        self.aud.get_by_role("button", name="Hjelpen kommer").click()
        says(self.desks[1], "Hjelpen er på vei.")

    def a_phone_dies_with_text_on_it(self) -> None:
        self.field(1).fill("Båtene ligger for")
        until(lambda: self.seminar.drafts.filter(body="Båtene ligger for").exists(), "the draft is saved")
        self.walk.leave("desk 2")
        away = timezone.now() - timedelta(minutes=2)
        until(
            lambda: Scribe.objects.filter(name="Signe 2").update(seen_at=away) and self.is_away("Signe 2"),
            "the server sees that it is away",
        )
        page = self.desks[1] = self.walk.enter("desk 2", **PHONE)
        page.goto(self.walk.url(f"/j/{self.groups[1].token}"))
        page.get_by_label("Navnet ditt").fill("Signe 2")
        press(page, "Bli med")
        self.ready(page)
        says(page, "Signe 2 har en usendt tekst her", RUDE)
        press(page, "Føy den til teksten min")
        expect(self.field(1)).to_have_value("Båtene ligger for")
        self.write(1, " tett.")
        self.walk.check()

    def is_away(self, name: str) -> bool:
        return all(scribe.is_away for scribe in Scribe.objects.filter(name=name))

    def the_server_is_killed_while_all_write(self) -> None:
        with self.walk.trouble():
            self.walk.server.kill()
            self.field(0).fill("Skrevet uten server.")
            self.written.append("Skrevet uten server.")
            self.desks[0].keyboard.press("Control+Enter")
            press(self.aud, "+1 min")
            says(self.desks[0], "Ikke på nett: 1 tekst er lagret på denne enheten")
            says(self.aud, "Ikke gjort ennå: «+1 min». Serveren svarer ikke.")
            says(self.hall, "slik det var kl.")
            self.walk.server.start()
            for page in self.walk.pages.values():
                page.evaluate("dispatchEvent(new Event('online'))")
            says(self.desks[0], "Alt er lagret")
            expect(self.aud.locator("#waiting")).to_be_hidden()
            expect(self.hall.locator("#as-of")).to_be_hidden()
        assert self.seminar.changes.filter(verb="dialogueround.extended").count() == 2
        self.hall.wait_for_timeout(SECONDS * 1000)
        self.phones.end()
        self.nothing_is_lost_or_doubled()

    def nothing_is_lost_or_doubled(self) -> None:
        """What the phones had not sent at the end of a round was sent for them, and is in no book of notes."""
        scribes, book = self.phones.phones, self.phones.book
        theirs = self.seminar.posts.filter(scribe__in=scribes)
        verdict = judge(book, {"sent": list(theirs.filter(sent_at_closing=False).values_list("uid", "body"))})
        assert (verdict.lost, verdict.doubled, verdict.unread) == ([], [], [])
        drafts = {text.strip() for written in book.drafts.values() for text in written.acceptable()}
        assert set(theirs.filter(sent_at_closing=True).values_list("body", flat=True)) <= drafts
        written = Counter(self.seminar.posts.exclude(scribe__in=scribes).values_list("body", flat=True))
        assert written == Counter(self.written)

    def the_round_ends(self) -> None:
        self.field(0).fill("Halvferdig, og ikke sendt")
        says(self.desks[0], "Lagret. 1 er ikke sendt ennå")
        self.written.append("Halvferdig, og ikke sendt")
        self.close_round("Slik er det nå")
        for page in self.desks:
            says(page, "Runden lukkes nå.")
        self.let_the_grace_pass()
        says(self.desks[0], "Sendt ved lukking", "Runden er lukket. Takk!")
        self.walk.check()

    def close_round(self, title: str) -> None:
        round = self.seminar.rounds.get(title=title)
        self.aud.locator(f"#close-{round.pk}").click()
        press(self.aud, "Lukk den nå")
        says(self.aud, "Aud lukket runden")

    def let_the_grace_pass(self) -> None:
        if LONG:
            self.hall.wait_for_timeout(60_000)
        else:
            minute_ago = timezone.now() - timedelta(minutes=1)
            self.seminar.rounds.filter(state="closed").update(closed_at=minute_ago)

    def the_second_round(self) -> None:
        self.aud.locator(f"#open-{self.seminar.rounds.last().pk}").click()
        for page in self.desks:
            says(page, "Hva skal vi gjøre først?")
        self.phones.begin()
        for place in range(DESKS):
            self.write(place, f"Vi ringer kommunen, sier referent {place + 1}.")
        self.hall.wait_for_timeout(SECONDS * 1000)
        self.phones.end()
        self.close_round("Dit vi vil")
        self.let_the_grace_pass()
        self.nothing_is_lost_or_doubled()

    # What it adds up to

    def notes_are_sorted(self) -> None:
        self.bjarte.goto(self.page_of("board") + "?order=")
        for place, name in enumerate(["Lys og benker", "Båter", "Bading"]):
            self.sort(place, name)
        self.bjarte.keyboard.press("j")
        for _ in range(5):
            self.bjarte.keyboard.press("1")
            self.bjarte.keyboard.press("j")
        until(lambda: self.seminar.placements.count() >= 7, "notes are placed")
        says(self.stage, "Lys og benker")
        self.show("Temaer")
        says(self.hall, "Lys og benker")
        self.walk.check()

    def sort(self, place: int, name: str) -> None:
        """Puts a note under a new theme, by keyboard."""
        self.bjarte.locator("#notes > .post").nth(place).focus()
        self.bjarte.keyboard.press("n")
        self.bjarte.keyboard.type(name)
        self.bjarte.keyboard.press("Enter")
        expect(self.bjarte.locator("#themes")).to_contain_text(name)

    def the_groups_weigh(self) -> None:
        self.aud.goto(self.page_of("weighing"))
        self.aud.get_by_label("Poeng til hver gruppe").fill("5")
        submit(self.aud, "Åpne for gruppene")
        for page in self.desks[1:]:
            page.get_by_role("link", name="Prioriter temaene").click()
            for _ in range(3):
                page.get_by_role("button", name="Gi ett poeng til Båter").click()
            press(page, "Lagre")
            says(page, "Lagret")
        for phone in self.phones.phones.values():
            path = f"/s/{self.seminar.slug}/weigh/"
            form = phone.get(path)
            theme = self.seminar.themes.get(name="Lys og benker")
            phone.post(path, form, base="", **{f"theme-{theme.pk}": "5"})
        says(self.stage, "Båter")
        submit(self.aud, "Lukk prioriteringen")
        self.walk.check()

    def finish(self) -> None:
        self.aud.goto(self.page_of("finish"))
        submit(self.aud, "Lag lenken")
        self.result = self.aud.locator("#result a").first.get_attribute("href")
        submit(self.aud, "Avslutt seminaret")
        says(self.aud, "Seminaret ble avsluttet")
        page = self.desks[0]
        says(page, "Seminaret er avsluttet. Takk for at dere skrev!")
        page.wait_for_timeout(1_000)  # the page follows several changes at once
        with page.expect_navigation():
            page.get_by_role("link", name="Ta med gruppens notater").press("Enter")
        says(page, "Badetrappa er fin om sommeren.", "Vi ringer kommunen, sier referent 1.")
        self.walk.check()

    def a_stranger_reads_the_result_until_it_is_withdrawn(self) -> None:
        stranger = self.walk.enter("stranger", **PHONE)
        stranger.goto(self.result)
        says(stranger, "Brygga vår", "Lys og benker", "Endelig")
        words = stranger.inner_text("body")
        assert RUDE not in words and "Signe" not in words and "Bord 2" not in words
        self.walk.check()
        submit(self.aud, "Trekk lenken tilbake")
        with self.walk.trouble():
            assert stranger.reload().status == 404
            self.walk.leave("stranger")

    def on_monday(self) -> None:
        submit(self.aud, "Arkiver seminaret")
        self.aud.goto(self.page_of("summary"))
        says(self.aud, "Endelig", "Aud")
        self.aud.goto(self.walk.url("/"))
        self.aud.get_by_text("Arkiv").click()
        says(self.aud, "Brygga vår")
        cora = self.walk.enter("cora", **PHONE)
        cora.goto(self.walk.url("/account/login/"))
        self.walk.log_in(cora, "cora@brygga.example", "Cora")
        cora.goto(self.walk.url("/"))
        expect(cora.get_by_role("link", name="Nytt seminar")).to_have_count(0)
        cora.get_by_text("Arkiv").click()
        cora.get_by_role("link", name="Brygga vår").click()
        says(cora, "Endelig", "Lys og benker")
        expect(cora.get_by_role("link", name="Oppsett")).to_have_count(0)
        self.walk.check()

    # Small things

    def page_of(self, name: str) -> str:
        return self.walk.url(f"/s/{self.seminar.slug}/{name}/")

    def ready(self, page: Page) -> None:
        page.locator("html[data-writes=on]").wait_for(state="attached")

    def field(self, place: int):
        """Of the question that is open."""
        return self.desks[place].locator(".place[data-phase=open] textarea").first

    def write(self, place: int, text: str) -> None:
        page, field = self.desks[place], self.field(place)
        field.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(text)
        whole = field.input_value()
        self.written.append(whole)
        page.keyboard.press("Control+Enter")
        until(lambda: self.seminar.posts.filter(body=whole).exists(), f"“{whole}” is saved")
        says(page, "Alt er lagret")

    def end(self) -> None:
        if self.phones:
            self.phones.close()

    STEPS = [
        log_in_for_the_first_time,
        create_the_seminar,
        plan_rounds_groups_and_the_day,
        decide_what_groups_see,
        invite_the_others,
        rehearse_and_clear,
        open_the_doors_and_the_hall,
        fifteen_devices_join,
        a_wrong_round_is_taken_back,
        questions_come_one_by_one,
        a_rude_note_is_hidden,
        all_write,
        a_device_is_moved,
        words_go_both_ways,
        a_phone_dies_with_text_on_it,
        the_server_is_killed_while_all_write,
        the_round_ends,
        the_second_round,
        notes_are_sorted,
        the_groups_weigh,
        finish,
        a_stranger_reads_the_result_until_it_is_withdrawn,
        on_monday,
    ]


def test_a_whole_day_from_the_first_code_to_monday(walk):
    day = WholeDay(walk)
    try:
        for step in day.STEPS:
            step(day)
    finally:
        day.end()
