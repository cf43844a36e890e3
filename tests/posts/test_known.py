"""A later export of the same wall."""

from dataclasses import replace
from datetime import datetime

from posts.known import Stored, compare, fingerprint, identity
from posts.walls.wall import Entry, Section, Stamp, Wall


def entry(body: str, minute: int = 0, author: str = "Bord 1", **fields) -> Entry:
    return Entry(0, author=author, body=body, written=Stamp("", datetime(2026, 3, 17, 9, minute)), **fields)


def wall(*entries: Entry) -> Wall:
    return Wall("csv", sections=[Section("Runde")], entries=list(entries))


def kept(wall: Wall) -> list[Stored]:
    return [Stored(100 + n, identity(wall, e), fingerprint(wall, e)) for n, e in enumerate(wall.entries)]


def test_the_same_wall_has_no_news():
    first = wall(entry("a"), entry("b", 1), entry("b", 1))
    news = compare(first, kept(first))
    assert (news.new, news.changed, news.gone) == ([], {}, [])
    assert news.known == {0: 100, 1: 101, 2: 102}


def test_a_grown_wall_has_only_the_new_ones_wherever_they_stand():
    first = wall(entry("a"), entry("b", 1))
    grown = wall(entry("ny"), *first.entries, entry("b", 1))
    assert compare(grown, kept(first)).new == [0, 3]


def test_a_note_changed_on_the_wall_is_told_and_not_added():
    first = wall(entry("a"), entry("b", 1))
    changed = wall(entry("a, og litt til"), entry("b", 1))
    news = compare(changed, kept(first))
    assert (news.new, news.changed, news.gone) == ([], {0: 100}, [])


def test_two_notes_of_the_same_minute_are_told_apart_by_what_they_say():
    first = wall(entry("a"), entry("b"))
    swapped = wall(entry("b"), entry("c"), entry("a"))
    news = compare(swapped, kept(first))
    assert (news.known, news.new) == ({0: 101, 2: 100}, [1])


def test_a_note_that_is_gone_from_the_wall_is_told():
    first = wall(entry("a"), entry("b", 1))
    assert compare(wall(entry("b", 1)), kept(first)).gone == [100]


def test_an_id_is_the_same_note_whatever_else_has_changed():
    first = wall(entry("a", id="post_1"))
    moved = wall(replace(first.entries[0], author="Bord 9", body="b"))
    assert compare(moved, kept(first)).changed == {0: 100}
