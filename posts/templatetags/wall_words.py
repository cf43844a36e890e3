"""Words for what the preview of a wall shows."""

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from posts import sentences
from posts.plan import Plan
from posts.walls.wall import Entry, Unread, Wall

register = template.Library()


@register.filter
def kind_count(wall: Wall, kind: str) -> int:
    return sum(entry.kind == kind for entry in wall.entries)


@register.filter
def clock(plan: Plan, entry: Entry) -> str:
    """When an entry was written, in the seminar's zone."""
    return formats.date_format(plan.moment(entry.written).astimezone(plan.zone), "SHORT_DATETIME_FORMAT")


@register.filter
def doubt(text: str) -> str:
    return sentences.doubt(text)


@register.filter
def place(piece: Entry | Unread) -> str:
    if piece.cell:
        return _("cell %(cell)s") % {"cell": piece.cell}
    return _("line %(line)s") % {"line": piece.line} if piece.line else ""
