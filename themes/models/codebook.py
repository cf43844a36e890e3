from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce

from posts.models import Post
from posts.walls.wall import Own, WallTheme
from seminar.models.change import Fact
from seminar.models.numbered import NumberedQuerySet
from seminar.models.person import Person, new_uid

from .example import Example
from .passage import Passage
from .placement import Placement


class ThemeQuerySet(NumberedQuerySet):
    def counted(self) -> "ThemeQuerySet":
        """Each with `group_count`, the distinct groups under it, `post_count` and `round_count`.

        Only visible notes are counted. One that others were merged into counts once, and for the groups of all of them.
        """
        seen = Placement.objects.filter(theme=OuterRef("pk"), post__state=Post.State.VISIBLE)
        return self.annotate(
            group_count=_number(seen, "theme", "post__group") + _number(_said_too(), "merged_into__state", "group"),
            post_count=_number(seen, "theme", "post"),
            round_count=_number(seen, "theme", "post__round"),
        )

    def in_use(self) -> "ThemeQuerySet":
        return self.filter(state=self.model.State.USED)

    def called(self, name: str) -> "ThemeQuerySet":
        """Whoever has this name, upper and lower case the same: SQLite itself folds English letters only."""
        named = self.values_list("pk", "name")
        return self.filter(pk__in=[pk for pk, known in named if known.casefold() == name.casefold()])

    def make_all(self, rows: list[dict], *, seminar) -> list[models.Model]:
        """New rows after the others, in order and in number. The caller records it."""
        seminar.hold()
        ever = self.model.ever.filter(seminar=seminar)
        place, number = ever.aggregate(place=Max("place", default=0), number=Max("number", default=0)).values()
        made = [{"place": place + step, "number": number + step, **row} for step, row in enumerate(rows, 1)]
        return self.bulk_create(self.model(seminar=seminar, **row) for row in made)

    @transaction.atomic
    def add_all(self, rows: list[dict], *, seminar, by=None) -> list[models.Model]:
        made = self.make_all(rows, seminar=seminar)
        if made:
            seminar.record_all([Fact("theme.added", row, {}) for row in made], by=by)
        return made

    @transaction.atomic
    def copy(self, other, *, seminar, by=None) -> list[models.Model]:
        """The themes in use in another seminar, with their examples and nesting; not those whose names are here."""
        seminar.hold()
        here = {theme.name.casefold(): theme for theme in seminar.themes.all()}
        theirs = other.themes.in_use().select_related("parent", "example")
        new = [theme for theme in theirs if theme.name.casefold() not in here]
        rows = [{name: getattr(theme, name) for name in ("name", "definition", "own_mark")} for theme in new]
        made = self.make_all(rows, seminar=seminar)
        here |= {theme.name.casefold(): row for theme, row in zip(new, made, strict=True)}
        for theme, row in zip(new, made, strict=True):
            row.parent = here.get(theme.parent.name.casefold()) if theme.parent else None
            if theme.example:
                row.example = Example.objects.create(seminar=seminar, theme=row, text=theme.example.text, by=by)
        self.bulk_update(made, ["parent", "example"], batch_size=500)
        if made:
            seminar.record("codebook.copied", seminar, by=by, source=other.pk, themes=[row.pk for row in made])
        return made

    @transaction.atomic
    def take_copies_back(self, themes: list[int], *, seminar, by=None) -> None:
        """Undoes a copying: of these themes, those that nobody has put anything under are removed."""
        seminar.hold()
        unused = seminar.themes.filter(pk__in=themes, placements=None)
        going = list(unused.exclude(children__in=seminar.themes.exclude(pk__in=themes)).values_list("pk", flat=True))
        seminar.themes.filter(pk__in=going).update(state=self.model.State.REMOVED)
        if going:
            seminar.record("codebook.taken_back", seminar, by=by, themes=going)

    @transaction.atomic
    def bring_copies_again(self, themes: list[int], *, seminar, by=None) -> None:
        """Undoes the taking back of copies. Raises Taken, Gone."""
        seminar.hold()
        for theme in self.model.ever.filter(seminar=seminar, pk__in=themes):
            theme.come_back(self.model.State.USED)
        seminar.record("codebook.copied", seminar, by=by, source=None, themes=themes)

    @transaction.atomic
    def load(self, themes: list[WallTheme], placed: list[tuple[Post, Own]], *, seminar, by=None) -> list:
        """The themes of a wall, matched by name with those that are here; and its posts under them.

        A placement has no Change of its own, no more than a loaded post has: `wall.loaded` tells of them all.
        """
        mine = list(self.model.ever.filter(seminar=seminar))
        known = {theme.name.casefold(): theme for theme in mine if theme.standing}
        taken = {theme.uid for theme in mine}
        here = {theme.id: known.get(theme.name.casefold()) for theme in themes}
        new = [theme for theme in themes if here[theme.id] is None]
        rows = [{"uid": new_uid() if theme.id in taken else theme.id, **_words(theme)} for theme in new]
        made = self.add_all(rows, seminar=seminar, by=by)
        here |= {theme.id: row for theme, row in zip(new, made, strict=True)}
        posts = {post.uid: post for post, _ in placed}
        person = by if isinstance(by, Person) else None
        for theme, row in zip(new, made, strict=True):
            row.parent = here[theme.parent] if theme.parent else None
            if theme.example:
                post = posts.get(theme.example_post or "")
                row.example = Example.objects.create(
                    seminar=seminar, theme=row, text=theme.example, post=post, by=person
                )
        self.bulk_update(made, ["parent", "example"], batch_size=500)
        _place(placed, here, seminar=seminar, by=person)
        return made


def _place(placed: list[tuple[Post, Own]], themes: dict[str, models.Model], *, seminar, by) -> None:
    """The posts of a wall under its themes, and the words that stand for them."""
    rows = {
        (post.pk, uid): Placement(seminar=seminar, theme=themes[uid], post=post, by=by, proposed=uid in own.suggested)
        for post, own in placed
        for uid in own.themes
    }
    Placement.objects.bulk_create(rows.values(), batch_size=1000)
    Passage.objects.bulk_create(
        [
            Passage(seminar=seminar, placement=rows[post.pk, uid], start=start, words=words, by=by)
            for post, own in placed
            for uid, start, words in own.passages
        ],
        batch_size=1000,
    )


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


def _words(theme: WallTheme) -> dict:
    state = "retired" if theme.retired else "used"
    return {"name": theme.name, "definition": theme.definition, "own_mark": theme.mark, "state": state}
