from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from seminar import events
from seminar.codes import new_code, new_token
from seminar.events import Event
from seminar.notify import NOTIFY, notification, notify

from .change import Change, Fact, NotPossible, note, recording
from .copying import Part, copy_parts
from .finishing import Finishing
from .group import Group
from .member import Member
from .person import new_uid
from .prepared import insert, prepared
from .round import DialogueRound

if TYPE_CHECKING:
    from .person import Person
    from .scribe import Scribe

TRIES = 5
# One statement, since every save waits for it.
COUNT_ON = "UPDATE seminar_seminar SET last_change = last_change + %s WHERE id = %s RETURNING last_change"


class SeminarQuerySet(models.QuerySet):
    def of(self, person: Person) -> SeminarQuerySet:
        """The seminars this person is a member of."""
        return self.filter(members__person=person)

    def run_by(self, person: Person, *roles: str) -> SeminarQuerySet:
        """The seminars in which this person has one of the roles; each has that `role`."""
        return self.filter(members__person=person, members__role__in=roles).annotate(role=F("members__role"))

    def with_code(self, code: str) -> Seminar | None:
        """The seminar with this join code, whether its doors are open or not."""
        return self.filter(join_code=code).first()

    def open_due_doors(self) -> None:
        """Opens the doors of the seminars whose date has come. Each is done once, however often this is called."""
        today = timezone.now().date()
        day = datetime.timedelta(days=1)
        near = [today - day, today, today + day]  # it may be another date where the seminar is
        for seminar in self.filter(doors_by_date=True, date__in=near, finished_at=None):
            if seminar.is_today:
                seminar.open_doors_by_date()

    def free_slug(self, title: str) -> str:
        stem = slugify(title.translate(str.maketrans("æøåÆØÅđŋŧĐŊŦ", "eoaEOAdntDNT")))[:60].strip("-") or "seminar"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True))
        return next(slug for slug in _numbered(stem) if slug not in taken)

    def _with_free_slug(self, slug: str, title: str, fields: dict[str, Any]) -> Seminar:
        """Two people who create a seminar of the same title at once both get one, under different slugs."""
        for _attempt in range(TRIES):
            try:
                with transaction.atomic():
                    return self.create(title=title, slug=slug or self.free_slug(title), **fields)
            except IntegrityError:
                slug = ""
        return self.create(title=title, slug=self.free_slug(f"{title} {uuid4().hex[:8]}"), **fields)

    @transaction.atomic
    def start(
        self,
        *,
        title: str,
        by: Person | None = None,
        slug: str = "",
        rounds: Sequence[tuple[str, Sequence[str]]] = (),
        like: Seminar | None = None,
        parts: Collection[str] = (Part.ROUNDS, Part.GROUPS),
        **fields: Any,
    ) -> Seminar:
        """A new seminar, of which `by` becomes organizer.

        It gets `rounds`, each a title and its questions in the seminar's language, and these `parts` of the seminar it
        is `like`.
        """
        seminar = self._with_free_slug(slug, title, fields)
        if by:
            Member.objects.create(seminar=seminar, person=by, role=Member.Role.ORGANIZER)
        seminar.record(events.SEMINAR_CREATED, seminar, by=by)
        for round_title, questions in rounds:
            DialogueRound.objects.plan(round_title, questions, seminar=seminar, by=by)
        if like:
            copy_parts(like, parts, seminar=seminar, by=by)
        return seminar


@prepared
def _locked(seminar: int) -> models.QuerySet:
    return Seminar.objects.select_for_update(no_key=True).filter(pk=seminar).order_by().values_list("pk")


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


class Seminar(Finishing):
    """The event. `last_change` counts its Change rows; `record` is the only writer of both.

    While `doors_open`, `join_code` and the groups' tokens let new devices in. With `doors_by_date` the doors open by
    themselves when the `date` begins in its `time_zone`. Participants may look at the wall where `wall_open` says so,
    with the groups' names where `wall_names` does. Where `wall_approval` is set, a note is on the wall only once a
    member has approved it. What comes within `grace_minutes` of the end of a round is in time. What a group has not
    sent then is sent by itself where `send_at_closing` says so. It is all deleted after the day `keep_until`.
    """

    # What participants may see, and what becomes of their text: copied to a seminar like this one.
    SETTINGS = ("wall_open", "wall_names", "wall_approval", "grace_minutes", "send_at_closing")

    uid = models.CharField(max_length=64, default=new_uid, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField()
    date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=2, choices=settings.TRANSLATED, default="nb")  # forms offer LANGUAGES
    time_zone = models.CharField(max_length=64, default=settings.TIME_ZONE)
    introduction = models.TextField(blank=True)
    owner = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    join_code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    doors_open = models.BooleanField(default=False)
    doors_by_date = models.BooleanField(default=False)
    wall_open = models.BooleanField(default=False)
    wall_names = models.BooleanField(default=True)
    wall_approval = models.BooleanField(default=False)
    grace_minutes = models.PositiveSmallIntegerField(default=2)
    send_at_closing = models.BooleanField(default=True)
    rehearsing = models.BooleanField(default=False)
    keep_until = models.DateField(null=True, blank=True)
    last_change = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeminarQuerySet.as_manager()

    class Meta:
        ordering = [F("date").desc(nulls_last=True), "-created_at"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="seminar_has_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def has_begun(self) -> bool:
        return self.rounds.current() is not None

    @property
    def is_today(self) -> bool:
        return self.date == self.today

    @property
    def today(self) -> datetime.date:
        """The date where it is held."""
        return timezone.now().astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def grace(self) -> datetime.timedelta:
        return datetime.timedelta(minutes=self.grace_minutes)

    @transaction.atomic
    def describe(self, *, by: Person | None = None, **facts: Any) -> None:
        """Changes fields such as `title` and `wall_open`, and records their former values."""
        self.lock()
        former = {name: getattr(self, name) for name, value in facts.items() if getattr(self, name) != value}
        if not former:
            return
        if "wall_approval" in former:
            self.posts.approve_shown(self)
        for name in former:
            setattr(self, name, facts[name])
        self.save(update_fields=list(former))
        self.record(
            events.SEMINAR_DESCRIBED, self, by=by, former={name: str(value or "") for name, value in former.items()}
        )

    @transaction.atomic
    def open_doors(self, *, by: Person | None = None) -> None:
        """Lets new devices in. Raises NotPossible where the seminar is finished."""
        self.lock()
        self.refuse_if_finished()
        self._set_doors(True, events.DOORS_OPENED, by=by)

    @transaction.atomic
    def close_doors(self, *, by: Person | None = None) -> None:
        """Lets no new device in. Those that joined can go on writing."""
        self._set_doors(False, events.DOORS_CLOSED, by=by)

    @transaction.atomic
    def open_doors_by_date(self) -> None:
        """Opens the doors, which whoever closes them keeps closed. Does nothing the second time."""
        self.lock()
        if Seminar.objects.filter(pk=self.pk, doors_by_date=True, finished_at=None).update(doors_by_date=False):
            self.doors_by_date = False
            self._set_doors(True, events.DOORS_OPENED_BY_DATE, by=None)

    @property
    def doors_will_open(self) -> bool:
        """Whether they are closed now, and open by themselves."""
        waits = self.doors_by_date and not self.doors_open and not self.finished_at
        return waits and self.date is not None and self.date >= self.today

    def _set_doors(self, doors_open: bool, event: Event, *, by: Person | None) -> None:
        if Seminar.objects.filter(pk=self.pk).exclude(doors_open=doors_open).update(doors_open=doors_open):
            self.doors_open = doors_open
            self.record(event, self, by=by)

    @transaction.atomic
    def change_codes(self, *, by: Person | None = None) -> None:
        """Creates a new join code and new QR codes for all groups. Printed codes no longer work."""
        self.lock()
        self.join_code = new_code()
        self.save(update_fields=["join_code"])
        groups = list(self.groups.only("pk"))
        for group in groups:
            group.token = new_token()
        Group.objects.bulk_update(groups, ["token"], batch_size=200)
        self.record(events.CODES_CHANGED, self, by=by)

    def lock(self) -> None:
        """Locks the seminar until the transaction ends, for verbs that read before they write."""
        if connection.features.has_select_for_update:  # without it, a transaction that writes locks all others out
            _locked(seminar=self.pk)

    @contextmanager
    def changing(
        self, *, batch: bool = False, undoes: Change | None = None, key: str | None = None
    ) -> Iterator[list[Change]]:
        """A transaction that locks the seminar; the changes recorded within are gathered in the list.

        With `batch` they are undone as one. With `undoes` the first of them is what undid that change. `key` is stored
        in the data of the first, so that what is sent again can be known again.
        """
        number = undoes and undoes.number
        with transaction.atomic(), recording(self.pk, batch=batch, undoes=number, key=key) as changes:
            self.lock()
            yield changes

    @transaction.atomic
    def undo_last(self, *, by: Person, before: int | None = None) -> list[Change]:
        """Undoes the last action of this person that is not undone yet, though others acted since.

        Of what was done to many notes at once, it undoes all that can be undone. `before` leaves out the change of this
        number and all after it. Returns the changes that did it, none where there was nothing to undo.
        Raises NotPossible.
        """
        self.lock()
        last = self.changes.last_undoable(by, before=before)
        return self.undo_action(last, by=by) if last else []

    @transaction.atomic
    def undo_action(self, change: Change, *, by: Person) -> list[Change]:
        """Undoes a change, and all that can be undone of what was done in the same action. Raises NotPossible."""
        self.lock()
        if change.batch is None:
            return [change.undo(by=by)]
        undoing: list[Change] = []
        reasons: list[NotPossible] = []
        batch = self.changes.filter(batch=change.batch, by=by, undoes=None).exclude(number__in=self.changes.undone())
        for change in batch.order_by("-number"):
            try:
                undoing.append(change.undo(by=by))
            except NotPossible as reason:
                reasons.append(reason)
        if not undoing:
            raise reasons[-1] if reasons else NotPossible(_("This has already been undone."))
        return undoing

    def record(self, event: Event, subject: models.Model, *, by: Person | Scribe | None = None, **data: Any) -> Change:
        return self.record_all([Fact(event, subject, data)], by=by)[-1]

    def record_all(self, facts: list[Fact], *, by: Person | Scribe | None = None) -> list[Change]:
        """Writes the changes with the next numbers of this seminar. Call it last in the transaction of what changed.

        The seminar's row stays locked from here to the commit, so numbers become visible in their own order and
        without a gap, on PostgreSQL too, where a sequence does neither (docs/security.md).
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A change is recorded in the transaction that makes it.")
        first = self._count_on(len(facts)) + 1
        changes = [Change.of(fact, seminar=self, number=number, by=by) for number, fact in enumerate(facts, first)]
        note(self.pk, changes)
        if len(changes) != 1:
            return Change.objects.bulk_create(changes)
        insert(changes[0])
        return changes

    def _count_on(self, changes: int) -> int:
        """Takes the next numbers, and tells those who follow the seminar. Returns the last number before them."""
        sql, values = COUNT_ON, [changes, self.pk]
        if connection.vendor == "postgresql":
            sql, values = f"{COUNT_ON}, {NOTIFY}", values + notification(self.pk)
        else:
            notify(self.pk)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            self.last_change = cursor.fetchone()[0]
        return self.last_change - changes
