"""What a card on the board shows beside its text, in a fixed number of queries."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from posts.models.post import PostQuerySet
from themes.models import Placement, Reading


def with_marks(posts: PostQuerySet) -> PostQuerySet:
    """The posts by table, with their placements, passages and flag, and `was_read`: whether anyone has read them."""
    read = Exists(Reading.objects.filter(post=OuterRef("pk")))
    return (
        posts.by_table()
        .select_related("flag")
        .annotate(was_read=read)
        .prefetch_related(Prefetch("placements", _placements()))
    )


def placements_of(post) -> QuerySet:
    """Those of one post, with what its tags show."""
    return _placements().filter(post=post)


def _placements() -> QuerySet:
    return Placement.objects.select_related("theme").prefetch_related("passages")
