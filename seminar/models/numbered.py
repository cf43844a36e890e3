"""Rows that stand in an order of their own within a seminar: rounds, groups, themes."""

from django.db import models, transaction

from .change import Fact


class NumberedQuerySet(models.QuerySet):
    @transaction.atomic
    def add_all(self, rows: list[dict], *, seminar, by=None) -> list[models.Model]:
        """New rows, numbered after those that are there, in the order given."""
        if not rows:
            return []
        seminar.hold()
        mine = self.model.objects.filter(seminar=seminar)
        last = mine.aggregate(last=models.Max("number"))["last"] or 0
        made = self.bulk_create(
            self.model(seminar=seminar, number=number, **row) for number, row in enumerate(rows, last + 1)
        )
        verb = f"{self.model._meta.model_name}.added"
        seminar.record_all([Fact(verb, row, {}) for row in made], by=by)
        return made

    def add(self, *, seminar, by=None, **fields) -> models.Model:
        return self.add_all([fields], seminar=seminar, by=by)[0]
