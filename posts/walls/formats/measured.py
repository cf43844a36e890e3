"""Printed lines with their true places on the page, made into the lines that a wall is read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from posts.walls.formats.lines import Line

LETTER = 0.5  # a usual letter's width as a part of its font's height
TALLER = 1.2  # a heading's letters, a gap's line spacing
LIST_MARK = re.compile(r"\d{1,2}[.)] ")
ALIGNED = 0.5  # of a line's height


@dataclass(frozen=True)
class Measured:
    """A line in points from the page's lower left; `word_right` is where its first word ends.

    `space`: printed with a space after its last word.
    """

    text: str
    left: float
    right: float
    word_right: float
    bottom: float
    height: float
    space: bool = False


def lines_of(pages: list[list[Measured]]) -> list[Line]:
    """All lines in order, with an empty one in each gap between paragraphs."""
    heights = [line.height for page in pages for line in page]
    spacings = [spacing for page in pages for spacing in _spacings(page) if spacing > 0]
    usual_height = median(heights) if heights else 0
    gap = TALLER * (quantiles(spacings, n=5)[0] if len(spacings) > 1 else 1)
    spaces_kept = any(line.space for page in pages for line in page)
    lines: list[Line] = []
    for page in pages:
        for index, line in enumerate(page):
            if index and _spacing(page[index - 1], line) > gap:
                lines.append(Line("", "", len(lines) + 1))
            below = page[index + 1] if index + 1 < len(page) else None
            soft = line.space or not spaces_kept
            if below:
                soft = soft and _aligned(line, below) and (line.space or _spacing(line, below) <= gap)
            lines.append(_line(line, len(lines) + 1, usual_height, top=not index, soft=soft))
    return lines


def _line(line: Measured, number: int, usual_height: float, *, top: bool, soft: bool) -> Line:
    letter = LETTER * line.height or 1
    return Line(
        line.text,
        line.text + " " * line.space,
        number,
        width=(line.right - line.left) / letter,
        first=(line.word_right - line.left) / letter,
        soft=soft,
        top=top,
        large=line.height > TALLER * usual_height,
    )


def _spacings(page: list[Measured]) -> Iterator[float]:
    return (_spacing(above, line) for above, line in pairwise(page))


def _spacing(above: Measured, line: Measured) -> float:
    return (above.bottom - line.bottom) / (above.height or 1)


def _aligned(above: Measured, line: Measured) -> bool:
    """Whether a line may go on from the one above: same letters, same edge, or further in below a number."""
    inside = line.left - above.left
    if abs(line.height - above.height) > 0.1 * above.height:
        return False
    return abs(inside) < ALIGNED * above.height or (inside > 0 and bool(LIST_MARK.match(above.text)))
