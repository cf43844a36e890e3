"""What a column without a known heading holds, judged by its cells: times, groups, addresses, questions, the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

from posts.walls import stamps
from posts.walls.headings import role_of
from posts.walls.links import is_link

MOST = 0.8  # of the cells of a column
MANY = 0.6
PROSE = 3  # words of a cell on average
SHORT = 8  # characters of a cell on average: yes and no, numbers, grades
WEAK = 1 / 3  # of the longest column; a text column that holds less is not the text
SAMPLE = 2_000  # cells that are looked at

GROUP = re.compile(
    r"(?:gruppe|grupperom|gruppa|grupp|bord|group|table|room|team|ryhmä|tisch)\W*(?:nr\.?|no\.?)?\W*\w{1,3}", re.I
)
ROUND = re.compile(
    r"(?:dialog|gruppe)?(?:runde|round|omgang|omgång|kierros|økt|sesjon|session|del|part)\w*\W*\d{1,2}\b.*", re.I
)
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
ASKS = re.compile(r"[?:？：]\s*\*?$")


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

    def share(self, test: Callable[[str], object]) -> float:
        sample = self.texts[:SAMPLE]
        return sum(bool(test(text)) for text in sample) / len(sample) if sample else 0

    @property
    def is_prose(self) -> bool:
        sample = self.texts[:SAMPLE]
        return bool(sample) and fmean(len(text.split()) for text in sample) >= PROSE

    @property
    def is_question(self) -> bool:
        sample = self.texts[:SAMPLE]
        return bool(ASKS.search(self.name)) and bool(sample) and fmean(map(len, sample)) >= SHORT


def guess(columns: list[CellTexts]) -> dict[str, Guess]:
    """A guess for each column without a role. One that has a role gets a guess where its cells contradict it."""
    filled = [column for column in columns if column.texts]
    guesses = {column.name: _plain(column, filled) for column in filled if not column.role}
    guesses |= {
        column.name: Guess("ignore", sure=True)
        for column in filled
        if column.role == "author" and column.share(ADDRESS.fullmatch) >= MOST
    }
    open_ = [column for column in filled if not column.role and not guesses[column.name].role]
    return guesses | _texts(filled, open_)


def _plain(column: CellTexts, filled: list[CellTexts]) -> Guess:
    """A role that the form of the cells shows, where no other column has it."""
    roles = {other.role for other in filled}
    if column.share(ADDRESS.fullmatch) >= MOST or role_of(column.name) == "email":
        return Guess("ignore", sure=True)
    if column.share(stamps.may_be_time) >= MOST:
        return Guess("" if "written" in roles else "written", sure=True)
    if "author" not in roles and column.share(GROUP.fullmatch) >= MANY:
        return Guess("author", sure=True)
    if "section" not in roles and column.share(lambda text: len(text) < 60 and ROUND.fullmatch(text)) >= MANY:
        return Guess("section", sure=True)
    if "attachment" not in roles and column.share(is_link) >= MOST:
        return Guess("attachment", sure=True)
    return Guess()


def _texts(filled: list[CellTexts], open_: list[CellTexts]) -> dict[str, Guess]:
    """Which of the open columns hold what people said. A known one that holds little of it is named too, as no text."""
    known = next((column for column in filled if column.role in ("body", "comment")), None)
    again = {column.name: Guess("body", sure=True) for column in open_ if known and role_of(column.name) == "body"}
    questions = [column for column in open_ if column.is_question]
    prose = [column for column in open_ if column.is_prose or column in questions]
    longest = max(prose, key=lambda column: column.length, default=None)
    if known and (longest is None or known.length >= WEAK * longest.length):
        return again
    if longest is None:
        named = any(column.role in ("subject", "body", "comment") for column in filled)
        return {open_[0].name: Guess("body", sure=len(filled) == 1)} if len(open_) == 1 and not named else {}
    titles = next((column for column in filled if column.role == "subject"), None)
    if titles and titles.length > longest.length:
        return {}
    weak = {known.name: Guess()} if known else {}
    if questions:
        return weak | {column.name: Guess("question", sure=True) for column in questions}
    similar = [column for column in prose if column.length >= WEAK * longest.length]
    if len(similar) > 1 and not titles:
        return weak | {column.name: Guess("question") for column in similar}
    return weak | {longest.name: Guess("body", sure=len(filled) == 1)}
