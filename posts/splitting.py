"""Where one note that answers several questions may be cut. Plain text in, proposals out; nothing here knows Django."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

ALIKE = 0.62  # how much of its letter pairs a heading shares with a question of the round, measured as Dice does
LONGEST_HEADING = 200
RULE = frozenset("-–—_=*~•·. \t")
LABEL = re.compile(
    r"(?:sp(?:ø|o)rsm(?:å|a)l|spm|question|oppg(?:å|a)ve|q)\.?[ \t]?(?:nr\.?[ \t]?)?(\d{1,2})(?!\d)[ \t]?[:.)–-]*"
)
NUMBER = re.compile(r"(\d{1,2})(?:\)|\.(?!\d))[ \t]*")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """`text` is `whole[start:end]`; `question` an index in the questions given, None where none seems to be meant.

    Parts stand in reading order. What lies between them is headings, numbers, rules and white space.
    """

    start: int
    end: int
    question: int | None
    text: str


@dataclass(frozen=True)
class Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Cut:
    """A mark that begins a part: it reaches from `start` to `end`, and the part's own words follow."""

    start: int
    end: int
    question: int | None = None


def propose(text: str, questions: list[str]) -> list[Part]:
    """The parts that the text's own marks give. One where it has none, and none where it says nothing.

    Marks are tried from the surest to the weakest, and the first kind that makes at least two parts is taken: headings
    ("Spørsmål 2:", or a line like a question), then rules, numbers, and empty lines. Time grows as the text does.
    """
    lines = list(_lines(text))
    for find in (_headings, _rules, _numbers, _blocks):
        parts = _between(text, find(lines, questions))
        if len(parts) > 1:
            return parts
    whole = _between(text, [cut for cut in _headings(lines, questions) if not text[: cut.start].strip()])
    return whole or _between(text, [])


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield Line(start, line)
        start += len(line) + 1


def _between(text: str, cuts: list[Cut]) -> list[Part]:
    """What stands before the first mark and after each, without the white space round it and without the empty."""
    starts = [Cut(0, 0), *cuts]
    ends = [cut.start for cut in cuts] + [len(text)]
    parts = []
    for cut, end in zip(starts, ends, strict=True):
        said = text[cut.end : end]
        start = cut.end + len(said) - len(said.lstrip())
        if kept := said.strip():
            parts.append(Part(start, start + len(kept), cut.question, kept))
    return parts


def _headings(lines: list[Line], questions: list[str]) -> list[Cut]:
    """ "Spørsmål 2:" before an answer, and lines of their own that say what a question says."""
    alike = _likeness(questions)
    return [cut for line in lines if (cut := _label(line, questions, alike) or _bare(line, alike))]


def _label(line: Line, questions: list[str], alike: Callable[[str], int | None]) -> Cut | None:
    indent = len(line.text) - len(line.text.lstrip())
    found = LABEL.match(line.text[indent : indent + 40].casefold())
    if not found:
        return None
    number = int(found[1])
    question = number - 1 if 1 <= number <= len(questions) else None
    end = indent + found.end()
    repeats = question is not None and alike(line.text[end:]) == question
    return Cut(line.start, line.end if repeats else line.start + min(end, len(line.text)), question)


def _bare(line: Line, alike: Callable[[str], int | None]) -> Cut | None:
    question = alike(NUMBER.sub("", line.text.strip(), count=1))
    return None if question is None else Cut(line.start, line.end, question)


def _likeness(questions: list[str]) -> Callable[[str], int | None]:
    """Gives the question that a line says again in nearly the same words, None where it says something else."""
    known = [_pairs(question) for question in questions]

    def alike(line: str) -> int | None:
        said = line.strip()
        if not known or not 6 <= len(said) <= LONGEST_HEADING:
            return None
        pairs = _pairs(said)
        shares = [2 * len(pairs & other) / (len(pairs) + len(other) or 1) for other in known]
        best = max(range(len(shares)), key=shares.__getitem__)
        return best if shares[best] >= ALIKE else None

    return alike


def _pairs(text: str) -> set[str]:
    """Every two letters that stand beside each other in a word: they bear an inflection or a slip of the finger."""
    return {f" {word} "[at : at + 2] for word in WORD.findall(text.casefold()) for at in range(len(word) + 1)}


def _rules(lines: list[Line], questions: list[str]) -> list[Cut]:
    return [Cut(line.start, line.end) for line in lines if _is_rule(line.text.strip())]


def _is_rule(text: str) -> bool:
    return len(text) >= 3 and set(text) <= RULE and len(set(text) - {" ", "\t"}) == 1


def _numbers(lines: list[Line], questions: list[str]) -> list[Cut]:
    """ "1." and "2)" at the start of lines: each in a run from 1, the first of each where lists begin again."""
    found = [(line, match) for line in lines if (match := NUMBER.match(line.text.lstrip()))]
    numbers = [int(match[1]) for _, match in found]
    if len(found) < 2 or numbers[0] != 1:
        return []
    if set(numbers) == {1}:
        told = list(range(len(numbers)))
    elif all(after - before in (0, 1) for before, after in pairwise(numbers)):
        told = [number - 1 for number in numbers]
    else:
        return [Cut(line.start, line.start) for (line, _), number in zip(found, numbers, strict=True) if number == 1]
    sure = max(told) < len(questions)
    return [
        Cut(line.start, line.end - len(line.text.lstrip()) + match.end(), place if sure else None)
        for (line, match), place in zip(found, told, strict=True)
    ]


def _blocks(lines: list[Line], questions: list[str]) -> list[Cut]:
    """Blocks with an empty line between; as many as the questions are, they are taken to answer them in turn."""
    starts = [
        line.start
        for before, line in zip([None, *lines], lines, strict=False)
        if line.text.strip() and (before is None or not before.text.strip())
    ]
    in_turn = len(starts) == len(questions)
    return [Cut(start, start, place if in_turn else None) for place, start in enumerate(starts)]
