from itertools import count, islice

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from seminar.codes import new_token
from seminar.constraints import reachable

from .change import Change, Fact
from .numbered import NumberedQuerySet, Written
from .person import new_uid

MOST_GROUPS = 1000


class Taken(Exception):
    """Groups with these `names` are there already; upper and lower case are the same."""

    def __init__(self, names: list[str]):
        super().__init__(names)
        self.names = names


class TooMany(Exception):
    """The seminar would have `count` groups, more than MOST_GROUPS."""

    def __init__(self, count: int):
        super().__init__(count)
        self.count = count


class GroupQuerySet(NumberedQuerySet):
    def open_to(self, token: str) -> "Group | None":
        """The group whose QR code holds this token, while the doors are open."""
        return self.select_related("seminar").filter(token=token, seminar__doors_open=True).first()

    def named_like(self, words: str) -> "GroupQuerySet":
        """Those with every word in their names; upper and lower case are the same, in any alphabet."""
        wanted = words.casefold().split()
        found = [pk for pk, name in self.values_list("pk", "name") if all(word in name.casefold() for word in wanted)]
        return self.filter(pk__in=found)

    def counted(self) -> "GroupQuerySet":
        """Each with `post_count`, hidden notes too."""
        return self.annotate(post_count=models.Count("posts"))

    def taken(self, *, besides: "Group | None" = None) -> set[str]:
        """The names in use, casefolded: SQLite itself folds English letters only."""
        return {name.casefold() for name in self.exclude(pk=besides and besides.pk).values_list("name", flat=True)}

    @transaction.atomic
    def add_many(self, rows: list[dict], *, seminar, by=None) -> list["Group"]:
        """New groups from rows with `name` and, if there are any, `attributes`. Raises TooMany, Taken."""
        seminar.hold()
        if (total := seminar.groups.count() + len(rows)) > MOST_GROUPS:
            raise TooMany(total)
        taken = seminar.groups.taken()
        if known := [row["name"] for row in rows if row["name"].casefold() in taken]:
            raise Taken(known)
        return self.add_all(rows, seminar=seminar, by=by)

    @transaction.atomic
    def add_series(self, size: int, *, seminar, by=None) -> list["Group"]:
        """As many new groups, called “Group 1” and so on in the seminar's language. Raises TooMany."""
        seminar.hold()
        taken = seminar.groups.taken()
        with translation.override(seminar.language):
            names = (_("Group %(number)d") % {"number": number} for number in count(1))
            free = list(islice((name for name in names if name.casefold() not in taken), size))
        return self.add_many([{"name": name} for name in free], seminar=seminar, by=by)

    def joins(self, seminar) -> list[Change]:
        """The joins that can still be undone, newest first: the one group is gone, the other is there."""
        here = set(seminar.groups.values_list("uid", flat=True))
        joins = seminar.changes.filter(verb="group.joined").order_by("-number")
        return [join for join in joins if join.data["uid"] not in here and join.data["into"] in here]

    @transaction.atomic
    def part(self, join: Change, *, by=None) -> "Group":
        """Undoes a join: the group is back, with those of its notes that are still where they went. Raises Taken."""
        seminar, was = join.seminar, join.data
        [group] = self.add_many(
            [{"uid": was["uid"], "name": was["name"], "attributes": was["attributes"]}], seminar=seminar, by=by
        )
        seminar.groups.get(uid=was["into"]).hand_over(group, posts=was["posts"], scribes=was["scribes"], by=by)
        return group


class Group(models.Model):
    """The people round one table. `attributes` are free, such as {"region": "north"}; `token` is in its QR code."""

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="groups")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    attributes = models.JSONField(default=dict, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)

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

    def written(self) -> int:
        """How many notes the group has written, and drafts its scribes have not sent."""
        return self.posts.count() + self.scribes.filter(drafts__body__gt="").count()

    @transaction.atomic
    def rename(self, name: str, *, by=None) -> None:
        """Raises Taken."""
        self.seminar.hold()
        if name.casefold() in self.seminar.groups.taken(besides=self):
            raise Taken([name])
        former, self.name = self.name, name
        if name != former:
            self.save(update_fields=["name"])
            self.seminar.record("group.renamed", self, by=by, name=name, former=former)

    @transaction.atomic
    def join(self, other: "Group", *, by=None) -> None:
        """Its notes and scribes go over to `other`, and this group is no more until `Group.objects.part` undoes it."""
        self.seminar.hold()
        moved = self.hand_over(other, by=by)
        kept = {name: getattr(self, name) for name in ("uid", "name", "attributes")}
        self.seminar.groups.filter(pk=self.pk).delete()
        self.seminar.record("group.joined", self, by=by, into=other.uid, other=other.name, **kept, **moved)

    def hand_over(
        self, other: "Group", *, posts: list | None = None, scribes: list | None = None, by=None
    ) -> dict[str, list[int]]:
        """Gives its notes and scribes to `other`, all or those with these ids; returns the ids that went."""
        chosen = self.posts.only("pk") if posts is None else self.posts.only("pk").filter(pk__in=posts)
        writers = self.scribes.all() if scribes is None else self.scribes.filter(pk__in=scribes)
        going, moved = list(chosen), {"scribes": [scribe.pk for scribe in writers]}
        chosen.update(group=other)
        writers.update(group=other)
        if going:
            self.seminar.record_all(
                [Fact("post.regrouped", post, {"group": other.pk, "former": self.pk}) for post in going], by=by
            )
        return moved | {"posts": [post.pk for post in going]}

    @transaction.atomic
    def remove(self, *, by=None) -> None:
        """Raises Written where the group has written."""
        self.seminar.hold()
        if written := self.written():
            raise Written(written)
        if self.seminar.groups.filter(pk=self.pk).delete()[0]:
            self.seminar.record("group.removed", self, by=by, was=self.name)
