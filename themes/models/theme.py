from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey, reachable
from seminar.events import Event
from seminar.models.change import one_transaction
from seminar.models.ordered import HasNotes
from seminar.models.person import new_uid
from seminar.models.prepared import insert, read_again
from themes import events
from themes.errors import ThemeGone, ThemeNameTaken

from .example import Example
from .merging import ThemeMerging
from .nesting import ThemeNesting
from .placement import Placement
from .read_receipt import ReadReceipt
from .theme_queryset import ThemeQuerySet

if TYPE_CHECKING:
    from seminar.models import Change, Person

MARKS = 16
KEYS = "123456789abcdegilopqrstvwyz"  # f, h, j, k, m, n, u and x are commands of the board


class CurrentThemes(models.Manager.from_queryset(ThemeQuerySet)):  # type: ignore[misc]  # a class made by Django
    """The themes as people see them. `Theme.all_objects` has those too that were merged or removed."""

    def get_queryset(self) -> ThemeQuerySet:
        return super().get_queryset().filter(state__in=Theme.CURRENT)


class Theme(ThemeMerging, ThemeNesting, models.Model):
    """A heading that facilitators sort posts under.

    `place` is its order. `number` never changes and gives its key, and its mark unless another was chosen.
    """

    class State(models.TextChoices):
        USED = "used", _("in use")
        RETIRED = "retired", _("out of use")
        MERGED = "merged", _("merged")
        REMOVED = "removed", _("removed")

    CURRENT = (State.USED, State.RETIRED)

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

    objects = CurrentThemes()
    all_objects = ThemeQuerySet.as_manager()

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
            SameSeminarForeignKey(field="parent", name="theme_parent_within_seminar"),
            SameSeminarForeignKey(field="example", name="theme_example_within_seminar"),
            SameSeminarForeignKey(field="merged_into", name="theme_merge_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> int:
        """Which of the eight marks (colour and pattern) it has."""
        return self.own_mark or (self.number - 1) % MARKS + 1

    @property
    def key(self) -> str:
        """The key that places a post under it, "" where there are more themes than keys."""
        return KEYS[self.number - 1 : self.number]

    @property
    def is_current(self) -> bool:
        return self.state in self.CURRENT

    @property
    def retired(self) -> bool:
        return self.state == self.State.RETIRED

    def lock(self) -> None:
        """Locks the seminar until the transaction ends and reads this theme again. Raises ThemeGone."""
        self.seminar.lock()
        self._read_again()

    def _read_again(self) -> None:
        read_again(self, ["place", "parent", "state", "own_mark", "example"])
        if not self.is_current:
            self._gone()

    def ensure_name_free(self, name: str) -> None:
        """Raises ThemeNameTaken where another theme has the name."""
        if self.seminar.themes.called(name).exclude(pk=self.pk).exists():
            raise ThemeNameTaken(name)

    def _gone(self) -> NoReturn:
        raise ThemeGone

    @transaction.atomic
    def describe(self, *, name: str, definition: str = "", by: Person | None = None) -> None:
        """Changes name and definition, and records the former ones. Raises ThemeGone."""
        self.lock()
        current = Theme.objects.get(pk=self.pk)
        former = {"name": current.name, "definition": current.definition}
        words = {"name": name, "definition": definition}
        if former == words:
            return
        self.name, self.definition = name, definition
        self.save(update_fields=["name", "definition"])
        self.seminar.record(events.THEME_DESCRIBED, self, by=by, former=former, words=words)

    @transaction.atomic
    def exemplify(self, text: str, *, post: Post | None = None, by: Person | None = None) -> None:
        """Sets the example, words of a note or invented ones; "" removes it. Raises ThemeGone."""
        self.lock()
        if (text, post) == (self.example.text, self.example.post) if self.example else not text:
            return
        row = Example.objects.create(seminar=self.seminar, theme=self, text=text, post=post, by=by) if text else None
        self.set_example(row, by=by)

    @transaction.atomic
    def set_example(self, example: Example | None, *, by: Person | None = None) -> None:
        """Makes one of its examples, or none, the one that is shown. Raises ThemeGone."""
        self.lock()
        former, self.example = self.example_id, example
        if self.example_id != former:
            self.save(update_fields=["example"])
            self.seminar.record(events.THEME_EXAMPLE_SET, self, by=by, example=self.example_id, former=former)

    @transaction.atomic
    def set_mark(self, mark: int | None, *, by: Person | None = None) -> None:
        """Chooses one of the eight marks; None goes back to the one its number gives. Raises ThemeGone."""
        self.lock()
        former, self.own_mark = self.own_mark, mark
        if mark != former:
            self.save(update_fields=["own_mark"])
            self.seminar.record(events.THEME_MARK_SET, self, by=by, mark=mark, former=former)

    @transaction.atomic
    def retire(self, *, by: Person | None = None) -> None:
        """Takes it out of use; its notes stay under it. Raises ThemeGone."""
        self._set_state(self.State.RETIRED, events.THEME_RETIRED, by=by)

    @transaction.atomic
    def use_again(self, *, by: Person | None = None) -> None:
        """Raises ThemeGone."""
        self._set_state(self.State.USED, events.THEME_RETURNED, by=by)

    def _set_state(self, state: str, event: Event, *, by: Person | None, **data: Any) -> None:
        self.lock()
        if self.state != state:
            self.state = state
            self.save(update_fields=["state"])
            self.seminar.record(event, self, by=by, **data)

    @transaction.atomic
    def remove(self, *, by: Person | None = None) -> None:
        """Removes a theme without notes; those nested under it move up. Raises HasNotes, ThemeGone."""
        self.lock()
        if count := self.posts.not_replaced().count():
            raise HasNotes(count)
        former = self.state
        children = self._lift_children(None)
        self._set_state(self.State.REMOVED, events.THEME_REMOVED, by=by, former=former, children=children)

    @transaction.atomic
    def restore(self, removal: Change, *, by: Person | None = None) -> None:
        """Undoes a removal, also of the nesting where that has not changed. Raises ThemeNameTaken."""
        self.seminar.lock()
        self.refresh_from_db()
        if self.state != self.State.REMOVED:
            return
        self.bring_back(removal.data.get("former", self.State.USED))
        self._gather(removal.data.get("children", []), self.parent_id)
        self.seminar.record(events.THEME_RESTORED, self, by=by)

    def bring_back(self, state: str) -> None:
        """Makes it current again, nested where it was if that is still possible. Raises ThemeNameTaken, ThemeGone."""
        self.refresh_from_db()
        if self.is_current:
            raise ThemeGone
        self.ensure_name_free(self.name)
        self.state, self.merged_into = state, None
        if self.parent and (not self.parent.is_current or self.pk in self.parent.ancestors()):
            self.parent = None
        self.save(update_fields=["state", "merged_into", "parent"])

    def add_post(
        self, post: Post, *, by: Person | None = None, proposed: bool = False, former: dict[str, Any] | None = None
    ) -> bool:
        """Places the post under this theme. Returns False where it is already. Raises NotPossible, such as ThemeGone.

        `proposed` says that `by` took a suggestion. `former` is what `remove_post` recorded, to restore that placement.
        """
        with one_transaction():
            post.lock()
            post.ensure_not_replaced()
            self._read_again()  # of the same seminar, which is locked
            facts = {"seminar_id": self.seminar_id} | (former or {"by": by, "proposed": proposed})
            made = insert(Placement(theme=self, post=post, **facts), once=True)
            if made:
                if by:
                    ReadReceipt.objects.mark([post], by=by)
                data = {"proposed": True} if proposed else {}
                self.seminar.record(events.POST_PLACED, post, by=by, theme=self.pk, **data)
        return made

    def remove_post(self, post: Post, *, by: Person | None = None) -> bool:
        """Takes the post out of this theme. Returns False where it is not in it. Raises NotPossible."""
        with one_transaction():
            post.lock()
            post.ensure_not_replaced()
            placement = Placement.objects.filter(theme=self, post=post).first()
            if placement is None:
                return False
            marked = [place for passage in placement.passages.all() if (place := passage.place(post))]
            placement.delete()
            former = {"by_id": placement.by_id, "at": placement.at.isoformat(), "proposed": placement.proposed}
            more = {"passages": marked} if marked else {}
            self.seminar.record(events.POST_TAKEN_OUT, post, by=by, theme=self.pk, former=former, **more)
        return True
