"""What a card on the board shows beside its text, in a fixed number of queries."""

from collections.abc import Sequence
from copy import copy
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from posts.models import Post
from posts.models.post import PostQuerySet, merged_notes
from seminar.models import Seminar
from seminar.models.prepared import hold, prepared
from seminar.models.until_changed import until_changed
from themes.board.card_state import with_states
from themes.board.queue import POSTS_A_SCREEN, QueueForm
from themes.filters import PostFilter
from themes.models import Passage, Placement, ReadReceipt
from themes.suggestions.presenter import with_suggestions

ROWS_OF_A_CARD = 16  # with all that is read beside it, 10 to 20 KB


def with_marks(posts: PostQuerySet) -> PostQuerySet:
    """The posts by table, with their placements, passages and flag. `was_read` is whether anyone has read them.

    `is_waiting` is whether they wait for approval.
    """
    read = Exists(ReadReceipt.objects.filter(post=OuterRef("pk")))
    posts = posts.by_table().with_waiting().select_related("flag").annotate(was_read=read)
    placements = Placement.objects.select_related("theme").prefetch_related("passages")
    return posts.prefetch_related(Prefetch("placements", placements))


def acted_on(posts: Sequence[Post]) -> list[Post]:
    """`with_marks` of the posts of an action, which most often is one."""
    if len(posts) != 1:
        return list(with_marks(Post.objects.among([post.pk for post in posts])))
    rows, placements = _marked(post=posts[0].pk), _placed(post=posts[0].pk)
    for row in rows:
        row.seminar = posts[0].seminar
        hold(row, "placements", placements)
        for placement in placements:
            placement.post = row
            if not row.has_passages:
                hold(placement, "passages", [])
        if row.has_passages:
            prefetch_related_objects(placements, "passages")
        if row.has_merged:
            prefetch_related_objects([row], merged_notes())
        else:
            hold(row, "merged", [])
    return rows


@prepared
def _marked(post: int) -> QuerySet:
    """Most notes have neither merged notes nor passages, which then need not be asked for."""
    merged = Exists(Post.objects.filter(merged_into=OuterRef("pk")))
    passages = Exists(Passage.objects.filter(placement__post=OuterRef("pk")))
    posts = with_marks(Post.objects.filter(pk=post)).prefetch_related(None).order_by()
    return posts.annotate(has_merged=merged, has_passages=passages)


@prepared
def _placed(post: int) -> QuerySet:
    return Placement.objects.filter(post=post).select_related("theme")


def cards_of(ids: list[int], *, seminar: Seminar) -> list[Post]:
    """Those of these notes that the member may read. Read once until the next Change, but for `was_read`.

    All open boards ask for the same ones after a Change. No more are held than a screen has.
    """
    held: dict[tuple[int, ...], list[Post]] = until_changed(
        seminar, ("cards", seminar.role), dict, rows=lambda _held: ROWS_OF_A_CARD * POSTS_A_SCREEN
    )
    posts = held.get(tuple(ids))
    if posts is None:
        rows = with_marks(seminar.posts.readable_by(seminar.role).among(ids))
        posts = with_states(with_suggestions(rows, seminar), seminar)
        if sum(map(len, list(held.values()))) + len(posts) <= POSTS_A_SCREEN:
            held[tuple(ids)] = posts
    return _with_reading(posts)


def screen_of(chosen: PostFilter, queue: QueueForm, *, seminar: Seminar) -> tuple[list[Post], str]:
    """`QueueForm.screen` of what the filter has chosen. Read once until the next Change, but for `was_read`."""

    def read() -> tuple[list[Post], str]:
        posts, more = queue.screen(with_marks(chosen.posts()))
        return with_states(with_suggestions(posts, seminar), seminar), more

    if queue.depends_on_reading or _depends_on_reading(chosen):
        return read()
    key = "screen", seminar.role, _choices(chosen)
    posts, more = until_changed(seminar, key, read, rows=lambda screen: ROWS_OF_A_CARD * len(screen[0]) + 1)
    return _with_reading(posts), more


def number_of_new(chosen: PostFilter, last: int, returned: list[int], *, seminar: Seminar) -> int:
    """How many of the chosen notes came after the note `last`, or are among those that have returned."""

    def count() -> int:
        posts = chosen.posts()
        return posts.newer_than(last).count() + posts.among(returned).exclude(pk__gt=last).count()

    if _depends_on_reading(chosen):
        return count()
    return until_changed(seminar, ("new", seminar.role, _choices(chosen), last, *returned), count)


def _depends_on_reading(chosen: PostFilter) -> bool:
    return "unread" in chosen.chosen.get("mark", [])


def _choices(chosen: PostFilter) -> str:
    return urlencode([*chosen.data.lists()], doseq=True) if chosen.data else ""


def _with_reading(posts: list[Post]) -> list[Post]:
    """The posts, which others look at too, with `was_read` as it is now."""
    was_read = set(_read(posts))
    copies = [copy(post) for post in posts]
    for post in copies:
        post.was_read = post.pk in was_read
    return copies


def _read(posts: list[Post]) -> QuerySet:
    return ReadReceipt.objects.filter(post__in=[post.pk for post in posts]).values_list("post", flat=True)


def placements_of(post: Post) -> QuerySet:
    """Those of one post, with what its tags show."""
    return post.placements.select_related("theme").prefetch_related("passages")
