"""The invented wall from every kind of table, and tables that people make themselves."""

from datetime import datetime

import pytest

from posts.walls.mapping import map_columns
from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Column
from tests.posts.walls import make_tables as make
from tests.posts.walls.expect import comments_of, expected_comments, expected_posts, posts_of
from tests.posts.walls.wall import SIGNED, SIGNED_EXPIRES, TITLE

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


def excel_row(line: str) -> str:
    """A line with commas as Norwegian Excel saves it, for which it is one cell."""
    return '"' + line.replace('"', '""') + '"' if '"' in line else line


@pytest.mark.parametrize("headings", [OLD, OLD.replace("Body", '"Body"')])
def test_lines_that_norwegian_excel_quoted_whole_are_rows(headings):
    lines = [headings, 'Buss,"Kjør, nå\nog ""fort""","",Kari,,', "Kor,Syng,,Ola,,", 'Lys,"Tenn, takk",,Liv,,']
    found = [(entry.subject, entry.body, entry.author) for entry in entries("\n".join(map(excel_row, lines)))]
    assert found == [("Buss", 'Kjør, nå\nog "fort"', "Kari"), ("Kor", "Syng", "Ola"), ("Lys", "Tenn, takk", "Liv")]


def test_the_csv_of_2025_gives_sections_and_attachments():
    wall = read(make.csv_2025().encode("utf-8-sig"), NAME)
    assert posts_of(wall) == expected_posts()
    signed, plain = wall.entries[0].attachments
    assert (signed.url, signed.expires, plain.expires) == (SIGNED, SIGNED_EXPIRES, None)


@pytest.mark.parametrize("no_data", ["No data", "데이터 없음", "Sin datos"])
def test_the_placeholder_of_an_empty_cell_is_not_text(no_data):
    wall = read(make.csv_2025(make.KOREAN_HEADINGS, no_data).encode("utf-8-sig"), NAME)
    assert posts_of(wall) == expected_posts()


def test_a_zip_gives_comments_under_their_posts_and_lists_what_is_unread():
    wall = read(make.zip_2025(), f"Padlet - {TITLE}.zip")
    assert (wall.format, wall.title) == ("archive", TITLE)
    assert posts_of(wall) == expected_posts()
    assert comments_of(wall) == expected_comments()
    assert [piece.text.partition(":")[0] for piece in wall.unread] == ["Polls.csv"]


def test_comments_are_linked_by_a_subject_that_only_one_post_has():
    posts = f"{OLD}\nBuss,a,,Kari,,\nKor,b,,Ola,,\nKor,c,,Liv,,\n"
    comments = "Post subject,Author,Comment\nBuss,Per,ja\nKor,Pål,nei\n"
    wall = read(make.zipped({"a.csv": posts.encode(), "b.csv": comments.encode()}), "x.zip")
    replies = [(entry.author, entry.reply_to) for entry in wall.entries if entry.kind == "comment"]
    assert replies == [("Per", 0), ("Pål", None)]


def test_a_comment_is_not_put_under_the_note_of_another_wall_that_has_its_number():
    posts = {f"{name}.csv": f"Post number,{OLD}\n1,{name},a,,Kari,,\n".encode() for name in ("Buss", "Kor")}
    comments = "Post number,Post subject,Author,Comment\n1,Buss,Per,ja\n1,,Pål,nei\n"
    wall = read(make.zipped(posts | {"c.csv": comments.encode()}), "x.zip")
    replies = [(entry.author, entry.reply_to) for entry in wall.entries if entry.kind == "comment"]
    assert replies == [("Per", 0), ("Pål", None)]


def test_the_spreadsheet_of_2022_gives_title_sections_and_addresses():
    wall = read(make.xlsx_2022(), "noe.xlsx")
    assert (wall.format, wall.title) == ("xlsx", TITLE)
    assert posts_of(wall) == expected_posts()
    assert [entry.cell for entry in wall.entries][:2] == ["A8", "B9"]
    assert [piece.cell for piece in wall.unread] == ["A2", "A3"]


def test_a_spreadsheet_is_read_from_the_sheet_with_headings():
    wall = read(make.xlsx_plain(), f"Padlet - {TITLE}.xlsx")
    assert posts_of(wall) == expected_posts()
    assert [piece.text for piece in wall.unread] == ["Laget for styret"]


def test_every_note_has_its_line_and_its_part_of_the_file():
    second = entries(f'{OLD}\nEn,"to\nlinjer",,,,\nTo,x,,,,\n')[1]
    assert (second.line, second.raw) == (4, "To,x,,,,")


def test_only_the_quote_before_a_formula_is_removed():
    body = [entry.body for entry in entries("Subject,Body\na,'=1+1\nb,'sitat'\nc,=2\nd,'@alle\n")]
    assert body == ["=1+1", "'sitat'", "=2", "@alle"]


def test_a_plain_body_with_less_than_signs_is_not_html():
    assert entries("Subject,Body\na,prisen <500 & <b for noen\n")[0].body == "prisen <500 & <b for noen"


def test_a_missing_year_is_asked_for():
    wall = read(b"Subject,Body,Created at (UTC)\na,b,06/04 08:02\n", "x.csv")
    assert (wall.asks_year, wall.entries[0].written.clock) == (True, datetime(2000, 6, 4, 8, 2))


def test_an_invalid_date_and_an_invalid_link_are_fields():
    fields = entries("Subject,Body,Created,Attachment\na,b,i går,se perm 3\n")[0].fields
    assert fields == {"Created": "i går", "Attachment": "se perm 3"}


def test_columns_without_a_known_heading_are_listed_with_an_example_and_what_they_look_like():
    wall = read("Hva?;Hvem?;Alder\nBuss til øving;Bord 3;11\n;Bord 4;12\n".encode(), "x.csv")
    assert wall.columns == [
        Column("Hva?", "Buss til øving", "question", True),
        Column("Hvem?", "Bord 3", "author", True),
        Column("Alder", "11"),
    ]
    assert [entry.fields for entry in wall.entries] == [
        {"Hva?": "Buss til øving", "Hvem?": "Bord 3", "Alder": "11"},
        {"Hvem?": "Bord 4", "Alder": "12"},
    ]


def test_a_person_can_choose_what_the_columns_are():
    wall = read(b"Hva?;Hvem?;Kl;Del;Rot\nBuss;Bord 3;2025-03-12 09:00;To;x\nKor;Bord 4;senere;;y\n", "x.csv")
    map_columns(wall, {"Hva?": "body", "Hvem?": "author", "Kl": "written", "Del": "section", "Rot": "ignore"})
    assert [(entry.body, entry.author, entry.fields) for entry in wall.entries] == [
        ("Buss", "Bord 3", {}),
        ("Kor", "Bord 4", {"Kl": "senere"}),
    ]
    assert wall.entries[0].written.clock == datetime(2025, 3, 12, 9)
    assert [wall.sections[entry.section].title for entry in wall.entries] == ["To", ""]
    assert wall.columns == []


def test_two_columns_with_the_same_name_are_both_read():
    assert entries("Subject,Body,Merknad,Merknad\na,b,c,d\n")[0].fields == {"Merknad": "c", "Merknad 4": "d"}


def test_a_row_with_more_cells_than_headings_is_listed_as_unread():
    wall = read(f"{OLD}\n{9 * LINE}a,b,,c,,,for mye\n".encode(), "x.csv")
    assert len(wall.entries) == 9
    assert [(piece.text, piece.line) for piece in wall.unread] == [("a,b,,c,,,for mye", 11)]


def test_a_table_with_many_rows_longer_than_the_headings_is_refused():
    with pytest.raises(Refused) as refusal:
        read(f"{OLD}\na,b,,c,,,d\ne,f,,,,\n".encode(), "x.csv")
    assert (refusal.value.code, refusal.value.where) == ("table-ragged", {"line": 2, "cell": ""})
