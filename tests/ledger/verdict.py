"""What became of each text, in the terms of Jepsen's set checker, and the ways to read the texts back."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.request import Request, urlopen

from django.db import connection
from django.db.models import F

from .book import Book

CARD = re.compile(
    r'<article class="post.*?href="/s/[^/]+/posts/([^/]+)/".*?<div class="post-body"[^>]*>(.*?)</div>', re.DOTALL
)
MORE = re.compile(r'rel="next" href="([^"]+)"')


@dataclass
class Verdict:
    """Ids, each with the reading it was missed or seen in.

    `lost`: acknowledged, and missing or altered. `doubled`: present more than once. `recovered`: present, though its
    answer was lost. `unread`: sent, never acknowledged, and missing.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def judge(book: Book, readings: dict[str, list[tuple[str, str]]]) -> Verdict:
    """`readings` are ids and texts, by the name of the way in which they were read back."""
    verdict = Verdict()
    for name, rows in readings.items():
        texts, times = dict(rows), Counter(uid for uid, _ in rows)
        for uid, written in book.notes.items():
            present = texts.get(uid) in written.acceptable()
            if written.acked and not present:
                verdict.lost.append(f"{name}: {uid}")
            elif texts.get(uid) in written.tried[len(written.acked) :]:
                verdict.recovered.append(f"{name}: {uid}")
            elif not written.acked and not present:
                verdict.unread.append(f"{name}: {uid}")
        verdict.doubled += [f"{name}: {uid}" for uid, count in times.items() if count > 1 or uid not in book.notes]
    return verdict


def in_database(seminar) -> list[tuple[str, str]]:
    return list(seminar.posts.values_list("uid", "body"))


def on_the_board(url: str, seminar, cookie: str) -> list[tuple[str, str]]:
    """From all pages of the board, as a facilitator reads them."""
    rows: list[tuple[str, str]] = []
    query = "?order="
    while query:
        screen = get(f"{url}/s/{seminar.slug}/board/{query}", cookie).decode()
        rows += [(uid, unescape(text)) for uid, text in CARD.findall(screen)]
        more = MORE.search(screen)
        query = unescape(more[1]) if more else ""
    return rows


def in_the_file(url: str, seminar, cookie: str) -> list[tuple[str, str]]:
    posts = json.loads(get(f"{url}/s/{seminar.slug}/summary/json/", cookie))["posts"]
    return [(post["id"], post["body"]) for post in posts]


def get(address: str, cookie: str) -> bytes:
    """As a proxy with TLS forwards it."""
    headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"}
    return urlopen(Request(address, headers=headers), timeout=60).read()


def faults(book: Book, seminar) -> list[str]:
    """What is wrong in the database, apart from the current texts."""
    return [*lost_versions(book, seminar), *lost_drafts(book, seminar), *odd_changes(seminar), *damage()]


def lost_versions(book: Book, seminar) -> list[str]:
    """Acknowledged texts that are neither the current text nor an earlier revision."""
    held = {uid: {body} for uid, body in in_database(seminar)}
    for uid, body in seminar.posts.values_list("uid", "revisions__body"):
        held[uid].add(body)
    return [f"a version of {uid}" for uid, note in book.notes.items() if not set(note.acked) <= held.get(uid, set())]


def lost_drafts(book: Book, seminar) -> list[str]:
    held = {
        (scribe, question): body for scribe, question, body in seminar.drafts.values_list("scribe", "question", "body")
    }
    return [
        f"a draft of {place}"
        for place, draft in book.drafts.items()
        if draft.acked and held.get(place, "").rstrip() not in draft.acceptable()
    ]


def odd_changes(seminar) -> list[str]:
    """Each note and each new version has exactly one change, and the numbers have no gap and no repetition."""
    seminar.refresh_from_db()
    numbers = list(seminar.changes.order_by("number").values_list("number", flat=True))
    odd = [] if numbers == list(range(1, seminar.last_change + 1)) else ["the numbers of the changes"]
    subjects = seminar.changes.filter(subject_kind="post")
    for verb, expected in (
        ("post.written", seminar.posts.values_list("pk", flat=True)),
        ("post.revised", seminar.posts.filter(revisions__number__lt=F("revision")).values_list("pk", flat=True)),
    ):
        if Counter(subjects.filter(verb=verb).values_list("subject_id", flat=True)) != Counter(expected):
            odd.append(f"how often there is {verb}")
    return odd


def damage() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        problems = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall()]
    return [] if problems == ["ok"] else problems
