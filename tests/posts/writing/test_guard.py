"""A page of which a file does not arrive says so, keeps what is typed, and starts once the file can be had."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Draft
from tests import make
from tests.posts.conftest import QUESTIONS
from tests.posts.desk import Desk
from tests.posts.writing.breaking import BreakingProxy
from tests.seminar.server.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
SCRIPT, STYLE, GUARD = "bundles/write.js", "bundles/write.css", "bundles/guard.js"
WAYS = ["reset", "503", "half", "cut short", "silence"]
NOT_READY = "Not ready yet. The page goes on loading by itself. What you write is kept on this device."
SERVERS_WORDS = "Not ready yet. Only what you send is saved."


@pytest.fixture
def proxy(server):
    proxy = BreakingProxy(server.port)
    yield proxy
    proxy.close()


class HurriedDesk(Desk):
    """While a test waits, time passes faster on the page: half a second for each look, and twelve seconds at most."""

    def passes(self, true, what: str) -> None:
        jumps = iter([500] * 24)
        until(lambda: true() or self.page.clock.fast_forward(next(jumps, 0)), what)

    def come(self) -> None:
        """Opens the page, of which some files may never arrive."""
        self.page.goto(self.address, wait_until="commit")
        self.passes(self.field().is_visible, "the page has a field")

    def ready(self) -> "HurriedDesk":
        self.passes(self.page.locator("html[data-writes=on]").count, "the page's script has started")
        return self

    def says(self, text: str | re.Pattern[str]) -> None:
        pattern = re.compile(re.escape(text)) if isinstance(text, str) else text
        self.passes(lambda: pattern.search("".join(self.state.all_inner_texts())), f"the page says {text!r}")


@pytest.fixture
def desk(chromium, scribe, proxy):
    """Signe's page on a first visit: no service worker has its files."""
    context = chromium.new_context(locale="en-GB", service_workers="block", viewport={"width": 390, "height": 844})
    context.clock.install()
    yield HurriedDesk(context.new_page(), scribe, proxy.url)
    context.close()


def works_again(desk, proxy) -> None:
    proxy.broken.clear()
    desk.page.evaluate("dispatchEvent(new Event('online'))")


def kept(desk, *texts: str) -> None:
    until(lambda: sorted(desk.kept()) == sorted(texts), f"{texts} are on the device")


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost_while_the_script_does_not_arrive_and_it_starts_when_it_can_be_had(desk, proxy, bodies, way):
    proxy.broken[SCRIPT] = way
    desk.come()
    desk.says(SERVERS_WORDS)
    desk.type("Skrive før ho var ")
    desk.says(NOT_READY)
    desk.type("klar.")
    kept(desk, "Skrive før ho var klar.")
    desk.type("Sendt for tidleg.", 1)
    proxy.broken["/write/"] = "reset"  # the page too, so that a form that is sent the plain way would end in an error
    desk.page.keyboard.press("Control+Enter")
    desk.type("Trykt på knappen.", 2)
    desk.page.get_by_role("button", name="Send").nth(2).click()
    desk.says(f"{NOT_READY} Not sent yet: 2.")
    assert [desk.field(number).input_value() for number in range(3)] == ["Skrive før ho var klar.", "", ""]
    kept(desk, "Skrive før ho var klar.", "Sendt for tidleg.", "Trykt på knappen.")

    desk.page.close()
    desk.page = desk.page.context.new_page()
    desk.state = desk.page.locator("#state")
    del proxy.broken["/write/"]
    proxy.broken["/write/notes/"] = "reset"
    desk.come()
    expect(desk.field()).to_have_value("Skrive før ho var klar.")
    desk.type(" Heilt.")
    works_again(desk, proxy)
    desk.ready()
    desk.says("Saved. 1 not sent yet")
    expect(desk.field()).to_have_value("Skrive før ho var klar. Heilt.")
    until(lambda: sorted(bodies()) == ["Sendt for tidleg.", "Trykt på knappen."], "both notes arrived once")
    assert [draft.body for draft in Draft.objects.all()] == ["Skrive før ho var klar. Heilt."]
    until(lambda: desk.kept() == ["Skrive før ho var klar. Heilt."], "the device has the text once")


@pytest.mark.parametrize("way", WAYS)
def test_a_page_without_its_style_can_be_used_and_gets_the_style_when_it_can_be_had(desk, proxy, bodies, way):
    proxy.broken[STYLE] = way
    desk.come()
    desk.ready()
    desk.send("Utan stil")
    desk.says("All is saved")
    assert bodies() == ["Utan stil"]
    expect(desk.page.get_by_text("is marked late").first).to_be_hidden()
    works_again(desk, proxy)
    is_sticky = "getComputedStyle(document.querySelector('.write-bar')).position === 'sticky'"
    desk.passes(lambda: desk.page.evaluate(is_sticky), "the style is there")


def test_without_the_guard_the_page_starts(desk, proxy):
    proxy.broken[GUARD] = "silence"
    desk.come()
    desk.ready().send("Utan vakt")
    desk.says("All is saved")


def test_without_any_script_the_page_says_so_and_its_form_sends(desk, proxy, bodies):
    proxy.broken = {SCRIPT: "reset", GUARD: "reset"}
    desk.come()
    desk.type("På gamlemåten")
    desk.page.get_by_role("button", name="Send").first.click()
    expect(desk.note("På gamlemåten")).to_contain_text("Saved")
    assert bodies() == ["På gamlemåten"]
    desk.says(SERVERS_WORDS)


FAULTS = [
    "globalThis.BroadcastChannel = class { constructor() { throw new Error('not here'); } };",
    "Promise.all = () => Promise.reject(new Error('odd'));",
]


@pytest.mark.parametrize("fault", FAULTS, ids=["while it loads", "while it starts"])
def test_a_script_that_fails_leaves_a_page_that_keeps_and_sends(desk, bodies, fault):
    desk.page.add_init_script(fault)
    desk.come()
    desk.says("The page could not start. What you write is kept on this device, and Send works.")
    desk.type("Ein kladd", 1)
    desk.send("Likevel sendt")
    until(lambda: bodies() == ["Likevel sendt"], "the note arrived")
    desk.says(re.compile("Send works.$"))
    assert desk.field(1).input_value() == "Ein kladd"
    desk.field(1).fill("")
    desk.send("Éin til")
    expect(desk.note("Éin til")).to_contain_text("Saved")  # the page was loaded again
    expect(desk.note("Likevel sendt")).to_have_count(1)
    assert sorted(bodies()) == ["Likevel sendt", "Éin til"]


def test_a_note_whose_answer_was_lost_before_the_script_started_is_saved_once(desk, proxy, bodies):
    proxy.broken[SCRIPT] = "reset"
    desk.come()
    desk.says(NOT_READY)
    proxy.broken["/write/"] = "lose the answer"
    desk.send("Berre éin gong \n")
    until(lambda: len(bodies()) == 1, "the note arrived")
    desk.says("Not sent yet: 1.")
    works_again(desk, proxy)
    desk.ready()
    desk.says("All is saved")
    expect(desk.note("Berre")).to_have_count(1)
    assert bodies() == ["Berre éin gong"]


def test_a_draft_of_the_server_that_is_changed_before_the_script_starts_is_not_doubled(desk, proxy, server, chromium):
    desk.open().type("Ein lang kladd")
    desk.says("Saved. 1 not sent yet")
    proxy.broken[SCRIPT] = "reset"
    desk.come()
    desk.field().fill("Ein kladd")
    desk.says(NOT_READY)
    desk.page.reload(wait_until="commit")
    expect(desk.field()).to_have_value("Ein kladd")
    works_again(desk, proxy)
    desk.ready()
    until(lambda: Draft.objects.get().body == "Ein kladd", "the draft is as it was written last")
    expect(desk.field()).to_have_value("Ein kladd")


def test_a_draft_that_is_sent_before_the_script_starts_is_one_note_where_the_server_sends_it_too(
    desk, proxy, seminar, bodies
):
    desk.open().type("Ein benk")
    desk.says("Saved. 1 not sent yet")
    proxy.broken[SCRIPT] = "reset"
    desk.come()
    desk.says(NOT_READY)
    proxy.broken["/write/"] = "reset"
    desk.field().press("Control+Enter")
    desk.says("Not sent yet: 1.")
    seminar.rounds.first().close()
    assert Draft.objects.send_due(timezone.now() + timedelta(minutes=3)) == 1
    works_again(desk, proxy)
    desk.ready()
    desk.says("All is saved")
    expect(desk.note("Ein benk")).to_have_count(1)
    assert (bodies(), desk.kept()) == (["Ein benk"], [])


def test_a_text_whose_round_has_ended_before_the_script_starts_gets_a_field(desk, proxy, seminar):
    proxy.broken[SCRIPT] = "reset"
    desk.come()
    desk.type("Frå fyrste runde")
    kept(desk, "Frå fyrste runde")
    round = make.round(seminar, "Andre runde")
    round.add_questions(["Kva no?"])
    seminar.rounds.first().close()
    round.open()
    proxy.broken.clear()
    desk.open()
    expect(desk.page.get_by_role("heading", name="Andre runde")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name=QUESTIONS[0])).to_have_value("Frå fyrste runde")
    until(lambda: Draft.objects.filter(body="Frå fyrste runde").exists(), "it is a draft")


def test_a_device_that_keeps_nothing_is_told_so_and_sends(desk, proxy, bodies):
    desk.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('refused'); };")
    proxy.broken[SCRIPT] = "503"
    desk.come()
    desk.says("Do not close the page: this device cannot keep a copy.")
    desk.send("Berre i minnet")
    expect(desk.note("Berre i minnet")).to_contain_text("Saved")  # the page was loaded again
    proxy.broken["/write/"] = "reset"
    desk.send("I minnet enno")
    desk.says("Not sent yet: 1.")
    del proxy.broken[SCRIPT]
    desk.ready()
    del proxy.broken["/write/"]
    until(lambda: bodies() == ["Berre i minnet", "I minnet enno"], "the note arrived")


def test_a_text_that_was_typed_for_another_group_before_the_script_started_stays_with_it(desk, proxy, seminar, bodies):
    proxy.broken[SCRIPT] = "reset"
    desk.come()
    desk.type("Skrive for Gruppe 1.")
    kept(desk, "Skrive for Gruppe 1.")
    desk.become(make.scribe(seminar, make.group(seminar, "Gruppe 2"), "Torleif"))
    desk.come()
    expect(desk.field()).to_have_value("")
    kept(desk, "Skrive for Gruppe 1.")
    works_again(desk, proxy)
    desk.ready()
    expect(desk.note("Skrive for").locator(".note-state")).to_contain_text("This was written for Gruppe 1.")
    assert not Draft.objects.unsent().exists() and not bodies()
    desk.note("Skrive for").get_by_role("button", name="Send again").click()
    until(lambda: bodies() == ["Skrive for Gruppe 1."], "the person sends it for the new group")


def test_a_page_whose_files_an_upgrade_took_away_is_loaded_again(desk, bodies):
    def outdate(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(SCRIPT, "bundles/write.0123456789ab.js"))

    desk.page.route(desk.address, outdate, times=1)
    desk.come()
    desk.type("Før oppgraderinga")
    desk.says(NOT_READY)
    desk.ready()
    expect(desk.field()).to_have_value("Før oppgraderinga")
    until(lambda: Draft.objects.filter(body="Før oppgraderinga").exists(), "it is a draft")
