from datetime import datetime

from django.db import models, transaction

from posts.models import Post

from .placement import Placement


class Merging(models.Model):
    """Themes made one, or two. Nothing is deleted: a merged theme keeps its row, out of sight, and can come back."""

    class Meta:
        abstract = True

    @transaction.atomic
    def merge(self, into, *, by=None) -> None:
        """Its notes and the themes under it go to another, and it is out of sight. Raises Gone."""
        self.hold()
        into.hold()
        if self.pk == into.pk:
            return
        data = self._give(into) | {"former": self.state, "children": self._lift_children(into)}
        self.state, self.merged_into = self.State.MERGED, into
        self.save(update_fields=["state", "merged_into"])
        self.seminar.record("theme.merged", self, by=by, theme=into.pk, **data)

    def heir(self):
        """The theme itself or, where it was merged, the one that its notes are under now; None where it was removed."""
        heir = self
        while heir.merged_into_id:
            heir = type(self).ever.get(pk=heir.merged_into_id)
        return heir if heir.standing else None

    @transaction.atomic
    def part(self, merge, *, by=None) -> None:
        """Undoes a merge: the theme is back, with its notes that are still where they went. Raises Taken, Gone."""
        self.seminar.hold()
        into = type(self).ever.get(pk=merge.data["theme"])
        self.come_back(merge.data["former"])
        moved = into._give_back(self, merge.data)
        children = [pk for parent in (into.pk, self.parent_id) for pk in self._gather(merge.data["children"], parent)]
        self.seminar.record("theme.parted", self, by=by, theme=into.pk, moved=moved, children=children)

    @transaction.atomic
    def split(self, name: str, posts, *, by=None):
        """A new theme beside this one, with these of its notes. Raises Gone, Taken."""
        self.hold()
        self.leave_free(name)
        [new] = type(self).objects.make_all([{"name": name, "parent": self.parent}], seminar=self.seminar)
        self.seminar.record("theme.split", self, by=by, theme=new.pk, **self._give(new, posts))
        return new

    @transaction.atomic
    def join(self, split, *, by=None) -> None:
        """Undoes a split: the notes that went come back; the new theme goes too, unless more stands under it now."""
        self.hold()
        new = type(self).objects.filter(pk=split.data["theme"]).first() or self._gone()
        given = new._give(self, Post.objects.filter(pk__in=split.data["moved"]))
        whole = not new.placements.exists() and not new.children.exists()
        if whole:
            new.state, new.merged_into = self.State.MERGED, self
            new.save(update_fields=["state", "merged_into"])
        verb = "theme.merged" if whole else "theme.handed_over"
        self.seminar.record(verb, new, by=by, theme=self.pk, **given, former=self.State.USED, children=[])

    @transaction.atomic
    def take_back(self, handing, *, by=None) -> None:
        """Undoes a handing over: the notes that are still where they went come back. Raises Gone."""
        self.hold()
        other = type(self).objects.filter(pk=handing.data["theme"]).first() or self._gone()
        moved = other._give_back(self, handing.data)
        self.seminar.record("theme.handed_over", other, by=by, theme=self.pk, moved=moved, doubled=[])

    def _give(self, other, posts=None) -> dict[str, list]:
        """Moves placements, all or those of `posts`, to another theme.

        Returns what undoing needs: the posts `moved`, and each placement that was `doubled` there and is no more.
        """
        mine = self.placements.all() if posts is None else self.placements.filter(post__in=posts)
        doubles = mine.filter(post__in=other.placements.values("post"))
        doubled = [[row.post_id, row.by_id, row.at.isoformat(), row.proposed] for row in doubles]
        doubles.delete()
        moved = list(mine.order_by("post").values_list("post", flat=True))
        mine.update(theme=other)
        self.quotes.filter(post__in=[*moved, *(row[0] for row in doubled)]).update(theme=other)
        return {"moved": moved, "doubled": doubled}

    def _give_back(self, other, given: dict) -> list[int]:
        """The reverse of `_give`, for what is still there; returns the posts that went."""
        back = self.placements.filter(post__in=given["moved"])
        back = back.exclude(post__in=other.placements.values("post"))
        moved = list(back.values_list("post", flat=True))
        back.update(theme=other)
        self.quotes.filter(post__in=moved).update(theme=other)
        here = set(Post.objects.filter(pk__in=[row[0] for row in given["doubled"]]).values_list("pk", flat=True))
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
                if post in here
            ],
            ignore_conflicts=True,
        )
        return moved
