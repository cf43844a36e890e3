"""Reads Rundebord's own JSON, as `export_summary --format json` writes it, into a Wall without loss."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from posts.walls import stamps
from posts.walls.formats.own_references import check_references
from posts.walls.formats.own_row_checks import check_rows
from posts.walls.formats.own_shapes import OwnDocument, OwnExample, OwnPost, OwnSource, OwnTheme, OwnWeighing
from posts.walls.links import attachment
from posts.walls.refused import Refused
from posts.walls.shape import shaped
from posts.walls.wall import (
    Entry,
    Own,
    Section,
    Stamp,
    Wall,
    WallAnswer,
    WallGroup,
    WallQuestion,
    WallSeminar,
    WallTheme,
    WallWeighing,
)

VERSIONS = (1, 2)
OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)  # required: without it the time zone is unknown


def fits(document: Any) -> bool:
    return isinstance(document, dict) and document.get("format") == "rundebord"


def read(document: Any) -> Wall:
    """Raises Refused("own-version", version=), and Refused("own-json" | "own-reference" | "own-rows", path=)."""
    if document.get("version") not in VERSIONS:
        raise Refused("own-version", version=str(document.get("version"))[:20])
    own = shaped(document, OwnDocument, "own-json")
    check_references(own)
    if own.rows is not None:
        check_rows(own, own.rows)
    seminar = own.seminar
    wall = Wall("own", seminar.title, seminar.introduction, seminar.owner, seminar.source_url)
    date = seminar.date.isoformat() if seminar.date else None
    wall.seminar = WallSeminar(seminar.slug, date, seminar.language, _zone(seminar.time_zone))
    wall.sections = [
        Section(round.title, round.id, [WallQuestion(question.text, question.id) for question in round.questions])
        for round in own.rounds
    ]
    wall.groups = [WallGroup(**msgspec.structs.asdict(group)) for group in own.groups]
    wall.themes = [_theme(theme) for theme in own.themes]
    rounds = {round.id: index for index, round in enumerate(own.rounds)}
    posts = {post.id: index for index, post in enumerate(own.posts)}
    wall.entries = [
        _entry(post, rounds[post.round], posts.get(post.reply_to or ""), f"$.posts[{index}]")
        for index, post in enumerate(own.posts)
    ]
    wall.weighings = [_weighing(weighing, f"$.weighings[{index}]") for index, weighing in enumerate(own.weighings)]
    wall.rows = document.get("rows")
    return wall


def _weighing(weighing: OwnWeighing, path: str) -> WallWeighing:
    answers = [
        WallAnswer(answer.group, _moment(answer.at, f"{path}.answers[{index}].at"), answer.points)
        for index, answer in enumerate(weighing.answers)
    ]
    return WallWeighing(
        weighing.id,
        weighing.question,
        weighing.method,
        weighing.limit,
        _moment(weighing.opened_at, f"{path}.opened_at"),
        _moment(weighing.closed_at, f"{path}.closed_at") if weighing.closed_at is not None else None,
        weighing.themes,
        answers,
    )


def _theme(theme: OwnTheme) -> WallTheme:
    example = theme.example or OwnExample("")
    known = (theme.id, theme.name, theme.definition, theme.parent)
    return WallTheme(*known, example.text, example.post, theme.mark, theme.retired)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise Refused("own-json", path="$.seminar.time_zone") from None


def _entry(post: OwnPost, section: int, reply_to: int | None, path: str) -> Entry:
    source = post.source or OwnSource("", None, "", [], [])
    return Entry(
        section,
        post.kind,
        reply_to,
        author=post.author,
        subject=post.subject,
        body=post.body,
        written=_stamp(post.written_at, f"{path}.written_at"),
        edited=_stamp(post.edited_at, f"{path}.edited_at"),
        reactions=post.reactions,
        attachments=[attachment(attached.url, attached.caption) for attached in post.attachments],
        fields={name: value for name, value in post.fields.items() if isinstance(value, str)},
        link=source.url or "",
        raw=source.raw,
        repairs=source.repairs,
        doubts=source.doubts,
        id=post.id,
        own=_own(post),
    )


def _own(post: OwnPost) -> Own:
    return Own(
        post.question,
        post.group,
        post.state,
        post.themes,
        post.split_from,
        post.merged_into,
        post.fields,
        has_source=post.source is not None,
        source_file=post.source.file if post.source else "",
        source_url=post.source.url if post.source else None,
        late=post.late,
        sent_at_closing=post.sent_at_closing,
        suggested=post.suggested,
        passages=[(passage.theme, passage.start, passage.words) for passage in post.passages],
    )


def _stamp(text: str | None, path: str) -> Stamp | None:
    if text is None:
        return None
    stamp = stamps.parse(text)
    if not stamp or not OFFSET.search(text):
        raise Refused("own-json", path=path)
    return stamp


def _moment(text: str, path: str) -> datetime:
    _stamp(text, path)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused("own-json", path=path) from None
