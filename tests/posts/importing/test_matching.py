"""Matching the entries of a later export of the same wall with its posts."""

from datetime import UTC, datetime

from posts.importing.matching import StoredEntry, compare
from posts.importing.plan import trace_of
from posts.walls.traces import Trace

LONG = "Vi vil øve i låven hver torsdag hele vinteren, og det er avtalt."


def note(
    body: str, minute: int = 0, author: str = "Bord 1", *, second: int = 0, subject: str = "", id: str = ""
) -> Trace:
    return trace_of(subject, body, author, datetime(2026, 3, 17, 9, minute, second, tzinfo=UTC), id)


def stored(*notes: Trace) -> list[StoredEntry]:
    return [StoredEntry(100 + number, trace) for number, trace in enumerate(notes)]


def test_the_same_wall_has_nothing_new():
    wall = [note("a"), note("b", 1), note("b", 1)]
    matches = compare(wall, stored(*wall))
    assert (matches.new, matches.changed, matches.gone) == ([], {}, [])
    assert matches.known == {0: 100, 1: 101, 2: 102}


def test_only_new_entries_are_new_wherever_they_are_on_the_wall():
    first = [note("a"), note("b", 1)]
    assert compare([note("ny", 5), *first, note("b", 7)], stored(*first)).new == [0, 3]


def test_a_note_changed_on_the_wall_is_changed_and_not_new():
    matches = compare([note("a, og litt til"), note("b", 1)], stored(note("a"), note("b", 1)))
    assert (matches.new, matches.changed, matches.gone) == ([], {0: 100}, [])


def test_two_notes_of_the_same_minute_are_distinguished_by_their_text():
    matches = compare([note("b"), note("c"), note("a")], stored(note("a"), note("b")))
    assert (matches.known, matches.new) == ({0: 101, 2: 100}, [1])


def test_a_note_that_is_no_longer_on_the_wall_is_gone():
    assert compare([note("b", 1)], stored(note("a"), note("b", 1))).gone == [100]


def test_an_entry_with_the_same_id_is_the_same_note():
    first = note("a", id="post_1")
    assert compare([note("b", 3, "Bord 9", id="post_1")], stored(first)).changed == {0: 100}


def test_a_print_and_a_table_of_the_same_note_are_the_same():
    printed = note("Utstyr\n1. Spør naboen\n2. Sett av tid", 5, "ÅSE TVEIT (ASETVEIT)")
    table = note("Spør naboen\nSett av tid", 5, "Åse Tveit", second=41, subject="Utstyr")
    assert compare([table], stored(printed)).known == {0: 100}


def test_whoever_has_no_name_is_the_same_in_every_language():
    assert compare([note("a", author="")], stored(note("a", author="Anonym"))).known == {0: 100}


def test_a_wrong_time_zone_or_no_time_hides_no_note_that_is_there():
    later = note("a")._replace(written=datetime(2026, 3, 17, 11, tzinfo=UTC))
    assert compare([later], stored(note("a"))).known == {0: 100}
    assert compare([note("a")._replace(written=None)], stored(note("a"))).known == {0: 100}


def test_the_same_short_text_at_another_time_is_another_note():
    assert compare([note("Enig", 7)], stored(note("Enig"))).new == [0]
    assert compare([note(LONG, 7)], stored(note(LONG))).known == {0: 100}
