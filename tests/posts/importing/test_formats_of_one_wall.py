"""The same wall in two formats, one after the other: nothing is added twice, and nothing is lost."""

from pathlib import Path

import pytest

from posts.importing.confirm import confirm
from posts.importing.plan import Plan
from posts.models import Import
from posts.models.choices import Choices
from posts.walls.reader import read
from tests.posts.walls import make_json, make_tables
from tests.posts.walls.make_markdown import markdown

PRINT = Path(__file__).parent.parent / "walls" / "print"
FILES = {
    "pdf": (PRINT / "wall.pdf").read_bytes,
    "text": (PRINT / "wall.txt").read_bytes,
    "csv": lambda: make_tables.csv_2025().encode(),
    "old csv": make_tables.csv_2013,
    "shelf": make_tables.csv_shelf,
    "zip": make_tables.zip_2025,
    "xlsx": make_tables.xlsx_2022,
    "markdown": lambda: markdown().encode(),
    "api": make_json.api,
    "wishes": make_json.wishes,
    "trello": make_json.trello,
}


def kept(name: str, **choices) -> Import:
    data = FILES[name]()
    imported = Import.objects.keep(read(data, "Padlet - Tussefjord.bin"), data=data, name=name)
    imported.choose(Choices(time_zone="UTC", **choices))
    return imported


@pytest.mark.django_db
@pytest.mark.parametrize("first", FILES)
def test_the_same_wall_in_any_other_format_adds_nothing_but_comments(first):
    """The first format is imported, and each of the others is then compared with it."""
    imported = kept(first)
    seminar = confirm(imported)
    has_comments = any(entry.kind == "comment" for entry in imported.wall.entries)
    for second in FILES:
        plan = Plan.of(kept(second))
        new = [plan.wall.entries[index] for index in plan.matches.new]
        assert plan.seminar == seminar, second
        assert [entry.body for entry in new if entry.kind == "post" or has_comments] == [], second
        assert plan.matches.gone == [], second
        assert not plan.matches.more_gone_than_found


@pytest.mark.django_db
def test_a_renamed_section_adds_nothing():
    seminar = confirm(kept("csv"))
    data = make_tables.csv_2025().replace("Runde 2: veien videre", "Etter lunsj").encode()
    plan = Plan.of(Import.objects.keep(read(data, "x.csv"), data=data, name="x.csv"))
    assert (plan.seminar, plan.matches.new, plan.matches.gone) == (seminar, [], [])


@pytest.mark.django_db
def test_another_wall_is_not_added_to_the_seminar_by_itself():
    confirm(kept("csv"))
    data = b"Body,Author\nNoe helt annet enn det som sto der,Aud\nOg enda noe annet som ingen har sagt,Odd\n"
    plan = Plan.of(Import.objects.keep(read(data, "x.csv"), data=data, name="x.csv"))
    assert plan.seminar is None
