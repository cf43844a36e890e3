from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Case, Exists, Max, OuterRef, Q, When
from django.db.models.functions import Coalesce

from posts.models import Post
from posts.walls.wall import Own, WallTheme
from seminar.models.change import Fact
from seminar.models.group import Group
from seminar.models.member import Member
from seminar.models.ordered import OrderedQuerySet
from seminar.models.person import Person, new_uid
from themes import events

from .example import Example
from .passage import Passage
from .placement import Placement

if TYPE_CHECKING:
    from seminar.models import Seminar

    from .theme import Theme


class ThemeQuerySet(OrderedQuerySet):
    def counted(self) -> ThemeQuerySet:
        """Each with `group_count`, the distinct groups under it, `post_count` and `round_count`.

        Only visible notes are counted. A note that others were merged into counts once, and for all their groups.
        In a seminar without groups each author counts as one, as in the summary; `by_author` says so.
        """
        seen = Placement.objects.filter(theme=OuterRef("pk"), post__state=Post.State.VISIBLE)
        has_groups = Exists(Group.objects.filter(seminar=OuterRef("seminar")))
        return self.annotate(
            by_author=~has_groups,
            group_count=Case(
                When(has_groups, then=_voices(seen, "group")), default=_voices(seen.exclude(post__author=""), "author")
            ),
            post_count=_number(seen, "theme", "post"),
            round_count=_number(seen, "theme", "post__round"),
        )

    def in_use(self) -> ThemeQuerySet:
        return self.filter(state=self.model.State.USED)

    def current_by_id(self, seminar: Seminar) -> dict[int, Theme]:
        """By primary key, for every theme there has been: the theme itself or, where it was merged, the one it is now.

        Removed ones are left out.
        """
        rows = {theme.pk: theme for theme in self.model.all_objects.filter(seminar=seminar)}
        current = {}
        for pk in rows:
            theme = rows[pk]
            while theme.merged_into_id:
                theme = rows[theme.merged_into_id]
            if theme.is_current:
                current[pk] = theme
        return current

    def called(self, name: str) -> ThemeQuerySet:
        """Those with this name; case does not matter, compared in Python since SQLite folds English letters only."""
        named = self.values_list("pk", "name")
        return self.filter(pk__in=[pk for pk, known in named if known.casefold() == name.casefold()])

    def make_all(self, rows: list[dict[str, Any]], *, seminar: Seminar) -> list[Theme]:
        """Creates rows after the others, by order and by number. The caller records it."""
        seminar.lock()
        existing = self.model.all_objects.filter(seminar=seminar)
        place, number = existing.aggregate(place=Max("place", default=0), number=Max("number", default=0)).values()
        made = [{"place": place + step, "number": number + step, **row} for step, row in enumerate(rows, 1)]
        return self.bulk_create(self.model(seminar=seminar, **row) for row in made)

    @transaction.atomic
    def add_all(self, rows: list[dict[str, Any]], *, seminar: Seminar, by: Person | None = None) -> list[Theme]:
        made = self.make_all(rows, seminar=seminar)
        if made:
            seminar.record_all([Fact(events.THEME_ADDED, row, {}) for row in made], by=by)
        return made

    @transaction.atomic
    def copy(self, other: Seminar, *, seminar: Seminar, examples: bool = True, by: Person | None = None) -> list[Theme]:
        """Copies the themes in use in another seminar, with `examples` and nesting, unless the name is taken.

        Examples that not everybody there may read stay there.
        """
        seminar.lock()
        by_name = {theme.name.casefold(): theme for theme in seminar.themes.all()}
        originals = other.themes.in_use().select_related("parent", "example")
        readable = Example.objects.filter(seminar=other).readable_by(Member.Role.VIEWER)
        copied_examples = readable.in_bulk() if examples else {}
        new = [theme for theme in originals if theme.name.casefold() not in by_name]
        rows = [{name: getattr(theme, name) for name in ("name", "definition", "own_mark")} for theme in new]
        made = self.make_all(rows, seminar=seminar)
        by_name |= {theme.name.casefold(): row for theme, row in zip(new, made, strict=True)}
        for theme, row in zip(new, made, strict=True):
            row.parent = by_name.get(theme.parent.name.casefold()) if theme.parent else None
            if theme.example_id in copied_examples:
                row.example = Example.objects.create(seminar=seminar, theme=row, text=theme.example.text, by=by)
        self.bulk_update(made, ["parent", "example"], batch_size=500)
        if made:
            copied = [row.pk for row in made]
            seminar.record(events.THEMES_COPIED, seminar, by=by, source=other.pk, themes=copied)
        return made

    @transaction.atomic
    def undo_copy(self, themes: list[int], *, seminar: Seminar, by: Person | None = None) -> None:
        """Undoes a copy: removes those of these themes that nobody has used."""
        seminar.lock()
        unused = seminar.themes.filter(pk__in=themes, placements=None)
        going = list(unused.exclude(children__in=seminar.themes.exclude(pk__in=themes)).values_list("pk", flat=True))
        seminar.themes.filter(pk__in=going).update(state=self.model.State.REMOVED)
        if going:
            seminar.record(events.COPY_UNDONE, seminar, by=by, themes=going)

    @transaction.atomic
    def redo_copy(self, themes: list[int], *, seminar: Seminar, by: Person | None = None) -> None:
        """Undoes `undo_copy`. Raises ThemeNameTaken, ThemeGone."""
        seminar.lock()
        for theme in self.model.all_objects.filter(seminar=seminar, pk__in=themes):
            theme.bring_back(self.model.State.USED)
        seminar.record(events.THEMES_COPIED, seminar, by=by, source=None, themes=themes)

    @transaction.atomic
    def load(
        self, themes: list[WallTheme], placed: list[tuple[Post, Own]], *, seminar: Seminar, by: Person | None = None
    ) -> list[Theme]:
        """Creates the themes of a wall whose names are not taken, and places its posts under the themes.

        Neither an imported post nor its placement has a Change of its own: that of the import covers them all.
        """
        existing = list(self.model.all_objects.filter(seminar=seminar))
        by_name = {theme.name.casefold(): theme for theme in existing if theme.is_current}
        taken = {theme.uid for theme in existing}
        by_id = {theme.id: by_name[theme.name.casefold()] for theme in themes if theme.name.casefold() in by_name}
        new = [theme for theme in themes if theme.id not in by_id]
        rows = [{"uid": new_uid() if theme.id in taken else theme.id, **_words(theme)} for theme in new]
        made = self.add_all(rows, seminar=seminar, by=by)
        by_id |= {theme.id: row for theme, row in zip(new, made, strict=True)}
        posts = {post.uid: post for post, _ in placed}
        person = by if isinstance(by, Person) else None
        for theme, row in zip(new, made, strict=True):
            row.parent = by_id[theme.parent] if theme.parent else None
            if theme.example:
                post = posts.get(theme.example_post or "")
                row.example = Example.objects.create(
                    seminar=seminar, theme=row, text=theme.example, post=post, by=person
                )
        self.bulk_update(made, ["parent", "example"], batch_size=500)
        _place(placed, by_id, seminar=seminar, by=person)
        return made


def _place(placed: list[tuple[Post, Own]], themes: dict[str, Theme], *, seminar: Seminar, by: Person | None) -> None:
    """Creates the placements of a wall's posts, and their passages."""
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


def _voices(seen: models.QuerySet, voice: str) -> models.expressions.Combinable:
    """How many different groups or authors the notes under a theme have, and those that were merged into them."""
    return _number(seen, "theme", f"post__{voice}") + _number(_merged_voices(voice), "theme", f"post__merged__{voice}")


def _merged_voices(voice: str) -> models.QuerySet:
    """Notes that were merged into those under a theme, of groups or authors that have no note of their own under it.

    From the placements on, so that SQLite looks at the notes under the theme only and not at all of them.
    """
    placed = Placement.objects.filter(theme=OuterRef("theme"), post__state=Post.State.VISIBLE)
    return Placement.objects.filter(
        ~Exists(placed.filter(**{f"post__{voice}": OuterRef(f"post__merged__{voice}")})),
        Q(post__merged__author__gt="") if voice == "author" else Q(post__merged__isnull=False),
        theme=OuterRef("pk"),
        post__state=Post.State.VISIBLE,
    )


def _number(rows: models.QuerySet, by: str, what: str) -> Coalesce:
    """How many different `what` the rows have for each `by`. A subquery, so that no row is joined."""
    counted = rows.order_by().values(by).annotate(number=models.Count(what, distinct=True))
    return Coalesce(models.Subquery(counted.values("number")), 0)


def _words(theme: WallTheme) -> dict[str, Any]:
    state = "retired" if theme.retired else "used"
    return {"name": theme.name, "definition": theme.definition, "own_mark": theme.mark, "state": state}
