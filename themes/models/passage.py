from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from posts.models.post import Stale
from seminar.constraints import Within

from .placement import Placement


class PassageQuerySet(models.QuerySet):
    @transaction.atomic
    def mark(self, theme, post: Post, *, start: int, end: int, revision: int, by) -> bool:
        """Puts the post under the theme for the words from `start` to `end`, in code points of this revision's body.

        False where they are marked already. Raises Stale where another revision stands, and what `Theme.take` raises.
        """
        post.hold()
        if post.revision != revision:
            raise Stale(post)
        theme.take(post, by=by)
        return self.restore(theme, post, start=start, end=end, revision=revision, by=by)

    @transaction.atomic
    def restore(self, theme, post: Post, *, start: int, end: int, revision: int, by) -> bool:
        """Marks words of a revision, maybe a former one. False where they are marked, or the placement is gone."""
        post.hold()
        placement = Placement.objects.filter(theme=theme, post=post).first()
        words = post.text_at(revision)[1][start:end]
        if not (placement and words) or self.filter(placement=placement, start=start, words=words).exists():
            return False
        self.create(seminar=post.seminar, placement=placement, start=start, words=words, by=by)
        post.seminar.record("post.marked", post, by=by, theme=theme.pk, start=start, end=end, revision=revision)
        return True

    @transaction.atomic
    def unmark(self, passage: "Passage", *, by) -> bool:
        """Takes the mark off the words; the note stays under the theme. False where it is off already."""
        theme, post = passage.placement.theme, passage.placement.post
        post.hold()
        if not self.filter(pk=passage.pk).delete()[0]:
            return False
        post.seminar.record("post.unmarked", post, by=by, theme=theme.pk, **passage.place(post))
        return True

    def copy_to(self, placement: Placement) -> None:
        """Marks the same words of another note, where it has them."""
        for passage in self:
            if span := passage.span(placement.post.body):
                facts = {"words": passage.words, "by_id": passage.by_id, "at": passage.at}
                self.create(seminar_id=passage.seminar_id, placement=placement, start=span[0], **facts)

    def standing_at(self, theme, post: Post, *, start: int, end: int, revision: int) -> "Passage | None":
        words = post.text_at(revision)[1][start:end]
        return self.filter(placement__theme=theme, placement__post=post, start=start, words=words).first()


class Passage(models.Model):
    """The words of a note that its placement under a theme is about. A placement may have several, or none: the whole.

    `start` is where the words stood when they were marked, in code points of the body.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="passages")
    placement = models.ForeignKey("Placement", models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    words = models.TextField()
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="passage_has_words"),
            Within(field="placement", name="passage_placement_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    def span(self, body: str) -> tuple[int, int] | None:
        """Where the words stand in this text: the place nearest to where they stood. None where they are gone."""
        before = body.rfind(self.words, 0, self.start + len(self.words))
        after = body.find(self.words, self.start)
        found = [place for place in (before, after) if place >= 0]
        if not found:
            return None
        start = min(found, key=lambda place: abs(place - self.start))
        return start, start + len(self.words)

    def place(self, post: Post) -> dict:
        """For a Change: where the words stand in the post's present text; empty where they are gone."""
        span = self.span(post.body)
        return {"start": span[0], "end": span[1], "revision": post.revision} if span else {}
