"""What version 2 of Rundebord's own JSON adds: the rows of a seminar that the keys of version 1 have no place for.

The names of the fields are those of the models (posts/records/kinds.py). A field with a default is left out of the file
where it has it. A reference is the index of a row in the list of its kind, from 0. Those of posts are into `$.posts`.
"""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec

from posts.walls.formats.own_values import Id, Mark, Name, NonEmpty, OwnShape, Points, Start

LARGEST_INTEGER = 2**53 - 1  # that every program reads exactly

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Clock = Annotated[time, msgspec.Meta(tz=False)]
Small = Annotated[int, msgspec.Meta(ge=0, le=32767)]
Whole = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Big = Annotated[int, msgspec.Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
Text20 = Annotated[str, msgspec.Meta(max_length=20)]
Text40 = Annotated[str, msgspec.Meta(max_length=40)]
Text60 = Annotated[str, msgspec.Meta(max_length=60)]
Text64 = Annotated[str, msgspec.Meta(max_length=64)]
Text120 = Annotated[str, msgspec.Meta(max_length=120)]
Text200 = Annotated[str, msgspec.Meta(max_length=200)]
Text300 = Annotated[str, msgspec.Meta(max_length=300)]
ComparedRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "compared"})]
ComparisonRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "comparisons"})]
ExampleRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "examples"})]
GroupRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "groups"})]
ImportRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "imports"})]
PersonRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "people"})]
PlacementRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "placements"})]
PostRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "posts"})]
RoundRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "rounds"})]
ScribeRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "scribes"})]
ThemeRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "themes"})]
WeighingAnswerRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "weighing_answers"})]
WeighingRef = Annotated[int, msgspec.Meta(ge=0, extra={"kind": "weighings"})]


class RowSeminar(OwnShape):
    grace_minutes: Small
    created_at: Moment
    finished_at: Moment | None = None
    finished_by: PersonRef | None = None
    archived_at: Moment | None = None
    result_names: bool = False
    doors_open: bool = False
    doors_by_date: bool = False
    wall_open: bool = False
    wall_names: bool = False
    wall_approval: bool = False
    send_at_closing: bool = False
    rehearsing: bool = False
    keep_until: date | None = None


class RowPerson(OwnShape):
    name: Text120 = ""


class RowMember(OwnShape):
    person: PersonRef
    role: Literal["organizer", "facilitator", "viewer"]


class RowGroup(OwnShape):
    uid: Id
    number: Whole
    name: Name
    attributes: dict[str, str] = {}
    may_write: bool = False
    called_at: Moment | None = None
    answered_at: Moment | None = None


class RowScribe(OwnShape):
    joined_at: Moment
    seen_at: Moment
    group: GroupRef | None = None
    name: Text120 = ""
    removed_at: Moment | None = None
    pretend: bool = False


class RowDialogueRound(OwnShape):
    uid: Id
    number: Whole
    state: Literal["planned", "open", "closed"]
    title: NonEmpty
    opened_at: Moment | None = None
    ends_at: Moment | None = None
    closed_at: Moment | None = None
    starts_at: Clock | None = None
    planned_minutes: Small | None = None


class RowQuestion(OwnShape):
    uid: Id
    round: RoundRef
    number: Whole
    text: NonEmpty
    closed_at: Moment | None = None
    held_back: bool = False


class RowPlanEntry(OwnShape):
    starts_at: Clock
    minutes: Small | None = None
    text: Text200 = ""


class RowMessage(OwnShape):
    sent_at: Moment
    group: GroupRef | None = None
    text: Text200 = ""
    by: PersonRef | None = None
    removed_at: Moment | None = None


class RowHall(OwnShape):
    view: Literal["welcome", "question", "wall", "stage"]
    page: Small
    blank: bool = False
    wall_frozen: bool = False


class RowImport(OwnShape):
    read_at: Moment
    by: PersonRef | None = None
    file_name: str = ""
    digest: Text64 = ""
    address: str = ""
    wall_json: str = ""
    choices_json: str = ""
    confirmed_at: Moment | None = None
    added: dict[str, list[Big]] = {}


class RowPost(OwnShape):
    revision: Whole
    scribe: ScribeRef | None = None
    split_revision: Whole | None = None
    tryout: bool = False
    approved_revision: Whole | None = None
    text_locked: bool = False
    imported: ImportRef | None = None


class RowSource(OwnShape):
    post: PostRef
    user_name: str = ""
    line: Whole | None = None
    cell: Text60 = ""
    identity: Text64 = ""
    fingerprint: Text64 = ""


class RowRevision(OwnShape):
    post: PostRef
    at: Moment
    number: Whole | None = None
    subject: str = ""
    body: str = ""
    by: PersonRef | None = None
    scribe: ScribeRef | None = None
    reason: Text200 = ""


class RowTheme(OwnShape):
    uid: Id
    number: Whole
    place: Whole
    state: Literal["used", "retired", "merged", "removed"]
    name: Name
    definition: str = ""
    example: ExampleRef | None = None
    own_mark: Mark | None = None
    parent: ThemeRef | None = None
    merged_into: ThemeRef | None = None


class RowExample(OwnShape):
    theme: ThemeRef
    at: Moment
    text: NonEmpty
    post: PostRef | None = None
    by: PersonRef | None = None


class RowPlacement(OwnShape):
    theme: ThemeRef
    post: PostRef
    at: Moment
    by: PersonRef | None = None
    proposed: bool = False


class RowPassage(OwnShape):
    placement: PlacementRef
    start: Start
    at: Moment
    words: NonEmpty
    by: PersonRef | None = None


class RowQuote(OwnShape):
    theme: ThemeRef
    post: PostRef
    place: Whole
    at: Moment
    text: str = ""
    named: bool = False
    shown: bool = False
    by: PersonRef | None = None


class RowFlag(OwnShape):
    post: PostRef
    at: Moment
    by: PersonRef | None = None
    reason: Text200 = ""


class RowReadReceipt(OwnShape):
    post: PostRef
    person: PersonRef
    at: Moment


class RowRemark(OwnShape):
    section: Literal["introduction", "whole", "theme", "round"]
    version: Whole
    at: Moment
    theme: ThemeRef | None = None
    round: RoundRef | None = None
    replaced: bool = False
    body: str = ""
    by: PersonRef | None = None


class RowComparison(OwnShape):
    first: PersonRef
    second: PersonRef
    started_at: Moment
    closed_at: Moment | None = None
    themes: list[ThemeRef] = []


class RowCompared(OwnShape):
    comparison: ComparisonRef
    post: PostRef
    place: Whole


class RowJudgement(OwnShape):
    compared: ComparedRef
    by: PersonRef
    at: Moment
    themes: list[ThemeRef] = []


class RowWeighing(OwnShape):
    uid: Id
    method: Literal["points", "picks"]
    limit: Points
    opened_at: Moment
    question: Text300 = ""
    closed_at: Moment | None = None
    tryout: bool = False


class RowWeighedTheme(OwnShape):
    weighing: WeighingRef
    theme: ThemeRef


class RowWeighingAnswer(OwnShape):
    weighing: WeighingRef
    at: Moment
    group_uid: Text64 = ""
    scribe: ScribeRef | None = None


class RowWeight(OwnShape):
    answer: WeighingAnswerRef
    theme: ThemeRef
    points: Points


class RowClosedSummary(OwnShape):
    finished_at: Moment
    change: Big
    data: dict[str, Any] = {}


class RowChange(OwnShape):
    number: Big
    subject_id: Big
    at: Moment
    verb: Text40
    subject_kind: Text20
    group: Big | None = None
    by: PersonRef | None = None
    scribe: ScribeRef | None = None
    data: dict[str, Any] = {}
    undoes: Big | None = None
    batch: Big | None = None


class OwnRows(OwnShape):
    seminars: list[RowSeminar] = []
    people: list[RowPerson] = []
    members: list[RowMember] = []
    groups: list[RowGroup] = []
    scribes: list[RowScribe] = []
    rounds: list[RowDialogueRound] = []
    questions: list[RowQuestion] = []
    plan_entries: list[RowPlanEntry] = []
    messages: list[RowMessage] = []
    halls: list[RowHall] = []
    imports: list[RowImport] = []
    posts: list[RowPost] = []
    sources: list[RowSource] = []
    revisions: list[RowRevision] = []
    themes: list[RowTheme] = []
    examples: list[RowExample] = []
    placements: list[RowPlacement] = []
    passages: list[RowPassage] = []
    quotes: list[RowQuote] = []
    flags: list[RowFlag] = []
    read_receipts: list[RowReadReceipt] = []
    remarks: list[RowRemark] = []
    comparisons: list[RowComparison] = []
    compared: list[RowCompared] = []
    judgements: list[RowJudgement] = []
    weighings: list[RowWeighing] = []
    weighed_themes: list[RowWeighedTheme] = []
    weighing_answers: list[RowWeighingAnswer] = []
    weights: list[RowWeight] = []
    closed_summaries: list[RowClosedSummary] = []
    changes: list[RowChange] = []
