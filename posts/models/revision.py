from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """A former text of a post, with who replaced it, when and why."""

    post = models.ForeignKey("Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    scribe = models.ForeignKey("seminar.Scribe", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"{self.post_id}.{self.number}"

    @classmethod
    def keep(cls, post, *, by, reason: str) -> "Revision":
        who = {"scribe": by} if by is not None and by._meta.model_name == "scribe" else {"by": by}
        return cls.objects.create(
            post=post, number=post.revision, subject=post.subject, body=post.body, reason=reason, **who
        )
