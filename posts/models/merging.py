from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from posts import events
from seminar.models.change import Fact, NotPossible

if TYPE_CHECKING:
    from seminar.models import Person, Scribe, Seminar

    from .post import Post


def _copied(placements: list[models.Model]) -> dict[str, list[int]]:
    """For a Change: the placements that a note got with another, and their themes."""
    return {"placements": [row.pk for row in placements], "themes": [row.theme_id for row in placements]}


class PostMerging(models.Model):
    """Posts that say the same appear on the board as one. Each group that wrote it is still counted.

    `merged_into` never points to a post that is itself merged: its own merged posts go along.
    """

    seminar: Seminar
    state: str
    merged_into: Any  # a Post, or None where it is not merged
    merged: models.QuerySet
    placements: models.QuerySet

    class Meta:
        abstract = True

    @transaction.atomic
    def merge(self, target: Post, *, by: Person | Scribe | None = None) -> None:
        """Merges this post into `target`, which gets its themes too. Raises NotPossible."""
        target.lock()
        target.ensure_visible()
        self._merge(target, self.placements.all(), by=by)

    @transaction.atomic
    def remerge(self, target: Post, *, themes: Collection[int], by: Person | Scribe | None = None) -> None:
        """Undoes an unmerge. `themes` are the ids it took from the target, which may be hidden. Raises NotPossible."""
        target.lock()
        target.ensure_not_replaced()
        self._merge(target, self.placements.filter(theme__in=themes), by=by)

    def _merge(self, target: Post, placements: models.QuerySet, *, by: Person | Scribe | None) -> None:
        self.lock()
        if self == target:
            raise NotPossible(_("A note cannot be merged into itself."))
        self.ensure_visible()
        along = list(self.merged.values_list("pk", flat=True))
        self.merged.update(merged_into=target)
        self.state, self.merged_into = self.State.MERGED, target
        self.save(update_fields=["state", "merged_into"])
        came = placements.copy_to(target)
        facts = [
            Fact(events.MERGED, self, {"into": target.pk, "along": along}),
            Fact(events.TOOK_IN, target, {"post": self.pk} | _copied(came)),
        ]
        self.seminar.record_all(facts, by=by)

    @transaction.atomic
    def unmerge(
        self, *, into: int | None = None, along: Collection[int] = (), by: Person | Scribe | None = None
    ) -> None:
        """Undoes a merge, if given the one into the post `into` (id), and takes the posts `along` (ids) with it.

        Raises NotPossible.
        """
        self.lock()
        if self.state != self.State.MERGED:
            raise NotPossible(_("This note is no longer merged."))
        if into not in (None, self.merged_into_id):
            raise NotPossible(_("The note it was merged into has since been merged too. Undo that first."))
        target = self.merged_into
        self.state, self.merged_into = self.State.VISIBLE, None
        self.save(update_fields=["state", "merged_into"])
        self.placements.leave_removed_themes()
        own = target.merged.filter(pk__in=along)
        back = list(own.values_list("pk", flat=True))
        own.update(merged_into=self)
        taken = target._give_back()
        facts = [
            Fact(events.UNMERGED, self, {"from": target.pk, "along": back, "themes": taken}),
            Fact(events.GAVE_BACK, target, {"post": self.pk}),
        ]
        self.seminar.record_all(facts, by=by)

    def _give_back(self) -> list[int]:
        """Removes the themes that came with merged posts, that no post still merged has, and for which no words were
        marked since. Returns their ids."""
        took_in = self.seminar.changes.about(self).of(events.TOOK_IN).values_list("at", "data")
        came = {pk: at for at, data in took_in for pk in data["placements"]}
        marked = self.placements.filter(pk__in=came).values_list("pk", "passages__at")
        since = [pk for pk, at in marked if at and at > came[pk]]
        carried = self.merged.values("placements__theme").exclude(placements=None)
        idle = self.placements.filter(pk__in=came).exclude(pk__in=since).exclude(theme__in=carried)
        themes = sorted(idle.values_list("theme", flat=True))
        idle.delete()
        return themes
