"""No page and no mail shows what only the code should know: codes, ids of rows, addresses for names, foreign dates."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from seminar import events
from seminar.models import Member, Person
from tests import make
from tests.routes import addresses, patterns
from tests.world import World, device_client, person_client

pytestmark = [pytest.mark.once, pytest.mark.django_db]
UNNAMED = "kari@lillevik.example"
# Where an address is what the page is about.
OWN_PAGES = re.compile(r"/s/[^/]+/setup/|/account/|/design/")
NOT_READ = re.compile(r"<(script|style|template|textarea)\b.*?</\1>|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
MONTHS = "January|February|March|April|June|July|August|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec"
FOREIGN = {
    "an id": re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    "an English date": re.compile(rf"\b({MONTHS})\.? \d{{1,2}}, \d{{4}}|\b\d{{1,2}} ({MONTHS})\b|\d [ap]\.m\."),
    "a date for machines": re.compile(r"\b\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2})?\b"),
    "a value of Python": re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|<[\w. ]+ object"),
    "a placeholder": re.compile(r"%\(\w+\)[sd]|\{\w+\}"),
}


@pytest.fixture
def world():
    """With a colleague who has given no name, a device without one, and an action of every kind."""
    world = World("her")
    colleague = Person.objects.create_user(UNNAMED, make.PASSWORD)
    make.member(world.seminar, colleague, Member.Role.FACILITATOR)
    world.visible.hide(by=colleague)
    world.visible.show(by=colleague)
    make.theme(world.seminar, "Skyss").add_post(world.visible, by=colleague)
    unnamed = make.scribe(world.seminar, world.group)
    unnamed.move(world.other_group, by=world.organizer)
    make.post(world.seminar, "Ord", group=world.group, scribe=unnamed)
    world.seminar.describe(date="2026-11-30", by=world.organizer)
    return world


def words_of(client, address: str) -> str:
    """What a reader of Bokmål reads of a page; empty where it is no page."""
    response = client.get(address, headers={"accept-language": "nb"})
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return ""
    return unescape(TAG.sub(" ", NOT_READ.sub(" ", response.content.decode())))


def raw_words(words: str) -> list[str]:
    """What should not be read by people, each with what is around it."""
    codes = rf"(?<![\w.@])({'|'.join(re.escape(event.code) for event in events.declared())})(?![\w.])"
    kinds = FOREIGN | {"a code": re.compile(codes)}
    return [
        f"{kind}: {' '.join(words[max(0, found.start() - 40) : found.end() + 20].split())}"
        for kind, pattern in kinds.items()
        for found in pattern.finditer(words)
    ]


@pytest.mark.parametrize("reader", ["organizer", "scribe", "nobody"])
def test_no_page_shows_a_code_an_id_or_a_foreign_date(world, reader):
    client = {
        "organizer": lambda: person_client(world.organizer),
        "scribe": lambda: device_client(world.scribe),
        "nobody": lambda: person_client(None),
    }[reader]()
    read, faults = 0, []
    for pattern in patterns():
        if "logout" in pattern or pattern.startswith("design/"):
            continue
        for address in addresses(pattern, world, most=3):
            words = words_of(client, address)
            read += bool(words)
            faults += [f"{address}: {fault}" for fault in raw_words(words)]
            if UNNAMED in words and not OWN_PAGES.match(address):
                faults.append(f"{address}: an address for a name")
    assert faults == []
    assert read > {"organizer": 30, "scribe": 5, "nobody": 5}[reader]


def test_the_walk_finds_each_kind_of_raw_word():
    shown = f"draft.begun {'0' * 32} Dec. 3, 2026 2026-12-03 None %(count)s"
    assert len(raw_words(shown)) == 6


@pytest.mark.parametrize(
    "language, written", [("nb", "3. desember 2026"), ("nn", "3. desember 2026"), ("en", "3 December 2026")]
)
def test_dates_and_times_have_the_form_that_is_used_where_the_seminar_is(language, written):
    with translation.override(language):
        at = datetime(2026, 12, 3, 17, 5)
        assert [date_format(at), date_format(at, "TIME_FORMAT")] == [written, "17:05"]


def test_a_mail_names_neither_the_server_nor_an_address_but_in_a_link(world):
    client = person_client(world.organizer)
    client.post(
        reverse("setup_members", args=[world.seminar.slug]), {"email": "ny@lillevik.example", "role": "facilitator"}
    )
    person_client(None).post(reverse("account_request_login_code"), {"email": UNNAMED})
    assert len(mail.outbox) >= 2
    for message in mail.outbox:
        words = re.sub(r"https?://\S+", "", f"{message.subject}\n{message.body}")
        assert "testserver" not in words and "127.0.0.1" not in words
        assert raw_words(words) == []
