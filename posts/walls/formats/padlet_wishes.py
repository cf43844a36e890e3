"""Padlet's internal JSON, padlet.com/api/10/wishes, as published readers of it agree. Sections have numbers only."""

import json
from typing import Any

import msgspec

from posts.walls import html, stamps
from posts.walls.links import attachment, is_link
from posts.walls.shape import shaped
from posts.walls.threads import add_thread
from posts.walls.wall import Alarm, Entry, Section, Wall


class WishAuthor(msgspec.Struct):
    name: str | None = None


class Wish(msgspec.Struct):
    wall_id: int | str
    subject: str | None = None
    body: str | None = None
    attachment: str | None = None
    wall_section_id: int | str | None = None
    permalink: str | None = None
    author: WishAuthor | None = None
    author_name: str | None = None
    custom_properties: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class WishResource(msgspec.Struct):
    id: int | str
    attributes: Wish


class WishDocument(msgspec.Struct):
    data: list[WishResource]
    meta: dict[str, Any] | None = None


def fits(document: Any) -> bool:
    data = document.get("data") if isinstance(document, dict) else None
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and "attributes" in data[0]


def read(document: Any) -> Wall:
    """Raises Refused("padlet-json", path=)."""
    wall = Wall("padlet-wishes")
    sections: dict[str, int] = {}
    wishes = shaped(document, WishDocument, "padlet-json")
    if wishes.meta and wishes.meta.get("next"):
        wall.alarms.append(Alarm("pages", found=len(wishes.data)))
    for resource in wishes.data:
        section = resource.attributes.wall_section_id
        place = sections.setdefault(str(section or ""), len(sections))
        add_thread(wall, place, _entry(resource), [])
    wall.sections = [Section(title, title) for title in sections]
    return wall


def _entry(resource: WishResource) -> Entry:
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
