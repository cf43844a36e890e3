from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q

from themes import events

from .placement import Placement

if TYPE_CHECKING:
    from posts.models import Post
    from seminar.models import Change, Person, Seminar

    from .theme import Theme


class ThemeMerging(models.Model):
    """Merging and splitting themes. Nothing is deleted: a merged theme keeps its row and can be restored."""

    seminar: Seminar
    state: str
    parent: Theme | None
    merged_into: Theme | None
    placements: models.QuerySet
    children: models.QuerySet
    quotes: models.QuerySet

    class Meta:
        abstract = True

    @transaction.atomic
    def merge(self, into: Theme, *, by: Person | None = None) -> None:
        """Gives its notes and the themes nested under it to another theme. Raises ThemeGone."""
        self.lock()
        into.lock()
        if self.pk == into.pk:
            return
        data = self._give(into) | {"former": self.state, "children": self._lift_children(into)}
        self.state, self.merged_into = self.State.MERGED, into
        self.save(update_fields=["state", "merged_into"])
        self.seminar.record(events.THEME_MERGED, self, by=by, theme=into.pk, **data)

    def successor(self) -> Theme | None:
        """The theme itself or, where it was merged, the theme that has its notes now. None where that was removed."""
        current = self
        while current.merged_into_id:
            current = type(self).all_objects.get(pk=current.merged_into_id)
        return current if current.is_current else None

    @transaction.atomic
    def unmerge(self, merge: Change, *, by: Person | None = None) -> None:
        """Undoes a merge: restores the theme, with its notes that are still there. Raises ThemeNameTaken, ThemeGone."""
        self.seminar.lock()
        into = self.seminar.themes(manager="all_objects").get(pk=merge.data["theme"])
        self.bring_back(merge.data["former"])
        moved = into._give_back(self, merge.data)
        children = [pk for parent in (into.pk, self.parent_id) for pk in self._gather(merge.data["children"], parent)]
        self.seminar.record(events.THEME_UNMERGED, self, by=by, theme=into.pk, moved=moved, children=children)

    @transaction.atomic
    def split(self, name: str, posts: Iterable[Post], *, by: Person | None = None) -> Theme:
        """Creates a theme beside this one, with these of its notes. Raises ThemeGone, ThemeNameTaken."""
        self.lock()
        self.ensure_name_free(name)
        [new] = type(self).objects.make_all([{"name": name, "parent": self.parent}], seminar=self.seminar)
        self.seminar.record(events.THEME_SPLIT, self, by=by, theme=new.pk, **self._give(new, posts))
        return new

    @transaction.atomic
    def unsplit(self, split: Change, *, by: Person | None = None) -> None:
        """Undoes a split: takes the notes back, and the new theme too unless more has been placed under it."""
        self.lock()
        new = self.seminar.themes.filter(pk=split.data["theme"]).first() or self._gone()
        given = new._give(self, self.seminar.posts.filter(pk__in=split.data["moved"]))
        whole = not new.placements.exists() and not new.children.exists()
        if whole:
            new.state, new.merged_into = self.State.MERGED, self
            new.save(update_fields=["state", "merged_into"])
        event = events.THEME_MERGED if whole else events.THEME_HANDED_OVER
        self.seminar.record(event, new, by=by, theme=self.pk, **given, former=self.State.USED, children=[])

    @transaction.atomic
    def undo_hand_over(self, handing: Change, *, by: Person | None = None) -> None:
        """Undoes a hand-over: moves back the notes that are still there. Raises ThemeGone."""
        self.lock()
        other = self.seminar.themes.filter(pk=handing.data["theme"]).first() or self._gone()
        moved = other._give_back(self, handing.data)
        self.seminar.record(events.THEME_HANDED_OVER, other, by=by, theme=self.pk, moved=moved, doubled=[])

    def _give(self, other: Theme, posts: Iterable[Post] | None = None) -> dict[str, list[Any]]:
        """Moves placements, all or those of `posts`, to another theme.

        Returns what an undo needs: the posts that were `moved`, their `quotes`, and each placement that was `doubled`
        there and was deleted, with the `passages` that moved from it and those it `shared` with the one that is left.
        """
        own = self.placements.all() if posts is None else self.placements.filter(post__in=posts)
        doubles = own.filter(post__in=other.placements.values("post"))
        doubled = [[row.post_id, row.by_id, row.at.isoformat(), row.proposed] for row in doubles]
        given: dict[str, list[Any]] = {"doubled": doubled, "passages": [], "shared": []}
        for row in doubles.exclude(passages=None).distinct():
            for name, ids in row.passages.move_to(other.placements.get(post=row.post_id)).items():
                given[name] += ids
        doubles.delete()
        given["moved"] = list(own.order_by("post").values_list("post", flat=True))
        own.update(theme=other)
        quotes = self.quotes.filter(post__in=[*given["moved"], *(row[0] for row in doubled)])
        given["quotes"] = list(quotes.order_by("pk").values_list("pk", flat=True))
        quotes.update(theme=other)
        return given

    def _give_back(self, other: Theme, given: dict[str, Any]) -> list[int]:
        """The reverse of `_give`, for what is still there. Returns the posts that moved."""
        back = self.placements.filter(post__in=given["moved"])
        back = back.exclude(post__in=other.placements.values("post"))
        moved = list(back.values_list("post", flat=True))
        back.update(theme=other)
        self.quotes.filter(Q(post__in=moved) | Q(pk__in=given.get("quotes", []))).update(theme=other)
        doubled = self.seminar.posts.filter(pk__in=[row[0] for row in given["doubled"]])
        existing = set(doubled.values_list("pk", flat=True))
        Placement.objects.bulk_create(
            [
                Placement(
                    seminar_id=self.seminar_id,
                    theme=other,
                    post_id=post,
                    by_id=by,
                    at=datetime.fromisoformat(at),
                    proposed=proposed,
                )
                for post, by, at, proposed in given["doubled"]
                if post in existing
            ],
            ignore_conflicts=True,
        )
        passages = self.seminar.passages.filter(placement__theme=self)
        moved_passages = passages.filter(pk__in=given.get("passages", []))
        shared = passages.filter(pk__in=given.get("shared", []))
        for row in other.placements.filter(post__in=(moved_passages | shared).values("placement__post")):
            moved_passages.filter(placement__post=row.post_id).update(placement=row)
            shared.filter(placement__post=row.post_id).copy_to(row)
        return moved
