"""Printed lines with their places on the page, turned into the lines that a wall is read from."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, quantiles

from posts.walls.formats.lines import BROKEN_ADDRESS, PageLine, looks_wrapped
from posts.walls.formats.right_to_left import begins_right

LETTER = 0.5  # the width of a usual letter, in heights of its font
TALLER = 1.2  # times the usual: the letters of a heading, and the line spacing at a gap
LIST_MARK = re.compile(r"\d{1,2}[.)] ")
FEW = 0.2  # of the lines that look wrapped
OFTEN = 0.2  # of the lines at the most frequent left edge
UPWARD = 2  # heights of a line, from the foot of a column to the top of the next
INDENT = 12  # letters, the most that a list is indented by
ALIGNED = 0.5  # heights of a line that two left edges may differ by


@dataclass(frozen=True)
class MeasuredLine:
    """A line, in points from the lower left corner of the page. `word_right` is the right edge of its first word.

    `space`: the line was printed with a space after its last word. `leftwards`: it has Arabic or Hebrew letters.
    `item`: a bullet is before it.
    """

    text: str
    left: float
    right: float
    word_right: float
    bottom: float
    height: float
    space: bool = False
    leftwards: bool = False
    bold: bool = False
    item: bool = False


def lines_of(pages: list[list[MeasuredLine]]) -> list[PageLine]:
    """All lines in order, with an empty line in each gap between paragraphs."""
    pages = [column for page in pages for column in _columns(page)]
    heights = [line.height for page in pages for line in page]
    spacings = [spacing for page in pages for spacing in _spacings(page) if spacing > 0]
    usual_height = median(heights) if heights else 0
    gap = TALLER * (quantiles(spacings, n=5)[0] if len(spacings) > 1 else 1)
    has_spaces = _has_spaces(pages)
    edges = _edges(pages)
    lines: list[PageLine] = []
    for page in pages:
        for index, line in enumerate(page):
            if index and _spacing(page[index - 1], line) > gap:
                lines.append(PageLine("", "", len(lines) + 1))
            below = page[index + 1] if index + 1 < len(page) else None
            soft = line.space or not has_spaces
            if below:
                soft = soft or _breaks_after_hyphen(line.text, below.text)
                soft = soft and _aligned(line, below) and (line.space or _spacing(line, below) <= gap)
            lines.append(
                replace(
                    _line(line, len(lines) + 1, usual_height, top=not index, soft=soft),
                    spaced=has_spaces,
                    bold=line.bold,
                    item=line.item,
                    indent=0.0 if line.leftwards else _indent(line, edges),
                )
            )
    return lines


def _columns(page: list[MeasuredLine]) -> list[list[MeasuredLine]]:
    """The columns of a page, each of which goes on where the one before it ends, as pages do."""
    starts = [index for index, (above, line) in enumerate(pairwise(page), 1) if _spacing(above, line) < -UPWARD]
    return [page[start:stop] for start, stop in pairwise([0, *starts, len(page)])]


def _line(line: MeasuredLine, number: int, usual_height: float, *, top: bool, soft: bool) -> PageLine:
    letter = LETTER * line.height or 1
    return PageLine(
        line.text,
        line.text + " " * line.space,
        number,
        width=(line.right - line.left) / letter,
        first=(line.word_right - line.left) / letter,
        soft=soft,
        top=top,
        large=line.height > TALLER * usual_height,
    )


def _edges(pages: list[list[MeasuredLine]]) -> list[float]:
    """Where most lines begin: the left edge of each column of the print."""
    lefts = Counter(round(line.left) for page in pages for line in page)
    often = max(lefts.values(), default=0) * OFTEN
    return sorted(left for left, count in lefts.items() if count >= often)


def _indent(line: MeasuredLine, edges: list[float]) -> float:
    """From the edge of the column, in widths of a usual letter. Lists are indented by a few letters."""
    letter = LETTER * line.height or 1
    column = min((edge for edge in edges if 0 <= line.left + 1 - edge <= INDENT * letter), default=line.left)
    return max(0.0, (line.left - column) / letter)


def _has_spaces(pages: list[list[MeasuredLine]]) -> bool:
    """Whether wrapped lines were printed with their last space. A few lines with one may have been typed so."""
    wrapped = [above.space for page in pages for above, line in pairwise(page) if looks_wrapped(above.text, line.text)]
    return sum(wrapped) > FEW * len(wrapped) if wrapped else any(line.space for page in pages for line in page)


def _breaks_after_hyphen(above: str, below: str) -> bool:
    """Whether a browser can have broken a word or an address here, where it writes no space."""
    in_address = bool(BROKEN_ADDRESS.search(above))
    return in_address or (above[-1:] in "-/" and above[-2:-1].isalnum() and below[:1].isalnum())


def _spacings(page: list[MeasuredLine]) -> Iterator[float]:
    return (_spacing(above, line) for above, line in pairwise(page))


def _spacing(above: MeasuredLine, line: MeasuredLine) -> float:
    return (above.bottom - line.bottom) / (above.height or 1)


def _aligned(above: MeasuredLine, line: MeasuredLine) -> bool:
    """Whether a line may continue the one above: same size, and the same left edge or indented below a number."""
    indent = line.left - above.left
    if above.leftwards or line.leftwards:
        ends = [abs(above.right - line.right)] if begins_right(above.text) else []
        starts = [abs(indent)] if begins_right(above.text) == begins_right(line.text) or not ends else []
        return min(ends + starts) < ALIGNED * max(above.height, line.height)
    if abs(line.height - above.height) > 0.1 * above.height:
        return False
    return abs(indent) < ALIGNED * above.height or (indent > 0 and bool(LIST_MARK.match(above.text)))
