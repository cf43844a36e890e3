"""The whole seminar as Rundebord's own JSON, as design.md gives it. posts/walls/formats/own.py reads it back."""

import json
from collections import defaultdict
from zoneinfo import ZoneInfo

from posts.models import Post
from themes.models import Placement

VERSION = 1


def dump(seminar) -> bytes:
    """Everything, hidden notes too. Two exports of the same state are equal byte for byte."""
    everything = {
        "format": "rundebord",
        "version": VERSION,
        "seminar": _seminar(seminar),
        "rounds": [
            _round(number, round) for number, round in enumerate(seminar.rounds.prefetch_related("questions"), 1)
        ],
        "groups": [_group(group) for group in seminar.groups.all()],
        "themes": [_theme(theme) for theme in seminar.themes.select_related("parent", "example__post")],
        "posts": _posts(seminar),
    }
    return (json.dumps(everything, ensure_ascii=False, indent=2) + "\n").encode()


def _seminar(seminar) -> dict:
    return {
        "title": seminar.title,
        "slug": seminar.slug,
        "date": seminar.date and seminar.date.isoformat(),
        "language": seminar.language,
        "time_zone": seminar.time_zone,
        "introduction": seminar.introduction,
        "owner": seminar.owner,
        "source_url": seminar.source_url,
    }


def _round(number: int, round) -> dict:
    """Numbered by their order: a round that was taken away leaves no hole in the file."""
    questions = [
        {"id": one.uid, "number": place, "text": one.text} for place, one in enumerate(round.questions.all(), 1)
    ]
    return {"id": round.uid, "number": number, "title": round.title, "questions": questions}


def _group(group) -> dict:
    return {"id": group.uid, "name": group.name, "attributes": _sorted(group.attributes)}


def _theme(theme) -> dict:
    known = {"id": theme.uid, "name": theme.name, "definition": theme.definition, "parent": _uid(theme.parent)}
    example = theme.example and {"text": theme.example.text, "post": _uid(theme.example.post)}
    more = {"example": example, "mark": theme.own_mark, "retired": theme.retired}
    return known | _told(more)


def _posts(seminar) -> list[dict]:
    related = ("round", "question", "group", "reply_to", "split_from", "merged_into", "source")
    placed = defaultdict(list)
    for placement in seminar.placements.select_related("theme").prefetch_related("passages"):
        placed[placement.post_id].append(placement)
    zone = ZoneInfo(seminar.time_zone)
    return [_post(post, placed[post.pk], zone) for post in seminar.posts.select_related(*related)]


def _post(post: Post, placements: list[Placement], zone: ZoneInfo) -> dict:
    known = {
        "id": post.uid,
        "round": post.round.uid,
        "question": _uid(post.question),
        "group": _uid(post.group),
        "author": post.author,
        "kind": post.kind,
        "reply_to": _uid(post.reply_to),
        "subject": post.subject,
        "body": post.body,
        "written_at": _time(post.written_at, zone),
        "edited_at": _time(post.edited_at, zone),
        "state": post.state,
        "themes": [placement.theme.uid for placement in placements],
        "split_from": _uid(post.split_from),
        "merged_into": _uid(post.merged_into),
        "reactions": _sorted(post.reactions),
        "attachments": [{"url": one["url"], "caption": one.get("caption", "")} for one in post.attachments],
        "fields": _sorted(post.fields),
        "source": _source(getattr(post, "source", None)),
    }
    more = {
        "late": post.late,
        "suggested": [placement.theme.uid for placement in placements if placement.proposed],
        "passages": [
            {"theme": placement.theme.uid, "start": passage.start, "words": passage.words}
            for placement in placements
            for passage in placement.passages.all()
        ],
    }
    return known | _told(more)


def _told(more: dict) -> dict:
    """Keys that design.md does not have stand in the file only where they say something."""
    return {name: value for name, value in more.items() if value}


def _source(source) -> dict | None:
    if source is None:
        return None
    return {
        "file": source.file,
        "url": source.url,
        "raw": source.raw,
        "repairs": source.repairs,
        "doubts": source.doubts,
    }


def _sorted(pairs):
    """PostgreSQL keeps no order of keys, so the file has one of its own."""
    if isinstance(pairs, list):
        return [_sorted(value) for value in pairs]
    return {key: _sorted(value) for key, value in sorted(pairs.items())} if isinstance(pairs, dict) else pairs


def _uid(row) -> str | None:
    return row.uid if row else None


def _time(moment, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
