"""Rundebord's own JSON, version 1. A field that is missing or not known is refused, so that nothing is lost unseen."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from posts.walls.wall import Kind

# What the database holds: seminar/models and themes/models give the same lengths.
Id = Annotated[str, msgspec.Meta(pattern=r"^[^/\s]{1,64}$")]  # it stands in addresses too
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Slug = Annotated[str, msgspec.Meta(pattern="^[-a-zA-Z0-9_]{1,80}$")]
Words = Annotated[str, msgspec.Meta(min_length=1)]


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Seminar(Shape):
    title: Words
    slug: Slug
    date: date | None
    language: Literal["nb", "nn", "en"]
    time_zone: str
    introduction: str
    owner: str
    source_url: str


class Question(Shape):
    id: Id
    number: int
    text: Words


class DialogueRound(Shape):
    id: Id
    number: int
    title: Words
    questions: list[Question]


class Group(Shape):
    id: Id
    name: Name
    attributes: dict[str, str]


class Example(Shape):
    text: Words
    post: str | None = None


class Theme(Shape):
    """The last three stand in the file only where there is something to say."""

    id: Id
    name: Name
    definition: str
    parent: str | None
    example: Example | None = None
    mark: Annotated[int, msgspec.Meta(ge=1, le=8)] | None = None
    retired: bool = False


class Attachment(Shape):
    url: str
    caption: str


class Source(Shape):
    file: str
    url: str | None
    raw: str
    repairs: list[tuple[str, str]]
    doubts: list[str]


class Passage(Shape):
    """Words of the note that stand for a theme, and where they stood when they were marked, in code points."""

    theme: str
    start: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    words: Words


class Post(Shape):
    """The last three stand in the file only where there is something to say; `suggested` are some of the themes."""

    id: Id
    round: str
    question: str | None
    group: str | None
    author: str
    kind: Kind
    reply_to: str | None
    subject: str
    body: str
    written_at: str | None
    edited_at: str | None
    state: Literal["visible", "hidden", "withdrawn", "split", "merged", "joined"]
    themes: list[str]
    split_from: str | None
    merged_into: str | None
    reactions: dict[str, int | float | str]
    attachments: list[Attachment]
    fields: dict[str, Any]
    source: Source | None
    late: bool = False
    suggested: list[str] = []
    passages: list[Passage] = []


class Document(Shape):
    format: Literal["rundebord"]
    version: Literal[1]
    seminar: Seminar
    rounds: list[DialogueRound]
    groups: list[Group]
    themes: list[Theme]
    posts: list[Post]
