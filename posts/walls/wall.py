"""Wall: the content of an export before it becomes posts. Plain data, between the file formats and the models.

A reader knows one file format and fills a Wall. Everything after it knows only the Wall. Neither this module nor the
readers import Django, so that they can run in a child process without settings.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EntryKind = Literal["post", "comment"]


@dataclass(slots=True)
class Stamp:
    """A time as the export gives it.

    `clock` has no tzinfo. With `utc` it is UTC. Without, it is the local time of the exporter, and the person who
    imports is asked for the zone. Without `has_year` the export gives no year: `clock` is then in the leap year 2000,
    and the year is asked for.
    """

    text: str
    clock: datetime
    utc: bool = True
    has_year: bool = True


@dataclass(slots=True)
class WallAttachment:
    url: str
    caption: str = ""
    alt: str = ""
    expires: datetime | None = None  # UTC, without tzinfo; Padlet signs links to uploads for seven days


@dataclass
class Poll:
    question: str
    votes: dict[str, int]


@dataclass
class WallQuestion:
    text: str
    id: str = ""


@dataclass
class Section:
    """A heading of the wall. It becomes a dialogue round. `id` and `questions` are from our own format only."""

    title: str
    id: str = ""
    questions: list[WallQuestion] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """One note on the wall.

    `section` and `reply_to` are indexes into `Wall.sections` and `Wall.entries`. `question` is the text of a question
    of the seminar's round, where a pasted text answers it. `body` is repaired plain text, with a
    line for each paragraph or list item. `raw` is the part of the file that the entry was read from, unchanged.
    `repairs` are (raw, repaired) pairs in the order of `author`, `subject` and `body` (repair/pairs.py). `doubts` are
    places that could not be repaired for certain: "code: excerpt", with the codes of DOUBTS in
    posts/importing/sentences.py. `line` counts from 1; `cell` is a spreadsheet address such as "C7". `fields` are other
    texts by their heading. `id` is given by the file.
    """

    section: int
    kind: EntryKind = "post"
    reply_to: int | None = None
    question: str = ""
    author: str = ""
    user_name: str = ""
    subject: str = ""
    body: str = ""
    written: Stamp | None = None
    edited: Stamp | None = None
    reactions: dict[str, int | float | str] = field(default_factory=dict)
    attachments: list[WallAttachment] = field(default_factory=list)
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
    """What only Rundebord's own format has of an entry. Questions, groups, themes and posts are ids in the same Wall.

    `suggested` are those of `themes` that came from a suggestion. `passages` are (theme, start, words): the words that
    were marked for a theme, and their index in the text, in code points.
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
    sent_at_closing: bool = False
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
class WallAnswer:
    """What a group has given in a weighing: `points` by the id of the theme. `group` is an id too."""

    group: str
    at: datetime
    points: dict[str, int]


@dataclass
class WallWeighing:
    """A weighing in Rundebord's own format. `themes` are ids."""

    id: str
    question: str
    method: str
    limit: int
    opened_at: datetime
    closed_at: datetime | None
    themes: list[str]
    answers: list[WallAnswer]


@dataclass
class WallSeminar:
    """The facts of a seminar in Rundebord's own format. `date` is ISO 8601."""

    slug: str
    date: str | None
    language: str
    time_zone: str


@dataclass
class Unread:
    """A part of the file that no rule could read."""

    text: str
    line: int | None = None
    cell: str = ""


@dataclass
class Alarm:
    """Something that a person must see before the import: the file says one thing, and another was found.

    `code` is a key of ALARMS in posts/importing/sentences.py. `declared` and `found` are counts, `name` is a column,
    and `line` counts from 1.
    """

    code: str
    declared: int = 0
    found: int = 0
    name: str = ""
    line: int | None = None


@dataclass
class Column:
    """A column whose heading does not say for certain what it holds. Its cells are in `Entry.fields` under `name`.

    `role` is what its cells look like, one of ROLES in posts/walls/mapping.py. With `sure`, it can be nothing else.
    """

    name: str
    example: str = ""
    role: str = ""
    sure: bool = False


@dataclass
class Wall:
    """`format` is a key of FORMATS in posts/walls/reader.py, or "pasted" (posts/importing/pasted.py).

    `entries` are in the order of the wall, with the comments of a post after it. `text_columns` are the columns whose
    headings say that they hold the text. `groups`, `themes`, `weighings` and `seminar` are from our own format only.
    So are `rows`: what else there is in a seminar, by its kind (posts/walls/formats/own_rows.py).
    """

    format: str
    title: str = ""
    introduction: str = ""
    owner: str = ""
    url: str = ""
    created: Stamp | None = None
    sections: list[Section] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    text_columns: list[str] = field(default_factory=list)
    groups: list[WallGroup] = field(default_factory=list)
    themes: list[WallTheme] = field(default_factory=list)
    weighings: list[WallWeighing] = field(default_factory=list)
    seminar: WallSeminar | None = None
    rows: dict[str, list[dict[str, Any]]] | None = None

    @property
    def asks_zone(self) -> bool:
        return any(not stamp.utc for stamp in self.stamps())

    @property
    def asks_year(self) -> bool:
        return any(not stamp.has_year for stamp in self.stamps())

    def stamps(self) -> list[Stamp]:
        return [stamp for entry in self.entries for stamp in (entry.written, entry.edited) if stamp]
