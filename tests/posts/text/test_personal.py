# ruff: noqa: E501
"""What looks like personal data, found alike by the server and by the scribe's browser."""

import random
import re
import time
from datetime import date, timedelta

import pytest

from posts.text.personal import NAMES, PersonalKind, find, is_identity_number, mask
from posts.writing.bundle import Modules
from tests.posts.text.personal_cases import CASES

pytestmark = pytest.mark.once
WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
CLEAN = [
    "Vi treng {amount} kroner til {number} lærarar innan {date}.",
    "Kari sa at kulturskulen har {number} elevar på venteliste.",
    "Møte {date} kl. {clock}, rom {number}. Tilskot: kr {amount},-",
    "Kommunen bruker {amount} på dette, {number} % mer enn i {year}.",
    "Gruppe {number} snakket om Den kulturelle skolesekken og fritid i {year}–{year}.",
    "Samarbeid på tvers. Ola og Anne tar ansvar. Frist {date}",
    "Hans Hansens vei {number} er for trang, og Stein skole har {number} plasser.",
    "Liv og lære: {number} av {number} er enige. Se https://example.org/sak/{amount}",
    "Oslo, Bergen og Nord-Fron fikk {amount} i {year}, ifølge Statistisk sentralbyrå.",
    "1. Lokaler 2. Økonomi 3. Per elev: {amount} kr",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:30] for text, _ in CASES])
def test_the_server_finds_what_the_table_says(text, expected):
    assert [(found.kind, text[found.start : found.end]) for found in find(text)] == expected


@pytest.fixture(scope="module")
def in_browser(chromium):
    """Runs a function of the browser's finder with a text."""
    modules = Modules()
    modules.add("js/write/personal.js")
    page = chromium.new_page()
    page.add_script_tag(content="".join(modules.texts.values()) + "globalThis.personal = $js_write_personal;")
    yield lambda script, given: page.evaluate(script, given)
    page.close()


FIND = "texts => texts.map((text) => personal.find(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]))"


@pytest.mark.browser
def test_the_browser_finds_what_the_table_says(in_browser):
    found = in_browser(FIND, [text for text, _ in CASES])
    for (text, expected), rows in zip(CASES, found, strict=True):
        assert [tuple(row) for row in rows] == expected, text


@pytest.mark.browser
def test_server_and_browser_find_the_same_in_made_up_texts_and_in_those_of_a_real_day(in_browser, seed):
    texts = [note(random.Random(number)) for number in range(1000)] + seed.read_text().split("\n\n")
    texts += [text.upper() for text in texts[:200]] + [text.title() for text in texts[:200]]
    on_server = [[[found.kind, text[found.start : found.end]] for found in find(text)] for text in texts]
    assert in_browser(FIND, texts) == on_server and sum(map(bool, on_server)) > 50


def test_words_take_the_place_of_what_was_found():
    words = {
        PersonalKind.NAME: "[name]",
        PersonalKind.PHONE: "[phone]",
        PersonalKind.EMAIL: "[email]",
        PersonalKind.IDENTITY: "[number]",
    }
    text = "Kari Nordmann (912 34 567, kari@example.org, 010132 00064) ringer."
    assert mask(text, words) == "[name] ([phone], [email], [number]) ringer."
    assert mask(mask(text, words), words) == mask(text, words)


def note(generator: random.Random) -> str:
    """An invented note, with numbers of all kinds but personal ones."""
    day = date(2026, 1, 1) + timedelta(generator.randrange(700))
    values = {
        "amount": generator.choice([f"{generator.randrange(10**7):,}".replace(",", " "), "25000", "1,5 mill."]),
        "number": generator.randrange(1, 400),
        "year": generator.randrange(1990, 2040),
        "date": generator.choice([day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", f"{day:%d/%m}"]),
        "clock": f"{generator.randrange(24):02}.{generator.randrange(60):02}",
    }
    return " ".join(generator.choice(CLEAN).format(**values) for _ in range(generator.randrange(1, 4)))


def identity_number(generator: random.Random) -> str:
    """One of any kind: D-number, synthetic, and with a first check digit by the rule of 2032."""
    while True:
        day = date(1930, 1, 1) + timedelta(generator.randrange(40_000))
        digits = f"{day.day + generator.choice([0, 0, 40]):02}{day.month + generator.choice([0, 0, 40, 65, 80]):02}"
        digits += f"{day:%y}{generator.randrange(1000):03}"
        first = -sum(weight * int(digit) for weight, digit in zip(WEIGHTS[0], digits, strict=True)) % 11
        first += generator.choice([0, 0, 1, 2, 3])
        digits += str(first % 11)
        second = -sum(weight * int(digit) for weight, digit in zip(WEIGHTS[1], digits, strict=False)) % 11
        if first % 11 < 10 and second < 10:
            return digits + str(second)


def split(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return separator.join(parts)


def test_what_is_personal_is_found_in_nearly_all_of_a_thousand_notes_of_each_kind():
    generator, missed = random.Random(1), dict.fromkeys(PersonalKind, 0)
    for _ in range(1000):
        number = identity_number(generator)
        assert is_identity_number(number)
        phone = str(generator.randrange(20_000_000, 100_000_000))
        phones = [phone, split(phone, (2, 2, 2, 2), " "), split(phone, (3, 2, 3), " "), f"+47 {phone}", f"0047{phone}"]
        texts = {
            PersonalKind.IDENTITY: generator.choice([number, split(number, (6, 5), " "), split(number, (2, 2, 2, 3, 2), " "), split(number, (6, 5), "-")]),
            PersonalKind.PHONE: generator.choice(phones),
            PersonalKind.EMAIL: f"{generator.choice(['kari', 'o.nordmann', 'a-b_c', 'x9'])}@{generator.choice(['example.org', 'post.kommune.example'])}",
        }  # fmt: skip
        for kind, personal in texts.items():
            text = f"{note(generator)} Ring eller skriv: {personal} snarest."
            missed[kind] += (kind, personal) not in [
                (found.kind, text[found.start : found.end]) for found in find(text)
            ]
    assert (
        missed[PersonalKind.IDENTITY] <= 1 and missed[PersonalKind.PHONE] <= 20 and missed[PersonalKind.EMAIL] <= 1
    ), missed


def test_hardly_any_ordinary_note_is_asked_about():
    generator = random.Random(2)
    notes = [note(generator) for _ in range(2000)]
    asked = [text for text in notes if find(text)]
    assert len(asked) <= 40, asked[:3]


def test_no_note_of_a_real_day_is_asked_about_for_anything_but_the_names_in_it(seed):
    found = [(found.kind, seed.read_text()[found.start : found.end]) for found in find(seed.read_text())]
    assert {kind for kind, _ in found} <= {PersonalKind.NAME} and len(found) <= 2


@pytest.mark.parametrize("part", ["a", "A ", "1", "12 ", "00 ", "@", "a@", "a@b.", "a@b.no ", "Kari Nordmann ", "+", "https://", "-"])  # fmt: skip
def test_no_text_takes_long(part):
    began = time.thread_time()
    find(part * (20_000 // len(part)))
    assert time.thread_time() - began < 1  # .08 at most on a quiet machine


def test_each_name_is_in_one_list_and_once():
    source = NAMES.read_text()
    first, also_words = (
        re.search(rf"{name} = \[(.*?)\];", source, re.DOTALL)[1].replace('"', "").replace(",", "").split()
        for name in ("FIRST_NAMES", "FIRST_NAMES_AND_WORDS")
    )
    assert len(first) > 600 and len({*first, *also_words}) == len(first) + len(also_words)
