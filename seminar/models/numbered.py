"""Rows that stand in an order of their own within a seminar: rounds, questions, groups, themes."""

from django.db import models, transaction

from .change import Fact


class Written(Exception):
    """Notes or drafts stand under the row, and would go with it; `count` of them."""

    def __init__(self, count: int):
        super().__init__(count)
        self.count = count


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


class Numbered(models.Model):
    """A row whose number is shown, so that its siblings are counted 1, 2, 3 without a gap."""

    class Meta:
        abstract = True

    def siblings(self) -> models.QuerySet:
        return type(self).objects.filter(seminar=self.seminar_id).order_by("number")

    def written(self) -> int:
        """How many notes and unsent drafts stand under it."""
        return self.posts.count() + self.drafts.exclude(body="").count()

    @transaction.atomic
    def move(self, step: int, *, by=None) -> bool:
        """Changes places with the one before (-1) or after (1). False where there is none."""
        self.seminar.hold()
        self.refresh_from_db(fields=["number"])
        others = self.siblings()
        if step < 0:
            beside = others.filter(number__lt=self.number).last()
        else:
            beside = others.filter(number__gt=self.number).first()
        if beside is None:
            return False
        mine, theirs = self.number, beside.number
        # By way of 0, which no row has: neither database lets two rows share a number, not even within one statement.
        for row, number in [(self, 0), (beside, mine), (self, theirs)]:
            row._renumber(number)
        self.seminar.record(f"{self._meta.model_name}.moved", self, by=by, number=theirs, former=mine)
        return True

    @transaction.atomic
    def remove(self, *, by=None) -> None:
        """Those after it move up. Raises Written where someone has written under it."""
        self.seminar.hold()
        if count := self.written():
            raise Written(count)
        if self.siblings().filter(pk=self.pk).delete()[0]:
            for row in self.siblings().filter(number__gt=self.number):
                row._renumber(row.number - 1)
            self.seminar.record(f"{self._meta.model_name}.removed", self, by=by, was=str(self))

    def _renumber(self, number: int) -> None:
        self.number = number
        self.save(update_fields=["number"])
