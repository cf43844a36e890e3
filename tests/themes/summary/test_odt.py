"""The OpenDocument report, as LibreOffice and its own XML show it."""

import io
import re
import zipfile

import docx
import pytest
from lxml import etree

from posts.text.sanitize import sanitize
from tests import make
from tests.themes.board.day import NASTY, SAID, day
from tests.themes.summary.odd import LONG, TEXTS, empty_seminar, odd_seminar
from tests.themes.summary.office import convert, convert_all
from themes.summary.blocks import Heading, TableBlock
from themes.summary.formats import odt
from themes.summary.report import build_report
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE = f"{{{OASIS}text:1.0}}", f"{{{OASIS}table:1.0}}"


def write(summary: Summary) -> bytes:
    return b"".join(odt.write(summary))


def content(data: bytes, name: str = "content.xml"):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def words(element) -> str:
    """The text of an element, with what OpenDocument has for spaces, tabs and line breaks."""
    text = element.text or ""
    for child in element:
        kind = etree.QName(child).localname
        text += {"s": " " * int(child.get(f"{TEXT}c", "1")), "tab": "\t", "line-break": "\n"}.get(kind, words(child))
        text += child.tail or ""
    return text


def test_its_type_comes_first_and_is_not_compressed():
    first = zipfile.ZipFile(io.BytesIO(write(Summary.of(day())))).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_libreoffice_reads_headings_tables_and_every_note_as_the_report_has_them(tmp_path):
    """By way of Word, where another library reads what LibreOffice understood."""
    summary = Summary.of(day())
    report = [*build_report(summary).blocks]
    document = docx.Document(io.BytesIO(convert(write(summary), "report.odt", "docx", tmp_path)))
    headings = [one for one in document.paragraphs if re.match(r"Heading \d$", one.style.name)]
    expected = [(f"Heading {one.level}", one.text) for one in report if isinstance(one, Heading)]
    assert [(one.style.name, one.text) for one in headings] == expected
    tables = [[[cell.text.strip() for cell in row.cells] for row in table.rows] for table in document.tables]
    blocks = [one for one in report if isinstance(one, TableBlock)]
    assert tables == [[list(row) for row in (one.header, *one.rows)] for one in blocks]
    lines = [one.text for one in document.paragraphs]
    assert lines[0] == "Biblioteket i Lågvika"
    assert all(lines.count(line) == 1 for line in NASTY.split("\n")) and SAID in lines


def test_libreoffice_opens_what_is_odd_or_empty_and_says_the_same(tmp_path):
    files = {"odd.odt": write(Summary.of(odd_seminar())), "empty.odt": write(Summary.of(empty_seminar()))}
    texts = convert_all(files, "txt:Text (encoded):UTF8", tmp_path)
    found, empty = (" ".join(text.decode("utf-8-sig").split()) for text in texts)
    for odd in [*TEXTS.values(), LONG]:
        assert all(" ".join(line.split()) in found for line in sanitize(odd).split("\n"))
    assert "Tomt" in empty


def test_spaces_tabs_and_markup_are_as_they_were_written():
    seminar = make.seminar()
    make.post(seminar, "  to  og\ttre\n<b>&amp;</b>")
    lines = [words(one) for one in content(write(Summary.of(seminar))).iter(f"{TEXT}p")]
    assert {"  to  og\ttre", "<b>&amp;</b>"} <= set(lines)


def test_the_contents_are_there_with_links_to_the_headings():
    xml = content(write(Summary.of(day())))
    [body] = xml.iter(f"{TEXT}index-body")
    targets = {mark.get(f"{TEXT}name"): words(mark.getparent()) for mark in xml.iter(f"{TEXT}bookmark")}
    links = {one.get("{http://www.w3.org/1999/xlink}href"): words(one) for one in body.iter(f"{TEXT}a")}
    assert list(links.values())[:2] == ["What the groups talked about", "Where the themes came up"]
    assert all(targets[link.removeprefix("#")] == text for link, text in links.items())


def test_tables_repeat_their_headings_and_have_a_title():
    tables = list(content(write(Summary.of(day()))).iter(f"{TABLE}table"))
    assert tables and all(len(table.findall(f"{TABLE}table-header-rows")) == 1 for table in tables)
    assert tables[0].findtext(f"{TABLE}title") == "Themes"


def test_its_text_is_in_the_language_of_the_seminar_and_no_person_is_named():
    for language in ("nb", "nn", "en"):
        data = write(Summary.of(make.seminar(language=language)))
        styles = zipfile.ZipFile(io.BytesIO(data)).read("styles.xml").decode()
        assert re.findall(r'fo:language="(\w+)"', styles) == [language]
        assert not re.search("creator|editor", zipfile.ZipFile(io.BytesIO(data)).read("meta.xml").decode())
