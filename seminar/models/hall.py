from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from seminar import events
from seminar.events import Event

if TYPE_CHECKING:
    from .person import Person
    from .seminar import Seminar


class HallQuerySet(models.QuerySet):
    def of(self, seminar: Seminar) -> Hall:
        """That of the seminar; one that shows the welcome and is not saved where nobody has steered it yet."""
        return self.filter(seminar=seminar).first() or Hall(seminar=seminar)


class Hall(models.Model):
    """What the projector in the hall shows. While `blank` is set it shows nothing, and then the same `page` again.

    While `wall_frozen`, no new note comes on the wall, there or on any other screen.

    A model of its own, so that devices hear of no change: they do not show it.
    """

    class View(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        QUESTION = "question", _("Questions and clock")
        WALL = "wall", _("Wall")
        STAGE = "stage", _("Themes")

    STATE = ("view", "page", "blank", "wall_frozen")

    seminar = models.OneToOneField("Seminar", models.CASCADE, related_name="hall")
    view = models.CharField(max_length=8, choices=View.choices, default=View.WELCOME)
    page = models.PositiveSmallIntegerField(default=0)
    blank = models.BooleanField(default=False)
    wall_frozen = models.BooleanField(default=False)

    objects = HallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(view__in=["welcome", "question", "wall", "stage"]), name="hall_view_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_view_display())

    def state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.STATE}

    def show(self, view: str, *, by: Person | None = None) -> None:
        """Shows the first page of a view."""
        self._set(view=view, page=0, blank=False, by=by)

    def set_blank(self, blank: bool, *, by: Person | None = None) -> None:
        self._set(blank=blank, by=by)

    @transaction.atomic
    def freeze_wall(self, *, by: Person | None = None) -> None:
        """Lets nothing more come on the wall: no new note, and no new text of one that is there."""
        self.seminar.lock()
        self.seminar.posts.approve_shown(self.seminar)
        self._set(wall_frozen=True, event=events.WALL_FROZEN, by=by)

    @transaction.atomic
    def unfreeze_wall(self, *, by: Person | None = None) -> None:
        """Undoes `freeze_wall`."""
        self._set(wall_frozen=False, event=events.WALL_UNFROZEN, by=by)

    @transaction.atomic
    def turn(self, step: int, *, pages: int, by: Person | None = None) -> None:
        """Shows the next page (1) or the previous (-1) of the view, which has so many."""
        self.seminar.lock()
        page = Hall.objects.of(self.seminar).page
        self._set(page=min(max(page + step, 0), max(pages - 1, 0)), by=by)

    @transaction.atomic
    def _set(self, *, by: Person | None, event: Event = events.HALL_CHANGED, **fields: Any) -> None:
        self.seminar.lock()
        current, _created = Hall.objects.get_or_create(seminar=self.seminar)
        for name in ("pk", *self.STATE):
            setattr(self, name, getattr(current, name))
        changed = [name for name, value in fields.items() if getattr(current, name) != value]
        for name in changed:
            setattr(self, name, fields[name])
        if changed:
            Hall.objects.filter(pk=self.pk).update(**{name: fields[name] for name in changed})
            self.seminar.record(event, self, by=by)
