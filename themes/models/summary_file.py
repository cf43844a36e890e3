from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from seminar.models import NotPossible
from seminar.models.person import new_uid

if TYPE_CHECKING:
    from seminar.models import Person, Seminar

AT_ONCE = 2  # files, since the server has other things to do
MOST_UNFINISHED = 5  # of one person
MOST_TRIES = 2  # of a file whose server stopped meanwhile
DAYS_KEPT = 3
LOST_AFTER = timedelta(minutes=1)  # without a word from the process that makes it


class SummaryFileQuerySet(models.QuerySet):
    def unfinished(self) -> SummaryFileQuerySet:
        return self.filter(finished_at=None)

    @transaction.atomic
    def ask(self, *, seminar: Seminar, by: Person, format: str, query: str, for_editors: bool) -> SummaryFile:
        """The same file is not asked for twice while it is not finished. Raises NotPossible where many are not."""
        seminar.lock()
        same = {"seminar": seminar, "format": format, "query": query, "for_editors": for_editors}
        unfinished = self.unfinished().filter(by=by)
        if file := unfinished.filter(**same).first():
            return file
        if unfinished.count() >= MOST_UNFINISHED:
            raise NotPossible(
                _("You are waiting for %(count)d files. Wait for one of them.") % {"count": MOST_UNFINISHED}
            )
        return self.create(**same, by=by)

    def claim(self) -> SummaryFile | None:
        """The next file to make, None where there is none or enough are being made.

        One of a person is made at a time, and who got one last comes last.
        """
        made = self.unfinished().exclude(started_at=None)
        if made.count() >= AT_ONCE:
            return None
        of_person = self.filter(by=OuterRef("by")).exclude(started_at=None).order_by("-started_at")
        waiting = self.filter(started_at=None).exclude(by__in=made.values("by"))
        by_turn = waiting.annotate(last=Subquery(of_person.values("started_at")[:1]))
        file = by_turn.order_by(F("last").asc(nulls_first=True), "asked_at", "pk").first()
        now = timezone.now()
        claimed = {"started_at": now, "seen_at": now, "progress": 0, "tries": F("tries") + 1}
        taken = file and self.filter(pk=file.pk, started_at=None).update(**claimed)  # by one process only
        return self.filter(pk=file.pk).first() if file and taken else None

    def release_lost(self) -> None:
        """What no process is making any more waits again, or has failed where that happened before."""
        now = timezone.now()
        lost = self.unfinished().filter(seen_at__lt=now - LOST_AFTER)
        if lost.exists():  # so that nothing is written every few seconds
            lost.filter(tries__gte=MOST_TRIES).update(finished_at=now, failed=True)
            lost.update(started_at=None, seen_at=None)

    def outdated(self) -> SummaryFileQuerySet:
        return self.filter(finished_at__lt=timezone.now() - timedelta(days=DAYS_KEPT))


class SummaryFile(models.Model):
    """A file of the summary that takes too long to wait for, and that a process of its own makes (themes/files/).

    `query` is what was chosen on the page. What is `for_editors` may hold what viewers may not read. `seen_at` is when
    its process was last seen alive, and `progress` how far that was, in percent. Only who asked for it may fetch it.
    """

    uid = models.CharField(max_length=64, default=new_uid, unique=True, editable=False)
    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="files")
    by = models.ForeignKey("seminar.Person", models.CASCADE, related_name="+")
    format = models.CharField(max_length=8)
    query = models.TextField(blank=True)
    for_editors = models.BooleanField()
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(default=0)

    objects = SummaryFileQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="summary_file_progress_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.seminar_id}: {self.format}"

    @property
    def is_ready(self) -> bool:
        return self.finished_at is not None and not self.failed

    @property
    def until(self) -> object:
        return self.finished_at and self.finished_at + timedelta(days=DAYS_KEPT)

    def finish(self, size: int) -> bool:
        """Returns False where it is no longer wanted."""
        return bool(self._now(finished_at=timezone.now(), progress=100, size=size))

    def fail(self) -> None:
        self._now(finished_at=timezone.now(), failed=True)

    def see(self, progress: int) -> bool:
        """Stores that its process is alive. Returns False where the file is no longer wanted."""
        return bool(self._now(seen_at=timezone.now(), progress=progress))

    def _now(self, **fields: object) -> int:
        return SummaryFile.objects.unfinished().filter(pk=self.pk).update(**fields)
