"""What was left in a field when its round or its question closed. The server sends it, once, as a note of the group."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from posts import events
from seminar.models import DialogueRound, Seminar
from seminar.models.change import Fact

from .submission import LONGEST_NOTE

if TYPE_CHECKING:
    from seminar.models import Person

    from .draft import Draft

TIME_TO_ARRIVE = timedelta(seconds=10)  # for what devices are saving in the last moment
LEFT_ALONE_AFTER = timedelta(minutes=10)  # then what was typed after the closing is sent too, as late


class ClosingQuerySet(models.QuerySet):
    def send_due(self, now: datetime | None = None) -> int:
        """Sends the drafts that are due at `now`, and returns how many. Any number of processes may call it at once.

        A draft that is too long for a note stays a draft.
        """
        now = now or timezone.now()
        due: dict[Seminar, list[int]] = {}
        for draft in self._left(now).defer("body"):
            if _is_due(draft, now):
                due.setdefault(draft.seminar, []).append(draft.pk)
        return sum(self._send(seminar, pks, now) for seminar, pks in due.items())

    @transaction.atomic
    def ask_for(self, round: DialogueRound, *, by: Person) -> int:
        """Asks the devices that have unsent text in this round to send it. Returns how many."""
        round.seminar.lock()
        scribes = {draft.scribe for draft in self.unsent().filter(round=round).defer("body").select_related("scribe")}
        facts = [Fact(events.DRAFT_ASKED_FOR, scribe, {"group": scribe.group_id}) for scribe in scribes]
        if facts:
            round.seminar.record_all(facts, by=by)
        return len(facts)

    def _left(self, now: datetime) -> ClosingQuerySet:
        """Drafts in rounds and questions that do not take notes for much longer, or no longer.

        Those of a group that the organizer has stopped wait until it may write again.
        """
        left = Q(_closed(now), post=None) | Q(_closed(now, "post__"), post__isnull=False)
        drafts = self.unsent().filter(left, seminar__send_at_closing=True).exclude(scribe__group__may_write=False)
        related = ("seminar", "scribe__group", "round", "question", "post__round", "post__question")
        return drafts.annotate(length=Length("body")).filter(length__lte=LONGEST_NOTE).select_related(*related)

    @transaction.atomic
    def _send(self, seminar: Seminar, pks: list[int], now: datetime) -> int:
        seminar.lock()
        drafts = self._left(now).filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk")
        return sum(_send(draft) for draft in drafts if _is_due(draft, now))


def _closed(now: datetime, prefix: str = "") -> Q:
    """Where the round or the question is closed, or its time is up."""
    return (
        Q((f"{prefix}round__state", DialogueRound.State.CLOSED))
        | Q((f"{prefix}round__ends_at__lte", now))
        | Q((f"{prefix}question__closed_at__isnull", False))
    )


def _ended(draft: Draft) -> datetime | None:
    """When its round and its question took notes for the last time, as far as that is known."""
    written_in = draft.post or draft
    written_in.round.seminar = draft.seminar
    question, grace = written_in.question, draft.seminar.grace
    ends = [written_in.round.takes_until, question and question.closed_at and question.closed_at + grace]
    return min((end for end in ends if end), default=None)


def _is_late(draft: Draft) -> bool:
    ended = _ended(draft)
    return bool(ended and draft.saved_at > ended + TIME_TO_ARRIVE)


def _is_due(draft: Draft, now: datetime) -> bool:
    """What was typed after the closing may still be going on, so it is due only when it was left alone for a while."""
    ended = _ended(draft)
    if ended is None or now < ended + TIME_TO_ARRIVE:
        return False
    return not _is_late(draft) or draft.saved_at <= now - LEFT_ALONE_AFTER


def _is_of_rehearsal(draft: Draft) -> bool:
    """A text from before the rehearsal is not cleared with it."""
    if not draft.seminar.rehearsing:
        return False
    return draft.saved_at >= draft.seminar.changes.of(events.REHEARSAL_STARTED).latest("number").at


def _send(draft: Draft) -> bool:
    """Returns False where it had nothing but spaces, or its note was deleted for good."""
    seminar, post = draft.seminar, None
    if draft.body.strip():
        post = seminar.posts.send_left(draft, late=_is_late(draft), tryout=_is_of_rehearsal(draft))
    draft.empty()
    seminar.record(events.DRAFT_ENDED, draft, by=draft.scribe, group=draft.scribe.group_id)
    return post is not None
