from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts import events
from seminar.models.change import Fact, NotPossible

if TYPE_CHECKING:
    from seminar.models import Person, Question, Scribe, Seminar

    from .post import Post

SAME = (
    "seminar", "position", "round", "group", "scribe", "author", "kind", "reply_to", "written_at", "late",
    "sent_at_closing", "tryout", "imported",
)  # fmt: skip


class PartText(NamedTuple):
    """What one part will be: its text, the question it answers, and the themes (ids) that it does not get.

    Those are named, and not the others, so that it gets a theme that a colleague adds to the note meanwhile.
    """

    body: str
    question: Question | None = None
    without: Collection[int] = ()


class PostSplitting(models.Model):
    """Splits a post that says several things. The original stays, with all its words, off the board."""

    seminar: Seminar
    state: str
    revision: int
    approved_revision: int | None
    parts: models.QuerySet
    merged: models.QuerySet
    placements: models.QuerySet
    quotes: models.QuerySet

    class Meta:
        abstract = True

    @transaction.atomic
    def split(
        self, pieces: list[PartText], *, by: Person | Scribe | None = None, expected: int | None = None
    ) -> list[Post]:
        """Returns the parts in order. Raises TextChanged where `expected` is not current, and NotPossible."""
        self.lock()
        self.ensure_revision(expected)
        self.ensure_visible()
        if self.merged.exists():
            raise NotPossible(_("Other notes have been merged into this one. Undo that before you split it."))
        parts = [self._part(piece, keeps_all=not place) for place, piece in enumerate(pieces)]
        self._hand_over(parts)
        self.state = self.State.SPLIT
        self.save(update_fields=["state"])
        facts = [Fact(events.BECAME_PART, part, {"from": self.pk} | self._made(part)) for part in parts]
        split = Fact(events.SPLIT, self, {"parts": [part.pk for part in parts]})
        self.seminar.record_all([split, *facts], by=by)
        return parts

    def _part(self, piece: PartText, *, keeps_all: bool) -> Post:
        """Pictures and other fields cannot be cut, so the first part keeps them all."""
        facts = {name: getattr(self, name) for name in SAME}
        if keeps_all:
            facts |= {"subject": self.subject, "attachments": self.attachments, "fields": self.fields}
        if self.approved_revision == self.revision:
            facts["approved_revision"] = 1
        part = type(self).objects.create(
            **facts, body=piece.body, question=piece.question, split_from=self, split_revision=self.revision
        )
        self.placements.exclude(theme__in=piece.without).copy_to(part)
        return part

    def _hand_over(self, parts: list[Post]) -> None:
        """Its flag is then on the parts, and each quote with the part that has its words."""
        self.seminar.flags.hand_over(self, parts)
        self.quotes.hand_over(parts)

    @staticmethod
    def _made(part: Post) -> dict[str, Any]:
        """For a Change: the question and the themes that a part got."""
        return {"question": part.question_id, "themes": sorted(part.placements.values_list("theme", flat=True))}

    @transaction.atomic
    def unsplit(self, *, by: Person | Scribe | None = None) -> None:
        """Undoes a split. Raises NotPossible.

        The original gets the themes that its parts were placed under since, the words marked in them, and their quotes.
        It is flagged if one is.
        """
        self.lock()
        if self.state != self.State.SPLIT:
            raise NotPossible(_("This note is no longer split."))
        parts = list(self.parts.exclude(state=self.State.JOINED))
        for part in parts:
            self._ensure_untouched(part)
        had = set(self.placements.values_list("theme", flat=True))
        for part in parts:
            if part.state == self.State.VISIBLE:
                part.placements.give_back_to(self)
        self.seminar.flags.gather(parts, self)
        self.seminar.quotes.filter(post__in=parts).update(post=self)
        states = {part.pk: part.state for part in parts}
        self._exchange(self.State.VISIBLE, dict.fromkeys(states, self.State.JOINED))
        now = sorted(self.placements.values_list("theme", flat=True))
        facts = [Fact(events.PART_UNSPLIT, part, {"to": self.pk}) for part in parts]
        data = {"parts": list(states.items()), "revision": self.revision, "themes": now, "came": sorted({*now} - had)}
        self.seminar.record_all([Fact(events.UNSPLIT, self, data), *facts], by=by)

    @transaction.atomic
    def resplit(
        self,
        parts: dict[int, str],
        *,
        revision: int,
        themes: list[int],
        came: list[int],
        by: Person | Scribe | None = None,
    ) -> None:
        """Undoes an unsplit: `parts` are ids with their states, the rest what `unsplit` recorded."""
        self.lock()
        self.ensure_visible()
        if self.merged.exists() or self.text_at(revision) != (self.subject, self.body):
            raise NotPossible(_("The note has changed since its parts were put back together. Split it again."))
        if sorted(self.placements.values_list("theme", flat=True)) != themes:
            raise NotPossible(
                _("The note's themes have changed since its parts were put back together. Split it again.")
            )
        current = dict(self.parts.filter(pk__in=parts, state=self.State.JOINED).values_list("pk", "state"))
        if current.keys() != parts.keys():
            raise NotPossible(_("Some of the parts no longer exist."))
        self.placements.filter(theme__in=came).delete()
        self._exchange(self.State.SPLIT, parts)
        again = self.parts.in_bulk(parts)
        self._hand_over(sorted(again.values(), key=lambda part: part.pk))
        facts = [Fact(events.BECAME_PART, again[pk], {"from": self.pk, "again": state}) for pk, state in parts.items()]
        self.seminar.record_all([Fact(events.SPLIT, self, {"parts": list(parts), "went": came}), *facts], by=by)

    def _exchange(self, state: str, parts: dict[int, str]) -> None:
        """Gives the original one state, and each part its own."""
        self.state = state
        self.save(update_fields=["state"])
        for pk, other in parts.items():
            self.parts.filter(pk=pk).update(state=other)
        for post in (self, *self.parts.filter(pk__in=parts)):
            post.placements.leave_removed_themes()

    def _ensure_untouched(self, part: Post) -> None:
        """Raises NotPossible where something was done to a part that the original could not show."""
        if part.text_at(1) != (part.subject, part.body):
            raise NotPossible(_("The text of a part has since been changed. Undo that first."))
        if part.state in part.REPLACED or part.merged.exists():
            raise NotPossible(_("A part has since been split or merged. Undo that first."))
        if (part.round_id, part.group_id) != (self.round_id, self.group_id):
            raise NotPossible(_("A part has since been moved to another round or group. Undo that first."))
