from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from seminar.models.change import author_fields
from seminar.models.prepared import insert

if TYPE_CHECKING:
    from seminar.models import Person, Scribe

    from .post import Post


class RevisionQuerySet(models.QuerySet):
    def stood(self) -> RevisionQuerySet:
        return self.exclude(number=None)

    def aside(self) -> RevisionQuerySet:
        return self.filter(number=None)


class Revision(models.Model):
    """A former text of a post, with who replaced it, when and why.

    One without a number was set aside: it never was the text of the post, since it met another, came late, or
    the post was locked.
    """

    post = models.ForeignKey("Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(null=True, blank=True)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    scribe = models.ForeignKey("seminar.Scribe", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("number").asc(nulls_last=True), "id"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"{self.post_id}.{self.number or 'aside'}"

    @classmethod
    def keep(cls, post: Post, *, by: Person | Scribe | None, reason: str) -> None:
        texts = {"subject": post.subject, "body": post.body}
        insert(cls(post=post, number=post.revision, reason=reason, **texts, **author_fields(by)))

    @classmethod
    def set_aside(cls, post: Post, body: str, *, by: Person | Scribe | None, reason: str) -> bool:
        """Stores a text beside the note. Returns False where it is stored already, since a device may send it again."""
        _, made = cls.objects.get_or_create(
            post=post, number=None, body=body, reason=reason, **author_fields(by), defaults={"subject": post.subject}
        )
        return made
