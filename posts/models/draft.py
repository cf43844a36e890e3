from django.db import models
from django.utils import timezone

from seminar.constraints import Within


class Draft(models.Model):
    """What a scribe is typing and has not sent: one for each scribe and question."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="drafts")
    scribe = models.ForeignKey("seminar.Scribe", models.CASCADE, related_name="drafts")
    round = models.ForeignKey("seminar.DialogueRound", models.CASCADE, related_name="drafts")
    question = models.ForeignKey("seminar.Question", models.CASCADE, null=True, blank=True, related_name="drafts")
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scribe", "question"], name="draft_once_a_question"),
            models.UniqueConstraint(
                fields=["scribe", "round"], condition=models.Q(question=None), name="draft_once_without_question"
            ),
            Within(field="scribe", name="draft_scribe_within_seminar"),
            Within(field="round", name="draft_round_within_seminar"),
            Within(field="question", owner="round", name="draft_question_within_round"),
        ]

    def __str__(self) -> str:
        return f"{self.scribe_id}.{self.question_id}"
