"""The same wall in two formats, one after the other: nothing is added twice, and nothing is lost."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command

from posts.importing.confirm import confirm
from posts.importing.plan import ImportPlan
from posts.models import Import
from posts.models.choices import Choices
from posts.walls.reader import read
from posts.walls.refused import Refused
from tests.posts.walls import make_tables
from tests.posts.walls.generated import DAY, WRITERS, written
from tests.posts.walls.wall import Post, Section


def as_list() -> bytes:
    rows = make_tables.new_rows("")
    return json.dumps([dict(zip(make_tables.NEW_HEADINGS, row, strict=True)) for row in rows]).encode()


PRINT = Path(__file__).parent.parent / "walls" / "print"
FILES = WRITERS | {
    "pdf": (PRINT / "wall.pdf").read_bytes,
    "text": (PRINT / "wall.txt").read_bytes,
    "rows": as_list,
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
        plan = ImportPlan.of(kept(second))
        new = [plan.wall.entries[index] for index in plan.matches.new]
        assert plan.seminar == seminar, second
        assert [entry.body for entry in new if entry.kind == "post" or has_comments] == [], second
        assert plan.matches.gone == [], second
        assert not plan.matches.more_gone_than_found


@pytest.mark.django_db
def test_a_renamed_section_adds_nothing():
    seminar = confirm(kept("csv"))
    data = make_tables.csv_2025().replace("Runde 2: veien videre", "Etter lunsj").encode()
    plan = ImportPlan.of(Import.objects.keep(read(data, "x.csv"), data=data, name="x.csv"))
    assert (plan.seminar, plan.matches.new, plan.matches.gone) == (seminar, [], [])


@pytest.mark.django_db
def test_another_wall_is_not_added_to_the_seminar_by_itself():
    confirm(kept("csv"))
    data = b"Body,Author\nNoe helt annet enn det som sto der,Aud\nOg enda noe annet som ingen har sagt,Odd\n"
    plan = ImportPlan.of(Import.objects.keep(read(data, "x.csv"), data=data, name="x.csv"))
    assert plan.seminar is None


def exported(slug: str, format: str, folder: Path) -> bytes:
    call_command("export_summary", slug, format=format, output=str(folder / "wall"))
    return (folder / "wall").read_bytes()


def looked_at(data: bytes, name: str) -> ImportPlan:
    return ImportPlan.of(Import.objects.keep(read(data, name), data=data, name=name))


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["csv", "markdown", "pdf", "xlsx"])
def test_a_wall_that_left_as_our_own_file_and_came_back_is_known_in_every_format(first, tmp_path):
    imported = kept(first)
    seminar = confirm(imported)
    own = {format: exported(seminar.slug, format, tmp_path) for format in ("json", "csv", "xlsx")}
    for format, data in own.items():
        plan = looked_at(data, f"wall.{format}")
        assert (plan.seminar, plan.matches.new, plan.matches.gone) == (seminar, [], []), format
    has_comments = any(post.kind == "comment" for post in seminar.posts.all())
    imported.undo()
    again = Import.objects.keep(read(own["json"], "wall.json"), data=own["json"], name="wall.json")
    seminar = confirm(again)
    for second in FILES:
        plan = ImportPlan.of(kept(second))
        new = [plan.wall.entries[index] for index in plan.matches.new]
        assert [entry.body for entry in new if entry.kind == "post" or has_comments] == [], second
        assert (plan.seminar, plan.matches.more_gone_than_found) == (seminar, False), second


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_our_own_table_has_the_groups_and_beside_them_who_wrote(format, tmp_path):
    imported = kept("csv")
    proposals = [proposal for proposal in ImportPlan.of(imported).proposals if proposal.name]
    imported.choose(Choices(time_zone="UTC", groups={proposal.id: f"Bord {proposal.name}" for proposal in proposals}))
    seminar = confirm(imported)
    found = {entry.body: entry for entry in read(exported(seminar.slug, format, tmp_path), f"x.{format}").entries}
    posts = list(seminar.posts.exclude(group=None).exclude(body="").exclude(author=""))
    assert len(posts) > 4
    assert [found[post.body].author for post in posts] == [post.group.name for post in posts]
    assert all(post.author in found[post.body].fields.values() for post in posts)


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["md", "pdf"])
def test_a_summary_that_is_made_for_reading_is_refused_by_what_it_is(format, tmp_path):
    data = exported(confirm(kept("csv")).slug, format, tmp_path)
    with pytest.raises(Refused) as refused:
        read(data, f"wall.{format}")
    assert refused.value.code == "is-summary"


def outline(posts: list[tuple[str, str, str]]) -> bytes:
    """Notes under headings, of which only the texts remain."""
    parts = [f"### {subject}\n\n{body}" if subject else body for _, subject, body in posts]
    return ("# Rundt bordet i Tussefjord\n\n## Runde 1\n\n" + "\n\n".join(parts) + "\n\n## Runde 2\n").encode()


@pytest.mark.django_db
@pytest.mark.parametrize("other", FILES)
def test_notes_under_headings_are_the_notes_of_the_wall(other):
    """What an outline can hold: notes with a heading, and before these the ones of a single line."""
    posts = [(e.author, e.subject, e.body) for e in read(FILES["csv"](), "x.csv").entries]
    with_subject = [post for post in posts if post[1] and post[2]]
    bare = [post for post in posts if not post[1] and "\n" not in post[2] and post[2][:1].isalpha()]
    data = outline([*bare, *with_subject])
    assert len(bare) + len(with_subject) > 4
    imported = kept(other)
    seminar = confirm(imported)
    plan = looked_at(data, "wall.md")
    assert (plan.wall.format, plan.seminar, plan.matches.new) == ("outline", seminar, [])
    imported.undo()
    seminar = confirm(Import.objects.keep(read(data, "wall.md"), data=data, name="wall.md"))
    plan = ImportPlan.of(kept(other, seminar=seminar.slug))
    assert (len(plan.matches.known), plan.matches.gone) == (len(bare) + len(with_subject), [])


SAID = {
    "Runde 1": ["Bord 1: Vi vil øve på låven, for der er det god plass.", "Bord 2: Te.", "Bord 2: Og kaffe (mye)!"],
    "Runde 2": ["Bord 2: Noter i god tid, så alle rekker å lese dem.", "Bord 1: Te."],
}
MINUTES = (DAY + timedelta(minutes=minute) for minute in range(60))
BY_GROUPS = tuple(
    Section(title, tuple(Post(name, next(MINUTES), (text,)) for name, text in (line.split(": ", 1) for line in lines)))
    for title, lines in SAID.items()
)


def by_groups() -> str:
    """These notes as a scribe would write them down."""
    lines: list[str] = []
    for section in BY_GROUPS:
        lines.append(section.title)
        for name in dict.fromkeys(post.author for post in section.posts):
            lines += [name, *(f"- {post.lines[0]}" for post in section.posts if post.author == name), ""]
    return "\n".join(lines)


HEADERS = "From: a@kor.example\nTo: b@kor.example\nSubject: Fra bordet\nDate: Wed, 12 Mar 2025 12:00:00 +0100\n"
NOTES_BY_GROUPS = {
    **{format: partial(written, format, BY_GROUPS) for format in WRITERS},
    "scribe": lambda: by_groups().encode(),
    "mail": lambda: f"{HEADERS}Content-Type: text/plain; charset=utf-8\n\n{by_groups()}\n-- \nÅse\n".encode(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("first", NOTES_BY_GROUPS)
def test_what_groups_said_is_known_in_any_other_format_a_scribe_s_own_text_among_them(first):
    data = NOTES_BY_GROUPS[first]()
    imported = Import.objects.keep(read(data, "x"), data=data, name="x")
    imported.choose(Choices(time_zone="UTC"))
    seminar = confirm(imported)
    assert seminar.posts.count() == 5
    for second, make in NOTES_BY_GROUPS.items():
        plan = looked_at(make(), "x")
        plan.choices = replace(plan.choices, time_zone="UTC")
        assert (plan.seminar, plan.matches.new, plan.matches.gone) == (seminar, [], []), second
