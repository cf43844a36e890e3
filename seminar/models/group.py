from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from seminar import events
from seminar.codes import new_token
from seminar.constraints import reachable

from .change import Change
from .many_groups import ManyGroups, NameTaken, has_new_codes
from .ordered import HasNotes
from .person import new_uid
from .scribe import Scribe

if TYPE_CHECKING:
    from seminar.events import Event

    from .person import Person
    from .scribe import Scribe
    from .seminar import Seminar


class GroupQuerySet(ManyGroups):
    def with_token(self, token: str) -> Group | None:
        """The group whose QR code holds this token, whether the doors are open or not.

        That of a group that was merged leads to the one that has its notes now, until the seminar is finished.
        """
        groups = self.select_related("seminar")
        return groups.filter(token=token).first() or self._successor_with_token(token)

    def _successor_with_token(self, token: str) -> Group | None:
        # The kind of subject and few seminars: whoever tries tokens must not make the database read all changes.
        merges = Change.objects.of(events.GROUP_MERGED).filter(subject_kind="group", seminar__finished_at=None)
        merge = merges.filter(data__token=token).select_related("seminar").last()
        if merge is None or has_new_codes(merge):
            return None
        successor = self.successors(merge.seminar).get(merge.data["uid"])
        return merge.seminar.groups.select_related("seminar").filter(uid=successor).first()

    def called(self, typed: str) -> Group | None:
        """The group with this name, or the only one whose name has this number, such as 15 for “Group 15”."""
        groups, wanted = list(self.all()), typed.strip().casefold()
        named = [group for group in groups if group.name.casefold() == wanted]
        if not named and wanted.isdecimal():
            named = [group for group in groups if int(wanted) in map(int, re.findall(r"\d+", group.name))]
        return named[0] if len(named) == 1 else None

    def named_like(self, words: str) -> GroupQuerySet:
        """Groups whose names hold every word; case does not matter, in any alphabet."""
        wanted = words.casefold().split()
        named = [pk for pk, name in self.values_list("pk", "name") if all(word in name.casefold() for word in wanted)]
        return self.filter(pk__in=named)

    def counted(self) -> GroupQuerySet:
        """Each with `post_count`, hidden notes too."""
        return self.annotate(post_count=models.Count("posts"))

    def with_presence(self) -> GroupQuerySet:
        """Each with `is_present`: whether a device writes for it, or it has written.

        Only these can be silent. In a seminar whose notes came without devices, from a file, all groups are present.
        """
        notes = self.model._meta.get_field("posts").related_model.objects.order_by()
        has_device = Exists(Scribe.objects.present().filter(group=OuterRef("pk")))
        has_written = Exists(notes.filter(group=OuterRef("pk")))
        came_from_file = Exists(notes.filter(seminar=OuterRef("seminar"))) & ~Exists(
            Scribe.objects.filter(seminar=OuterRef("seminar"))
        )
        return self.annotate(
            is_present=models.ExpressionWrapper(
                Q(has_device) | Q(has_written) | Q(came_from_file), models.BooleanField()
            )
        )

    def present(self) -> GroupQuerySet:
        return self.with_presence().filter(is_present=True)

    def without_device(self) -> GroupQuerySet:
        """Those that are not present: nobody has joined for them, and nothing is written."""
        return self.with_presence().filter(is_present=False)

    def taken(self, *, besides: Group | None = None) -> set[str]:
        """The names in use, casefolded in Python since SQLite folds English letters only."""
        return {name.casefold() for name in self.exclude(pk=besides and besides.pk).values_list("name", flat=True)}

    def merges(self, seminar: Seminar) -> list[Change]:
        """The merges that can still be undone, newest first: the one group is gone, the other is still there."""
        existing = set(seminar.groups.values_list("uid", flat=True))
        changes = seminar.changes.of(events.GROUP_MERGED).order_by("-number")
        return [one for one in changes if one.data["uid"] not in existing and one.data["into"] in existing]

    def successors(self, seminar: Seminar) -> dict[str, str]:
        """For each group that was merged and is gone, its uid and that of the group that has its notes now."""
        existing = set(seminar.groups.values_list("uid", flat=True))
        merges = seminar.changes.of(events.GROUP_MERGED).values_list("data", flat=True)
        into = {data["uid"]: data["into"] for data in merges}  # the last merge of each
        successors = {}
        for uid in into.keys() - existing:
            successor, seen = into[uid], {uid}
            while successor in into and successor not in existing | seen:
                seen.add(successor)
                successor = into[successor]
            if successor in existing:
                successors[uid] = successor
        return successors

    @transaction.atomic
    def unmerge(self, merge: Change, *, by: Person | None = None) -> Group:
        """Restores the merged group, with those of its notes that are still in the other one.

        Raises TooManyGroups, NameTaken.
        """
        seminar, was = merge.seminar, merge.data
        seminar.lock()
        [group] = self.recreate([was], since=merge)
        seminar.record(events.GROUP_ADDED, group, by=by)
        seminar.groups.get(uid=was["into"]).hand_over(group, posts=was["posts"], scribes=was["scribes"], by=by)
        return group


class Group(models.Model):
    """The people at one table. `attributes` are free, such as {"region": "north"}; `token` is in its QR code.

    While `may_write` is not set, none of its devices can send a note. What they write stays on the device.
    `called_at` is when it called for help, None where it needs none, and `answered_at` when somebody said that help is
    coming.
    """

    ADDED = events.GROUP_ADDED
    # What is known about a group: copied to a new seminar, exported and imported.
    FIELDS = ("name", "attributes")
    # What it has again when its merge or its removal is undone.
    RESTORED = ("uid", "number", "token", "may_write", *FIELDS)

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="groups")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    attributes = models.JSONField(default=dict, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    may_write = models.BooleanField(default=True)
    called_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            reachable("group"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="group_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="group_number_once"),
            models.UniqueConstraint("seminar", Lower("name"), name="group_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_row(self) -> dict[str, Any]:
        """What the Change of its merge or its removal holds, so that it can be undone."""
        return {name: getattr(self, name) for name in self.RESTORED}

    def written(self) -> int:
        """How many notes the group has written and how many drafts its scribes have not sent, added up."""
        return self.posts.count() + self.scribes.filter(drafts__body__gt="").count()

    @transaction.atomic
    def rename(self, name: str, *, by: Person | None = None) -> None:
        """Raises NameTaken."""
        self.seminar.lock()
        if name.casefold() in self.seminar.groups.taken(besides=self):
            raise NameTaken([name])
        former, self.name = self.name, name
        if name != former:
            self.save(update_fields=["name"])
            self.seminar.record(events.GROUP_RENAMED, self, by=by, name=name, former=former)

    @transaction.atomic
    def stop(self, *, by: Person | None = None) -> None:
        """Stops the group from writing, until `let_write`."""
        self._set_may_write(False, events.GROUP_STOPPED, by=by)

    @transaction.atomic
    def let_write(self, *, by: Person | None = None) -> None:
        """Undoes `stop`. Its devices then send what they have kept."""
        self._set_may_write(True, events.GROUP_LET_WRITE, by=by)

    def _set_may_write(self, may_write: bool, event: Event, *, by: Person | None) -> None:
        self.seminar.lock()
        if Group.objects.filter(pk=self.pk).exclude(may_write=may_write).update(may_write=may_write):
            self.may_write = may_write
            self.seminar.record(event, self, by=by, group=self.pk)

    @transaction.atomic
    def call(self, *, by: Scribe | None = None) -> None:
        """Calls for help. A call that has not been answered goes on. Raises TooManyChanges."""
        waiting = Q(called_at__isnull=False, answered_at=None)
        self._set_call(~waiting, events.GROUP_CALLED, called_at=timezone.now(), answered_at=None, by=by)

    @transaction.atomic
    def answer_call(self, *, by: Person | None = None) -> None:
        """Says that help is coming."""
        waiting = Q(called_at__isnull=False, answered_at=None)
        self._set_call(waiting, events.GROUP_CALL_ANSWERED, answered_at=timezone.now(), by=by)

    @transaction.atomic
    def withdraw_call(self, *, by: Scribe | None = None) -> None:
        """The group needs no help any more. Raises TooManyChanges."""
        called = Q(called_at__isnull=False)
        self._set_call(called, events.GROUP_CALL_WITHDRAWN, called_at=None, answered_at=None, by=by)

    def _set_call(self, condition: Q, event: Event, *, by: Person | Scribe | None, **times: datetime | None) -> None:
        self.seminar.lock()
        if isinstance(by, Scribe):
            by.ensure_not_too_fast()
        if Group.objects.filter(condition, pk=self.pk).update(**times):
            self.refresh_from_db(fields=["called_at", "answered_at"])
            self.seminar.record(event, self, by=by, group=self.pk)

    @transaction.atomic
    def merge(self, other: Group, *, by: Person | None = None) -> None:
        """Gives its notes and scribes to `other` and deletes this group. `Group.objects.unmerge` undoes it."""
        self.seminar.lock()
        moved = self.hand_over(other, by=by)
        self.seminar.groups.filter(pk=self.pk).delete()
        data = {"into": other.uid, "other": other.name, **self.as_row(), **moved}
        self.seminar.record(events.GROUP_MERGED, self, by=by, **data)

    def hand_over(
        self,
        other: Group,
        *,
        posts: list[int] | None = None,
        scribes: list[int] | None = None,
        by: Person | None = None,
    ) -> dict[str, list[int]]:
        """Gives its notes and scribes to `other`, all or those with these ids. Returns the ids that moved."""
        writers = self.scribes.all() if scribes is None else self.scribes.filter(pk__in=scribes)
        moved = {"scribes": [scribe.pk for scribe in writers]}
        writers.update(group=other)
        facts = (self.posts.all() if posts is None else self.posts.filter(pk__in=posts)).hand_over(other)
        if facts:
            self.seminar.record_all(facts, by=by)
        return moved | {"posts": [fact.subject.pk for fact in facts]}

    @transaction.atomic
    def remove(self, *, by: Person | None = None) -> None:
        """Raises HasNotes where the group has written."""
        self.seminar.lock()
        if written := self.written():
            raise HasNotes(written)
        if self.seminar.groups.filter(pk=self.pk).delete()[0]:
            self.seminar.record(events.GROUP_REMOVED, self, by=by, was=self.name)
