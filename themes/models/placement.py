from django.db import models
from django.utils import timezone

from seminar.constraints import Within, reachable

KEPT = ("seminar_id", "theme_id", "by_id", "at", "proposed")  # what a copy for another note has in common with it


class PlacementQuerySet(models.QuerySet):
    def copy_to(self, post) -> list["Placement"]:
        """Puts another post under the same themes, as whoever did it first, for the same words where it has them.

        Gives the rows that were made: where the post is already, none is. The caller holds the seminar.
        """
        there = set(post.placements.values_list("theme", flat=True))
        wanted = [row for row in self.prefetch_related("passages") if row.theme_id not in there]
        made = Placement.objects.bulk_create(
            Placement(post=post, **{name: getattr(row, name) for name in KEPT}) for row in wanted
        )
        for row, copy in zip(wanted, made, strict=True):
            if row.passages.all():
                row.passages.copy_to(copy)
        return made


class Placement(models.Model):
    """This post under this theme, by whom and when; `proposed` where the machine pointed to it and a person agreed."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="placements")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="placements")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="placements")
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    proposed = models.BooleanField(default=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["theme__place", "theme__number"]
        constraints = [
            reachable("placement"),
            models.UniqueConstraint(fields=["theme", "post"], name="placement_once"),
            Within(field="theme", name="placement_theme_within_seminar"),
            Within(field="post", name="placement_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} under {self.theme_id}"
