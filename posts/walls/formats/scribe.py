"""Plain text that a scribe wrote elsewhere: `Gruppe 3`, and below it what the group said. `Runde 2` may be above.

Each item of a list is a note, and else each paragraph. A line that asks something is a question of the round.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from posts.walls import html
from posts.walls.formats import headers
from posts.walls.formats.lines import PageLine
from posts.walls.formats.outline import ITEM, MOST_LINES, blocks
from posts.walls.refused import Refused
from posts.walls.table import GROUP_WORD, ROUND
from posts.walls.wall import Entry, Section, Unread, Wall, WallQuestion

LONGEST_HEADING = 120  # characters
LONGEST_NAME = 60  # characters of a group with what is behind its number
DECORATION = re.compile(r"^[*_=#\s]+|[*_=#\s]+$")
GROUP = re.compile(
    rf"(?P<name>(?:{GROUP_WORD})\s*(?:nr\.?|no\.?|num(?:mer|ber)|#)?\s*(?:\d{{1,3}}|[a-zæøå]))"
    r"(?:\s*(?P<mark>[:–—(-])\s*(?P<rest>\S.*)|[.:]?)",
    re.IGNORECASE,
)
QUESTION = re.compile(r"(?:(?:spørsmål|spm\.?|fråga|question|frage|kysymys)\s*\d{1,2}\b.*|\d{1,2}[.)]\s.*\?)", re.I)

LABEL = re.compile(
    r"^\W{0,5}\*\*[^*\n]{1,60}[:：]\*\*", re.MULTILINE
)  # of Padlet's Markdown, which another format reads
OF_PRINT = re.compile(
    r"^ ?\d{1,6} \d{1,6} ?$|^.{1,80}\d[:.]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)? ?$", re.MULTILINE | re.I
)
ANSWERED = re.compile(r"(?P<question>[^\W\d_]+\.?\s*\d{1,2})\s*[:.–-]\s*(?P<text>.*[^?\s])")  # in the same line
EMPHASIZED = re.compile(r"([*_]{1,3})[^*_\s].*\1")
NUMBERED = re.compile(r"\d{1,2}[.)]\s")
RULE = re.compile(r"[-_=*–—]{3,}")

Kind = Literal["group", "round", "question"]


@dataclass
class Part:
    """A heading and what is below it. `text` is what follows the name of a group in its line."""

    kind: Kind
    name: str
    line: int
    text: str = ""
    below: list[str] = field(default_factory=list)


def fits(text: str) -> bool:
    """Whether a line names a group or several name rounds, and the text is not that of a print."""
    lines = text.split("\n")
    kinds = [part.kind for part in _parts(lines)[1]]
    if LABEL.search(text) or len(OF_PRINT.findall(text)) > 1:
        return False
    return ("group" in kinds or kinds.count("round") > 1) and not headers.find(
        [PageLine(line.strip(), line, number) for number, line in enumerate(lines[:MOST_LINES], 1)]
    )


def read(text: str) -> Wall:
    """Raises Refused("text-long", limit=)."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise Refused("text-long", limit=MOST_LINES)
    wall = Wall("scribe")
    above, parts = _parts(lines)
    _read_above(wall, above)
    sections: dict[str, int] = {}
    place, author, question = "", "", ""
    discussed = {part.name for part in parts if any(line.strip() for line in part.below)}
    first = [part for part in parts if part.kind != "round"][:2]
    groups_below = [part.kind for part in first] == ["question", "group"] and first[0].name not in discussed
    for part in parts:
        if part.kind == "round":
            place, author, question = part.name, author if parts[0].kind == "group" else "", ""
        elif part.kind == "group":
            author, question = part.name, question if groups_below else ""
        elif any(line.strip() for line in part.below):
            question = part.name
        elif NUMBERED.match(part.name):
            part.text = part.name  # an item of a list that asks something
        elif answered := ANSWERED.fullmatch(part.name):
            question, part.text = answered["question"], answered["text"]
        elif groups_below and bool(QUESTION.fullmatch(part.name)) == bool(QUESTION.fullmatch(first[0].name)):
            question = part.name
        elif not QUESTION.fullmatch(part.name) and part.name not in discussed:
            part.text = part.name  # what groups ask
        found = [(part.line, part.text)] if part.text else []
        for line, text in [*found, *blocks(part.below, part.line + 1)]:
            section = sections.setdefault(place, len(sections))
            entry = Entry(section, author=author, question=question, body=html.trim(text), raw=text, line=line)
            wall.entries.append(entry)
    wall.sections = [Section(title, questions=_asked(wall, section)) for title, section in sections.items()]
    return wall


def _asked(wall: Wall, section: int) -> list[WallQuestion]:
    asked = dict.fromkeys(entry.question for entry in wall.entries if entry.section == section and entry.question)
    return [WallQuestion(question) for question in asked]


def _read_above(wall: Wall, lines: list[str]) -> None:
    """A short first line is the title. What else is above the first heading belongs to no group."""
    texts = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if texts and len(texts[0][1]) <= LONGEST_HEADING and not texts[0][1].endswith((",", "!")):
        wall.title = DECORATION.sub("", texts.pop(0)[1])
    wall.unread = [Unread(line, number) for number, line in texts]


def _parts(lines: list[str]) -> tuple[list[str], list[Part]]:
    """The lines above the first heading, and the parts that begin with one."""
    above: list[str] = []
    parts: list[Part] = []
    asked = _repeated_questions(lines)
    for number, line in enumerate(lines, 1):
        if part := _heading(line, number, asked):
            parts.append(part)
        elif RULE.fullmatch(line.strip()):
            (parts[-1].below if parts else above).append("")
        else:
            (parts[-1].below if parts else above).append(line)
    return above, parts


def _repeated_questions(lines: list[str]) -> set[str]:
    """The lines that ask something and are in the text again, or are emphasized: they are asked of each group."""
    asks = [line.strip() for line in lines if line.rstrip("*_ ").endswith("?") and len(line) <= LONGEST_HEADING]
    counts = Counter(DECORATION.sub("", line) for line in asks if not ITEM.fullmatch(line))
    emphasized = {DECORATION.sub("", line) for line in asks if EMPHASIZED.fullmatch(line)}
    return emphasized | {line for line, count in counts.items() if count > 1}


def _heading(line: str, number: int, asked: set[str]) -> Part | None:
    if len(line) > 4 * LONGEST_HEADING:
        return None
    text = DECORATION.sub("", line)
    if group := GROUP.fullmatch(text):
        rest = (group["rest"] or "").rstrip(")")
        is_name = rest and group["mark"] != ":" and len(text) <= LONGEST_NAME and not rest.endswith((".", "!", "?"))
        if is_name or not rest:
            return Part("group", " ".join(text.rstrip(" .:").split()), number)
        return Part("group", " ".join(group["name"].split()), number, rest)
    if len(text) > LONGEST_HEADING or text.endswith((".", "!", ",", ";")):
        return None
    if ROUND.fullmatch(text):
        return Part("round", text, number)
    return Part("question", text, number) if QUESTION.fullmatch(text) or text in asked else None
