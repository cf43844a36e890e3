"""Where a note that answers several questions may be split."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.text.splitting import left_out, propose
from posts.walls.reader import read

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
        "NÅR skal det vere ope:\nTil klokka ti.\n«Kven kan ta vakter»\nFrivillige.\nElevar.",
        "1. Når skal det vere ope\nTil klokka ti.\n2. Kven kan ta vakter\nFrivillige.\nElevar.",
        "1. Til klokka ti.\n2. Frivillige.\nElevar.",
        "1) Til klokka ti.\n\n2) Frivillige.\nElevar.",
        "1. Til klokka ti.\n1. Frivillige.\nElevar.",
    ],
)
def test_headings_and_numbers_name_the_question(text):
    assert parts(text) == [(0, "Til klokka ti."), (1, "Frivillige.\nElevar.")]


def test_a_line_that_is_like_a_question_begins_a_part_and_stays_in_it():
    text = "Når skal det være åpent?\nTil klokka ti.\nKven kan ta vaktene:\nFrivillige."
    assert parts(text) == [
        (0, "Når skal det være åpent?\nTil klokka ti."),
        (1, "Kven kan ta vaktene:\nFrivillige."),
    ]


def test_what_follows_a_label_is_dropped_only_where_it_equals_the_question():
    text = "Spørsmål 1: Når skal det vere ope i år?\nTi.\nSpørsmål 2: Kven kan ta vakter?\nElevar."
    assert parts(text) == [(0, "Når skal det vere ope i år?\nTi."), (1, "Elevar.")]


@pytest.mark.parametrize(
    "line", ["Kven kan ta vakter.", "Kven kan ta vakter? 👍", "Spørsmål 1 er vanskeleg.", "Q 10 ting"]
)
def test_a_sentence_is_no_heading(line):
    assert parts(f"Til klokka ti.\n{line}") == [(None, f"Til klokka ti.\n{line}")]


WANTED = [
    "Hva må bydelen gjøre mer av, og hva må den slutte med?",
    "Hvem kan hjelpe til med turer for de eldste?",
    "Hvordan skal vi planlegge hager og ferger sammen?",
    "Hva trenger naboene for å bli kjent med hverandre?",
]


def test_answers_in_the_words_of_the_questions_are_all_in_the_parts():
    answers = [
        "Bydelen må gjøre mer av hagelag, og den må slutte med køer.",
        "Korpset kan hjelpe til med turer for de eldste.",
        "Vi skal planlegge hager og ferger sammen.",
        "Naboene trenger benker for å bli kjent med hverandre.",
    ]
    text = "\n".join(f"Spørsmål {number}: {answer}" for number, answer in enumerate(answers, 1))
    assert parts(text, WANTED) == list(enumerate(answers))


NATURAL = [
    "Bydelen må gjøre mer av turer",
    "Bydelen må gjøre mer av turer, og den må slutte med køer",
    "Den må slutte med køer og gjøre mer av hagelag.",
    "Hva bydelen må gjøre mer av: hagelag",
    "Bydelen må slutte med det den gjør mer av nå",
    "Naboer kan hjelpe til med turer for de eldste",
    "De eldste kan hjelpe til med turer!",
    "Korpset kan hjelpe til med turer for de eldste",
    "Hvem som kan hjelpe til med turer for de eldste? Korpset",
    "Vi skal planlegge hager og ferger sammen",
    "Vi skal ikke planlegge hager og ferger sammen.",
    "Planlegge hager og ferger sammen, hvordan skal vi ellers?",
    "Naboene trenger benker for å bli kjent med hverandre",
    "For å bli kjent med hverandre trenger naboene en hage:",
    "Det naboene trenger for å bli kjent med hverandre.",
]


@pytest.mark.parametrize("answer", NATURAL)
def test_a_natural_answer_is_in_a_part_with_and_without_a_label(answer):
    for number in range(1, 5):
        text = f"Spørsmål {number}: {answer}\nog mer\nSpørsmål {number % 4 + 1}:\n{answer}\n\nJa"
        assert "\n".join(part for _, part in parts(text, WANTED)).count(answer) == 2


def test_what_is_left_out_is_counted_by_the_word():
    text = "Spørsmål 1: Ja og ja, og ja\nSpørsmål 2: ja"
    assert left_out(text, [part for _, part in parts(text)]) == "Spørsmål 1: Spørsmål 2:"
    assert left_out("ja ja nei", ["ja"]) == "ja nei"
    assert left_out("ja", []) == "ja"


@pytest.mark.parametrize("rule", ["---", "-----------", "— — —", "____", "* * *", "====", "•••"])
def test_a_rule_splits_and_names_no_question(rule):
    assert parts(f"Kaffi.\n{rule}\nVarme.") == [(None, "Kaffi."), (None, "Varme.")]


def test_empty_lines_split_where_there_are_no_other_marks():
    assert parts("Kaffi.\nOg kake.\n\n \nVarme.") == [(None, "Kaffi.\nOg kake."), (None, "Varme.")]


def test_as_many_blocks_as_questions_answer_them_in_order():
    assert parts("Ti.\n\nElevar.\n\nEi vogn.") == [(0, "Ti."), (1, "Elevar."), (2, "Ei vogn.")]


def test_the_text_before_the_first_heading_is_a_part():
    assert parts("Kaffi!\nSpørsmål 1: Ti.\nSpørsmål 3: Vogn.") == [(None, "Kaffi!"), (0, "Ti."), (2, "Vogn.")]


@pytest.mark.parametrize("name", ["Bord seks", "GRUPPE 3:", "Grupperom 1", "Fjordbordet"])
def test_what_only_says_which_group_it_is_belongs_to_the_first_part_and_is_not_lost(name):
    text = f"{name}\n-----\nKaffi.\n-----\nVarme."
    proposed = [part.text for part in propose(text, [], ["Fjordbordet"])]
    assert proposed == [f"{name}\n-----\nKaffi.", "Varme."]


def test_a_label_that_no_question_took_stays_in_its_part():
    text = "Spørsmål 1: Ti.\nSpørsmål 2: Elevar."
    assert [part.text for part in propose(text, [])] == ["Spørsmål 1: Ti.", "Spørsmål 2: Elevar."]
    assert parts("Spørsmål 1: Ti.\nSpørsmål 1: Ope.") == [(0, "Ti."), (None, "Spørsmål 1: Ope.")]


def test_a_line_like_a_question_that_was_met_already_begins_no_part():
    text = "Når skal det vere ope?\nTi.\nNår skal det være åpent?\nElleve.\nKven kan ta vakter?\nElevar."
    assert [question for question, _ in parts(text)] == [0, 1]


def test_rules_numbers_and_colons_win_over_one_line_that_is_like_a_question():
    answers = ["Ti.", "Elevar.", "Ei vogn."]
    like = "Kven kan ta vaktene?"
    assert len(parts("\n---\n".join([*answers, f"{like}\nLag."]))) == 4
    assert len(parts("\n".join(f"1. {answer}" for answer in [*answers, f"{like}\nLag."]))) == 4
    assert len(parts("\n".join(f"Tanke {place}:\n{answer}" for place, answer in enumerate([*answers, like])))) == 4


def test_a_line_that_ends_in_a_colon_stays_unless_it_is_the_question():
    text = "Tid:\nTi.\nKven kan ta vakter:\nElevar.\nMeir:\nEi vogn."
    assert parts(text) == [(None, "Tid:\nTi."), (1, "Elevar."), (None, "Meir:\nEi vogn.")]


def test_a_list_under_a_heading_stays_together():
    text = "Spørsmål 1:\n1. Kaffi\n2. Kake\nSpørsmål 2:\n1. Elevar"
    assert parts(text) == [(0, "1. Kaffi\n2. Kake"), (1, "1. Elevar")]


def test_lists_are_split_where_the_numbers_start_again():
    assert parts("1. Kaffi\n2. Kake\n1. Elevar\n2. Lag") == [(None, "1. Kaffi\n2. Kake"), (None, "1. Elevar\n2. Lag")]


@pytest.mark.parametrize("questions", [[], ASKED])
def test_more_numbers_than_questions_name_no_question_and_stay_in_their_parts(questions):
    lines = ["1. a", "2. b", "3) c", "4. d"]
    assert parts("\n".join(lines), questions) == [(None, line) for line in lines]
    lines = ["1. a", "1. b", "1. c", "1. d"]
    assert parts("\n".join(lines), questions) == [(None, line) for line in lines]


@pytest.mark.parametrize(
    "text", ["Ope 1. mai.", "12.30 opnar vi.\n13.30 stenger vi.", "2. mai\n3. juni", "Vi ventar..."]
)
def test_a_date_a_time_and_an_ellipsis_do_not_split(text):
    assert parts(text) == [(None, text)]


def test_a_number_without_a_question_names_no_question():
    assert parts("Spørsmål 1: Ti.\nSpørsmål 9: Anna.") == [(0, "Ti."), (None, "Spørsmål 9: Anna.")]


def test_a_single_heading_names_the_question_of_the_whole_note():
    assert parts("Spørsmål 2: Frivillige.") == [(1, "Frivillige.")]


def test_a_blank_note_has_no_parts():
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
    proposed = propose(text, questions)
    at, rebuilt = 0, ""
    for part in proposed:
        assert at <= part.start < part.end
        assert part.text == text[part.start : part.end] == part.text.strip()
        assert part.question is None or 0 <= part.question < len(questions)
        rebuilt, at = rebuilt + text[at : part.start] + part.text, part.end
    assert rebuilt + text[at:] == text
    assert bool(proposed) == bool(text.strip())


WORDS = sorted({word for question in WANTED for word in question.split()})
LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "Spørsmål 1: ", "Spm. 2 ", "spørsmål 3:", "Spørsmål 9: ", "1. ", "2) ", "  "]),
    st.sampled_from(WANTED) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.sampled_from(["", "", ".", "?", ":", " ja", "!", " 👍"]),
)
MARK = re.compile(r"^(?:(?:spørsmål|spm\.?) ?\d)?[:.) ]*(?:\d[.)])? *")


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES | st.just("---"), max_size=12).map("\n".join))
def test_only_marks_and_repeated_questions_are_left_out_of_the_parts(text):
    proposed = propose(text, WANTED)
    remaining = Counter(text.split())
    remaining.subtract(Counter(left_out(text, [part.text for part in proposed]).split()))
    remaining.subtract(Counter(word for part in proposed for word in part.text.split()))
    assert max(remaining.values(), default=0) <= 0
    ends = [0, *(part.end for part in proposed)]
    starts = [*(part.start for part in proposed), len(text)]
    for end, start in zip(ends, starts, strict=True):
        for line in text[end:start].casefold().split("\n"):
            words = re.findall(r"\w+|👍", MARK.sub("", line))
            assert words in [[], *(re.findall(r"\w+", question.casefold()) for question in WANTED)]


def test_before_the_first_colon_what_a_group_says_and_what_it_asks_are_two_parts():
    said, asks = "Det er fint å ha eit varmt rom.", "Kven har nøkkelen?\nKor ofte er det ope?\nHar de vakt? Alltid."
    rest = "Samarbeid:\nMeir av det.\nKva biblioteket er:\nEin stad for alle."
    found = parts(f"{said}\n{asks}\n{rest}", [])
    assert [text for _question, text in found] == [said, asks, *rest.replace("\nKva", "|Kva").split("|")]
    four = ["Kva er nyttig?", "Kva vil vi vite?", "Kva skal til?", "Kva biblioteket er"]
    assert [question for question, _text in parts(f"{said}\n{asks}\n{rest}", four)] == [None, None, None, 3]
    two_ask = "Kven har nøkkelen?\nKor ofte er det ope?"
    assert len(parts(f"{said}\n{two_ask}\n{rest}", [])) == 3


def test_as_many_parts_between_rules_as_questions_answer_them_in_turn():
    text = "Til klokka ti.\n-----\nFrivillige.\n-----\nStolar."
    assert [question for question, _text in parts(text)] == [0, 1, 2]
    assert [question for question, _text in parts(text, ASKED[:2])] == [None] * 3


# Long notes of the real export: the number of characters of the first line of each part, where the round has no
# questions, and where it has those that note 28 repeats. Labels and questions are then left out.
FIRST_LINES = {25: (98, 45, 12, 20), 26: (11, 11, 11, 11), 27: (17, 138, 65, 59), 28: (18, 26, 49, 22)}
FIRST_LINES_ANSWERING = {25: (98, 45, 12, 48), 26: (210, 118, 81, 62), 27: (17, 138, 65, 59), 28: (122, 105, 135, 318)}


@pytest.mark.once
@pytest.mark.parametrize("number", FIRST_LINES)
@pytest.mark.parametrize("has_questions", [False, True])
def test_long_notes_of_a_real_export_are_four_parts_and_lose_no_word(seed, number, has_questions):
    entries = read(seed.read_bytes(), seed.name).entries
    body, repeating = entries[number - 1].body, entries[27].body
    questions = [line[3:] for line in repeating.split("\n") if line.startswith("1. ")] if has_questions else []
    proposed = propose(body, questions)
    lengths = tuple(len(part.text.split("\n")[0]) for part in proposed)
    assert lengths == (FIRST_LINES_ANSWERING if questions else FIRST_LINES)[number]
    answered = [None, None, None, 3] if number == 25 else [0, 1, 2, 3]  # whose other lines repeat no question
    assert [part.question for part in proposed] == (answered if questions else [None] * 4)
    # Only rules, numbers, labels and the questions themselves are between the parts.
    places = [0, *(place for part in proposed for place in (part.start, part.end)), len(body)]
    between = [body[start:end].strip() for start, end in zip(places[::2], places[1::2], strict=True)]
    label = re.compile(r"-+|1\.( .+)?|Spørsmål [1-4]:|")
    assert all(label.fullmatch(one) or one.rstrip(":") in questions for one in between)
    assert all(one.removeprefix("1. ") in ["", "1.", *questions] for one in between if one.startswith("1. "))
