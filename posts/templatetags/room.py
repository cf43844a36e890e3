from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from posts.room.grid import GroupRow
from seminar.models import Group
from seminar.server.fragments import render, rendered

register = template.Library()


@register.simple_tag(takes_context=True)
def group_row(context: template.Context, row: GroupRow, name: str = "posts/room/_grid_row.html") -> SafeString:
    """A group in the table of the room, or with another template its seat. Needs seminar and grid."""
    seminar, round = context["seminar"], context["grid"].round
    shown = {"seminar": seminar, "round": round, "row": row}
    return rendered([name, seminar.slug, round.pk, *row.shown], lambda: render(name, context, shown))


@register.simple_tag(takes_context=True)
def group_options(context: template.Context, groups: Iterable[Group], *, may_write: bool = False) -> SafeString:
    """The groups to choose from, with `may_write` those that may."""
    shown = [(group.pk, str(group)) for group in groups if group.may_write or not may_write]
    return rendered(["options", shown], lambda: render("posts/room/_group_options.html", context, {"groups": shown}))
