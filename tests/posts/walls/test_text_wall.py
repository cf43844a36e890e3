"""The text layer of a printed wall, as a person copies it out of the PDF."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.walls import repair
from posts.walls.formats import text
from posts.walls.refused import Refused
from posts.walls.wall import Wall
from tests.posts.walls.expect import undone
from tests.posts.walls.print.expect import expected, rows_of

PRINT = Path(__file__).parent / "print"
HEADER = "KARI 5/5/25 9:08AM\n\n"


def read(copied: str) -> Wall:
    return text.read(copied)


def body(copied: str) -> str:
    return read(HEADER + copied).entries[0].body


def test_the_invented_wall_is_read_and_repaired_from_its_damaged_text():
    wall = read((PRINT / "wall.txt").read_text())
    repair.repair_wall(wall)
    assert rows_of(wall) == expected(emoji="")
    assert (wall.title, wall.owner) == ("Rundt bordet i Tussefjord", "Åse Tveitemoen")
    assert wall.created.clock == datetime(2025, 3, 1)


def test_each_entry_has_its_line_and_its_unchanged_text():
    copied = "\nKari 5/5/25 9\ufffd08AM\n\nEn �ne dag \nute. \n\nOla 5/5/25 9\ufffd12AM\n\nJa."
    first, second = read(copied).entries
    assert (first.line, second.line) == (2, 7)
    assert first.raw == "Kari 5/5/25 9\ufffd08AM\n\nEn �ne dag \nute. "
    assert first.written.text == "5/5/25 9\ufffd08AM"
    assert not first.written.utc


def test_a_name_over_three_lines_is_one_label_with_repaired_characters():
    wall = read(
        "KARI 5/5/25 9\ufffd08AM\n\nJa. \n OLA NORDLI  \ufffd TUSSEFJORD\nKORLAG  \ufffdFOR BORD 3\ufffd\n\n5/5/25\n\n"
        "9\ufffd51AM\n\nNei."
    )
    repair.repair_wall(wall)
    entry = wall.entries[1]
    assert entry.author == "OLA NORDLI - TUSSEFJORD KORLAG (FOR BORD 3)"
    assert (entry.kind, entry.body, entry.line) == ("post", "Nei.", 4)
    assert entry.written.clock == datetime(2025, 5, 5, 9, 51)
    assert entry.doubts == ["guessed-sign: OLA NORDLI \ufffd TUSSEFJORD KORLAG (…"]
    raw = undone(entry.author, entry.repairs)
    assert raw == "OLA NORDLI  \ufffd TUSSEFJORD\nKORLAG  \ufffdFOR BORD 3\ufffd"


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("5/6/25 9:08AM", datetime(2025, 5, 6, 9, 8)),
        ("5/6/25 12\ue09230AM", datetime(2025, 5, 6, 0, 30)),
        ("5/6/25 1230PM", datetime(2025, 5, 6, 12, 30)),
        ("5/6/25, 9:08\u202fAM", datetime(2025, 5, 6, 9, 8)),
        ("25/6/25 9:08 pm", datetime(2025, 6, 25, 21, 8)),
        ("05/06/2025 09:08", datetime(2025, 6, 5, 9, 8)),
        ("5.6.2025, 09:08", datetime(2025, 6, 5, 9, 8)),
        ("05.06.25 09.08", datetime(2025, 6, 5, 9, 8)),
        ("2025-06-05 21:08", datetime(2025, 6, 5, 21, 8)),
        ("5. juni 2025 kl. 09:08", datetime(2025, 6, 5, 9, 8)),
    ],
)
def test_a_time_is_read_in_the_form_of_each_locale(written, clock):
    entry = read(f"Kari {written}\n\nJa.").entries[0]
    assert (entry.author, entry.written.clock) == ("Kari", clock)


def test_a_note_with_an_impossible_date_has_no_time():
    entry = read("Kari 31.2.2025 09:08\n\nJa.").entries[0]
    assert (entry.written, entry.body) == (None, "Ja.")


def test_a_time_written_in_another_form_does_not_begin_a_note():
    wall = read(HEADER + "Neste møte er\nonsdag 12. mai 2025 14:30\n\nOLA 5/5/25 9:12AM\n\nJa.")
    assert [entry.author for entry in wall.entries] == ["KARI", "OLA"]


def test_wrapped_lines_are_joined_and_each_join_can_be_undone():
    entry = read(HEADER + "Vi vil at alle skal få synge sammen i koret, \nogså de som bor langt unna bygda.").entries[0]
    assert entry.body == "Vi vil at alle skal få synge sammen i koret, også de som bor langt unna bygda."
    assert entry.repairs == [("koret, \nogså", "koret, også")]
    assert undone(entry.body, entry.repairs).endswith("i koret, \nogså de som bor langt unna bygda.")


def test_a_line_that_ends_in_a_space_is_not_joined_where_the_next_word_would_have_fitted():
    assert body("Rad tre \nVi vil at alle skal få synge sammen i koret, \nogså de som bor langt unna.") == (
        "Rad tre\nVi vil at alle skal få synge sammen i koret, også de som bor langt unna."
    )


def test_sentences_on_separate_lines_are_not_joined():
    lines = [
        "Hvem låner oss et hus til å øve i? ",
        "Hvem kjører de som bor langt unna? ",
        "Hvem spør dem som aldri kommer?",
    ]
    assert body("\n".join(lines)) == "\n".join(line.strip() for line in lines)


def test_a_sentence_across_two_pages_is_joined():
    assert body("Øvinga bør være i låven fordi der er det \n varmt om vinteren, og stort nok.") == (
        "Øvinga bør være i låven fordi der er det varmt om vinteren, og stort nok."
    )


def test_a_dash_at_the_end_of_a_line_is_not_removed():
    assert "kor- korps- og danselærere" in body(
        "Vi trenger noen som kan være både kor- \nkorps- og danselærere i bygda vår."
    )


def test_a_rule_in_a_note_has_a_line_of_its_own():
    assert (
        body("Mer sang i skolen \n-----------\nog mindre stilleøving")
        == "Mer sang i skolen\n-----------\nog mindre stilleøving"
    )


def test_empty_lines_and_lines_of_no_break_spaces_are_removed():
    assert body("Først.  \n\u00a0\n\n\nSå. \u00a0\n") == "Først.\nSå."


def test_counters_and_address_are_read_and_removed_from_the_text():
    address = "https://padlet.com/kari/bygda-vaar-abcdefgh12345678"
    wall = read(HEADER + f"Før.\n\n{address}/wish/AbC1\n\n\nEtter.\n\n2 1\n")
    entry = wall.entries[0]
    assert (entry.body, entry.link, wall.url) == ("Før.\nEtter.", f"{address}/wish/AbC1", address)
    assert entry.reactions == {"likes": 2, "comments": 1}


def test_two_numbers_in_the_middle_of_a_note_are_part_of_its_text():
    assert body("2 1\nvar stillinga til pause") == "2 1\nvar stillinga til pause"


def test_a_heading_is_recognized_by_its_place():
    wall = read(
        "Eva 3/1/2025\n\nDagen\n\nRunde A\n KARI 5/5/25 9:08AM\n\nRunde B\nvar fin.\n Runde B\n\nOLA 5/5/25 9:12AM"
        "\n\nJa.\n\n0 0\n\nRunde C\n\nOLA 5/5/25 9:14AM\n\nNei."
    )
    assert [section.title for section in wall.sections] == ["Runde A", "Runde B", "Runde C"]
    assert [(entry.section, entry.body) for entry in wall.entries] == [
        (0, "Runde B\nvar fin."),
        (1, "Ja."),
        (2, "Nei."),
    ]


@pytest.mark.parametrize(
    ("copied", "code"), [("", "empty"), (" \n\u00a0\n", "empty"), ("Bare prat.\nMer prat.", "text-no-entries")]
)
def test_a_text_that_is_not_a_wall_is_refused(copied, code):
    with pytest.raises(Refused) as refused:
        read(copied)
    assert refused.value.code == code


@settings(deadline=None)
@given(st.text(alphabet="ab gjJK.,:;-1 \n\u00a0\ufffd", max_size=300))
def test_no_letter_is_lost_or_moved_by_joining_lines(copied):
    entries = read(HEADER + copied + "\nx").entries
    assert "".join(entries[0].body.split()) == "".join((copied + "x").split())
