"""The whole seminar as Rundebord's own JSON, as docs/json-format.md specifies it. posts/walls/formats/own.py reads it.

A new key goes into docs/json-format.md too: tests/themes/summary/test_json_format.py compares the two.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from posts.models import Post, Source
from posts.records.kinds import KINDS
from posts.records.writing import Records, in_order
from seminar.models import DialogueRound, Group, Seminar
from seminar.server.one_state import one_state
from themes.models import Passage, Placement, Theme, Weighing

VERSION = 2
AT_ONCE = 1000  # posts

JsonObject = dict[str, Any]


def dump(seminar: Seminar) -> bytes:
    return b"".join(write(seminar))


def write(seminar: Seminar) -> Iterator[bytes]:
    """Everything, hidden notes too, piece by piece. Two exports of the same state are equal byte for byte."""
    with one_state():
        seminar = Seminar.objects.get(pk=seminar.pk)
        rounds = seminar.rounds.prefetch_related("questions")
        themes = seminar.themes.select_related("parent", "example__post")
        yield f'{{\n  "format": "rundebord",\n  "version": {VERSION},\n'.encode()
        yield f'  "seminar": {_indented(_seminar(seminar), 1)}'.encode()
        yield from _list("rounds", (_round(number, round) for number, round in enumerate(rounds, 1)))
        yield from _list("groups", map(_group, seminar.groups.all()))
        yield from _list("themes", map(_theme, themes))
        yield from _list("posts", _posts(seminar))
        if weighings := _weighings(seminar):
            yield from _list("weighings", weighings)
        yield b',\n  "rows": {'
        records = Records(seminar)
        for number, key in enumerate(KINDS):
            yield f'{"," if number else ""}\n    "{key}": ['.encode()
            yield from _rows(records.rows(key))
        yield b"\n  }\n}\n"


def _list(key: str, items: Iterable[JsonObject]) -> Iterator[bytes]:
    """A key of the document and its list, indented as `json` does it."""
    yield f',\n  "{key}": ['.encode()
    number = 0
    for number, item in enumerate(items, 1):
        yield f"{',' if number > 1 else ''}\n    {_indented(item, 2)}".encode()
    yield b"\n  ]" if number else b"]"


def _rows(rows: Iterable[JsonObject]) -> Iterator[bytes]:
    """One line for each row: there are many of them, and few people who read them."""
    number = 0
    for number, row in enumerate(rows, 1):
        yield f"{',' if number > 1 else ''}\n      {json.dumps(row, ensure_ascii=False)}".encode()
    yield b"\n    ]" if number else b"]"


def _indented(item: JsonObject, level: int) -> str:
    return json.dumps(item, ensure_ascii=False, indent=2).replace("\n", "\n" + "  " * level)


def _seminar(seminar: Seminar) -> JsonObject:
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


def _round(number: int, round: DialogueRound) -> JsonObject:
    """Numbers count the rounds in the file, so that removed rounds leave no gaps."""
    questions = [
        {"id": question.uid, "number": number, "text": question.text}
        for number, question in enumerate(round.questions.all(), 1)
    ]
    return {"id": round.uid, "number": number, "title": round.title, "questions": questions}


def _group(group: Group) -> JsonObject:
    return {"id": group.uid} | {field: in_order(getattr(group, field)) for field in group.FIELDS}


def _theme(theme: Theme) -> JsonObject:
    required = {"id": theme.uid, "name": theme.name, "definition": theme.definition, "parent": _uid(theme.parent)}
    example = theme.example and {"text": theme.example.text, "post": _uid(theme.example.post)}
    optional = {"example": example, "mark": theme.own_mark, "retired": theme.retired}
    return required | _without_empty(optional)


class Placed(NamedTuple):
    """A placement of a post, with the start and the words of its passages."""

    theme: str
    proposed: bool
    passages: list[tuple[int, str]]


def _posts(seminar: Seminar) -> Iterator[JsonObject]:
    zone = ZoneInfo(seminar.time_zone)
    related = ("round", "question", "group", "reply_to", "split_from", "merged_into", "source")
    posts = seminar.posts.select_related(*related).defer("search").iterator(AT_ONCE)
    while some := list(islice(posts, AT_ONCE)):
        placed = _placed([post.pk for post in some])
        yield from (_post(post, placed[post.pk], zone) for post in some)


def _placed(posts: list[int]) -> defaultdict[int, list[Placed]]:
    """The placements of these posts (ids) in the order of the themes. Read as plain values: there are many of them."""
    passages: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    marked = Passage.objects.filter(placement__post__in=posts)
    for placement, start, words in marked.values_list("placement", "start", "words"):
        passages[placement].append((start, words))
    placed: defaultdict[int, list[Placed]] = defaultdict(list)
    rows = Placement.objects.filter(post__in=posts).values_list("pk", "post", "theme__uid", "proposed")
    for pk, post, theme, proposed in rows:
        placed[post].append(Placed(theme, proposed, passages[pk]))
    return placed


def _post(post: Post, placements: list[Placed], zone: ZoneInfo) -> JsonObject:
    required = {
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
        "themes": [placement.theme for placement in placements],
        "split_from": _uid(post.split_from),
        "merged_into": _uid(post.merged_into),
        "reactions": in_order(post.reactions),
        "attachments": [{"url": one["url"], "caption": one.get("caption", "")} for one in post.attachments],
        "fields": in_order(post.fields),
        "source": _source(getattr(post, "source", None)),
    }
    optional = {
        "late": post.late,
        "sent_at_closing": post.sent_at_closing,
        "suggested": [placement.theme for placement in placements if placement.proposed],
        "passages": [
            {"theme": placement.theme, "start": start, "words": words}
            for placement in placements
            for start, words in placement.passages
        ],
    }
    return required | _without_empty(optional)


def _weighings(seminar: Seminar) -> list[JsonObject]:
    themes, zone = Theme.all_objects.current_by_id(seminar), ZoneInfo(seminar.time_zone)
    groups = list(seminar.groups.values_list("uid", flat=True))
    return [_weighing(weighing, themes, groups, zone) for weighing in seminar.weighings.prefetch_related("weighed")]


def _weighing(weighing: Weighing, themes: dict[int, Theme], groups: list[str], zone: ZoneInfo) -> JsonObject:
    """Themes and answers as they are now, after merges of themes and groups."""
    weighed, answers = weighing.weighed_themes(themes), weighing.answers_by_group()
    points = {uid: weighing.points(answer, themes) for uid, answer in answers.items()}
    return {
        "id": weighing.uid,
        "question": weighing.question,
        "method": weighing.method,
        "limit": weighing.limit,
        "opened_at": _time(weighing.opened_at, zone),
        "closed_at": _time(weighing.closed_at, zone),
        "themes": [theme.uid for theme in weighed],
        "answers": [
            {
                "group": uid,
                "at": _time(answers[uid].at, zone),
                "points": {theme.uid: points[uid][theme.pk] for theme in weighed if theme.pk in points[uid]},
            }
            for uid in groups
            if points.get(uid)
        ],
    }


def _without_empty(optional: JsonObject) -> JsonObject:
    """Optional keys are only written where they have something to say."""
    return {name: value for name, value in optional.items() if value}


def _source(source: Source | None) -> JsonObject | None:
    if source is None:
        return None
    return {
        "file": source.file,
        "url": source.url,
        "raw": source.raw,
        "repairs": source.repairs,
        "doubts": source.doubts,
    }


def _uid(row: Any) -> str | None:
    return row.uid if row else None


def _time(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
