"""The text layer of Padlet's PDF, copied by a person. Wrapped lines end with a space; a new page begins with one."""

import re
from itertools import pairwise

from posts.walls.formats import margins, printed
from posts.walls.formats.lines import PageLine, letters_wide, looks_wrapped
from posts.walls.refused import Refused
from posts.walls.wall import Wall

MOST_LINES = 50_000  # a thousand times a page
FEW = 0.2  # of the lines that look wrapped
USUAL = 0.9  # of all lines are shorter than a full one
SHORT = 0.5  # of a full line; a heading or the end of a paragraph


def fits(text: str) -> bool:
    """Whether this is not JSON. Nothing else marks a copied text layer, so reader.FORMATS has this format last."""
    return not text.lstrip().startswith("{")


def read(text: str) -> Wall:
    """Raises Refused("empty" | "text-long" | "text-no-entries" | "markdown-damaged")."""
    if text.count("\n") > MOST_LINES:
        raise Refused("text-long", limit=MOST_LINES)
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).replace("\f", "\n\f").split("\n")
    page_lines = [_line(raw, number) for number, raw in enumerate(margins.without_in_text(lines), 1)]
    if _is_trimmed(page_lines):
        _soften(page_lines)
    return printed.parse(page_lines, "text")


def _line(raw: str, number: int) -> PageLine:
    text = raw.strip()
    return PageLine(
        text,
        raw,
        number,
        width=letters_wide(text),
        first=letters_wide(text.split()[0]) if text else 0,
        soft=raw.endswith(" "),
        top=bool(re.match(r" \S|\f", raw)),
    )


def _is_trimmed(lines: list[PageLine]) -> bool:
    """Whether the lines have lost their last spaces, as in many programs that text is pasted into."""
    wrapped = [above.soft for above, line in pairwise(lines) if looks_wrapped(above.text, line.text)]
    return bool(wrapped) and sum(wrapped) <= FEW * len(wrapped)


def _soften(lines: list[PageLine]) -> None:
    """Without these spaces, any line that is not short may go on in the next one."""
    widths = sorted(line.width for line in lines if line.text)
    usual = widths[int(len(widths) * USUAL)]
    for line, below in pairwise(lines):
        line.soft = bool(below.text) and line.width > SHORT * usual
