from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey, reachable
from seminar.models.person import Person
from themes import events

if TYPE_CHECKING:
    from seminar.models import Seminar

    from .theme import Theme


class ComparisonClosed(Exception):
    """The comparison is closed, and accepts no more judgements."""


class ComparisonQuerySet(models.QuerySet):
    @transaction.atomic
    def start(
        self, *, seminar: Seminar, first: Person, second: Person, posts: Iterable[Post], by: Person | None = None
    ) -> Comparison:
        """Starts a comparison: two people tag these posts, in this order, with the themes in use now."""
        seminar.lock()
        comparison = self.create(seminar=seminar, first=first, second=second)
        comparison.compared.bulk_create(
            Compared(seminar=seminar, comparison=comparison, post=post, place=place)
            for place, post in enumerate(posts, 1)
        )
        comparison.themes.set(seminar.themes.in_use())
        seminar.record(events.COMPARISON_STARTED, comparison, by=by, first=first.pk, second=second.pk)
        return comparison

    def of(self, person: Person) -> ComparisonQuerySet:
        """Those this person tags in, newest first, each with `size` and `mine`, how many notes they have tagged."""
        by_person = Q(compared__judgements__by=person)
        counted = self.filter(Q(first=person) | Q(second=person)).annotate(
            size=models.Count("compared", distinct=True), mine=models.Count("compared__judgements", filter=by_person)
        )
        return counted.select_related("first", "second").order_by("-pk")


class Comparison(models.Model):
    """Two people tag the same posts without seeing each other's, to learn whether they mean the same by the themes.

    What they tag is kept in rows of its own: no placement, and so no report, changes until someone decides.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="comparisons")
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    themes = models.ManyToManyField("Theme", related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            reachable("comparison"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="comparison_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    @property
    def people(self) -> tuple[Person, Person]:
        return self.first, self.second

    def next_for(self, person: Person) -> Compared | None:
        """The first post this person has not tagged; None where all are done."""
        return self.compared.exclude(judgements__by=person).select_related("post__round", "post__question").first()

    @transaction.atomic
    def judge(self, compared: Compared, themes: Iterable[Theme], *, by: Person) -> None:
        """Records which of the themes the post belongs under, or none. It can be repeated. Raises ComparisonClosed.

        It closes by itself when both have tagged every post.
        """
        self._open()
        judgement, _ = Judgement.objects.get_or_create(seminar=self.seminar, compared=compared, by=by)
        judgement.themes.clear()  # not `set`, which ignores themes that were merged since
        judgement.themes.add(*themes)
        self.seminar.record(events.COMPARISON_JUDGED, self, by=by, post=compared.post_id)
        if not any(self.next_for(person) for person in self.people):
            self.close(by=by)

    @transaction.atomic
    def close(self, *, by: Person | None = None) -> None:
        """Shows both what was tagged. Raises ComparisonClosed where it is closed already."""
        self._open()
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])
        self.seminar.record(events.COMPARISON_CLOSED, self, by=by)

    def _open(self) -> None:
        self.seminar.lock()
        self.refresh_from_db(fields=["closed_at"])
        if self.closed_at:
            raise ComparisonClosed

    @transaction.atomic
    def place(self, compared: Compared, person: Person, *, by: Person | None = None) -> None:
        """Places the post under the themes this person chose, and removes it from the others that were offered.

        The successor of a merged theme takes its place; a removed theme is left out. Raises NotPossible.
        """
        self.seminar.lock()
        chosen = {theme.successor() for theme in Judgement.themes_of(compared, person)} - {None}
        offered = {theme.successor() for theme in self.all_themes()} - {None}
        with self.seminar.changing(batch=True):
            for theme in offered - chosen:
                theme.remove_post(compared.post, by=by)
            for theme in chosen:
                theme.add_post(compared.post, by=by)

    def all_themes(self) -> models.QuerySet:
        """Those that were offered, also those merged or removed since."""
        model = type(self).themes.field.related_model
        return model.all_objects.filter(
            pk__in=type(self).themes.through.objects.filter(comparison=self).values("theme")
        )


class Compared(models.Model):
    """A post of a comparison, at its place among them."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="compared")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            reachable("compared"),
            models.UniqueConstraint(fields=["comparison", "post"], name="compared_once"),
            SameSeminarForeignKey(field="comparison", name="compared_comparison_within_seminar"),
            SameSeminarForeignKey(field="post", name="compared_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.comparison_id}"


class Judgement(models.Model):
    """What one person says of one post. Without themes it belongs under none."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    compared = models.ForeignKey(Compared, models.CASCADE, related_name="judgements")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    themes = models.ManyToManyField("Theme", related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compared", "by"], name="judgement_once"),
            SameSeminarForeignKey(field="compared", name="judgement_compared_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.compared_id}"

    @classmethod
    def themes_of(cls, compared: Compared, person: Person) -> models.QuerySet:
        """The themes this person chose for the post, also those merged or removed since."""
        model, through = cls.themes.field.related_model, cls.themes.through.objects
        return model.all_objects.filter(
            pk__in=through.filter(judgement__compared=compared, judgement__by=person).values("theme")
        )
