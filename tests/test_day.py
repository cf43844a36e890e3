"""A whole day, written live instead of imported: scribes in browsers and on devices, a board, and a network that fails.

LONG=1 replays a real seminar of two rounds with thirteen scribes. Its words are shown in no message: what is compared
are counts, and digests of names and texts.
"""

import csv
import os
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from posts.importing.confirm import confirm
from posts.importing.plan import ImportPlan
from posts.models import Draft, Import
from posts.models.choices import Choices
from posts.walls.reader import read
from tests.ledger.book import as_stored
from tests.replay import Day, Note
from themes.models import Placement
from themes.summary.summary import Summary

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
ROWS = [
    ("Section", "Author", "Created at (UTC)", "Body"),
    ("Runde 1", "Bord 1", "2026-03-04 09:00", "Ein benk ved elva, og lys langs heile vegen."),
    ("Runde 1", "Bord 2", "2026-03-04 09:02", "«Ope om kvelden»\n- for dei unge 🙂\n- for dei gamle"),
    ("Runde 1", "Veit ikkje", "2026-03-04 09:04", "Bussen går for sjeldan."),
    ("Runde 1", "Bord 1", "2026-03-04 09:04", "Kafe\u0301 & <b>bakeri</b>."),
    ("Runde 1", "Bord 3", "2026-03-04 09:08", "Vi kjenner ikkje naboane."),
    ("Runde 2", "Bord 1", "2026-03-04 10:00", "Ringje kommunen i morgon."),
    ("Runde 2", "Bord 2", "2026-03-04 10:02", "Velforeininga og skulen."),
    ("Runde 2", "Bord 2", "2026-03-04 10:04", "Velforeininga og skulen, i lag."),
    ("Runde 2", "Veit ikkje", "2026-03-04 10:06", "Nokon må byrje."),
    ("Runde 2", "Bord 1", "2026-03-04 10:08", "Vi spør i butikken."),
]


def digest(text: str) -> str:
    return sha256(as_stored(text).encode()).hexdigest()[:12]


def notes_of(plan: ImportPlan) -> list[Note]:
    """The notes of a wall in the order in which they were written."""
    entries, clocks, notes = plan.wall.entries, {}, []
    for entry in entries:
        clocks.setdefault(entry.section, []).append(entry.written.clock)
    for index in sorted(range(len(entries)), key=lambda index: entries[index].written.clock):
        entry = entries[index]
        first, last = min(clocks[entry.section]), max(clocks[entry.section])
        moment = (entry.written.clock - first) / (last - first)
        body = "\n".join(filter(None, [entry.subject, entry.body]))
        notes.append(Note(entry.section, index % 2, moment, plan.groups.get(index, ""), body))
    return notes


def contents(seminar) -> dict[str, object]:
    """What a summary says of the notes: how often each is there, with its round and group, and its counts."""
    summary = Summary.of(seminar)
    notes = [
        (note.round.number, digest(note.voice), digest("\n".join(filter(None, [note.subject, note.body]))))
        for note in summary.notes
    ]
    return {
        "notes": Counter(notes),
        "by round and group": Counter(note[:2] for note in notes),
        "counts": (summary.count, summary.group_count, summary.unknown, summary.counted_by),
        "silent": [(silence.round.number, {digest(name) for name in silence.groups}) for silence in summary.silences],
    }


def replay(file: Path, proxy, new_page, *, seconds: float, moods: tuple, **sizes: int) -> tuple[Day, dict]:
    """Writes a wall live and then imports it, and compares the two. Returns the day and what its summary says."""
    data = file.read_bytes()
    imported = Import.objects.keep(read(data, file.name), data=data, name=file.name)
    proposals = [
        proposal for proposal in ImportPlan.of(imported).proposals if proposal.name and proposal.reason != "writer"
    ]
    groups = {proposal.id: proposal.name for proposal in proposals}
    imported.choose(Choices(seminar="", time_zone="Europe/Oslo", groups=groups, decided=True))
    day = Day(notes_of(ImportPlan.of(imported)), proxy, new_page, **sizes)
    for number, mood in enumerate(moods):
        day.hold_round(number, seconds, mood)
    live = contents(day.seminar)
    wanted = Counter((note.round + 1, digest(note.group), digest(note.body)) for note in day.notes)
    assert live["notes"] == wanted
    assert live == contents(confirm(imported, by=day.aud))
    posts = day.seminar.posts.select_related("question")
    assert Counter((digest(post.body), post.question.number) for post in posts) == Counter(
        (digest(note.body), note.question + 1) for note in day.notes
    )
    assert not posts.filter(late=True).exists() and not posts.filter(sent_at_closing=True).exists()
    assert not Draft.objects.filter(seminar=day.seminar, body__gt="").exists()
    assert day.book.was_honest()
    assert {f"post-{post}" for post in Placement.objects.values_list("post", flat=True)} == day.placed
    assert len(day.placed) > 2
    return day, live


@pytest.fixture
def new_page(chromium):
    """Opens a page in a browser of its own. The test fails on any script error."""
    contexts, faults = [], []

    def open_page():
        contexts.append(chromium.new_context(locale="en-GB", reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def test_a_day_written_live_gives_the_summary_of_its_import(proxy, new_page, tmp_path):
    file = tmp_path / "Stranda.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(ROWS)
    replay(file, proxy, new_page, seconds=1, moods=("down", None), scribes=4, pages=1)


@pytest.mark.skipif(not os.environ.get("LONG"), reason="takes minutes; LONG=1 runs it")
def test_a_real_day_written_live_by_thirteen_scribes_gives_the_summary_of_its_import(seed, proxy, new_page, capsys):
    moods = ("down", "hole")
    day, live = replay(seed, proxy, new_page, seconds=40, moods=moods, scribes=13, pages=3)
    with capsys.disabled():
        print(f"\n{len(day.notes)} notes, {sum(len(note.body) for note in day.notes)} characters: {live['counts']}")
        print(f"{len(day.shares)} scribes, {day.book.acks} saves of devices, {len(day.placed)} notes placed")
