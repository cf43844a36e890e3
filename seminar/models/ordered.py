"""Rows with an order of their own within a seminar: rounds, questions, groups, themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from .change import Fact

if TYPE_CHECKING:
    from seminar.events import Event

    from .person import Person
    from .seminar import Seminar


class HasNotes(Exception):
    """The row has `count` notes or drafts, which would go with it."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class OrderedQuerySet(models.QuerySet):
    @transaction.atomic
    def add_all(self, rows: list[dict[str, Any]], *, seminar: Seminar, by: Person | None = None) -> list[models.Model]:
        """Creates rows, numbered after the existing ones, in the order given."""
        if not rows:
            return []
        seminar.lock()
        made = self.create_after(rows, seminar=seminar)
        seminar.record_all([Fact(self.model.ADDED, row, {}) for row in made], by=by)
        return made

    def create_after(self, rows: Sequence[dict[str, Any]], *, seminar: Seminar) -> list[models.Model]:
        """Creates rows without recording it. The seminar must be locked."""
        last = self.model.objects.filter(seminar=seminar).aggregate(last=models.Max("number"))["last"] or 0
        return self.bulk_create(
            self.model(seminar=seminar, number=number, **row) for number, row in enumerate(rows, last + 1)
        )

    def add(self, *, seminar: Seminar, by: Person | None = None, **fields: Any) -> models.Model:
        return self.add_all([fields], seminar=seminar, by=by)[0]


class Ordered(models.Model):
    """A row whose number is shown, so that its siblings are counted 1, 2, 3 without a gap."""

    MOVED: Event
    REMOVED: Event

    seminar: Seminar
    number: int

    class Meta:
        abstract = True

    def siblings(self) -> models.QuerySet:
        return type(self).objects.filter(seminar=self.seminar_id).order_by("number")

    def written(self) -> int:
        """How many notes and unsent drafts belong to it."""
        return self.posts.count() + self.drafts.exclude(body="").count()

    @transaction.atomic
    def move(self, step: int, *, by: Person | None = None) -> bool:
        """Swaps places with the row before (-1) or after (1). Returns False where there is none."""
        self.seminar.lock()
        self.refresh_from_db(fields=["number"])
        others = self.siblings()
        if step < 0:
            beside = others.filter(number__lt=self.number).last()
        else:
            beside = others.filter(number__gt=self.number).first()
        if beside is None:
            return False
        former, number = self.number, beside.number
        # By way of 0, which no row has: neither database lets two rows share a number, not even within one statement.
        for row, new in [(self, 0), (beside, former), (self, number)]:
            row._renumber(new)
        self.seminar.record(self.MOVED, self, by=by, number=number, former=former)
        return True

    @transaction.atomic
    def remove(self, *, by: Person | None = None) -> None:
        """Deletes the row and moves those after it up. Raises HasNotes where someone has written in it."""
        self.seminar.lock()
        if count := self.written():
            raise HasNotes(count)
        if self.siblings().filter(pk=self.pk).delete()[0]:
            for row in self.siblings().filter(number__gt=self.number):
                row._renumber(row.number - 1)
            self.seminar.record(self.REMOVED, self, by=by, was=str(self))

    def _renumber(self, number: int) -> None:
        self.number = number
        self.save(update_fields=["number"])
