from django.db import models, transaction
from django.db.models import Q
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


class DialogueRound(Numbered):
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


class Question(Numbered):
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

    def siblings(self) -> models.QuerySet:
        return Question.objects.filter(round=self.round_id).order_by("number")

    @transaction.atomic
    def reword(self, text: str, *, by=None) -> None:
        former, self.text = self.text, text
        if text != former:
            self.save(update_fields=["text"])
            self.seminar.record("question.reworded", self, by=by, text=text, former=former)
