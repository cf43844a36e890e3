"""Notes that somebody wrote under headings: `# seminar`, `## round`, `### heading of a note`.

Below a `###` all is one note. Below a `##` alone, or a heading that only names a group, each item of a list is a note,
and else each paragraph. A heading may be underlined instead.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from posts.walls import html
from posts.walls.formats.markdown_post import RULE
from posts.walls.refused import Refused
from posts.walls.table import GROUP, GROUP_WORD, ROUND, is_place
from posts.walls.wall import Entry, Section, Wall

HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>\S.*?)\s*#*\s*")
SUMMARY = re.compile(r"^> — (?:.{1,100} · )?[^\W\d_]+ \d+ · ", re.MULTILINE)  # below each note of a summary
UNDERLINE = re.compile(r"(?P<mark>[=-])(?P=mark){2,}\s*")
HEADING_TEXT = re.compile(r" {0,3}[^\s#>*+-].{0,200}")
ITEM = re.compile(r"\s*(?:[-*+•◦▪‣–—]|\d{1,2}[.)])\s+(?P<text>\S.*)")
SAID = re.compile(
    rf"(?P<group>(?:{GROUP_WORD})\s*(?:nr\.?\s*)?(?:\d{{1,3}}|[A-ZÆØÅ]))\s*:\s*(?P<text>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
MOST_LINES = 50_000
MOST_MARGIN = 1_000  # of a paragraph, which every item of a list ends


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
    author, author_level, section = "", 0, -1
    for heading, number, below in _parts(lines):
        level, text = (len(heading["level"]), heading["text"]) if heading else (0, "")
        if level <= author_level:
            author, author_level = "", 0
        subject = text if level > top else ""
        if level == 1 and has_title:
            wall.title = text
            if len(levels) > 1 and not is_place(text) and not any(map(ITEM.fullmatch, below)):
                wall.introduction, below = html.trim("\n".join(below)), []
        elif level and is_group(text):
            author, author_level, subject = text, level, ""
        elif author and ROUND.fullmatch(text):
            subject, section = "", _section(wall, text)
        elif level and level <= top:
            section = len(wall.sections)
            wall.sections.append(Section(text))
        if section < 0 and (subject or any(line.strip() for line in below)):
            section = 0
            wall.sections = wall.sections or [Section("")]
        _add(wall, section, subject, author, number, below)
    return wall


def _section(wall: Wall, title: str) -> int:
    """The index of the section of this title, which is added where there is none."""
    titles = [section.title for section in wall.sections]
    if title in titles:
        return titles.index(title)
    wall.sections.append(Section(title))
    return len(titles)


def _with_number_signs(lines: list[str]) -> list[str]:
    """The lines with `# heading` for a heading that is underlined with `===`, and `## heading` for one with `---`.

    A rule between two notes is an empty line.
    """
    lines = list(lines)
    for index, (above, line) in enumerate(pairwise(["", *lines])):
        underlined = UNDERLINE.fullmatch(line)
        is_heading = HEADING_TEXT.fullmatch(above) and (index < 2 or not lines[index - 2].strip())
        if underlined and is_heading:
            lines[index - 1] = f"{'#' if underlined['mark'] == '=' else '##'} {above.strip()}"
            lines[index] = ""
        elif RULE.fullmatch(line.strip()) and not lines[index - 1].strip():
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


def _add(wall: Wall, section: int, subject: str, author: str, number: int, below: list[str]) -> None:
    if subject:
        raw = "\n".join([subject, *below]).strip()
        body = html.trim("\n".join(below))
        wall.entries.append(Entry(section, author=author, subject=subject, body=body, raw=raw, line=number))
        return
    for line, block in blocks(below, number + 1):
        said = None if author else SAID.fullmatch(block)
        body = html.trim(said["text"] if said else block)
        wall.entries.append(Entry(section, author=said["group"] if said else author, body=body, raw=block, line=line))


def blocks(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """The items of lists and the paragraphs, each with the number of its first line.

    What is below an item, further in, belongs to it.
    """
    block: list[str] = []
    margin = 0
    for number, line in enumerate([*lines, ""], first):
        item = ITEM.fullmatch(line)
        indent = len(line) - len(line.lstrip())
        if block and ((item and indent <= margin) or not line.strip()):
            yield number - len(block), "\n".join(block)
            block = []
        if line.strip():
            margin = margin if block else indent if item else MOST_MARGIN
            block.append(item["text"] if item and not block else line)
