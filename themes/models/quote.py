from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from seminar.constraints import Within

from .placement import Placement


class QuoteQuerySet(models.QuerySet):
    @transaction.atomic
    def show(self, post, *, theme, text: str, named: bool, by=None) -> "Quote":
        """Words of a note on stage under one of its themes, after the others there. The same words are not doubled."""
        theme.hold()
        mine = Quote.objects.filter(theme=theme)
        quote = mine.filter(post=post, text=text).first()
        if quote is None:
            last = mine.aggregate(last=models.Max("place", default=0))["last"]
            facts = {"text": text, "named": named, "by": by, "place": last + 1}
            quote = self.create(seminar=theme.seminar, theme=theme, post=post, shown=False, **facts)
        quote.call(named, by=by)
        quote.put_up(by=by)
        return quote

    def chosen(self) -> "QuoteQuerySet":
        return self.filter(shown=True).select_related("post__group")

    def on_stage(self) -> "QuoteQuerySet":
        """Those that can be shown: the note is visible and still under the theme."""
        placed = Placement.objects.filter(post=models.OuterRef("post"), theme=models.OuterRef("theme"))
        return self.chosen().filter(models.Exists(placed), post__state=Post.State.VISIBLE)


class Quote(models.Model):
    """Words of a note that facilitators chose to show on stage. `text` is as the note had it then."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="quotes")
    theme = models.ForeignKey("Theme", models.CASCADE, related_name="quotes")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="quotes")
    text = models.TextField()
    named = models.BooleanField(default=True)
    shown = models.BooleanField(default=True)
    place = models.PositiveIntegerField()
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="quote_has_text"),
            Within(field="theme", name="quote_theme_within_seminar"),
            Within(field="post", name="quote_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def stands(self) -> bool:
        """Whether the note still says so: a quote whose note was changed is not shown until someone chooses anew."""
        return says(self.post, self.text)

    @transaction.atomic
    def put_up(self, *, by=None) -> None:
        self._turn("shown", True, "quote.shown", by=by)

    @transaction.atomic
    def take_down(self, *, by=None) -> None:
        self._turn("shown", False, "quote.taken_down", by=by)

    @transaction.atomic
    def call(self, named: bool, *, by=None) -> None:
        """Shows it with the group's name, or without."""
        self._turn("named", named, "quote.named" if named else "quote.unnamed", by=by)

    def _turn(self, field: str, value: bool, verb: str, *, by) -> None:
        self.seminar.hold()
        self.refresh_from_db(fields=[field])
        if getattr(self, field) != value:
            setattr(self, field, value)
            self.save(update_fields=[field])
            self.seminar.record(verb, self, by=by, post=self.post_id, theme=self.theme_id)

    @transaction.atomic
    def move(self, step: int, *, by=None) -> bool:
        """Changes places with the one before (-1) or after (1) under its theme. False where there is none."""
        self.seminar.hold()
        self.refresh_from_db(fields=["place", "theme"])
        others = list(Quote.objects.filter(theme=self.theme_id, shown=True))
        at = next(index for index, other in enumerate(others) if other.pk == self.pk) + step if self.shown else -1
        if not 0 <= at < len(others):
            return False
        others.insert(at, others.pop(at - step))
        for place, quote in enumerate(others, 1):
            quote.place = place
        Quote.objects.bulk_update(others, ["place"])
        self.seminar.record("quote.moved", self, by=by, step=step)
        return True


def says(post, text: str) -> bool:
    """Whether the note holds these words; line ends and spaces are all the same."""
    return _flat(text) in _flat(f"{post.subject}\n{post.body}")


def _flat(text: str) -> str:
    return " ".join(text.split())
