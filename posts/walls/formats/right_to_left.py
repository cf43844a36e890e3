"""Arabic and Hebrew in a print. Letters are printed where they are seen, so their places give the order of reading."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from statistics import median

SENTENCE_MARKS = ".!?…:،؛؟"
GAP = 0.15  # of the width of a usual letter, the least between two words


@dataclass(frozen=True)
class PlacedLetter:
    """A character as printed, from its left to its right edge in points."""

    text: str
    left: float
    right: float


def is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def begins_right(text: str) -> bool:
    """Whether the first letter of a text is one that runs to the left."""
    first = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    return first != "L"


def in_order(letters: list[PlacedLetter]) -> list[PlacedLetter]:
    """The letters of a line in the order in which they are read.

    A line in which most letters run to the left begins at its right edge. Words and numbers in other scripts keep their
    own order inside it.
    """
    seen = _as_seen(letters)
    directions = _directions(seen)
    leftwards = directions.count("R") > directions.count("L")
    runs = [
        [letter for letter, _ in run]
        for _, run in groupby(
            zip(seen, _settled(directions, "R" if leftwards else "L"), strict=True), key=lambda pair: pair[1]
        )
    ]
    kinds = [kind for kind, _ in groupby(_settled(directions, "R" if leftwards else "L"))]
    ordered = [run[::-1] if kind == "R" else run for run, kind in zip(runs, kinds, strict=True)]
    line = [letter for run in (reversed(ordered) if leftwards else ordered) for letter in run]
    return _with_marks_last(line) if leftwards else line


def _as_seen(letters: list[PlacedLetter]) -> list[PlacedLetter]:
    """From left to right. The places of spaces mean nothing where words are printed one by one, only their order.

    A space that leaves no gap between two words is none: pdfium takes a word for two where it is printed in pieces.
    """
    inked = [letter for letter in letters if not letter.text.isspace()]
    least = GAP * median(letter.right - letter.left for letter in inked) if inked else 0
    words = [
        sorted(word, key=lambda letter: (letter.left, letter.right))
        for is_space, word in groupby(letters, key=lambda letter: letter.text.isspace())
        if not is_space
    ]
    seen: list[PlacedLetter] = []
    for word in sorted(words, key=lambda word: word[0].left):
        if seen and word[0].left - seen[-1].right > least:
            seen.append(PlacedLetter(" ", seen[-1].right, word[0].left))
        seen += word
    return seen


def _directions(letters: list[PlacedLetter]) -> list[str]:
    kinds = [unicodedata.bidirectional(letter.text) for letter in letters]
    return ["R" if kind in ("R", "AL", "NSM") else "L" if kind in ("L", "EN", "AN") else "" for kind in kinds]


def _settled(directions: list[str], base: str) -> list[str]:
    """Directions without gaps: a mark or a space between two of a kind goes with them, any other with the line."""
    settled = list(directions)
    for index, direction in enumerate(directions):
        if not direction:
            before = next((d for d in reversed(directions[:index]) if d), base)
            after = next((d for d in directions[index:] if d), base)
            settled[index] = before if before == after else base
    return settled


def _with_marks_last(line: list[PlacedLetter]) -> list[PlacedLetter]:
    """A full stop that was typed in a paragraph of the other direction is printed at the wrong end."""
    count = next((index for index, letter in enumerate(line) if letter.text not in SENTENCE_MARKS), len(line))
    return line[count:] + line[:count]
