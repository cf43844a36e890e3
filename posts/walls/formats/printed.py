"""A printed wall as lines, whether they come from a PDF or from its text layer.

Owner and date, title and introduction; then sections, a heading with notes below it; each note under its header. A
heading has no mark of its own and is told by its place: before the first header, or alone between a note and a header
at the top of a page, below a note's counters, or in larger letters.
"""

import re
from typing import get_args

from posts.walls.formats import headers
from posts.walls.formats.lines import Line
from posts.walls.formats.note import Note, end_of_note
from posts.walls.formats.paragraphs import set_body, sheet
from posts.walls.refused import Refused
from posts.walls.wall import Kind, Section, Wall

OWNER = re.compile(rf"(?P<name>.*\S)\s(?P<date>{headers.DATE})")
LONGEST_HEADING = 80


def parse(lines: list[Line], format: str) -> Wall:
    """Raises Refused: empty, text-no-entries."""
    if not any(line.text for line in lines):
        raise Refused("empty")
    found = headers.find(lines)
    if not found:
        raise Refused("text-no-entries")
    day_first = headers.day_first(found)
    wall = Wall(format)
    _open(wall, lines[: found[0].start], day_first)
    notes: list[Note] = []
    enlarged = any(line.large for line in lines)
    for header, after in zip(found, [*found[1:], None], strict=True):
        stop = after.start if after else len(lines)
        heading = _heading(lines, header.stop, stop, wall, enlarged) if after else None
        notes.append(Note(header, lines[header.start : stop if heading is None else heading], len(wall.sections) - 1))
        if heading is not None:
            wall.sections.append(Section(lines[heading].text))
    sheets = {kind: sheet(line for note in notes if note.kind == kind for line in note.body) for kind in get_args(Kind)}
    wall.entries = [note.entry(sheets[note.kind], day_first) for note in notes]
    wall.url = next((entry.link.rpartition("/wish/")[0] for entry in wall.entries if entry.link), "")
    return wall


def _open(wall: Wall, lines: list[Line], day_first: bool) -> None:
    """Owner, date, title, introduction and the first heading; any of them may be missing."""
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
        body = next((index for index in texts[1:] if not _title_goes_on(lines, index)), texts[-1] + 1)
        wall.title = " ".join(line.text for line in lines[texts[0] : body] if line.text)
        rest = lines[body : texts[-1] + 1]
        wall.introduction, _ = set_body(rest, sheet(rest))


def _title_goes_on(lines: list[Line], at: int) -> bool:
    return bool(lines[at].large and lines[at - 1].large and lines[at - 1].text)


def _heading(lines: list[Line], start: int, stop: int, wall: Wall, enlarged: bool) -> int | None:
    """The index of a section's heading between a header's end and the next header."""
    texts = [index for index in range(start, stop) if lines[index].text]
    if not texts or not _may_be_heading(lines[texts[-1]]):
        return None
    line, above = lines[texts[-1]], lines[texts[-2]] if len(texts) > 1 else None
    if line.large or (above and end_of_note(above.text)):
        return texts[-1]
    if enlarged:
        return None
    alike = any(_shape(section.title) == _shape(line.text) for section in wall.sections)
    return texts[-1] if line.top and (alike or not (above and above.soft)) else None


def _may_be_heading(line: Line) -> bool:
    first = line.text[0]
    return not (
        end_of_note(line.text)
        or line.soft
        or first.islower()
        or line.text[-1] in ".,;!"
        or len(line.text) > LONGEST_HEADING
    )


def _shape(title: str) -> str:
    return re.sub(r"\d+", "#", title)
