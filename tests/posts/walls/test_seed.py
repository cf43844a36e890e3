"""A real export: the text layer of the PDF of a national seminar's wall. It is not in the repository."""

import re
from collections import Counter

import pytest

from posts.walls import repair
from posts.walls.formats import text
from posts.walls.wall import Wall
from tests.posts.walls.expect import undone

PARAGRAPHS = 52 + 155  # one in each comment, and those of the 14 posts; counted by hand there is one more


@pytest.fixture
def raw(seed) -> str:
    return seed.read_text(encoding="utf-8")


@pytest.fixture
def wall(raw) -> Wall:
    wall = text.read(raw)
    repair.repair_wall(wall)
    return wall


def kinds(wall: Wall) -> Counter:
    return Counter(repair.kind_of(*pair) for entry in wall.entries for pair in entry.repairs)


def test_every_entry_has_its_section_and_kind(wall):
    counts = Counter((entry.section, entry.kind) for entry in wall.entries)
    assert counts == {(0, "post"): 7, (0, "comment"): 23, (1, "post"): 7, (1, "comment"): 29}
    assert len(wall.sections) == 2
    assert all(re.fullmatch(r"\w+ \d", section.title) for section in wall.sections)


def test_every_time_is_read_as_local_time(wall):
    assert all(entry.written and not entry.written.utc for entry in wall.entries)
    clocks = [entry.written.clock for entry in wall.entries]
    assert (min(clocks).hour, max(clocks).hour, {clock.date().isoformat() for clock in clocks}) == (
        9,
        12,
        {"2025-05-05"},
    )
    assert wall.created.clock.date().isoformat() == "2025-04-30"


def test_all_lost_letters_and_gaps_are_repaired_and_one_character_is_doubtful(wall):
    assert (kinds(wall)["letters"], kinds(wall)["gap"], kinds(wall)["signs"]) == (28, 23, 3)
    doubts = [doubt for entry in wall.entries for doubt in entry.doubts]
    assert len(doubts) == 1
    assert doubts[0].startswith("guessed-sign")
    assert "\ufffd" not in "".join(entry.author + entry.body for entry in wall.entries)


def test_every_repair_is_in_the_text_and_can_be_undone(wall, raw):
    unrepaired = text.read(raw).entries
    for entry, before in zip(wall.entries, unrepaired, strict=True):
        assert all(repaired in entry.body or repaired in entry.author for _, repaired in entry.repairs)
        lines = undone(before.body, before.repairs)
        assert undone(entry.body, entry.repairs) == lines


def test_no_other_letter_is_changed(raw):
    for entry in text.read(raw).entries:
        read = "".join((entry.author + entry.written.text + entry.link + entry.subject + entry.body).split())
        counters = "00" if entry.reactions else ""
        assert Counter(read + counters) == Counter("".join(entry.raw.split()))


def test_five_of_the_ten_headings_of_posts_are_read_and_none_is_invented(wall):
    subjects = [entry.subject for entry in wall.entries if entry.subject]
    assert 5 <= len(subjects) <= 10
    assert all(re.match(r"grupp", subject, re.IGNORECASE) for subject in subjects)


def test_the_introduction_is_joined_across_its_empty_line_with_its_space_unchanged(wall):
    assert "\n" not in wall.introduction
    assert " . " in wall.introduction


def test_the_long_name_is_one_label(wall):
    label = wall.entries[25].author
    assert re.fullmatch(r"[A-ZÅ ]+ - [A-ZÅ ]+ \([A-Z ]+ 3\)", label)
    assert "  " not in label


def test_counters_and_addresses_are_removed_from_the_texts(wall):
    assert sum(entry.reactions == {"likes": 0, "comments": 0} for entry in wall.entries) == 5
    assert sum(bool(entry.link) for entry in wall.entries) == 2
    assert all(entry.link.startswith(wall.url + "/wish/") for entry in wall.entries if entry.link)
    assert not any("/wish/" in entry.body or re.search(r"^0 0$", entry.body, re.M) for entry in wall.entries)


def test_wrapped_lines_are_joined_into_paragraphs(wall):
    comments = [entry.body for entry in wall.entries if entry.kind == "comment"]
    assert all("\n" not in body for body in comments)
    bodies = [f"{entry.subject}\n{entry.body}".strip() for entry in wall.entries]
    assert sum(body.count("\n") + 1 for body in bodies) == PARAGRAPHS
    assert not any(line != line.strip() or not line for entry in wall.entries for line in entry.body.split("\n"))
