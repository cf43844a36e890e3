from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts import events
from seminar.models.change import Fact, NotPossible

if TYPE_CHECKING:
    from seminar.models import DialogueRound, Group, Person, Question, Scribe, Seminar


class MovingQuerySet(models.QuerySet):
    def hand_over(self, group: Group | None) -> list[Fact]:
        """Gives all these posts to `group`, or to none. Returns what happened, for the caller to record."""
        posts = list(self.only("pk", "group"))
        facts = [Fact(events.GROUP_SET, post, {"group": group and group.pk, "former": post.group_id}) for post in posts]
        self.update(group=group)
        return facts


class PostMoving(models.Model):
    """Which round, question and group a post belongs to. Records the former ones so that they can be undone."""

    seminar: Seminar
    state: str
    round: DialogueRound
    question: Question | None
    group: Group | None

    class Meta:
        abstract = True

    @transaction.atomic
    def set_question(self, question: Question | None, *, by: Person | Scribe | None = None) -> None:
        """Puts the post under a question of its own round, or under none. Raises NotPossible."""
        self.lock()
        self.ensure_not_replaced()
        if self.question == question:
            return
        if question and question.round_id != self.round_id:
            raise NotPossible(_("That question belongs to another round."))
        former, self.question = self.question_id, question
        self.save(update_fields=["question"])
        self.seminar.record(events.QUESTION_SET, self, by=by, question=question and question.pk, former=former)

    @transaction.atomic
    def move(
        self, round: DialogueRound, question: Question | None = None, *, by: Person | Scribe | None = None
    ) -> None:
        """Puts the post under another round, and there under a question or none. Raises NotPossible."""
        self.lock()
        if round == self.round:
            return self.set_question(question, by=by)
        self.ensure_not_replaced()
        if question and question.round_id != round.pk:
            raise NotPossible(_("That question belongs to another round."))
        former = {"round": self.round_id, "question": self.question_id}
        self.round, self.question = round, question
        self.save(update_fields=["round", "question"])
        self.seminar.record(
            events.ROUND_SET, self, by=by, round=round.pk, question=question and question.pk, former=former
        )

    @transaction.atomic
    def set_group(self, group: Group | None, *, by: Person | Scribe | None = None) -> None:
        """Sets the group the post is from, None where it is unknown. Raises NotPossible.

        A merged post still counts for its group, so this is possible for one.
        """
        self.lock()
        if self.group == group:
            return
        if self.state != self.State.MERGED:
            self.ensure_not_replaced()
        former, self.group = self.group_id, group
        self.save(update_fields=["group"])
        self.seminar.record(events.GROUP_SET, self, by=by, group=group and group.pk, former=former)
