"""What is written while the notes are read says the same as what is written of a whole summary."""

import io
import tracemalloc
import zipfile

import pytest
from django.utils import translation

from posts.models import Post
from seminar.models import Group
from tests import make
from tests.themes.board.day import day
from tests.themes.summary.odd import empty_seminar, odd_seminar
from tests.themes.summary.test_xlsx import parts
from tests.themes.summary.whole import WholeWorld
from themes.filters import ReportFilter
from themes.models import Passage
from themes.summary.formats import WRITERS, csv, xlsx
from themes.summary.report import build_report
from themes.summary.sheets import sheets
from themes.summary.streamed import StreamedNotes
from themes.summary.summary import Summary
from themes.summary.table import note_rows

pytestmark = pytest.mark.django_db


def with_more(seminar):
    """Themes under others, marked words, a group with an attribute, and a note that others were merged into."""
    Group.objects.filter(name="Lyngbordet").update(attributes={"Fylke": "Vestland"})
    hours, rooms = seminar.themes.get(name="Opningstid"), seminar.themes.get(name="Rom")
    rooms.nest(hours)
    hours.retire()
    first, second, third = seminar.posts.visible()[:3]
    third.merge(first)
    Passage.objects.mark(hours, first, start=0, end=6, revision=first.revision, by=None)
    Post.objects.filter(pk=second.pk).update(fields={"Poll": {"ja": 3}}, attachments=[{"url": "https://x.example/a"}])
    return seminar


SEMINARS = {
    "a day": lambda: day(language="nb"),
    "more": lambda: with_more(day()),
    "odd": odd_seminar,
    "empty": empty_seminar,
    "everything": lambda: WholeWorld("a").seminar,
}


@pytest.mark.parametrize("seminar", SEMINARS)
def test_streamed_notes_are_those_of_the_summary(seminar):
    seminar = SEMINARS[seminar]()
    whole, streamed = Summary.of(seminar), StreamedNotes(seminar)
    assert csv.write(streamed) == csv.write(whole)
    one, other = ([[*map(list, sheet.rows)] for sheet in sheets(source)] for source in (whole, StreamedNotes(seminar)))
    when = one[0][1]
    assert other[0].pop(1)[0] == when[0]  # when it was made
    one[0].remove(when)
    assert other == one


def test_a_filter_selects_the_same_notes():
    seminar = with_more(day())
    chosen = ReportFilter({"round": str(seminar.rounds.first().pk)}, seminar=seminar)
    assert csv.write(StreamedNotes(seminar, chosen)) == csv.write(Summary.of(seminar, chosen))
    streamed, whole = StreamedNotes(seminar, chosen).summary, Summary.of(seminar, chosen)
    assert (streamed.count, streamed.unknown, streamed.unsorted_count) == (whole.count, whole.unknown, 1)
    assert [(one.name, one.count, dict(one.marked)) for one in streamed.themes] == [
        (one.name, one.count, dict(one.marked)) for one in whole.themes
    ]


@pytest.mark.once
def test_a_workbook_is_sound_xml_with_the_formats_that_excel_looks_for():
    data = xlsx.write(StreamedNotes(with_more(day())))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        types = archive.read("[Content_Types].xml").decode()
        assert 'name="_xlnm.Print_Titles" localSheetId="1">\'Notes\'!$1:$1<' in archive.read("xl/workbook.xml").decode()
    assert {"xl/workbook.xml", "xl/styles.xml", "docProps/core.xml", "xl/worksheets/sheet1.xml"} <= names
    assert all(f'PartName="/{name}"' in types for name in names if name.endswith(".xml") and name[0] != "[")
    [notes] = [xml for name, xml in parts(data).items() if name.endswith("sheet2.xml")]
    assert 'orientation="landscape"' in notes and "<pageSetUpPr fitToPage" in notes


@pytest.mark.once
def test_what_excel_reads_as_an_escape_is_text():
    seminar = day()
    Post.objects.filter(pk=seminar.posts.first().pk).update(body="_x0041_ og _x00g1_")
    [notes] = [xml for name, xml in parts(xlsx.write(StreamedNotes(seminar))).items() if name.endswith("sheet2.xml")]
    assert "_x005F_x0041_ og _x00g1_<" in notes


@pytest.mark.once
@pytest.mark.parametrize(("format", "count"), [("docx", 3000), ("odt", 1500), ("md", 1500)])
def test_a_document_is_never_in_memory_as_a_whole(format, count):
    """Only its notes are: what is written of them is larger than what is held beside them, in Word a template too."""
    seminar = make.seminar()
    round, text = make.round(seminar, "Dagen"), "– " * 1000  # without words, which would be compared
    Post.objects.bulk_create(
        Post(seminar=seminar, round=round, position=number, body=f"{number}: {text}") for number in range(count)
    )
    summary = Summary.of(seminar)
    tracemalloc.start()
    try:
        size = sum(map(len, WRITERS[format].write(summary)))
        more = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    body = sum(len(note.body) for note in summary.notes)
    assert body > 2_500_000 and size > 20_000 and more < body


def test_a_document_is_in_the_language_of_the_seminar_and_leaves_that_of_the_reader():
    with translation.override("en"):
        written = WRITERS["md"].write(Summary.of(day(language="nn")))
        assert translation.get_language() == "en"
        assert "Alle notat" in b"".join(written).decode()


PIECES = {
    "notes": lambda seminar: note_rows(Summary.of(seminar)),
    "streamed notes": lambda seminar: note_rows(StreamedNotes(seminar)),
    "sheets": lambda seminar: sheets(StreamedNotes(seminar)),
    "rows of a sheet": lambda seminar: next(sheets(StreamedNotes(seminar))).rows,
    "blocks": lambda seminar: build_report(Summary.of(seminar)).blocks,
}


@pytest.mark.parametrize("pieces", PIECES)
def test_whoever_reads_pieces_of_a_file_and_does_not_read_on_keeps_the_language_of_the_page(pieces):
    with translation.override("en"):
        read = iter(PIECES[pieces](day(language="nn")))
        assert next(read) and translation.get_language() == "en"
        read.close()
        assert translation.get_language() == "en"
