from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey
from seminar.events import Event
from themes import events

from .placement import Placement

if TYPE_CHECKING:
    from seminar.models import Person

    from .theme import Theme

LONGEST_QUOTE = 280  # characters; three such quotes fit on one screen in letters that the last row can read


class QuoteQuerySet(models.QuerySet):
    @transaction.atomic
    def show(self, post: Post, *, theme: Theme, text: str, named: bool, by: Person | None = None) -> Quote:
        """Shows words of a note on stage under one of its themes, after the others. The same words are shown once.

        The note is thereby approved for the wall. Raises NotPossible.
        """
        theme.lock()
        post.lock()
        post.ensure_visible()
        quotes = Quote.objects.filter(theme=theme)
        quote = quotes.filter(post=post, text=text).first()
        with theme.seminar.changing(batch=True):
            if by:
                post.approve(by=by)
            if quote is None:
                last = quotes.aggregate(last=models.Max("place", default=0))["last"]
                facts = {"text": text, "named": named, "by": by, "place": last + 1}
                quote = self.create(seminar=theme.seminar, theme=theme, post=post, shown=False, **facts)
            quote.set_named(named, by=by)
            quote.put_up(by=by)
        return quote

    def hand_over(self, posts: list[Post]) -> None:
        """Gives each quote to the first of these posts that has its words, rather to one that is under its theme."""
        placed = set(Placement.objects.filter(post__in=posts).values_list("post", "theme"))
        for quote in self.all():
            saying = [post for post in posts if says(post, quote.text)]
            under = [post for post in saying if (post.pk, quote.theme_id) in placed]
            if saying:
                quote.post = (under or saying)[0]
                quote.save(update_fields=["post"])

    def chosen(self) -> QuoteQuerySet:
        """Each with `is_placed`: whether its note is still under the theme."""
        placed = Placement.objects.filter(post=models.OuterRef("post"), theme=models.OuterRef("theme"))
        return self.filter(shown=True).select_related("post__group").annotate(is_placed=models.Exists(placed))

    def on_stage(self) -> QuoteQuerySet:
        """Those that can be shown: the note may be shown to the hall, and is still under the theme."""
        presentable = Post.objects.presentable().filter(pk=models.OuterRef("post"))
        return self.chosen().filter(models.Exists(presentable), is_placed=True)


class Quote(models.Model):
    """Words of a note that facilitators chose to show on stage. `text` is what the note said then."""

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
            SameSeminarForeignKey(field="theme", name="quote_theme_within_seminar"),
            SameSeminarForeignKey(field="post", name="quote_post_within_seminar"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_current(self) -> bool:
        """Whether the note still says so. A quote whose note was edited is not shown until someone chooses again."""
        return says(self.post, self.text)

    @transaction.atomic
    def put_up(self, *, by: Person | None = None) -> None:
        self._set("shown", True, events.QUOTE_SHOWN, by=by)

    @transaction.atomic
    def take_down(self, *, by: Person | None = None) -> None:
        self._set("shown", False, events.QUOTE_REMOVED, by=by)

    @transaction.atomic
    def set_named(self, named: bool, *, by: Person | None = None) -> None:
        """Shows it with the group's name, or without."""
        self._set("named", named, events.QUOTE_NAMED if named else events.QUOTE_UNNAMED, by=by)

    def _set(self, field: str, value: bool, event: Event, *, by: Person | None) -> None:
        self.seminar.lock()
        self.refresh_from_db(fields=[field])
        if getattr(self, field) != value:
            setattr(self, field, value)
            self.save(update_fields=[field])
            self.seminar.record(event, self, by=by, post=self.post_id, theme=self.theme_id)

    @transaction.atomic
    def move(self, step: int, *, by: Person | None = None) -> bool:
        """Swaps places with the one before (-1) or after (1) under its theme. Returns False where there is none."""
        self.seminar.lock()
        self.refresh_from_db(fields=["place", "theme"])
        others = list(Quote.objects.filter(theme=self.theme_id, shown=True))
        at = next(index for index, other in enumerate(others) if other.pk == self.pk) + step if self.shown else -1
        if not 0 <= at < len(others):
            return False
        others.insert(at, others.pop(at - step))
        for place, quote in enumerate(others, 1):
            quote.place = place
        Quote.objects.bulk_update(others, ["place"])
        self.seminar.record(events.QUOTE_MOVED, self, by=by, step=step)
        return True


def says(post: Post, text: str) -> bool:
    """Whether the note contains these words; all white space counts as the same."""
    return _flat(text) in _flat(f"{post.subject}\n{post.body}")


def _flat(text: str) -> str:
    return " ".join(text.split())
