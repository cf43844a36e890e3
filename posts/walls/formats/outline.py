"""Notes that somebody wrote under headings: `# seminar`, `## round`, `### heading of a note`.

Below a `###` all is one note. Below a `##` alone, or a heading that only names a group, each item of a list is a note,
and else each paragraph. A heading may be underlined instead.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from posts.walls import html
from posts.walls.refused import Refused
from posts.walls.table import GROUP
from posts.walls.wall import Entry, Section, Wall

HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>\S.*?)\s*#*\s*")
SUMMARY = re.compile(r"^> — (?:.{1,100} · )?[^\W\d_]+ \d+ · ", re.MULTILINE)  # below each note of a summary
UNDERLINE = re.compile(r"(?P<mark>[=-])(?P=mark){2,}\s*")
HEADING_TEXT = re.compile(r" {0,3}[^\s#>*+-].{0,200}")
ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+(?P<text>\S.*)")
MOST_LINES = 50_000


def fits(text: str) -> bool:
    """Whether the text has at least two headings, the first of them in its first line."""
    lines = _with_number_signs(text.lstrip().split("\n", MOST_LINES))
    return bool(HEADING.fullmatch(lines[0])) and sum(bool(HEADING.fullmatch(line)) for line in lines) > 1


def read(text: str) -> Wall:
    """Raises Refused("text-long", limit=), and Refused("is-summary") for what Rundebord itself made for reading."""
    if SUMMARY.search(text):
        raise Refused("is-summary")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise Refused("text-long", limit=MOST_LINES)
    lines = _with_number_signs(lines)
    levels = [len(match["level"]) for line in lines if (match := HEADING.fullmatch(line))]
    has_title = levels.count(1) == 1 and levels[0] == 1
    top = 2 if has_title else min(levels)
    wall = Wall("outline")
    author, author_level = "", 0
    for heading, number, below in _parts(lines):
        level, text = (len(heading["level"]), heading["text"]) if heading else (0, "")
        if level <= author_level:
            author, author_level = "", 0
        subject = text if level > top else ""
        if level == 1 and has_title:
            wall.title = text
        elif level and is_group(text):
            author, author_level, subject = text, level, ""
        elif level and level <= top:
            wall.sections.append(Section(text))
        if subject or any(line.strip() for line in below):
            wall.sections = wall.sections or [Section("")]
        _add(wall, subject, author, number, below)
    return wall


def _with_number_signs(lines: list[str]) -> list[str]:
    """The lines with `# heading` for a heading that is underlined with `===`, and `## heading` for one with `---`."""
    lines = list(lines)
    for index, (above, line) in enumerate(pairwise(["", *lines])):
        underlined = UNDERLINE.fullmatch(line)
        is_heading = HEADING_TEXT.fullmatch(above) and (index < 2 or not lines[index - 2].strip())
        if underlined and is_heading:
            lines[index - 1] = f"{'#' if underlined['mark'] == '=' else '##'} {above.strip()}"
            lines[index] = ""
    return lines


def is_group(text: str) -> bool:
    return bool(GROUP.fullmatch(text.rstrip(" :.")))


def _parts(lines: list[str]) -> Iterator[tuple[re.Match[str] | None, int, list[str]]]:
    """Each heading with the number of its line and the lines below it. None for what is above the first."""
    heading: re.Match[str] | None = None
    number, below = 1, list[str]()
    for index, line in enumerate(lines, 1):
        if match := HEADING.fullmatch(line):
            yield heading, number, below
            heading, number, below = match, index, []
        else:
            below.append(line)
    yield heading, number, below


def _add(wall: Wall, subject: str, author: str, number: int, below: list[str]) -> None:
    section = len(wall.sections) - 1
    if subject:
        raw = "\n".join([subject, *below]).strip()
        body = html.trim("\n".join(below))
        wall.entries.append(Entry(section, author=author, subject=subject, body=body, raw=raw, line=number))
        return
    for line, block in blocks(below, number + 1):
        wall.entries.append(Entry(section, author=author, body=html.trim(block), raw=block, line=line))


def blocks(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """The items of lists and the paragraphs, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], first):
        item = ITEM.fullmatch(line)
        if block and (item or not line.strip()):
            yield number - len(block), "\n".join(block)
            block = []
        if line.strip():
            block.append(item["text"] if item else line)
