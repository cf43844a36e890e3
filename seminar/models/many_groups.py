"""What is done to many groups of a seminar at once. Each is one Change, which can be undone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from seminar import events
from seminar.text import alphabetical

from .change import Change, NotPossible
from .ordered import OrderedQuerySet

if TYPE_CHECKING:
    from .group import Group
    from .person import Person
    from .seminar import Seminar

MOST_GROUPS = 1000
AT_ONCE = 200  # rows in one statement


class NameTaken(Exception):
    """Groups with these `names` exist already; case does not matter."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class TooManyGroups(Exception):
    """The seminar would have `count` groups, more than MOST_GROUPS."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class ManyGroups(OrderedQuerySet):
    """The part of a group's queryset that adds, removes, restores and arranges."""

    def ensure_possible(self, rows: Sequence[dict[str, Any]]) -> None:
        """Called on the groups of a seminar, which is locked. Raises TooManyGroups, NameTaken."""
        if (total := self.count() + len(rows)) > MOST_GROUPS:
            raise TooManyGroups(total)
        taken = self.taken()
        if duplicates := [row["name"] for row in rows if row["name"].casefold() in taken]:
            raise NameTaken(duplicates)

    def having_written(self) -> ManyGroups:
        """Those that have a note, or whose devices hold text that is not sent."""
        return self.filter(Q(posts__isnull=False) | Q(scribes__drafts__body__gt="")).distinct()

    @transaction.atomic
    def add_many(
        self, rows: Sequence[dict[str, Any]], *, seminar: Seminar, by: Person | None = None
    ) -> list[models.Model]:
        """Creates groups from rows with a `name` and perhaps `attributes`. Raises TooManyGroups, NameTaken."""
        seminar.lock()
        seminar.groups.ensure_possible(rows)
        groups = self.create_after(rows, seminar=seminar)
        if groups:
            uids = [group.uid for group in groups]
            seminar.record(events.GROUPS_ADDED, seminar, by=by, count=len(uids), groups=uids)
        return groups

    @transaction.atomic
    def add_series(self, size: int, *, seminar: Seminar, by: Person | None = None) -> list[models.Model]:
        """Creates `size` groups, named “Group 1” and so on in the seminar's language. Raises TooManyGroups."""
        seminar.lock()
        taken = seminar.groups.taken()
        with translation.override(seminar.language):
            names = (_("Group %(number)d") % {"number": number} for number in count(1))
            free = list(islice((name for name in names if name.casefold() not in taken), size))
        return self.add_many([{"name": name} for name in free], seminar=seminar, by=by)

    @transaction.atomic
    def fill_up(self, total: int, *, seminar: Seminar, by: Person | None = None) -> list[models.Model]:
        """Creates groups named by numbers until there are `total`, none where there are. Raises TooManyGroups."""
        seminar.lock()
        return self.add_series(max(0, total - seminar.groups.count()), seminar=seminar, by=by)

    @transaction.atomic
    def remove_many(self, chosen: Iterable[int], *, seminar: Seminar, by: Person | None = None) -> list[Group]:
        """Removes the groups with these ids, except those that have written. Returns those that stay."""
        seminar.lock()
        groups = seminar.groups.filter(pk__in=list(chosen))
        staying = list(groups.having_written())
        self._remove(list(groups.exclude(pk__in=[group.pk for group in staying])), seminar=seminar, by=by)
        return staying

    @transaction.atomic
    def remove_without_device(self, *, seminar: Seminar, by: Person | None = None) -> int:
        """Removes all groups without a device, and returns how many there were."""
        seminar.lock()
        return self._remove(list(seminar.groups.without_device()), seminar=seminar, by=by)

    @transaction.atomic
    def remove_added(self, addition: Change, *, by: Person | None = None) -> None:
        """Undoes `add_many`. Raises NotPossible where one of the groups has written."""
        seminar = addition.seminar
        seminar.lock()
        groups = seminar.groups.filter(uid__in=addition.data["groups"])
        if written := groups.having_written().first():
            raise NotPossible(
                _("“%(group)s” has written something, so these groups stay. Choose those you want to remove.")
                % {"group": written}
            )
        self._remove(list(groups), seminar=seminar, by=by)

    def _remove(self, groups: list[Group], *, seminar: Seminar, by: Person | None) -> int:
        if groups:
            scribes = defaultdict(list)
            for pk, group in seminar.scribes.filter(group__in=groups).values_list("pk", "group"):
                scribes[group].append(pk)
            rows = [group.as_row() | {"scribes": scribes[group.pk]} for group in groups]
            seminar.groups.filter(pk__in=[group.pk for group in groups]).delete()
            seminar.record(events.GROUPS_REMOVED, seminar, by=by, count=len(rows), groups=rows)
        return len(groups)

    @transaction.atomic
    def restore(self, removal: Change, *, by: Person | None = None) -> None:
        """Restores groups that were removed together, and gives them those of their devices that have no group now.

        Raises NotPossible where a name is taken, or there would be too many groups.
        """
        seminar, rows = removal.seminar, removal.data["groups"]
        seminar.lock()
        try:
            groups = self.recreate(rows, since=removal)
        except NameTaken as taken:
            raise NotPossible(
                _("There is already a group with this name: %(names)s") % {"names": f"“{taken.names[0]}”"}
            ) from taken
        except TooManyGroups as many:
            raise NotPossible(_("A seminar has at most %(most)d groups.") % {"most": MOST_GROUPS}) from many
        seminar.record(events.GROUPS_RESTORED, seminar, by=by, count=len(rows))
        for row, group in zip(rows, groups, strict=True):
            for scribe in seminar.scribes.filter(pk__in=row.get("scribes", []), group=None):
                scribe.move(group, by=by)

    def recreate(self, rows: Sequence[dict[str, Any]], *, since: Change) -> list[Group]:
        """Creates groups again, from the rows that a change recorded of them. The seminar must be locked.

        Printed codes work again, unless they were changed since. A group whose number is taken now comes last.
        Raises TooManyGroups, NameTaken.
        """
        seminar = since.seminar
        seminar.groups.ensure_possible(rows)
        numbers = set(seminar.groups.values_list("number", flat=True))
        former = [row.get("number", 0) for row in rows]  # an earlier version did not record it of a merged group
        free = count(max([*numbers, *former], default=0) + 1)
        names = set(self.model.RESTORED) - ({"token"} if has_new_codes(since) else set())
        return self.bulk_create(
            self.model(
                seminar=seminar,
                **{name: row[name] for name in names & row.keys()}
                | {"number": number if number and number not in numbers else next(free)},
            )
            for row, number in zip(rows, former, strict=True)
        )

    @transaction.atomic
    def move_many(
        self, chosen: Iterable[int], *, before: int | None, seminar: Seminar, by: Person | None = None
    ) -> None:
        """Moves the groups with these ids before the one with the id `before`, or last. They keep their own order."""
        seminar.lock()
        ids, moving = list(seminar.groups.values_list("pk", flat=True)), set(chosen)
        following = ids[ids.index(before) :] if before in ids else []
        anchor = next((pk for pk in following if pk not in moving), None)
        staying = [pk for pk in ids if pk not in moving]
        place = len(staying) if anchor is None else staying.index(anchor)
        moved = [pk for pk in ids if pk in moving]
        self._arrange([*staying[:place], *moved, *staying[place:]], ids, seminar=seminar, by=by)

    @transaction.atomic
    def sort_by_name(self, *, seminar: Seminar, by: Person | None = None) -> None:
        """Group 2 comes before Group 10."""
        seminar.lock()
        groups = list(seminar.groups.all())
        by_name = sorted(groups, key=lambda group: _natural(group.name))
        self._arrange([group.pk for group in by_name], [group.pk for group in groups], seminar=seminar, by=by)

    @transaction.atomic
    def arrange_as_before(self, arrangement: Change, *, by: Person | None = None) -> None:
        """Undoes a move or a sorting. Groups that were added since come last."""
        seminar = arrangement.seminar
        seminar.lock()
        ids = dict(seminar.groups.values_list("uid", "pk"))
        former = [ids.pop(uid) for uid in arrangement.data["former"] if uid in ids]
        current = list(seminar.groups.values_list("pk", flat=True))
        self._arrange([*former, *ids.values()], current, seminar=seminar, by=by)

    def _arrange(self, order: list[int], former: list[int], *, seminar: Seminar, by: Person | None) -> None:
        """Numbers the groups from 1 in this order of their ids."""
        if order == former:
            return
        uids = dict(seminar.groups.values_list("pk", "uid"))
        last = seminar.groups.aggregate(last=models.Max("number"))["last"]
        # Out of the way first: neither database lets two rows share a number, not even within one statement.
        seminar.groups.update(number=F("number") + max(last, len(order)))
        groups = [self.model(pk=pk, number=number) for number, pk in enumerate(order, 1)]
        self.model.objects.bulk_update(groups, ["number"], batch_size=AT_ONCE)
        seminar.record(events.GROUPS_ARRANGED, seminar, by=by, former=[uids[pk] for pk in former])

    def last_of_many(self, seminar: Seminar) -> Change | None:
        """The last thing that was done to many groups at once, where it can be undone."""
        kinds = (events.GROUPS_ADDED, events.GROUPS_REMOVED, events.GROUPS_ARRANGED)
        changes = seminar.changes.of(*kinds).order_by("-number")
        undone = seminar.changes.undone() if changes else set()
        last = next((change for change in changes if change.number not in undone), None)
        if last is None or last.verb != events.GROUPS_ADDED.code:
            return last
        added = seminar.groups.filter(uid__in=last.data["groups"])
        return last if added.exists() and not added.having_written().exists() else None


def has_new_codes(since: Change) -> bool:
    """Whether the printed codes were changed after this change."""
    return since.seminar.changes.of(events.CODES_CHANGED).after(since.number).exists()


def _natural(name: str) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """A key that sorts the numbers in names by their value. Digits only: int() refuses some of what \\d finds."""
    parts = [part for part in re.split(r"([0-9]+)", name) if part]
    return [(1, int(part), ()) if part.isdecimal() and part.isascii() else (2, 0, alphabetical(part)) for part in parts]
