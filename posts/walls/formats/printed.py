"""Reads a printed wall from its lines, whether they come from a PDF or from its text layer.

A print has owner and date, title and introduction; then sections, each a heading with notes below it; each note has a
header. Nothing marks a heading, so it is recognized by its place: before the first header, or between a note and a
header where it is at the top of a page, below the note's counters, in larger letters, or apart and like the others.
"""

import re
from collections import Counter
from typing import get_args

from posts.walls.formats import headers
from posts.walls.formats.lines import PageLine
from posts.walls.formats.note import PrintedNote, is_end_of_note
from posts.walls.formats.paragraphs import Layout, join_lines, layout_of
from posts.walls.groups import group_in_heading
from posts.walls.refused import Refused
from posts.walls.wall import Alarm, EntryKind, Section, Wall

OWNER = re.compile(rf"(?P<name>.*\S)\s(?P<date>{headers.DATE})")
MARKDOWN = re.compile(r"[>\s]*(?:[-*+]? ?\*\*|#{1,4} )")
LONGEST_HEADING = 80  # characters


def parse(lines: list[PageLine], format: str) -> Wall:
    """`format` is the name for Wall.format. Raises Refused("empty" | "text-no-entries" | "markdown-damaged")."""
    if not any(line.text for line in lines):
        raise Refused("empty")
    note_headers = headers.find(lines)
    if not note_headers:
        raise Refused("text-no-entries")
    if damaged := next((header for header in note_headers if MARKDOWN.match("".join(header.author))), None):
        raise Refused("markdown-damaged", line=damaged.number)
    day_first = headers.day_first(note_headers)
    wall = Wall(format)
    _read_opening(wall, lines[: note_headers[0].start], day_first)
    notes: list[PrintedNote] = []
    has_large_lines = any(line.large for line in lines)
    for header, after in zip(note_headers, [*note_headers[1:], None], strict=True):
        stop = after.start if after else len(lines)
        heading = _heading(lines, header.stop, stop, wall, has_large_lines) if after else None
        notes.append(
            PrintedNote(header, lines[header.start : stop if heading is None else heading], len(wall.sections) - 1)
        )
        if heading is not None:
            wall.sections.append(Section(lines[heading].text))
    layouts = {
        kind: layout_of(line for note in notes if note.kind == kind for line in note.body)
        for kind in get_args(EntryKind)
    }
    firsts = Counter(note.first_line for note in notes)
    for note in notes:
        layout = layouts[note.kind]
        subject = note.first_line if _is_subject(note, firsts, layout) else ""
        wall.entries.append(note.entry(layout, day_first, subject=subject))
    declared = sum(int(entry.reactions.get("comments", 0)) for entry in wall.entries)
    found = sum(entry.kind == "comment" for entry in wall.entries)
    if declared > found:
        wall.alarms.append(Alarm("comments-in-all", declared, found))
    wall.url = next((entry.link.rpartition("/wish/")[0] for entry in wall.entries if entry.link), "")
    return wall


def _is_subject(note: PrintedNote, firsts: Counter[str], layout: Layout) -> bool:
    """Whether the first line of a post is its heading: it is bold, names a group, or is that of other posts too."""
    line = note.first_line
    if not line or note.kind != "post":
        return False
    if note.has_bold_heading:
        return True
    first, second = [line for line in note.body if line.text][:2]
    if first.indent is not None and (first.raw.endswith(" ") or layout.room_after(first, second) < 0):
        return False  # it was wrapped
    return firsts[line] > 1 or bool(group_in_heading(line))


def _read_opening(wall: Wall, lines: list[PageLine], day_first: bool) -> None:
    """Reads owner, date, title, introduction and the first heading. Any of them may be missing."""
    texts = [index for index, line in enumerate(lines) if line.text]
    if texts and (owner := OWNER.fullmatch(lines[texts[0]].text)):
        wall.owner = owner["name"]
        wall.created = headers.stamp(owner["date"], "", owner["date"], day_first)
        texts.pop(0)
    heading = ""
    if len(texts) > 1 and _may_be_heading(lines[texts[-1]]):
        heading = lines[texts.pop()].text
    wall.sections.append(Section(heading))
    if texts:
        body = next((index for index in texts[1:] if not _continues_title(lines, index)), texts[-1] + 1)
        wall.title = " ".join(line.text for line in lines[texts[0] : body] if line.text)
        rest = lines[body : texts[-1] + 1]
        wall.introduction, _ = join_lines(rest, layout_of(rest))


def _continues_title(lines: list[PageLine], at: int) -> bool:
    return bool(lines[at].large and lines[at - 1].large and lines[at - 1].text)


def _heading(lines: list[PageLine], start: int, stop: int, wall: Wall, has_large_lines: bool) -> int | None:
    """The index of a section's heading among `lines[start:stop]`, between two headers. None where there is none."""
    texts = [index for index in range(start, stop) if lines[index].text]
    if not texts or not _may_be_heading(lines[texts[-1]]):
        return None
    line, above = lines[texts[-1]], lines[texts[-2]] if len(texts) > 1 else None
    if line.large or (above and is_end_of_note(above.text)):
        return texts[-1]
    if has_large_lines:
        return None
    similar = any(_shape(section.title) == _shape(line.text) for section in wall.sections)
    if similar and not lines[texts[-1] - 1].text and all(section.title != line.text for section in wall.sections):
        return texts[-1]
    return texts[-1] if line.top and (similar or not (above and above.soft)) else None


def _may_be_heading(line: PageLine) -> bool:
    first = line.text[0]
    return not (
        is_end_of_note(line.text)
        or (line.soft and not line.large)  # at the foot of a page nothing shows that it ends
        or first.islower()
        or line.text[-1] in ".,;!"
        or len(line.text) > LONGEST_HEADING
    )


def _shape(title: str) -> str:
    return re.sub(r"\d+", "#", title)
