"""The columns of a table: which part of a note each holds, and the text of its cells."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from posts.walls.contents import Guess
from posts.walls.headings import NAMES, POST_NUMBERS, fold, is_no_data, role_of
from posts.walls.links import is_link
from posts.walls.table import TableRow
from posts.walls.wall import Alarm, Column, Entry, Unread

SPARE = ("", "attachment", "caption", "alt")
FORMULA_STARTS = tuple("=+-@\t＝＋－＠")


@dataclass
class TableNote:
    """An entry, with what links it to the entries of other tables until all tables have been read."""

    entry: Entry
    section: str
    number: str
    parent: str


@dataclass
class SourceTable:
    """A table and the notes read from it.

    `names` and `roles` describe the columns: a unique name for each, and its key in headings.HEADINGS or "". `guesses`
    are what the columns without a role look like. `no_data` are the texts that stand for an empty cell. With `rich`,
    bodies are HTML.
    """

    names: list[str]
    roles: list[str]
    title: str = ""
    notes: list[TableNote] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    guesses: dict[str, Guess] = field(default_factory=dict)
    no_data: set[str] = field(default_factory=set)
    rich: bool = False

    @cached_property
    def holds_comments(self) -> bool:
        """Whether this is a table of comments: it has a column for them, or points to posts and has no subjects."""
        points_to_posts = "parent" in self.roles or any(fold(name) in POST_NUMBERS for name in self.names)
        by_group = any(role in ("author", "group") and role_of(name) == "group" for name, role in self.named)
        has_column = "comment" in self.roles and "body" not in self.roles and not by_group
        no_posts = not {"subject", "section"} & set(self.roles)
        return has_column or (points_to_posts and no_posts and "body" in self.roles)

    @property
    def named(self) -> list[tuple[str, str]]:
        """Each column's name and role."""
        return list(zip(self.names, self.roles, strict=True))

    @property
    def text_role(self) -> str:
        return "body" if "body" in self.roles else "comment"

    @property
    def columns(self) -> list[Column]:
        """The columns without a role that hold any text, each with its first text as an example."""
        unknown = [name for name, role in zip(self.names, self.roles, strict=True) if not role]
        examples = {
            name: next((note.entry.fields[name] for note in self.notes if name in note.entry.fields), "")
            for name in unknown
        }
        guesses = {name: self.guesses.get(name, Guess()) for name in examples}
        return [
            Column(name, example[:200], guesses[name].role, guesses[name].sure)
            for name, example in examples.items()
            if example
        ]

    def cell(self, row: TableRow, index: int) -> str:
        text = row.cells[index].strip() if index < len(row.cells) else ""
        return "" if not text or text in self.no_data else unguarded(text)

    def get(self, row: TableRow, role: str) -> str:
        return self.cell(row, self.roles.index(role)) if role in self.roles else ""


def unguarded(text: str) -> str:
    """Removes the quote that keeps a spreadsheet from running a cell as a formula."""
    return text[1:] if text[0] == "'" and text[1:].lstrip().startswith(FORMULA_STARTS) else text


def names_and_roles(headings: list[str]) -> tuple[list[str], list[str]]:
    """A unique name and a role for each column. Where two headings have the same role, only the first gets it.

    A group is the author where no column names people; beside such a column, it is the author of the rows that name it.
    Addresses of people have no role: nobody asked to show them.
    """
    names: list[str] = []
    roles: list[str] = []
    for index, heading in enumerate(headings, 1):
        role = role_of(heading)
        names.append(heading if heading and heading not in names else f"{heading} {index}".strip())
        roles.append(role if role not in roles and role != "email" else "")
    if "group" in roles and "author" not in roles:
        roles[roles.index("group")] = "author"
    return names, roles


def no_data(table: SourceTable, rows: list[TableRow]) -> set[str]:
    """The placeholders for empty cells: the known ones, and any text but a link that fills both link and caption.

    So is a text of several words that is all there is in two columns for files or of unknown use.
    """
    columns = [
        Counter(row.cells[index].strip() for row in rows if index < len(row.cells)) for index in range(len(table.names))
    ]
    spread = Counter(text for counter in columns for text in counter)
    authors = columns[table.roles.index("author")] if "author" in table.roles else Counter()
    known = {
        text
        for text, times in spread.items()
        if is_no_data(text, times) and not (times == 1 and text in authors and text.casefold() in NAMES)
    }
    if {"attachment", "caption"} <= set(table.roles):
        link, caption = (columns[table.roles.index(role)] for role in ("attachment", "caption"))
        known |= {text for text, times in (link & caption).items() if text and times > 1 and not is_link(text)}
    spare = [counter for counter, role in zip(columns, table.roles, strict=True) if role in SPARE]
    alone = Counter(next(iter(texts)) for counter in spare if len(texts := set(counter) - {""}) == 1)
    return known | {
        text for text, times in alone.items() if times > 1 and " " in text and sum(c[text] for c in spare) > times
    }
