"""Padlet's public JSON, as Padlet's OpenAPI description gives it: a JSON:API document of one board.

The names of the fields are those of the file, in snake case.
"""

from typing import Any

import msgspec


class PadletShape(msgspec.Struct, rename="camel"):
    """Anything may be missing or null."""


class PadletPerson(PadletShape):
    username: str | None = None
    short_name: str | None = None
    full_name: str | None = None

    @property
    def name(self) -> str:
        return self.full_name or self.short_name or self.username or ""


class PadletAddress(PadletShape):
    live: str | None = None


class PadletBoard(PadletShape):
    title: str | None = None
    description: str | None = None
    builder: PadletPerson | None = None
    web_url: PadletAddress | None = None
    custom_fields: dict[str, Any] | None = None
    created_at: str | None = None


class PadletSection(PadletShape):
    title: str | None = None
    sort_index: float | None = None


class PadletPoll(PadletShape):
    question: str | None = None
    choices: list[Any] | None = None


class PadletAttachment(PadletShape):
    url: str | None = None
    caption: str | None = None
    poll: PadletPoll | None = None


class PadletContent(PadletShape):
    subject: str | None = None
    body_html: str | None = None
    body: str | None = None
    attachment: PadletAttachment | None = None


class PadletCustomField(PadletShape):
    key: str
    value: Any = None


class PadletPost(PadletShape):
    author: PadletPerson | None = None
    sort_index: float | None = None
    content: PadletContent | None = None
    color: str | None = None
    status: str | None = None
    web_url: PadletAddress | None = None
    custom_fields: list[PadletCustomField] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class PadletComment(PadletShape):
    content: str | None = None
    html_content: str | None = None
    attachment: PadletAttachment | None = None
    status: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class PadletResource(PadletShape):
    id: str
    type: str
    attributes: dict[str, Any] = {}
    relationships: dict[str, Any] = {}

    def related(self, name: str) -> str:
        """The id of the one resource it points to, or empty."""
        data = (self.relationships.get(name) or {}).get("data")
        return str(data.get("id", "")) if isinstance(data, dict) else ""


class PadletDocument(PadletShape):
    data: PadletResource
    included: list[PadletResource] = []
