"""Every kind of file gives the counts that SQL gives, read back by readers that are not ours."""

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from xml.etree import ElementTree

import docx
import pytest
from django.db import connection
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests import make
from tests.themes.board.day import day
from themes.summary.formats import WRITERS

pytestmark = pytest.mark.django_db

# Each theme with its groups and notes, its own and those with what is under it, whatever the depth.
COUNTS = """
    WITH RECURSIVE below(top, theme) AS (
        SELECT id, id FROM themes_theme WHERE seminar_id = %s AND state <> 'removed'
        UNION SELECT below.top, child.id FROM themes_theme AS child JOIN below ON child.parent_id = below.theme
    )
    SELECT top.name, COUNT(DISTINCT post.group_id), COUNT(DISTINCT post.id)
    FROM below
    JOIN themes_theme AS top ON top.id = below.top
    LEFT JOIN themes_placement AS placement ON placement.theme_id = below.theme {only}
    LEFT JOIN posts_post AS post ON post.id = placement.post_id AND post.state = 'visible'
    GROUP BY top.name
"""
OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))

Counts = dict[str, tuple[int, int]]


@pytest.fixture
def seminar():
    """More groups and themes than a day has, two of them under others, and hidden and unknown notes."""
    seminar = day()
    themes = [*seminar.themes.all(), *(make.theme(seminar, name) for name in ("Pengar", "Naboar"))]
    themes[4].nest(themes[0])
    themes[5].nest(themes[4])
    for number in range(1, 8):
        group = make.group(seminar, f"Bord {number}") if number < 6 else None
        for round in seminar.rounds.all():
            for count in range(number % 3 + 1):
                post = make.post(seminar, f"Ord{number}x{count}y{round.number}", group=group, round=round)
                for place, theme in enumerate(themes):
                    if theme.name != "Stille" and (number * count + place + round.number) % 3 == 0:
                        theme.add_post(post)
                if (number + count) % 5 == 0:
                    post.hide()
    return seminar


def counted(seminar, *, only: str = "") -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(only=only), [seminar.pk])
        return {name: (groups, notes) for name, groups, notes in cursor.fetchall()}


def whole(seminar) -> Counts:
    return counted(seminar)


def own(seminar) -> Counts:
    return counted(seminar, only="AND below.top = below.theme")


def docx_rows(data: bytes) -> list[list[str]]:
    tables = docx.Document(io.BytesIO(data)).tables
    return [[cell.text.strip() for cell in row.cells] for row in tables[0].rows]


def odt_rows(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table = next(ElementTree.fromstring(archive.read("content.xml")).iter(f"{TABLE}table"))
    rows = table.iter(f"{TABLE}table-row")
    return [["".join(cell.itertext()).strip() for cell in row.iter(f"{TABLE}table-cell")] for row in rows]


def md_rows(data: bytes) -> list[list[str]]:
    table = data.decode().split("**Themes**")[1].strip().split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split(" |")] for line in table.split("\n")]
    return [row for row in rows if not row[0].startswith("-")]


def pdf_rows(data: bytes) -> list[list[str]]:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    lines = text.split("\nThemes\n")[1].split("\nWhere the themes")[0].split("\n")
    row = re.compile(r"(\D+) (\d+) (\d+)(?: (\d+ \(\d+\)|0))?")
    return [
        ["Theme", "Groups", "Notes", "With"],
        *([*found.groups("")] for line in lines if (found := row.match(line))),
    ]


@pytest.mark.parametrize("format", ["docx", "odt", "md", "pdf"])
def test_documents_count_as_sql_does_with_and_without_sub_themes(seminar, format):
    rows = {"docx": docx_rows, "odt": odt_rows, "md": md_rows, "pdf": pdf_rows}[format]
    head, *body = rows(WRITERS[format].file(seminar))
    names = [row[0].rpartition("› ")[2] for row in body]
    assert head[:3] == ["Theme", "Groups", "Notes"]
    found = {name: (int(row[1]), int(row[2])) for name, row in zip(names, body, strict=True)}
    with_notes = {name: count for name, count in own(seminar).items() if count[1]}
    assert found == with_notes and len(found) == 5  # the sixth is among the themes without notes
    with_children = {name: row[3] for name, row in zip(names, body, strict=True) if row[3:] and row[3]}
    expected = whole(seminar)
    assert with_children == {name: "{} ({})".format(*expected[name]) for name in ("Opningstid", "Pengar")}
    assert expected["Opningstid"] > own(seminar)["Opningstid"]


def test_a_sheet_counts_as_sql_does(seminar):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(WRITERS["xlsx"].file(seminar)))
    _head, *rows = workbook.get_sheet_by_name("Themes").to_python()
    assert {row[0]: (row[3], row[4]) for row in rows} == own(seminar)
    assert {row[0]: (row[5], row[6]) for row in rows} == whole(seminar)


def test_the_rows_of_notes_count_as_sql_does(seminar):
    text = WRITERS["csv"].file(seminar).decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.split("\n")[0], ",;")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text, newline=""), dialect=dialect):
        for name in filter(None, row["Themes"].split("; ")):
            found[name].append(row["Group"])
    assert counts_of(found) == {name: count for name, count in own(seminar).items() if count[1]}


def test_what_another_installation_reads_counts_as_sql_does(seminar):
    data = json.loads(WRITERS["json"].file(seminar))
    names = {theme["id"]: theme["name"] for theme in data["themes"]}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for post in data["posts"]:
        for theme in post["themes"] if post["state"] == "visible" else []:
            found[names[theme if isinstance(theme, str) else theme["theme"]]].append(post["group"] or "")
    assert counts_of(found) == {name: count for name, count in own(seminar).items() if count[1]}


def counts_of(groups_by_theme: dict[str, list[str]]) -> Counts:
    return {name: (len(set(groups) - {""}), len(groups)) for name, groups in groups_by_theme.items()}


def test_a_parent_counts_the_union_of_the_groups_below_it(seminar):
    groups = defaultdict(set)
    for placement in seminar.placements.filter(post__state="visible").exclude(post__group=None):
        groups[placement.theme.name].add(placement.post.group_id)
    union = groups["Opningstid"] | groups["Pengar"] | groups["Naboar"]
    assert whole(seminar)["Opningstid"][0] == len(union)
