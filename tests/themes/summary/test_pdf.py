"""The PDF report, as pikepdf and pdfium show it."""

import io
import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from seminar.models import NotPossible
from tests import make
from tests.themes.board.day import NASTY, SAID, clock, day
from tests.themes.summary.odd import LONG, TEXTS, empty_seminar, odd_seminar
from themes.summary.blocks import Heading, QuoteBlock, Report, TableBlock
from themes.summary.formats import pdf as pdf_writer
from themes.summary.formats.pdf import write
from themes.summary.report import build_report
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text(data: bytes) -> str:
    """The words of all pages, with one space between them."""
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def tags(data: bytes) -> Counter:
    """How many elements of each kind the structure has."""
    pdf = opened(data)
    return Counter(_tags(pdf.Root.StructTreeRoot.K))


def _tags(node: object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        yield from _tags(node.get("/K"))


def bookmarks(data: bytes) -> list[str]:
    return [item.get_title() for item in pypdfium2.PdfDocument(data).get_toc(max_depth=5)]


def test_it_is_tagged_and_says_so_with_its_title_and_language():
    for language, tag in (("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")):
        pdf = opened(write(Summary.of(make.seminar("Møte", language=language))))
        assert (pdf.Root.Lang, pdf.Root.MarkInfo.Marked) == (tag, True)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["dc:title"]) == ("1", "Møte")


def test_headings_are_bookmarks_and_tags_and_tables_have_headings():
    summary = Summary.of(day())
    blocks = build_report(summary).blocks
    data = write(summary)
    headings = [one for one in blocks if isinstance(one, Heading)]
    assert [title for title in bookmarks(data) if title != "Contents"] == [one.text for one in headings]
    tables = [one for one in blocks if isinstance(one, TableBlock)]
    found = tags(data)
    assert {f"/H{level}": found[f"/H{level}"] for level in (2, 3, 4)} == {
        f"/H{level}": sum(one.level == level for one in headings) for level in (2, 3, 4)
    }
    assert (found["/Table"], found["/TH"]) == (len(tables), sum(len(one.header) for one in tables))
    assert found["/BlockQuote"] == sum(isinstance(one, QuoteBlock) for one in blocks)


def test_every_note_is_in_it_word_for_word():
    found = text(write(Summary.of(day())))
    assert SAID in found and all(line in found for line in NASTY.split("\n")) and "Løyndomen" not in found


def test_odd_texts_are_printed_and_nothing_in_them_is_run_read_or_linked():
    data = write(Summary.of(odd_seminar()))
    found, pdf = text(data), opened(data)
    for name in ("formula", "markup", "typst", "markdown", "xml", "escape"):
        assert all(" ".join(line.split()) in found for line in TEXTS[name].split("\n")), name
    assert "root:" not in found
    actions = {str(item.get("/S")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}
    assert not actions & {"/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm"}
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    assert found.count("Orda held fram, lenge,") >= LONG.count("Orda held fram, lenge,")


def test_letters_of_the_north_and_of_greece_are_printed_as_they_are():
    seminar = make.seminar()
    make.post(seminar, "Čáđŋŧž Ελληνικά æøå «ja» – …")
    assert "Čáđŋŧž Ελληνικά æøå «ja» – …" in text(write(Summary.of(seminar)))


def test_what_no_font_has_is_printed_by_its_name_and_the_file_is_still_tagged():
    seminar = make.seminar()
    make.post(seminar, "Her \U00012345 og der 👩🏽‍🚒")
    data = write(Summary.of(seminar))
    assert re.search(r"Her \[cuneiform sign \w+", text(data))
    with opened(data).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_more_notes_than_a_pdf_holds_are_refused_with_a_sentence(client, monkeypatch):
    seminar, person = day(), make.person("Cora")
    make.member(seminar, person, "viewer")
    monkeypatch.setattr(pdf_writer, "MOST_NOTES", 4)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    page = client.get(f"/s/{seminar.slug}/summary/pdf/", follow=True).content.decode()
    sentence = "There are 5 notes, and a PDF holds 4. Use the filter, or another format."
    assert sentence in page
    with pytest.raises(CommandError, match="There are 5 notes"):
        call_command("export_summary", seminar.slug, format="pdf")


def test_a_pdf_that_takes_too_long_is_refused_and_the_next_one_is_made(monkeypatch):
    summary = Summary.of(day())
    monkeypatch.setattr(pdf_writer, "LONGEST", 0.01)
    for _ in range(3):
        with pytest.raises(NotPossible, match="too busy"):
            write(summary)
    monkeypatch.undo()
    assert write(summary).startswith(b"%PDF-")


def test_no_level_of_headings_is_skipped_and_a_long_report_has_bookmarks_only(monkeypatch):
    report = Report("Møte", "", "nn", clock(9), (Heading(2, "Fyrst"), Heading(4, "Djupt"), Heading(1, "Sist")))
    monkeypatch.setattr(pdf_writer, "build_report", lambda summary, extent: report)
    monkeypatch.setattr(pdf_writer, "MOST_WITH_CONTENTS", 4)
    data = write(Summary.of(day()))
    assert bookmarks(data) == ["Fyrst", "Djupt", "Sist"]
    assert (tags(data)["/H1"], tags(data)["/H2"], tags(data)["/TOC"]) == (2, 1, 0)
    with opened(data).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_an_empty_seminar_is_a_report():
    assert "Tomt" in text(write(Summary.of(empty_seminar())))
