from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from seminar import events
from seminar.codes import new_code
from seminar.constraints import SameSeminarForeignKey, reachable

from .change import Change, Fact
from .person import new_uid
from .prepared import prepared

if TYPE_CHECKING:
    from .group import Group, GroupQuerySet
    from .person import Person
    from .seminar import Seminar

TIME_TO_MOVE = timedelta(minutes=10)
AWAY_AFTER = timedelta(seconds=90)
# New devices of one seminar. A hall of a thousand phones may scan the codes in the same minute; a script that goes on
# joining is stopped before it fills the database or the list of devices.
MOST_JOINS_A_MINUTE = 1200
MOST_DEVICES = 5000
MINUTE = timedelta(minutes=1)
# For what a device does beside sending notes: calls for help, notes withdrawn, drafts begun, its name.
MOST_CHANGES_A_MINUTE = 120


class TooManyDevices(Exception):
    """More devices have joined the seminar than MOST_JOINS_A_MINUTE or MOST_DEVICES."""


class TooManyChanges(Exception):
    """The device has made MOST_CHANGES_A_MINUTE. It may go on after a MINUTE."""


class OnlyOrganizerMoves(Exception):
    """The scribe has a group already, and may not choose this other one by itself."""


class ScribeQuerySet(models.QuerySet):
    def present(self) -> ScribeQuerySet:
        """Those that may write, since nobody shut them out."""
        return self.filter(removed_at=None)

    @transaction.atomic
    def join(self, *, seminar: Seminar, group: Group | None = None, name: str = "", pretend: bool = False) -> Scribe:
        """Creates a device. Its group may be unknown, and is where it was removed just now. Raises TooManyDevices."""
        seminar.lock()
        if group and not seminar.groups.filter(pk=group.pk).exists():
            group = None
        scribes = self.filter(seminar=seminar, pretend=False)
        recent = scribes.filter(joined_at__gt=timezone.now() - MINUTE)
        if recent.count() >= MOST_JOINS_A_MINUTE or scribes.count() >= MOST_DEVICES:
            raise TooManyDevices
        scribe = self.create(seminar=seminar, group=group, name=name, pretend=pretend)
        seminar.record(events.SCRIBE_JOINED, scribe, by=scribe, group=group and group.pk)
        return scribe

    @transaction.atomic
    def pretend(self, groups: Iterable[Group], *, seminar: Seminar, by: Person | None = None) -> list[Scribe]:
        """Creates a pretend scribe for each of these groups, for a rehearsal."""
        seminar.lock()
        made = self.bulk_create(Scribe(seminar=seminar, group=group, pretend=True) for group in groups)
        if made:
            seminar.record_all(
                [Fact(events.SCRIBE_JOINED, scribe, {"group": scribe.group_id}) for scribe in made], by=by
            )
        return made

    def moving(self, code: str) -> ScribeQuerySet:
        """The scribe that was given this code to move to another device, while the code is valid."""
        return self.present().filter(move_code=code, move_until__gt=timezone.now())

    @transaction.atomic
    def take_move(self, code: str) -> Scribe | None:
        """Uses up the code and returns the scribe that another device becomes; of two devices, one gets it."""
        scribe = self.moving(code).select_related("seminar", "group").select_for_update(of=("self",)).first()
        if scribe:
            scribe.move_code, scribe.move_until = "", None
            scribe.save(update_fields=["move_code", "move_until"])
        return scribe

    def by_group(self) -> ScribeQuerySet:
        """Each with `note_count`; those of unknown group first, those that were shut out last."""
        counted = self.select_related("group").annotate(note_count=models.Count("posts"))
        shut_out = models.Case(models.When(removed_at=None, then=0), default=1)
        return counted.order_by(shut_out, models.F("group__number").asc(nulls_first=True), "joined_at", "pk")

    def saw(self, pks: Iterable[int]) -> None:
        """Records that these devices are there now. No Change is made of it: it happens all the time."""
        self.filter(pk__in=pks).update(seen_at=timezone.now())


class Scribe(models.Model):
    """One device that writes for a group. No group means that the scribe does not know it yet.

    `removed_at` is when the organizer shut it out; what it wrote stays. `pretend` is one that was made for a rehearsal.
    `left_keys` are the keys of cookies with which it has left: a copy of one no longer works (seminar/access.py).
    """

    cookie_key = ""  # of the cookie with which it came in this request

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="scribes")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    group = models.ForeignKey("Group", models.SET_NULL, null=True, blank=True, related_name="scribes")
    name = models.CharField(max_length=120, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    move_code = models.CharField(max_length=8, blank=True)
    move_until = models.DateTimeField(null=True, blank=True)
    pretend = models.BooleanField(default=False)
    left_keys = models.JSONField(default=list, blank=True)

    objects = ScribeQuerySet.as_manager()

    class Meta:
        constraints = [
            reachable("scribe"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="scribe_uid_once"),
            models.UniqueConstraint(
                fields=["move_code"], condition=~models.Q(move_code=""), name="scribe_move_code_once"
            ),
            SameSeminarForeignKey(field="group", name="scribe_group_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name or _("a device without a name")

    def get_absolute_url(self) -> str:
        """The page on which it writes. A path, since the page belongs to posts/, which seminar/ does not know."""
        return f"/s/{self.seminar.slug}/write/"

    @property
    def is_away(self) -> bool:
        return timezone.now() - self.seen_at > AWAY_AFTER

    @property
    def was_seen_lately(self) -> bool:
        """So recently that it need not be recorded again."""
        return timezone.now() - self.seen_at < AWAY_AFTER / 3

    def ensure_not_too_fast(self) -> None:
        """Raises TooManyChanges. For the verbs of a device other than sending a note, whose limits are of their own."""
        if len(_changes_since(scribe=self, moment=timezone.now() - MINUTE)) >= MOST_CHANGES_A_MINUTE:
            raise TooManyChanges

    @transaction.atomic
    def rename(self, name: str) -> None:
        """Sets the name that the scribe gave itself. Raises TooManyChanges."""
        self.seminar.lock()
        self.ensure_not_too_fast()
        former, self.name = self.name, name
        if name != former:
            self.save(update_fields=["name"])
            self.seminar.record(events.SCRIBE_RENAMED, self, by=self)

    @transaction.atomic
    def move(self, group: Group | None, *, by: Person | Scribe | None = None) -> None:
        """Moves it to another group, with all it wrote for the former. `by` is the scribe itself or an organizer."""
        self.seminar.lock()
        former = self.group_id
        if former == (group and group.pk):
            return
        self.group = group
        self.save(update_fields=["group"])
        facts = self.posts.filter(group=former).hand_over(group)
        moved = Fact(events.SCRIBE_MOVED, self, {"group": group and group.pk, "former": former})
        self.seminar.record_all([*facts, moved], by=by)

    def shown_move_code(self) -> str:
        """The code to move to another device, "" where there is none that is valid."""
        return self.move_code if self.move_until and self.move_until > timezone.now() else ""

    def groups_to_choose(self) -> GroupQuerySet:
        """The groups it may choose from. Once it has one, only while the doors are open, and neither out of nor into a
        group that was stopped: whoever writes for a group reads and changes all its notes.
        """
        groups = self.seminar.groups.all()
        if self.group_id is None:
            return groups
        may_change = Scribe.objects.filter(pk=self.pk, group__may_write=True, seminar__doors_open=True)
        return groups.filter(models.Exists(may_change), may_write=True)

    @transaction.atomic
    def introduce(self, *, name: str, group: Group | None) -> None:
        """Sets the name and group that the scribe chose. Its notes follow it to another group.

        Raises OnlyOrganizerMoves and TooManyChanges.
        """
        self.seminar.lock()
        self.refresh_from_db(fields=["group"])
        wanted = group and group.pk
        if self.group_id != wanted and not self.groups_to_choose().filter(pk=wanted or self.group_id).exists():
            raise OnlyOrganizerMoves
        self.rename(name)
        self.move(group, by=self)

    @transaction.atomic
    def remove(self, *, by: Person | None = None) -> bool:
        """Shuts the device out. Its notes stay. Returns False where it is shut out already."""
        self.seminar.lock()
        if not Scribe.objects.present().filter(pk=self.pk).update(removed_at=timezone.now(), move_code=""):
            return False
        self.seminar.record(events.SCRIBE_REMOVED, self, by=by)
        return True

    @transaction.atomic
    def let_in(self, *, by: Person | None = None) -> None:
        """Undoes `remove`."""
        self.seminar.lock()
        if Scribe.objects.filter(pk=self.pk).exclude(removed_at=None).update(removed_at=None):
            self.seminar.record(events.SCRIBE_LET_IN, self, by=by)

    @transaction.atomic
    def leave(self) -> None:
        """Makes the cookie of this device void. Another device that is the same scribe goes on."""
        self.seminar.lock()
        self.refresh_from_db(fields=["left_keys"])
        self.left_keys.append(self.cookie_key)
        self.save(update_fields=["left_keys"])

    def offer_move(self) -> str:
        """Creates a code with which another device becomes this scribe too. It works once, within ten minutes."""
        self.move_code, self.move_until = new_code(), timezone.now() + TIME_TO_MOVE
        self.save(update_fields=["move_code", "move_until"])
        return self.move_code


@prepared
def _changes_since(scribe: Scribe, moment: datetime) -> models.QuerySet:
    """The ids of what this device has changed since."""
    return Change.objects.order_by().filter(scribe=scribe, at__gt=moment).values_list("pk")
