from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from posts import events
from seminar.events import Event

if TYPE_CHECKING:
    from seminar.models import Person, Scribe, Seminar

STATE_EVENTS = {"visible": events.VISIBLE, "hidden": events.HIDDEN, "withdrawn": events.WITHDRAWN}


class PostVisibility(models.Model):
    """Whether a post is on the board and on the wall, and whether its group may change it.

    Records the former state so that it can be undone.
    """

    seminar: Seminar
    state: str
    late: bool
    revision: int
    approved_revision: int | None
    text_locked: bool

    class Meta:
        abstract = True

    def hide(self, *, by: Person | Scribe | None = None, reason: str = "") -> bool:
        """Returns False where it is hidden already. Raises NotPossible."""
        return self.set_visibility(self.State.HIDDEN, by=by, reason=reason)

    def show(self, *, by: Person | Scribe | None = None) -> bool:
        """Returns False where it is on the board already. Raises NotPossible."""
        return self.set_visibility(self.State.VISIBLE, by=by)

    @transaction.atomic
    def withdraw(self, *, by: Scribe) -> bool:
        """Withdraws the group's own note. Returns False where it is hidden, or where other notes count in its place."""
        return self._set_own_visibility(self.State.WITHDRAWN, by=by)

    @transaction.atomic
    def put_back(self, *, by: Scribe) -> bool:
        """Undoes `withdraw`. Returns False where it is hidden, or where other notes count in its place."""
        return self._set_own_visibility(self.State.VISIBLE, by=by)

    def _set_own_visibility(self, state: str, *, by: Scribe) -> bool:
        """A group cannot undo what a facilitator did. Raises TooManyChanges."""
        self.lock()
        by.ensure_not_too_fast()
        return self.state in (self.State.VISIBLE, self.State.WITHDRAWN) and self.set_visibility(state, by=by)

    @transaction.atomic
    def set_visibility(self, state: str, *, by: Person | Scribe | None = None, reason: str = "") -> bool:
        """Sets visible, hidden or withdrawn. Returns False where it is so already. Raises NotPossible."""
        self.lock()
        if self.state == state:
            return False
        self.ensure_not_replaced()
        former, self.state = self.state, state
        self.save(update_fields=["state"])
        self.seminar.record(STATE_EVENTS[state], self, by=by, reason=reason, former=former)
        return True

    @transaction.atomic
    def let_in(self, *, by: Person | Scribe | None = None) -> bool:
        """Accepts a late note. Returns False where it is not late."""
        return self._set("late", False, events.LET_IN, by=by)

    @transaction.atomic
    def keep_late(self, *, by: Person | Scribe | None = None) -> bool:
        """Undoes `let_in`."""
        return self._set("late", True, events.MARKED_LATE, by=by)

    @transaction.atomic
    def approve(self, *, by: Person | None = None) -> bool:
        """Lets everyone in the hall read the present text. Returns False where they may already. Raises NotPossible."""
        self.lock()
        self.ensure_visible()
        return self._set("approved_revision", self.revision, events.APPROVED, by=by, revision=self.revision)

    @transaction.atomic
    def unapprove(self, *, by: Person | None = None) -> bool:
        """Undoes `approve`."""
        self.lock()
        return self._set("approved_revision", None, events.UNAPPROVED, by=by, revision=self.approved_revision)

    @transaction.atomic
    def lock_text(self, *, by: Person | None = None) -> bool:
        """Lets the group no longer change or withdraw the note. Returns False where it is so already."""
        return self._set("text_locked", True, events.LOCKED, by=by)

    @transaction.atomic
    def unlock_text(self, *, by: Person | None = None) -> bool:
        """Undoes `lock_text`."""
        return self._set("text_locked", False, events.UNLOCKED, by=by)

    def _set(
        self, field: str, value: bool | int | None, event: Event, *, by: Person | Scribe | None, **data: int | None
    ) -> bool:
        self.lock()
        if getattr(self, field) == value:
            return False
        setattr(self, field, value)
        self.save(update_fields=[field])
        self.seminar.record(event, self, by=by, **data)
        return True
