from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from seminar import events
from seminar.constraints import SameSeminarForeignKey

from .prepared import prepared

if TYPE_CHECKING:
    from .group import Group
    from .person import Person
    from .scribe import Scribe
    from .seminar import Seminar

LONGEST_MESSAGE = 200  # characters; it is read in passing, on a phone


class MessageQuerySet(models.QuerySet):
    def current(self) -> MessageQuerySet:
        """Newest first."""
        return self.filter(removed_at=None).order_by("-pk")

    def shown_to(self, scribe: Scribe) -> list[Message]:
        """What is written to all groups, and to the group of this scribe. Newest first."""
        return _shown(seminar=scribe.seminar_id, group=scribe.group_id)

    @transaction.atomic
    def send(self, text: str, *, seminar: Seminar, group: Group | None = None, by: Person | None = None) -> Message:
        """To one group, or to all. The pages of the groups show it until it is removed."""
        seminar.lock()
        message = self.create(seminar=seminar, group=group, text=text, by=by)
        event = events.GROUP_MESSAGE_SENT if group else events.MESSAGE_SENT
        seminar.record(event, group or seminar, by=by, text=text)
        return message


@prepared
def _shown(seminar: int, group: int | None) -> models.QuerySet:
    shown = Q(seminar=seminar, group=None)
    return Message.objects.filter(shown | Q(group=group) if group else shown).current()


class Message(models.Model):
    """What those who run the seminar write to the groups, such as “Break until 12:15”."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="messages")
    group = models.ForeignKey("Group", models.CASCADE, null=True, blank=True, related_name="messages")
    text = models.CharField(max_length=LONGEST_MESSAGE)
    by = models.ForeignKey("Person", models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            SameSeminarForeignKey(field="group", name="message_group_within_seminar"),
            models.CheckConstraint(condition=~Q(text=""), name="message_has_text"),
        ]

    def __str__(self) -> str:
        return self.text

    @transaction.atomic
    def remove(self, *, by: Person | None = None) -> None:
        """Takes it off the pages of the groups. The log still has it."""
        self.seminar.lock()
        if Message.objects.current().filter(pk=self.pk).update(removed_at=timezone.now()):
            event = events.GROUP_MESSAGE_REMOVED if self.group else events.MESSAGE_REMOVED
            self.seminar.record(event, self.group or self.seminar, by=by, text=self.text)
