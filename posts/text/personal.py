"""Finds what looks like personal data in a text: identity numbers, telephone numbers, email addresses and full names.

`static/js/write/personal.js` finds the same in the scribe's browser, before a note is sent. A change in one is a change
in both: `tests/posts/text/personal_cases.py` is the table of what both find. No pattern looks far ahead or back, so the
time is in proportion to the length of the text.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from django.conf import settings

NAMES = settings.BASE_DIR / "static/js/write/names.js"  # the only list, since the browser needs it


class PersonalKind(StrEnum):
    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


class Found(NamedTuple):
    """text[start:end] looks like data of this kind."""

    kind: PersonalKind
    start: int
    end: int


def find(text: str) -> list[Found]:
    """In the order of the text. None overlap; numbers win over names."""
    chosen, taken = [], bytearray(len(text))
    for finder in (_emails, _identity_numbers, _phone_numbers, _full_names):
        for found in finder(text):
            if not any(taken[found.start : found.end]):
                taken[found.start : found.end] = b"\1" * (found.end - found.start)
                chosen.append(found)
    return sorted(chosen, key=lambda found: found.start)


def mask(text: str, words: Mapping[PersonalKind, str]) -> str:
    """The text with words in place of what was found."""
    for kind, start, end in reversed(find(text)):
        text = text[:start] + words[kind] + text[end:]
    return text


# Email addresses

BEFORE_AT = re.compile(r"[\w.%+'-]{1,64}$")
AFTER_AT = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}")


def _emails(text: str) -> Iterator[Found]:
    for at in re.finditer("@", text):
        before = BEFORE_AT.search(text[max(0, at.start() - 64) : at.start()])
        after = AFTER_AT.match(text[at.end() : at.end() + 255])
        name = before[0].lstrip(".%+'-") if before else ""
        if name and after:
            yield Found(PersonalKind.EMAIL, at.start() - len(name), at.end() + after.end())


# Numbers

DIGITS = re.compile("[0-9０-９]+")
ADDRESS = re.compile(r"https?://\S+")
SPACES = " \t\u00a0\u2009\u202f"
SEPARATORS = {*SPACES, "\n", ".", "-", "/"}
PHONE_SEPARATORS = {*SPACES, ".", "-"}
MONEY_BEFORE = re.compile(r"(?:\b(?:kr|nok|kroner|eur|euro|usd|sum|nr|id)\.?|[€$£#])[ \u00a0]?$", re.IGNORECASE)
MONEY_AFTER = re.compile(r"[ \u00a0]?(?:,-|%|(?:kr|kroner|nok|eur|euro|usd|mill|prosent|stk|kvm|m2)\b)", re.IGNORECASE)
WEIGHTS_OF_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
WEIGHTS_OF_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
PHONE_SHAPES = ([8], [2, 2, 2, 2], [3, 2, 3])
SHORTEST_ABROAD, LONGEST_ABROAD = 8, 15  # digits after the plus sign


class DigitGroup(NamedTuple):
    """Digits that follow each other. `separator` is the character between them and the group before in the same run."""

    start: int
    end: int
    digits: str
    separator: str


def _runs(text: str) -> Iterator[list[DigitGroup]]:
    """Groups of digits with one character between them. Those in addresses and beside letters are left out."""
    taken = [match.span() for match in ADDRESS.finditer(text)]
    run: list[DigitGroup] = []
    for match in DIGITS.finditer(text):
        start, end = match.span()
        beside = text[start - 1 : start] + text[end : end + 1]
        if any(one <= start < other for one, other in taken) or any(map(str.isalpha, beside)):
            continue
        digits = "".join(str(int(digit)) for digit in match[0])
        between = text[run[-1].end : start] if run else ""
        if run and between not in SEPARATORS:
            yield run
            run = []
        run.append(DigitGroup(start, end, digits, between if run else ""))
    if run:
        yield run


def _identity_numbers(text: str) -> Iterator[Found]:
    for run in _runs(text):
        for first in range(len(run)):
            digits, sixth = "", False
            for last in range(first, len(run)):
                digits += run[last].digits
                sixth = sixth or (len(digits) in (6, 11) and (last == first or len(digits) == 6))
                if len(digits) >= 11:
                    if len(digits) == 11 and sixth and is_identity_number(digits):
                        yield Found(PersonalKind.IDENTITY, run[first].start, run[last].end)
                    break


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits are a Norwegian national identity number, a D-number or a synthetic one of either.

    From 2032 the first check digit may leave a remainder of 0 to 3.
    """
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day -= 40 if day > 40 else 0
    month -= 80 if month > 80 else 65 if month > 65 else 40 if month > 40 else 0
    try:
        date(2000 + year, month, day)
    except ValueError:
        if (day, month) != (29, 2):
            return False
    first = sum(weight * int(digit) for weight, digit in zip(WEIGHTS_OF_FIRST, digits, strict=False))
    second = sum(weight * int(digit) for weight, digit in zip(WEIGHTS_OF_SECOND, digits, strict=True))
    return first % 11 <= 3 and second % 11 == 0


def _phone_numbers(text: str) -> Iterator[Found]:
    for run in _runs(text):
        yield from _abroad(text, run)
        for first in range(len(run)):
            for shape in PHONE_SHAPES:
                groups = run[first : first + len(shape)]
                if [len(group.digits) for group in groups] == shape and _is_phone(text, run, first, groups):
                    yield Found(PersonalKind.PHONE, groups[0].start, groups[-1].end)


def _abroad(text: str, run: list[DigitGroup]) -> Iterator[Found]:
    """A number with its country: after a plus sign, or after 00."""
    for first, group in enumerate(run):
        has_plus = text[group.start - 1 : group.start] == "+"
        if not has_plus and not group.digits.startswith("00"):
            continue
        digits, last = "", first
        for index in range(first, len(run)):
            more = digits + run[index].digits
            if (index > first and run[index].separator not in PHONE_SEPARATORS) or len(more) > LONGEST_ABROAD + 2:
                break
            digits, last = more, index
            if digits.removeprefix("00").startswith("47") and len(digits.removeprefix("00")) >= 10:
                break
        number = digits if has_plus else digits[2:]
        at_home = number.startswith("47")
        start, end = group.start - has_plus, run[last].end
        if (len(number) == 10 if at_home else SHORTEST_ABROAD < len(number) <= LONGEST_ABROAD) and not _is_amount(
            text, start, end
        ):
            yield Found(PersonalKind.PHONE, start, end)


def _is_phone(text: str, run: list[DigitGroup], first: int, groups: list[DigitGroup]) -> bool:
    separators = {group.separator for group in groups[1:]}
    digits = "".join(group.digits for group in groups)
    if digits[0] in "01" or len(separators) > 1 or not separators <= PHONE_SEPARATORS:
        return False
    after = run[first + len(groups)] if first + len(groups) < len(run) else None
    before = run[first - 1] if first else None
    if len(groups) > 1:  # more groups of this kind are a table, or a longer number
        for other, separator in ((before, groups[0].separator), (after, after.separator if after else "")):
            if other and separator != "\n" and len(other.digits) in (2, 3) and separator in PHONE_SEPARATORS:
                if other is before and text[max(0, other.start - 1) : other.end] == "+47":
                    continue
                return False
        steps = {int(two.digits) - int(one.digits) for one, two in pairwise(groups)}
        if len(groups) == 4 and len(steps) == 1:
            return False
    elif _is_date(digits):
        return False
    return not _is_amount(text, groups[0].start, groups[-1].end)


def _is_date(digits: str) -> bool:
    """20261129 or 29112026."""
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        if year[:2] in ("19", "20") and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return True
    return False


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(MONEY_BEFORE.search(text[max(0, start - 8) : start]) or MONEY_AFTER.match(text[end : end + 10]))


# Full names

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
PARTICLES = {"af", "al", "av", "de", "den", "der", "di", "el", "la", "ten", "ter", "van", "von"}
LONGEST_NAME = 6  # words
SHORTEST_FAMILY_NAME = 5  # letters of one that is known by its ending


@cache
def _list(name: str) -> frozenset[str]:
    """The words of an array of names.js, in lower case."""
    [array] = re.findall(rf"export const {name} = \[(.*?)\];", NAMES.read_text(encoding="utf-8"), re.DOTALL)
    return frozenset(" ".join(re.findall(r'"([^"]*)"', array)).lower().split())


def _full_names(text: str) -> Iterator[Found]:
    words = list(WORD.finditer(text))
    index = 0
    while index < len(words):
        chain = _chain(text, words, index)
        if _is_full_name(text, [word[0] for word in chain], chain[-1].end()):
            yield Found(PersonalKind.NAME, chain[0].start(), chain[-1].end())
            index += len(chain)
        else:
            index += 1


def _chain(text: str, words: list[re.Match[str]], first: int) -> list[re.Match[str]]:
    """The word and what may follow it in a name: words with a capital letter, initials and particles."""
    chain = [words[first]]
    if not words[first][0][0].isupper():
        return chain
    for word in words[first + 1 : first + LONGEST_NAME]:
        between = text[chain[-1].end() : word.start()]
        is_joined = between in (" ", "\u00a0") or (between == ". " and len(chain[-1][0]) == 1)
        if not is_joined or word[0].lower() in _list("NOT_FAMILY_NAMES"):
            break
        if not word[0][0].isupper() and word[0] not in PARTICLES:
            break
        chain.append(word)
    while len(chain) > 1 and (not chain[-1][0][0].isupper() or len(chain[-1][0]) == 1):
        chain.pop()
    return chain


def _is_full_name(text: str, chain: list[str], end: int) -> bool:
    first, last = chain[0], chain[-1]
    following = WORD.match(text, end + 1) if text[end : end + 1] in (" ", "\u00a0") else None
    if len(chain) < 2 or last.lower() in _list("PLACES") or (following and following[0].lower() in _list("PLACES")):
        return False
    is_certain = any(_is_family_name(word) for word in chain[1:])
    if _is_in(first, "FIRST_NAMES"):
        shouts = len(first) > 1 and first.isupper()
        others = [word for word in chain[1:] if word[0].isupper() and len(word) > 1]
        are_only_first_names = all(
            _is_in(word, "FIRST_NAMES") or _is_in(word, "FIRST_NAMES_AND_WORDS") for word in others
        )
        return is_certain or not (shouts or are_only_first_names or any(word.isupper() for word in others))
    if _is_in(first, "FIRST_NAMES_AND_WORDS"):
        return is_certain
    return len(chain) == 2 and last.endswith("sen") and last.lower() in _list("FAMILY_NAMES")


def _is_in(word: str, name: str) -> bool:
    return word.lower() in _list(name) or re.split("[-'’]", word)[0].lower() in _list(name)


def _is_family_name(word: str) -> bool:
    lower = word.lower()
    if not word[0].isupper() or (lower in _list("FIRST_NAMES") and lower not in _list("FAMILY_NAMES")):
        return False
    is_long = len(word) >= SHORTEST_FAMILY_NAME
    return lower in _list("FAMILY_NAMES") or (is_long and any(lower.endswith(ending) for ending in _list("ENDINGS")))
