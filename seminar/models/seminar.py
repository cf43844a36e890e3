from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.text import slugify

from seminar.codes import new_code, new_token
from seminar.live.wake import announce
from seminar.patterns import Pattern

from .change import Change, Fact
from .group import Group
from .member import Member
from .round import DialogueRound

TRIES = 5
# As one statement: it is in the way of every save.
COUNT_ON = "UPDATE seminar_seminar SET last_change = last_change + %s WHERE id = %s RETURNING last_change"


class SeminarQuerySet(models.QuerySet):
    def of(self, person) -> "SeminarQuerySet":
        """The seminars this person is a member of."""
        return self.filter(members__person=person)

    def run_by(self, person, *roles: str) -> "SeminarQuerySet":
        """The seminars in which this person holds one of the roles; `role` on each says which."""
        return self.filter(members__person=person, members__role__in=roles).annotate(role=F("members__role"))

    def with_code(self, code: str) -> "Seminar | None":
        """Whose join code this is, whether its doors are open or not."""
        return self.filter(join_code=code).first()

    def free_slug(self, title: str) -> str:
        stem = slugify(title.translate(str.maketrans("æøåÆØÅ", "eoaEOA")))[:60].strip("-") or "seminar"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True))
        return next(slug for slug in _numbered(stem) if slug not in taken)

    def _with_free_slug(self, slug: str, title: str, fields: dict) -> "Seminar":
        """Two who start a seminar of the same title at once both get one, under different slugs."""
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    return self.create(title=title, slug=slug or self.free_slug(title), **fields)
            except IntegrityError:
                slug = ""
        return self.create(title=title, slug=self.free_slug(f"{title} {uuid4().hex[:8]}"), **fields)

    @transaction.atomic
    def start(
        self, *, title: str, by=None, slug: str = "", like: "Seminar | Pattern | None" = None, **fields
    ) -> "Seminar":
        """A new seminar, with the rounds, questions and groups of what it is `like`; `by` becomes its organizer."""
        seminar = self._with_free_slug(slug, title, fields)
        if by:
            Member.objects.create(seminar=seminar, person=by, role=Member.Role.ORGANIZER)
        seminar.record("seminar.started", seminar, by=by)
        if isinstance(like, Pattern):
            seminar._follow(like, by=by)
        elif like:
            seminar._take_after(like, by=by)
        return seminar


def _numbered(stem: str):
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


class Seminar(models.Model):
    """The event. `last_change` counts its Change rows; `record` is the only writer of both.

    While `doors_open`, `join_code` and the groups' tokens let new devices in. Participants may look at the wall where
    `wall_open` says so, with the groups' names where `wall_names` does. What comes within `grace_minutes` of the end
    of a round is in time.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField()
    date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nb")
    time_zone = models.CharField(max_length=64, default=settings.TIME_ZONE)
    introduction = models.TextField(blank=True)
    owner = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    join_code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    doors_open = models.BooleanField(default=False)
    wall_open = models.BooleanField(default=False)
    wall_names = models.BooleanField(default=True)
    grace_minutes = models.PositiveSmallIntegerField(default=2)
    rehearsing = models.BooleanField(default=False)
    last_change = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeminarQuerySet.as_manager()

    class Meta:
        ordering = [F("date").desc(nulls_last=True), "-created_at"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="seminar_has_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    def _follow(self, pattern: Pattern, *, by) -> None:
        with translation.override(self.language):
            rounds = [(str(title), [str(text) for text in texts]) for title, texts in pattern.rounds]
        for title, texts in rounds:
            DialogueRound.objects.plan(title, texts, seminar=self, by=by)

    def _take_after(self, other: "Seminar", *, by) -> None:
        for round in other.rounds.prefetch_related("questions"):
            texts = [question.text for question in round.questions.all()]
            DialogueRound.objects.plan(round.title, texts, seminar=self, by=by)
        Group.objects.add_all(list(other.groups.values("name", "attributes")), seminar=self, by=by)

    @transaction.atomic
    def describe(self, *, by=None, **facts) -> None:
        """Changes what is said of it or decided for it, such as `title` and `wall_open`. What was is recorded."""
        self.hold()
        former = {name: getattr(self, name) for name, value in facts.items() if getattr(self, name) != value}
        if not former:
            return
        for name in former:
            setattr(self, name, facts[name])
        self.save(update_fields=list(former))
        self.record("seminar.described", self, by=by, former={name: str(value or "") for name, value in former.items()})

    @transaction.atomic
    def open_doors(self, *, by=None) -> None:
        """Lets new devices in."""
        self._turn_doors(True, "seminar.doors_opened", by=by)

    @transaction.atomic
    def close_doors(self, *, by=None) -> None:
        """Lets no new device in. Those that are in write on."""
        self._turn_doors(False, "seminar.doors_closed", by=by)

    def _turn_doors(self, doors_open: bool, verb: str, *, by) -> None:
        if Seminar.objects.filter(pk=self.pk).exclude(doors_open=doors_open).update(doors_open=doors_open):
            self.doors_open = doors_open
            self.record(verb, self, by=by)

    @transaction.atomic
    def change_codes(self, *, by=None) -> None:
        """A new join code and new QR codes for all groups: what was printed is good no more."""
        self.hold()
        self.join_code = new_code()
        self.save(update_fields=["join_code"])
        groups = list(self.groups.only("pk"))
        for group in groups:
            group.token = new_token()
        Group.objects.bulk_update(groups, ["token"], batch_size=200)
        self.record("seminar.codes_changed", self, by=by)

    def hold(self) -> None:
        """Keeps others from changing this seminar until the transaction ends; for verbs that read before they write."""
        if connection.features.has_select_for_update:  # else a transaction that writes keeps all others out
            list(Seminar.objects.select_for_update(no_key=True).filter(pk=self.pk).order_by().values_list("pk"))

    def record(self, verb: str, subject: models.Model, *, by=None, **data) -> Change:
        return self.record_all([Fact(verb, subject, data)], by=by)[-1]

    def record_all(self, facts: list[Fact], *, by=None) -> list[Change]:
        """Writes the changes with the next numbers of this seminar; call it last in the transaction of what changed.

        The seminar's row stays locked from here to the commit, so numbers become visible in their own order and
        without a gap, on PostgreSQL too, where a sequence does neither (security.md F5).
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A change is recorded in the transaction that makes it.")
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ON, [len(facts), self.pk])
            self.last_change = cursor.fetchone()[0]
        first = self.last_change - len(facts) + 1
        announce(self.pk)
        return Change.objects.bulk_create(
            Change.of(fact, seminar=self, number=number, by=by) for number, fact in enumerate(facts, first)
        )
