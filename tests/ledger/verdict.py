"""What has become of each text, in the words of Jepsen's checker of sets, and the roads on which it is read back."""

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
    """`lost`: acknowledged, and not there or altered. `doubled`: there more than once. Both are ids, with the road.

    `recovered`: there, and its answer was lost. `unread`: tried, never acknowledged, and not there.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def judge(book: Book, roads: dict[str, list[tuple[str, str]]]) -> Verdict:
    """Each road gives ids and texts as they were found on it."""
    verdict = Verdict()
    for road, found in roads.items():
        texts, times = dict(found), Counter(uid for uid, _ in found)
        for uid, written in book.notes.items():
            there = texts.get(uid) in written.may_stand()
            if written.acked and not there:
                verdict.lost.append(f"{road}: {uid}")
            elif texts.get(uid) in written.tried[len(written.acked) :]:
                verdict.recovered.append(f"{road}: {uid}")
            elif not written.acked and not there:
                verdict.unread.append(f"{road}: {uid}")
        verdict.doubled += [f"{road}: {uid}" for uid, count in times.items() if count > 1 or uid not in book.notes]
    return verdict


def in_database(seminar) -> list[tuple[str, str]]:
    return list(seminar.posts.values_list("uid", "body"))


def on_the_board(url: str, seminar, cookie: str) -> list[tuple[str, str]]:
    """From the screens that a facilitator reads, one after the other."""
    found: list[tuple[str, str]] = []
    query = "?order="
    while query:
        screen = get(f"{url}/s/{seminar.slug}/board/{query}", cookie).decode()
        found += [(uid, unescape(text)) for uid, text in CARD.findall(screen)]
        more = MORE.search(screen)
        query = unescape(more[1]) if more else ""
    return found


def in_the_file(url: str, seminar, cookie: str) -> list[tuple[str, str]]:
    posts = json.loads(get(f"{url}/s/{seminar.slug}/summary/json/", cookie))["posts"]
    return [(post["id"], post["body"]) for post in posts]


def get(address: str, cookie: str) -> bytes:
    """As a proxy with TLS passes it on."""
    headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"}
    return urlopen(Request(address, headers=headers), timeout=60).read()


def faults(book: Book, seminar) -> list[str]:
    """What is not as it must be in the database beside the texts that stand."""
    return [*lost_versions(book, seminar), *lost_drafts(book, seminar), *odd_changes(seminar), *damage()]


def lost_versions(book: Book, seminar) -> list[str]:
    """Every text that was ever acknowledged is the current one or among the former."""
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
        if draft.acked and held.get(place, "").rstrip() not in draft.may_stand()
    ]


def odd_changes(seminar) -> list[str]:
    """One change makes each note, one each new version, and the numbers have no hole and no repeat."""
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
        said = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall()]
    return [] if said == ["ok"] else said
