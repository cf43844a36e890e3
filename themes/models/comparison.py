from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from posts.models import Post
from seminar.constraints import Within, reachable
from seminar.models.person import Person


class Closed(Exception):
    """The comparison is closed: what was tagged stands, and no more is taken."""


class ComparisonQuerySet(models.QuerySet):
    @transaction.atomic
    def start(self, *, seminar, first: Person, second: Person, posts, by=None) -> "Comparison":
        """Two people tag these posts, in this order, under the themes that are in use now."""
        seminar.hold()
        comparison = self.create(seminar=seminar, first=first, second=second)
        comparison.compared.bulk_create(
            Compared(seminar=seminar, comparison=comparison, post=post, place=place)
            for place, post in enumerate(posts, 1)
        )
        comparison.themes.set(seminar.themes.in_use())
        seminar.record("comparison.started", comparison, by=by, first=first.pk, second=second.pk)
        return comparison

    def of(self, person) -> "ComparisonQuerySet":
        """Those this person tags in, newest first, each with `size` and `mine`, how many notes they have tagged."""
        mine = Q(compared__judgements__by=person)
        counted = self.filter(Q(first=person) | Q(second=person)).annotate(
            size=models.Count("compared", distinct=True), mine=models.Count("compared__judgements", filter=mine)
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

    def next_for(self, person) -> "Compared | None":
        """The first post this person has not tagged; None where all are done."""
        return self.compared.exclude(judgements__by=person).select_related("post__round", "post__question").first()

    @transaction.atomic
    def judge(self, compared: "Compared", themes, *, by: Person) -> None:
        """Says which of the themes the post belongs under, none perhaps; again, until it is closed. Raises Closed.

        It closes by itself when both have tagged every post.
        """
        self._open()
        judgement, _ = Judgement.objects.get_or_create(seminar=self.seminar, compared=compared, by=by)
        judgement.themes.clear()  # not `set`, which looks past themes that were merged since
        judgement.themes.add(*themes)
        self.seminar.record("comparison.judged", self, by=by, post=compared.post_id)
        if not any(self.next_for(person) for person in self.people):
            self.close(by=by)

    @transaction.atomic
    def close(self, *, by=None) -> None:
        """Shows both what was tagged. Raises Closed where it is closed already."""
        self._open()
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])
        self.seminar.record("comparison.closed", self, by=by)

    def _open(self) -> None:
        self.seminar.hold()
        self.refresh_from_db(fields=["closed_at"])
        if self.closed_at:
            raise Closed

    @transaction.atomic
    def place(self, compared: "Compared", person, *, by=None) -> None:
        """Puts the post under the themes this person chose, and takes it out from the others they both could choose.

        A theme that was merged since stands for the one it went into; one that was removed is left out.
        """
        self.seminar.hold()
        chosen = {theme.heir() for theme in Judgement.themes_of(compared, person)} - {None}
        offered = {theme.heir() for theme in self.all_themes()} - {None}
        for theme in offered - chosen:
            theme.drop(compared.post, by=by)
        for theme in chosen:
            theme.take(compared.post, by=by)

    def all_themes(self) -> models.QuerySet:
        """Those that were offered, whatever has become of them since."""
        model = type(self).themes.field.related_model
        return model.ever.filter(pk__in=type(self).themes.through.objects.filter(comparison=self).values("theme"))


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
            Within(field="comparison", name="compared_comparison_within_seminar"),
            Within(field="post", name="compared_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.comparison_id}"


class Judgement(models.Model):
    """What one person says of one post. No themes: it belongs under none."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="+")
    compared = models.ForeignKey(Compared, models.CASCADE, related_name="judgements")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    themes = models.ManyToManyField("Theme", related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compared", "by"], name="judgement_once"),
            Within(field="compared", name="judgement_compared_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} on {self.compared_id}"

    @classmethod
    def themes_of(cls, compared: Compared, person) -> models.QuerySet:
        """The themes this person chose for the post, whatever has become of them since."""
        model, through = cls.themes.field.related_model, cls.themes.through.objects
        return model.ever.filter(
            pk__in=through.filter(judgement__compared=compared, judgement__by=person).values("theme")
        )
