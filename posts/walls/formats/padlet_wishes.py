"""Padlet's internal JSON, padlet.com/api/10/wishes, as open readers of it agree. Sections are known by number only."""

import json
from typing import Any

import msgspec

from posts.walls import html, stamps
from posts.walls.links import attachment, is_link
from posts.walls.shape import shaped
from posts.walls.threads import hang
from posts.walls.wall import Entry, Section, Wall


class Author(msgspec.Struct):
    name: str | None = None


class Wish(msgspec.Struct):
    wall_id: int | str
    subject: str | None = None
    body: str | None = None
    attachment: str | None = None
    wall_section_id: int | str | None = None
    permalink: str | None = None
    author: Author | None = None
    author_name: str | None = None
    custom_properties: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Resource(msgspec.Struct):
    id: int | str
    attributes: Wish


class Document(msgspec.Struct):
    data: list[Resource]


def fits(document: Any) -> bool:
    data = document.get("data") if isinstance(document, dict) else None
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and "attributes" in data[0]


def read(document: Any) -> Wall:
    """Raises Refused("padlet-json", path=)."""
    wall = Wall("padlet-wishes")
    sections: dict[str, int] = {}
    for resource in shaped(document, Document, "padlet-json").data:
        section = resource.attributes.wall_section_id
        place = sections.setdefault(str(section or ""), len(sections))
        hang(wall, place, _entry(resource), [])
    wall.sections = [Section(title, title) for title in sections]
    return wall


def _entry(resource: Resource) -> Entry:
    wish = resource.attributes
    entry = Entry(0, subject=" ".join((wish.subject or "").split()), body=html.to_text(wish.body or ""))
    entry.id = entry.cell = str(resource.id)
    entry.author = (wish.author and wish.author.name) or wish.author_name or ""
    entry.written, entry.edited = stamps.parse(wish.created_at or ""), stamps.parse(wish.updated_at or "")
    entry.link = wish.permalink or ""
    entry.attachments = [attachment(wish.attachment)] if wish.attachment and is_link(wish.attachment) else []
    entry.fields = {key: str(value) for key, value in (wish.custom_properties or {}).items() if value is not None}
    entry.raw = json.dumps(msgspec.to_builtins(wish), ensure_ascii=False)
    return entry
