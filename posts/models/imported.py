import hashlib
from dataclasses import replace
from functools import cached_property

import msgspec
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from posts.choices import Choices
from posts.load import Load
from posts.plan import Plan
from posts.walls.wall import Wall
from seminar.access import ORGANIZER
from seminar.models import Change, Seminar
from seminar.models.person import new_uid

# What an import made beside its posts goes with it only where nobody has used it since.
UNUSED = {
    "themes": {"posts": None, "children": None},
    "questions": {"posts": None, "drafts": None},
    "groups": {"posts": None, "scribes": None},
    "rounds": {"posts": None, "questions": None, "drafts": None},
}


class NoText(Exception):
    """A table in which no column has been told to be the text cannot become posts."""


class WorkedOn(Exception):
    """Posts of the import have been tagged, edited or moved since; `count` of them."""

    def __init__(self, count: int):
        super().__init__(count)
        self.count = count


class ImportQuerySet(models.QuerySet):
    def waiting(self, person) -> "ImportQuerySet":
        """Previews this person has not confirmed yet."""
        return self.filter(by=person, confirmed_at=None)

    def reachable(self, person) -> "ImportQuerySet":
        """Previews of this person's own, and imports into the seminars this person organizes."""
        mine = Q(by=person, seminar=None)
        return self.filter(mine | Q(seminar__in=Seminar.objects.run_by(person, ORGANIZER)))

    def keep(self, wall: Wall, *, data: bytes, name: str, by=None) -> "Import":
        """A file that has been read, kept for its preview, with the choices made when the same file came before."""
        imported = self.prepare(wall, data=data, name=name, by=by)
        before = self.same_wall("", imported.digest).last()
        if before and before.seminar in imported.within_reach():
            imported.choices_json = msgspec.json.encode(replace(before.choices, seminar=None)).decode()
        imported.save()
        return imported

    def prepare(self, wall: Wall, *, data: bytes, name: str, by=None) -> "Import":
        return self.model(
            wall_json=msgspec.json.encode(wall).decode(),
            digest=hashlib.sha256(data).hexdigest(),
            file_name=name,
            address=wall.url,
            by=by,
        )

    def same_wall(self, address: str, digest: str) -> "ImportQuerySet":
        """Earlier imports of the same wall: by its address, or by the file itself."""
        same = Q(digest=digest) | (Q(address=address) if address else Q())
        return self.filter(same, confirmed_at__isnull=False, seminar__isnull=False).order_by("confirmed_at")


class Import(models.Model):
    """One uploaded wall: what was read, what the person chose, and whether it has become posts."""

    uid = models.CharField(max_length=64, default=new_uid, unique=True, editable=False)
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="imports")
    seminar = models.ForeignKey("seminar.Seminar", models.SET_NULL, null=True, blank=True, related_name="imports")
    file_name = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    address = models.TextField(blank=True)
    wall_json = models.TextField()
    choices_json = models.TextField(default="{}")
    read_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    added = models.JSONField(default=dict, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at"]

    def __str__(self) -> str:
        return self.file_name

    @cached_property
    def wall(self) -> Wall:
        return msgspec.json.decode(self.wall_json, type=Wall)

    @property
    def choices(self) -> Choices:
        return msgspec.json.decode(self.choices_json, type=Choices)

    def choose(self, choices: Choices) -> None:
        self.choices_json = msgspec.json.encode(choices).decode()
        self.save(update_fields=["choices_json"])

    @property
    def plan(self) -> Plan:
        return Plan(self.wall, self.choices, self.target, self.address or self.digest)

    @property
    def target(self) -> Seminar | None:
        """The seminar to add to: the chosen one, else the one that came from the same wall. Never one out of reach."""
        slug = self.choices.seminar
        if slug is not None:
            return self.within_reach().filter(slug=slug).first()
        same = Import.objects.same_wall(self.address, self.digest).filter(seminar__in=self.within_reach())
        own = self.wall.seminar
        if own and (restored := self.within_reach().filter(slug=own.slug, rounds__uid__in=self._round_ids()).first()):
            return restored
        began = next((row for row in same if "seminar" in row.added), same.first())
        return began and began.seminar

    def within_reach(self) -> models.QuerySet:
        """The seminars that whoever made this import may add to; on the command line, all."""
        return Seminar.objects.run_by(self.by, ORGANIZER) if self.by else Seminar.objects.all()

    def _round_ids(self) -> list[str]:
        return [section.id for section in self.wall.sections]

    @transaction.atomic
    def confirm(self, *, by=None) -> Seminar:
        """Turns the wall into posts, all or nothing; a second call changes nothing. Raises NoText."""
        current = Import.objects.select_for_update(no_key=True).get(pk=self.pk)
        if current.confirmed_at:
            return current.seminar
        plan = self.plan
        if plan.seminar:
            plan.seminar.hold()  # before looking at what is known: another import of the wall may be under way
        if plan.needs_text:
            raise NoText
        load = Load(plan, self, by=by)
        self.seminar = load.run()
        self.added, self.confirmed_at = load.added, timezone.now()
        self.save(update_fields=["seminar", "added", "confirmed_at"])
        self.seminar.record("wall.loaded", self, by=by, posts=len(plan.news.new))
        return self.seminar

    def worked_on(self) -> int:
        """How many of its posts have been worked on since."""
        touched = Change.objects.filter(
            seminar=self.seminar, subject_kind="post", subject_id__in=self.posts.values("pk")
        )
        return touched.values("subject_id").distinct().count()

    @transaction.atomic
    def undo(self, *, by=None, lose: int = 0) -> None:
        """Takes the import back; it is a preview again. Raises WorkedOn where more than `lose` posts were worked on."""
        if Import.objects.select_for_update(no_key=True).get(pk=self.pk).confirmed_at is None:
            return
        self.seminar.hold()
        if (count := self.worked_on()) > lose:
            raise WorkedOn(count)
        seminar = self.seminar
        removed = self.posts.count()
        self.posts.all().delete()
        for kind, unused in UNUSED.items():
            getattr(seminar, kind).filter(pk__in=self.added.get(kind, [])).filter(**unused).delete()
        self.seminar, self.confirmed_at, self.by = None, None, by or self.by
        seminar.record("wall.taken_back", self, by=by, posts=removed)
        began_it = "seminar" in self.added
        self.added = {}
        self.save(update_fields=["seminar", "added", "confirmed_at", "by"])
        if began_it and not self._holds_more(seminar):
            seminar.delete()
        elif began_it and (next_one := seminar.imports.order_by("confirmed_at").first()):
            next_one.added["seminar"] = [seminar.pk]  # taken back as the last, it takes the seminar with it
            next_one.save(update_fields=["added"])

    @staticmethod
    def _holds_more(seminar: Seminar) -> bool:
        """Whether anyone has made anything in the seminar beside the import that began it."""
        kinds = ("posts", "rounds", "groups", "themes", "scribes", "imports")
        return any(getattr(seminar, kind).exists() for kind in kinds) or seminar.members.count() > 1
