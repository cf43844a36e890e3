from __future__ import annotations

from django.db import models
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey, reachable


class ExampleQuerySet(models.QuerySet):
    def readable_by(self, role: str) -> ExampleQuerySet:
        """Those that are invented, or words of a note that a member in this role may read."""
        return self.filter(models.Q(post=None) | models.Q(post__in=Post.objects.readable_by(role)))


class Example(models.Model):
    """Words that show what a theme means, perhaps those of a note. Never changed: a theme points to its newest.

    A Change names the rows and holds no words, so that what people wrote stays out of it.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="examples")
    post = models.ForeignKey("posts.Post", models.CASCADE, null=True, related_name="examples")
    text = models.TextField()
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            reachable("example"),
            models.CheckConstraint(condition=~models.Q(text=""), name="example_has_text"),
            SameSeminarForeignKey(field="theme", name="example_theme_within_seminar"),
            SameSeminarForeignKey(field="post", name="example_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.text
