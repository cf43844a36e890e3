from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seminar import events
from seminar.constraints import SameSeminarForeignKey
from seminar.events import Event

from .change import NotPossible
from .ordered import Ordered
from .person import new_uid
from .round import DialogueRound, Phase

if TYPE_CHECKING:
    from .person import Person


class Question(Ordered):
    """What the groups are asked in a round. It may be closed while its round is open.

    While it is `held_back` the groups do not see it yet.
    """

    MOVED, REMOVED = events.QUESTION_MOVED, events.QUESTION_REMOVED

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="questions")
    round = models.ForeignKey(DialogueRound, models.CASCADE, related_name="questions")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    text = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["round__number", "number"]
        constraints = [
            SameSeminarForeignKey(field="round", name="question_round_within_seminar"),
            models.UniqueConstraint(fields=["round", "id"], name="question_within_round"),
            models.UniqueConstraint(fields=["seminar", "id"], name="question_within_seminar"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="question_uid_once"),
            models.UniqueConstraint(fields=["round", "number"], name="question_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),
        ]

    def __str__(self) -> str:
        return self.text

    def siblings(self) -> models.QuerySet:
        return Question.objects.filter(round=self.round_id).order_by("number")

    @transaction.atomic
    def reword(self, text: str, *, by: Person | None = None) -> None:
        self.seminar.lock()
        self.refresh_from_db(fields=["text"])
        former, self.text = self.text, text
        if text != former:
            self.save(update_fields=["text"])
            self.seminar.record(events.QUESTION_REWORDED, self, by=by, text=text, former=former)

    def takes_at(self, now: datetime) -> bool:
        """Whether an answer that comes at `now` is in time, as far as the question is concerned."""
        return not self.held_back and (self.closed_at is None or now < self.closed_at + self.seminar.grace)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and not self.held_back

    @transaction.atomic
    def close(self, *, by: Person | None = None) -> None:
        self._set(events.QUESTION_CLOSED, closed_at=timezone.now(), held_back=False, by=by)

    @transaction.atomic
    def open(self, *, by: Person | None = None) -> None:
        self._set(events.QUESTION_OPENED, closed_at=None, held_back=False, by=by)

    @transaction.atomic
    def ask_next(self, *, by: Person | None = None) -> None:
        """Opens it and closes those that are open, which keep their grace. Does nothing where it is open already.

        Raises NotPossible where the round is not open.
        """
        self.seminar.lock()
        self.refresh_from_db(fields=["closed_at", "held_back"])
        if DialogueRound.objects.get(pk=self.round_id).phase() != Phase.OPEN:
            raise NotPossible(_("The round is closed, so no question was opened. Open the round again first."))
        if self.is_open:
            return
        for other in self.siblings().filter(closed_at=None, held_back=False):
            other.close(by=by)
        self.open(by=by)

    def _set(self, event: Event, *, closed_at: datetime | None, held_back: bool, by: Person | None) -> None:
        """Nothing is recorded where it is closed, or open, already."""
        self.seminar.lock()
        self.refresh_from_db(fields=["closed_at", "held_back"])
        if self.held_back == held_back and bool(self.closed_at) == bool(closed_at):
            return
        self.closed_at, self.held_back = closed_at, held_back
        self.save(update_fields=["closed_at", "held_back"])
        self.seminar.record(event, self, by=by)
