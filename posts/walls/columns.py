"""The columns of a table: which part of a note each holds, and what its cells say."""

from collections import Counter
from dataclasses import dataclass, field

from posts.walls.headings import NO_DATA, role_of
from posts.walls.links import is_link
from posts.walls.table import Row
from posts.walls.wall import Column, Entry, Unread

FORMULA_SIGNS = tuple("=+-@\t＝＋－＠")


@dataclass
class Note:
    """An entry with what ties it to others until every table has been read."""

    entry: Entry
    section: str
    number: str
    parent: str


@dataclass
class Table:
    names: list[str]
    roles: list[str]
    title: str = ""
    notes: list[Note] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    no_data: set[str] = field(default_factory=set)
    rich: bool = False  # bodies are HTML

    @property
    def holds_comments(self) -> bool:
        """Comments stand in a table of their own: with a column for them, or text with no subject of its own."""
        tied = {"number", "parent"} & set(self.roles)
        own_column = "comment" in self.roles and "body" not in self.roles
        return own_column or (bool(tied) and "subject" not in self.roles)

    @property
    def text_role(self) -> str:
        return "body" if "body" in self.roles else "comment"

    @property
    def columns(self) -> list[Column]:
        unknown = [name for name, role in zip(self.names, self.roles, strict=True) if not role]
        examples = {
            name: next((note.entry.fields[name] for note in self.notes if name in note.entry.fields), "")
            for name in unknown
        }
        return [Column(name, example[:200]) for name, example in examples.items() if example]

    def cell(self, row: Row, index: int) -> str:
        text = row.cells[index].strip() if index < len(row.cells) else ""
        return "" if text in self.no_data else unguarded(text)

    def get(self, row: Row, role: str) -> str:
        return self.cell(row, self.roles.index(role)) if role in self.roles else ""


def unguarded(text: str) -> str:
    """Takes off the quote that keeps a spreadsheet from running a cell as a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA_SIGNS) else text


def names_and_roles(headings: list[str]) -> tuple[list[str], list[str]]:
    names: list[str] = []
    roles: list[str] = []
    for index, heading in enumerate(headings, 1):
        role = role_of(heading)
        names.append(heading if heading and heading not in names else f"{heading} {index}".strip())
        roles.append(role if role not in roles else "")
    return names, roles


def no_data(table: Table, rows: list[Row]) -> set[str]:
    """The placeholder for an empty cell: a known one, or else what fills both link and caption, and is no link."""
    columns = [table.roles.index(role) for role in ("attachment", "caption", "alt") if role in table.roles]
    cells = [Counter(row.cells[index].strip() for row in rows if index < len(row.cells)) for index in columns]
    known = {text for counter in cells for text in counter if text.casefold() in NO_DATA}
    shared = cells[0] & cells[1] if {"attachment", "caption"} <= set(table.roles) else Counter()
    return known | {text for text, times in shared.items() if text and times > 1 and not is_link(text)}
