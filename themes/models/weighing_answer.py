from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from seminar.constraints import SameSeminarForeignKey, reachable

if TYPE_CHECKING:
    from seminar.models import Group, Scribe

    from .weighing import Weighing


class AnswerQuerySet(models.QuerySet):
    def save_points(
        self,
        weighing: Weighing,
        points: dict[int, int],
        *,
        group: Group,
        scribe: Scribe | None = None,
        at: datetime | None = None,
    ) -> WeighingAnswer:
        """Creates a row with these points by the primary key of the theme. The caller records it."""
        facts = {"seminar_id": weighing.seminar_id, "group_uid": group.uid, "scribe": scribe}
        answer = self.create(weighing=weighing, at=at or timezone.now(), **facts)
        Weight.objects.bulk_create(
            Weight(seminar_id=weighing.seminar_id, answer=answer, theme_id=theme, points=number)
            for theme, number in points.items()
        )
        return answer


class WeighingAnswer(models.Model):
    """How one group has weighed the themes. A row for each time that it was saved: the last one counts.

    The group is named by its uid, which a merged group has again when the merge is undone.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    weighing = models.ForeignKey("Weighing", models.CASCADE, related_name="answers")
    group_uid = models.CharField(max_length=64)
    scribe = models.ForeignKey("seminar.Scribe", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["weighing", "group_uid"], name="weighing_answer_group")]
        constraints = [
            reachable("weighing_answer"),
            SameSeminarForeignKey(field="weighing", name="weighing_answer_weighing_within_seminar"),
            SameSeminarForeignKey(field="scribe", name="weighing_answer_scribe_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.group_uid} in {self.weighing_id}"


class Weight(models.Model):
    """The points that an answer gives to one theme; 1 where themes are picked."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    answer = models.ForeignKey("WeighingAnswer", models.CASCADE, related_name="weights")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "theme"], name="weight_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="weight_has_points"),
            SameSeminarForeignKey(field="answer", name="weight_answer_within_seminar"),
            SameSeminarForeignKey(field="theme", name="weight_theme_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.points} for {self.theme_id}"
