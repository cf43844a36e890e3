"""Checks the rows in a file of Rundebord's own format: their references, and that they say what the other keys say."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from posts.walls.formats.own_rows import OwnRows
from posts.walls.formats.own_shapes import OwnDocument
from posts.walls.refused import Refused
from posts.walls.wall import Wall

YEARS = range(1900, 2201)
ONCE = ("halls", "closed_summaries")  # a seminar has at most one


def check_rows(document: OwnDocument, rows: OwnRows) -> None:
    """Raises Refused("own-reference" | "own-json", path=) with the first place that is wrong."""
    _check_lengths(document, rows)
    for key, index, row in _each(rows):
        for name, value in msgspec.structs.asdict(row).items():
            if isinstance(value, datetime) and value.year not in YEARS:
                raise Refused("own-json", path=f"$.rows.{key}[{index}].{name}")
        for name, target in _references()[key]:
            value = getattr(row, name)
            places = value if isinstance(value, list) else [] if value is None else [value]
            if any(place >= len(getattr(rows, target)) for place in places) or len(set(places)) < len(places):
                raise Refused("own-reference", path=f"$.rows.{key}[{index}].{name}")
    _check_trees(rows)
    _check_changes(rows)
    _check_same(document, rows)
    for index, imported in enumerate(rows.imports):
        try:
            msgspec.json.decode(imported.wall_json, type=Wall)
        except (msgspec.DecodeError, RecursionError):
            raise Refused("own-json", path=f"$.rows.imports[{index}].wall_json") from None


def _check_lengths(document: OwnDocument, rows: OwnRows) -> None:
    if len(rows.seminars) != 1:
        raise Refused("own-json", path="$.rows.seminars")
    if len(rows.posts) != len(document.posts):
        raise Refused("own-reference", path="$.rows.posts")
    for key in ONCE:
        if len(getattr(rows, key)) > 1:
            raise Refused("own-reference", path=f"$.rows.{key}[1]")


def _each(rows: OwnRows) -> Iterator[tuple[str, int, msgspec.Struct]]:
    for key in rows.__struct_fields__:
        for index, row in enumerate(getattr(rows, key)):
            yield key, index, row


@cache
def _references() -> dict[str, list[tuple[str, str]]]:
    """For each kind the fields that refer to other rows, and the kind of those."""
    kinds: Any = msgspec.inspect.type_info(OwnRows)
    return {
        kind.name: [
            (field.encode_name, target) for field in kind.type.item_type.fields if (target := _target(field.type))
        ]
        for kind in kinds.fields
    }


def _target(type: Any) -> str:
    if isinstance(type, msgspec.inspect.Metadata):
        return str((type.extra or {}).get("kind", ""))
    inner = type.types if isinstance(type, msgspec.inspect.UnionType) else [getattr(type, "item_type", None)]
    return next((target for one in inner if one is not None and (target := _target(one))), "")


def _check_trees(rows: OwnRows) -> None:
    for name in ("parent", "merged_into"):
        done: set[int] = set()
        for index in range(len(rows.themes)):
            trail: set[int] = set()
            place: int | None = index
            while place is not None and place not in done:
                if place in trail:
                    raise Refused("own-reference", path=f"$.rows.themes[{index}].{name}")
                trail.add(place)
                place = getattr(rows.themes[place], name)
            done |= trail


def _check_changes(rows: OwnRows) -> None:
    """They are in the order of their numbers, and undo earlier ones."""
    last = 0
    for index, change in enumerate(rows.changes):
        if not last < change.number or not (change.undoes or 0) < change.number:
            raise Refused("own-reference", path=f"$.rows.changes[{index}].number")
        last = change.number


def _check_same(document: OwnDocument, rows: OwnRows) -> None:
    """What both versions have must be the same, so that nobody who edits a file wonders why it is not read."""
    groups = [(group.id, group.name, group.attributes) for group in document.groups]
    _same("groups", groups, [(row.uid, row.name, row.attributes) for row in rows.groups])
    _same("rounds", [(round.id, round.title) for round in document.rounds], [(r.uid, r.title) for r in rows.rounds])
    questions = [(question.id, question.text, round.id) for round in document.rounds for question in round.questions]
    _same("questions", questions, [(row.uid, row.text, rows.rounds[row.round].uid) for row in rows.questions])
    current = [row for row in rows.themes if row.state in ("used", "retired")]
    themes = [
        (theme.id, theme.name, theme.definition, theme.parent, theme.mark, theme.retired) for theme in document.themes
    ]
    _same("themes", themes, [(*_theme(row, rows), row.own_mark, row.state == "retired") for row in current])
    placed = [(post.id, theme, theme in post.suggested) for post in document.posts for theme in post.themes]
    _same(
        "placements",
        placed,
        [(document.posts[row.post].id, rows.themes[row.theme].uid, row.proposed) for row in rows.placements],
    )
    weighings = [(one.id, one.question, one.method, one.limit) for one in document.weighings]
    _same("weighings", weighings, [(row.uid, row.question, row.method, row.limit) for row in rows.weighings])


def _theme(row: Any, rows: OwnRows) -> tuple[str, str, str, str | None]:
    parent = rows.themes[row.parent].uid if row.parent is not None else None
    return row.uid, row.name, row.definition, parent


def _same(key: str, given: Iterable[Any], rows: Iterable[Any]) -> None:
    if sorted(map(repr, given)) != sorted(map(repr, rows)):
        raise Refused("own-rows", path=f"$.rows.{key}")
