from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from seminar.constraints import Within, reachable

from .numbered import NumberedQuerySet
from .person import new_uid


class Group(models.Model):
    """The people round one table. `attributes` are free, such as {"region": "north"}."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="groups")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    attributes = models.JSONField(default=dict, blank=True)

    objects = NumberedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            reachable("group"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="group_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="group_number_once"),
            models.UniqueConstraint("seminar", Lower("name"), name="group_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Scribe(models.Model):
    """One device that writes for a group. No group means that the scribe does not know it yet."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="scribes")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="scribes")
    name = models.CharField(max_length=120, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            reachable("scribe"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="scribe_uid_once"),
            Within(field="group", name="scribe_group_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name or self.uid
