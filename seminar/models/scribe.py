from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from seminar.codes import new_code
from seminar.constraints import Within, reachable

from .change import Fact
from .person import new_uid

TIME_TO_MOVE = timedelta(minutes=10)
AWAY_AFTER = timedelta(seconds=90)


class ScribeQuerySet(models.QuerySet):
    def present(self) -> "ScribeQuerySet":
        """Those that may write: not shut out."""
        return self.filter(removed_at=None)

    @transaction.atomic
    def join(self, *, seminar, group=None, name: str = "", pretend: bool = False) -> "Scribe":
        """A new device. It may not know its group yet."""
        scribe = self.create(seminar=seminar, group=group, name=name, pretend=pretend)
        seminar.record("scribe.joined", scribe, by=scribe, group=group and group.pk)
        return scribe

    @transaction.atomic
    def pretend(self, groups, *, seminar, by=None) -> list["Scribe"]:
        """One for each of these groups, for a rehearsal."""
        seminar.hold()
        made = self.bulk_create(Scribe(seminar=seminar, group=group, pretend=True) for group in groups)
        if made:
            seminar.record_all([Fact("scribe.joined", scribe, {"group": scribe.group_id}) for scribe in made], by=by)
        return made

    def moving(self, code: str) -> "ScribeQuerySet":
        """Whoever was given this code to move with, while it is good."""
        return self.present().filter(move_code=code, move_until__gt=timezone.now())

    @transaction.atomic
    def take_move(self, code: str) -> "Scribe | None":
        """The scribe that another device becomes with this code. The code is good no more: of two, one gets it."""
        scribe = self.moving(code).select_related("seminar", "group").select_for_update(of=("self",)).first()
        if scribe:
            scribe.move_code, scribe.move_until = "", None
            scribe.save(update_fields=["move_code", "move_until"])
        return scribe

    def by_group(self) -> "ScribeQuerySet":
        """With `note_count`; first those that do not know their group, last those that are shut out."""
        counted = self.select_related("group").annotate(note_count=models.Count("posts"))
        shut_out = models.Case(models.When(removed_at=None, then=0), default=1)
        return counted.order_by(shut_out, models.F("group__number").asc(nulls_first=True), "joined_at", "pk")

    def saw(self, pks) -> None:
        """These devices are there now. Not a change of the seminar: it happens all the time."""
        self.filter(pk__in=pks).update(seen_at=timezone.now())


class Scribe(models.Model):
    """One device that writes for a group. No group means that the scribe does not know it yet.

    `removed_at` is when the organizer shut it out; what it wrote stays. `pretend` is one that was made for a rehearsal.
    """

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

    objects = ScribeQuerySet.as_manager()

    class Meta:
        constraints = [
            reachable("scribe"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="scribe_uid_once"),
            models.UniqueConstraint(
                fields=["move_code"], condition=~models.Q(move_code=""), name="scribe_move_code_once"
            ),
            Within(field="group", name="scribe_group_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name or self.uid

    def get_absolute_url(self) -> str:
        """Where it writes. A path and no name: the page is in the next room."""
        return f"/s/{self.seminar.slug}/write/"

    @property
    def is_away(self) -> bool:
        return timezone.now() - self.seen_at > AWAY_AFTER

    @property
    def was_seen_lately(self) -> bool:
        """So lately that it need not be noted again."""
        return timezone.now() - self.seen_at < AWAY_AFTER / 3

    @transaction.atomic
    def call(self, name: str) -> None:
        """The name that the scribe wants to go by."""
        former, self.name = self.name, name
        if name != former:
            self.save(update_fields=["name"])
            self.seminar.record("scribe.renamed", self, by=self)

    @transaction.atomic
    def move(self, group, *, by=None) -> None:
        """To another group, with all it wrote for the former. `by` is the scribe itself or an organizer."""
        self.seminar.hold()
        former = self.group_id
        if former == (group and group.pk):
            return
        self.group = group
        self.save(update_fields=["group"])
        written = self.posts.filter(group=former)
        data = {"group": group and group.pk, "former": former}
        facts = [Fact("post.regrouped", post, data) for post in written.only("pk")]
        written.update(group=group)
        self.seminar.record_all([*facts, Fact("scribe.moved", self, data)], by=by)

    def shown_move_code(self) -> str:
        """The code to move with, while it is good; else nothing."""
        return self.move_code if self.move_until and self.move_until > timezone.now() else ""

    @transaction.atomic
    def introduce(self, *, name: str, group) -> None:
        """What the scribe says of itself. It takes along to another group what it wrote."""
        self.call(name)
        self.move(group, by=self)

    @transaction.atomic
    def remove(self, *, by=None) -> None:
        """Shuts the device out. What it wrote stays."""
        if Scribe.objects.present().filter(pk=self.pk).update(removed_at=timezone.now(), move_code=""):
            self.seminar.record("scribe.removed", self, by=by)

    @transaction.atomic
    def let_in(self, *, by=None) -> None:
        """Undoes `remove`."""
        if Scribe.objects.filter(pk=self.pk).exclude(removed_at=None).update(removed_at=None):
            self.seminar.record("scribe.let_in", self, by=by)

    def offer_move(self) -> str:
        """A code with which another device becomes this scribe too; good once, and for ten minutes."""
        self.move_code, self.move_until = new_code(), timezone.now() + TIME_TO_MOVE
        self.save(update_fields=["move_code", "move_until"])
        return self.move_code
