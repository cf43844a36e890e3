from django.db import models
from django.utils import timezone

from seminar.constraints import Within, reachable


class Example(models.Model):
    """Words that show what a theme means, perhaps those of a note. Never changed: a theme points to its newest.

    A Change names the rows and holds no words, so that what people wrote stays out of it.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="examples")
    post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            reachable("example"),
            models.CheckConstraint(condition=~models.Q(text=""), name="example_has_text"),
            Within(field="theme", name="example_theme_within_seminar"),
            Within(field="post", name="example_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.text
