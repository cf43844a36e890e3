"""Words for what the preview of a wall shows."""

from django import template
from django.utils import formats

from posts import sentences
from posts.models import Source
from posts.plan import Plan
from posts.walls.wall import Entry, Unread, Wall

register = template.Library()


@register.filter
def comments(wall: Wall) -> int:
    return sum(entry.kind == "comment" for entry in wall.entries)


@register.filter
def repairs(wall: Wall) -> int:
    return sum(len(entry.repairs) for entry in wall.entries)


@register.filter
def clock(plan: Plan, entry: Entry) -> str:
    """When an entry was written, in the seminar's zone."""
    return formats.date_format(plan.moment(entry.written).astimezone(plan.zone), "SHORT_DATETIME_FORMAT")


@register.filter
def doubt(text: str) -> str:
    return sentences.doubt(text)


@register.filter
def place(piece: Entry | Unread | Source) -> str:
    return sentences.spot(piece.line, piece.cell)
