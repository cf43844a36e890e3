from django.db import transaction


class Turning:
    """Whether a post is on the board. The former state is recorded, so that it can be had back."""

    @transaction.atomic
    def hide(self, *, by=None, reason: str = "") -> bool:
        """False where it is hidden already. Raises Unfit."""
        return self.turn(self.State.HIDDEN, by=by, reason=reason)

    @transaction.atomic
    def show(self, *, by=None) -> bool:
        """False where it is on the board already. Raises Unfit."""
        return self.turn(self.State.VISIBLE, by=by)

    @transaction.atomic
    def withdraw(self, *, by) -> bool:
        """The group takes its own note back. False where it is hidden, or where other notes stand for it."""
        return self._turn_own(self.State.WITHDRAWN, by=by)

    @transaction.atomic
    def put_back(self, *, by) -> bool:
        """Undoes `withdraw`. False where it is hidden, or where other notes stand for it."""
        return self._turn_own(self.State.VISIBLE, by=by)

    def _turn_own(self, state: str, *, by) -> bool:
        """The group does not undo what a facilitator has done."""
        self.hold()
        return self.state in (self.State.VISIBLE, self.State.WITHDRAWN) and self.turn(state, by=by)

    @transaction.atomic
    def turn(self, state: str, *, by=None, reason: str = "") -> bool:
        """To one of the states that a post has for itself. False where it is in it already. Raises Unfit."""
        self.hold()
        if self.state == state:
            return False
        self.ensure_whole()
        former, self.state = self.state, state
        self.save(update_fields=["state"])
        self.seminar.record(f"post.{state}", self, by=by, reason=reason, former=former)
        return True

    @transaction.atomic
    def let_in(self, *, by=None) -> bool:
        """A late note is as good as the others. False where it is already."""
        return self._time(late=False, verb="post.let_in", by=by)

    @transaction.atomic
    def keep_late(self, *, by=None) -> bool:
        """Undoes `let_in`."""
        return self._time(late=True, verb="post.kept_late", by=by)

    def _time(self, *, late: bool, verb: str, by) -> bool:
        self.hold()
        if self.late == late:
            return False
        self.late = late
        self.save(update_fields=["late"])
        self.seminar.record(verb, self, by=by)
        return True
