from django.db import models, transaction


class Circle(Exception):
    """A theme cannot stand under itself, nor under one that stands under it."""


class Nesting(models.Model):
    """The order of themes, and which stand under which. Both are read and written while the seminar is held, so that
    two who nest at once make no circle.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def nest(self, parent, *, by=None) -> None:
        """Puts the theme under another, or under none. Raises Circle, Gone."""
        self.hold()
        if parent:
            parent.hold()
            if self.pk in parent.line():
                raise Circle
        former, self.parent = self.parent_id, parent
        if former != self.parent_id:
            self.save(update_fields=["parent"])
            self.seminar.record("theme.nested", self, by=by, parent=self.parent_id, former=former)

    def line(self) -> list[int]:
        """The ids of this theme and of those it stands under, itself first."""
        above = dict(type(self).ever.filter(seminar=self.seminar_id).values_list("pk", "parent"))
        line, pk = [], self.pk
        while pk is not None:
            line.append(pk)
            pk = above[pk]
        return line

    @transaction.atomic
    def move(self, step: int, *, by=None) -> bool:
        """Changes places with the one before (-1) or after (1) among those under the same theme. False without one.

        Its number stays, and so its key: a key means the same theme all day.
        """
        self.hold()
        beside = self.siblings()
        beside = beside.filter(place__lt=self.place).last() if step < 0 else beside.filter(place__gt=self.place).first()
        if beside is None:
            return False
        self.change_places(beside, by=by)
        return True

    def siblings(self) -> models.QuerySet:
        return self.seminar.themes.filter(parent=self.parent_id, state=self.state).exclude(pk=self.pk)

    @transaction.atomic
    def change_places(self, other, *, by=None) -> None:
        """Raises Gone."""
        self.hold()
        other.hold()
        self.place, other.place = other.place, self.place
        for theme in (self, other):
            theme.save(update_fields=["place"])
        self.seminar.record("theme.moved", self, by=by, beside=other.pk, place=self.place, former=other.place)

    def _lift_children(self, instead) -> list[int]:
        """Those under it come under `instead`, or beside it where that one is itself under this; returns their ids."""
        children = self.seminar.themes.filter(parent=self.pk)
        going = list(children.values_list("pk", flat=True))
        children.update(parent=self.parent_id if instead is None or self.pk in instead.line() else instead.pk)
        return going

    def _gather(self, children: list[int], parent: int | None) -> list[int]:
        """Those of the themes that stand under `parent` come under this one, but none that it stands under itself."""
        back = self.seminar.themes.filter(pk__in=children, parent=parent).exclude(pk__in=self.line())
        going = list(back.values_list("pk", flat=True))
        self.seminar.themes.filter(pk__in=going).update(parent=self)
        return going
