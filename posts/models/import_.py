import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

import msgspec
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from posts import events
from posts.models.choices import Choices
from posts.models.source import Source
from posts.walls.refused import Refused
from posts.walls.traces import text_key
from posts.walls.wall import Wall
from seminar.access import ORGANIZER
from seminar.models import Change, Person, Seminar
from seminar.models.person import new_uid

# Previews of one person, and days after which one that nobody has confirmed is deleted.
MOST_WAITING = 20
DAYS_KEPT = 30
LONG = 20  # characters; many walls have a note that says only "Enig"
SAMPLE = 1000  # texts that are looked for
FEWEST = 2  # of them that must be there

# What undoing an import deletes beside its posts: the rows that it added, where no other row refers to them now.
UNUSED = {
    "weighings": {},
    "themes": {"posts": None, "children": None},
    "questions": {"posts": None, "drafts": None},
    "groups": {"posts": None, "scribes": None},
    "rounds": {"posts": None, "questions": None, "drafts": None},
}


class ImportInUse(Exception):
    """`count` posts of the import have been tagged, edited or moved since."""

    def __init__(self, count: int):
        super().__init__(count)
        self.count = count


class ImportQuerySet(models.QuerySet):
    def waiting(self, person: Person) -> "ImportQuerySet":
        """The previews that this person has not confirmed."""
        return self.filter(by=person, confirmed_at=None)

    def ensure_room(self, person: Person) -> None:
        """Deletes all previews that nobody has confirmed for DAYS_KEPT. Raises Refused("many-waiting")."""
        self.filter(confirmed_at=None, read_at__lt=timezone.now() - timedelta(days=DAYS_KEPT)).delete()
        if (count := self.waiting(person).count()) >= MOST_WAITING:
            raise Refused("many-waiting", count=count)

    def reachable(self, person: Person) -> "ImportQuerySet":
        """The previews of this person, and the imports into seminars that this person organizes."""
        own = Q(by=person, seminar=None)
        return self.filter(own | Q(seminar__in=Seminar.objects.run_by(person, ORGANIZER)))

    def keep(self, wall: Wall, *, data: bytes, name: str, by: Person | None = None) -> "Import":
        """Saves a wall for its preview, with the choices that were made when the same file was imported before.

        `data` and `name` are the file that the wall was read from.
        """
        imported = self.prepare(wall, data=data, name=name, by=by)
        earlier = self.same_wall("", imported.digest).last()
        if earlier and earlier.seminar in imported.within_reach():
            imported.choices_json = msgspec.json.encode(replace(earlier.choices, seminar=None)).decode()
        imported.save()
        return imported

    def prepare(self, wall: Wall, *, data: bytes, name: str, by: Person | None = None) -> "Import":
        """The same without choices, and not saved."""
        imported = self.model(
            wall_json=msgspec.json.encode(wall).decode(),
            digest=hashlib.sha256(data).hexdigest(),
            file_name=name,
            address=wall.url,
            by=by,
        )
        imported.wall = wall  # the same as in its JSON, which need not be read again
        return imported

    def same_wall(self, address: str, digest: str) -> "ImportQuerySet":
        """Confirmed imports of a wall with this address, or of a file with this SHA-256 digest; the earliest first."""
        same = Q(digest=digest) | (Q(address=address) if address else Q())
        return self.filter(same, confirmed_at__isnull=False, seminar__isnull=False).order_by("confirmed_at")


class Import(models.Model):
    """One uploaded wall: what was read, what the person chose, and whether it has become posts.

    It is a preview until it is confirmed (posts/importing/confirm.py). `added` are the primary keys of the rows that
    were then made beside the posts, by the name of the relation from the seminar. Where the file held a whole seminar,
    "whole" is the number of its last change when it had been read.
    """

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

    def forget_wall(self) -> None:
        """What was read from the file. The file's name and digest stay, so that the import can still be undone."""
        wall = self.wall
        self.wall_json = msgspec.json.encode(Wall(wall.format, title=wall.title, url=wall.url)).decode()
        self.save(update_fields=["wall_json"])

    @property
    def target(self) -> Seminar | None:
        """The seminar to add to, None for a new one: the chosen one, else the one that came from the same wall.

        Never one that is out of reach.
        """
        slug = self.choices.seminar
        if slug is not None:
            return self.within_reach().filter(slug=slug).first()
        own = self.wall.seminar
        if own and (same := self.within_reach().filter(slug=own.slug, rounds__uid__in=self._round_ids()).first()):
            return same
        earlier = Import.objects.same_wall(self.address, self.digest).filter(seminar__in=self.within_reach())
        began_it = next((imported for imported in earlier if "seminar" in imported.added), earlier.first())
        return began_it.seminar if began_it else self._with_same_texts()

    def _with_same_texts(self) -> Seminar | None:
        """The seminar that most of this wall's longer notes are in: not every format names the wall it came from."""
        texts = {
            text_key(entry.subject, entry.body): None
            for entry in self.wall.entries
            if len(entry.subject) + len(entry.body) >= LONG
        }
        sample = list(texts)[:: len(texts) // SAMPLE + 1]
        imported = Source.objects.filter(fingerprint__in=sample, post__seminar__in=self.within_reach())
        counted = imported.values("post__seminar").annotate(count=models.Count("fingerprint", distinct=True))
        best = counted.order_by("-count", "post__seminar").first() if sample else None
        enough = best and best["count"] >= max(FEWEST, len(sample) / 2)
        return Seminar.objects.get(pk=best["post__seminar"]) if best and enough else None

    def within_reach(self) -> models.QuerySet:
        """The seminars to which the person who made this import may add; all of them on the command line."""
        return Seminar.objects.run_by(self.by, ORGANIZER) if self.by else Seminar.objects.all()

    def _round_ids(self) -> list[str]:
        return [section.id for section in self.wall.sections]

    @property
    def is_whole(self) -> bool:
        """Whether the file held a seminar with everything in it, and not notes only."""
        return "whole" in self.added

    def worked_on(self) -> int:
        """The number of posts of this import that have been worked on since; of a whole seminar, that of all rows."""
        if self.is_whole:
            since = self.seminar.changes.after(self.added["whole"][0]).order_by()
            return since.values("subject_kind", "subject_id").distinct().count()
        changes = Change.objects.filter(
            seminar=self.seminar, subject_kind="post", subject_id__in=self.posts.values("pk")
        )
        return changes.values("subject_id").distinct().count()

    @transaction.atomic
    def undo(self, *, by: Person | None = None, lose: int = 0) -> None:
        """Deletes the posts of the import, and what it added beside them; it is a preview again.

        The seminar goes too where the import began it and nothing else has been made in it. A second call changes
        nothing. Raises ImportInUse where more than `lose` posts have been worked on.
        """
        if Import.objects.select_for_update(no_key=True).get(pk=self.pk).confirmed_at is None:
            return
        self.seminar.lock()
        if (count := self.worked_on()) > lose:
            raise ImportInUse(count)
        seminar = self.seminar
        if self.is_whole:
            self.seminar, self.confirmed_at, self.by, self.added = None, None, by or self.by, {}
            self.save(update_fields=["seminar", "added", "confirmed_at", "by"])
            seminar.posts.all().delete()  # first, since rounds, groups and imports with notes cannot be deleted
            seminar.imports.all().delete()
            seminar.erasures.waiting().delete()
            seminar.delete()
            return
        removed = self.posts.count()
        for post in seminar.posts.filter(merged_into__in=self.posts.all()).exclude(imported=self):
            post.unmerge(by=by)  # it is not from this import, and is on the board again
        self.posts.all().delete()
        for kind, unused in UNUSED.items():
            getattr(seminar, kind).filter(pk__in=self.added.get(kind, [])).filter(**unused).delete()
        self.seminar, self.confirmed_at, self.by = None, None, by or self.by
        seminar.record(events.IMPORT_UNDONE, self, by=by, posts=removed)
        began_it = "seminar" in self.added
        self.added = {}
        self.save(update_fields=["seminar", "added", "confirmed_at", "by"])
        if began_it and not self._holds_more(seminar):
            seminar.erasures.waiting().delete()
            seminar.delete()
        elif began_it and (next_one := seminar.imports.order_by("confirmed_at").first()):
            next_one.added["seminar"] = [seminar.pk]  # so that undoing the last import deletes the seminar
            next_one.save(update_fields=["added"])

    @staticmethod
    def _holds_more(seminar: Seminar) -> bool:
        """Whether the seminar has anything but the import that began it."""
        kinds = ("posts", "rounds", "groups", "themes", "weighings", "scribes", "imports")
        return any(getattr(seminar, kind).exists() for kind in kinds) or seminar.members.count() > 1
