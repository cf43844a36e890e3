from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.utils import timezone


class Fact(NamedTuple):
    """What happened: a verb such as "post.revised", the row it happened to, and what is needed to tell it."""

    verb: str
    subject: models.Model
    data: dict


class ChangeQuerySet(models.QuerySet):
    def after(self, number: int) -> "ChangeQuerySet":
        """What a reader who has seen `number` has not seen yet, oldest first."""
        return self.filter(number__gt=number).order_by("number")

    def about(self, subject: models.Model) -> "ChangeQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)

    def newest_first(self) -> "ChangeQuerySet":
        """With who made each."""
        return self.select_related("by", "scribe").order_by("-number")

    def numbered(self, numbers: Iterable[int]) -> "ChangeQuerySet":
        return self.filter(number__in=list(numbers))

    def made_by(self, person) -> "ChangeQuerySet":
        return self.filter(by=person)

    def together_with(self, change: "Change") -> "ChangeQuerySet":
        """What was done in one act with this change, and can be undone with it."""
        return self.filter(data__together=change.data["together"]).exclude(data__has_key="undoes")

    def doing(self, verbs: Iterable[str]) -> "ChangeQuerySet":
        """Changes of these kinds that undo nothing themselves."""
        return self.filter(verb__in=list(verbs)).exclude(data__has_key="undoes")

    def undone(self) -> set[int]:
        """Numbers of the changes that a later one has undone, unless that one has been undone itself."""
        found: set[int] = set()
        undoings = self.filter(data__has_key="undoes").order_by("-number")
        for number, undoes in undoings.values_list("number", "data__undoes"):
            if number not in found:
                found.add(undoes)
        return found


class Change(models.Model):
    """One thing that happened in a seminar: history, audit and live feed in one. Never changed, never deleted alone.

    The subject is named by kind and id, not by a foreign key: the row outlives what it tells of. `data` never holds
    the text of a note. `group` is the one it concerns, by id: the devices that write for it are told.
    """

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="changes")
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    group = models.PositiveBigIntegerField(null=True, blank=True)
    by = models.ForeignKey("Person", models.SET_NULL, null=True, related_name="+")
    scribe = models.ForeignKey("Scribe", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["seminar", "number"], name="change_numbered_once")]
        indexes = [models.Index(fields=["seminar", "subject_kind", "subject_id"], name="change_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    @classmethod
    def of(cls, fact: Fact, *, seminar, number: int, by) -> "Change":
        """`by` is a Person, a Scribe, or None for the command line."""
        who = {"scribe": by} if by is not None and by._meta.model_name == "scribe" else {"by": by}
        kind = fact.subject._meta.model_name
        group = fact.data["group"] if "group" in fact.data else getattr(fact.subject, "group_id", None)
        return cls(
            seminar=seminar,
            number=number,
            verb=fact.verb,
            subject_kind=kind,
            subject_id=fact.subject.pk,
            data=fact.data,
            group=group,
            **who,
        )
