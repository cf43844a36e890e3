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


@pytest.mark.parametrize("rule", ["---", "***", "_____"])
def test_a_rule_between_two_notes_is_no_text(rule):
    text = f"# Korkveld\n\n## Del 1\n\n### Lokalet\n\nDet er kaldt.\n\n{rule}\n\n### Kaffe\n\nHeit.\n\n{rule}\n"
    wall = read(text.encode(), "x.md")
    assert [(entry.subject, entry.body, entry.line) for entry in wall.entries] == [
        ("Lokalet", "Det er kaldt.", 5),
        ("Kaffe", "Heit.", 11),
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
    "matrix with a short answer": ",Tisch 1,Tisch 2\nWas nun?,Mehr Lieder,Tee\n",
    "matrix of questions": "Frage,Tisch 1,Tisch 2\nWas nun?,Mehr Lieder,Tee\n",
    "answers to a poll": "Poll,Answer,User Name,User Email\nWas nun?,Mehr Lieder,Tisch 1,eva@prestvik.example\n",
    "blocks": "Session,1\nQuestion 1,Was nun?\nVoter,Response\nTisch 1,Mehr Lieder\n"
    "\nQuestion 2,Und dann?\nVoter,Response\nTisch 2,Tee\n",
    "tasks": "Task Name,Bucket Name,Created By,Description\nEin Lied,Was nun?,Tisch 1,Mehr Lieder\nTee,Und dann?,,\n",
    "votes": "Question;Option;Votes\nWas nun?;Mehr Lieder;12\nWas nun?;Tee;4\n",
}
OTHERS = {
    "matrix of questions": [("Was nun?", "Tisch 2", "Tee")],
    "matrix with a short answer": [("Was nun?", "Tisch 2", "Tee")],
    "blocks": [("Und dann?", "Tisch 2", "Tee")],
    "tasks": [("Und dann?", "", "")],
    "votes": [("Was nun?", "", "Tee")],
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_of_many_kinds(kind):
    first = ("Was nun?", "" if kind == "votes" else "Tisch 1", "Mehr Lieder")
    assert entries_of(TABLES[kind].encode()) == [first, *OTHERS.get(kind, [])]


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


@pytest.mark.parametrize("heading", ["Frame", "Area"])
def test_a_note_outside_the_frames_of_a_canvas_is_in_no_round(heading):
    rows = f"Text,{heading}\nMer sang i hverdagen,Del 1\nFlere rom til øving,\nTe til alle,Del 2\n"
    assert [section for section, *_ in entries_of(rows.encode())] == ["Del 1", "", "Del 2"]


@pytest.mark.parametrize("no_data", ["No data", "데이터 없음"])
def test_a_section_that_the_file_says_is_missing_is_not_that_of_the_row_above(no_data):
    rows = f"Section,Body,Subject\nDel 1,Sang,{no_data}\n{no_data},Te,Hva nå\n"
    assert entries_of(rows.encode()) == [("Del 1", "", "Sang"), ("", "", "Te")]


def test_a_column_of_a_form_that_asks_without_a_question_mark_is_a_round_too():
    rows = (
        "Tidsmerke,Hvor enig er du? (1-5),Begrunn svaret ditt,Hva vil du ha?\n"
        '2026-02-02 09:01,4,Det er for trangt i kjelleren,"Flere rom, mer te"\n'
        "2026-02-02 09:02,2,Jeg synger helst i skogen,Lavere pris\n"
    )
    assert entries_of(rows.encode()) == [
        ("Begrunn svaret ditt", "", "Det er for trangt i kjelleren"),
        ("Begrunn svaret ditt", "", "Jeg synger helst i skogen"),
        ("Hva vil du ha?", "", "Flere rom, mer te"),
        ("Hva vil du ha?", "", "Lavere pris"),
    ]


def test_the_comments_of_groups_are_their_notes():
    wall = read(b"Bord,Tema,Kommentar\n1,Rom,Det er trangt\n2,Te,Mer te til alle\n", "x.csv")
    assert [(entry.kind, entry.author, entry.body) for entry in wall.entries] == [
        ("post", "Bord 1", "Det er trangt"),
        ("post", "Bord 2", "Mer te til alle"),
    ]


def test_checklists_members_and_the_age_of_a_card_are_read_from_trello():
    board = {
        "name": "Korkveld",
        "lists": [{"id": "l", "name": "Del 1"}],
        "cards": [{"id": "6980580c0000000000000001", "idList": "l", "name": "Lokalet", "idMembers": ["m"]}],
        "checklists": [
            {
                "idCard": "6980580c0000000000000001",
                "name": "Å gjøre",
                "checkItems": [{"name": "Ring vaktmesteren", "state": "complete"}, {"name": "Kjøp te"}],
            }
        ],
        "members": [{"id": "m", "fullName": "Tuva Prestvik"}],
    }
    (entry,) = read(json.dumps(board).encode(), "x.json").entries
    assert (entry.subject, entry.body) == ("Lokalet", "Å gjøre\n- [x] Ring vaktmesteren\n- [ ] Kjøp te")
    assert entry.fields == {"members": "Tuva Prestvik"}
    assert str(entry.written.clock) == "2026-02-02 07:53:48"


def test_what_is_below_the_title_alone_is_the_introduction():
    wall = read("# Korkveld\n\nVi møtes i kjelleren.\n\n## Del 1\n\n- Noter\n".encode(), "x.md")
    assert (wall.introduction, [entry.body for entry in wall.entries]) == ("Vi møtes i kjelleren.", ["Noter"])
    wall = read("# Bord 3\n\nVi møtes i kjelleren.\n\n## Del 1\n\n- Noter\n".encode(), "x.md")
    assert [entry.body for entry in wall.entries] == ["Vi møtes i kjelleren.", "Noter"]


def test_an_item_further_in_belongs_to_the_item_above():
    text = "# Korkveld\n\n## Del 1\n\n- Noter\n  - på papir\n  - på skjerm\n- Te\nmed melk\n- Kaffe\n"
    wall = read(text.encode(), "x.md")
    assert [entry.body for entry in wall.entries] == ["Noter\n- på papir\n- på skjerm", "Te\nmed melk", "Kaffe"]


def test_short_answers_to_a_question_are_notes_and_grades_are_not():
    rows = "Gruppe,Hva fungerer?,Hva mangler?,Hvor mange er dere?\nBord 1,Sangen er fin,Te,7\nBord 2,,Kaffe,12\n"
    assert entries_of(rows.encode()) == [
        ("Hva fungerer?", "Bord 1", "Sangen er fin"),
        ("Hva mangler?", "Bord 1", "Te"),
        ("Hva mangler?", "Bord 2", "Kaffe"),
    ]


def test_rounds_below_groups_are_the_rounds_of_all_groups():
    text = "# Bord 1\n\n## Runde 1\n- Noter\n- Te\n\n## Runde 2\n- Stoler\n\n# Bord 2\n\n## Runde 1\n- Kaffe\n"
    assert entries_of(text.encode(), "x.md") == [
        ("Runde 1", "Bord 1", "Noter"),
        ("Runde 1", "Bord 1", "Te"),
        ("Runde 2", "Bord 1", "Stoler"),
        ("Runde 1", "Bord 2", "Kaffe"),
    ]


def test_a_group_named_before_what_it_said_is_its_author():
    text = "## Runde 1\n\nGruppe 1: Noter\n\n- Bord B: Te\n- Gruppene: mange\n\n## Runde 2\n"
    assert entries_of(text.encode(), "x.md") == [
        ("Runde 1", "Gruppe 1", "Noter"),
        ("Runde 1", "Bord B", "Te"),
        ("Runde 1", "", "Gruppene: mange"),
    ]


def test_a_column_of_questions_beside_one_of_rounds_gives_each_note_its_question():
    rows = "Gruppe;Runde;Spørsmål;Svar\n1;1;Hva fungerer?;Sang\n1;2;Hva nå?;Te\n2;1;Hva fungerer?;Kaffe\n"
    wall = read(rows.encode(), "x.csv")
    assert [(entry.author, entry.question, entry.body) for entry in wall.entries] == [
        ("Gruppe 1", "Hva fungerer?", "Sang"),
        ("Gruppe 1", "Hva nå?", "Te"),
        ("Gruppe 2", "Hva fungerer?", "Kaffe"),
    ]
    assert [(section.title, [question.text for question in section.questions]) for section in wall.sections] == [
        ("Runde 1", ["Hva fungerer?"]),
        ("Runde 2", ["Hva nå?"]),
    ]


def test_a_row_that_names_only_a_round_is_its_heading():
    assert entries_of(b"Runde 1,,\nNavn,Innspill,Tid\nKari,Rom,10:01\nRunde 2,,\nOla,Buss,11:01\n") == [
        ("Runde 1", "Kari", "Rom"),
        ("Runde 2", "Ola", "Buss"),
    ]
