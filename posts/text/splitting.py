"""Proposes where to split a note that answers several questions. Plain text; imports nothing from Django."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

SIMILAR = 0.62  # the least Dice coefficient of the letter pairs of a question and of a line that is like it
LONGEST_HEADING = 200  # characters
LONGEST_HEAD = 40  # characters of a line before its colon
FEWEST_ASKING = 3  # lines that ask one after the other, to be what the group wants to know
RULE = frozenset("-–—_=*~•·. \t")
LABEL = re.compile(
    r"(?:sp(?:ø|o)rsm(?:å|a)l|spm|question|oppg(?:å|a)ve|q)\.?[ \t]?(?:nr\.?[ \t]?)?(\d{1,2})(?!\d)[ \t]?[:.)–-]*"
)
NUMBER = re.compile(r"(\d{1,2})(?:\)|\.(?!\d))[ \t]*")
GROUP = re.compile(
    r"(?:gruppe|grupperom|bord|group|table)[ ]?(?:nr\.?|no\.?)?[ ]?"
    r"(?:\d{1,3}|[a-zæøå]|é?e?i?n|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|one|two|three|four|five|six)"
)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ProposedPart:
    """`text` is `whole[start:end]`. `question` is an index in the given questions, None where none is recognized.

    Between the parts are only labels, numbers, rules, repeated questions and white space.
    """

    start: int
    end: int
    question: int | None
    text: str


@dataclass(frozen=True)
class SplitLine:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Cut:
    """A mark that begins a part, from `start` to `end`. The text of the part follows."""

    start: int
    end: int
    question: int | None = None
    is_certain: bool = False


def propose(text: str, questions: list[str], groups: Iterable[str] = ()) -> list[ProposedPart]:
    """The parts of a text, in reading order. One part where nothing marks a split; none where the text is blank.

    Two labels ("Spørsmål 2:") or lines that repeat questions are certain. Else the marks that give most parts are used,
    of lines that are like a question, rules, numbers and lines that end in a colon; else empty lines. A line that is
    only like a question stays in the text, since people answer in the words of the question, and so does a label or a
    number that names none of the questions. No question is met twice. A first part that only says which group wrote, in
    words or as one of `groups`, belongs to the next. The time is linear in the length of the text.
    """
    lines = list(_lines(text))
    names = {name.casefold() for name in groups}
    headings = _once(_headings(lines, questions))
    parts = _between(text, headings)
    if sum(cut.is_certain for cut in headings) < 2 or len(parts) < 2:
        by_rules, by_numbers, by_colons = (
            _between(text, _once(find(lines, questions))) for find in (_rules, _numbers, _colons)
        )
        by_rules = _in_turn(_without_name(text, by_rules, names), len(questions))
        parts = max([parts, by_rules, by_numbers, by_colons], key=len)
    if len(parts) < 2:
        parts = _between(text, _blocks(lines, questions))
    if len(parts) > 1:
        return _without_name(text, parts, names)
    whole = _between(text, [cut for cut in headings if not text[: cut.start].strip()])
    return whole or _between(text, [])


def left_out(text: str, parts: Iterable[str]) -> str:
    """The words of the text that are in none of the parts, in their order. A word counts as often as it occurs."""
    remaining = Counter(word for part in parts for word in part.split())
    missing = []
    for word in text.split():
        remaining[word] -= 1
        if remaining[word] < 0:
            missing.append(word)
    return " ".join(missing)


def _lines(text: str) -> Iterator[SplitLine]:
    start = 0
    for line in text.split("\n"):
        yield SplitLine(start, line)
        start += len(line) + 1


def _between(text: str, cuts: list[Cut]) -> list[ProposedPart]:
    """The stripped texts before the first mark and after each mark, without the empty ones."""
    starts = [Cut(0, 0), *cuts]
    ends = [cut.start for cut in cuts] + [len(text)]
    parts = []
    for cut, end in zip(starts, ends, strict=True):
        between = text[cut.end : end]
        start = cut.end + len(between) - len(between.lstrip())
        if stripped := between.strip():
            parts.append(ProposedPart(start, start + len(stripped), cut.question, stripped))
    return parts


def _once(cuts: list[Cut]) -> list[Cut]:
    """Each question where it is met first. A line that is only like it marks nothing later on, and a label stays."""
    met: set[int] = set()
    once = []
    for cut in cuts:
        if cut.question in met:
            if cut.start == cut.end:
                continue
            cut = replace(cut, end=cut.start, question=None)
        elif cut.question is not None:
            met.add(cut.question)
        once.append(cut)
    return once


def _without_name(text: str, parts: list[ProposedPart], names: set[str]) -> list[ProposedPart]:
    """The first two parts as one where the first only says which group it is. No word is left out."""
    if len(parts) < 2:
        return parts
    first, second, *others = parts
    said = " ".join(first.text.casefold().split()).rstrip(".:")
    if said not in names and not GROUP.fullmatch(said):
        return parts
    return [replace(second, start=first.start, text=text[first.start : second.end]), *others]


def _in_turn(parts: list[ProposedPart], count: int) -> list[ProposedPart]:
    """Each with the question in its place, where there are as many."""
    return [replace(part, question=place) for place, part in enumerate(parts)] if len(parts) == count else parts


def _headings(lines: list[SplitLine], questions: list[str]) -> list[Cut]:
    """ "Spørsmål 2:" before an answer, and lines that repeat a question or ask one that is like it."""
    asked = [_words(question) for question in questions]
    pairs = [_pairs(question) for question in questions]
    return [cut for line in lines if (cut := _label(line, asked) or _repetition(line, asked, pairs))]


def _label(line: SplitLine, asked: list[list[str]]) -> Cut | None:
    """The whole line is left out only where nothing but the question itself follows the label."""
    indent = len(line.text) - len(line.text.lstrip())
    label = LABEL.match(line.text[indent : indent + 40].casefold())
    if not label:
        return None
    number = int(label[1])
    question = number - 1 if 1 <= number <= len(asked) else None
    end = min(indent + label.end(), len(line.text))
    if label[0].rstrip().endswith(label[1]) and line.text[end:].lstrip()[:1].islower():
        return None  # a sentence, such as "Question 1 is hard"
    if question is None:
        return Cut(line.start, line.start, is_certain=True)
    repeats = _repeated(line.text[end:], asked) == question
    return Cut(line.start, line.end if repeats else line.start + end, question, is_certain=True)


def _repetition(line: SplitLine, asked: list[list[str]], pairs: list[set[str]]) -> Cut | None:
    text = NUMBER.sub("", line.text.strip(), count=1)
    question = _repeated(text, asked)
    if question is not None:
        return Cut(line.start, line.end, question, is_certain=True)
    question = _similar(text, pairs)
    return None if question is None else Cut(line.start, line.start, question)


def _repeated(text: str, asked: list[list[str]]) -> int | None:
    """The question that the text equals but for punctuation and case. A sentence that ends in a full stop is none."""
    words = _words(text)
    return asked.index(words) if words in asked and words and not text.rstrip().endswith(".") else None


def _similar(text: str, pairs: list[set[str]]) -> int | None:
    """The question that the text asks in nearly the same words."""
    if not pairs or not text.endswith(("?", ":")) or not 6 <= len(text) <= LONGEST_HEADING:
        return None
    own = _pairs(text)
    dice = [2 * len(own & other) / (len(own) + len(other) or 1) for other in pairs]
    best = max(range(len(dice)), key=dice.__getitem__)
    return best if dice[best] >= SIMILAR else None


def _words(text: str) -> list[str]:
    """The words without case and punctuation. Symbols, such as an emoji, are part of what someone says."""
    return "".join(
        " " if unicodedata.category(character).startswith("P") else character for character in text.casefold()
    ).split()


def _pairs(text: str) -> set[str]:
    """Every two adjacent letters of each word. An inflection or a typing error changes only a few of them."""
    return {f" {word} "[at : at + 2] for word in WORD.findall(text.casefold()) for at in range(len(word) + 1)}


def _rules(lines: list[SplitLine], questions: list[str]) -> list[Cut]:
    return [Cut(line.start, line.end) for line in lines if _is_rule(line.text.strip())]


def _is_rule(text: str) -> bool:
    return len(text) >= 3 and set(text) <= RULE and len(set(text) - {" ", "\t"}) == 1


def _numbers(lines: list[SplitLine], questions: list[str]) -> list[Cut]:
    """ "1." and "2)" at the start of lines: each of them in a sequence from 1; where lists start again, each 1.

    A number is left out only where it names a question.
    """
    matches = [(line, match) for line in lines if (match := NUMBER.match(line.text.lstrip()))]
    numbers = [int(match[1]) for _, match in matches]
    if len(matches) < 2 or numbers[0] != 1:
        return []
    if set(numbers) == {1}:
        indexes = list(range(len(numbers)))
    elif all(after - before in (0, 1) for before, after in pairwise(numbers)):
        indexes = [number - 1 for number in numbers]
    else:
        return [Cut(line.start, line.start) for (line, _), number in zip(matches, numbers, strict=True) if number == 1]
    if max(indexes) >= len(questions):
        return [Cut(line.start, line.start) for line, _ in matches]
    return [
        Cut(line.start, line.end - len(line.text.lstrip()) + match.end(), index)
        for (line, match), index in zip(matches, indexes, strict=True)
    ]


def _colons(lines: list[SplitLine], questions: list[str]) -> list[Cut]:
    """Short lines that end in a colon, with an answer below. They stay in the text unless they repeat a question."""
    asked = [_words(question) for question in questions]
    heads = [line for line, below in pairwise(lines) if _is_head(line.text) and below.text.strip()]
    questions_of = [_repeated(line.text, asked) for line in heads]
    cuts = [
        Cut(line.start, line.start if question is None else line.end, question)
        for line, question in zip(heads, questions_of, strict=True)
    ]
    return [*_asking([line for line in lines if line.start < cuts[0].start]), *cuts] if len(cuts) > 1 else cuts


def _asking(lines: list[SplitLine]) -> list[Cut]:
    """The first of the lines that ask, up to the last line, after others that do not."""
    written = [line for line in lines if line.text.strip()]
    asking = list(takewhile(lambda line: "?" in line.text, reversed(written)))
    return [Cut(asking[-1].start, asking[-1].start)] if FEWEST_ASKING <= len(asking) < len(written) else []


def _is_head(text: str) -> bool:
    return text.rstrip().endswith(":") and 2 <= len(text.split(":")[0].strip()) <= LONGEST_HEAD


def _blocks(lines: list[SplitLine], questions: list[str]) -> list[Cut]:
    """Blocks between empty lines. Where there are as many as questions, each answers the question in its place."""
    starts = [
        line.start
        for before, line in zip([None, *lines], lines, strict=False)
        if line.text.strip() and (before is None or not before.text.strip())
    ]
    in_turn = len(starts) == len(questions)
    return [Cut(start, start, place if in_turn else None) for place, start in enumerate(starts)]
