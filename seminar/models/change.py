from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seminar import events
from seminar.events import Event

if TYPE_CHECKING:
    from .person import Person
    from .scribe import Scribe
    from .seminar import Seminar


class NotPossible(Exception):
    """What was asked does not fit the present state, and nothing was changed. `sentence` gives the reason."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class Fact(NamedTuple):
    """What happened: the event, the row it happened to, and the data that its sentence and its undo need."""

    event: Event
    subject: models.Model
    data: dict[str, Any]


@dataclass
class Recording:
    """What `Seminar.changing` gathers: the changes recorded so far, and what the next ones are recorded with."""

    seminar: int
    batch: bool
    undoes: int | None
    key: str | None
    changes: list[Change] = field(default_factory=list)

    def add(self, changes: list[Change]) -> None:
        """Fills `undoes` and `key` of the very first change and `batch` of all, before they are written."""
        if not self.changes:
            if self.undoes:
                changes[0].undoes = self.undoes
            if self.key:
                changes[0].data = changes[0].data | {"key": self.key}
        self.changes += changes
        if self.batch:
            for change in changes:
                change.batch = self.changes[0].number


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


def one_transaction() -> AbstractContextManager[Any]:
    """The transaction that has begun, or a new one. For verbs that raise only before they write anything.

    They leave nothing to roll back, and a savepoint within a transaction is two more queries.
    """
    return nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()


@contextmanager
def recording(seminar: int, *, batch: bool, undoes: int | None, key: str | None = None) -> Iterator[list[Change]]:
    """Changes of this seminar (id) that are recorded within, by this thread, are gathered in the list.

    Of a recording within another, both get the changes, and the key of the outer one is on the very first.
    """
    outer = _recording.get()
    if key is None and outer and outer.seminar == seminar and not outer.changes:
        key = outer.key
    current = Recording(seminar, batch, undoes, key)
    token = _recording.set(current)
    try:
        yield current.changes
    finally:
        _recording.reset(token)
        if outer and outer.seminar == seminar:
            outer.changes += current.changes


def note(seminar: int, changes: list[Change]) -> None:
    """Called with changes that are about to be written."""
    current = _recording.get()
    if current and current.seminar == seminar:
        current.add(changes)


def author_fields(by: Person | Scribe | None) -> dict[str, Person | Scribe | None]:
    """The fields of a row that say who made it: `by` is a Person, a Scribe, or None for the command line."""
    return {"scribe": by} if by is not None and by._meta.model_name == "scribe" else {"by": by}


class ChangeQuerySet(models.QuerySet):
    def after(self, number: int) -> ChangeQuerySet:
        """What a reader who has seen `number` has not seen yet, oldest first."""
        return self.filter(number__gt=number).order_by("number")

    def about(self, subject: models.Model) -> ChangeQuerySet:
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)

    def of(self, *wanted: Event) -> ChangeQuerySet:
        return self.filter(verb__in=[event.code for event in wanted])

    def newest_first(self) -> ChangeQuerySet:
        """With who made each."""
        return self.select_related("by", "scribe").order_by("-number")

    def numbered(self, numbers: Iterable[int]) -> ChangeQuerySet:
        return self.filter(number__in=list(numbers))

    def undone(self) -> set[int]:
        """Numbers of the changes that a later one has undone, unless that one has been undone itself."""
        undone: set[int] = set()
        undoing = self.exclude(undoes=None).order_by("-number")
        for number, undoes in undoing.values_list("number", "undoes"):
            if number not in undone:
                undone.add(undoes)
        return undone

    def with_subject(self) -> ChangeQuerySet:
        """Those that happened to a row that is still there. A cleared rehearsal leaves some whose row is not."""
        exists = Q(subject_kind="seminar")
        kinds = set(self.order_by().values_list("subject_kind", flat=True).distinct())
        for model in apps.get_models():
            if model._meta.model_name in kinds and any(field.name == "seminar" for field in model._meta.fields):
                rows = model._base_manager.filter(pk=models.OuterRef("subject_id"))
                exists |= Q(subject_kind=model._meta.model_name) & models.Exists(rows)
        return self.filter(exists)

    def undoable(self) -> ChangeQuerySet:
        """Changes of the kinds that can be undone, without those that undo others."""
        return self.filter(undoes=None, verb__in=events.codes(lambda event: event.undo is not None))

    def last_undoable(self, person: Person, *, before: int | None = None) -> Change | None:
        """The last change this person made that can be undone and has not been; `before` the change of this number.

        What concerns the whole hall is passed over.
        """
        passed_over = events.codes(lambda event: event.never_last)
        made = self.undoable().filter(by=person).with_subject().exclude(verb__in=passed_over)
        made = made.exclude(number__in=self.undone())
        return (made.filter(number__lt=before) if before else made).last()


class Change(models.Model):
    """One thing that happened in a seminar: history, audit and live feed in one. Never deleted alone.

    Never changed either, but that the reasons people gave go with a note that is deleted for good.

    The subject is named by kind and id, not by a foreign key: a Change may outlive its subject. `data` never holds
    the text of a note. `group` is the id of the group it concerns, whose devices are notified. `undoes` is the
    number of the change that this one undoes, and `batch` the number of the first of those that were made in one action
    and are undone together.
    """

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="changes")
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    group = models.PositiveBigIntegerField(null=True, blank=True)
    by = models.ForeignKey("Person", models.SET_NULL, null=True, related_name="+")
    scribe = models.ForeignKey("Scribe", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)
    undoes = models.PositiveBigIntegerField(null=True, blank=True)
    batch = models.PositiveBigIntegerField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["seminar", "number"], name="change_numbered_once")]
        indexes = [
            models.Index(fields=["seminar", "subject_kind", "subject_id"], name="change_subject"),
            models.Index(fields=["seminar", "undoes"], condition=~models.Q(undoes=None), name="change_undoes"),
            models.Index(fields=["seminar", "batch"], condition=~models.Q(batch=None), name="change_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    @property
    def event(self) -> Event:
        return events.find(self.verb)

    @classmethod
    def of(cls, fact: Fact, *, seminar: Seminar, number: int, by: Person | Scribe | None) -> Change:
        """`by` is a Person, a Scribe, or None for the command line."""
        group = fact.data["group"] if "group" in fact.data else getattr(fact.subject, "group_id", None)
        return cls(
            seminar=seminar,
            number=number,
            verb=fact.event.code,
            subject_kind=fact.subject._meta.model_name,
            subject_id=fact.subject.pk,
            data=fact.data,
            group=group,
            **author_fields(by),
        )

    @transaction.atomic
    def undo(self, *, by: Person | Scribe | None) -> Change:
        """Undoes this change, whatever came after it. Returns the change that did, which can be undone in turn.

        Raises NotPossible.
        """
        self.seminar.lock()
        if self.event.undo is None:
            raise NotPossible(_("This cannot be undone."))
        if self.number in self.seminar.changes.undone():
            raise NotPossible(_("This has already been undone."))
        with self.seminar.changing(undoes=self) as changes:
            self.event.undo(self, by=by)
        if not changes:
            raise NotPossible(_("It is already as it was before."))
        return changes[0]
