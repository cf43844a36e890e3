from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from django.db import models, transaction

from themes import events
from themes.errors import NestingCycle

if TYPE_CHECKING:
    from seminar.models import Person, Seminar

    from .theme import Theme


class ThemeNesting(models.Model):
    """The order of themes, and their nesting. Both are read and written while the seminar is locked, so that
    two people who nest themes at once make no cycle.
    """

    seminar: Seminar
    state: str
    place: int
    parent: Theme | None
    parent_id: int | None

    class Meta:
        abstract = True

    @transaction.atomic
    def nest(self, parent: Theme | None, *, by: Person | None = None) -> None:
        """Nests the theme under another, or under none. Raises NestingCycle, ThemeGone."""
        self.lock()
        if parent:
            parent.lock()
            if self.pk in parent.ancestors():
                raise NestingCycle
        former, self.parent = self.parent_id, parent
        if former != self.parent_id:
            self.save(update_fields=["parent"])
            self.seminar.record(events.THEME_NESTED, self, by=by, parent=self.parent_id, former=former)

    def ancestors(self) -> list[int]:
        """The ids of this theme and of those it is nested under, itself first."""
        above = dict(type(self).all_objects.filter(seminar=self.seminar_id).values_list("pk", "parent"))
        ancestors, pk = [], self.pk
        while pk is not None:
            ancestors.append(pk)
            pk = above[pk]
        return ancestors

    @transaction.atomic
    def move(self, step: int, *, by: Person | None = None) -> bool:
        """Swaps places with the one before (-1) or after (1) under the same parent. Returns False where there is none.

        Its number stays, and so does its key: a key means the same theme all day.
        """
        self.lock()
        beside = self.siblings()
        beside = beside.filter(place__lt=self.place).last() if step < 0 else beside.filter(place__gt=self.place).first()
        if beside is None:
            return False
        self.change_places(beside, by=by)
        return True

    @transaction.atomic
    def arrange(self, parent: Theme | None, before: Theme | None = None, *, by: Person | None = None) -> bool:
        """Puts the theme, and those under it, before a theme under this parent (None: under none), or last there.

        Returns False where it is there already. Raises NestingCycle, ThemeGone.
        """
        self.lock()
        for other in filter(None, (parent, before)):
            other.lock()
        if parent and self.pk in parent.ancestors():
            raise NestingCycle
        return self.put_before(before and before.pk, parent and parent.pk, by=by)

    def put_before(
        self, following: int | None, parent: int | None, *, last: int | None = None, by: Person | None = None
    ) -> bool:
        """Puts it, in the order of all themes there have been, before the one with this id.

        None is the end: of all, or of those with numbers up to `last`, where newer ones follow.
        The same places are dealt out again, so that undoing it gives every theme the place it had.
        """
        ordered = list(type(self).all_objects.filter(seminar=self.seminar_id))
        if following is None and last is not None:
            newer = list(takewhile(lambda theme: theme.number > last, reversed(ordered)))
            following = newer[-1].pk if newer else None
        places, at = [theme.place for theme in ordered], ordered.index(self)
        ids = [*(theme.pk for theme in ordered), None]
        former = {"parent": self.parent_id, "next": ids[at + 1]}
        if following == self.pk or former == {"parent": parent, "next": following}:
            return False
        moved = ordered.pop(at)
        ids.remove(self.pk)
        ordered.insert(ids.index(following), moved)
        changed = []
        for theme, place in zip(ordered, places, strict=True):
            if theme.place != place:
                theme.place = place
                changed.append(theme)
        type(self).all_objects.bulk_update(changed, ["place"], batch_size=500)
        self.place, self.parent_id = moved.place, parent
        self.save(update_fields=["parent"])
        data = {"parent": parent, "next": following, "last": max(theme.number for theme in ordered), "former": former}
        self.seminar.record(events.THEME_ARRANGED, self, by=by, **data)
        return True

    def following(self, last: int) -> int | None:
        """The id of the theme after it in the order of all themes there have been up to this number."""
        after = type(self).all_objects.filter(seminar=self.seminar_id, place__gt=self.place, number__lte=last)
        return after.values_list("pk", flat=True).first()

    def siblings(self) -> models.QuerySet:
        return self.seminar.themes.filter(parent=self.parent_id, state=self.state).exclude(pk=self.pk)

    @transaction.atomic
    def change_places(self, other: Theme, *, by: Person | None = None) -> None:
        """Swaps places with the other theme. Raises ThemeGone."""
        self.lock()
        other.lock()
        self.place, other.place = other.place, self.place
        for theme in (self, other):
            theme.save(update_fields=["place"])
        self.seminar.record(events.THEME_MOVED, self, by=by, beside=other.pk, place=self.place, former=other.place)

    def _lift_children(self, instead: Theme | None) -> list[int]:
        """Nests its children under `instead`, or beside it where that is itself nested here. Returns their ids."""
        children = self.seminar.themes.filter(parent=self.pk)
        going = list(children.values_list("pk", flat=True))
        children.update(parent=self.parent_id if instead is None or self.pk in instead.ancestors() else instead.pk)
        return going

    def _gather(self, children: list[int], parent: int | None) -> list[int]:
        """Nests those of the themes under this one that are under `parent`, without its ancestors."""
        back = self.seminar.themes.filter(pk__in=children, parent=parent).exclude(pk__in=self.ancestors())
        going = list(back.values_list("pk", flat=True))
        self.seminar.themes.filter(pk__in=going).update(parent=self)
        return going
