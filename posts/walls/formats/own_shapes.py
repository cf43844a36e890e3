"""Rundebord's own JSON, versions 1 and 2. A missing or unknown field is refused: nothing is lost without notice.

The names of the fields are those of the file.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from posts.walls.formats.own_rows import OwnRows
from posts.walls.formats.own_values import Id, Mark, Name, NonEmpty, OwnShape, Points, Slug, Start
from posts.walls.wall import EntryKind


class OwnSeminar(OwnShape):
    title: NonEmpty
    slug: Slug
    date: date | None
    language: Literal["nb", "nn", "en", "se"]
    time_zone: str
    introduction: str
    owner: str
    source_url: str


class OwnQuestion(OwnShape):
    id: Id
    number: int
    text: NonEmpty


class OwnRound(OwnShape):
    id: Id
    number: int
    title: NonEmpty
    questions: list[OwnQuestion]


class OwnGroup(OwnShape):
    id: Id
    name: Name
    attributes: dict[str, str]


class OwnExample(OwnShape):
    text: NonEmpty
    post: str | None = None


class OwnTheme(OwnShape):
    """The fields with a default are left out of the file where they have it."""

    id: Id
    name: Name
    definition: str
    parent: str | None
    example: OwnExample | None = None
    mark: Mark | None = None
    retired: bool = False


class OwnAttachment(OwnShape):
    url: str
    caption: str


class OwnSource(OwnShape):
    file: str
    url: str | None
    raw: str
    repairs: list[tuple[str, str]]
    doubts: list[str]


class OwnPassage(OwnShape):
    """Words of the post that were marked for a theme. `start` is their index, in code points, when they were marked."""

    theme: str
    start: Start
    words: NonEmpty


class OwnPost(OwnShape):
    """The fields with a default are left out of the file where they have it. `suggested` are some of `themes`."""

    id: Id
    round: str
    question: str | None
    group: str | None
    author: str
    kind: EntryKind
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
    attachments: list[OwnAttachment]
    fields: dict[str, Any]
    source: OwnSource | None
    late: bool = False
    sent_at_closing: bool = False
    suggested: list[str] = []
    passages: list[OwnPassage] = []


class OwnAnswer(OwnShape):
    group: str
    at: str
    points: dict[str, Points]


class OwnWeighing(OwnShape):
    """`themes` and the keys of `points` are ids of themes, `group` is that of a group."""

    id: Id
    question: Annotated[str, msgspec.Meta(max_length=300)]
    method: Literal["points", "picks"]
    limit: Points
    opened_at: str
    closed_at: str | None
    themes: list[str]
    answers: list[OwnAnswer]


class OwnDocument(OwnShape):
    format: Literal["rundebord"]
    version: Literal[1, 2]
    seminar: OwnSeminar
    rounds: list[OwnRound]
    groups: list[OwnGroup]
    themes: list[OwnTheme]
    posts: list[OwnPost]
    weighings: list[OwnWeighing] = []
    rows: OwnRows | None = None
