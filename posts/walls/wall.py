"""Wall: a parsed export before it becomes posts. Plain data, the narrow waist between file formats and models.

A reader knows a file format and fills a Wall; everything after it knows the Wall and no file format. Nothing here or in
the readers imports Django, so that a reader can run in a bare child process.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["post", "comment"]


@dataclass
class Stamp:
    """A time as the export gives it.

    `clock` has no time zone. With `utc` it is UTC; without, it is the exporter's own clock and a person must say which
    zone that was. Without `has_year` the export gave none, and `clock` stands in the leap year 2000 until one is given.
    """

    text: str
    clock: datetime
    utc: bool = True
    has_year: bool = True


@dataclass
class Attachment:
    url: str
    caption: str = ""
    alt: str = ""
    expires: datetime | None = None  # UTC without zone; Padlet signs links to uploads for seven days


@dataclass
class Poll:
    question: str
    votes: dict[str, int]


@dataclass
class Question:
    text: str
    id: str = ""


@dataclass
class Section:
    """A heading of the wall with what stands under it; becomes a dialogue round."""

    title: str
    id: str = ""
    questions: list[Question] = field(default_factory=list)


@dataclass
class Entry:
    """One note on the wall.

    `section` and `reply_to` are indexes into `Wall.sections` and `Wall.entries`. `body` is repaired plain text with a
    paragraph or list item a line. `raw` is the piece of the file it stood in, untouched; `repairs` are (raw, repaired)
    pairs in reading order, each with enough of its surroundings to be found again in `body` (or `author`, `subject`).
    `doubts` are places left as they stand: "code: what it looks like", codes in posts/sentences.py.
    `line` counts from 1; `cell` is a spreadsheet address such as "C7".
    """

    section: int
    kind: Kind = "post"
    reply_to: int | None = None
    author: str = ""
    user_name: str = ""
    subject: str = ""
    body: str = ""
    written: Stamp | None = None
    edited: Stamp | None = None
    reactions: dict[str, int | float | str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    poll: Poll | None = None
    link: str = ""
    raw: str = ""
    repairs: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    line: int | None = None
    cell: str = ""
    id: str = ""
    own: "Own | None" = None


@dataclass
class Own:
    """What only Rundebord's own format knows of an entry. Ids point into the same Wall.

    `suggested` are the themes that the machine pointed to; `passages` have a theme, where they began, and their words.
    """

    question: str | None = None
    group: str | None = None
    state: str = "visible"
    themes: list[str] = field(default_factory=list)
    split_from: str | None = None
    merged_into: str | None = None
    fields: dict[str, object] = field(default_factory=dict)
    has_source: bool = False
    source_file: str = ""
    source_url: str | None = None
    late: bool = False
    suggested: list[str] = field(default_factory=list)
    passages: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class WallGroup:
    id: str
    name: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class WallTheme:
    id: str
    name: str
    definition: str = ""
    parent: str | None = None
    example: str = ""
    example_post: str | None = None
    mark: int | None = None
    retired: bool = False


@dataclass
class OwnSeminar:
    """The seminar as Rundebord's own format gives it."""

    slug: str
    date: str | None
    language: str
    time_zone: str


@dataclass
class Unread:
    """A piece of the file that no rule could place."""

    text: str
    line: int | None = None
    cell: str = ""


@dataclass
class Column:
    """A column whose heading is not known; its cells stand in `Entry.fields` under `name`."""

    name: str
    example: str = ""


@dataclass
class Wall:
    """`format` is a key of posts/walls/read.py's FORMATS. Entries stand in the order of the wall."""

    format: str
    title: str = ""
    introduction: str = ""
    owner: str = ""
    url: str = ""
    created: Stamp | None = None
    sections: list[Section] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    groups: list[WallGroup] = field(default_factory=list)
    themes: list[WallTheme] = field(default_factory=list)
    seminar: OwnSeminar | None = None

    @property
    def asks_zone(self) -> bool:
        return any(not stamp.utc for stamp in self.stamps())

    @property
    def asks_year(self) -> bool:
        return any(not stamp.has_year for stamp in self.stamps())

    def stamps(self) -> list[Stamp]:
        return [stamp for entry in self.entries for stamp in (entry.written, entry.edited) if stamp]
