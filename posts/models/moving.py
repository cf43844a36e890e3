from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .unfit import Unfit


class Moving:
    """Which round, question and group a post belongs to. The former ones are recorded, so that they can be had back."""

    @transaction.atomic
    def answer(self, question, *, by=None) -> None:
        """Puts the post under a question of its own round, or under none. Raises Unfit."""
        self.hold()
        self.ensure_whole()
        if self.question == question:
            return
        if question and question.round_id != self.round_id:
            raise Unfit(_("That question belongs to another round."))
        former, self.question = self.question_id, question
        self.save(update_fields=["question"])
        self.seminar.record("post.answered", self, by=by, question=question and question.pk, former=former)

    @transaction.atomic
    def move(self, round, question=None, *, by=None) -> None:
        """Puts the post under another round, and there under a question or none. Raises Unfit."""
        self.hold()
        if round == self.round:
            return self.answer(question, by=by)
        self.ensure_whole()
        if question and question.round_id != round.pk:
            raise Unfit(_("That question belongs to another round."))
        former = {"round": self.round_id, "question": self.question_id}
        self.round, self.question = round, question
        self.save(update_fields=["round", "question"])
        self.seminar.record("post.moved", self, by=by, round=round.pk, question=question and question.pk, former=former)

    @transaction.atomic
    def belong(self, group, *, by=None) -> None:
        """Says which group the post is from; None where nobody knows. Raises Unfit.

        A merged post still counts for its group, so this is possible for one.
        """
        self.hold()
        if self.group == group:
            return
        if self.state != self.State.MERGED:
            self.ensure_whole()
        former, self.group = self.group_id, group
        self.save(update_fields=["group"])
        self.seminar.record("post.regrouped", self, by=by, group=group and group.pk, former=former)
