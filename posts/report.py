"""The preview of an import as JSON: what `import_padlet --report` writes."""

import json
from dataclasses import asdict

from .mends import mends
from .plan import Plan


def report(plan: Plan) -> bytes:
    return (json.dumps(found(plan), ensure_ascii=False, indent=2) + "\n").encode()


def found(plan: Plan) -> dict:
    """Plain JSON types. Times are ISO 8601 with the zone's offset; `line` counts from 1."""
    wall, news = plan.wall, plan.news
    return {
        "format": wall.format,
        "title": wall.title,
        "introduction": wall.introduction,
        "owner": wall.owner,
        "url": wall.url,
        "seminar": plan.seminar.slug if plan.seminar else None,
        "time_zone": plan.zone.key,
        "asks": {"time_zone": wall.asks_zone, "year": wall.asks_year, "text_column": plan.needs_text},
        "counts": _counts(plan),
        "sections": [
            {"title": section.title, "entries": sum(entry.section == index for entry in wall.entries)}
            for index, section in enumerate(wall.sections)
        ],
        "groups": [asdict(proposal) for proposal in plan.proposals],
        "mends": {
            of_kind.kind: [{"raw": mend.raw, "repaired": mend.repaired, "count": mend.count} for mend in of_kind.rows]
            for of_kind in mends(wall)
        },
        "columns": [asdict(column) for column in wall.columns],
        "unread": [asdict(piece) for piece in wall.unread],
        "new": news.new,
        "changed": list(news.changed),
        "entries": [_entry(plan, entry) for entry in wall.entries],
    }


def _counts(plan: Plan) -> dict[str, int]:
    wall, news = plan.wall, plan.news
    return {
        "entries": len(wall.entries),
        "posts": sum(entry.kind == "post" for entry in wall.entries),
        "comments": sum(entry.kind == "comment" for entry in wall.entries),
        "new": len(news.new),
        "known": len(news.known),
        "changed": len(news.changed),
        "gone": len(news.gone),
        "empty": len(plan.silent),
        "repairs": sum(len(entry.repairs) for entry in wall.entries),
        "doubts": sum(len(entry.doubts) for entry in wall.entries),
        "unread": len(wall.unread),
    }


def _entry(plan: Plan, entry) -> dict:
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
