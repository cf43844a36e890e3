"""How a note comes in from the device of a scribe: once, however often it is sent, and never lost."""

from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.db import models, transaction
from django.utils import timezone

from .revision import Revision

LONGEST_NOTE = 20_000  # signs
MOST_A_MINUTE = 60  # new notes from one device: more than anyone types, less than a broken page could flood with
MINUTE = timedelta(minutes=1)
MET_ANOTHER, CAME_LATE = "met another", "came late"


class Foreign(Exception):
    """The id belongs to a note that this scribe may not touch."""


class TooMany(Exception):
    """More new notes than MOST_A_MINUTE; there is room again in `wait` seconds."""

    def __init__(self, wait: int):
        super().__init__(wait)
        self.wait = wait


class Sent(NamedTuple):
    """The note as it stands. `kept` says how: "saved", or set aside as it "met another" text or "came late"."""

    post: models.Model
    kept: str = "saved"


class SendingQuerySet(models.QuerySet):
    def of_scribe(self, scribe) -> "SendingQuerySet":
        """What the page of a scribe shows: all its group has written; of a scribe without a group, its own."""
        mine = models.Q(scribe=scribe)
        return self.filter(mine | models.Q(group=scribe.group_id) if scribe.group_id else mine, seminar=scribe.seminar)

    def sent_to(self, scribe) -> "SendingQuerySet":
        """What the group has sent, the latest first, with what its page shows of each; not what others made of it."""
        shown = self.of_scribe(scribe).filter(split_from=None).select_related("round", "question", "scribe")
        return shown.defer("search").order_by("-position", "-id")

    @transaction.atomic
    def send(self, uid: str, *, scribe, round, question=None, body: str, base: int = 0) -> Sent:
        """A new note (`base` 0), or a new text for one that was at revision `base` when it was begun.

        The device makes the `uid`, so that the same note sent twice is one note. Raises Foreign, TooMany.
        """
        scribe.seminar.hold()
        post = self.filter(seminar=scribe.seminar, uid=uid).select_for_update().first()
        if post is None:
            return Sent(self._write(uid, scribe=scribe, round=round, question=question, body=body))
        post.seminar = scribe.seminar
        if not self.of_scribe(scribe).filter(pk=post.pk).exists():
            raise Foreign
        if _has_stood(post, body, base):
            return Sent(post)
        if not post.is_writable():
            return _set_aside(post, body, CAME_LATE, by=scribe)
        if post.revision != base:
            return _set_aside(post, body, MET_ANOTHER, by=scribe)
        post.revise(body=body, by=scribe)
        return Sent(post)

    def _write(self, uid: str, *, scribe, round, question, body: str):
        now, seminar = timezone.now(), scribe.seminar
        recent = list(scribe.posts.filter(written_at__gt=now - MINUTE).values_list("written_at", flat=True))
        if len(recent) >= MOST_A_MINUTE:
            raise TooMany(ceil((min(recent) + MINUTE - now).total_seconds()))
        last = seminar.posts.aggregate(last=models.Max("position"))["last"]
        post = self.create(
            seminar=seminar,
            uid=uid,
            position=0 if last is None else last + 1,
            round=round,
            question=question,
            group=scribe.group,
            scribe=scribe,
            author=scribe.name,
            body=body,
            written_at=now,
            late=not (round.takes_at(now) and (question is None or question.takes_at(now))),
            tryout=seminar.rehearsing,
        )
        scribe.drafts.filter(round=round, question=question, post=None).sent(body)
        seminar.record("post.written", post, by=scribe, group=scribe.group_id, late=post.late)
        return post


def _has_stood(post, body: str, base: int) -> bool:
    """Whether the post has had this text since revision `base`: it came before, and its answer was lost."""
    return post.body == body or post.revisions.filter(number__gt=base, body=body).exists()


def _set_aside(post, body: str, reason: str, *, by) -> Sent:
    if Revision.set_aside(post, body, by=by, reason=reason):
        post.seminar.record("post.set_aside", post, by=by, reason=reason)
    return Sent(post, reason)
