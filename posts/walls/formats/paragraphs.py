"""Joins printed lines into the paragraphs that they were typed as.

A browser breaks a line where the next word does not fit. So within a paragraph no line leaves room for the first word
of the next one, and none is wider than the column; lines that break this rule were typed apart. The browser balances
short paragraphs (all lines about equally long) and lets long ones fill the column: the rule holds for both. Where each
line of a print fills the column, as its certain wraps show, a line that leaves room is the last of its paragraph. The
rest is decided by cost. Separating two lines has a price, and joining lines costs what they miss of fitting the rule.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from posts.walls.formats.lines import BROKEN_ADDRESS, SPACE, PageLine, looks_wrapped
from posts.walls.repair.pairs import Edit

UPPER, LOWER = "A-ZÀ-ÖØ-ÞČĐŊŠŦŽ", "a-zß-öø-ÿčđŋšŧž"
BROKEN_WORD = re.compile(r"\w-$")
LEFT_OUT = re.compile(r"(?:og|eller|och|und|oder|and|or|ja|tai|et|ou)\b|[^a-zæøåäö]")  # after `kor- `, say
RULE = re.compile(r"[-_=*–—]{3,}")
SENTENCE_END = re.compile(r"[.?!…][\"»”)]*$")
SENTENCE_INSIDE = re.compile(rf"[.?!…][\"»”)]* (?=[{UPPER}])")
NUMBERED = re.compile(r"(?P<number>\d{1,2})[.)] ")
GOES_ON = re.compile(
    r"(?:,|\b(?:og|i|på|til|som|av|å|er|for|at|med|det|en|et|ei|ein|eit|den|de|dei|vi|om|eller|ikke|ikkje|har|må|kan|"
    r"vil|skal|fra|frå|ved|och|att|är|för|ett|and|the|of|to|in|a|und|der|die))$"
)
LIST_ITEM = re.compile(rf"\d{{1,2}}[.)] (?=[{UPPER}])")
NAME = re.compile(rf"(?:(?<=[{LOWER}] )|(?<=[{LOWER}], ))[{UPPER}]\w+")
FIRST_WORD = re.compile(rf"[{UPPER}]\w*")
CAPITALS = re.compile(rf"[{UPPER}]{{2,}}")  # for emphasis, or a short name such as PPT; not the start of a sentence
LAST_WORD = re.compile(r"(?P<word>\w+)(?P<closed>[\"»”)]*)$")
SMALL_WORD = 4  # letters; a name often follows `til` or `hos`, but seldom a longer word
LONGEST = 60  # lines of a paragraph that are considered together
NEARLY = 0.85
MOSTLY = 0.9  # of the lines that a sentence goes on from
SLACK = 0.25  # usual letters, by which a measured line may miss the edge of its column
LEFT_ROOM = 4.0  # the cost of each letter of room in the column that was not used
NARROW = 0.75  # of the column; no list is narrower

# The price of separating two lines, in widths of a usual letter. Below 0 they are separated even where they fit.
TYPED_APART, NEW_SENTENCE, MID_SENTENCE, ACROSS_PAGES = -1.0, 1.0, 5.0, 50.0
AFTER_SPACE, GOES_ON_AFTER_SPACE = 8.0, 50.0  # where a PDF has the space after a wrapped line


@dataclass(frozen=True)
class Layout:
    """What all lines of a print show: the width of the column, in usual letters, and which words are names.

    With `fills`, each line holds as many words as fit in the column.
    """

    column: float
    names: frozenset[str]
    fills: bool = False

    def room_after(self, above: PageLine, line: PageLine) -> float:
        """What would be left of the column if the first word of `line` were in the line above it."""
        return self.column - (above.indent or 0) - above.width - SPACE - line.first


def layout_of(lines: Iterable[PageLine]) -> Layout:
    lines = list(lines)
    soft = [line for line in lines if line.soft]
    names = frozenset(name for line in soft for name in NAME.findall(line.text))
    widths = sorted(((line.indent or 0) + line.width for line in soft), reverse=True)
    layout = Layout(_column(widths), names)
    return replace(layout, fills=_fills(lines, layout))


def _fills(lines: list[PageLine], layout: Layout) -> bool:
    """Whether nearly everywhere that a sentence goes on, its next word would not have fitted.

    Where the ends of lines show whether they were wrapped, that is known without. Browsers fill lines unless a page
    asks for something else, so that only lines that do not fit say otherwise.
    """
    full = [
        layout.room_after(above, line) < SLACK
        for above, line in pairwise(lines)
        if above.soft and not above.spaced and not line.item and looks_wrapped(above.text, line.text)
    ]
    measured = any(line.indent is not None and not line.spaced for line in lines)
    return measured and sum(full) >= MOSTLY * len(full)


def _column(widths: list[float]) -> float:
    """The width of the widest line that is not alone with it: one odd line says nothing of the others."""
    return next((wide for wide, next_one in pairwise(widths) if next_one > NEARLY * wide), max(widths, default=0))


def join_lines(lines: list[PageLine], layout: Layout) -> tuple[str, list[Edit]]:
    """The text of the lines, with one paragraph on each line, and an edit for each two lines that were joined."""
    pieces: list[str] = []
    edits: list[Edit] = []
    length, word = 0, ""
    for run in _runs(lines):
        starts = _starts(run, layout)
        for index, line in enumerate(run):
            glued = index not in starts and bool(pieces) and _is_glued(run[index - 1], line, word)
            between = "" if not pieces or glued else "\n" if index in starts else " "
            pieces += [between, line.text]
            length += len(between)
            if glued or between == " ":
                edits.append(_join(run[index - 1], line, length, glued=glued))
            length += len(line.text)
            word = (word if glued and " " not in line.text else "") + line.text.rpartition(" ")[2]
    return "".join(pieces), edits


def _join(above: PageLine, line: PageLine, at: int, *, glued: bool) -> Edit:
    gap = "\n" * (line.number - above.number) if line.after_gap else "\n"
    return Edit(at, at, gap) if glued or above.raw.endswith(" ") else Edit(at - 1, at, gap)


def _is_glued(above: PageLine, line: PageLine, word: str) -> bool:
    """Whether a line goes on without a space: in an address, or after the hyphen of a word. `word` is the last one."""
    if above.raw.endswith(" "):
        return False
    if BROKEN_ADDRESS.search(word):
        return True
    return bool(BROKEN_WORD.search(above.text)) and (above.spaced or not LEFT_OUT.match(line.text))


def _runs(lines: list[PageLine]) -> Iterator[list[PageLine]]:
    """Sequences of lines that may belong to one paragraph, without the empty lines."""
    run: list[PageLine] = []
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


def _may_follow(above: PageLine, line: PageLine) -> bool:
    if line.item or (above.bold and not line.bold):
        return False
    if not above.soft or RULE.fullmatch(above.text) or RULE.fullmatch(line.text):
        return False
    return not line.after_gap or (line.text[0].islower() and not SENTENCE_END.search(above.text))


def _starts(run: list[PageLine], layout: Layout) -> set[int]:
    """The indexes of the lines that begin a paragraph, chosen for the lowest cost."""
    prices = [0.0, *_prices(run, layout)]
    # For each line, the lowest cost of the lines before it, and the index where their last paragraph begins.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        choices = ((best[start][0] + prices[start] + misfit, start) for start, misfit in _misfits(run, end, layout))
        best.append(min(choices, key=lambda choice: (choice[0], choice[1])))
    starts, end = set(), len(run)
    while end:
        end = best[end][1]
        starts.add(end)
    return starts


def _misfits(run: list[PageLine], end: int, layout: Layout) -> Iterator[tuple[int, float]]:
    """For each paragraph that may end before the line `end`: its first line, and its distance from the rule."""
    widest, room, total, left = 0.0, float("inf"), -SPACE, 0.0
    for start in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        line = run[start]
        widest = max(widest, line.width)
        total += line.width + SPACE
        fewer_lines = (end - 1 - start) * NARROW * layout.column - total  # room left if it were one line shorter
        yield start, left if layout.fills else max(0.0, widest - room, fewer_lines)
        if start:
            room = min(room, run[start - 1].width + SPACE + line.first)
            unused = layout.room_after(run[start - 1], line) - SLACK
            left = max(left, LEFT_ROOM * unused)


def _prices(run: list[PageLine], layout: Layout) -> Iterator[float]:
    sentence_a_line = not layout.fills and _sentence_a_line(run)
    numbers = {0} | {int(match["number"]) for line in run if (match := NUMBERED.match(line.text))}
    for above, line in pairwise(run):
        new = not line.text[0].islower()
        spaced = above.indent is not None and above.raw.endswith(" ")
        numbered = NUMBERED.match(line.text)
        follows = numbered is not None and int(numbered["number"]) - 1 in numbers
        if follows or LIST_ITEM.match(line.text) or _begins_item(above, line, layout):
            yield TYPED_APART
        elif SENTENCE_END.search(above.text) and new:
            apart = AFTER_SPACE if spaced else NEW_SENTENCE
            yield TYPED_APART if sentence_a_line and not spaced else apart
        elif not new and (spaced or BROKEN_ADDRESS.search(above.text)):
            yield GOES_ON_AFTER_SPACE
        else:
            yield ACROSS_PAGES if line.top else MID_SENTENCE  # a browser lays out the two halves separately


def _sentence_a_line(run: list[PageLine]) -> bool:
    """Whether most sentences end at the end of a line, which is unlikely if the lines were wrapped."""
    at_end = sum(bool(SENTENCE_END.search(above.text)) and not line.text[0].islower() for above, line in pairwise(run))
    inside = sum(len(SENTENCE_INSIDE.findall(line.text)) for line in run)
    return at_end >= 2 and at_end >= inside


def _begins_item(above: PageLine, line: PageLine, layout: Layout) -> bool:
    """Whether a line begins an item of a list without full stops: a capital (not of a name) after a colon or a word."""
    first, last = FIRST_WORD.match(line.text), LAST_WORD.search(above.text)
    if first and above.text.endswith(":"):
        return True
    if not first or not last or first[0] in layout.names or CAPITALS.fullmatch(first[0]):
        return False
    return last["word"].islower() and (len(last["word"]) > SMALL_WORD or bool(last["closed"]))
