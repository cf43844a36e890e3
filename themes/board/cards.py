"""What a card on the board shows beside its text, in a fixed number of queries."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from posts.models import Post
from posts.models.post import PostQuerySet
from themes.models import Placement, ReadReceipt


def with_marks(posts: PostQuerySet) -> PostQuerySet:
    """The posts by table, with their placements, passages and flag. `was_read` is whether anyone has read them.

    `is_waiting` is whether they wait for approval.
    """
    read = Exists(ReadReceipt.objects.filter(post=OuterRef("pk")))
    return (
        posts.by_table()
        .with_waiting()
        .select_related("flag")
        .annotate(was_read=read)
        .prefetch_related(
            Prefetch("placements", Placement.objects.select_related("theme").prefetch_related("passages"))
        )
    )


def placements_of(post: Post) -> QuerySet:
    """Those of one post, with what its tags show."""
    return post.placements.select_related("theme").prefetch_related("passages")
