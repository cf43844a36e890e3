"""Generated walls, printed by Chromium: every note comes out with all its letters, and nearly every line as it was."""

import os
from datetime import datetime, timedelta
from html import escape
from random import Random

import pytest

from posts.walls.reader import read
from posts.walls.wall import Wall
from tests.posts.walls.print.make import FULL, PRINT, article, aside, printed
from tests.posts.walls.wall import Comment, Post

TEXT = """
vi øver på låven hver uke og det er fint når alle får være med selv om noen må gå tidlig for å rekke bussen hjem
korene trenger flere rom bedre noter varm kaffe en nøkkel til hver gruppe mer tid før neste konsert i bygda
"""
WORDS = TEXT.split()
pytestmark = [pytest.mark.browser, pytest.mark.once]
PEOPLE = ["Bord 1", "Bord 2", "Åse Tveit", "Gruppe 3", "Odd-Geir Ås"]
BEGINNING = datetime(2026, 2, 13, 8)
CERTAIN = 0.97  # of the lines of posts
SEEDS = [1, 2, 3]


def generated(seed: int) -> list[tuple[str, list[Post]]]:
    """Three sections of up to eight posts, each with paragraphs, lists, a heading and comments, or some of these."""
    random = Random(seed)
    clock = iter(BEGINNING + timedelta(minutes=minute) for minute in range(10_000))

    def sentence(most: int) -> str:
        text = " ".join(random.choice(WORDS) for _ in range(random.randint(3, most)))
        return f"{text[0].upper()}{text[1:]}{random.choice('.?!')}"

    def block() -> str | list[str] | tuple[str, ...]:
        items = [sentence(14) for _ in range(random.randint(2, 4))]
        return random.choice([sentence(40), sentence(40), sentence(40), items, tuple(items)])

    def post() -> Post:
        comments = tuple(
            Comment(f"{random.choice(PEOPLE)} sa", next(clock), sentence(20)) for _ in range(random.randint(0, 2))
        )
        blocks = tuple(block() for _ in range(random.randint(1, 3)))
        return Post(random.choice(PEOPLE).upper(), next(clock), blocks, comments=comments)

    return [(f"Runde {number}", [post() for _ in range(random.randint(1, 8))]) for number in (1, 2, 3)]


def html(style: str, sections: list[tuple[str, list[Post]]]) -> str:
    parts = [style, "<p>Åse Tveit 2/1/2026</p><h1>Korkveld</h1><p>Skriv kort.</p>"]
    for title, posts in sections:
        parts.append(f"<h2>{escape(title)}</h2>")
        for post in posts:
            parts += [article(post, 2), *map(aside, post.comments)]
    return "".join(parts)


@pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1 looks for lines that are joined wrongly")
def test_generated_walls_that_are_printed_are_read(chromium):
    counts = [
        lines_of(chromium, seed, style, margins) for seed in SEEDS for style, margins in [(PRINT, False), (FULL, True)]
    ]
    right, lines = map(sum, zip(*counts, strict=True))
    assert right >= CERTAIN * lines, (right, lines)


def lines_of(chromium, seed: int, style: str, margins: bool) -> tuple[int, int]:
    """How many lines of the posts were found as they were written, and how many there are. Nothing else may differ."""
    sections = generated(seed)
    wall = read(printed(chromium, html(style, sections), margins=margins), "x.pdf")
    posts = [post for _, posts in sections for post in posts]
    comments = [comment for post in posts for comment in post.comments]
    found = [entry for entry in wall.entries if entry.kind == "post"]
    assert [(entry.author, len(wall.unread)) for entry in found] == [(post.author, 0) for post in posts]
    assert len(wall.entries) == len(posts) + len(comments)
    assert [section.title for section in wall.sections] == [title for title, _ in sections]
    said = [line for post in posts for line in post.lines] + [comment.text for comment in comments]
    assert letters(text_of(wall)) == letters("".join(said))
    lines = [line for post in posts for line in post.lines]
    right = 0
    for entry, post in zip(found, posts, strict=True):
        right += sum(line in [entry.subject, *entry.body.split("\n")] for line in post.lines)
    return right, len(lines)


def text_of(wall: Wall) -> str:
    return "".join(entry.subject + entry.body for entry in wall.entries)


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))
