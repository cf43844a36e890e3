"""Invented walls of every shape, and the files that each format makes of them."""

import json
import os
from contextlib import ExitStack
from datetime import datetime, timedelta
from unittest.mock import patch

from hypothesis import strategies as some

from tests.posts.walls import expect, make_json, make_markdown, make_tables
from tests.posts.walls.wall import Comment, Post, Section

EXAMPLES = 300 if os.environ.get("LONG") else 15
DAY = datetime(2026, 2, 13, 8)
WORDS = [
    "øvde",
    "på",
    "låven",
    "i",
    "går",
    "Vi",
    "Åse",
    "ærlig!",
    "(nei)",
    "25",
    "a:b",
    "<3",
    "&",
    "–",
    "«ja»",
    "sa",
    "#",
    "*",
]
sentences = some.lists(some.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join).filter(lambda text: text != "–")
titles = some.sampled_from(["Del 1", "Del 2", "Rommet (øst)", "Hva nå?", "Spørsmål & svar"])
people = some.sampled_from(["Bord 1", "Åse Tveit", "Anonymous", "GRUPPE 3", "Rad (4)", "Odd-Geir Ås"])


def block() -> some.SearchStrategy:
    items = some.lists(sentences, min_size=1, max_size=3)
    return sentences | items | items.map(tuple)


@some.composite
def walls(draw) -> tuple[Section, ...]:
    minute = iter(range(10_000))

    def time() -> datetime:
        return DAY + timedelta(minutes=next(minute))

    def comment() -> Comment:
        return Comment(draw(people), time(), draw(sentences))

    def post() -> Post:
        blocks = tuple(draw(some.lists(block(), min_size=1, max_size=3)))
        subject = draw(some.just("") | sentences.filter(lambda text: not text.startswith(("#", "*"))))
        comments = tuple(comment() for _ in range(draw(some.integers(0, 2))))
        return Post(draw(people), time(), blocks, subject=subject, comments=comments)

    names = draw(some.lists(titles, min_size=1, max_size=4, unique=True))
    return tuple(Section(name, tuple(post() for _ in range(draw(some.integers(0, 3))))) for name in names)


def written(format: str, sections: tuple[Section, ...]) -> bytes:
    posts = tuple(post for section in sections for post in section.posts)
    with ExitStack() as stack:
        for module in (make_tables, make_markdown, make_json, expect):
            for name, value in (("SECTIONS", sections), ("POSTS", posts)):
                if hasattr(module, name):
                    stack.enter_context(patch.object(module, name, value))
        return WRITERS[format]()


def as_list() -> bytes:
    """A list of JSON objects, as many tools export a table."""
    keys = ["section", "title", "text", "author"]
    rows = [
        [section.title, post.subject, "\n".join(post.lines), post.author]
        for section in make_tables.SECTIONS
        for post in section.posts
    ]
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows]).encode()


WRITERS = {
    "csv": lambda: make_tables.csv_2025().encode(),
    "old csv": make_tables.csv_2013,
    "shelf": make_tables.csv_shelf,
    "zip": make_tables.zip_2025,
    "xlsx of 2022": make_tables.xlsx_2022,
    "xlsx": make_tables.xlsx_plain,
    "rows": as_list,
    "markdown": lambda: make_markdown.markdown().encode(),
    "api": make_json.api,
    "wishes": make_json.wishes,
    "trello": make_json.trello,
}
