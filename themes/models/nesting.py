from __future__ import annotations

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
