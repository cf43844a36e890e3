"""Rundebord's own JSON, version 1. A missing or unknown field is refused, so that nothing is lost without notice.

The names of the fields are those of the file.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from posts.walls.wall import EntryKind

# The database has the same limits: seminar/models and themes/models.
Id = Annotated[str, msgspec.Meta(pattern=r"^[^/\s]{1,64}$")]  # used in URLs too
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Slug = Annotated[str, msgspec.Meta(pattern="^[-a-zA-Z0-9_]{1,80}$")]
Points = Annotated[int, msgspec.Meta(ge=1, le=100)]
NonEmpty = Annotated[str, msgspec.Meta(min_length=1)]


class OwnShape(msgspec.Struct, forbid_unknown_fields=True):
    pass


class OwnSeminar(OwnShape):
    title: NonEmpty
    slug: Slug
    date: date | None
    language: Literal["nb", "nn", "en"]
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
    mark: Annotated[int, msgspec.Meta(ge=1, le=16)] | None = None
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
    start: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
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
    version: Literal[1]
    seminar: OwnSeminar
    rounds: list[OwnRound]
    groups: list[OwnGroup]
    themes: list[OwnTheme]
    posts: list[OwnPost]
    weighings: list[OwnWeighing] = []
