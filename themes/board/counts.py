"""What the board's side column shows: how many groups and notes each theme has, and how many notes have none."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef

from seminar.models import Seminar
from themes.models import Placement, ReadReceipt, Theme


@dataclass
class ThemeCounts:
    """`themes` in their order, each with `group_count` and `post_count`; `bare` notes are under no theme.

    `unread` notes nobody has read. `newest` is the id of the note that came last, 0 where there is none.
    """

    themes: list[Theme]
    notes: int
    bare: int
    unread: int
    newest: int

    @classmethod
    def of(cls, seminar: Seminar) -> "ThemeCounts":
        placed, read = (Exists(model.objects.filter(post=OuterRef("pk"))) for model in (Placement, ReadReceipt))
        counts = seminar.posts.visible().aggregate(
            notes=Count("pk"),
            bare=Count("pk", filter=~placed),
            unread=Count("pk", filter=~read),
            newest=Max("pk", default=0),
        )
        return cls(themes=list(seminar.themes.counted()), **counts)
