from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from seminar.models.change import Fact

from .unfit import Unfit

SAME = (
    "seminar", "position", "round", "group", "scribe", "author", "kind", "reply_to", "written_at", "late", "tryout",
    "imported",
)  # fmt: skip


class Piece(NamedTuple):
    """What one part will be: its text, the question it answers, and the themes (ids) that do not go along.

    Those are named, and not the others, so that a theme which a colleague puts on the note meanwhile goes along.
    """

    body: str
    question: object | None = None
    without: Collection[int] = ()


class Parting:
    """One post that says several things becomes several. The original stays, with all its words, off the board."""

    @transaction.atomic
    def split(self, pieces: list[Piece], *, by=None, expected: int | None = None) -> list:
        """The parts, in the order given. Raises Stale where `expected` is not the revision that stands, and Unfit."""
        self.hold()
        self.ensure_revision(expected)
        self.ensure_visible()
        if self.merged.exists():
            raise Unfit(_("Other notes have been merged into this one. Undo that before you split it."))
        parts = [self._part(piece, keeps_all=not place) for place, piece in enumerate(pieces)]
        self.state = self.State.SPLIT
        self.save(update_fields=["state"])
        facts = [Fact("post.parted", part, {"from": self.pk} | self._told(part)) for part in parts]
        split = Fact("post.split", self, {"parts": [part.pk for part in parts]})
        self.seminar.record_all([split, *facts], by=by)
        return parts

    def _part(self, piece: Piece, *, keeps_all: bool):
        """Pictures and other fields cannot be cut, so the first part keeps them all."""
        facts = {name: getattr(self, name) for name in SAME}
        if keeps_all:
            facts |= {"subject": self.subject, "attachments": self.attachments, "fields": self.fields}
        part = type(self).objects.create(
            **facts, body=piece.body, question=piece.question, split_from=self, split_revision=self.revision
        )
        self.placements.exclude(theme__in=piece.without).copy_to(part)
        return part

    @staticmethod
    def _told(part) -> dict:
        return {"question": part.question_id, "themes": sorted(part.placements.values_list("theme", flat=True))}

    @transaction.atomic
    def join(self, *, by=None) -> None:
        """Takes a split back. Themes that the parts were put under since go along to the whole. Raises Unfit."""
        self.hold()
        if self.state != self.State.SPLIT:
            raise Unfit(_("This note is not split any more."))
        parts = list(self.parts.exclude(state=self.State.JOINED))
        for part in parts:
            self._ensure_untouched(part)
        had = set(self.placements.values_list("theme", flat=True))
        for part in parts:
            if part.state == self.State.VISIBLE:
                part.placements.copy_to(self)
        states = {part.pk: part.state for part in parts}
        self._exchange(self.State.VISIBLE, dict.fromkeys(states, self.State.JOINED))
        now = sorted(self.placements.values_list("theme", flat=True))
        facts = [Fact("post.joined_in", part, {"to": self.pk}) for part in parts]
        data = {"parts": list(states.items()), "revision": self.revision, "themes": now, "came": sorted({*now} - had)}
        self.seminar.record_all([Fact("post.joined", self, data), *facts], by=by)

    @transaction.atomic
    def part_again(self, parts: dict[int, str], *, revision: int, themes: list[int], came: list[int], by=None) -> None:
        """Takes a join back: `parts` are the ids with their states, the rest what `join` recorded. Raises Unfit."""
        self.hold()
        self.ensure_visible()
        if self.merged.exists() or self.text_at(revision) != (self.subject, self.body):
            raise Unfit(_("The note has been changed since its parts were put together. Split it anew."))
        if sorted(self.placements.values_list("theme", flat=True)) != themes:
            raise Unfit(_("The note's themes have been changed since its parts were put together. Split it anew."))
        mine = dict(self.parts.filter(pk__in=parts, state=self.State.JOINED).values_list("pk", "state"))
        if mine.keys() != parts.keys():
            raise Unfit(_("Not all the parts are here any more."))
        self.placements.filter(theme__in=came).delete()
        self._exchange(self.State.SPLIT, parts)
        again = self.parts.in_bulk(parts)
        facts = [Fact("post.parted", again[pk], {"from": self.pk, "again": state}) for pk, state in parts.items()]
        self.seminar.record_all([Fact("post.split", self, {"parts": list(parts), "went": came}), *facts], by=by)

    def _exchange(self, state: str, parts: dict[int, str]) -> None:
        """The whole takes one state, its parts the other."""
        self.state = state
        self.save(update_fields=["state"])
        for pk, other in parts.items():
            self.parts.filter(pk=pk).update(state=other)

    def _ensure_untouched(self, part) -> None:
        """What was done to a part and cannot follow it into the whole would go off the board unseen."""
        if part.text_at(1) != (part.subject, part.body):
            raise Unfit(_("The text of a part has been changed since. Undo that first."))
        if part.state in part.REPLACED or part.merged.exists():
            raise Unfit(_("A part has been split or merged since. Undo that first."))
        if (part.round_id, part.group_id) != (self.round_id, self.group_id):
            raise Unfit(_("A part has been moved to another round or group since. Undo that first."))
