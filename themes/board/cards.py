"""What a card on the board shows beside its text, in a fixed number of queries."""

from copy import copy
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from posts.models import Post
from posts.models.post import PostQuerySet
from seminar.models import Seminar
from seminar.models.until_changed import until_changed
from themes.board.queue import QueueForm
from themes.filters import PostFilter
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


def screen_of(chosen: PostFilter, queue: QueueForm, *, seminar: Seminar) -> tuple[list[Post], str]:
    """`QueueForm.screen` of what the filter has chosen. Read once until the next Change, but for `was_read`."""

    def read() -> tuple[list[Post], str]:
        return queue.screen(with_marks(chosen.posts()))

    if queue.depends_on_reading or "unread" in chosen.chosen.get("mark", []):
        return read()
    choices = urlencode([*chosen.data.lists()], doseq=True) if chosen.data else ""
    posts, more = until_changed(seminar, ("screen", seminar.role, choices), read)
    was_read = set(ReadReceipt.objects.filter(post__in=[post.pk for post in posts]).values_list("post", flat=True))
    posts = [copy(post) for post in posts]
    for post in posts:
        post.was_read = post.pk in was_read
    return posts, more


def placements_of(post: Post) -> QuerySet:
    """Those of one post, with what its tags show."""
    return post.placements.select_related("theme").prefetch_related("passages")
