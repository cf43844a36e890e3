"""What else people bring: cards from Trello, notes under headings, and files that are refused by what they are."""

import json

import pytest

from posts.importing.sentences import refusal
from posts.walls.mapping import map_columns
from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Alarm
from tests.posts.walls import make_json
from tests.posts.walls.expect import comments_of, expected_comments, expected_posts, posts_of
from tests.posts.walls.make_tables import zipped


def test_cards_and_their_comments_are_read_from_trello():
    wall = read(make_json.trello(), "x.json")
    texts = [(section, body or subject) for section, subject, body, *_ in expected_posts()]
    assert [(section, body) for section, _, body, *_ in posts_of(wall)] == texts
    assert comments_of(wall) == expected_comments()


def test_comments_that_trello_left_out_are_an_alarm():
    board = json.loads(make_json.trello())
    board["cards"][0]["badges"] = {"comments": 9}
    assert read(json.dumps(board).encode(), "x.json").alarms == [Alarm("comments-in-all", 9, 4)]


def test_a_card_that_was_put_under_another_answers_it():
    text = "Id,Parent,Column,Content,Votes\n7,,Bra,Noter i god tid,3\n8,7,Bra,Ja!,0\n9,,Dårlig,Stoler,1\n"
    wall = read(text.encode(), "x.csv")
    assert [(entry.kind, entry.body, entry.reply_to, entry.reactions["upvotes"]) for entry in wall.entries] == [
        ("post", "Noter i god tid", None, 3),
        ("comment", "Ja!", 0, 0),
        ("post", "Stoler", None, 1),
    ]


def test_notes_under_headings_are_read():
    text = (
        "# Korkveld\n\n## Del 1\n- Noter\n- Stoler\n\n## Del 2\n\n### Lokalet\nDet er kaldt.\nOg mørkt.\n\n### Kaffe\n"
    )
    wall = read(text.encode(), "x.md")
    assert (wall.format, wall.title) == ("outline", "Korkveld")
    assert [(wall.sections[entry.section].title, entry.subject, entry.body, entry.line) for entry in wall.entries] == [
        ("Del 1", "", "Noter", 4),
        ("Del 1", "", "Stoler", 5),
        ("Del 2", "Lokalet", "Det er kaldt.\nOg mørkt.", 9),
        ("Del 2", "Kaffe", "", 13),
    ]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b"<a/>"}), "Word"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "Word"),
        (zipped({"ppt/presentation.xml": b"<a/>"}), "presentation"),
        (zipped({"Index/Document.iwa": b"x"}), "Pages"),
        (b"{\\rtf1 Hei}", "Word"),
        (b"\x89PNG\r\n\x1a\n0000", "picture"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
        (b"<!doctype html><form><input type='password'></form>", "login"),
        (b"<!doctype html><p>Koret</p>", "web page"),
        (
            b"From: tuva@kor.example\nTo: odd@kor.example\nSubject: Notater\nDate: Mon, 2 Feb 2026\n\nHei",
            "email",
        ),
        (b'{"format": "notekort", "version": 1, "notes": []}', "notekort"),
        (b'[{"note": "hei"}]', "list"),
        (b'{"a": [1,\nNaN]}', "line 2"),
        (b'{"a": 1e999}', "line 1"),
        (b"Body,Author\n", "no notes yet"),
    ],
)
def test_a_file_is_refused_by_what_it_is(data, word):
    with pytest.raises(Refused) as refused:
        read(data, "x.bin")
    assert word in refusal(refused.value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"https://padlet.com/prestvik/korkveld-zz11yy22xx33ww44\n", "is-link"),
        (b"[InternetShortcut]\r\nURL=https://padlet.com/prestvik\r\n", "is-link"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "is-calendar"),
        (b"\x1f\x8b\x08\x00rest", "is-packed"),
        (b"\x00\x00\x00\x18ftypmp42", "is-recording"),
        (b"\x00\x00\x00\x18ftypheic", "is-picture"),
        ("<!DOCTYPE html><title>Logg på</title>".encode(), "html-login"),
    ],
)
def test_a_file_chosen_by_mistake_is_named(data, code):
    with pytest.raises(Refused) as refused:
        read(data, "x.bin")
    assert refused.value.code == code


def entries_of(data: bytes, name: str = "x.csv") -> list[tuple[str, str, str]]:
    wall = read(data, name)
    map_columns(wall, {column.name: column.role for column in wall.columns if column.role})
    return [(wall.sections[entry.section].title, entry.author, entry.body) for entry in wall.entries]


TABLES = {
    "German questions": "Nr;Datum;Uhrzeit;Gruppe;Frage;Antwort\n1;14.04.2026;10:01;Tisch 1;Was nun?;Mehr Lieder\n",
    "pipes": "Runde|Bord|Innspill\nWas nun?|Tisch 1|Mehr Lieder\n",
    "Markdown": "# Kveld\n\n| Runde | Bord | Innspill |\n|:---|---|---:|\n| Was nun? | Tisch 1 | Mehr Lieder |\n",
    "JSON": json.dumps([{"section": "Was nun?", "author": "Tisch 1", "body": "Mehr Lieder", "votes": 2}]),
    "matrix": ",Tisch 1,Tisch 2\nWas nun?,Mehr Lieder,\n",
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_of_many_kinds(kind):
    assert entries_of(TABLES[kind].encode()) == [("Was nun?", "Tisch 1", "Mehr Lieder")]


def test_a_date_and_a_time_of_the_day_may_have_columns_of_their_own():
    wall = read(b"Dato,Klokkeslett,Bord,Innspill\n14.04.2026,10:01,Bord 1,Sang\n15.04.2026,11.30,Bord 2,Te\n", "x.csv")
    assert [str(entry.written.clock) for entry in wall.entries] == ["2026-04-14 10:01:00", "2026-04-15 11:30:00"]


def test_votes_beside_each_text_of_a_retrospective_are_no_notes():
    text = "Went well,,To improve,\nVi synger mye,3,For lite te,5\nKaffe,0,,\n"
    wall = read(text.encode(), "x.csv")
    assert [column.name for column in wall.columns if column.role == "question"] == ["Went well", "To improve"]
    assert entries_of(text.encode()) == [
        ("Went well", "", "Vi synger mye"),
        ("Went well", "", "Kaffe"),
        ("To improve", "", "For lite te"),
    ]


def test_remarks_beside_a_text_are_not_added_to_it():
    wall = read(b"Column,Card,Comments\nBra,Kaffe,Enig!\nBra,Te,\n", "x.csv")
    map_columns(wall, {column.name: column.role for column in wall.columns if column.role})
    assert [(entry.body, entry.fields) for entry in wall.entries] == [("Kaffe", {"Comments": "Enig!"}), ("Te", {})]


def test_the_number_of_a_participant_is_no_name():
    rows = "Voter,Hva tar dere med?\n1,Mer sang i hverdagen\n2,Flere rom til øving\n"
    assert [author for _, author, _ in entries_of(rows.encode())] == ["", ""]
