from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from seminar.constraints import SameSeminarForeignKey, reachable

if TYPE_CHECKING:
    from posts.models import Post

    from .passage import Passage

COPIED_FIELDS = ("seminar_id", "theme_id", "by_id", "at", "proposed")  # what a copy for another note takes over


class PlacementQuerySet(models.QuerySet):
    def copy_to(self, post: Post) -> list[Placement]:
        """Places another post under the same themes, in the same person's name, for the same words where it has them.

        Returns the created rows, none for themes that the post already has. The caller locks the seminar.
        """
        existing = set(post.placements.values_list("theme", flat=True))
        wanted = [row for row in self.prefetch_related("passages") if row.theme_id not in existing]
        made = Placement.objects.bulk_create(
            Placement(post=post, **{name: getattr(row, name) for name in COPIED_FIELDS}) for row in wanted
        )
        for row, copy in zip(wanted, made, strict=True):
            if row.passages.all():
                row.passages.copy_to(copy)
        return made

    def leave_removed_themes(self) -> None:
        """For a note that is back: a theme can be removed while only notes that were replaced are under it."""
        self.filter(theme__state="removed").delete()

    def give_back_to(self, post: Post) -> None:
        """As `copy_to`, of a part that is put together with others. Words that were marked in it are marked in the
        post also for a theme that the post had."""
        had = {row.theme_id: row for row in post.placements.all()}
        self.copy_to(post)
        for row in self.filter(theme__in=had).prefetch_related("passages"):
            marked = had[row.theme_id].passages.values("words")
            row.passages.exclude(words__in=marked).copy_to(had[row.theme_id])


class Placement(models.Model):
    """This post under this theme, by whom and when; `proposed` where a person took a suggestion."""

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
            SameSeminarForeignKey(field="theme", name="placement_theme_within_seminar"),
            SameSeminarForeignKey(field="post", name="placement_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} under {self.theme_id}"

    @property
    def current_passages(self) -> list[Passage]:
        """Those whose words the note still has."""
        return [passage for passage in self.passages.all() if passage.span(self.post.body)]
