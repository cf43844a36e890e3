from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey
from seminar.models.prepared import insert

if TYPE_CHECKING:
    from seminar.models import Person


class ReadReceiptQuerySet(models.QuerySet):
    def mark(self, posts: Iterable[Post], *, by: Person) -> None:
        """Records that this person has read these posts. No Change is made: reading alters nothing, and is frequent."""
        rows = [ReadReceipt(seminar_id=post.seminar_id, post=post, person=by) for post in posts]
        if len(rows) == 1:  # as for each note that is placed
            insert(rows[0], once=True)
        else:
            self.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class ReadReceipt(models.Model):
    """This person has read this post, for the first time `at` this time."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="readings")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="readings")
    person = models.ForeignKey("seminar.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReadReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], name="reading_once"),
            SameSeminarForeignKey(field="post", name="reading_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.post_id}"
