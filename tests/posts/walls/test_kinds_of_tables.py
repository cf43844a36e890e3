"""Tables as people make them: other headings, forms, merged cells, dates in either order, letters read wrongly."""

from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter

from posts.walls.groups import propose
from posts.walls.mapping import map_columns
from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Alarm, Wall
from tests.posts.walls.make_tables import workbook, written, zipped


def mapped(wall: Wall, order: str = "") -> Wall:
    """The wall as the preview first shows it."""
    map_columns(wall, {column.name: column.role for column in wall.columns if column.role}, order)
    return wall


def table(*rows: list[str], delimiter: str = ",") -> Wall:
    return mapped(read(written(list(rows), delimiter).encode("utf-8-sig"), "x.csv"))


def rows(wall: Wall) -> list[tuple]:
    return [(wall.sections[entry.section].title, entry.author, entry.body) for entry in wall.entries]


PADLET = {
    "no": ["Nr", "Seksjon", "Tittel", "Hoveddel", "Lenke til vedlegg", "Forfatter", "Opprettet den (UTC)"],
    "nn": ["Nr", "Avsnitt", "Overskrift", "Brødtekst", "Lenkje", "Forfattar", "Oppretta (UTC)"],
    "da": ["Nr", "Sektion", "Emne", "Indhold", "Vedhæftning", "Forfatter", "Oprettet (UTC)"],
    "sv": ["Nr", "Avsnitt", "Ämne", "Brödtext", "Bilaga", "Författare", "Skapad (UTC)"],
    "fi": ["Nr", "Osio", "Otsikko", "Sisältö", "Liite", "Kirjoittaja", "Luotu (UTC)"],
    "de": ["Nr", "Abschnitt", "Betreff", "Inhalt", "Anhang", "Verfasser", "Erstellt am (UTC)"],
    "fr": ["Nr", "Rubrique", "Titre", "Contenu", "Pièce jointe", "Auteur", "Créé le (UTC)"],
}
NO_DATA = {"no": "Ingen data", "sv": "Inga data", "fi": "Ei tietoja", "de": "Keine Daten", "fr": "Aucune donnée"}


@pytest.mark.parametrize("language", PADLET)
def test_a_table_in_another_language_is_read(language):
    blank = NO_DATA.get(language, "No data")
    wall = table(
        PADLET[language],
        ["1", "Del 1", blank, "Noter i god tid.", blank, "Rad 1", "2026-02-02 08:01:00"],
        ["2", "Del 2", "Lokalet", "Stolene knirker, alle sammen.", blank, "Rad 2", "2026-02-02 08:02:00"],
    )
    assert rows(wall) == [("Del 1", "Rad 1", "Noter i god tid."), ("Del 2", "Rad 2", "Stolene knirker, alle sammen.")]
    assert [(entry.subject, entry.written.clock.minute) for entry in wall.entries] == [("", 1), ("Lokalet", 2)]
    assert not any(blank in str(entry.fields) for entry in wall.entries)


def test_the_column_with_most_of_the_text_is_proposed_as_the_text_and_not_sure():
    data = written(
        [
            ["Tema", "Qwx", "Tittel"],
            ["sang", "Vi vil ha noter i god tid før øvingen.", "A"],
            ["rom", "Stolene i lokalet knirker alle sammen.", "B"],
        ]
    )
    wall = read(data.encode(), "x.csv")
    assert [(column.name, column.role, column.sure) for column in wall.columns] == [
        ("Tema", "", False),
        ("Qwx", "body", False),
    ]
    assert [entry.body[:4] for entry in mapped(wall).entries] == ["Vi v", "Stol"]


def test_a_text_column_that_is_nearly_empty_is_not_the_text():
    wall = table(
        ["Text", "Hva ble sagt"],
        ["x", "Vi vil ha noter i god tid før øvingen."],
        ["", "Stolene i lokalet knirker alle sammen."],
    )
    assert [entry.body for entry in wall.entries][1].startswith("Stolene")
    assert wall.entries[0].fields == {"Text": "x"}


def test_a_placeholder_in_an_unknown_language_is_found_where_it_is_all_there_is():
    wall = table(
        ["Body", "Ab", "Cd"],
        ["Noter i god tid.", "nic tu neni", "nic tu neni"],
        ["Stoler.", "nic tu neni", "nic tu neni"],
    )
    assert [entry.fields for entry in wall.entries] == [{}, {}]


def test_each_question_of_a_form_is_a_round_and_each_answer_a_note():
    wall = table(
        ["Tidsmerke", "E-postadresse", "Hvilken rad er dere?", "Hva bør vi synge?", "Hvem kan hjelpe oss?"],
        ["02/02/2026 10.01.33", "rad1@kor.example", "Gruppe 1", "Noe nytt.", "Naboene, kanskje."],
        ["13/02/2026 10.04.10", "rad2@kor.example", "Gruppe 2", "", "Ring til kommunen."],
    )
    assert rows(wall) == [
        ("Hva bør vi synge?", "Gruppe 1", "Noe nytt."),
        ("Hvem kan hjelpe oss?", "Gruppe 1", "Naboene, kanskje."),
        ("Hvem kan hjelpe oss?", "Gruppe 2", "Ring til kommunen."),
    ]
    assert [entry.written.clock for entry in wall.entries][1:] == [
        datetime(2026, 2, 2, 10, 1, 33),
        datetime(2026, 2, 13, 10, 4, 10),
    ]
    assert not wall.entries[0].written.utc
    assert "@" not in "".join(str(entry.fields) + entry.author for entry in wall.entries)


@pytest.mark.parametrize("heading", ["Author", "Navn", "Innsender"])
def test_an_address_is_not_shown_as_an_author(heading):
    wall = table(["Body", heading], ["Noter i god tid.", "tuva@kor.example"], ["Stoler.", "odd@kor.example"])
    assert [(entry.author, entry.fields) for entry in wall.entries] == [("", {}), ("", {})]


def test_a_merged_cell_speaks_for_all_its_rows():
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [["Del", "Rad", "Innspill"], *(["", f"Rad {n}", f"Sagt {n}."] for n in range(1, 5))]
        ):
            sheet.write_row(row, 0, cells)
        for first in (1, 3):
            sheet.merge_range(first, 0, first + 1, 0, f"Del {first}")
    wall = mapped(read(data.getvalue(), "x.xlsx"))
    assert [(wall.sections[entry.section].title, entry.body) for entry in wall.entries] == [
        ("Del 1", "Sagt 1."), ("Del 1", "Sagt 2."), ("Del 3", "Sagt 3."), ("Del 3", "Sagt 4."),
    ]  # fmt: skip


def merged_text(headings: list[str], *rows: list[str]) -> Wall:
    """The second column of all rows is one cell."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([headings, *rows]):
            sheet.write_row(row, 0, cells)
        sheet.merge_range(1, 1, len(rows), 1, "Noter i god tid.")
        sheet.write_row(len(rows) + 1, 0, ["Bord 9", "Stoler som ikke knirker."])
    return mapped(read(data.getvalue(), "x.xlsx"))


def test_a_text_that_is_merged_beside_several_words_is_one_note():
    wall = merged_text(["Bord", "Innspill", "Ord"], *(["Bord 1", "", word] for word in ("tid", "noter", "plan")))
    assert [(entry.author, entry.body) for entry in wall.entries] == [
        ("Bord 1", "Noter i god tid."),
        ("Bord 9", "Stoler som ikke knirker."),
    ]
    assert wall.entries[0].fields == {"Ord": "tid\nnoter\nplan"}


def test_an_answer_that_is_merged_beside_several_others_is_one_note():
    wall = merged_text(["Bord", "Hva nå?", "Og så?"], *(["Bord 1", "", said] for said in ("Vente.", "Øve mer.", "Gå.")))
    assert [row[2] for row in rows(wall)] == [
        *("Noter i god tid.", "Stoler som ikke knirker."),
        *("Vente.", "Øve mer.", "Gå."),
    ]


def test_a_text_that_is_merged_beside_several_groups_is_a_note_of_each():
    wall = merged_text(["Bord", "Innspill"], ["Bord 1", ""], ["Bord 2", ""])
    assert [entry.author for entry in wall.entries if entry.body == "Noter i god tid."] == ["Bord 1", "Bord 2"]


def test_a_section_written_once_above_its_rows_is_that_of_all_of_them():
    wall = table(
        ["Runde", "Bord", "Innspill"],
        ["A", "1", "Noter."],
        ["", "2", "Stoler."],
        ["B", "1", "Kaffe."],
        ["", "2", "Te."],
    )
    assert [row[0] for row in rows(wall)] == ["A", "A", "B", "B"]


def test_a_group_and_a_round_written_once_are_those_of_the_rows_below_also_where_they_come_again():
    cells = [("1", "1"), ("", ""), ("", "2"), ("2", "1"), ("", ""), ("", "2")]
    wall = table(["Runde", "Bord", "Innspill"], *([*places, f"Sagt {n}."] for n, places in enumerate(cells)))
    assert [row[:2] for row in rows(wall)] == [
        (f"Runde {round}", f"Bord {group}") for round in (1, 2) for group in (1, 1, 2)
    ]
    asked = [("1", "Hva er bra?"), ("", ""), ("", "Hva mangler?"), ("2", "Hva er bra?"), ("", "")]
    wall = table(["Runde", "Spørsmål", "Innspill"], *([*cells, f"Sagt {n}."] for n, cells in enumerate(asked)))
    assert [entry.question for entry in wall.entries] == [
        *("Hva er bra?", "Hva er bra?", "Hva mangler?", "Hva er bra?", "Hva er bra?"),
    ]
    wall = table(
        ["Bord", "Innspill"], ["Runde 1", ""], ["Bord 1", "Noter."], ["", "Te."], ["Runde 2", ""], ["", "Kaffe."]
    )
    assert rows(wall) == [("Runde 1", "Bord 1", "Noter."), ("Runde 1", "Bord 1", "Te."), ("Runde 2", "", "Kaffe.")]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["Bord", "Innspill"], [["Bord 1"], ["Bord 2"], [""], ["Bord 1"], ["Bord 2"]]),
        (["Bord", "Dato", "Innspill"], [["Bord 1", "2026-02-02 10:00"], ["Bord 2", "2026-02-02 10:01"], ["", ""]]),
        (["Navn", "Innspill"], [["Odd"], ["Tuva"], [""]]),
    ],
)
def test_a_row_without_a_group_stays_so_where_each_row_has_its_own(headings, cells):
    wall = table(headings, *([*row, f"Sagt {n}."] for n, row in enumerate(cells)))
    assert [entry.author for entry in wall.entries] == [row[0] for row in cells]


@pytest.mark.parametrize("headings", [["Rad", "Innspill"], ["Qwx", "Zzy"]])
def test_one_sheet_a_round(headings):
    sheets = {
        f"Del {n}": [headings, ["Bord 1", f"Sagt {n}, og mer til."], ["Bord 2", f"Sagt {n} igjen, og mer."]]
        for n in (1, 2)
    }
    wall = mapped(read(workbook(sheets), "x.xlsx"))
    assert [row[0] for row in rows(wall)] == ["Del 1", "Del 1", "Del 2", "Del 2"]
    assert wall.unread == []


def test_a_line_above_the_table_of_a_round_is_the_title():
    sheets = {f"Runde {n}": [["Rad", "Innspill"], ["Bord 1", f"Sagt {n}, og mer til."]] for n in (1, 2)}
    sheets["Runde 1"].insert(0, ["Korhelg 14. april"])
    wall = mapped(read(workbook(sheets), "x.xlsx"))
    assert wall.title == "Korhelg 14. april"
    assert [row[0] for row in rows(wall)] == ["Runde 1", "Runde 2"]


def test_a_table_without_headings_keeps_its_first_row():
    wall = table(["Bord 1", "Noter i god tid, takk."], ["Bord 2", "Stolene knirker alle sammen."], delimiter=";")
    assert rows(wall) == [("", "Bord 1", "Noter i god tid, takk."), ("", "Bord 2", "Stolene knirker alle sammen.")]


GROUPS = ["Gruppe 1 (Oslo)", "Gruppe 1 (Bergen)", "Bord 1 (barn)", "Bord 1 (voksne)"]


@pytest.mark.parametrize("heading", ["Gruppe", "Forfatter", "Hvilken gruppe?"])
def test_groups_that_differ_only_in_brackets_are_not_one(heading):
    wall = table([heading, "Hva nå?"], *([group, "Noter i god tid, takk."] for group in GROUPS))
    assert [entry.author for entry in wall.entries] == GROUPS
    assert [proposal.name for proposal in propose(wall)] == GROUPS


@pytest.mark.parametrize("heading", ["Gruppe", "Hvilken gruppe?"])
def test_what_is_in_brackets_behind_one_group_is_a_part_of_its_name(heading):
    wall = table([heading, "Hva nå?"], ["Bord 1 (barn)", "Noter i god tid, takk."])
    assert [entry.author for entry in wall.entries] == ["Bord 1 (barn)"]


def test_one_column_is_a_table():
    for text in ("Innspill\nNoter i god tid\nStolene knirker\n", 'Hva nå\nNoter i god tid\n"Stoler, og bord"\n'):
        wall = mapped(read(text.encode(), "x.csv"))
        assert (wall.format, len(wall.entries), wall.entries[0].body) == ("csv", 2, "Noter i god tid")


@pytest.mark.parametrize(
    "rest", ["Dans, sang og korps\nMer tid", "Dans,sang\nMer tid, mer rom,nå", "Dans,sang\nTid,nå"]
)
def test_the_commas_of_one_column_that_are_not_quoted_are_those_of_sentences(rest):
    wall = mapped(read(f"Innspill\nMer sang i skolen\n{rest}\n".encode(), "x.csv"))
    assert rows(wall) == [("", "", text) for text in ["Mer sang i skolen", *rest.split("\n")]]


def test_sentences_with_commas_are_not_a_table():
    with pytest.raises(Refused) as refused:
        read(b"Noter, i god tid.\nStoler, som ikke knirker.\nKaffe, og te.\n", "x.csv")
    assert refused.value.code.startswith("text-")


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (["03/04/2026 10:01", "14/04/2026 10:02"], 3),
        (["4/3/26 10:01 AM", "4/14/26 10:02 PM"], 3),
        (["tirsdag 3. mars 2026 kl. 10:01", "torsdag 2. april 2026 kl. 09:00"], 3),
        (["Fri, 03 Apr 2026 10:01:00 +0000", "Sun, 05 Apr 2026 10:01:00 +0000"], 3),
        (["03.04.26 10.01", "05.04.26 10.01"], 3),
        (["03-04-26 10:01", "14-04-2026 10:02"], 3),
        (["04-03-2026 10:01", "04-14-2026 10:02"], 3),
        (["04.03.2026 10.01", "04.14.2026 10.02"], 3),
        (["10:01 03/04/2026", "10.02, 14/04/2026"], 3),
        (["3/4/2026 10:01 AM", "14/4/2026 1:02 PM"], 3),
        (["den 3 april 2026 kl. 10.01", "14. huhtikuuta 2026 klo 10.02"], 3),
    ],
)
def test_the_dates_of_a_column_follow_one_convention(dates, day):
    wall = table(["Body", "Created At"], *([f"Sagt {n}", date] for n, date in enumerate(dates)))
    assert (wall.entries[0].written.clock.day, wall.entries[0].written.clock.year, wall.alarms) == (day, 2026, [])
    assert all(entry.written for entry in wall.entries)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("03/04/2026 10:01", "05/04/2026 10:02"),
        ("03-04-2026 10:01", "05-04-2026 10:02"),
        ("03/04/2026 10:01 AM", "05/04/2026 1:02 PM"),
    ],
)
def test_dates_that_can_be_read_in_two_ways_are_asked_about(first, second):
    data = written([["Body", "Created At"], ["Noter.", first], ["Stoler.", second]]).encode()
    wall = mapped(read(data, "x.csv"))
    assert wall.alarms == [Alarm("dates", name="Created At")]
    assert (wall.entries[0].written, wall.entries[0].fields) == (None, {"Created At": first})
    for order, month in (("day", 4), ("month", 3)):
        wall = mapped(read(data, "x.csv"), order)
        assert (wall.entries[0].written.clock.month, wall.entries[0].fields, wall.alarms) == (month, {}, [])


def test_a_column_in_which_both_orders_are_certain_is_asked_about_and_keeps_what_is_certain():
    dates = ["14/04/2026 10:01", "04/15/2026 10:02", "03/04/2026 10:03"]
    data = written([["Body", "Created At"], *([f"Sagt {n}.", date] for n, date in enumerate(dates))]).encode()
    assert mapped(read(data, "x.csv")).alarms == [Alarm("dates", name="Created At")]
    wall = mapped(read(data, "x.csv"), "day")
    assert [(e.written.clock.month, e.written.clock.day) for e in wall.entries] == [(4, 14), (4, 15), (4, 3)]


def test_tags_and_cells_of_a_body_are_told_from_its_text():
    wall = table(
        ["Body", "Author"],
        ["<strong>Viktig:</strong> noter i <em>god</em> tid", "A"],
        ['<a href="https://kor.example">lista</a> er her', "B"],
        ["pris <500 & <b for noen", "C"],
        ["<p>Timer:</p><table><tr><td>lørdag</td><td>sang</td></tr></table>", "D"],
    )
    assert [entry.body for entry in wall.entries] == [
        "Viktig: noter i god tid",
        "lista (https://kor.example) er her",
        "pris <500 & <b for noen",
        "Timer:\nlørdag\tsang",
    ]


def test_what_html_writes_in_another_way_is_read_in_every_column():
    wall = table(
        ["Title", "Body", "Author"],
        ["<b>Lokalet</b> &amp; stolene", "Noter<br>Kaffe", "Bj&oslash;rg"],
        ["", "Te &lt;3 &amp; kake", "B"],
        ["", "<table><tr><td><p>lørdag</p></td><td><p>sang</p></td></tr></table>", "C"],
        ["R&D", "AT&T; og List<str>", "D"],
    )
    assert [(entry.subject, entry.body, entry.author) for entry in wall.entries] == [
        ("Lokalet & stolene", "Noter\nKaffe", "Bjørg"),
        ("", "Te <3 & kake", "B"),
        ("", "lørdag\tsang", "C"),
        ("R&D", "AT&T; og List<str>", "D"),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman"])
def test_letters_read_in_the_wrong_encoding_are_repaired_and_shown(encoding):
    said = "Vi ønsker åpne dører på Ås – æsj"
    wrong = said.encode().decode(encoding, "replace")
    wall = read(f"Body,Author\n{wrong},A\nnei,B\n".encode(), "x.csv")
    assert wall.entries[0].body == said
    assert ("Ã¸nsker", "ønsker") in wall.entries[0].repairs or encoding == "mac_roman"


def test_a_quotation_mark_of_which_a_program_lost_a_part_is_repaired():
    wrong = "Vi sa “øv mer” – og så gikk vi".encode().decode("cp1252", "ignore")
    wall = read(f"Body,Author\n{wrong},A\nnei,B\n".encode(), "x.csv")
    assert wall.entries[0].body == "Vi sa “øv mer” – og så gikk vi"


def test_letters_of_an_old_mac_are_read():
    said = "Vi ønsker åpne dører på Ås, ærlig talt"
    assert read(f"Body;Author\n{said};A\nnei;B\n".encode("mac_roman"), "x.csv").entries[0].body == said
    assert read("Body;Author\npŒ d¿rene v¾re;A\nnei;B\n".encode(), "x.csv").entries[0].body == "på dørene være"


@pytest.mark.parametrize(
    "text", ["«PÅ TOPPEN» og «BLÅ»", "¿Qué tal?", "São João Ã é", "√2 er mer enn 1", "Œuvre d'art", "caf\u00e9 ½"]
)
def test_what_can_be_meant_is_not_repaired(text):
    wall = read(f"Body;Author\n{text};A\nnei;B\n".encode(), "x.csv")
    assert (wall.entries[0].body, wall.entries[0].repairs) == (text, [])


def test_a_lost_letter_in_a_table_stays_and_is_a_doubt():
    entry = read("Body,Author\nVi m\ufffdtes f\ufffdrst,Bj\ufffdrg\nnei,B\n".encode(), "x.csv").entries[0]
    assert (entry.body, entry.author, entry.repairs) == ("Vi m\ufffdtes f\ufffdrst", "Bj\ufffdrg", [])
    assert {doubt.partition(":")[0] for doubt in entry.doubts} == {"lost-letters"}


NEAR = {
    "no": [
        "Postnummer",
        "Tittel på innlegg",
        "Tekst i innlegget",
        "Vedleggslenke",
        "Skrevet av",
        "Opprettet kl. (UTC)",
    ],
    "nn": ["Nummer på innlegg", "Emne", "Hovudtekst", "Lenkje til vedlegg", "Skriven av", "Laga (UTC)"],
    "da": ["Indlægsnummer", "Emne", "Brødtekst", "Vedhæftningslink", "Forfatter", "Oprettet den (UTC)"],
    "sv": ["Inläggsnummer", "Rubrik", "Textinnehåll", "Länk till bilaga", "Upphovsman", "Skapades (UTC)"],
    "fi": [
        "Viestin numero",
        "Viestin otsikko",
        "Tekstiosa",
        "Liitteen linkki",
        "Kirjoittajan nimi",
        "Luontiaika (UTC)",
    ],
    "de": ["Beitragsnummer", "Titel", "Textkörper", "Anhang-Link", "Verfasser/in", "Erstellungsdatum (UTC)"],
    "fr": ["N° de publication", "Sujet", "Corps de texte", "Pièce jointe", "Auteur/autrice", "Date de création (UTC)"],
}
LACKING = {
    "no": "Ingen data tilgjengelig",
    "nn": "Ingen opplysningar",
    "da": "Ingen oplysninger",
    "sv": "Inga uppgifter",
    "fi": "Ei tietoja",
    "de": "Keine Angaben",
    "fr": "Aucune information disponible",
}


@pytest.mark.parametrize("language", NEAR)
def test_a_heading_is_recognized_by_its_words_where_its_cells_agree(language):
    blank = LACKING[language]
    wall = read(
        written(
            [
                NEAR[language],
                ["1", blank, "Noter i god tid.", blank, blank, "2026-02-02 08:01:00"],
                ["2", "Lokalet", "Stolene knirker, alle sammen.", "https://kor.example/a", "Rad 2", "2026-02-02 08:02"],
            ]
        ).encode(),
        "x.csv",
    )
    first, second = mapped(wall).entries
    assert (first.subject, first.body, first.author, first.attachments) == ("", "Noter i god tid.", "", [])
    assert (second.subject, second.body, second.author) == ("Lokalet", "Stolene knirker, alle sammen.", "Rad 2")
    assert [attached.url for attached in second.attachments] == ["https://kor.example/a"]
    assert (first.written.clock.minute, second.written.clock.minute) == (1, 2)
    assert not any(column.role in ("body", "question") for column in wall.columns)


@pytest.mark.parametrize(
    "blank", ["N/A", "#N/A", "–", "(blank)", "NULL", "Ikke oppgitt", "Ikkje oppgitt", "Not provided"]
)
def test_what_programs_write_for_an_empty_cell_is_no_author_and_no_text(blank):
    rows = [
        ["Section", "Subject", "Body", "Author"],
        ["Kor", blank, "Noter i god tid.", blank],
        ["Kor", "Sal", blank, "Odd"],
    ]
    first, second = read(written(rows).encode(), "x.csv").entries
    assert (first.subject, first.body, first.author) == ("", "Noter i god tid.", "")
    assert (second.subject, second.body, second.author) == ("Sal", "", "Odd")


@pytest.mark.parametrize("answer", ["Ingen informasjon", "No information online", "Ingen data hjemme"])
def test_what_a_group_answers_is_no_empty_cell(answer):
    wall = table(["Tittel", "Tekst", "Forfatter"], ["Hva mangler?", answer, "Null"], ["", "Noter.", "Bord 2"])
    assert [(entry.body, entry.author) for entry in wall.entries] == [(answer, "Null"), ("Noter.", "Bord 2")]


def test_a_word_in_a_heading_counts_for_nothing_where_the_cells_do_not_agree():
    wall = read(
        written(
            [
                ["Antall tekster", "Opprettet av", "Hva ble sagt"],
                ["3", "Tuva", "Vi vil ha noter i god tid før øvingen."],
                ["5", "Odd", "Stolene i lokalet knirker alle sammen."],
            ]
        ).encode(),
        "x.csv",
    )
    assert [(column.name, column.role) for column in wall.columns] == [("Antall tekster", ""), ("Hva ble sagt", "body")]
    assert [entry.author for entry in wall.entries] == ["Tuva", "Odd"]


def test_what_is_in_two_columns_of_one_name_is_one_text():
    wall = table(["Bord", "Svar", "Svar"], ["Bord 1", "Noter i tide.", "Og stoler."], ["Bord 2", "", "Mer kaffe."])
    assert [entry.body for entry in wall.entries] == ["Noter i tide.\nOg stoler.", "Mer kaffe."]


def test_tables_beside_each_other_are_read_one_by_one():
    wall = table(
        ["Del 1", "", "Del 2", ""],
        ["Bord", "Innspill", "Bord", "Innspill"],
        ["Bord 1", "Noter", "Bord 7", "Stoler"],
        ["Bord 2", "Kaffe", "", ""],
    )
    assert rows(wall) == [("Del 1", "Bord 1", "Noter"), ("Del 1", "Bord 2", "Kaffe"), ("Del 2", "Bord 7", "Stoler")]


def test_a_matrix_of_rounds_and_groups_is_a_note_in_each_cell():
    said = [
        ["", "Bord 1", "Bord 2"],
        ["Runde 1", "Noter i god tid", "Mer kaffe til alle"],
        ["Runde 2", "Flere stoler", ""],
    ]
    assert rows(mapped(read(workbook({"Ark": said}), "x.xlsx"))) == [
        ("Runde 1", "Bord 1", "Noter i god tid"),
        ("Runde 1", "Bord 2", "Mer kaffe til alle"),
        ("Runde 2", "Bord 1", "Flere stoler"),
    ]
    turned = table(
        ["Bord", "Runde 1", "Runde 2"], ["Bord 1", "Noter i god tid", "Flere stoler"], ["Bord 2", "Mer kaffe", ""]
    )
    assert [(row[0], row[1]) for row in rows(turned)] == [
        ("Runde 1", "Bord 1"),
        ("Runde 1", "Bord 2"),
        ("Runde 2", "Bord 1"),
    ]


def test_sheets_may_ask_different_questions():
    sheets = {
        "Del 1": [["Gruppe", "Hva bør vi synge?"], ["1", "Noe nytt og friskt"], ["2", "Det samme som før"]],
        "Del 2": [["Gruppe", "Hvem kan hjelpe?"], ["1", "Naboene, kanskje"]],
        "Rom": [["Rom", "Plasser"], ["Låven", "12"]],
    }
    wall = mapped(read(workbook(sheets), "x.xlsx"))
    assert [(row[0], row[1]) for row in rows(wall)] == [
        ("Del 1", "Gruppe 1"),
        ("Del 1", "Gruppe 2"),
        ("Del 2", "Gruppe 1"),
    ]
    assert [entry.question for entry in wall.entries] == ["Hva bør vi synge?"] * 2 + ["Hvem kan hjelpe?"]
    assert [[question.text for question in section.questions] for section in wall.sections] == [
        ["Hva bør vi synge?"],
        ["Hvem kan hjelpe?"],
    ]
    assert "Låven" in wall.unread[1].text


def test_the_only_question_of_rows_with_rounds_is_their_text():
    wall = table(
        ["Runde", "Bord", "Hva mener dere?"], ["Runde 1", "1", "Noter i god tid."], ["Runde 2", "1", "Mer kaffe."]
    )
    assert rows(wall) == [("Runde 1", "Bord 1", "Noter i god tid."), ("Runde 2", "Bord 1", "Mer kaffe.")]


def test_an_anonymous_form_names_the_group_in_a_column_of_its_own():
    wall = table(["Id", "Navn", "Bordnummer", "Svar"], ["1", "", "4", "Noter i god tid."], ["2", "", "5", "Mer kaffe."])
    assert [entry.author for entry in wall.entries] == ["Bord 4", "Bord 5"]


@pytest.mark.parametrize("person", ["Navn", "Skrevet av"])
def test_the_group_is_the_author_of_the_rows_that_name_it_and_the_person_a_field(person):
    wall = table(
        ["Gruppe", person, "Tekst"],
        ["Bord 1", "Tuva Vik <tuva@kor.example>", "Noter."],
        ["Bord 2", "bord 2", "Kaffe."],
        ["", "Aud", "Te."],
    )
    assert [(entry.author, entry.fields) for entry in wall.entries] == [
        ("Bord 1", {person: "Tuva Vik"}),
        ("Bord 2", {}),
        ("Aud", {}),
    ]
    assert wall.columns == []


def test_an_address_beside_a_name_is_left_out():
    wall = table(
        ["Navn", "Tekst"], ["Tuva Vik <tuva@kor.example>", "Noter."], ["odd@kor.example", "Kaffe."], ["Aud", "Te."]
    )
    assert [entry.author for entry in wall.entries] == ["Tuva Vik", "", "Aud"]


@pytest.mark.parametrize("headings", [["Fornavn", "Etternavn"], ["Last name", "First name"]])
def test_a_name_in_two_columns_is_one_author_where_no_column_names_the_group(headings):
    cells = {"Fornavn": "Tuva", "Etternavn": "Vik", "First name": "Tuva", "Last name": "Vik"}
    names = [cells[heading] for heading in headings]
    [entry] = table([*headings, "Svar"], [*names, "Noter i god tid."]).entries
    assert (entry.author, entry.body, entry.fields) == ("Tuva Vik", "Noter i god tid.", {})
    [entry] = table(["Bord", *headings, "Svar"], ["Bord 4", *names, "Noter i god tid."]).entries
    assert (entry.author, entry.fields) == ("Bord 4", dict(zip(headings, names, strict=True)))


@pytest.mark.parametrize("none", ["", "0", "null"])
def test_cards_of_a_retro_board_answer_each_other(none):
    wall = table(
        ["CardId", "Parent card id", "List", "Content", "Created by"],
        ["1", none, "Bra", "Noter i god tid.", "Tuva"],
        ["2", "1", "Bra", "Enig i det.", "Odd"],
    )
    assert [(entry.kind, entry.reply_to, entry.author) for entry in wall.entries] == [
        ("post", None, "Tuva"),
        ("comment", 0, "Odd"),
    ]


def test_answers_of_a_poll_are_in_the_round_of_their_question():
    wall = table(
        ["Question", "Response", "Voter"],
        ["Hva nå?", "Ring oss", "v1"],
        ["Hva nå?", "Syng", "v2"],
        ["Og så?", "Te", "v1"],
    )
    assert [row[0] for row in rows(wall)] == ["Hva nå?", "Hva nå?", "Og så?"]


def test_the_first_line_of_a_column_that_may_be_a_note_is_named():
    wall = read(b'Noter i god tid\n"Stoler, og bord"\n', "x.csv")
    assert wall.alarms == [Alarm("heading", name="Noter i god tid", line=1)]
    assert read('Hva nå?\n"Stoler, og bord"\n'.encode(), "x.csv").alarms == []


def test_short_texts_without_headings_are_read_where_a_column_names_groups():
    assert rows(table(["Bord 1", "Noter"], ["Bord 2", "Kaffe"], delimiter=";")) == [
        ("", "Bord 1", "Noter"),
        ("", "Bord 2", "Kaffe"),
    ]


def test_rows_with_only_a_title_are_notes_where_they_cannot_all_be_sections():
    titles = [["Mer sang", "", ""], ["Mer dans", "", ""]]
    wall = table(["Tittel", "Tekst", "Navn"], *titles, ["Scener", "Vi trenger flere.", "Bord 1"], ["Bedre lyd", "", ""])
    assert [entry.subject for entry in wall.entries] == ["Mer sang", "Mer dans", "Scener", "Bedre lyd"]
    assert (len(wall.sections), wall.unread) == (1, [])
    wall = table(["Tittel", "Tekst", "Navn"], ["Runde 1", "", ""], *titles, ["Runde 2", "", ""], ["Lyd", "Lav.", ""])
    found = [(wall.sections[entry.section].title, entry.subject) for entry in wall.entries]
    assert found == [("Runde 1", "Mer sang"), ("Runde 1", "Mer dans"), ("Runde 2", "Lyd")]


def test_an_empty_section_of_notes_with_times_is_listed_as_unread():
    wall = table(
        ["Subject", "Body", "Author", "Created At"],
        ["Mer sang", "", "", ""],
        ["Mer dans", "", "", ""],
        ["Scener", "Vi trenger flere.", "Bord 1", "2026-04-14 09:01:00 UTC"],
        ["Mer tid", "", "", ""],
    )
    assert [(wall.sections[entry.section].title, entry.subject) for entry in wall.entries] == [("Mer dans", "Scener")]
    assert [piece.text for piece in wall.unread] == ["Mer sang,,,", "Mer tid,,,"]


def test_the_total_below_a_table_is_no_note():
    wall = read(
        "Seksjon;Innlegg;Forfatter\nDel 1;Te på låven hver kveld;Bord 1\nDel 1;Mer kaffe;Bord 2\n;Sum: 2;\n".encode(),
        "x.csv",
    )
    assert [entry.body for entry in wall.entries] == ["Te på låven hver kveld", "Mer kaffe"]
    assert [line.line for line in wall.unread] == [4]


def test_a_short_note_at_the_end_of_a_table_is_one():
    wall = read(
        "Seksjon;Innlegg;Forfatter\nDel 1;Te på låven hver kveld;Bord 1\n;Sum av alt: mer te;\n".encode(), "x.csv"
    )
    assert [entry.body for entry in wall.entries] == ["Te på låven hver kveld", "Sum av alt: mer te"]


def test_files_of_a_zip_that_are_no_tables_are_named():
    files = {"Posts.csv": b"Subject,Body,Author\nTe,Vi vil ha te,Bord 1\n", "les meg.txt": b"hei", "__MACOSX/x": b"x"}
    wall = read(zipped(files), "x.zip")
    assert ([entry.body for entry in wall.entries], [line.text for line in wall.unread]) == (
        ["Vi vil ha te"],
        ["les meg.txt"],
    )
