from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from seminar.models.change import Fact

from .unfit import Unfit


def _told(placements: list) -> dict:
    return {"placements": [row.pk for row in placements], "themes": [row.theme_id for row in placements]}


class Merging:
    """Posts that say the same stand on the board as one. Each group that said it is still counted.

    `merged_into` never points to a post that is itself merged: what a post holds goes along when it is merged.
    """

    @transaction.atomic
    def merge(self, target, *, by=None) -> None:
        """Merges this post into `target`, which gets its themes too. Raises Unfit."""
        target.hold()
        target.ensure_visible()
        self._merge(target, self.placements.all(), by=by)

    @transaction.atomic
    def merge_again(self, target, *, themes: Collection[int], by=None) -> None:
        """Takes a `leave` back; `themes` (ids) left the target then, which may be hidden by now. Raises Unfit."""
        target.hold()
        target.ensure_whole()
        self._merge(target, self.placements.filter(theme__in=themes), by=by)

    def _merge(self, target, placements, *, by) -> None:
        self.hold()
        if self == target:
            raise Unfit(_("A note cannot be merged into itself."))
        self.ensure_visible()
        along = list(self.merged.values_list("pk", flat=True))
        self.merged.update(merged_into=target)
        self.state, self.merged_into = self.State.MERGED, target
        self.save(update_fields=["state", "merged_into"])
        came = placements.copy_to(target)
        facts = [
            Fact("post.merged", self, {"into": target.pk, "along": along}),
            Fact("post.took_in", target, {"post": self.pk} | _told(came)),
        ]
        self.seminar.record_all(facts, by=by)

    @transaction.atomic
    def leave(self, *, into: int | None = None, along: Collection[int] = (), by=None) -> None:
        """Takes a merge back: the one into the post with the id `into`, where given, and what came `along` (ids).

        Raises Unfit.
        """
        self.hold()
        if self.state != self.State.MERGED:
            raise Unfit(_("This note is not merged any more."))
        if into not in (None, self.merged_into_id):
            raise Unfit(_("The note it was merged into has itself been merged since. Undo that first."))
        target = self.merged_into
        self.state, self.merged_into = self.State.VISIBLE, None
        self.save(update_fields=["state", "merged_into"])
        mine = target.merged.filter(pk__in=along)
        back = list(mine.values_list("pk", flat=True))
        mine.update(merged_into=self)
        taken = target._give_back()
        facts = [
            Fact("post.left", self, {"from": target.pk, "along": back, "themes": taken}),
            Fact("post.let_go", target, {"post": self.pk}),
        ]
        self.seminar.record_all(facts, by=by)

    def _give_back(self) -> list[int]:
        """Takes out the themes that came with merged posts and that no post still merged carries. Gives their ids."""
        took_in = self.seminar.changes.about(self).filter(verb="post.took_in")
        came = [pk for data in took_in.values_list("data", flat=True) for pk in data["placements"]]
        carried = self.merged.values("placements__theme").exclude(placements=None)
        idle = self.placements.filter(pk__in=came).exclude(theme__in=carried)
        themes = sorted(idle.values_list("theme", flat=True))
        idle.delete()
        return themes
