"""What a column without a known heading holds, judged by its cells: times, groups, addresses, questions, the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from posts.walls import stamps
from posts.walls.headings import ASKED_ABOUT, fold, is_part_of_name, likely_roles, role_of
from posts.walls.links import is_link
from posts.walls.table import GROUP, ROUND, is_place

MOST = 0.8  # of the cells of a column
MANY = 0.6
PROSE = 3  # words of a cell on average
SHORT = 8  # characters of a cell on average: yes and no, numbers, grades
WEAK = 1 / 3  # of the longest column; a text column that holds less is not the text
SAMPLE = 100  # cells of a column that are looked at
NAME = 60  # characters of a cell on average: of an author, a section, a subject
WORD = 20

REMARKS = {"comments", "kommentarer"}  # beside another text, these are somebody else's

ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
ASKS = re.compile(r"[?:？：]\s*\*?$")
REPEATED = re.compile(r" \d+$")  # what columns.names_and_roles adds to a heading that another column has


@dataclass(frozen=True)
class Guess:
    """A role from posts/walls/mapping.py, or "". With `sure`, only one answer is possible."""

    role: str = ""
    sure: bool = False


@dataclass
class CellTexts:
    """The texts in a column, without the empty cells, and the role that its heading names."""

    name: str
    role: str
    texts: list[str]

    @property
    def length(self) -> int:
        return sum(map(len, self.texts))

    @cached_property
    def sample(self) -> list[str]:
        return self.texts[:: len(self.texts) // SAMPLE + 1]

    def share(self, test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in self.sample) / len(self.sample) if self.sample else 0

    @property
    def is_prose(self) -> bool:
        return bool(self.sample) and fmean(len(text.split()) for text in self.sample) >= PROSE

    @property
    def mean(self) -> float:
        return fmean(map(len, self.sample)) if self.sample else 0

    @property
    def is_question(self) -> bool:
        differ = 2 * len(set(self.texts)) > len(self.texts) and self.share(str.isdecimal) < MANY
        return bool(ASKS.search(self.name)) and (self.mean >= SHORT or differ)

    @property
    def is_place(self) -> bool:
        """Whether the heading is a round or a group, and the cells are what was said there."""
        return is_place(self.name) and self.mean >= SHORT and self.share(str.isdecimal) < MANY


def guess(columns: list[CellTexts]) -> dict[str, Guess]:
    """A guess for each column without a role. One that has a role gets a guess where its cells contradict it."""
    filled = [column for column in columns if column.texts]
    guesses = {column.name: _plain(column, filled) for column in filled if not column.role}
    guesses |= {
        column.name: Guess("ignore", sure=True)
        for column in filled
        if column.role == "author" and column.share(ADDRESS.fullmatch) >= MOST
    }
    guesses |= {  # the numbers of participants are no names; those of groups are
        column.name: Guess(sure=True)
        for column in filled
        if column.role == "author" and role_of(column.name) != "group" and column.share(str.isdecimal) >= MOST
    }
    guesses |= _corner(filled)
    open_ = [
        column
        for column in filled
        if not column.role and not guesses[column.name].role and column.share(str.isdecimal) < MOST
    ]
    has_section = any(column.role == "section" for column in filled) or Guess("section", sure=True) in guesses.values()
    return guesses | _texts(filled, open_, has_section)


def _corner(filled: list[CellTexts]) -> dict[str, Guess]:
    """In a matrix with groups above its columns, the first column has no heading and names the rounds or questions."""
    first, *others = filled or [CellTexts("", "", [])]
    if others and first.name == "1" and not first.role and all(GROUP.fullmatch(o.name) for o in others):
        return {first.name: Guess("section", sure=True)}
    return {}


def by_words(columns: list[CellTexts]) -> dict[str, str]:
    """Roles for columns whose headings are not listed, where a word in the heading and the cells agree on one."""
    taken = {column.role for column in columns}
    roles: dict[str, str] = {}
    longest = max((column.length for column in columns if not column.role), default=0)
    for column in columns:
        if column.role or not column.texts:
            continue
        role = next((r for r in likely_roles(column.name) if r not in taken and _agrees(column, r, longest)), "")
        if not role and fold(column.name) in ASKED_ABOUT:
            role = next((r for r in _roles_of_questions(column, columns, taken) if r not in taken), "")
        if role:
            roles[column.name] = role
            taken.add(role)
    return roles


def _roles_of_questions(column: CellTexts, columns: list[CellTexts], taken: set[str]) -> tuple[str, ...]:
    """What a column called `Question` may hold, the likeliest first: what was asked, or what somebody asks."""
    different = len(set(column.texts))
    asked_again = different < len(column.texts) and any(
        len(set(other.texts)) > different for other in columns if not other.role
    )
    beside_groups = sum(bool(GROUP.fullmatch(other.name)) for other in columns) > 1
    return ("section", "asked") if "body" in taken or asked_again or beside_groups else ("body",)


def _agrees(column: CellTexts, role: str, longest: int) -> bool:
    match role:
        case "written" | "edited":
            return column.share(stamps.may_be_time) >= MOST
        case "attachment":
            return column.share(lambda text: all(map(is_link, text.split()))) >= MOST
        case "likes" | "number":
            return column.share(str.isdecimal) >= MOST
        case "color":
            return column.mean <= WORD
        case "author" | "section" | "subject":
            return column.mean <= NAME and column.share(str.isdecimal) < MOST and column.share(ADDRESS.fullmatch) < MOST
        case "body":
            return column.length >= WEAK * longest and column.mean >= SHORT
    return True


def _plain(column: CellTexts, filled: list[CellTexts]) -> Guess:
    """A role that the form of the cells shows, where no other column has it."""
    roles = {"author" if other.role == "group" else other.role for other in filled}
    if "author" not in roles and is_part_of_name(column.name):
        return Guess("author", sure=True)
    if "author" not in roles and fold(column.name) == "username" and not column.share(ADDRESS.fullmatch):
        return Guess("author", sure=True)
    if column.share(ADDRESS.fullmatch) >= MOST or role_of(column.name) == "email":
        return Guess("ignore", sure=True)
    if column.share(stamps.may_be_time) >= MOST:
        first = next(other for other in filled if not other.role and other.share(stamps.may_be_time) >= MOST)
        return Guess("" if "written" in roles or column is not first else "written", sure=True)
    if "author" not in roles and column.share(GROUP.fullmatch) >= MANY:
        return Guess("author", sure=True)
    if "section" not in roles and column.share(lambda text: len(text) < 60 and ROUND.fullmatch(text)) >= MANY:
        return Guess("section", sure=True)
    if "attachment" not in roles and column.share(is_link) >= MOST:
        return Guess("attachment", sure=True)
    return Guess()


def _texts(filled: list[CellTexts], open_: list[CellTexts], has_section: bool) -> dict[str, Guess]:
    """Which of the open columns hold what people said. A known one that holds little of it is named too, as no text."""
    known = next((column for column in filled if column.role in ("body", "comment")), None)
    headings = {column.name: REPEATED.sub("", column.name) for column in open_}
    again = {
        name: Guess("body", sure=True)
        for name, heading in headings.items()
        if known and role_of(heading) == "body" and fold(heading) not in REMARKS
    }
    questions = [column for column in open_ if column.is_question or column.is_place]
    if any(column.is_place for column in questions) or (has_section and all(is_place(c.name) for c in open_)):
        questions = [column for column in open_ if column in questions or is_place(column.name)]
    prose = [column for column in open_ if column.is_prose or column in questions]
    counts = sum(column.share(str.isdecimal) >= MOST for column in filled)
    if counts > 1 and len(open_) > 1 and len(open_) + counts == len(filled):  # the votes for each text beside it
        return {column.name: Guess("question") for column in open_}
    longest = max(prose, key=lambda column: column.length, default=None)
    if known and (longest is None or known.length >= WEAK * longest.length):
        return again
    if longest is None:
        named = any(column.role in ("subject", "body", "comment") for column in filled)
        if len(open_) == 1 and not named:
            return {open_[0].name: Guess("body", sure=len(filled) == 1)}
        return {column.name: Guess("question") for column in open_} if len(open_) + counts == len(filled) else {}
    titles = next((column for column in filled if column.role == "subject"), None)
    if titles and titles.length > longest.length:
        return {}
    weak = {known.name: Guess()} if known else {}
    if len(questions) == 1 and has_section and not questions[0].is_place:
        return weak | {questions[0].name: Guess("body", sure=True)}
    if questions:
        others = [column for column in prose if column.length >= WEAK * longest.length]
        return weak | {column.name: Guess("question", sure=True) for column in [*questions, *others]}
    similar = [column for column in prose if column.length >= WEAK * longest.length]
    if len(similar) > 1 and not titles:
        return weak | {column.name: Guess("question") for column in similar}
    return weak | {longest.name: Guess("body", sure=len(filled) == 1)}
