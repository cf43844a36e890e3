"""One note that answers several questions: where it may be cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.splitting import propose

ASKED = ["Når skal det vere ope?", "Kven kan ta vakter?", "Kva treng vi av utstyr?"]


def parts(text: str, questions: list[str] = ASKED) -> list[tuple[int | None, str]]:
    return [(part.question, part.text) for part in propose(text, questions)]


@pytest.mark.parametrize(
    "text",
    [
        "Spørsmål 1:\nTil klokka ti.\n\nSpørsmål 2: \nFrivillige.\nElevar.",
        "spørsmål 1 Til klokka ti.\nSPØRSMÅL 2: Frivillige.\nElevar.",
        "Spm. 1: Til klokka ti.\nSpm. 2 - Frivillige.\nElevar.",
        "Spm nr. 1) Til klokka ti.\n  Spm nr. 2) Frivillige.\nElevar.",
        "Spørsmål 1: Når skal det vere ope?\nTil klokka ti.\nSpørsmål 2: Kven kan ta vakter?\nFrivillige.\nElevar.",
        "Når skal det være åpent?\nTil klokka ti.\nKven kan ta vaktene:\nFrivillige.\nElevar.",
        "1. Når skal det vere ope\nTil klokka ti.\n2. Kven kan ta vakter\nFrivillige.\nElevar.",
        "1. Til klokka ti.\n2. Frivillige.\nElevar.",
        "1) Til klokka ti.\n\n2) Frivillige.\nElevar.",
        "1. Til klokka ti.\n1. Frivillige.\nElevar.",
    ],
)
def test_headings_and_numbers_tell_what_is_answered(text):
    assert parts(text) == [(0, "Til klokka ti."), (1, "Frivillige.\nElevar.")]


@pytest.mark.parametrize("rule", ["---", "-----------", "— — —", "____", "* * *", "====", "•••"])
def test_a_rule_cuts_and_answers_nothing_by_name(rule):
    assert parts(f"Kaffi.\n{rule}\nVarme.") == [(None, "Kaffi."), (None, "Varme.")]


def test_empty_lines_cut_where_nothing_else_does():
    assert parts("Kaffi.\nOg kake.\n\n \nVarme.") == [(None, "Kaffi.\nOg kake."), (None, "Varme.")]


def test_as_many_blocks_as_questions_answer_them_in_turn():
    assert parts("Ti.\n\nElevar.\n\nEi vogn.") == [(0, "Ti."), (1, "Elevar."), (2, "Ei vogn.")]


def test_what_stands_before_the_first_heading_is_a_part_of_its_own():
    assert parts("Bord seks\nSpørsmål 1: Ti.\nSpørsmål 3: Vogn.") == [(None, "Bord seks"), (0, "Ti."), (2, "Vogn.")]


def test_a_list_under_a_heading_stays_together():
    text = "Spørsmål 1:\n1. Kaffi\n2. Kake\nSpørsmål 2:\n1. Elevar"
    assert parts(text) == [(0, "1. Kaffi\n2. Kake"), (1, "1. Elevar")]


def test_lists_that_begin_again_are_cut_where_they_begin():
    assert parts("1. Kaffi\n2. Kake\n1. Elevar\n2. Lag") == [(None, "1. Kaffi\n2. Kake"), (None, "1. Elevar\n2. Lag")]


def test_more_numbers_than_questions_answer_nothing_by_name():
    assert [question for question, _ in parts("1. a\n2. b\n3. c\n4. d")] == [None] * 4


@pytest.mark.parametrize(
    "text", ["Ope 1. mai.", "12.30 opnar vi.\n13.30 stenger vi.", "2. mai\n3. juni", "Vi ventar..."]
)
def test_a_date_a_clock_and_a_pause_cut_nothing(text):
    assert parts(text) == [(None, text)]


def test_a_question_that_is_not_asked_is_no_answer():
    assert parts("Spørsmål 1: Ti.\nSpørsmål 9: Anna.") == [(0, "Ti."), (None, "Anna.")]


def test_one_heading_alone_names_what_the_whole_answers():
    assert parts("Spørsmål 2: Frivillige.") == [(1, "Frivillige.")]


def test_nothing_said_is_no_part():
    assert parts(" \n\n") == []


MARKS = st.sampled_from(
    [
        "Spørsmål 1:",
        "Spm 2",
        "1.",
        "1)",
        " 2. ",
        "---",
        "\n",
        "\n\n",
        " ",
        ASKED[0],
        ASKED[1],
        "ﬀİ",
        "ß",
        "\t",
        "0.",
        "Q",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS | st.text(max_size=12), max_size=25).map("".join), st.lists(st.sampled_from(ASKED), max_size=3))
def test_no_character_is_lost_or_moved(text, questions):
    found = propose(text, questions)
    at, rebuilt = 0, ""
    for part in found:
        assert at <= part.start < part.end
        assert part.text == text[part.start : part.end] == part.text.strip()
        assert part.question is None or 0 <= part.question < len(questions)
        rebuilt, at = rebuilt + text[at : part.start] + part.text, part.end
    assert rebuilt + text[at:] == text
    assert bool(found) == bool(text.strip())
