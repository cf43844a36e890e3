"""The Excel workbook, as calamine, openpyxl and the XML itself show it."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from django.db.models import Count
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from posts.text.sanitize import sanitize
from tests import make
from tests.themes.board.day import NASTY, SAID, day
from tests.themes.summary.odd import LONG, TEXTS, empty_seminar, odd_seminar
from themes.summary.formats import WRITERS
from themes.summary.formats.xlsx import write
from themes.summary.summary import Summary

pytestmark = [pytest.mark.once, pytest.mark.django_db]

SHEETS = ["Summary", "Notes", "Themes", "Themes by round", "Themes by question", "Groups by theme", "Groups", "Log"]


def table(data: bytes, sheet: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


def records(data: bytes, sheet: str) -> list[dict]:
    header, *rows = table(data, sheet)
    return [dict(zip(header, row, strict=True)) for row in rows]


def parts(data: bytes) -> dict[str, str]:
    """The XML of each sheet, by its name in the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name}


def test_it_has_a_sheet_for_each_thing_and_the_log_last():
    assert CalamineWorkbook.from_filelike(io.BytesIO(WRITERS["xlsx"].file(day()))).sheet_names == SHEETS


def test_notes_are_rows_with_numbers_dates_and_their_themes():
    first, *others = records(write(Summary.of(day())), "Notes")
    assert [row["Number"] for row in (first, *others)] == [1, 3, 2, 5, 4]
    assert (first["Note"], first["Group"], first["Themes"]) == (SAID, "Lyngbordet", "Opningstid; Rom")
    assert first["Written at"] == datetime(2026, 3, 4, 9, 5)
    assert others[0]["Note"] == NASTY
    assert "Løyndomen." not in [row["Note"] for row in others]


def test_the_first_sheet_says_how_far_the_summary_is_and_what_is_counted():
    rows = {row[0]: row[1] for row in table(write(Summary.of(day())), "Summary")}
    assert rows["Seminar"] == "Biblioteket i Lågvika" and rows["Summary"].startswith("Preliminary ")
    assert rows["Date"] == date(2026, 3, 4)
    assert (rows["notes"], rows["note from an unknown group"]) == (5, 1)


def test_the_matrices_count_what_the_database_counts():
    seminar = day()
    hours, child = seminar.themes.get(name="Opningstid"), make.theme(seminar, "Helg")
    child.nest(hours)
    child.add_post(seminar.posts.get(body="Kaffi til alle."))
    data = write(Summary.of(seminar))
    visible = {"posts__state": "visible"}
    for theme, row in ((row["Theme"], row) for row in records(data, "Themes by round")):
        name = theme.rpartition(" › ")[2]
        for round in seminar.rounds.all():
            placed = seminar.themes.filter(name=name, posts__round=round, **visible)
            counts = placed.aggregate(notes=Count("posts", distinct=True), groups=Count("posts__group", distinct=True))
            title = f"{round.number}. {round.title}"
            assert {kind: row[f"{title}: {kind.title()}"] for kind in counts} == counts
    for row in records(data, "Groups by theme"):
        for theme in seminar.themes.exclude(name="Helg"):
            placed = theme.posts.filter(state="visible", group__name=row["Groups"])
            assert row[theme.name] == placed.count()
    [whole] = [row for row in records(data, "Themes") if row["Theme"] == "Opningstid"]
    assert (whole["Notes"], whole["Notes, with sub-themes"], whole["Groups, with sub-themes"]) == (3, 4, 3)


def test_groups_have_their_attributes_and_their_notes_in_each_round():
    seminar = day()
    group = seminar.groups.get(name="Lyngbordet")
    group.attributes = {"Fylke": "Vestland"}
    group.save()
    rows = {row["Group"]: row for row in records(write(Summary.of(seminar)), "Groups")}
    assert rows["Lyngbordet"] == {
        "Number": 1,
        "Group": "Lyngbordet",
        "Fylke": "Vestland",
        "Notes": 2,
        "Notes in round 1": 2,
        "Notes in round 2": 0,
    }
    assert rows["Torvbordet"]["Fylke"] == ""


def test_the_log_tells_what_happened_to_those_who_may_read_it(client):
    seminar = day()
    rows = records(WRITERS["xlsx"].file(seminar), "Log")
    assert len(rows) > 5 and all(type(row["When"]) is datetime for row in rows)
    for role, sheets in (("facilitator", SHEETS), ("viewer", SHEETS[:-1])):
        person = make.person(role.title())
        make.member(seminar, person, role)
        client.force_login(person)
        client.cookies["django_language"] = "en"
        data = client.get(f"/s/{seminar.slug}/summary/xlsx/").content
        assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == sheets


def test_headings_stay_in_sight_and_filter_the_rows():
    _summary, *tables = parts(write(Summary.of(day()))).values()
    for xml in tables:
        assert re.search(r'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>', xml)
        assert re.search(r'<autoFilter ref="A1:[A-Z]+\d+"/>', xml)


def test_odd_texts_are_text_in_every_sheet_and_nothing_is_a_formula_or_a_link():
    seminar = odd_seminar()
    data = WRITERS["xlsx"].file(seminar)
    assert not any(re.search(r"<f[ >]|<hyperlink", xml) for xml in parts(data).values())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]
    notes = {row["Notat"] for row in records(data, "Notat")}
    assert {sanitize(text) for text in TEXTS.values()} <= notes
    assert len(table(data, "Tema")) == 1 + 14 + 300


def test_a_text_too_long_for_a_cell_goes_on_in_further_columns():
    [row] = [row for row in records(write(Summary.of(odd_seminar())), "Notat") if row["Notat, del 4"]]
    assert row["Notat"] + "".join(row[f"Notat, del {number}"] for number in (2, 3, 4)) == LONG
    assert len(row["Tema"].split("; ")) == 14


def test_an_empty_seminar_has_headings_only():
    data = write(Summary.of(empty_seminar()))
    assert len(table(data, "Notater")) == 1


def test_another_reader_finds_the_same_cells_and_no_formula():
    data = WRITERS["xlsx"].file(odd_seminar())
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in workbook.worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
        cells = [[_as_calamine(cell.value) for cell in row] for row in sheet.iter_rows()]
        assert _rounded(cells) == _rounded(table(data, sheet.title))


def _as_calamine(value: object) -> object:
    """Nothing is an empty text, and "_x005F_" is "_"."""
    return unescape(value) if isinstance(value, str) else "" if value is None else value


def _rounded(rows: list[list]) -> list[list]:
    """Times to the second, since readers round a number of days differently; a midnight is a date."""
    return [[_nearest(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def _nearest(moment: datetime) -> date:
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return moment.date() if moment.time() == time() else moment
