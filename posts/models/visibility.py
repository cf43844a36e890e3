from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction

from posts import events
from seminar.events import Event

if TYPE_CHECKING:
    from seminar.models import Person, Scribe, Seminar

STATE_EVENTS = {"visible": events.VISIBLE, "hidden": events.HIDDEN, "withdrawn": events.WITHDRAWN}


class PostVisibility(models.Model):
    """Whether a post is on the board. Records the former state so that it can be undone."""

    seminar: Seminar
    state: str
    late: bool

    class Meta:
        abstract = True

    @transaction.atomic
    def hide(self, *, by: Person | Scribe | None = None, reason: str = "") -> bool:
        """Returns False where it is hidden already. Raises NotPossible."""
        return self.set_visibility(self.State.HIDDEN, by=by, reason=reason)

    @transaction.atomic
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
        """A group cannot undo what a facilitator did."""
        self.lock()
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
        return self._set_late(False, events.LET_IN, by=by)

    @transaction.atomic
    def keep_late(self, *, by: Person | Scribe | None = None) -> bool:
        """Undoes `let_in`."""
        return self._set_late(True, events.MARKED_LATE, by=by)

    def _set_late(self, late: bool, event: Event, *, by: Person | Scribe | None) -> bool:
        self.lock()
        if self.late == late:
            return False
        self.late = late
        self.save(update_fields=["late"])
        self.seminar.record(event, self, by=by)
        return True
