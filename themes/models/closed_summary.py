from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from themes import events

if TYPE_CHECKING:
    from seminar.models import Person, Seminar


class ClosedSummaryQuerySet(models.QuerySet):
    def of(self, seminar: Seminar) -> ClosedSummary | None:
        """The one that belongs to the present end of the seminar; None while it is open."""
        if not seminar.finished_at:
            return None
        return self.filter(seminar=seminar, finished_at=seminar.finished_at).first()

    @transaction.atomic
    def save_for(self, seminar: Seminar, data: dict[str, Any], *, by: Person | None) -> ClosedSummary:
        """Stores the contents of the summary of a finished seminar, in place of what was stored before."""
        seminar.lock()
        row, _made = self.update_or_create(
            seminar=seminar, defaults={"finished_at": seminar.finished_at, "data": data, "change": 0}
        )
        row.change = seminar.record(events.SUMMARY_CLOSED, row, by=by).number
        row.save(update_fields=["change"])
        return row


class ClosedSummary(models.Model):
    """The summary as it was when it was closed, so that its figures and texts stay.

    `data` is as themes/summary/closed.py writes it. It includes the changes up to and including number `change`.
    """

    seminar = models.OneToOneField("seminar.Seminar", models.CASCADE, related_name="closed_summary")
    finished_at = models.DateTimeField()
    change = models.PositiveBigIntegerField()
    data = models.JSONField()

    objects = ClosedSummaryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.seminar_id}: {self.finished_at}"
