"""The order in which a board shows its notes, a screen at a time. Both are in the address."""

import re

from django import forms
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.models.post import PostQuerySet
from themes.models import Reading

POSTS_A_SCREEN = 50
LAST_TABLE = 2**31 - 1  # where notes of unknown group stand
CURSOR = re.compile(r"(\d{1,18})(r?)")
ORDERS = {
    "": ("round__number", "table", "position", "id"),
    "newest": ("-id",),
    "unread": ("was_read", "id"),
}


class Queue(forms.Form):
    """`after` is the note that the screen follows on; with an r behind it where that had been read already.

    A cursor, not a page number: while someone reads, notes come, are hidden and are read.
    """

    order = forms.ChoiceField(
        required=False,
        choices=[("", _("By round and group")), ("newest", _("Newest first")), ("unread", _("Unread first"))],
    )
    after = forms.RegexField(CURSOR, required=False)

    def screen(self, posts: PostQuerySet) -> tuple[list[Post], str]:
        """At most fifty of the posts, with `was_read` on each, and the cursor of the next screen, "" where none is."""
        self.is_valid()
        order = ORDERS[self.cleaned_data.get("order", "")]
        found = posts.annotate(**_computed()).order_by(*order)
        if place := self._place(posts, order):
            found = found.filter(_beyond(order, place))
        shown = list(found[: POSTS_A_SCREEN + 1])
        if len(shown) <= POSTS_A_SCREEN:
            return shown, ""
        last = shown[POSTS_A_SCREEN - 1]
        return shown[:POSTS_A_SCREEN], f"{last.pk}{'r' if last.was_read else ''}"

    def _place(self, posts: PostQuerySet, order: tuple[str, ...]) -> list | None:
        """What the note of the cursor has in the columns of the order, though it may no longer be among the posts."""
        after = CURSOR.fullmatch(self.cleaned_data.get("after", ""))
        if not after:
            return None
        names = [name.lstrip("-") for name in order]
        row = Post.objects.annotate(**_computed()).filter(pk=after[1]).values(*names).first()
        return row and [bool(after[2]) if name == "was_read" else row[name] for name in names]


def _computed() -> dict:
    return {
        "table": Coalesce(F("group__number"), Value(LAST_TABLE)),
        "was_read": Exists(Reading.objects.filter(post=OuterRef("pk"))),
    }


def _beyond(order: tuple[str, ...], place: list) -> Q:
    """What comes after these values in this order."""
    beyond, same = Q(pk__in=[]), Q()
    for name, value in zip(order, place, strict=True):
        column, way = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        beyond |= same & Q(**{f"{column}__{way}": value})
        same &= Q(**{column: value})
    return beyond
