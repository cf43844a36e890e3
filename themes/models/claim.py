from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey
from seminar.models.change import one_transaction
from seminar.notify import notify

if TYPE_CHECKING:
    from seminar.models import Person, Seminar

LASTS = timedelta(seconds=60)


class ClaimQuerySet(models.QuerySet):
    def current(self) -> ClaimQuerySet:
        return self.filter(until__gt=timezone.now())

    def claim(self, post: Post, *, by: Person) -> None:
        """Records that this person is on this post now, and on no other. Notifies open boards; records no Change."""
        place = {"post": post, "until": timezone.now() + LASTS}
        with one_transaction():
            if not self.filter(seminar=post.seminar, person=by).update(**place):
                self.update_or_create(seminar=post.seminar, person=by, defaults=place)
            _notify("claimed", post.seminar, post.pk, by)

    def release(self, *, seminar: Seminar, by: Person) -> None:
        with one_transaction():
            if self.filter(seminar=seminar, person=by).delete()[0]:
                _notify("released", seminar, 0, by)


class Claim(models.Model):
    """A person is on a post now. It ends by itself; others see it, and it prevents nothing."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="claims")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="claims")
    person = models.ForeignKey("seminar.Person", models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="claim_one_each"),
            SameSeminarForeignKey(field="post", name="claim_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.post_id}"


def _notify(verb: str, seminar: Seminar, subject: int, by: Person) -> None:
    notify(seminar.pk, {"verb": verb, "kind": "post", "subject": subject, "by": by.pk})
