"""The format is recognized by the content of the file, not by its name."""

import json

import pytest

from posts.walls.decode import decode
from posts.walls.reader import FORMATS, read, title_of
from tests.posts.walls import make_json, make_tables
from tests.posts.walls.make_markdown import markdown
from tests.posts.walls.test_refi import project

PASTED = "TUSSEFJORD 12.03.2025\n\nBORD 7 3/12/25 9:08AM\nBuss til øving\n\nBORD 8 3/12/25 9:10AM\nEn time til\n"
WALLS = {
    "xlsx": make_tables.xlsx_2022,
    "refi": lambda: project("Bussen går for tidleg.".encode()),
    "archive": make_tables.zip_2025,
    "own": lambda: json.dumps(make_json.own()).encode(),
    "padlet-api": make_json.api,
    "padlet-wishes": make_json.wishes,
    "trello": make_json.trello,
    "markdown": lambda: markdown().encode(),
    "outline": b"# Kor\n\n## Del 1\n- Noter\n".strip,
    "csv": make_tables.csv_2013,
    "rows": lambda: json.dumps([{"author": "Bord 1", "body": "Noter"}]).encode(),
    "scribe": b"Bord 1\nNoter\n\nBord 2\nKaffe\n".strip,
    "mail": b"From: a@b.no\nTo: c@b.no\nSubject: Kor\n\nBord 1\nNoter\n\nBord 2\nKaffe\n".strip,
    "text": PASTED.encode,
}


@pytest.mark.parametrize("format", WALLS)
def test_a_misleading_name_does_not_matter(format):
    wall = read(WALLS[format](), "Padlet - Noe.pdf")
    assert (wall.format, bool(wall.entries)) == (format, True)


def test_every_format_is_tried_here_or_with_the_pdf():
    assert set(FORMATS) - set(WALLS) == {"pdf"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_recognized_from_the_bytes(encoding):
    assert decode("Subject,Body\r\nØving,Åpent på «Fjøset» – ja\r".encode(encoding)).text == (
        "Subject,Body\nØving,Åpent på «Fjøset» – ja\n"
    )


def test_a_byte_order_mark_may_come_twice():
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfSubject").text == "Subject"


def test_one_wrong_byte_does_not_damage_the_other_letters():
    assert (
        decode("Blåbær på Ås, rømme og kjærlighet: ".encode() + b"\xe6").text == "Blåbær på Ås, rømme og kjærlighet: �"
    )


def test_nul_and_control_characters_are_removed():
    assert decode(
        "en tekst som er lang nok til at ett tegn fra eller til er lite, ja\x00\x1b ø\u0085".encode()
    ).text == ("en tekst som er lang nok til at ett tegn fra eller til er lite, ja ø")


def test_decomposed_letters_are_composed():
    assert decode("å".encode()).text == "å"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Padlet - Koret i Nordgrenda.csv", "Koret i Nordgrenda"),
        ("Padlet - Koret (12).xlsx", "Koret"),
        ("C:\\Users\\x\\Padlet - Koret.zip", "Koret"),
        ("../../etc/Koret v. 2.md", "Koret v. 2"),
        ("", ""),
    ],
)
def test_the_files_name_gives_the_title(name, title):
    assert title_of(name) == title


def test_a_wall_that_has_a_title_keeps_it():
    assert read(markdown().encode(), "Padlet - Noe annet.md").title == "Rundt bordet i Tussefjord"
