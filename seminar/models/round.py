from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seminar.constraints import Within, reachable

from .numbered import NumberedQuerySet
from .person import new_uid


class DialogueRound(models.Model):
    """A sitting of the groups."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="rounds")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    title = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)

    objects = NumberedQuerySet.as_manager()

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


class Question(models.Model):
    """What the groups are asked in a round."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="questions")
    round = models.ForeignKey(DialogueRound, models.CASCADE, related_name="questions")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    text = models.TextField()

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
