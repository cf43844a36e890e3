"""The text layer of Padlet's PDF, as a person copies it: wrapped lines end in a space, a new page begins with one."""

import re

from posts.walls.formats import printed
from posts.walls.formats.lines import Line, letters_wide
from posts.walls.wall import Wall


def read(text: str) -> Wall:
    """Raises Refused: empty, text-no-entries."""
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).replace("\f", "\n\f").split("\n")
    return printed.parse([_line(raw, number) for number, raw in enumerate(lines, 1)], "text")


def _line(raw: str, number: int) -> Line:
    text = raw.strip()
    return Line(
        text,
        raw,
        number,
        width=letters_wide(text),
        first=letters_wide(text.split()[0]) if text else 0,
        soft=raw.endswith(" "),
        top=bool(re.match(r" \S|\f", raw)),
    )
