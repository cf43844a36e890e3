"""What suggests themes, finds the same point and names what stands out. Plain Python: no database here."""

import random

import pytest

from posts.words import stem
from themes.suggestions.alike import Alike
from themes.suggestions.desk import Desk, Heading, Note
from themes.suggestions.features import telling

SKYSS, ROM, PENGAR = 1, 2, 3
HEADINGS = {
    SKYSS: Heading("Skyss", "Buss og ferje for dei som ikkje køyrer sjølve."),
    ROM: Heading("Rom å øve i", "Øvingsrom, song og korps."),
    PENGAR: Heading("Pengar", "Budsjett, leige og avgift."),
}


def desk(*notes: Note) -> Desk:
    made = Desk()
    made.name(HEADINGS)
    for key, note in enumerate(notes):
        made.note(key, note)
    return made


def said(text: str, *themes: int, round: int = 1, **more) -> Note:
    return Note(text, round, themes=frozenset(themes), **more)


def first(desk: Desk, key: int) -> int | None:
    return next((one.theme for one in desk.suggestions(key)), None)


def test_the_definition_alone_leads_to_a_theme_and_the_words_say_why():
    [best, *_] = desk(said("Siste bussen går klokka seks.")).suggestions(0)
    assert (best.theme, best.words[0]) == (SKYSS, "bussen")


def test_a_compound_is_close_to_what_it_is_made_of():
    assert first(desk(said("Musikkorpset manglar øvingsplass.")), 0) == ROM


def test_a_word_that_no_definition_has_is_learned_from_what_was_tagged():
    unknown = said("Trommesettet står i gangen.")
    assert first(desk(unknown), 0) is None
    assert first(desk(unknown, said("Kven har trommesett?", ROM), said("Trommeslagaren flyttar.", ROM)), 0) == ROM


def test_what_is_not_like_anything_gets_no_suggestion():
    assert desk(said("Kaffien var kald."), said("")).suggestions(0) == []
    assert desk(said("Kaffien var kald."), said("")).suggestions(1) == []


def test_no_more_than_three_are_suggested_and_none_for_a_note_that_has_a_theme():
    text = "Buss til øvingsrommet kostar pengar, og songen om ferja treng budsjett."
    many = desk(said(text), said(text, ROM))
    many.name(HEADINGS | {4: Heading("Song"), 5: Heading("Ferja")})
    assert (len(many.suggestions(0)), many.suggestions(1)) == (3, [])


def test_a_theme_that_a_note_was_taken_out_from_is_not_suggested_again():
    text = "Siste bussen går klokka seks."
    assert first(desk(said(text, refused=frozenset({SKYSS}))), 0) != SKYSS


def test_a_theme_that_is_gone_is_never_suggested_though_notes_still_stand_under_it():
    some = desk(said("Siste bussen."), said("Bussen er full.", SKYSS))
    some.name({key: heading for key, heading in HEADINGS.items() if key != SKYSS})
    assert SKYSS not in [one.theme for one in some.suggestions(0)]


@pytest.mark.parametrize("chance", [1, 2, 3])
def test_a_desk_that_was_told_piece_by_piece_knows_the_same_as_a_fresh_one(chance):
    """Notes are changed, tagged, untagged and taken away at random; then the end state is told to a new desk."""
    draw = random.Random(chance)
    words = ["buss", "ferje", "korps", "song", "leige", "avgift", "kaffi", "regn", "trapp", "øving", "skyss", "dører"]
    grown, present = desk(), {}
    for _ in range(300):
        key = draw.randrange(25)
        text = " ".join(draw.choices(words, k=draw.randint(1, 9)))
        note = said(text, *draw.sample([SKYSS, ROM, PENGAR], k=draw.randint(0, 2))) if draw.random() < 0.8 else None
        grown.note(key, note)
        present = {**present, key: note}
    fresh = desk()
    for key, note in present.items():
        fresh.note(key, note)
    for key in present:
        told, afresh = grown.suggestions(key), fresh.suggestions(key)
        assert [one.theme for one in told] == [one.theme for one in afresh]
        assert [one.score for one in told] == pytest.approx([one.score for one in afresh])
        assert grown.alike(key) == fresh.alike(key)
    assert grown.standing_out(1, []) == fresh.standing_out(1, [])
    assert (grown.learner.seen, grown.learner.texts) == (fresh.learner.seen, fresh.learner.texts)
    assert grown.learner.under.keys() == fresh.learner.under.keys()


def test_the_same_point_in_other_words_is_found_and_a_common_subject_is_not():
    texts = [
        "Korpset treng eit øvingsrom som ikkje er kaldt.",
        "Øvingsrommet til korpset er altfor kaldt!",
        "Korpset spelar den syttande.",
        "Bussen går for tidleg.",
        "Vi treng fleire lamper langs vegen.",
    ]
    alike = Alike()
    for key, text in enumerate(texts):
        alike.add(key, frozenset(map(stem, telling(text))))
    assert (alike.to(0), alike.to(1), alike.to(2)) == ([1], [0], [])
    alike.drop(1)
    assert alike.to(0) == []


def test_what_stands_out_is_what_this_round_has_more_of_without_names_and_pale_words():
    here = ["Bussen er full", "Bussane går for sjeldan", "Viktig med buss", "Aud ville ha kaffi", "Aud var viktig"]
    there = ["Kaffi", "Kaffi og kake"]
    told = desk(
        *(said(text, round=1, author="Aud Lyng") for text in here), *(said(text, round=2) for text in there)
    ).standing_out(1, ["Mosebordet"])
    assert told == ["buss"]


def test_in_the_only_round_the_words_of_most_notes_stand_out_in_their_usual_form():
    told = desk(*map(said, ["Bussen.", "Bussen!", "Buss og lampe.", "Lampa."])).standing_out(1, [])
    assert told == ["bussen", "lampa"]
