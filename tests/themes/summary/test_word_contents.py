"""The contents list of the Word report: filled in, each line a link to its heading, with no field to be updated."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from tests.themes.board.day import day
from themes.summary.formats import WRITERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return docx.Document(io.BytesIO(WRITERS["docx"].file(day(language="nb"))))


def test_every_heading_of_two_levels_is_listed_and_linked_to(document):
    headings = [one for one in document.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    links = list(document.element.body.iter(qn("w:hyperlink")))
    assert ["".join(text.text for text in link.iter(qn("w:t"))) for link in links] == [one.text for one in headings]
    assert len(links) > 6
    bookmarks = {
        start.get(qn("w:name")): start.getparent() for start in document.element.body.iter(qn("w:bookmarkStart"))
    }
    assert [bookmarks[link.get(qn("w:anchor"))] for link in links] == [one._p for one in headings]
    titles = [one.text for one in document.paragraphs if one.style.name == "Contents Title"]
    assert titles == ["Innhold"]


def test_no_field_asks_to_be_updated(document):
    for part in (document.element, document.settings.element):
        assert not list(part.iter(qn("w:fldSimple"), qn("w:fldChar"), qn("w:updateFields")))


def test_headings_captions_and_heads_of_tables_stay_with_what_follows(document):
    names = ["Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption", "Small", "Table Head", "Contents Title"]
    assert [name for name in names if not document.styles[name].paragraph_format.keep_with_next] == []
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
