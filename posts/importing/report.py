"""The preview of an import as JSON: what `import_padlet --report` writes."""

import json
from dataclasses import asdict
from typing import Any

from posts.walls.wall import Entry

from . import sentences
from .plan import ImportPlan
from .repairs import repairs_by_kind


def report(plan: ImportPlan) -> bytes:
    """The report as UTF-8. Scripts outside this repository read its keys."""
    return (json.dumps(_contents(plan), ensure_ascii=False, indent=2) + "\n").encode()


def _contents(plan: ImportPlan) -> dict[str, Any]:
    """Plain JSON types. Times are ISO 8601 with the zone's offset; `line` counts from 1."""
    wall, matches = plan.wall, plan.matches
    return {
        "format": wall.format,
        "title": wall.title,
        "introduction": wall.introduction,
        "owner": wall.owner,
        "url": wall.url,
        "seminar": plan.seminar.slug if plan.seminar else None,
        "time_zone": plan.zone.key,
        "asks": {"time_zone": wall.asks_zone, "year": wall.asks_year, "text_column": plan.asks_text},
        "counts": _counts(plan),
        "sections": [
            {"title": section.title, "entries": sum(entry.section == index for entry in wall.entries)}
            for index, section in enumerate(wall.sections)
        ],
        "groups": [asdict(proposal) for proposal in plan.proposals],
        "repairs": {of_kind.kind: [asdict(repair) for repair in of_kind.rows] for of_kind in repairs_by_kind(wall)},
        "columns": [asdict(column) for column in plan.read.columns],
        "alarms": [asdict(alarm) | {"sentence": sentences.alarm(alarm)} for alarm in wall.alarms],
        "unread": [asdict(unread) for unread in wall.unread],
        "new": matches.new,
        "changed": list(matches.changed),
        "entries": [_entry(plan, entry) for entry in wall.entries],
    }


def _counts(plan: ImportPlan) -> dict[str, int]:
    wall, matches = plan.wall, plan.matches
    return {
        "entries": len(wall.entries),
        "posts": sum(entry.kind == "post" for entry in wall.entries),
        "comments": sum(entry.kind == "comment" for entry in wall.entries),
        "new": len(matches.new),
        "known": len(matches.known),
        "changed": len(matches.changed),
        "gone": len(matches.gone),
        "erased": len(matches.erased),
        "empty": len(plan.empty_entries),
        "repairs": sum(len(entry.repairs) for entry in wall.entries),
        "doubts": sum(len(entry.doubts) for entry in wall.entries),
        "unread": len(wall.unread),
    }


def _entry(plan: ImportPlan, entry: Entry) -> dict[str, Any]:
    written = plan.moment(entry.written)
    return {
        "section": plan.wall.sections[entry.section].title,
        "kind": entry.kind,
        "author": entry.author,
        "subject": entry.subject,
        "body": entry.body,
        "written_at": written and written.astimezone(plan.zone).isoformat(),
        "link": entry.link,
        "reactions": entry.reactions,
        "line": entry.line,
        "cell": entry.cell,
        "repairs": entry.repairs,
        "doubts": entry.doubts,
    }
