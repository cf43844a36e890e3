import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn

from posts.models import Source
from posts.text.sanitize import sanitize
from posts.walls.formats import own
from tests import make
from tests.themes.board.day import NASTY, SAID, day
from themes.models import Quote
from themes.models.theme import MARKS
from themes.summary.blocks import QuoteBlock
from themes.summary.formats import WRITERS, markdown
from themes.summary.formats.csv import write as write_csv
from themes.summary.formats.json import dump
from themes.summary.report import build_report
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def summary_of_note(body: str, **fields):
    """The summary of a seminar with one note."""
    seminar = make.seminar(language="en", **fields)
    make.post(seminar, body, written_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    return Summary.of(seminar)


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def as_markdown(summary) -> str:
    return b"".join(markdown.write(summary)).decode()


def word(seminar):
    return docx.Document(io.BytesIO(WRITERS["docx"].file(seminar)))


def test_the_report_contains_every_note_word_for_word():
    summary = Summary.of(day())
    blocks = build_report(summary).blocks
    lines = {line for block in blocks if isinstance(block, QuoteBlock) for line in block.lines}
    assert {line for note in summary.notes for line in note.body.split("\n")} <= lines


def test_under_its_themes_a_note_is_quoted_marked_or_shortened_and_it_stands_in_full_once():
    seminar = day(introduction="Skriv i full setning.")
    long = "Her er noko av det første. " + "Orda held fram lenge. " * 20 + "Slutten er viktig."
    post = make.post(seminar, long, group=seminar.groups.get(name="Torvbordet"))
    for name in ("Rom", "Folk"):
        seminar.themes.get(name=name).add_post(post)
    seminar.passages.mark(seminar.themes.get(name="Folk"), post, start=0, end=26, revision=1, by=None)
    Quote.objects.show(post, theme=seminar.themes.get(name="Rom"), text="Slutten er viktig.", named=False)
    report = as_markdown(Summary.of(seminar))
    themes, appendix = report.split("## All notes")
    assert "> Slutten er viktig.\n>\n> — note 7" in themes
    assert "- Her er noko av det første. – Torvbordet, note 7" in themes
    assert themes.count("Her er noko av det første. Orda held fram lenge.") == 1 and " … – Torvbordet, note 7" in themes
    assert report.count(long.strip()) == appendix.count(long.strip()) == 1
    assert "Skriv i full setning." not in report


def test_sanitize_keeps_lines_and_removes_what_no_file_format_can_hold():
    assert sanitize("a\r\nb\x0bc\x00\x1b\td\ufffe\ud800\u2028e\u202e") == "a\nb\nc\td\ufffd\ufffd\ne\u202e"


# Markdown


@pytest.mark.parametrize(
    "line, escaped",
    [
        ("# Overskrift", r"\# Overskrift"),
        ("- punkt", r"\- punkt"),
        ("+ punkt", r"\+ punkt"),
        ("* punkt", r"\* punkt"),
        ("1. først", r"1\. først"),
        ("2) så", r"2\) så"),
        ("> sitat", r"\> sitat"),
        ("---", r"\---"),
        ("<b>nei</b>", r"\<b>nei\</b>"),
        ("a | b", r"a \| b"),
        ("[her](javascript:x)", r"\[her\](javascript:x)"),
        ("_nei_ og snake_case", r"\_nei\_ og snake_case"),
        ("__init__ ___", r"\_\_init\_\_ \_\_\_"),
        ("`kode` ~~stryk~~ \\", r"\`kode\` \~\~stryk\~\~ \\"),
        ("&lt; og M & N", r"\&lt; og M & N"),
        ("Vanleg tekst, 3.5 timar - og slutt!", "Vanleg tekst, 3.5 timar - og slutt!"),
    ],
)
def test_notes_are_escaped_in_markdown(line, escaped):
    assert f"\n> {escaped}\n" in as_markdown(summary_of_note(line))


def test_each_line_of_a_note_is_a_paragraph_in_markdown():
    assert "> Ein\n>\n> To\n>\n> — " in as_markdown(summary_of_note("Ein\n\nTo"))


def test_markdown_has_a_table_of_themes_with_groups_before_notes():
    text = as_markdown(Summary.of(day()))
    assert "| Theme | Groups | Notes |\n| --- | ---: | ---: |\n| Opningstid | 3 | 3 |\n| Rom | 1 | 2 |\n" in text


# CSV


def test_csv_has_one_row_for_each_note_with_its_question_and_group():
    header, *notes = rows(write_csv(Summary.of(day())))
    assert [row[0] for row in notes] == ["1", "3", "2", "5", "4"]
    first = dict(zip(header, notes[0], strict=True))
    assert (first["Question"], first["Group"], first["Note"]) == ("1.1 Når skal det vere ope?", "Lyngbordet", SAID)
    assert first["Themes"] == "Opningstid; Rom"


def test_csv_has_the_byte_order_mark_and_delimiter_that_a_norwegian_spreadsheet_expects():
    data = write_csv(Summary.of(day(language="nb")))
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b'"\r\n')
    assert len({len(row) for row in rows(data, ";")}) == 1


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "|",
        "＝",
        "＋",
        "－",
        "＠",
        "｜",
        "\t",
        " =",
        "\u200b=",
        "\ufeff=",
        "\u00a0 =",
        "\n=",
        "\u0301=",
    ],
)
def test_no_csv_cell_starts_like_a_formula(start):
    [_header, row] = rows(write_csv(summary_of_note(f"{start}1+1")))
    assert row[7] == f"'{start}1+1"


def test_csv_keeps_quotes_delimiters_and_lines():
    [_header, row] = rows(write_csv(summary_of_note('Ho sa "ja; nei",\nog gjekk.')))
    assert row[7] == 'Ho sa "ja; nei",\nog gjekk.'


# Word


def test_word_text_is_marked_with_the_language_of_the_seminar():
    for language, tag in [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")]:
        document = word(make.seminar(language=language))
        assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {tag}
        assert document.core_properties.language == language


def test_word_properties_name_the_seminar_and_no_person():
    properties = word(day()).core_properties
    assert properties.title == "Biblioteket i Lågvika"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


def test_word_has_real_headings_and_the_theme_table_first():
    document = word(day())
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert headings[0] == ("Heading 1", "What the groups talked about")
    assert ("Heading 2", "Opningstid") in headings
    table = [[cell.text.strip() for cell in row.cells] for row in document.tables[0].rows]
    assert table[:2] == [["Theme", "Groups", "Notes"], ["Opningstid", "3", "3"]]


def test_word_repeats_the_header_of_every_table_and_splits_no_row():
    for table in word(day()).tables:
        headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert headers == [True] + [False] * (len(headers) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_word_quotes_notes_word_for_word():
    quotes = [p.text for p in word(day()).paragraphs if p.style.name == "Quote"]
    assert set(NASTY.split("\n")) | {SAID} <= set(quotes)


def test_word_leaves_out_characters_that_xml_does_not_allow():
    seminar = make.seminar()
    make.post(seminar, "før\x0b\x01etter\ufffe")
    quotes = [p.text for p in word(seminar).paragraphs if p.style.name == "Quote"]
    assert quotes == ["før", "etter\ufffd"]


def test_word_numbers_its_pages():
    footer = word(day()).sections[0].footer._element
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


# JSON


def test_two_json_exports_of_the_same_state_are_equal_byte_for_byte():
    seminar = day()
    assert dump(seminar) == dump(type(seminar).objects.get(pk=seminar.pk))


def test_json_contains_hidden_notes_and_times_in_the_zone_of_the_seminar():
    seminar = day()
    document = json.loads(dump(seminar))
    assert list(document) == ["format", "version", "seminar", "rounds", "groups", "themes", "posts", "rows"]
    first, last = document["posts"][0], document["posts"][-1]
    assert first["written_at"] == "2026-03-04T09:05:00+01:00"
    assert first["themes"] == [document["themes"][0]["id"], document["themes"][1]["id"]]
    assert first["question"] == document["rounds"][0]["questions"][0]["id"]
    assert document["posts"][3]["reply_to"] == first["id"]
    assert (last["body"], last["state"], last["source"]) == ("Løyndomen.", "hidden", None)


def test_json_contains_the_source_of_an_imported_note():
    seminar = day()
    Source.objects.create(
        post=seminar.posts.first(),
        file="vegg.csv",
        raw="Vi vil ha o pe",
        repairs=[["o pe", "ope"]],
        identity="a",
        fingerprint="b",
    )
    assert json.loads(dump(seminar))["posts"][0]["source"] == {
        "file": "vegg.csv",
        "url": None,
        "raw": "Vi vil ha o pe",
        "repairs": [["o pe", "ope"]],
        "doubts": [],
    }


def test_json_does_not_depend_on_the_order_in_which_the_database_returns_keys():
    seminar = make.seminar()
    make.post(seminar, fields={"Åtte": {"nei": 1, "ja": 2}, "Alder": "ung"})
    assert json.dumps(json.loads(dump(seminar))["posts"][0]["fields"]) == json.dumps(
        {"Alder": "ung", "Åtte": {"ja": 2, "nei": 1}}
    )


def test_the_reader_of_our_own_json_reads_what_is_written():
    seminar = day()
    wall = own.read(json.loads(dump(seminar)))
    assert [entry.body for entry in wall.entries] == [post.body for post in seminar.posts.all()]


def test_the_reader_of_our_own_json_knows_every_mark_that_a_theme_can_have():
    seminar = day()
    seminar.themes.get(name="Rom").set_mark(MARKS)
    assert own.read(json.loads(dump(seminar))).themes[1].mark == MARKS


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_a_zip_archive_a_pdf_or_text_with_the_notes_or_themes_in_it(name):
    data = WRITERS[name].file(day())
    is_known = zipfile.is_zipfile(io.BytesIO(data)) or data.startswith(b"%PDF-")
    assert is_known or SAID in data.decode() or (name == "qdc" and "Opningstid" in data.decode())
