"""Prints as they are found: margins of a browser, trimmed lines, broken addresses, Arabic, one odd line."""

import re

import pytest

from posts.walls.formats import headers, margins
from posts.walls.formats.lines import PageLine
from posts.walls.formats.measured import MeasuredLine, lines_of
from posts.walls.formats.paragraphs import join_lines, layout_of
from posts.walls.formats.right_to_left import PlacedLetter, in_order
from posts.walls.reader import read
from posts.walls.refused import Refused
from tests.posts.walls.expect import undone

WALL = """Tuva Prestvik 2/1/2026

Korkveld

Del 1
RAD 1 2/2/26 9:08AM

Vi vil ha noter i god tid før øvingen, og helst på papir slik{end}
at alle ser dem uten å måtte lete etter brillene sine. Det er{end}
sagt før, og vi sier det gjerne én gang til.

RAD 2 2/2/26 9:12AM

Stolene i lokalet knirker så høyt at ingen hører sangen, og{end}
det gjør de hver gang.

Et avsnitt til."""
NOTES = [
    "Vi vil ha noter i god tid før øvingen, og helst på papir slik at alle ser dem uten å måtte lete etter brillene "
    "sine. Det er sagt før, og vi sier det gjerne én gang til.",
    "Stolene i lokalet knirker så høyt at ingen hører sangen, og det gjør de hver gang.\nEt avsnitt til.",
]


@pytest.mark.parametrize(
    ("form", "clock"),
    [
        ("2. februar, {hour}:{minute}", "2000-02-02 {hour}:{minute}:00"),
        ("2. feb. 2026 {hour}.{minute}", "2026-02-02 {hour}:{minute}:00"),
        ("02.02.2026 {hour}:{minute}:12", "2026-02-02 {hour}:{minute}:12"),
        ("Feb 2, {hour}:{minute}", "2000-02-02 {hour}:{minute}:00"),
    ],
)
def test_times_in_the_form_of_other_languages(form, clock):
    text = re.sub(r"2/2/26 9:(\d\d)AM", lambda m: form.format(hour="09", minute=m[1]), WALL.format(end=" "))
    wall = read(text.encode(), "x.txt")
    assert [entry.body for entry in wall.entries] == NOTES
    assert [str(entry.written.clock) for entry in wall.entries] == [
        clock.format(hour="09", minute=minute) for minute in ("08", "12")
    ]


def test_a_sentence_with_a_day_and_an_hour_is_no_header():
    with pytest.raises(Refused):
        read("Kveld\n\nVi møtes 2. mars, 09:00\nDet blir te.\n".encode(), "x.txt")


def test_a_heading_after_a_comment_is_known_by_those_before_it():
    text = WALL.format(end=" ") + "\n\nTuva 2/2/26 9:20AM\n\nEnig.\n\nDel 2\nRAD 3 2/2/26 9:30AM\n\nTe til alle.\n"
    wall = read(text.encode(), "x.txt")
    assert [section.title for section in wall.sections] == ["Del 1", "Del 2"]
    assert [entry.body for entry in wall.entries[-2:]] == ["Enig.", "Te til alle."]


@pytest.mark.parametrize("end", ["", " "])
def test_lines_are_joined_whether_or_not_their_last_spaces_are_left(end):
    assert [entry.body for entry in read(WALL.format(end=end).encode(), "x.txt").entries] == NOTES


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("2/3/26, 3:42 AM Korkveld", "https://kor.example/vegg 1/2"),
        ("Korkveld 03.02.2026, 15:42", "file:///home/tuva/vegg.html Side 1 av 2"),
        ("2026-02-03 15:42 Korkveld", "1 of 2 https://kor.example/vegg"),
    ],
)
def test_the_margins_of_a_browser_are_in_no_note(above, below):
    text = WALL.format(end=" ").replace("RAD 2", f"{below}\n{above}\nRAD 2")
    wall = read(f"{text}\n{below}".encode(), "x.txt")
    assert [entry.body for entry in wall.entries] == NOTES
    assert wall.title == "Korkveld"


@pytest.mark.parametrize(
    "text", ["2/3/26, 3:42 AM Korkveld", "Korkveld", "http://kor.example/v 1/1", "Page 1 of 3", "2 / 7"]
)
def test_only_what_a_browser_prints_is_taken_from_the_margin_of_a_page(text):
    page = [line("Åse Tveit 2/1/2026", 780), line("Rett på sak", 400), line(text, 10)]
    assert [kept.text for kept in margins.without([page], [800.0], "Korkveld")[0]] == [
        "Åse Tveit 2/1/2026",
        "Rett på sak",
    ]


def line(text: str, bottom: float, **more) -> MeasuredLine:
    return MeasuredLine(text, 40, 40 + 6.0 * len(text), 40 + 6.0 * len(text.split()[0]), bottom, 12, **more)


def test_one_line_with_a_space_does_not_decide_for_the_others():
    texts = [
        "Vi vil ha noter i god tid før øvingen, og",
        "helst på papir slik at alle ser dem uten å",
        "lete.",
        "Kort i",
    ]
    lines = lines_of([[line(text, 400 - 14 * at, space=text == "Kort i") for at, text in enumerate(texts)]])
    assert [line.soft for line in lines[:2]] == [True, True]


def test_an_address_that_was_broken_is_whole_and_the_break_can_be_shown():
    parts = ["Se https://kor.example/om-oss/", "samarbeid-med-", "skolen for mer om dette her."]
    lines = [PageLine(text, text, at, width=25, first=12, soft=True) for at, text in enumerate(parts, 1)]
    text, edits = join_lines(lines, layout_of(lines))
    assert text == "Se https://kor.example/om-oss/samarbeid-med-skolen for mer om dette her."
    assert [edit.raw for edit in edits] == ["\n", "\n"]


@pytest.mark.parametrize(
    ("seen", "read_as"),
    [
        (".ןכ ,םולש", "שלום, כן."),
        ("ןכ 25 םולש", "שלום 25 כן"),
        ("ןכ Oslo םולש", "שלום Oslo כן"),
        ("Vi sa םולש til alle", "Vi sa שלום til alle"),
    ],
)
def test_letters_that_run_to_the_left_are_read_by_their_places(seen, read_as):
    letters = [PlacedLetter(letter, at * 6.0, at * 6.0 + 5) for at, letter in enumerate(seen)]
    assert "".join(letter.text for letter in in_order(letters[::-1])) == read_as


def test_a_first_line_that_posts_share_is_their_heading():
    text = WALL.format(end=" ").replace("Vi vil ha", "Lokalet\nVi vil ha").replace("Stolene", "Lokalet\nStolene")
    assert [(entry.subject, entry.body) for entry in read(text.encode(), "x.txt").entries] == [
        ("Lokalet", body) for body in NOTES
    ]


def test_every_join_in_a_trimmed_text_can_be_undone():
    entry = read(WALL.format(end="").encode(), "x.txt").entries[0]
    assert undone(entry.body, entry.repairs).count("\n") == 2


def test_headers_of_notes_and_the_title_of_the_wall_are_not_taken_for_the_margins_of_pages():
    pages = [
        [MeasuredLine("Korkveld", 40, 160, 160, 770, 24), line("RAD 1 2/2/26 9:08AM", 740), line("Te til alle.", 10)],
        [line("RAD 1 2/2/26 9:12AM", 780), line("Flere stoler.", 400), line("2/2/26", 10)],
    ]
    assert margins.without(pages, [800.0, 800.0], "Korkveld") == pages


def test_the_date_of_a_browser_is_known_by_being_on_every_page():
    pages = [
        [line("2/3/26, 3:42 AM Korkveld", 785), line("Te til alle.", 400)],
        [line("2/3/26, 3:42 AM", 785), line("Flere stoler.", 400)],
    ]
    texts = [[kept.text for kept in page] for page in margins.without(pages, [800.0, 800.0], "Korkveld")]
    assert texts == [["Te til alle."], ["Flere stoler."]]


def test_a_long_name_in_small_letters_is_read_with_its_second_line():
    texts = [
        "Odd 2/2/26 9:08AM",
        "",
        "Enig i alt det der.",
        "",
        "Låvegjengen fra Nedre",
        "fjord 2/2/26 9:12AM",
        "",
        "Nei.",
    ]
    page = [line(text, 400 - 14 * at) for at, text in enumerate(texts) if text]
    found = headers.find(lines_of([page]))
    assert [" ".join(header.author) for header in found] == ["Odd", "Låvegjengen fra Nedre fjord"]


def test_a_column_goes_on_at_the_top_of_the_next_one():
    above = [line("Vi vil ha noter i god tid før øvingen, og", 400 - 14 * at) for at in range(3)]
    right = MeasuredLine("helst på papir.", 400, 490, 430, 400, 12)
    assert [(one.soft, one.top) for one in lines_of([[*above, right]])][2:] == [(True, False), (True, True)]


def test_an_address_may_be_broken_at_any_mark():
    parts = ["Se https://kor.example/vegg?", "side=2&sok=te for mer."]
    lines = lines_of([[line(parts[0], 400), line(parts[1], 386)]])
    assert join_lines(lines, layout_of(lines))[0] == "Se https://kor.example/vegg?side=2&sok=te for mer."


def test_words_that_are_given_in_pieces_are_whole_and_their_order_is_that_on_the_paper():
    letters = [PlacedLetter(letter, at * 6.0, at * 6.0 + 6) for at, letter in enumerate("ןכ םולש") if letter != " "]
    space = PlacedLetter(" ", 0, 0)
    given = [*letters[2:4], space, *letters[4:], space, *letters[:2]]
    assert "".join(letter.text for letter in in_order(given)) == "שלום כן"


def test_the_header_of_a_note_is_no_margin_where_an_author_wrote_twice():
    margin, address = "11/29/26, 3:42 AM Korkveld", "https://padlet.com/prestvik/korkveld-zz11yy22xx33ww44"
    text = (
        f"{margin}\nTuva Prestvik 2/1/2026\nKorkveld\nDel 1\nRAD 1 2/2/26 9:08AM\nNoter.\n0 0\n"
        f"RAD 2 2/2/26 9:12AM\nStoler.\n1 0\n{address} 1/2\n"
        f"{margin}\nDel 2\nRAD 1 2/2/26 10:08AM\nTe.\n0 0\n{address} 2/2\n"
    )
    wall = read(text.encode(), "x.txt")
    assert [(wall.sections[entry.section].title, entry.author, entry.body) for entry in wall.entries] == [
        ("Del 1", "RAD 1", "Noter."),
        ("Del 1", "RAD 2", "Stoler."),
        ("Del 2", "RAD 1", "Te."),
    ]


def test_the_margins_of_firefox_are_no_notes():
    text = (
        "Korkveld https://padlet.com/prestvik/korkveld-zz11yy22xx33ww44\nTuva Prestvik 1.2.2026\nKorkveld\nDel 1\n"
        "RAD 1 2.2.2026 09:08\nNoter.\nRAD 2 2.2.2026 09:12\nStoler.\n1 of 1 29.11.2026, 03:42\n"
    )
    wall = read(text.encode(), "x.txt")
    assert (wall.title, wall.owner, wall.introduction) == ("Korkveld", "Tuva Prestvik", "")
    assert [(entry.author, entry.body) for entry in wall.entries] == [("RAD 1", "Noter."), ("RAD 2", "Stoler.")]


def test_a_day_in_a_note_on_which_something_happens_is_no_header():
    text = "Del 1\nRAD 1 2/2/26 9:08AM\nVi møtes\nOnsdag 5/5/26 9:00AM\nog øver.\nRAD 2 2/2/26 9:12AM\nStoler.\n"
    assert [entry.author for entry in read(text.encode(), "x.txt").entries] == ["RAD 1", "RAD 2"]
