from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from posts import events
from posts.models import erasing
from posts.models.post import Post
from seminar.backup.journal import add_to_journal, take_back
from seminar.models import Person, Scribe, Seminar
from seminar.models.person import new_uid

DAYS_TO_WAIT = 7


class ErasureQuerySet(models.QuerySet):
    def waiting(self) -> ErasureQuerySet:
        return self.filter(done_at=None)

    def due(self) -> ErasureQuerySet:
        return self.waiting().filter(due_at__lte=timezone.now())

    def of(self, row: models.Model) -> Erasure | None:
        """The one of this row that waits, or None."""
        return self.waiting().filter(kind=kind_of(row), uid=row.uid, seminar=seminar_of(row)).first()

    def erased(self, kind: str, uid: Any = None) -> ErasureQuerySet:
        """Those of this row that have been carried out; without a `uid`, of all rows of the kind."""
        rows = self.filter(kind=kind) if uid is None else self.filter(kind=kind, uid=uid)
        return rows.exclude(done_at=None)

    @transaction.atomic
    def ask(self, row: models.Model, *, by: Person | None, days: int = DAYS_TO_WAIT) -> Erasure:
        """Deletes a note, a device, a person or a seminar in so many days. What has been asked for is not asked again.

        A note with its parts, and the notes of a device, are hidden meanwhile, and the device is shut out.
        """
        kind, seminar = kind_of(row), seminar_of(row)
        if seminar:
            seminar.lock()
        due = timezone.now() + timedelta(days=days)
        erasure, made = self.get_or_create(kind=kind, uid=row.uid, seminar=seminar, defaults={"by": by, "due_at": due})
        if erasure.done_at:  # a device whose notes were deleted, and that was let in again
            made, erasure.done_at, erasure.due_at, erasure.by, erasure.attempt = True, None, due, by, ""
        if made:
            hidden, shut_out = _hide(row, by=by)
            erasure.hid = bool(hidden)
            erasure.save()
            if seminar:
                seminar.record(events.ERASURE_ASKED, row, by=by, posts=hidden, shut_out=shut_out)
        return erasure

    def replay(self, kind: str, uid: str, done_at: datetime, seminar: str) -> bool:
        """Carries out again what was carried out before a backup was restored. Returns False where nothing is left.

        `seminar` is the uid of the seminar that a note or a device was in, "" where that is gone or not known: then
        nothing is deleted.
        """
        within = {"seminar": Seminar.objects.filter(uid=seminar).first()} if kind in WITHIN_SEMINAR else {}
        erasure = self.filter(kind=kind, uid=uid, **within).first()
        erasure = erasure or self.create(kind=kind, uid=uid, due_at=done_at, **within)
        if erasure.row() is None:
            self.filter(pk=erasure.pk).update(done_at=done_at)
            return False
        self.filter(pk=erasure.pk).update(done_at=None, attempt="")
        erasure.carry_out(again=True)
        return True


class Erasure(models.Model):
    """Something is deleted for good at `due_at`, or was at `done_at`. Of what it was, only the kind and the uid stay.

    With the uid, what is restored from a backup or sent again by a device is known again. `hid` says that notes
    were hidden for it, which cancelling shows again: the Change that asked for it has their ids. `attempt` is committed
    before the journal is written: as long as the row waits, nothing that the journal has under it was done.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        DEVICE = "device", _("Device")
        PERSON = "person", _("Person")
        SEMINAR = "seminar", _("Seminar")

    kind = models.CharField(max_length=7, choices=Kind.choices)
    uid = models.CharField(max_length=64)
    seminar = models.ForeignKey("seminar.Seminar", models.SET_NULL, null=True, blank=True, related_name="erasures")
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    hid = models.BooleanField(default=False)
    attempt = models.CharField(max_length=36, default="", blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "uid", "seminar"], name="erasure_once_in_seminar"),
            models.CheckConstraint(
                condition=Q(kind__in=["note", "device", "person", "seminar"]), name="erasure_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    def row(self) -> Any:
        """What is to be deleted, None where it is gone, also with its seminar.

        Another seminar may have a note of the same uid: a copy of a file has, and devices choose theirs.
        """
        rows = MODELS[self.kind].objects.filter(uid=self.uid)
        if self.kind in WITHIN_SEMINAR:
            rows = rows.filter(seminar=self.seminar_id)
        return rows.first()

    @transaction.atomic
    def cancel(self, *, by: Person | None) -> None:
        """Nothing is deleted, and what was hidden for it is shown again. Raises OSError of the journal."""
        waiting = Erasure.objects.waiting().filter(pk=self.pk)
        row = self.row()
        seminar = row and seminar_of(row)
        if seminar:
            seminar.lock()
        self.take_back()
        if waiting.delete()[0] and seminar:
            asked = seminar.changes.about(row).of(events.ERASURE_ASKED).last()
            data = asked.data if asked else {}
            if self.hid:
                _show(row, data.get("posts"), by=by)
            if data.get("shut_out"):
                row.let_in(by=by)
            seminar.record(events.ERASURE_CANCELLED, row, by=by)

    @transaction.atomic
    def take_back(self) -> None:
        """What the journal says of an attempt that failed is not done. Raises OSError of the journal."""
        failed = Erasure.objects.select_for_update().waiting().filter(pk=self.pk).exclude(attempt="")
        for attempt in failed.values_list("attempt", flat=True):
            take_back(attempt)
            Erasure.objects.filter(pk=self.pk).update(attempt="")

    def carry_out(self, *, by: Person | None = None, again: bool = False) -> None:
        """Deletes it now, once, however often it is called. Raises OSError of the journal.

        Raises NotPossible where a seminar would be left without an organizer, unless it is done `again`.

        On SQLite the bytes are overwritten in the file, and in its log after the commit. On PostgreSQL they
        stay in its files until VACUUM FULL (docs/operations.md).
        """
        Erasure.objects.waiting().filter(pk=self.pk, attempt="").update(attempt=new_uid())
        try:
            self._carry_out(by=by, again=again)
        except (Error, OSError):
            with suppress(Error, OSError):  # where that fails too, cancelling or the next purge does it
                self.take_back()
            raise

    @transaction.atomic
    def _carry_out(self, *, by: Person | None, again: bool) -> None:
        row = self.row()
        if seminar := row and seminar_of(row):
            seminar.lock()
        locked = Erasure.objects.select_for_update().waiting().filter(pk=self.pk)
        attempt = locked.values_list("attempt", flat=True).first()
        if attempt is None:
            return
        if isinstance(row, Person) and not again:
            erasing.ensure_replaceable(row)
        notes = ERASERS[self.kind](row, by=by) if row else []
        self.done_at = now = timezone.now()
        facts = {"seminar_id": self._seminar_left(), "done_at": now}
        within = seminar.uid if seminar and not isinstance(row, Seminar) else ""
        Erasure.objects.filter(pk=self.pk).update(**facts)
        for uid in notes:  # those too that went along: a backup may be older than their split
            Erasure.objects.update_or_create(
                kind=self.Kind.NOTE,
                uid=uid,
                seminar=seminar,
                defaults=facts,
                create_defaults=facts | {"due_at": now, "seminar": seminar},
            )
        gone = {(self.kind, self.uid), *(("note", uid) for uid in notes)}
        add_to_journal([(kind, uid, now, within) for kind, uid in sorted(gone)], attempt)
        remove_remains()

    def _seminar_left(self) -> int | None:
        return Seminar.objects.filter(pk=self.seminar_id).values_list("pk", flat=True).first()


def remove_remains() -> None:
    """What deleted rows leave outside the tables, when they are deleted for good: after the commit."""
    for path in settings.REMOVE_REMAINS:
        transaction.on_commit(import_string(path), robust=True)


WITHIN_SEMINAR = ("note", "device")  # their uids say which one it is only together with the seminar
MODELS: dict[str, Any] = {"note": Post, "device": Scribe, "person": Person, "seminar": Seminar}
ERASERS = {
    "note": erasing.erase_note,
    "device": erasing.erase_device,
    "person": erasing.erase_person,
    "seminar": erasing.erase_seminar,
}


def kind_of(row: models.Model) -> str:
    return next(kind for kind, model in MODELS.items() if isinstance(row, model))


def seminar_of(row: models.Model) -> Seminar | None:
    return row if isinstance(row, Seminar) else getattr(row, "seminar", None)


def _hide(row: models.Model, *, by: Person | None) -> tuple[list[int], bool]:
    """Returns the ids of the notes that it hid, and whether it shut a device out."""
    if isinstance(row, Post):
        visible = erasing.with_copies(erasing.notes_of("note", row)).visible()
        with row.seminar.changing(batch=True):
            return [post.pk for post in visible if post.hide(by=by)], False
    if isinstance(row, Scribe):
        shut_out = row.remove(by=by)
        return Post.objects.hide_all(row, by=by), shut_out
    return [], False


def _show(row: models.Model, posts: list[int] | None, *, by: Person | None) -> None:
    """Shows those of the notes that are still hidden. None where an earlier version did not record which."""
    if isinstance(row, Scribe):
        Post.objects.show_all(row, only=posts, by=by)
        return
    hidden = Post.objects.filter(pk__in=[row.pk] if posts is None else posts, state=Post.State.HIDDEN)
    with row.seminar.changing(batch=True):
        for post in hidden:
            post.show(by=by)
