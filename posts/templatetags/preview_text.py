"""Filters for the preview of a wall, and for where a post came from."""

from django import template
from django.utils import formats
from django.utils.translation import ngettext

from posts.importing import sentences
from posts.importing.plan import ImportPlan
from posts.importing.repairs import RepairsOfKind
from posts.models import Source
from posts.walls.wall import Alarm, Entry, Unread, Wall

register = template.Library()


@register.filter
def comments(wall: Wall) -> int:
    return sum(entry.kind == "comment" for entry in wall.entries)


@register.filter
def repairs_in_words(kinds: list[RepairsOfKind]) -> str:
    """What was repaired, as a person counts it: what was wrong in the words, and lines that belong together."""
    lines = sum(kind.count for kind in kinds if kind.kind == "lines")
    words = sum(kind.count for kind in kinds if kind.kind not in ("lines", "space"))
    spaces = sum(kind.count for kind in kinds if kind.kind == "space")
    parts = [
        words
        and ngettext("%(n)s letter, character or word repaired", "%(n)s letters, characters and words repaired", words),
        lines and ngettext("%(n)s line joined to the one before", "%(n)s lines joined to those before", lines),
        spaces and ngettext("%(n)s space made ordinary", "%(n)s spaces made ordinary", spaces),
    ]
    return "; ".join(part % {"n": n} for part, n in zip(parts, (words, lines, spaces), strict=True) if part)


@register.filter
def clock(plan: ImportPlan, entry: Entry) -> str:
    """When an entry was written, in the time zone of the import. Empty where that is unknown."""
    moment = plan.moment(entry.written)
    return formats.date_format(moment.astimezone(plan.zone), "SHORT_DATETIME_FORMAT") if moment else ""


@register.filter
def alarm(alarm: Alarm) -> str:
    return sentences.alarm(alarm)


@register.filter
def doubt(text: str) -> str:
    return sentences.doubt(text)


@register.filter
def place(source: Entry | Unread | Source) -> str:
    return sentences.place(source.line, source.cell)
