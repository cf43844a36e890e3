from django.db import models, transaction
from django.utils import timezone

from seminar.constraints import Within

LONGEST_DRAFT = 200_000  # signs; what is longer stays on the device


class DraftQuerySet(models.QuerySet):
    def unsent(self) -> "DraftQuerySet":
        """Those with something in them, on devices that have not been shut out."""
        return self.filter(body__gt="", scribe__removed_at=None)

    @transaction.atomic
    def keep(self, *, scribe, round, question=None, post=None, body: str, version: int) -> "Draft":
        """The draft as it stands after this: the newer one by `version`, which counts up on the device.

        Only that a group begins or ends drafting is a Change; the text comes too often to be one each time.
        """
        place = {"scribe": scribe, "question": question, "round": round, "post": post}
        draft, made = self.select_for_update().get_or_create(**place, defaults={"seminar": scribe.seminar})
        if not made and version < draft.version:
            return draft
        was, draft.body, draft.version, draft.saved_at = draft.body, body, version, timezone.now()
        draft.save(update_fields=["body", "version", "saved_at"])
        if not scribe.was_seen_lately:
            type(scribe).objects.saw([scribe.pk])
        if bool(was) != bool(body):
            verb = "draft.begun" if body else "draft.ended"
            scribe.seminar.record(verb, draft, by=scribe, group=scribe.group_id, question=question and question.pk)
        return draft

    def sent(self, body: str) -> None:
        """What has become a note is no draft any more; what was typed since is."""
        for draft in self:
            if draft.body.strip() == body.strip():
                self.filter(pk=draft.pk).update(body="", version=models.F("version") + 1)


class Draft(models.Model):
    """What a scribe is typing and has not sent: one for each scribe and question, and for each note being edited."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="drafts")
    scribe = models.ForeignKey("seminar.Scribe", models.CASCADE, related_name="drafts")
    round = models.ForeignKey("seminar.DialogueRound", models.CASCADE, related_name="drafts")
    question = models.ForeignKey("seminar.Question", models.CASCADE, null=True, blank=True, related_name="drafts")
    post = models.ForeignKey("Post", models.CASCADE, null=True, blank=True, related_name="drafts")
    body = models.TextField(blank=True)
    version = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scribe", "question"], condition=models.Q(post=None), name="draft_once_a_question"
            ),
            models.UniqueConstraint(
                fields=["scribe", "round"],
                condition=models.Q(question=None, post=None),
                name="draft_once_without_question",
            ),
            models.UniqueConstraint(fields=["scribe", "post"], name="draft_once_a_post"),
            Within(field="scribe", name="draft_scribe_within_seminar"),
            Within(field="round", name="draft_round_within_seminar"),
            Within(field="question", owner="round", name="draft_question_within_round"),
            Within(field="post", name="draft_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.scribe_id}.{self.question_id}"
