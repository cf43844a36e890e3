"""The order in which a board shows its notes, a screen at a time. Both are in the address."""

import re
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.models.post import PostQuerySet
from themes.models import ReadReceipt

POSTS_A_SCREEN = 50
MOST_AT_ONCE = 500  # notes of a page that asks for as many as it shows already
LAST_TABLE = 2**31 - 1  # sorts notes of unknown group last
CURSOR = re.compile(r"(\d{1,18})(r?)")
ORDERS = {
    "": ("round__number", "table", "position", "id"),
    "newest": ("-id",),
    "unread": ("was_read", "id"),
}


class QueueForm(forms.Form):
    """`shown` is how many notes a page shows already, where it asks for those that came since.

    `after` is the id of the last note of the screen before, followed by an r where that had been read.

    A cursor, not a page number: while someone reads, notes come, are hidden and are read.
    """

    order = forms.ChoiceField(
        required=False,
        choices=[("", _("By round and group")), ("newest", _("Newest first")), ("unread", _("Unread first"))],
    )
    after = forms.RegexField(CURSOR, required=False)
    shown = forms.IntegerField(min_value=0, max_value=MOST_AT_ONCE, required=False)

    @property
    def depends_on_reading(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("order") == "unread"

    def screen(self, posts: PostQuerySet) -> tuple[list[Post], str]:
        """At most fifty of the posts, or as many as are shown, with `was_read` on each.

        Also returns the cursor of the next screen, "" where none is.
        """
        self.is_valid()
        order = ORDERS[self.cleaned_data.get("order", "")]
        queue = posts.annotate(**_computed()).order_by(*order)
        if place := self._place(order):
            queue = queue.filter(_beyond(order, place))
        most = max(POSTS_A_SCREEN, self.cleaned_data.get("shown") or 0)
        rows = list(queue[: most + 1])
        if len(rows) <= most:
            return rows, ""
        last = rows[most - 1]
        return rows[:most], f"{last.pk}{'r' if last.was_read else ''}"

    def _place(self, order: tuple[str, ...]) -> list[Any] | None:
        """The values of the cursor's note in the columns of the order; it need not match the filter any more."""
        after = CURSOR.fullmatch(self.cleaned_data.get("after", ""))
        if not after:
            return None
        names = [name.lstrip("-") for name in order]
        row = Post.objects.annotate(**_computed()).filter(pk=after[1]).values(*names).first()
        return row and [bool(after[2]) if name == "was_read" else row[name] for name in names]


def _computed() -> dict[str, Any]:
    return {
        "table": Coalesce(F("group__number"), Value(LAST_TABLE)),
        "was_read": Exists(ReadReceipt.objects.filter(post=OuterRef("pk"))),
    }


def _beyond(order: tuple[str, ...], place: list[Any]) -> Q:
    """What comes after these values in this order."""
    beyond, same = Q(pk__in=[]), Q()
    for name, value in zip(order, place, strict=True):
        column, way = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        beyond |= same & Q(**{f"{column}__{way}": value})
        same &= Q(**{column: value})
    return beyond
