from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING, NamedTuple

from django.db import models, transaction
from django.db.models import Q

from seminar import events

if TYPE_CHECKING:
    from .person import Person
    from .seminar import Seminar

LONGEST_ENTRY = 200  # characters


class Times(NamedTuple):
    """When something begins, in the seminar's time zone, and for how many minutes it is planned."""

    starts_at: time | None
    minutes: int | None


class PlanEntryQuerySet(models.QuerySet):
    @transaction.atomic
    def save_plan(
        self,
        rounds: Mapping[int, Times],
        entries: Sequence[tuple[Times, str]],
        *,
        seminar: Seminar,
        by: Person | None = None,
    ) -> None:
        """Replaces the plan of the day: the times of these rounds (by id), and everything else that is in it."""
        seminar.lock()
        rows = [
            (round.pk, round.starts_at, round.planned_minutes) for round in seminar.rounds.all() if round.pk in rounds
        ]
        changed = [(pk, rounds[pk]) for pk, *former in rows if tuple(former) != rounds[pk]]
        former = [(entry.starts_at, entry.minutes, entry.text) for entry in seminar.plan_entries.all()]
        wanted = sorted(
            ((times.starts_at, times.minutes, text) for times, text in entries),
            key=lambda row: (row[0], row[1] or 0, row[2]),
        )
        if not changed and former == wanted:
            return
        for pk, times in changed:
            seminar.rounds.filter(pk=pk).update(starts_at=times.starts_at, planned_minutes=times.minutes)
        seminar.plan_entries.all().delete()
        self.bulk_create(self.model(seminar=seminar, starts_at=at, minutes=m, text=text) for at, m, text in wanted)
        seminar.record(events.PLAN_CHANGED, seminar, by=by)


class PlanEntry(models.Model):
    """What happens in the day besides the rounds, such as a break, in the organizer's own words."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="plan_entries")
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=LONGEST_ENTRY)

    objects = PlanEntryQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="plan_entry_has_text")]

    def __str__(self) -> str:
        return self.text
