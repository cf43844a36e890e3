"""What is left to do with a seminar once the groups have written: to finish it, share its result, and archive it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from seminar import events
from seminar.codes import new_token

from .change import NotPossible

if TYPE_CHECKING:
    from .person import Person


class Finishing(models.Model):
    """The fields and verbs of a seminar's end.

    A finished seminar takes no more notes once the grace of its last round is over, and its summary is final. Whoever
    has `result_token` may read the summary, with the names of groups where `result_names` says so.
    """

    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    result_token = models.CharField(max_length=22, null=True, blank=True, unique=True, editable=False)
    result_names = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def finish(self, *, by: Person | None = None) -> None:
        """Closes the open round and the doors. Raises NotPossible during a rehearsal."""
        self._lock_and_read()
        if self.finished_at:
            return
        if self.rehearsing:
            raise NotPossible(_("End the rehearsal first. It puts the rounds back as they were."))
        for round in self.rounds.filter(state="open"):
            round.close(by=by)
        self.close_doors(by=by)
        self.finished_at, self.finished_by = timezone.now(), by
        self.save(update_fields=["finished_at", "finished_by"])
        self.record(events.SEMINAR_FINISHED, self, by=by)

    @transaction.atomic
    def reopen(self, *, by: Person | None = None) -> None:
        """Makes the summary preliminary again. Rounds and doors stay closed until somebody opens them."""
        self._lock_and_read()
        if self.finished_at:
            self.finished_at = self.finished_by = self.archived_at = None
            self.save(update_fields=["finished_at", "finished_by", "archived_at"])
            self.record(events.SEMINAR_REOPENED, self, by=by)

    def refuse_if_finished(self) -> None:
        """Raises NotPossible. The seminar must be locked."""
        if type(self).objects.filter(pk=self.pk).exclude(finished_at=None).exists():
            raise NotPossible(_("The seminar is finished. An organizer can open it again under “Finish”."))

    @transaction.atomic
    def share_result(self, *, names: bool, by: Person | None = None) -> None:
        """Lets everyone with the link read the summary, with the names of the groups where `names` says so."""
        self._lock_and_read()
        if self.result_token and self.result_names == names:
            return
        self.result_token, self.result_names = self.result_token or new_token(), names
        self.save(update_fields=["result_token", "result_names"])
        self.record(events.RESULT_SHARED, self, by=by, names=names)

    @transaction.atomic
    def withdraw_result(self, *, by: Person | None = None) -> None:
        """The link stops working for good: a later one is another."""
        self._lock_and_read()
        if self.result_token:
            self.result_token = None
            self.save(update_fields=["result_token"])
            self.record(events.RESULT_WITHDRAWN, self, by=by)

    @transaction.atomic
    def archive(self, *, by: Person | None = None) -> None:
        """Moves it from the list of current seminars to the archive. Raises NotPossible where it is not finished."""
        self._lock_and_read()
        if not self.finished_at:
            raise NotPossible(_("Finish the seminar before you archive it."))
        if not self.archived_at:
            self.archived_at = timezone.now()
            self.save(update_fields=["archived_at"])
            self.record(events.SEMINAR_ARCHIVED, self, by=by)

    @transaction.atomic
    def unarchive(self, *, by: Person | None = None) -> None:
        self._lock_and_read()
        if self.archived_at:
            self.archived_at = None
            self.save(update_fields=["archived_at"])
            self.record(events.SEMINAR_UNARCHIVED, self, by=by)

    def _lock_and_read(self) -> None:
        self.lock()
        self.refresh_from_db(
            fields=["finished_at", "finished_by", "archived_at", "result_token", "result_names", "rehearsing"]
        )
