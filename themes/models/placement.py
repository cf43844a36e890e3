from django.db import models
from django.utils import timezone

from seminar.constraints import Within


class Placement(models.Model):
    """This post under this theme, by whom and when; `proposed` where the machine pointed to it and a person agreed."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="placements")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="placements")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="placements")
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    proposed = models.BooleanField(default=False)

    class Meta:
        ordering = ["theme__number"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "post"], name="placement_once"),
            Within(field="theme", name="placement_theme_within_seminar"),
            Within(field="post", name="placement_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} under {self.theme_id}"
