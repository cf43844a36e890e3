"""Setting printed lines as the paragraphs they were typed as.

A browser breaks a line where the next word would not have fitted. So in a paragraph no line leaves room for the first
word of the next and none is wider than that; lines that break this rule were typed apart. Short paragraphs are
balanced by the browser (all lines about as long), long ones fill the column: the rule holds for both. What is left is
weighed: to part two lines has a price, and to join lines costs what they are short of fitting together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from posts.walls.formats.lines import SPACE, Line
from posts.walls.repair.pairs import Edit

UPPER, LOWER = "A-ZÀ-ÖØ-ÞČĐŊŠŦŽ", "a-zß-öø-ÿčđŋšŧž"
RULE = re.compile(r"[-_=*–—]{3,}")
SENTENCE_END = re.compile(r"[.?!…][\"»”)]*$")
SENTENCE_INSIDE = re.compile(rf"[.?!…][\"»”)]* (?=[{UPPER}])")
LIST_ITEM = re.compile(rf"\d{{1,2}}[.)] (?=[{UPPER}])")
NAME = re.compile(rf"(?:(?<=[{LOWER}] )|(?<=[{LOWER}], ))[{UPPER}]\w+")
FIRST_WORD = re.compile(rf"[{UPPER}]\w*")
SHOUTED = re.compile(rf"[{UPPER}]{{2,}}")  # or a short name such as PPT: neither begins a sentence by being in capitals
LAST_WORD = re.compile(r"(?P<word>\w+)(?P<closed>[\"»”)]*)$")
SMALL_WORD = 4  # letters; `til` or `hos` leads on to a name, a longer word hardly
LONGEST = 60  # lines of a paragraph weighed together
NARROW = 0.75  # of the column: no list is indented further

# The price of parting two lines, in letters of misfit. Below zero they are parted even where they would fit.
TYPED_APART, NEW_SENTENCE, MID_SENTENCE, ACROSS_PAGES = -1.0, 1.0, 5.0, 50.0


@dataclass(frozen=True)
class Sheet:
    """What the whole print tells: its widest wrapped line, in usual letters, and the words it shows to be names."""

    column: float
    names: frozenset[str]


def sheet(lines: Iterable[Line]) -> Sheet:
    soft = [line for line in lines if line.soft]
    names = (name for line in soft for name in NAME.findall(line.text))
    return Sheet(max((line.width for line in soft), default=0), frozenset(names))


def set_body(lines: list[Line], sheet: Sheet) -> tuple[str, list[Edit]]:
    """The lines as text, one paragraph a line, and an edit for each two lines that were joined."""
    pieces: list[str] = []
    edits: list[Edit] = []
    length = 0
    for run in _runs(lines):
        starts = _starts(run, sheet)
        for index, line in enumerate(run):
            between = "" if not pieces else "\n" if index in starts else " "
            pieces += [between, line.text]
            length += len(between)
            if between == " ":
                edits.append(_joined(run[index - 1], line, length))
            length += len(line.text)
    return "".join(pieces), edits


def _joined(above: Line, line: Line, at: int) -> Edit:
    gap = "\n" * (line.number - above.number) if line.after_gap else "\n"
    return Edit(at, at, gap) if above.raw.endswith(" ") else Edit(at - 1, at, gap)


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Stretches of lines that may belong together, without the empty ones."""
    run: list[Line] = []
    gap = False
    for line in lines:
        if not line.text:
            gap = True
            continue
        line = replace(line, after_gap=gap)
        if run and not _may_follow(run[-1], line):
            yield run
            run = []
        run.append(line)
        gap = False
    if run:
        yield run


def _may_follow(above: Line, line: Line) -> bool:
    if not above.soft or RULE.fullmatch(above.text) or RULE.fullmatch(line.text):
        return False
    return not line.after_gap or (line.text[0].islower() and not SENTENCE_END.search(above.text))


def _starts(run: list[Line], sheet: Sheet) -> set[int]:
    """The indexes of the lines that begin a paragraph, at the lowest cost."""
    prices = [0.0, *_prices(run, sheet)]
    best: list[tuple[float, int]] = [
        (0.0, 0)
    ]  # cost of the lines before this one, and where their last paragraph began
    for end in range(1, len(run) + 1):
        choices = ((best[start][0] + prices[start] + misfit, start) for start, misfit in _misfits(run, end, sheet))
        best.append(min(choices, key=lambda choice: (choice[0], choice[1])))
    starts, end = set(), len(run)
    while end:
        end = best[end][1]
        starts.add(end)
    return starts


def _misfits(run: list[Line], end: int, sheet: Sheet) -> Iterator[tuple[int, float]]:
    """For each paragraph that could end here: its first line, and how far its lines are from fitting together."""
    widest, room, total = 0.0, float("inf"), -SPACE
    for start in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        line = run[start]
        widest = max(widest, line.width)
        total += line.width + SPACE
        fewer_lines = (end - 1 - start) * NARROW * sheet.column - total  # room to spare had it been set in one less
        yield start, max(0.0, widest - room, fewer_lines)
        if start:
            room = min(room, run[start - 1].width + SPACE + line.first)


def _prices(run: list[Line], sheet: Sheet) -> Iterator[float]:
    sentence_a_line = _sentence_a_line(run)
    for above, line in pairwise(run):
        new = not line.text[0].islower()
        if LIST_ITEM.match(line.text) or _new_thought(above, line, sheet):
            yield TYPED_APART
        elif SENTENCE_END.search(above.text) and new:
            yield TYPED_APART if sentence_a_line else NEW_SENTENCE
        else:
            yield ACROSS_PAGES if line.top else MID_SENTENCE  # a browser sets the two halves each by itself


def _sentence_a_line(run: list[Line]) -> bool:
    """Whether most sentences end where a line does, which wrapping alone would hardly do."""
    at_end = sum(bool(SENTENCE_END.search(above.text)) and not line.text[0].islower() for above, line in pairwise(run))
    inside = sum(len(SENTENCE_INSIDE.findall(line.text)) for line in run)
    return at_end >= 2 and at_end >= inside


def _new_thought(above: Line, line: Line, sheet: Sheet) -> bool:
    """A capital that is no name after a heading's colon, or after a whole word: a list typed without full stops."""
    first, last = FIRST_WORD.match(line.text), LAST_WORD.search(above.text)
    if first and above.text.endswith(":"):
        return True
    if not first or not last or first[0] in sheet.names or SHOUTED.fullmatch(first[0]):
        return False
    return last["word"].islower() and (len(last["word"]) > SMALL_WORD or bool(last["closed"]))
