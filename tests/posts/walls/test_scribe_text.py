"""Plain text and email from a scribe who wrote elsewhere, and notes under headings of groups."""

import pytest

from posts.walls.reader import read
from posts.walls.refused import Refused

TEXT = """Fra kvelden i grenda

Bord 1
Vi tar med kaffe, og noen må ha nøkkelen.
Og te.

- Fast dag
- Større låve

Bord 2 – fra Vika
1. Spør bonden.
2. Hvem betaler?
Bord 3: Alt er bra.
"""


def notes(data: str | bytes, name: str = "x.txt") -> list[tuple[str, str, str, str]]:
    wall = read(data if isinstance(data, bytes) else data.encode(), name)
    return [(wall.sections[e.section].title, e.author, e.question, e.body) for e in wall.entries]


def test_what_is_below_the_name_of_a_group_is_its_notes():
    wall = read(TEXT.encode(), "x.txt")
    assert (wall.format, wall.title, wall.unread) == ("scribe", "Fra kvelden i grenda", [])
    assert [(entry.author, entry.body) for entry in wall.entries] == [
        ("Bord 1", "Vi tar med kaffe, og noen må ha nøkkelen.\nOg te."),
        ("Bord 1", "Fast dag"),
        ("Bord 1", "Større låve"),
        ("Bord 2 – fra Vika", "Spør bonden."),
        ("Bord 2 – fra Vika", "2. Hvem betaler?"),
        ("Bord 3", "Alt er bra."),
    ]
    assert [TEXT.split("\n")[entry.line - 1].strip("- 12.") for entry in wall.entries[1:3]] == [
        "Fast dag",
        "Større låve",
    ]


def test_a_question_that_groups_ask_is_a_note_and_one_that_they_answer_is_not():
    asked = "Gruppe 1\nHvem betaler?\n\nGruppe 2\nHvem betaler?\n\nGruppe 3\nMer sang i skolen\n"
    assert notes(asked) == [
        ("", "Gruppe 1", "", "Hvem betaler?"),
        ("", "Gruppe 2", "", "Hvem betaler?"),
        ("", "Gruppe 3", "", "Mer sang i skolen"),
    ]
    answered = "Gruppe 1\nHvem betaler?\nBonden.\n\nGruppe 2\nHvem betaler?\n"
    assert notes(answered) == [("", "Gruppe 1", "Hvem betaler?", "Bonden.")]


@pytest.mark.parametrize("mark", ["**", ""])
def test_a_question_above_the_groups_is_what_they_answer(mark):
    questions = [f"{mark}{text}{mark}" for text in ("Spørsmål 1: Hva er bra?", "Spørsmål 2: Og så?")]
    text = "\n".join(f"{question}\nGruppe 1\nSang.\nGruppe 2\nDans.\n" for question in questions)
    assert [note[1:3] for note in notes(text)] == [
        (f"Gruppe {group}", question.strip("*")) for question in questions for group in (1, 2)
    ]
    asked = "Spørsmål 1: Hva nå?\nGruppe 1\nHvem betaler?\nGruppe 2\nHvem betaler?\n"
    assert [note[3] for note in notes(asked)] == ["Hvem betaler?"] * 2
    listed = "Spørsmål 1: Hva er bra?\nSpørsmål 2: Og så?\nGruppe 1\nSang.\n"
    assert notes(listed) == [("", "Gruppe 1", "", "Sang.")]


def test_rounds_and_questions_are_kept_apart_from_what_was_said():
    text = (
        "Runde 1\n\nGRUPPE 1\nVi øver.\n\nRunde 2\n\nGruppe 2\nSpørsmål 1: Hva nå?\nVente.\nSpørsmål 2: Og så?\nGå.\n"
    )
    assert notes(text) == [
        ("Runde 1", "GRUPPE 1", "", "Vi øver."),
        ("Runde 2", "Gruppe 2", "Spørsmål 1: Hva nå?", "Vente."),
        ("Runde 2", "Gruppe 2", "Spørsmål 2: Og så?", "Gå."),
    ]
    in_one_line = "Bord 1\nSpørsmål 1: Mer sang\nSpørsmål 2: Te\n\nBord 2\nSpørsmål 1: Hva nå?\n"
    assert notes(in_one_line) == [("", "Bord 1", "Spørsmål 1", "Mer sang"), ("", "Bord 1", "Spørsmål 2", "Te")]
    by_group = "Bord 1\nRunde 1\nVi øver.\nRunde 2\nVi venter.\nBord 2\nRunde 1\nIngenting.\n"
    assert notes(by_group) == [
        ("Runde 1", "Bord 1", "", "Vi øver."),
        ("Runde 2", "Bord 1", "", "Vi venter."),
        ("Runde 1", "Bord 2", "", "Ingenting."),
    ]


@pytest.mark.parametrize(
    "heading", ["Grupp 1", "Table 1", "Ryhmä 1", "Tisch 1", "**Bord 1**", "GRUPPE 1:", "Room 1", "Gruppe nr. 1"]
)
def test_names_of_groups_in_several_languages(heading):
    (_, author, _, said), *_rest = notes(f"{heading}\nVi øver.\n\n{heading[:-1].replace('1', '2')}2\nOgså.\n")
    assert (author, said) == (heading.strip("*:"), "Vi øver.")


def test_a_text_without_names_of_groups_is_refused():
    with pytest.raises(Refused) as refused:
        notes("Vi øvde på låven.\nDet var kaldt.\n")
    assert refused.value.code == "text-no-entries"


MAIL = (
    b"From: Tuva <tuva@example.org>\nTo: alle@example.org\nSubject: SV: Fra kvelden\nMIME-Version: 1.0\n"
    b"Date: Tue, 14 Apr 2026 10:00:00 +0200\nContent-Type: text/plain; charset=iso-8859-1\n"
    b"Content-Transfer-Encoding: quoted-printable\n\nHei!\n\n%s\n\nHilsen Tuva\n"
)


def test_an_email_from_a_scribe_is_read():
    wall = read(MAIL % b"Bord 1\nVi =F8ver.\n\nBord 2\nIngenting.", "x.eml")
    assert (wall.title, [(entry.author, entry.body) for entry in wall.entries]) == (
        "Fra kvelden",
        [("Bord 1", "Vi øver."), ("Bord 2", "Ingenting.")],
    )
    assert [line.text for line in wall.unread] == ["Hei!", "Hilsen Tuva"]


def test_the_subject_of_an_email_is_its_title_and_not_the_greeting_above_the_notes():
    text = "Fra: Tuva\nTil: Alle\nEmne: SV: Fra kvelden\n\nHei, her er det vi skrev:\n\nBord 1\nVi øver.\n"
    wall = read(text.encode(), "x.txt")
    assert (wall.title, [line.text for line in wall.unread]) == ("Fra kvelden", ["Hei, her er det vi skrev:"])


def test_the_copied_text_of_an_email_is_read():
    text = "Fra: Tuva\nSendt: tirsdag 14. april\nTil: Alle\nEmne: Fra kvelden\n\nBord 1\nVi øver.\n\nBord 2\nOgså.\n"
    assert [author for _, author, _, _ in notes(text)] == ["Bord 1", "Bord 2"]


def test_an_email_without_names_of_groups_is_refused_by_what_it_is():
    with pytest.raises(Refused) as refused:
        read(MAIL % b"Vi =F8ver hver kveld.", "x.eml")
    assert refused.value.code == "is-mail"


def test_headings_may_be_underlined():
    text = "Kveld\n=====\n\nRunde 1\n-------\n\n- Sang\n- Te\n\nRunde 2\n---\n\nIngenting.\n\nOg mer.\n"
    assert notes(text, "x.md") == [
        ("Runde 1", "", "", "Sang"),
        ("Runde 1", "", "", "Te"),
        ("Runde 2", "", "", "Ingenting."),
        ("Runde 2", "", "", "Og mer."),
    ]


def test_a_heading_that_names_a_group_is_no_round_and_no_subject():
    text = "# Kveld\n\n## Runde 1\n\n### Bord 1\n\n- Sang\n- Te\n\n### Penger\nSpar.\n\n"
    text += "## Runde 2\n\n### Bord 1\n\nIngenting.\n"
    assert notes(text, "x.md") == [
        ("Runde 1", "Bord 1", "", "Sang"),
        ("Runde 1", "Bord 1", "", "Te"),
        ("Runde 1", "", "", "Spar."),
        ("Runde 2", "Bord 1", "", "Ingenting."),
    ]


@pytest.mark.parametrize("when", ["for {} timer siden", "i går 09:0{}", "9:0{} AM"])
def test_a_print_that_is_not_understood_is_never_read_as_the_text_of_a_scribe(when):
    header = f"BORD 1 {when}"
    text = f"Kveld\n\nRunde 1\n{header.format(1)}\n\nVi øver.\n\n0 0\n\nRunde 2\n{header.format(2)}\n\nTe.\n\n0 0\n"
    with pytest.raises(Refused) as refused:
        notes(text)
    assert refused.value.code == "text-no-entries"


def test_damaged_markdown_of_padlet_is_never_read_as_the_text_of_a_scribe():
    text = "Lastet ned\n\n## Gruppe 1\n\n**Author:** Bord 1\n\n<p>Vi øver.</p>\n"
    with pytest.raises(Refused):
        notes(text, "x.md")


@pytest.mark.parametrize("question", ["Hva trenger dere?", "*Hva trenger dere?*", "**Hva trenger dere?**"])
def test_a_question_that_is_repeated_or_emphasized_is_asked_and_not_said(question):
    wall = read(
        f"Sangseminar 14. april\nBord 1\n{question}\n- te\nBord 2\n{question}\n- mer enn te?\n".encode(), "x.txt"
    )
    assert wall.title == "Sangseminar 14. april"
    assert [(entry.author, entry.question, entry.body) for entry in wall.entries] == [
        ("Bord 1", "Hva trenger dere?", "te"),
        ("Bord 2", "Hva trenger dere?", "mer enn te?"),
    ]


def test_a_title_with_a_date_is_no_round():
    wall = read(b"Dialogseminar 14. april\n\nBord 1\nTe.\n", "x.txt")
    assert (wall.title, [section.title for section in wall.sections]) == ("Dialogseminar 14. april", [""])
