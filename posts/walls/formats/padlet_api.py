"""Padlet's public JSON: api.padlet.dev/v1/boards/<id>?include=posts,sections,comments.

It has no reactions and no votes, so the choices of a poll become a field.
"""

import json
from collections import defaultdict
from itertools import chain
from typing import Any, TypeVar

from posts.walls import html, stamps
from posts.walls.formats.padlet_shapes import (
    PadletBoard,
    PadletComment,
    PadletContent,
    PadletDocument,
    PadletPerson,
    PadletPost,
    PadletResource,
    PadletSection,
)
from posts.walls.links import attachment
from posts.walls.shape import shaped
from posts.walls.threads import add_thread
from posts.walls.wall import Alarm, Entry, Section, Wall

T = TypeVar("T")
Placed = tuple[PadletResource, T]


def fits(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("data"), dict) and "type" in document["data"]


def read(document: Any) -> Wall:
    """Raises Refused("padlet-json", path=)."""
    padlet = shaped(document, PadletDocument, "padlet-json")
    board = shaped(padlet.data.attributes, PadletBoard, "padlet-json", "$.data.attributes")
    wall = Wall("padlet-api", board.title or "", html.to_text(board.description or ""))
    wall.owner = board.builder.name if board.builder else ""
    wall.url = board.web_url.live or "" if board.web_url else ""
    wall.created = stamps.parse(board.created_at or "")
    sections = sorted(_all(padlet, "section", PadletSection), key=_place)
    wall.sections = [Section(section.title or "", resource.id) for resource, section in sections]
    _add_posts(wall, padlet, {name: _label(name, config) for name, config in (board.custom_fields or {}).items()})
    _compare(wall, padlet)
    return wall


def _compare(wall: Wall, document: PadletDocument) -> None:
    """The board lists the ids of its posts and comments, and the file may hold only some of them."""
    for name in ("posts", "comments"):
        listed = (document.data.relationships.get(name) or {}).get("data")
        found = sum(entry.kind == name.removesuffix("s") for entry in wall.entries)
        if isinstance(listed, list) and len(listed) != found:
            wall.alarms.append(Alarm("posts" if name == "posts" else "comments-in-all", len(listed), found))


def _all(document: PadletDocument, type: str, shape: type[T]) -> list[Placed[T]]:
    return [
        (resource, shaped(resource.attributes, shape, "padlet-json", f"$.included[{index}].attributes"))
        for index, resource in enumerate(document.included)
        if resource.type == type
    ]


def _place(placed: Placed[PadletSection] | Placed[PadletPost]) -> float:
    return placed[1].sort_index or 0


def _label(name: str, config: Any) -> str:
    config = config if isinstance(config, dict) else {}
    return str(config.get("name") or config.get("title") or config.get("label") or name)


def _add_posts(wall: Wall, document: PadletDocument, labels: dict[str, str]) -> None:
    threads = _threads(document)
    order = {section.id: index for index, section in enumerate(wall.sections)}
    last = len(order)  # for posts without a section
    posts = sorted(_all(document, "post", PadletPost), key=_place)
    posts.sort(key=lambda placed: order.get(placed[0].related("section"), last))
    for resource, post in posts:
        section = order.get(resource.related("section"), last)
        add_thread(wall, section, _post(resource, post, labels), threads.pop(resource.id, []))
    for comment in chain.from_iterable(threads.values()):
        add_thread(wall, last, comment, [])
    if any(entry.section == last for entry in wall.entries):
        wall.sections.append(Section(""))


def _threads(document: PadletDocument) -> dict[str, list[Entry]]:
    """Comments by the id of their post."""
    users = {resource.id: user for resource, user in _all(document, "user", PadletPerson)}
    threads: dict[str, list[Entry]] = defaultdict(list)
    for resource, comment in _all(document, "comment", PadletComment):
        person = users.get(resource.related("author"))
        text = html.to_text(comment.html_content) if comment.html_content else html.trim(comment.content or "")
        entry = _entry(resource, comment, person, text)
        entry.kind = "comment"
        if comment.attachment and comment.attachment.url:
            entry.attachments.append(attachment(comment.attachment.url, comment.attachment.caption or ""))
        threads[resource.related("post")].append(entry)
    return threads


def _post(resource: PadletResource, post: PadletPost, labels: dict[str, str]) -> Entry:
    content = post.content or PadletContent()
    entry = _entry(resource, post, post.author, html.to_text(content.body_html or content.body or ""))
    entry.subject = " ".join((content.subject or "").split())
    entry.link = post.web_url.live or "" if post.web_url else ""
    for custom in post.custom_fields or []:
        entry.fields[labels.get(custom.key, custom.key)] = _value(custom.value)
    attached = content.attachment
    if post.color:
        entry.fields["color"] = post.color
    if attached and attached.url:
        entry.attachments.append(attachment(attached.url, attached.caption or ""))
    if attached and attached.poll:
        entry.fields[attached.poll.question or "poll"] = "\n".join(map(_value, attached.poll.choices or []))
    return entry


def _entry(
    resource: PadletResource,
    note: PadletPost | PadletComment,
    person: PadletPerson | None,
    text: str,
) -> Entry:
    entry = Entry(0, author=person.name if person else "", user_name=person.username or "" if person else "", body=text)
    entry.id = entry.cell = resource.id
    entry.written = stamps.parse(note.created_at or "")
    entry.edited = stamps.parse(note.updated_at or "")
    entry.raw = json.dumps(resource.attributes, ensure_ascii=False)
    if note.status and note.status != "approved":
        entry.fields["status"] = note.status
    return entry


def _value(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("title") or value.get("name") or value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
