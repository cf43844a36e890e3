from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from seminar.constraints import Within
from seminar.live.wake import announce

LASTS = timedelta(seconds=60)


class ClaimQuerySet(models.QuerySet):
    def standing(self) -> "ClaimQuerySet":
        return self.filter(until__gt=timezone.now())

    @transaction.atomic
    def take(self, post: Post, *, by) -> None:
        """This person is on this post now, and on no other. No Change: it is told to open boards and kept nowhere."""
        place = {"post": post, "until": timezone.now() + LASTS}
        if not self.filter(seminar=post.seminar, person=by).update(**place):
            self.update_or_create(seminar=post.seminar, person=by, defaults=place)
        _tell("claimed", post.seminar, post.pk, by)

    @transaction.atomic
    def release(self, *, seminar, by) -> None:
        if self.filter(seminar=seminar, person=by).delete()[0]:
            _tell("released", seminar, 0, by)


class Claim(models.Model):
    """A person is on a post just now; it is forgotten by itself. Others are told, and kept from nothing."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="claims")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="claims")
    person = models.ForeignKey("seminar.Person", models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "person"], name="claim_one_each"),
            Within(field="post", name="claim_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.post_id}"


def _tell(verb: str, seminar, subject: int, by) -> None:
    announce(seminar.pk, {"verb": verb, "kind": "post", "subject": subject, "by": by.pk})
