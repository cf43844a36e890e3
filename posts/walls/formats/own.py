"""Rundebord's own JSON to a Wall, without loss: what `export_summary --format json` wrote."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from posts.walls import stamps
from posts.walls.formats import own_shapes as shapes
from posts.walls.formats.own_references import check
from posts.walls.links import attachment
from posts.walls.refused import Refused
from posts.walls.shape import shaped
from posts.walls.wall import Entry, Own, OwnSeminar, Question, Section, Stamp, Wall, WallGroup, WallTheme

VERSION = 1
OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)  # a time without one could be anywhere


def fits(document: Any) -> bool:
    return isinstance(document, dict) and document.get("format") == "rundebord"


def read(document: Any) -> Wall:
    """Raises Refused("own-version", version=), Refused("own-json", path=) and Refused("own-reference", path=)."""
    if document.get("version") != VERSION:
        raise Refused("own-version", version=str(document.get("version"))[:20])
    found = shaped(document, shapes.Document, "own-json")
    check(found)
    seminar = found.seminar
    wall = Wall("own", seminar.title, seminar.introduction, seminar.owner, seminar.source_url)
    date = seminar.date.isoformat() if seminar.date else None
    wall.seminar = OwnSeminar(seminar.slug, date, seminar.language, _zone(seminar.time_zone))
    wall.sections = [
        Section(round.title, round.id, [Question(question.text, question.id) for question in round.questions])
        for round in found.rounds
    ]
    wall.groups = [WallGroup(group.id, group.name, group.attributes) for group in found.groups]
    wall.themes = [_theme(theme) for theme in found.themes]
    rounds = {round.id: index for index, round in enumerate(found.rounds)}
    posts = {post.id: index for index, post in enumerate(found.posts)}
    wall.entries = [
        _entry(post, rounds[post.round], posts.get(post.reply_to or ""), f"$.posts[{index}]")
        for index, post in enumerate(found.posts)
    ]
    return wall


def _theme(theme: shapes.Theme) -> WallTheme:
    example = theme.example or shapes.Example("")
    known = (theme.id, theme.name, theme.definition, theme.parent)
    return WallTheme(*known, example.text, example.post, theme.mark, theme.retired)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise Refused("own-json", path="$.seminar.time_zone") from None


def _entry(post: shapes.Post, section: int, reply_to: int | None, path: str) -> Entry:
    source = post.source or shapes.Source("", None, "", [], [])
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


def _own(post: shapes.Post) -> Own:
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
