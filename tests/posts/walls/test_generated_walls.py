"""Generated walls in every format: what goes in comes out, or is reported as unread."""

from datetime import datetime
from textwrap import wrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from posts.walls.mapping import map_columns
from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Wall
from tests.posts.walls import make_tables
from tests.posts.walls.generated import DAY, EXAMPLES, WRITERS, walls, written
from tests.posts.walls.wall import TITLE, Comment, Post, Section


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
@pytest.mark.parametrize("format", WRITERS)
def test_what_goes_in_comes_out(format, sections):
    data = written(format, sections)
    posts = [post for section in sections for post in section.posts]
    if not posts:
        with pytest.raises(Refused) as refused:
            read(data, "x.bin")
        assert refused.value.code in ("wall-empty", "json-unknown")
        return
    wall = read(data, f"{TITLE}.bin")
    found = [(entry.subject, entry.body) for entry in wall.entries if entry.kind == "post"]
    assert found == [(post.subject, "\n".join(post.lines)) for post in posts]
    comments = [comment.text for post in posts for comment in post.comments]
    if format in ("zip", "markdown", "api", "trello"):
        assert [entry.body for entry in wall.entries if entry.kind == "comment"] == comments
    assert wall.alarms == []
    if format not in ("zip", "xlsx", "xlsx of 2022"):  # which have facts of the wall beside the notes
        assert wall.unread == []


def printed(sections: tuple[Section, ...], *, trimmed: bool) -> str:
    """The text layer of a print: wrapped lines end in a space, or in none after a program that trims them."""
    lines = [f"Åse Tveit {DAY:%-m/%-d/%Y}", "", TITLE, "", "Skriv kort."]
    for section in sections:
        lines += ["", section.title]
        for post in section.posts:
            lines += [*_printed(post.author.upper(), post.written, [post.subject, *post.lines], trimmed), "0 0", ""]
            for comment in post.comments:
                lines += _printed(f"{comment.author} sa", comment.written, [comment.text], trimmed)
    return "\n".join(lines)


def _printed(author: str, time: datetime, paragraphs: list[str], trimmed: bool) -> list[str]:
    ends = "" if trimmed else " "
    wrapped = [f"{ends}\n".join(wrap(paragraph, 60)) for paragraph in paragraphs if paragraph]
    return [f"{author} {time:%-m/%-d/%y %-I:%M%p}", "", *wrapped, ""]


HEADS = [
    ["Seksjon", "Forfatter", "Tekst"],
    ["Avsnitt", "Skrevet av", "Brødtekst i innlegget"],
    ["Osio", "Tekijä", "Teksti"],
]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls(), headings=some.sampled_from(HEADS), as_sheets=some.booleans())
def test_every_row_of_a_spreadsheet_is_a_note_or_an_unread_line(sections, headings, as_sheets):
    rows = [
        [section.title, post.author, "\n".join(post.lines)]
        for section in sections
        for post in section.posts
        if post.lines
    ]
    if not rows:
        return
    if as_sheets:
        titles = dict.fromkeys(title for title, _, _ in rows)
        sheets = {
            f"Ark {number}": [headings[1:], *(row[1:] for row in rows if row[0] == title)]
            for number, title in enumerate(titles)
        }
    else:
        sheets = {"Ark": [headings, *rows]}
    wall = read(make_tables.workbook(sheets), "x.xlsx")
    map_columns(wall, {column.name: column.role for column in wall.columns if column.role})
    assert len(wall.entries) + len(wall.unread) == len(rows)
    found = {text for entry in wall.entries for text in (entry.body, *entry.fields.values())}
    unread = "\n".join(line.text for line in wall.unread)
    assert [text for _, _, text in rows if text not in found and text not in unread] == []


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
@pytest.mark.parametrize("trimmed", [False, True])
def test_no_letter_and_no_note_of_a_print_is_lost(trimmed, sections):
    posts = [post for section in sections for post in section.posts]
    if not posts:
        return
    wall: Wall = read(printed(sections, trimmed=trimmed).encode(), "x.txt")
    comments = [comment for post in posts for comment in post.comments]
    assert len(wall.entries) == len(posts) + len(comments)
    said = "".join(post.subject + "".join(post.lines) for post in posts) + "".join(c.text for c in comments)
    titles = "".join(section.title for section in wall.sections)
    found = "".join(entry.subject + entry.body for entry in wall.entries) + titles + wall.introduction + wall.title
    missing = _letters(said)
    for letter in _letters(found):
        if letter in missing:
            missing.remove(letter)
    assert missing == []


def loose(sections: tuple[Section, ...]) -> str:
    """What a scribe would have written of these walls, with a group above each note."""
    lines: list[str] = []
    for number, section in enumerate(sections, 1):
        lines += [f"Runde {number}", ""]
        for place, post in enumerate(section.posts, 1):
            lines += [f"Gruppe {place}", *(f"- {line}" for line in post.lines), ""]
    return "\n".join(lines)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
def test_every_line_of_a_scribe_is_a_note_of_its_group(sections):
    lines = [
        (f"Runde {number}", f"Gruppe {place}", _letters(line))
        for number, section in enumerate(sections, 1)
        for place, post in enumerate(section.posts, 1)
        for line in post.lines
    ]
    if not lines:
        return
    wall = read(loose(sections).encode(), "x.txt")
    found = [(wall.sections[entry.section].title, entry.author, _letters(entry.body)) for entry in wall.entries]
    assert found == lines
    assert wall.unread == []


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
def test_every_line_of_an_email_is_a_note_of_its_group_or_unread(sections):
    lines = [line for section in sections for post in section.posts for line in post.lines]
    if not lines:
        return
    head = "From: a@kor.example\nTo: b@kor.example\nSubject: Fra bordet\nDate: Fri, 13 Feb 2026 08:00:00 +0100\n"
    data = f"{head}Content-Type: text/plain; charset=utf-8\n\n{loose(sections)}\n-- \nÅse\n".encode()
    wall = read(data, "x.eml")
    assert (wall.format, wall.title) == ("mail", "Fra bordet")
    assert [_letters(entry.body) for entry in wall.entries] == [_letters(line) for line in lines]
    assert [line.text for line in wall.unread] == ["-- ", "Åse"]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
def test_every_note_under_a_heading_comes_out(sections):
    parts = [f"# {TITLE}"]
    notes = []
    for section in sections:
        parts.append(f"## {section.title}")
        for number, post in enumerate(section.posts, 1):
            subject = post.subject.rstrip("# ") or f"Sak {number}"
            parts.append(f"### {subject}\n" + "\n".join(f"- {line}" for line in post.lines))
            notes.append((section.title, _letters(subject), _letters("".join(f"- {line}" for line in post.lines))))
    if not notes:
        return
    wall = read("\n\n".join(parts).encode(), "x.md")
    found = [(wall.sections[e.section].title, _letters(e.subject), _letters(e.body)) for e in wall.entries]
    assert (wall.format, found, wall.unread) == ("outline", notes, [])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "utf-16"])
def test_no_letter_is_lost_in_an_old_encoding(encoding, sections):
    posts = [post for section in sections for post in section.posts]
    if not posts:
        return
    rows = [["Body", "Author"], ["Vi øvde på låven før været snudde.", "Bjørg"]]
    rows += [[" ".join(post.lines).replace("–", "og"), post.author] for post in posts]
    wall = read(make_tables.written(rows, ";").encode(encoding), "x.csv")
    assert [[_letters(entry.body), entry.author] for entry in wall.entries] == [[_letters(b), a] for b, a in rows[1:]]


def test_a_comment_of_two_numbers_is_not_taken_for_the_counters_of_a_post():
    post = Post("Bord 1", DAY, blocks=("Vi øvde.",), comments=(Comment("Åse Tveit", DAY, "25 25"),))
    wall = read(printed((Section("Del 1", posts=(post,)),), trimmed=False).encode(), "x.txt")
    assert [entry.body for entry in wall.entries] == ["Vi øvde.", "25 25"]


def _letters(text: str) -> list[str]:
    return sorted("".join(text.split()))
