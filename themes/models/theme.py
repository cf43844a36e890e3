from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Lower

from posts.models import Post
from posts.walls.wall import WallTheme
from seminar.constraints import Within, reachable
from seminar.models.numbered import NumberedQuerySet
from seminar.models.person import Person, new_uid

from .placement import Placement
from .reading import Reading

MARKS = 8
KEYS = "123456789abcdefgilmoqrstuvwxyz"  # j, k and n are the board's own; h and p are kept free


class ThemeQuerySet(NumberedQuerySet):
    def counted(self) -> "ThemeQuerySet":
        """Each with `group_count`, the distinct groups under it, and `post_count`. Only visible notes are counted.

        A note that others were merged into counts once, and for the groups of all of them.
        """
        seen = Placement.objects.filter(theme=OuterRef("pk"), post__state=Post.State.VISIBLE)
        return self.annotate(
            group_count=_number(seen, "theme", "post__group") + _number(_said_too(), "merged_into__state", "group"),
            post_count=_number(seen, "theme", "post"),
        )

    @transaction.atomic
    def load(self, themes: list[WallTheme], placed: list[tuple[Post, list[str]]], *, seminar, by=None) -> list["Theme"]:
        """The themes of a wall, matched by name with those that are here; and its posts under them.

        A placement has no Change of its own, no more than a loaded post has: `wall.loaded` tells of them all.
        """
        mine = list(seminar.themes.all())
        known, taken = {theme.name.casefold(): theme for theme in mine}, {theme.uid for theme in mine}
        here = {theme.id: known.get(theme.name.casefold()) for theme in themes}
        new = [theme for theme in themes if here[theme.id] is None]
        rows = [
            {"uid": new_uid() if theme.id in taken else theme.id, "name": theme.name, "definition": theme.definition}
            for theme in new
        ]
        made = self.add_all(rows, seminar=seminar, by=by)
        here |= {theme.id: row for theme, row in zip(new, made, strict=True)}
        for theme in themes:
            if theme.parent and here[theme.id] in made:
                here[theme.id].parent = here[theme.parent]
        self.bulk_update(made, ["parent"], batch_size=500)
        Placement.objects.bulk_create(
            [
                Placement(seminar=seminar, theme=here[uid], post=post, by=by if isinstance(by, Person) else None)
                for post, uids in placed
                for uid in uids
            ],
            batch_size=1000,
            ignore_conflicts=True,
        )
        return made


def _said_too() -> models.QuerySet:
    """Notes merged into those under a theme, of the groups that do not stand under it themselves."""
    placed = Placement.objects.filter(theme=OuterRef(OuterRef("pk")), post__state=Post.State.VISIBLE)
    return Post.objects.filter(
        ~Exists(placed.filter(post__group=OuterRef("group"))),
        merged_into__state=Post.State.VISIBLE,
        merged_into__placements__theme=OuterRef("pk"),
    )


def _number(rows: models.QuerySet, alike: str, what: str) -> Coalesce:
    """How many different `what` the rows have, all of them `alike`. A subquery: a join would ask it for every row."""
    counted = rows.order_by().values(alike).annotate(number=models.Count(what, distinct=True))
    return Coalesce(models.Subquery(counted.values("number")), 0)


class Theme(models.Model):
    """A heading that facilitators sort posts under. `number` is its order, its mark and its key on the board."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="themes")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    posts = models.ManyToManyField(Post, through=Placement, related_name="themes")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            reachable("theme"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="theme_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="theme_number_once"),
            models.UniqueConstraint("seminar", Lower("name"), name="theme_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="theme_has_name"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="theme_not_under_itself"),
            Within(field="parent", name="theme_parent_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> int:
        """Which of the look's eight marks (colour, pattern) it wears."""
        return (self.number - 1) % MARKS + 1

    @property
    def key(self) -> str:
        """The key that puts a post under it, "" where the keys have run out."""
        return KEYS[self.number - 1 : self.number]

    @transaction.atomic
    def describe(self, *, name: str, definition: str = "", by=None) -> None:
        """Names and defines it anew. The former words are recorded."""
        current = Theme.objects.select_for_update(no_key=True).get(pk=self.pk)
        former = {"name": current.name, "definition": current.definition}
        if former == {"name": name, "definition": definition}:
            return
        self.name, self.definition = name, definition
        self.save(update_fields=["name", "definition"])
        self.seminar.record("theme.described", self, by=by, former=former)

    @transaction.atomic
    def take(self, post: Post, *, by=None, proposed: bool = False, former: dict | None = None) -> bool:
        """Puts the post under this theme. False where it is there already. Raises Unfit.

        `proposed` where `by` took a suggestion. `former` is the placement that `drop` recorded, where that one is to
        come back.
        """
        post.hold()
        post.ensure_whole()
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
        placement.delete()
        former = {"by_id": placement.by_id, "at": placement.at.isoformat(), "proposed": placement.proposed}
        self.seminar.record("post.taken_out", post, by=by, theme=self.pk, former=former)
        return True
