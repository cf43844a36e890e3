from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from posts.models import Post, Unfit
from seminar.constraints import Within, reachable
from seminar.models.numbered import Written
from seminar.models.person import new_uid

from .codebook import ThemeQuerySet
from .example import Example
from .merging import Merging
from .nesting import Nesting
from .placement import Placement
from .reading import Reading

MARKS = 8
KEYS = "123456789abcdegilopqrstvwyz"  # f, h, j, k, m, n, u and x are the board's own


class Gone(Unfit):
    """The theme was merged into another or removed meanwhile."""

    def __init__(self):
        super().__init__(_("That theme is not here any more."))


class Taken(Exception):
    """Another theme has this name."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


class Standing(models.Manager.from_queryset(ThemeQuerySet)):
    """The themes as anyone sees them; `Theme.ever` has those too that were merged or removed."""

    def get_queryset(self):
        return super().get_queryset().filter(state__in=Theme.STANDING)


class Theme(Merging, Nesting, models.Model):
    """A heading that facilitators sort posts under. `place` is its order; `number` never changes: its key, its mark
    unless another was chosen.
    """

    class State(models.TextChoices):
        USED = "used", _("in use")
        RETIRED = "retired", _("retired")
        MERGED = "merged", _("merged")
        REMOVED = "removed", _("removed")

    STANDING = (State.USED, State.RETIRED)

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="themes")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    place = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    example = models.ForeignKey("Example", models.SET_NULL, null=True, blank=True, related_name="+")
    own_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    state = models.CharField(max_length=7, choices=State.choices, default=State.USED)
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")
    posts = models.ManyToManyField(Post, through=Placement, related_name="themes")

    objects = Standing()
    ever = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["place", "number"]
        constraints = [
            reachable("theme"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="theme_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="theme_number_once"),
            models.UniqueConstraint(
                "seminar", Lower("name"), condition=Q(state__in=["used", "retired"]), name="theme_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="theme_has_name"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="theme_not_under_itself"),
            models.CheckConstraint(condition=Q(own_mark=None) | Q(own_mark__range=(1, MARKS)), name="theme_mark_known"),
            models.CheckConstraint(
                condition=Q(state__in=["used", "retired", "removed"], merged_into=None)
                | Q(state="merged", merged_into__isnull=False),
                name="theme_state_known",
            ),
            Within(field="parent", name="theme_parent_within_seminar"),
            Within(field="example", name="theme_example_within_seminar"),
            Within(field="merged_into", name="theme_merge_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> int:
        """Which of the look's eight marks (colour, pattern) it wears."""
        return self.own_mark or (self.number - 1) % MARKS + 1

    @property
    def key(self) -> str:
        """The key that puts a post under it, "" where the keys have run out."""
        return KEYS[self.number - 1 : self.number]

    @property
    def standing(self) -> bool:
        return self.state in self.STANDING

    @property
    def retired(self) -> bool:
        return self.state == self.State.RETIRED

    def hold(self) -> None:
        """Keeps others from the seminar's themes until the transaction ends, and reads this one anew. Raises Gone."""
        self.seminar.hold()
        self.refresh_from_db(fields=["place", "parent", "state", "own_mark", "example"])
        if not self.standing:
            self._gone()

    def leave_free(self, name: str) -> None:
        """Raises Taken where another theme has the name."""
        if self.seminar.themes.called(name).exclude(pk=self.pk).exists():
            raise Taken(name)

    def _gone(self):
        raise Gone

    @transaction.atomic
    def describe(self, *, name: str, definition: str = "", by=None) -> None:
        """Names and defines it anew. The former words are recorded. Raises Gone."""
        self.hold()
        current = Theme.objects.get(pk=self.pk)
        former = {"name": current.name, "definition": current.definition}
        words = {"name": name, "definition": definition}
        if former == words:
            return
        self.name, self.definition = name, definition
        self.save(update_fields=["name", "definition"])
        self.seminar.record("theme.described", self, by=by, former=former, words=words)

    @transaction.atomic
    def exemplify(self, text: str, *, post: Post | None = None, by=None) -> None:
        """Says what the theme means by words of a note, or made-up ones; "" takes the example away. Raises Gone."""
        self.hold()
        if (text, post) == (self.example.text, self.example.post) if self.example else not text:
            return
        row = Example.objects.create(seminar=self.seminar, theme=self, text=text, post=post, by=by) if text else None
        self.point_to(row, by=by)

    @transaction.atomic
    def point_to(self, example: Example | None, *, by=None) -> None:
        """Makes one of its examples, or none, the one that is shown. Raises Gone."""
        self.hold()
        former, self.example = self.example_id, example
        if self.example_id != former:
            self.save(update_fields=["example"])
            self.seminar.record("theme.exemplified", self, by=by, example=self.example_id, former=former)

    @transaction.atomic
    def wear(self, mark: int | None, *, by=None) -> None:
        """Chooses one of the eight marks; None goes back to the one its number gives. Raises Gone."""
        self.hold()
        former, self.own_mark = self.own_mark, mark
        if mark != former:
            self.save(update_fields=["own_mark"])
            self.seminar.record("theme.marked", self, by=by, mark=mark, former=former)

    @transaction.atomic
    def retire(self, *, by=None) -> None:
        """No longer offered; its notes stay under it. Raises Gone."""
        self._turn(self.State.RETIRED, "theme.retired", by=by)

    @transaction.atomic
    def use_again(self, *, by=None) -> None:
        """Raises Gone."""
        self._turn(self.State.USED, "theme.returned", by=by)

    def _turn(self, state: str, verb: str, *, by, **data) -> None:
        self.hold()
        if self.state != state:
            self.state = state
            self.save(update_fields=["state"])
            self.seminar.record(verb, self, by=by, **data)

    @transaction.atomic
    def remove(self, *, by=None) -> None:
        """Puts a theme without notes out of sight; those under it stand beside. Raises Written, Gone."""
        self.hold()
        if count := self.placements.count():
            raise Written(count)
        former = self.state
        self._turn(self.State.REMOVED, "theme.removed", by=by, former=former, children=self._lift_children(None))

    @transaction.atomic
    def put_back(self, removal, *, by=None) -> None:
        """Undoes a removal, with those that stood under it where they are still beside it. Raises Taken."""
        self.seminar.hold()
        self.refresh_from_db()
        if self.state != self.State.REMOVED:
            return
        self.come_back(removal.data.get("former", self.State.USED))
        self._gather(removal.data.get("children", []), self.parent_id)
        self.seminar.record("theme.put_back", self, by=by)

    def come_back(self, state: str) -> None:
        """Into sight, under what it stood under if that is still there. Raises Taken, Gone."""
        self.refresh_from_db()
        if self.standing:
            raise Gone
        self.leave_free(self.name)
        self.state, self.merged_into = state, None
        if self.parent and (not self.parent.standing or self.pk in self.parent.line()):
            self.parent = None
        self.save(update_fields=["state", "merged_into", "parent"])

    @transaction.atomic
    def take(self, post: Post, *, by=None, proposed: bool = False, former: dict | None = None) -> bool:
        """Puts the post under this theme. False where it is there already. Raises Unfit, Gone among them.

        `proposed` where `by` took a suggestion. `former` is what `drop` recorded, to have that one back.
        """
        post.hold()
        post.ensure_whole()
        self.hold()
        facts = {"seminar_id": self.seminar_id} | (former or {"by": by, "proposed": proposed})
        _, made = Placement.objects.get_or_create(theme=self, post=post, defaults=facts)
        if made:
            if by:
                Reading.objects.mark([post], by=by)
            self.seminar.record("post.placed", post, by=by, theme=self.pk, **({"proposed": True} if proposed else {}))
        return made

    @transaction.atomic
    def drop(self, post: Post, *, by=None) -> bool:
        """Takes the post out from under this theme. False where it is not there. Raises Unfit."""
        post.hold()
        post.ensure_whole()
        placement = Placement.objects.filter(theme=self, post=post).first()
        if placement is None:
            return False
        marked = [place for passage in placement.passages.all() if (place := passage.place(post))]
        placement.delete()
        former = {"by_id": placement.by_id, "at": placement.at.isoformat(), "proposed": placement.proposed}
        more = {"passages": marked} if marked else {}
        self.seminar.record("post.taken_out", post, by=by, theme=self.pk, former=former, **more)
        return True
