"""Suggesting themes, finding similar notes and listing keywords, without a database."""

import random

import pytest

from posts.text.stemming import stem
from themes.suggestions.features import content_words
from themes.suggestions.index import IndexedNote, SuggestionIndex, ThemeHeading
from themes.suggestions.similar import SimilarTexts

SKYSS, ROM, PENGAR = 1, 2, 3
HEADINGS = {
    SKYSS: ThemeHeading("Skyss", "Buss og ferje for dei som ikkje køyrer sjølve."),
    ROM: ThemeHeading("Rom å øve i", "Øvingsrom, song og korps."),
    PENGAR: ThemeHeading("Pengar", "Budsjett, leige og avgift."),
}


def index_notes(*notes: IndexedNote) -> SuggestionIndex:
    index = SuggestionIndex()
    index.set_themes(HEADINGS)
    for key, note in enumerate(notes):
        index.set_note(key, note)
    return index


def note(text: str, *themes: int, round: int = 1, **more) -> IndexedNote:
    return IndexedNote(text, round, themes=frozenset(themes), **more)


def first(index: SuggestionIndex, key: int) -> int | None:
    """The first theme suggested for a note."""
    return next((suggestion.theme for suggestion in index.suggestions(key)), None)


def test_a_definition_is_enough_for_a_suggestion_that_names_the_words_it_is_based_on():
    [best, *_] = index_notes(note("Bussen til ferja går sjeldan.")).suggestions(0)
    assert (best.theme, {*best.words}) == (SKYSS, {"bussen", "ferja"})


def test_a_compound_is_similar_to_its_parts():
    assert first(index_notes(note("Musikkorpset manglar øvingsplass.")), 0) == ROM


def test_a_word_that_is_in_no_definition_is_learned_from_placed_notes():
    unknown = note("Trommesettet til trommeslagaren.")
    assert first(index_notes(unknown), 0) is None
    assert (
        first(index_notes(unknown, note("Kven har trommesett?", ROM), note("Trommeslagaren flyttar.", ROM)), 0) == ROM
    )


def test_a_note_that_resembles_no_theme_gets_no_suggestion():
    assert index_notes(note("Kaffien var kald."), note("")).suggestions(0) == []
    assert index_notes(note("Kaffien var kald."), note("")).suggestions(1) == []


def test_at_most_three_themes_are_suggested_and_none_for_a_note_that_has_a_theme():
    """Among enough others, since a suggestion has to be far closer than most themes."""
    text = "Pengar til buss, song, kaffi og naust."
    others = ("Song", "Kaffi", "Naust", *(f"Emne{letter * 5}" for letter in "bdghjklmpqrtvwxz"))
    index = index_notes(note(text), note(text, PENGAR))
    index.set_themes(HEADINGS | {number: ThemeHeading(name) for number, name in enumerate(others, 4)})
    assert (len(index.suggestions(0)), index.suggestions(1)) == (3, [])


def test_among_three_themes_two_may_be_suggested():
    index = index_notes(note("Pengar til buss og ferje."))
    assert {one.theme for one in index.suggestions(0)} == {PENGAR, SKYSS}


def test_a_theme_that_is_no_closer_than_the_others_is_not_suggested():
    index = index_notes(note("Buss, song, kaffi, naust, ferje og båt."))
    names = ("Buss", "Song", "Kaffi", "Naust", "Ferje", "Båt", "Skule", "Helse", "Kyrkje", "Butikk")
    index.set_themes({number: ThemeHeading(name) for number, name in enumerate(names)})
    assert index.suggestions(0) == []


@pytest.mark.parametrize(
    ("text", "theme", "reason"),
    [
        ("Utfordring: prosjektering.", ThemeHeading("Finansiering"), None),
        ("Ein del av det.", ThemeHeading("Deltaking"), None),
        ("Delta og få deltakarar.", ThemeHeading("Deltaking"), "deltakarar"),
        ("Musikkorpset og korpsmusikken.", ThemeHeading("Korps"), "musikkorpset"),
        ("Viktig viktig viktig.", ThemeHeading("Viktig samarbeid"), None),
    ],
)
def test_a_reason_is_a_word_that_a_person_sees_in_the_theme(text, theme, reason):
    index = index_notes(note(text))
    index.set_themes({1: theme, 2: ThemeHeading("Båt"), 3: ThemeHeading("Kaffi")})
    words = {word for one in index.suggestions(0) for word in one.words}
    assert reason in words if reason else not words


def test_a_theme_that_a_note_was_removed_from_is_not_suggested_again():
    text = "Siste bussen går klokka seks."
    assert first(index_notes(note(text, refused=frozenset({SKYSS}))), 0) != SKYSS


def test_a_theme_that_no_longer_exists_is_not_suggested_even_if_notes_are_placed_under_it():
    index = index_notes(note("Siste bussen."), note("Bussen er full.", SKYSS))
    index.set_themes({key: heading for key, heading in HEADINGS.items() if key != SKYSS})
    assert SKYSS not in [one.theme for one in index.suggestions(0)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_index_updated_note_by_note_equals_a_new_one(seed):
    """Notes are changed, placed and removed at random; then the final state goes into a new index."""
    draw = random.Random(seed)
    words = ["buss", "ferje", "korps", "song", "leige", "avgift", "kaffi", "regn", "trapp", "øving", "skyss", "dører"]
    updated, notes = index_notes(), {}
    for _ in range(300):
        key = draw.randrange(25)
        text = " ".join(draw.choices(words, k=draw.randint(1, 9)))
        changed = note(text, *draw.sample([SKYSS, ROM, PENGAR], k=draw.randint(0, 2))) if draw.random() < 0.8 else None
        updated.set_note(key, changed)
        notes[key] = changed
    new = index_notes()
    for key, changed in notes.items():
        new.set_note(key, changed)
    for key in notes:
        suggestions, expected = updated.suggestions(key), new.suggestions(key)
        assert [one.theme for one in suggestions] == [one.theme for one in expected]
        assert [one.score for one in suggestions] == pytest.approx([one.score for one in expected])
        assert updated.similar_to(key) == new.similar_to(key)
    assert updated.keywords_of_round(1, []) == new.keywords_of_round(1, [])
    assert (updated.learner.seen, updated.learner.texts) == (new.learner.seen, new.learner.texts)
    assert updated.learner.theme_weights.keys() == new.learner.theme_weights.keys()
    assert (updated.keywords.forms, updated.keywords.holders) == (new.keywords.forms, new.keywords.holders)


def test_notes_that_say_the_same_in_other_words_are_similar_and_notes_on_the_same_subject_are_not():
    texts = [
        "Korpset treng eit øvingsrom som ikkje er kaldt.",
        "Øvingsrommet til korpset er altfor kaldt!",
        "Korpset spelar den syttande.",
        "Bussen går for tidleg.",
        "Vi treng fleire lamper langs vegen.",
    ]
    similar = SimilarTexts()
    for key, text in enumerate(texts):
        similar.add(key, frozenset(map(stem, content_words(text))))
    assert [similar.similar_to(key) for key in (0, 1, 2)] == [[1], [0], []]
    similar.remove(1)
    assert similar.similar_to(0) == []


def test_keywords_are_more_frequent_in_the_round_and_neither_names_nor_weak_words():
    first_round = [
        "Bussen er full",
        "Bussane går for sjeldan",
        "Viktig med buss",
        "Aud ville ha kaffi",
        "Aud var viktig",
    ]
    second_round = ["Kaffi", "Kaffi og kake"]
    keywords = index_notes(
        *(note(text, round=1, author="Aud Lyng") for text in first_round),
        *(note(text, round=2) for text in second_round),
    ).keywords_of_round(1, ["Mosebordet"])
    assert keywords == ["buss"]


def test_keywords_of_the_only_round_are_its_most_frequent_words_in_their_usual_form():
    keywords = index_notes(*map(note, ["Bussen.", "Bussen!", "Buss og lampe.", "Lampa."])).keywords_of_round(1, [])
    assert keywords == ["bussen", "lampa"]
