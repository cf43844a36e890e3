"""The PDF report, as pikepdf and pdfium show it."""

import io
import re
import zipfile
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
from tests.themes.summary.printed import pages
from themes.summary.blocks import Heading, QuoteBlock, Report, TableBlock
from themes.summary.formats import pdf as pdf_writer
from themes.summary.formats.pdf import write, write_parts
from themes.summary.report import build_report
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]


NOTICE = "Serveren mangler skrifttype for noen av tegnene her."


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text(data: bytes) -> str:
    return " ".join(pages(data))


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
    blocks = [*build_report(summary).blocks]
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


def test_nothing_runs_over_the_foot_of_a_page():
    seminar = make.seminar()
    names = [f"{number} ".ljust(300, "W") for number in range(20)]  # as a table, higher than a page
    note = make.post(seminar, f"{LONG} Slutt.", group=make.group(seminar))
    for name in names:
        make.theme(seminar, name).add_post(note)
    data = write(Summary.of(seminar))
    texts = [page.get_textpage() for page in pypdfium2.PdfDocument(data)]
    seen = " ".join(" ".join(text.get_text_bounded() for text in texts).split())
    assert seen.count("Orda held fram") >= LONG.count("Orda held fram") and "Slutt." in seen
    assert seen.count("W") == text(data).count("W") > 300 * 20


def test_letters_of_the_north_and_of_greece_are_printed_as_they_are():
    seminar = make.seminar()
    make.post(seminar, "Čáđŋŧž Ελληνικά æøå «ja» – …")
    assert "Čáđŋŧž Ελληνικά æøå «ja» – …" in text(write(Summary.of(seminar)))


def test_what_no_font_has_is_printed_by_its_name_and_the_file_is_still_tagged():
    seminar = make.seminar()
    make.post(seminar, "Her \U00012345 og der 👩🏽‍🚒")
    data = write(Summary.of(seminar))
    found = text(data)
    assert re.search(r"Her \[cuneiform sign \w+", found) and NOTICE in found
    with opened(data).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_emoji_are_printed_and_found_as_they_were_written_on_any_machine():
    """Also those of several characters: tones of skin, flags, families, keys. Typst has no font with them."""
    seminar, emoji = make.seminar("Fest 🎉"), "👩🏽\u200d🚒 🇳🇴 ❤\ufe0f 1\ufe0f⃣ 👨\u200d👩\u200d👧 🏴\u200d☠\ufe0f 👍🏿"
    make.theme(seminar, "🎈").add_post(make.post(seminar, emoji))
    data = write(Summary.of(seminar))
    found = text(data)
    assert found.count(emoji) == 2 and "🎈" in found and NOTICE not in found  # under the theme, and in full
    with opened(data).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_emoji_take_less_than_a_megabyte_and_have_their_licence_beside_them():
    folder = pdf_writer.WORKER.parent / "fonts"
    assert sum(file.stat().st_size for file in folder.glob("*.ttf")) < 1_000_000
    assert "SIL OPEN FONT LICENSE" in (folder / "noto-emoji.LICENSE.txt").read_text()


def test_more_notes_than_a_pdf_holds_are_refused_with_a_sentence(client, monkeypatch):
    seminar, person = day(), make.person("Cora")
    make.member(seminar, person, "viewer")
    monkeypatch.setattr(pdf_writer, "MOST_NOTES", 4)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    page = client.get(f"/s/{seminar.slug}/summary/pdf/", follow=True).content.decode()
    sentence = "There are 5 notes, and a PDF holds 4. Choose PDF in parts, or use the filter."
    assert sentence in page
    with pytest.raises(CommandError, match="There are 5 notes"):
        call_command("export_summary", seminar.slug, format="pdf")


def test_a_pdf_in_parts_holds_every_note_once_and_each_part_is_tagged(monkeypatch):
    seminar = day()
    for number in range(30):
        make.post(seminar, f"Notat om sak {number}!", group=seminar.groups.first(), question=seminar.questions.first())
    monkeypatch.setattr(pdf_writer, "MOST_IN_PART", 10)
    with zipfile.ZipFile(io.BytesIO(b"".join(write_parts(Summary.of(seminar))))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert len(files) > 3 and next(iter(files)).endswith(" 01.pdf")
    for number, data in enumerate(files.values(), 1):
        assert f"({number}/{len(files)})" in text(data)
        with opened(data).open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    printed = "\n".join(map(text, files.values()))
    in_full = [
        re.findall(rf"Notat om sak {number}!(?! –)", printed) for number in range(30)
    ]  # not with its source after it
    assert [len(found) for found in in_full] == [1] * 30
    last = text(list(files.values())[-1])
    assert "Lyngbordet" in last and "All notes" in last  # what goes on has its headings again


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
