"""The invented wall from every kind of table, and what people's own tables do."""

from datetime import datetime

import pytest

from posts.walls.mapping import map_columns
from posts.walls.read import read
from posts.walls.refused import Refused
from posts.walls.wall import Column
from tests.walls import make_tables as make
from tests.walls.expect import comments_of, expected_comments, expected_posts, posts_of
from tests.walls.wall import SIGNED, SIGNED_EXPIRES, TITLE

NAME = f"Padlet - {TITLE} (2).csv"
OLD = ",".join(make.OLD_HEADINGS)
LINE = "Buss,Kjør,,Kari,,\n"


def entries(text: str, name: str = "x.csv"):
    return read(text.encode(), name).entries


def test_the_csv_of_2013_gives_every_post_without_sections():
    wall = read(make.csv_2013(), NAME)
    assert (wall.format, wall.title, len(wall.sections)) == ("csv", TITLE, 1)
    assert posts_of(wall) == expected_posts(sections=False)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_a_shelf_board_gives_its_sections(delimiter, encoding):
    wall = read(make.csv_shelf(delimiter, encoding), NAME)
    assert posts_of(wall) == expected_posts()


def test_a_table_saved_by_an_old_norwegian_excel_keeps_its_letters():
    data = f"sep=;\n{OLD.replace(',', ';')}\nØving;Blåbær på Ås – «søk»;;Åse;2025-03-12 08:05:00 UTC;\n".encode(
        "cp1252"
    )
    assert [(entry.subject, entry.body, entry.author) for entry in read(data, NAME).entries] == [
        ("Øving", "Blåbær på Ås – «søk»", "Åse")
    ]


def test_the_csv_of_2025_gives_sections_and_attachments():
    wall = read(make.csv_2025().encode("utf-8-sig"), NAME)
    assert posts_of(wall) == expected_posts()
    signed, plain = wall.entries[0].attachments
    assert (signed.url, signed.expires, plain.expires) == (SIGNED, SIGNED_EXPIRES, None)


@pytest.mark.parametrize("no_data", ["No data", "데이터 없음", "Sin datos"])
def test_the_word_for_an_empty_cell_is_no_text(no_data):
    wall = read(make.csv_2025(make.KOREAN_HEADINGS, no_data).encode("utf-8-sig"), NAME)
    assert posts_of(wall) == expected_posts()


def test_a_zip_gives_comments_under_their_posts_and_says_what_it_could_not_place():
    wall = read(make.zip_2025(), f"Padlet - {TITLE}.zip")
    assert (wall.format, wall.title) == ("archive", TITLE)
    assert posts_of(wall) == expected_posts()
    assert comments_of(wall) == expected_comments()
    assert [piece.text.partition(":")[0] for piece in wall.unread] == ["Polls.csv"]


def test_comments_are_tied_by_subject_only_where_one_post_has_it():
    posts = f"{OLD}\nBuss,a,,Kari,,\nKor,b,,Ola,,\nKor,c,,Liv,,\n"
    comments = "Post subject,Author,Comment\nBuss,Per,ja\nKor,Pål,nei\n"
    wall = read(make.zipped({"a.csv": posts.encode(), "b.csv": comments.encode()}), "x.zip")
    replies = [(entry.author, entry.reply_to) for entry in wall.entries if entry.kind == "comment"]
    assert replies == [("Per", 0), ("Pål", None)]


def test_the_spreadsheet_of_2022_gives_title_sections_and_addresses():
    wall = read(make.xlsx_2022(), "noe.xlsx")
    assert (wall.format, wall.title) == ("xlsx", TITLE)
    assert posts_of(wall) == expected_posts()
    assert [entry.cell for entry in wall.entries][:2] == ["A8", "B9"]
    assert [piece.cell for piece in wall.unread] == ["A2", "A3"]


def test_a_plain_spreadsheet_is_found_on_its_second_sheet():
    wall = read(make.xlsx_plain(), f"Padlet - {TITLE}.xlsx")
    assert posts_of(wall) == expected_posts()
    assert [piece.text for piece in wall.unread] == ["Laget for styret"]


def test_every_note_knows_its_line_and_its_own_stretch_of_the_file():
    second = entries(f'{OLD}\nEn,"to\nlinjer",,,,\nTo,x,,,,\n')[1]
    assert (second.line, second.raw) == (4, "To,x,,,,")


def test_a_guarded_formula_loses_its_guard_and_nothing_else():
    body = [entry.body for entry in entries("Subject,Body\na,'=1+1\nb,'sitat'\nc,=2\nd,'@alle\n")]
    assert body == ["=1+1", "'sitat'", "=2", "@alle"]


def test_a_plain_body_with_signs_of_less_than_is_not_taken_for_html():
    assert entries("Subject,Body\na,prisen <500 & <b for noen\n")[0].body == "prisen <500 & <b for noen"


def test_a_year_that_is_not_given_is_asked_for():
    wall = read(b"Subject,Body,Created at (UTC)\na,b,06/04 08:02\n", "x.csv")
    assert (wall.asks_year, wall.entries[0].written.clock) == (True, datetime(2000, 6, 4, 8, 2))


def test_a_date_that_is_none_and_a_link_that_is_none_stay_as_fields():
    fields = entries("Subject,Body,Created,Attachment\na,b,i går,se perm 3\n")[0].fields
    assert fields == {"Created": "i går", "Attachment": "se perm 3"}


def test_columns_that_no_rule_knows_are_kept_and_shown_with_an_example():
    wall = read("Hva?;Hvem?\nBuss til øving;Bord 3\n;Bord 4\n".encode(), "x.csv")
    assert wall.columns == [Column("Hva?", "Buss til øving"), Column("Hvem?", "Bord 3")]
    assert [entry.fields for entry in wall.entries] == [
        {"Hva?": "Buss til øving", "Hvem?": "Bord 3"},
        {"Hvem?": "Bord 4"},
    ]


def test_a_person_can_say_what_the_columns_are():
    wall = read(b"Hva?;Hvem?;Kl;Del;Rot\nBuss;Bord 3;2025-03-12 09:00;To;x\nKor;Bord 4;senere;;y\n", "x.csv")
    map_columns(wall, {"Hva?": "body", "Hvem?": "author", "Kl": "written", "Del": "section", "Rot": "ignore"})
    assert [(entry.body, entry.author, entry.fields) for entry in wall.entries] == [
        ("Buss", "Bord 3", {}),
        ("Kor", "Bord 4", {"Kl": "senere"}),
    ]
    assert wall.entries[0].written.clock == datetime(2025, 3, 12, 9)
    assert [wall.sections[entry.section].title for entry in wall.entries] == ["To", ""]
    assert wall.columns == []


def test_two_columns_of_one_name_are_both_kept():
    assert entries("Subject,Body,Merknad,Merknad\na,b,c,d\n")[0].fields == {"Merknad": "c", "Merknad 4": "d"}


def test_a_row_that_reaches_beyond_the_headings_is_shown_and_not_misplaced():
    wall = read(f"{OLD}\n{9 * LINE}a,b,,c,,,for mye\n".encode(), "x.csv")
    assert len(wall.entries) == 9
    assert [(piece.text, piece.line) for piece in wall.unread] == [("a,b,,c,,,for mye", 11)]


def test_a_table_where_many_rows_reach_beyond_the_headings_is_refused():
    with pytest.raises(Refused) as refusal:
        read(f"{OLD}\na,b,,c,,,d\ne,f,,,,\n".encode(), "x.csv")
    assert (refusal.value.code, refusal.value.where) == ("table-ragged", {"line": 2, "cell": ""})
