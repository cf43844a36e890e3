from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from posts.models import Post
from seminar.constraints import SameSeminarForeignKey
from themes import events

if TYPE_CHECKING:
    from seminar.models import Person


class FlagQuerySet(models.QuerySet):
    @transaction.atomic
    def flag(self, post: Post, *, by: Person | None, reason: str = "") -> bool:
        """Flags the post. Returns False where it is flagged already, and keeps the first reason."""
        _, made = self.get_or_create(post=post, defaults={"seminar_id": post.seminar_id, "by": by, "reason": reason})
        if made:
            post.seminar.record(events.FLAGGED, post, by=by, reason=reason)
        return made

    @transaction.atomic
    def unflag(self, post: Post, *, by: Person | None) -> bool:
        """Removes the flag. Returns False where there was none."""
        flag = self.select_for_update(no_key=True).filter(post=post).first()
        if flag is None:
            return False
        flag.delete()
        post.seminar.record(events.UNFLAGGED, post, by=by, reason=flag.reason)
        return True

    def hand_over(self, post: Post, parts: list[Post]) -> None:
        """Flags the parts of a post as it was, unless some are flagged from before. The Change is that of the split."""
        flag, flagged = self.filter(post=post).first(), self.filter(post__in=parts)
        if flag is None:
            flagged.delete()
            return
        if not flagged.exists():
            self.bulk_create(flag.on(part) for part in parts)
        flag.delete()

    def gather(self, parts: list[Post], post: Post) -> None:
        """Flags a post as the first of its parts that is flagged. They keep theirs, in case they are parts again."""
        if flag := self.filter(post__in=parts).first():
            flag.on(post).save()


class Flag(models.Model):
    """Someone asks the others to look at this post: one flag for all, not one for each person."""

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="flags")
    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="flag")
    by = models.ForeignKey("seminar.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [SameSeminarForeignKey(field="post", name="flag_post_within_seminar")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.reason}"

    def on(self, post: Post) -> Flag:
        """The same flag for another post, not saved."""
        return Flag(post=post, seminar_id=self.seminar_id, by_id=self.by_id, at=self.at, reason=self.reason)
