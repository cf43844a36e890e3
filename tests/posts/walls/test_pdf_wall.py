"""Padlet's PDF, printed by Chromium from the invented wall (tests/posts/walls/print/make.py)."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from posts.walls import repair
from posts.walls.formats import pdf
from posts.walls.refused import Refused
from posts.walls.wall import Wall
from tests.posts.walls.expect import undone
from tests.posts.walls.print.expect import expected, rows_of
from tests.posts.walls.print.make import FULL_NOTES
from tests.posts.walls.wall import INTRODUCTION, OWNER, TITLE, URL

PRINT = Path(__file__).parent / "print"
UNKNOWN = "\ufffd "  # the print's font has no emoji


def wall(name: str) -> Wall:
    return pdf.read((PRINT / name).read_bytes())


def empty_pages(count: int) -> bytes:
    document, target = pikepdf.new(), BytesIO()
    for _ in range(count):
        document.add_blank_page()
    document.save(target)
    return target.getvalue()


def test_the_invented_wall_is_read_from_its_print():
    read = wall("wall.pdf")
    assert rows_of(read) == expected(emoji=UNKNOWN)
    assert (read.title, read.introduction, read.owner, read.url) == (TITLE, INTRODUCTION, OWNER, URL)


def test_a_print_with_lost_ligatures_is_read_and_repaired():
    damaged = wall("wall-damaged.pdf")
    assert any("\ufffdnansiering" in entry.body for entry in damaged.entries)
    repair.repair_wall(damaged)
    assert rows_of(damaged) == expected(emoji=UNKNOWN)


def test_the_print_has_a_page_break_inside_a_sentence():
    assert "gamle" in [page.extract_text()[:5] for page in PdfReader(PRINT / "wall.pdf").pages]


def test_a_character_without_meaning_is_a_doubt():
    read = wall("wall.pdf")
    repair.repair_wall(read)
    assert [doubt for entry in read.entries for doubt in entry.doubts] == [
        "lost-sign: …en dårlige spørsmål \ufffd – bare korte dager."
    ]


def test_every_join_of_lines_is_a_repair_that_can_be_undone():
    entry = wall("wall.pdf").entries[0]
    assert ("koret, \nog", "koret, og") in entry.repairs
    assert "koret, \nog vi skaffet" in undone(entry.body, entry.repairs)


def test_counters_and_addresses_are_read():
    posts = [entry for entry in wall("wall.pdf").entries if entry.kind == "post"]
    assert [post.reactions for post in posts].count({"likes": 0, "comments": 0}) == 5
    assert [post.link for post in posts if post.link] == [f"{URL}/wish/notat00", f"{URL}/wish/notat01"]


def test_a_print_with_full_lines_and_bullets_has_the_lines_that_were_typed():
    read = wall("full.pdf")
    assert [(section.title) for section in read.sections] == ["Del 1", "Del 3"]
    for entry, (author, blocks) in zip(read.entries, FULL_NOTES.items(), strict=True):
        lines = [
            f"{number}. {item}" if isinstance(block, tuple) else item
            for block in blocks
            for number, item in enumerate([block] if isinstance(block, str) else block, 1)
        ]
        assert (entry.author, [entry.subject] * bool(entry.subject) + entry.body.split("\n")) == (author, lines)


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        ((PRINT / "truncated.pdf").read_bytes(), "pdf-damaged", {}),
        (b"%PDF-1.7\n", "pdf-damaged", {}),
        ((PRINT / "locked.pdf").read_bytes(), "pdf-locked", {}),
        ((PRINT / "pictures.pdf").read_bytes(), "pdf-pictures", {}),
        (empty_pages(1), "empty", {}),
        (empty_pages(201), "pdf-pages", {"limit": 200}),
    ],
    ids=["cut short", "only a beginning", "locked", "pictures", "empty", "too many pages"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(data, code, where):
    with pytest.raises(Refused) as refused:
        pdf.read(data)
    assert (refused.value.code, refused.value.where) == (code, where)
