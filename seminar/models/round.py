from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seminar.constraints import Within, reachable

from .numbered import Numbered, NumberedQuerySet
from .person import new_uid


class RoundQuerySet(NumberedQuerySet):
    @transaction.atomic
    def plan(self, title: str, questions: list[str], *, seminar, by=None) -> "DialogueRound":
        """A new round after the others, with its questions."""
        round = self.add(seminar=seminar, by=by, title=title)
        round.ask_all(questions, by=by)
        return round

    def current(self) -> "DialogueRound | None":
        """The one that groups write in: the open one; else the one that closed last."""
        here = self.exclude(state=DialogueRound.State.PLANNED).prefetch_related("questions")
        return here.order_by("-opened_at", "-number").first()


class Phase(models.TextChoices):
    """How a round stands at a moment: in `CLOSING` a sentence that was begun may still be finished."""

    PLANNED = "planned", _("not open yet")
    OPEN = "open", _("open")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("closed")


class DialogueRound(Numbered):
    """A sitting of the groups. `ends_at` is when its timer closes it, without anyone having to do so."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="rounds")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    title = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            reachable("round"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="round_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="round_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="round_has_title"),
            models.CheckConstraint(condition=Q(state__in=["planned", "open", "closed"]), name="round_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def ask(self, text: str, *, by=None, uid: str = "") -> "Question":
        self.seminar.hold()
        last = self.questions.aggregate(last=models.Max("number"))["last"] or 0
        question = self.questions.create(seminar=self.seminar, text=text, number=last + 1, uid=uid or new_uid())
        self.seminar.record("question.asked", question, by=by)
        return question

    @transaction.atomic
    def ask_all(self, texts: list[str], *, by=None) -> list["Question"]:
        return [self.ask(text, by=by) for text in texts]

    @transaction.atomic
    def rename(self, title: str, *, by=None) -> None:
        former, self.title = self.title, title
        if title != former:
            self.save(update_fields=["title"])
            self.seminar.record("dialogueround.renamed", self, by=by, title=title, former=former)

    def closed_since(self, now: datetime) -> datetime | None:
        """When it was closed, by someone or by its timer; None while it is open."""
        if self.state == self.State.CLOSED:
            return self.closed_at
        return self.ends_at if self.ends_at and self.ends_at <= now else None

    def phase(self, now: datetime | None = None) -> Phase:
        now = now or timezone.now()
        if self.state == self.State.PLANNED:
            return Phase.PLANNED
        since = self.closed_since(now)
        if since is None:
            return Phase.OPEN if self.state == self.State.OPEN else Phase.CLOSED
        return Phase.CLOSING if now < since + self.seminar.grace else Phase.CLOSED

    @property
    def takes_until(self) -> datetime | None:
        """The last moment at which what comes is in time, as far as is known: its end and the grace."""
        end = self.closed_at if self.state == self.State.CLOSED else self.ends_at
        return end and end + self.seminar.grace

    def takes_at(self, now: datetime) -> bool:
        """Whether what comes now is in time."""
        return self.phase(now) in (Phase.OPEN, Phase.CLOSING)

    @transaction.atomic
    def open(self, *, minutes: int | None = None, by=None) -> None:
        """Opens it, again too, with a timer of so many minutes or none. A round that was open is closed."""
        self.seminar.hold()
        for other in self.siblings().filter(state=self.State.OPEN).exclude(pk=self.pk):
            other.close(by=by)
        now = timezone.now()
        self.state, self.opened_at, self.closed_at = self.State.OPEN, now, None
        self.ends_at = minutes and now + timedelta(minutes=minutes)
        self.save(update_fields=["state", "opened_at", "closed_at", "ends_at"])
        self.seminar.record("dialogueround.opened", self, by=by, minutes=minutes)

    @transaction.atomic
    def time(self, minutes: int | None, *, by=None) -> None:
        """Sets the timer anew, counted from now; None takes it away. Only for an open round."""
        self.seminar.hold()
        self.ends_at = minutes and timezone.now() + timedelta(minutes=minutes)
        if self.siblings().filter(pk=self.pk, state=self.State.OPEN).update(ends_at=self.ends_at):
            self.seminar.record("dialogueround.timed", self, by=by, minutes=minutes)

    @transaction.atomic
    def close(self, *, by=None) -> None:
        """What is being typed may still come in, for as long as the seminar gives grace."""
        self.seminar.hold()
        now = timezone.now()
        self.closed_at = min(filter(None, [self.ends_at, now]))
        if (
            self.siblings()
            .filter(pk=self.pk, state=self.State.OPEN)
            .update(state=self.State.CLOSED, closed_at=self.closed_at)
        ):
            self.state = self.State.CLOSED
            self.seminar.record("dialogueround.closed", self, by=by)


class Question(Numbered):
    """What the groups are asked in a round. It may be closed while its round is open."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="questions")
    round = models.ForeignKey(DialogueRound, models.CASCADE, related_name="questions")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    text = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round__number", "number"]
        constraints = [
            Within(field="round", name="question_round_within_seminar"),
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
    def reword(self, text: str, *, by=None) -> None:
        former, self.text = self.text, text
        if text != former:
            self.save(update_fields=["text"])
            self.seminar.record("question.reworded", self, by=by, text=text, former=former)

    def takes_at(self, now: datetime) -> bool:
        """Whether what comes now is in time, as far as the question goes."""
        return self.closed_at is None or now < self.closed_at + self.seminar.grace

    @transaction.atomic
    def close(self, *, by=None) -> None:
        self._turn(timezone.now(), "question.closed", by=by)

    @transaction.atomic
    def open(self, *, by=None) -> None:
        self._turn(None, "question.opened", by=by)

    def _turn(self, closed_at: datetime | None, verb: str, *, by) -> None:
        self.seminar.hold()
        if self.siblings().filter(pk=self.pk, closed_at__isnull=closed_at is not None).update(closed_at=closed_at):
            self.closed_at = closed_at
            self.seminar.record(verb, self, by=by)
