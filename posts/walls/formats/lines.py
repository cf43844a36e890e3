"""Lines of a printed wall, with their width and their place on the page."""

import re
from dataclasses import dataclass

# Advance widths of a plain sans serif in thousandths of an em. Letters that are not listed have about 556.
WIDTHS = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys("ftI.,:;/!\\ []", 278),
    **dict.fromkeys("r-()", 333),
    **dict.fromkeys("ckszxyvJ", 500),
    **dict.fromkeys("FTZL", 611),
    **dict.fromkeys("ABEKPSVXYÅ&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQØ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("æÆW—@", 944),
}
USUAL = 556
SPACE = WIDTHS[" "] / USUAL
BROKEN_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[-/?&=_%#]$")  # at the end of a line


@dataclass
class PageLine:
    """One line as printed. An empty `text` is a gap between paragraphs. `number` counts from 1.

    `width` is that of the line and `first` that of its first word, both in widths of a usual letter. `soft`: the text
    may continue on the next line. `top`: the first line of a page. `large`: larger than the text of notes. `after_gap`:
    an empty line is before it. `spaced`: its file shows whether a line ends in a space. `indent`: the distance from the
    left edge of the column, where that was measured. `item`: a bullet is before it.
    """

    text: str
    raw: str
    number: int
    width: float = 0
    first: float = 0
    soft: bool = False
    top: bool = False
    large: bool = False
    after_gap: bool = False
    spaced: bool = False
    bold: bool = False
    indent: float | None = None
    item: bool = False


def letters_wide(text: str) -> float:
    """The width of a text as it was printed, before letters were lost, in widths of a usual letter."""
    printed = text.replace("\ufffd", "fi").replace("g j", "gj")
    return sum(WIDTHS.get(letter, USUAL) for letter in printed) / USUAL


def looks_wrapped(above: str, below: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    return bool(above and below) and below[0].islower() and above[-1] not in ".?!:…"
