"""Notes of several groups that say the same in nearly the same words."""

import random
import time

import pytest

from themes.summary import alike as module
from themes.summary.alike import alike, together
from themes.summary.data import SummaryNote, SummaryRound

ROUND = SummaryRound(1, "Første runde")


def notes(*texts: str, voices: list[str] | None = None) -> list[SummaryNote]:
    """Each of a group of its own, unless `voices` says whose they are."""
    groups = voices or [f"Bord {number}" for number in range(len(texts))]
    return [
        SummaryNote(uid=text, number=number, round=ROUND, body=text, voice=voice)
        for number, (text, voice) in enumerate(zip(texts, groups, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vi treng meir tid til samarbeid.", "Treng meir tid til å samarbeide!"),
        ("Alle barn skal ha rett til eit bibliotek", "Rett til bibliotek for alle barn"),
        ("Meir tid!", "meir tid"),
        ("Bussen må gå seint om kvelden", "Bussane må gå seint på kvelden."),
    ],
)
def test_other_endings_and_small_words_are_nearly_the_same(one, other):
    assert alike(notes(one, other)) == ((one, other),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vi treng meir tid til samarbeid.", "Vi treng ikkje meir tid til samarbeid."),
        ("Biblioteket må vere ope om kvelden", "Biblioteket må aldri vere ope om kvelden"),
        ("Tid", "Pengar"),
        ("🎉", "🎉🎉"),
        ("", " "),
        ("Kurs for lærarar i digital song", "Kurs for elevar i praktisk teikning"),
    ],
)
def test_the_opposite_and_what_shares_a_subject_only_are_not(one, other):
    assert alike(notes(one, other)) == ()


def test_one_group_that_repeats_itself_is_no_other_group():
    twice = notes("Fleire bussar i helga", "Fleire bussar i helga!", voices=["Bord 1", "Bord 1"])
    assert alike(twice) == ()
    assert [len(some) for some in together(twice, alike(twice))] == [1, 1]


def test_notes_that_are_alike_come_with_the_first_and_the_others_keep_their_order():
    some = notes("Fleire bussar i helga", "Eit varmt rom", "Fleire bussar i helga!")
    clusters = together(some, alike(some))
    assert [[note.number for note in cluster] for cluster in clusters] == [[1, 3], [2]]


def test_only_the_notes_at_hand_are_told_together():
    some = notes("Fleire bussar i helga", "Eit varmt rom", "Fleire bussar i helga!")
    assert [len(cluster) for cluster in together(some[:2], alike(some))] == [1, 1]


def test_thousands_of_equal_notes_are_one_and_take_no_square_of_the_time():
    generator = random.Random(1)
    some = [f"{generator.choice(['Ja', 'Nei', 'Meir tid'])} {'!' * (number % 9)}" for number in range(5000)]
    unique = [
        SummaryNote(uid=str(number), number=number, round=ROUND, body=text, voice=f"Bord {number % 400}")
        for number, text in enumerate(some)
    ]
    started = time.process_time()
    clusters = alike(unique)
    assert time.process_time() - started < 3
    assert sum(map(len, clusters)) == sum("tid" in text for text in some)


def test_of_very_many_notes_only_those_with_the_same_words_are_found(monkeypatch):
    some = notes("Bussar til skulen i helga", "I helga: bussar til skulen!", "Bussar til skulen i helga, takk", "Varmt")
    same = tuple(note.uid for note in some[:2])
    assert alike(some) == ((*same, some[2].uid),)
    monkeypatch.setattr(module, "MOST_COMPARED", 2)
    assert alike(some) == (same,)
