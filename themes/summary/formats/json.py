"""The whole seminar as Rundebord's own JSON, as docs/json-format.md specifies it. posts/walls/formats/own.py reads it.

A new key goes into docs/json-format.md too: tests/themes/summary/test_json_format.py compares the two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from posts.records.kinds import KINDS
from posts.records.writing import Records, in_order
from seminar.models import DialogueRound, Group, Seminar
from seminar.server.one_state import one_state
from themes.models import Passage, Theme, Weighing
from themes.summary.placed import Placed
from themes.summary.progress import counted

VERSION = 2
AT_ONCE = 1000  # posts

JsonObject = dict[str, Any]
encode = msgspec.json.Encoder().encode


def dump(seminar: Seminar) -> bytes:
    return b"".join(write(seminar))


def write(seminar: Seminar) -> Iterator[bytes]:
    """Everything, hidden notes too, piece by piece. Two exports of the same state are equal byte for byte."""
    with one_state():
        seminar = Seminar.objects.get(pk=seminar.pk)
        rounds = seminar.rounds.prefetch_related("questions")
        themes = seminar.themes.select_related("parent", "example__post")
        yield f'{{\n  "format": "rundebord",\n  "version": {VERSION},\n'.encode()
        yield b'  "seminar": ' + _indented(_seminar(seminar), 1)
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
        yield (b",\n    " if number > 1 else b"\n    ") + _indented(item, 2)
    yield b"\n  ]" if number else b"]"


def _rows(rows: Iterable[JsonObject]) -> Iterator[bytes]:
    """One line for each row: there are many of them, and few people who read them."""
    number = 0
    for number, row in enumerate(rows, 1):
        yield f"{',' if number > 1 else ''}\n      ".encode() + encode(row)
    yield b"\n    ]" if number else b"]"


def _indented(item: JsonObject, level: int) -> bytes:
    """A line feed inside a text is not one in JSON."""
    return msgspec.json.format(encode(item), indent=2).replace(b"\n", b"\n" + b"  " * level)


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


class PlacedTheme(NamedTuple):
    """A theme of a post, with the start and the words of its passages."""

    theme: str
    proposed: int
    passages: list[tuple[int, str]]


def _posts(seminar: Seminar) -> Iterator[JsonObject]:
    """Read as plain values: there are many of them."""
    zone = ZoneInfo(seminar.time_zone)
    uids = {kind: dict(getattr(seminar, kind).values_list("pk", "uid")) for kind in ("rounds", "questions", "groups")}
    themes = list(Theme.all_objects.filter(seminar=seminar).order_by("place", "number").values_list("pk", "uid"))
    placed, has_passages = Placed(seminar.placements.all(), [pk for pk, _uid in themes]), seminar.passages.exists()
    rows = counted(seminar.posts.values_list(*COLUMNS).iterator(AT_ONCE), 2 * seminar.posts.count())  # half of the file
    while some := list(islice(rows, AT_ONCE)):
        passages = _passages([row[0] for row in some] if has_passages else [])
        for row in some:
            places = [(themes[place], proposed) for place, proposed in placed.of(row[0])]
            placements = [PlacedTheme(uid, proposed, passages[row[0], pk]) for (pk, uid), proposed in places]
            yield _post(row, placements, uids, zone)


def _passages(posts: list[int]) -> defaultdict[tuple[int, int], list[tuple[int, str]]]:
    """Those of these posts (ids), by post and theme."""
    passages: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    marked = Passage.objects.filter(placement__post__in=posts)
    for post, theme, start, words in marked.values_list("placement__post", "placement__theme", "start", "words"):
        passages[post, theme].append((start, words))
    return passages


COLUMNS = (
    *("pk", "uid", "round", "question", "group", "author", "kind", "reply_to__uid", "subject", "body"),
    *("written_at", "edited_at", "state", "split_from__uid", "merged_into__uid", "reactions", "attachments", "fields"),
    *("late", "sent_at_closing", "source__pk", "source__file", "source__url", "source__raw", "source__repairs"),
    "source__doubts",
)


def _post(
    row: tuple[Any, ...], placements: list[PlacedTheme], uids: dict[str, dict[int, str]], zone: ZoneInfo
) -> JsonObject:
    (_pk, uid, round, question, group, author, kind, reply_to, subject, body, *_rest) = row
    written_at, edited_at, state, split_from, merged_into, reactions, attachments, fields, late, at_closing = row[10:20]
    required = {
        "id": uid,
        "round": uids["rounds"][round],
        "question": uids["questions"].get(question),
        "group": uids["groups"].get(group),
        "author": author,
        "kind": kind,
        "reply_to": reply_to,
        "subject": subject,
        "body": body,
        "written_at": _time(written_at, zone),
        "edited_at": _time(edited_at, zone),
        "state": state,
        "themes": [placement.theme for placement in placements],
        "split_from": split_from,
        "merged_into": merged_into,
        "reactions": in_order(reactions),
        "attachments": [{"url": one["url"], "caption": one.get("caption", "")} for one in attachments],
        "fields": in_order(fields),
        "source": _source(*row[20:]),
    }
    optional = {
        "late": late,
        "sent_at_closing": at_closing,
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


def _source(pk: int | None, file: str, url: str, raw: str, repairs: Any, doubts: Any) -> JsonObject | None:
    if pk is None:
        return None
    return {"file": file, "url": url, "raw": raw, "repairs": repairs, "doubts": doubts}


def _uid(row: Any) -> str | None:
    return row.uid if row else None


def _time(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
