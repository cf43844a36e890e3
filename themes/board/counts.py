"""What the board's side column shows: how many groups and notes each theme has, and how many notes have none."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from seminar.models import Seminar
from seminar.models.prepared import prepared
from seminar.models.until_changed import until_changed
from themes import events
from themes.codebook.tree import in_tree
from themes.models import Placement, ReadReceipt, Theme


@dataclass
class ThemeCounts:
    """`themes` below their parents, each with `group_count` and `post_count`; `bare` notes are under no theme.

    A theme's `depth` is the number of themes above it, and `has_others` whether some are below it.

    `unread` notes nobody has read. `newest` is the id of the note that came last, 0 where there is none.
    """

    themes: list[Theme]
    notes: int
    bare: int
    unread: int
    newest: int

    @classmethod
    def of(cls, seminar: Seminar) -> "ThemeCounts":
        """Counted once until the next Change, and of the themes only those again that it concerns."""
        themes = until_changed(
            seminar,
            "theme counts",
            lambda: _in_tree(seminar.themes.counted()),
            lambda last, number: _counted_since(number, last, seminar),
        )
        notes = until_changed(seminar, "note counts", lambda: _notes(seminar))
        newest = next(iter(_newest_reading(seminar=seminar)), 0)
        unread = until_changed(seminar, ("unread", newest), lambda: _unread(seminar))
        return cls(themes=themes, unread=unread, **notes)


def _counted_since(number: int, last: list[Theme], seminar: Seminar) -> list[Theme]:
    """The themes with their counts, of which `last` were right at the Change `number`."""
    changes = list(seminar.changes.after(number).values_list("verb", "data"))
    if any(verb not in events.USUAL for verb, _data in changes):
        return _in_tree(seminar.themes.counted())
    # A note that comes is under no theme yet.
    concerned = {data["theme"] for verb, data in changes if verb in events.PLACING}
    again = seminar.themes.counted().in_bulk(concerned) if concerned else {}
    return _in_tree(again.get(theme.pk, theme) for theme in last)


def _in_tree(themes: Iterable[Theme]) -> list[Theme]:
    rows = list(in_tree(list(themes)))
    for row, after in zip_longest(rows, rows[1:]):
        row.theme.depth, row.theme.has_others = row.depth, bool(after and after.depth > row.depth)
    return [row.theme for row in rows]


def _notes(seminar: Seminar) -> dict[str, int]:
    placed = Exists(Placement.objects.filter(post=OuterRef("pk")))
    return seminar.posts.visible().aggregate(
        notes=Count("pk"), bare=Count("pk", filter=~placed), newest=Max("pk", default=0)
    )


def _unread(seminar: Seminar) -> int:
    return seminar.posts.visible().filter(readings=None).count()


@prepared
def _newest_reading(seminar: Seminar) -> QuerySet:
    readings = ReadReceipt.objects.filter(seminar=seminar).order_by("-pk")
    return readings.values_list("pk", flat=True)[:1]
