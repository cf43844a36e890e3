"""Padlet's public JSON as its vendor's OpenAPI description gives it: a JSON:API document of one board."""

from typing import Any

import msgspec


class Shape(msgspec.Struct, rename="camel"):
    """Anything may be missing or null."""


class Person(Shape):
    username: str | None = None
    short_name: str | None = None
    full_name: str | None = None

    @property
    def name(self) -> str:
        return self.full_name or self.short_name or self.username or ""


class Address(Shape):
    live: str | None = None


class Board(Shape):
    title: str | None = None
    description: str | None = None
    builder: Person | None = None
    web_url: Address | None = None
    custom_fields: dict[str, Any] | None = None
    created_at: str | None = None


class Section(Shape):
    title: str | None = None
    sort_index: float | None = None


class Poll(Shape):
    question: str | None = None
    choices: list[Any] | None = None


class Attachment(Shape):
    url: str | None = None
    caption: str | None = None
    poll: Poll | None = None


class Content(Shape):
    subject: str | None = None
    body_html: str | None = None
    body: str | None = None
    attachment: Attachment | None = None


class CustomField(Shape):
    key: str
    value: Any = None


class Post(Shape):
    author: Person | None = None
    sort_index: float | None = None
    content: Content | None = None
    color: str | None = None
    status: str | None = None
    web_url: Address | None = None
    custom_fields: list[CustomField] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Comment(Shape):
    content: str | None = None
    html_content: str | None = None
    attachment: Attachment | None = None
    status: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Resource(Shape):
    id: str
    type: str
    attributes: dict[str, Any] = {}
    relationships: dict[str, Any] = {}

    def related(self, name: str) -> str:
        """The id of the one resource it points to, or empty."""
        data = (self.relationships.get(name) or {}).get("data")
        return str(data.get("id", "")) if isinstance(data, dict) else ""


class Document(Shape):
    data: Resource
    included: list[Resource] = []
