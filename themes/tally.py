"""What the board's side column says: how many groups and notes stand under each theme, and under none."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef

from themes.models import Placement, Reading, Theme


@dataclass
class Tally:
    """`themes` in their order, each with `group_count` and `post_count`; `bare` notes are under no theme.

    `unread` notes nobody has read. `newest` is the id of the note that came last, 0 where there is none.
    """

    themes: list[Theme]
    notes: int
    bare: int
    unread: int
    newest: int

    @classmethod
    def of(cls, seminar) -> "Tally":
        placed, read = (Exists(model.objects.filter(post=OuterRef("pk"))) for model in (Placement, Reading))
        counts = seminar.posts.visible().aggregate(
            notes=Count("pk"),
            bare=Count("pk", filter=~placed),
            unread=Count("pk", filter=~read),
            newest=Max("pk", default=0),
        )
        return cls(themes=list(seminar.themes.counted()), **counts)
