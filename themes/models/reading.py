from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from posts.models import Post
from seminar.constraints import Within


class ReadingQuerySet(models.QuerySet):
    def mark(self, posts: Iterable[Post], *, by) -> None:
        """This person has read these posts. No Change: reading alters nothing, and there are thousands of them."""
        rows = [Reading(seminar_id=post.seminar_id, post=post, person=by) for post in posts]
        self.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Reading(models.Model):
    """This person has read this post, first at this time."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="readings")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="readings")
    person = models.ForeignKey("seminar.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person"], name="reading_once"),
            Within(field="post", name="reading_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.post_id}"
