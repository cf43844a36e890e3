from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from posts.models.post import TextChanged
from seminar.constraints import SameSeminarForeignKey
from themes import events

from .placement import Placement

if TYPE_CHECKING:
    from seminar.models import Person

    from .theme import Theme


class PassageQuerySet(models.QuerySet):
    @transaction.atomic
    def mark(self, theme: Theme, post: Post, *, start: int, end: int, revision: int, by: Person | None) -> bool:
        """Places the post under the theme for the words from `start` to `end`, in code points of this revision's body.

        False where they are marked already. Raises TextChanged where `revision` is not current, and NotPossible.
        """
        post.lock()
        if post.revision != revision:
            raise TextChanged(post)
        theme.add_post(post, by=by)
        return self.restore(theme, post, start=start, end=end, revision=revision, by=by)

    @transaction.atomic
    def restore(self, theme: Theme, post: Post, *, start: int, end: int, revision: int, by: Person | None) -> bool:
        """Marks words of a revision, perhaps an earlier one. False where they are marked, or no longer placed."""
        post.lock()
        placement = Placement.objects.filter(theme=theme, post=post).first()
        words = post.text_at(revision)[1][start:end]
        if not (placement and words) or self.filter(placement=placement, start=start, words=words).exists():
            return False
        self.create(seminar=post.seminar, placement=placement, start=start, words=words, by=by)
        post.seminar.record(events.PASSAGE_MARKED, post, by=by, theme=theme.pk, start=start, end=end, revision=revision)
        return True

    @transaction.atomic
    def unmark(self, passage: Passage, *, by: Person | None) -> bool:
        """Removes the mark; the note stays under the theme. Returns False where it is removed already."""
        theme, post = passage.placement.theme, passage.placement.post
        post.lock()
        if not self.filter(pk=passage.pk).delete()[0]:
            return False
        post.seminar.record(events.PASSAGE_UNMARKED, post, by=by, theme=theme.pk, **passage.place(post))
        return True

    def copy_to(self, placement: Placement) -> None:
        """Marks the same words in another note, where it has them."""
        for passage in self:
            if span := passage.span(placement.post.body):
                facts = {"words": passage.words, "by_id": passage.by_id, "at": passage.at}
                self.create(seminar_id=passage.seminar_id, placement=placement, start=span[0], **facts)

    def move_to(self, placement: Placement) -> dict[str, list[int]]:
        """Gives them to another placement of their note, unless it has the same words marked already.

        Returns the ids of the `passages` that moved, and of those `shared`: the same words under that placement.
        """
        present = {passage.span(placement.post.body): passage.pk for passage in placement.passages.all()}
        moved, shared = [], []
        for passage in self:
            span = passage.span(placement.post.body)
            if span and span in present:
                shared.append(present[span])
            else:
                moved.append(passage.pk)
        self.filter(pk__in=moved).update(placement=placement)
        return {"passages": moved, "shared": shared}

    def current_at(self, theme: Theme, post: Post, *, start: int, end: int, revision: int) -> Passage | None:
        words = post.text_at(revision)[1][start:end]
        return self.filter(placement__theme=theme, placement__post=post, start=start, words=words).first()


class Passage(models.Model):
    """The words of a note that its placement under a theme is about.

    A placement may have several passages; without any it is about the whole note.

    `start` is where the words were when they were marked, in code points of the body.
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
            SameSeminarForeignKey(field="placement", name="passage_placement_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    def span(self, body: str) -> tuple[int, int] | None:
        """Where the words are in this text, nearest to where they were marked. None where they are gone."""
        before = body.rfind(self.words, 0, self.start + len(self.words))
        after = body.find(self.words, self.start)
        places = [place for place in (before, after) if place >= 0]
        if not places:
            return None
        start = min(places, key=lambda place: abs(place - self.start))
        return start, start + len(self.words)

    def place(self, post: Post) -> dict[str, int]:
        """For a Change: where the words are in the post's current text, empty where they are gone."""
        span = self.span(post.body)
        return {"start": span[0], "end": span[1], "revision": post.revision} if span else {}
