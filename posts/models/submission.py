"""How a note comes in from a scribe's device: once, however often it is sent."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, Max, Subquery
from django.utils import timezone

from posts import events
from seminar.models import DialogueRound, Scribe
from seminar.models.person import new_uid
from seminar.models.prepared import insert, prepared
from seminar.models.scribe import MINUTE

from .revision import Revision

if TYPE_CHECKING:
    from seminar.models import Question, Seminar

    from .draft import Draft
    from .post import Post

LONGEST_NOTE = 20_000  # characters
MOST_A_MINUTE = 60  # new notes from one device: more than anyone types, less than a broken page could flood with
# From all devices of a group, and in a seminar: many times what a full day gives.
MOST_A_MINUTE_IN_GROUP = 300
MOST_IN_GROUP = 5_000
MOST_IN_SEMINAR = 200_000
MOST_TEXTS_A_MINUTE = 120  # other texts for its notes, from one device
MOST_SET_ASIDE = 100  # beside one note, each for somebody to decide on
MET_ANOTHER, CAME_LATE, LOCKED = "met another", "came late", "locked"


class NotYours(Exception):
    """The id belongs to a note that this scribe may not touch."""


class NoteErased(Exception):
    """The note was deleted for good, and does not come back when a device sends it again."""


class TooManyNotes(Exception):
    """More new notes than MOST_A_MINUTE, or texts than MOST_TEXTS_A_MINUTE; the next is accepted in `wait` seconds."""

    def __init__(self, wait: int = ceil(MINUTE.total_seconds())) -> None:
        super().__init__(wait)
        self.wait = wait


class TooManyInAll(Exception):
    """The group has MOST_IN_GROUP notes, the seminar MOST_IN_SEMINAR, or the note MOST_SET_ASIDE texts beside it."""


class GroupStopped(Exception):
    """The organizer has stopped the scribe's group from writing."""


class Sent(NamedTuple):
    """The note as it is now. `kept` is "saved", or else why the text was set aside."""

    post: Post
    kept: str = "saved"


class SubmissionQuerySet(models.QuerySet):
    def of_scribe(self, scribe: Scribe) -> SubmissionQuerySet:
        """What the scribe's page shows: the notes of its group, or its own where the group is unknown."""
        own = models.Q(scribe=scribe.pk)
        return self.filter(own | models.Q(group=scribe.group_id) if scribe.group_id else own, seminar=scribe.seminar_id)

    def sent_to(self, scribe: Scribe) -> SubmissionQuerySet:
        """What the group has sent, newest first, with all that its page shows; without the parts that others made."""
        posts = self.of_scribe(scribe).filter(split_from=None).select_related("round", "question", "scribe")
        return posts.defer("search").order_by("-position", "-id")

    @transaction.atomic
    def send(
        self,
        uid: str,
        *,
        scribe: Scribe,
        round: DialogueRound,
        question: Question | None = None,
        body: str,
        base: int = 0,
    ) -> Sent:
        """Saves a new note (`base` 0), or a new text for one that was at revision `base` when the edit began.

        The device makes the `uid`, so that the same note sent twice is one note. Raises NotYours, NoteErased,
        TooManyNotes, TooManyInAll, GroupStopped.
        """
        scribe.seminar.lock()
        now, group = timezone.now(), scribe.group_id or 0
        [(was_sent, is_own, may_write, recent_texts, *known)] = _known_now(
            round=round, uid=uid, scribe=scribe, seminar=scribe.seminar, group=group, since=now - MINUTE
        )
        if not was_sent:
            if may_write is False:
                raise GroupStopped
            return Sent(self._write(uid, now, known, scribe=scribe, round=round, question=question, body=body))
        if not is_own:
            raise NotYours
        [post] = _sent_before(seminar=scribe.seminar, uid=uid)
        post.seminar = scribe.seminar
        if _was_saved(post, body, base):
            return Sent(post)
        if may_write is False:
            raise GroupStopped
        if (recent_texts or 0) >= MOST_TEXTS_A_MINUTE:
            raise TooManyNotes
        if post.is_writable() and post.revision == base:
            post.revise(body=body, by=scribe)
            return Sent(post)
        reason = LOCKED if post.text_locked else MET_ANOTHER if post.is_writable() else CAME_LATE
        sent = _set_aside(post, body, reason, by=scribe)
        if post.revisions.aside().count() > MOST_SET_ASIDE:
            raise TooManyInAll
        return sent

    def send_left(self, draft: Draft, *, late: bool, tryout: bool) -> Post | None:
        """Sends what was left in a field when its round or its question closed. The seminar is locked.

        A note that has another text by now keeps it, and the draft is set aside. So does one that was moved to another
        group. Returns None where the note was deleted for good.
        """
        scribe, body, uid = draft.scribe, draft.body.rstrip(), draft.becomes or new_uid()
        post = draft.post or self.filter(seminar=draft.seminar, uid=uid).first()
        is_own = bool(post and self.of_scribe(scribe).filter(pk=post.pk).exists())
        if post and not is_own and draft.post is None:
            post, uid = None, new_uid()  # a device may name any id, but not change another group's note
        if post is None:
            if is_erased(uid):
                return None
            place = {"round": draft.round, "question": draft.question}
            facts = {"written_at": draft.saved_at, "late": late, "tryout": tryout, "sent_at_closing": True}
            position = draft.seminar.posts.aggregate(last=Max("position", default=-1))["last"] + 1
            post = self._create(uid, position=position, scribe=scribe, body=body, **place, **facts)
            draft.seminar.record(events.SENT_AT_CLOSING, post, by=scribe, group=scribe.group_id, late=late)
            return post
        post.seminar = draft.seminar
        if not _was_saved(post, body, 0):
            meets_another = draft.post is None or not is_own or post.revision != draft.base_revision
            if late or post.text_locked or meets_another:
                reason = LOCKED if post.text_locked else CAME_LATE if late else MET_ANOTHER
                _set_aside(post, body, reason, by=scribe)
            else:
                post.revise(body=body, by=scribe)
        return post

    def _write(
        self,
        uid: str,
        now: datetime,
        known: list[Any],
        *,
        scribe: Scribe,
        round: DialogueRound,
        question: Question | None,
        body: str,
    ) -> Post:
        """`known` is what `_known_now` read, without the first four."""
        seminar = scribe.seminar
        round.state, round.opened_at, round.ends_at, round.closed_at = known[:4]
        last = _ensure_accepted(scribe, now, *known[4:])
        post = self._create(
            uid,
            position=last + 1,
            scribe=scribe,
            round=round,
            question=question,
            body=body,
            written_at=now,
            late=not (round.takes_at(now) and (question is None or question.takes_at(now))),
            tryout=seminar.rehearsing,
        )
        for draft in _drafts_of_new(scribe=scribe, round=round, question=question):
            draft.sent(body)
        seminar.record(events.WRITTEN, post, by=scribe, group=scribe.group_id, late=post.late)
        return post

    def _create(self, uid: str, *, scribe: Scribe, **fields: Any) -> Post:
        post = self.model(
            seminar=scribe.seminar, uid=uid, group=scribe.group, scribe=scribe, author=scribe.name, **fields
        ).fold()
        insert(post)
        return post


@prepared
def sent_to(scribe: int, group: int | None, seminar: int) -> models.QuerySet:
    """`SubmissionQuerySet.sent_to`, for the page that every device opens."""
    return apps.get_model("posts", "Post").objects.sent_to(Scribe(pk=scribe, group_id=group, seminar_id=seminar))


@prepared
def own_note(uid: str, scribe: int, group: int | None, seminar: int) -> models.QuerySet:
    """The note with this uid, if it is `SubmissionQuerySet.of_scribe`."""
    posts = apps.get_model("posts", "Post").objects
    return posts.of_scribe(Scribe(pk=scribe, group_id=group, seminar_id=seminar)).filter(uid=uid).order_by()


@prepared
def _sent_before(seminar: Seminar, uid: str) -> models.QuerySet:
    """With what decides whether its group may still change it."""
    posts = apps.get_model("posts", "Post").objects.select_related("round", "question")
    return posts.filter(seminar=seminar, uid=uid).select_for_update(of=("self",)).order_by()


@prepared
def _drafts_of_new(scribe: Scribe, round: DialogueRound, question: Question | None) -> models.QuerySet:
    drafts = apps.get_model("posts", "Draft").objects
    return drafts.filter(scribe=scribe, round=round, question=question, post=None).select_for_update().order_by()


@prepared
def _known_now(
    round: DialogueRound, uid: str, scribe: Scribe, seminar: Seminar, group: int, since: datetime
) -> models.QuerySet:
    """Whether the note was sent before, whether the scribe may touch it, whether its group may write, and what else
    decides whether a new note is accepted. Read under the lock.
    """
    writer = Scribe(pk=scribe, group_id=group, seminar_id=seminar)
    posts = apps.get_model("posts", "Post").objects.order_by()
    erased = apps.get_model("posts", "Erasure").objects.erased("note", uid)
    may_write = Scribe.objects.filter(pk=scribe).values("group__may_write")
    last = (
        posts.filter(seminar=seminar).order_by("-position").values("position")[:1]
    )  # one step in the index post_order
    return (
        DialogueRound.objects.filter(pk=round)
        .order_by()
        .values_list(
            Exists(posts.filter(seminar=seminar, uid=uid)),
            Exists(posts.of_scribe(writer).filter(uid=uid)),
            Subquery(may_write),
            _number(Revision.objects.filter(scribe=scribe, at__gt=since).order_by(), "scribe"),
            "state",
            "opened_at",
            "ends_at",
            "closed_at",
            Exists(erased),
            Subquery(last),
            _number(posts.filter(scribe=scribe, written_at__gt=since), "scribe"),
            _number(posts.filter(group=group), "group"),
            _number(posts.filter(group=group, written_at__gt=since), "group"),
        )
    )


def _number(rows: models.QuerySet, by: str) -> Subquery:
    return Subquery(rows.values(by).annotate(number=Count("pk")).values("number"))


def is_erased(uid: str) -> bool:
    """Whether the note was deleted for good."""
    return bool(_erasures(uid=uid))


@prepared
def _erasures(uid: str) -> models.QuerySet:
    return apps.get_model("posts", "Erasure").objects.erased("note", uid).values_list("pk")


def is_stopped(scribe: Scribe) -> bool:
    """Whether the organizer has stopped the scribe's group from writing. Read again: it may just have happened."""
    return type(scribe).objects.filter(pk=scribe.pk, group__may_write=False).exists()


def _ensure_accepted(
    scribe: Scribe,
    now: datetime,
    is_erased: bool,
    last: int | None,
    recent: int | None,
    in_group: int | None,
    recent_in_group: int | None,
) -> int:
    """Takes what `_known_now` read, and returns the position of the last note, -1 where there is none.

    Raises NoteErased, and TooManyNotes and TooManyInAll, which are also for all devices of the group together: joining
    again gives no more room.
    """
    if is_erased:
        raise NoteErased
    if (recent or 0) >= MOST_A_MINUTE:
        first = scribe.posts.filter(written_at__gt=now - MINUTE).aggregate(first=models.Min("written_at"))["first"]
        raise TooManyNotes(ceil((first + MINUTE - now).total_seconds()))
    if (last or 0) >= MOST_IN_SEMINAR or (in_group or 0) >= MOST_IN_GROUP:
        raise TooManyInAll
    if (recent_in_group or 0) >= MOST_A_MINUTE_IN_GROUP:
        raise TooManyNotes
    return -1 if last is None else last


def _was_saved(post: Post, body: str, base: int) -> bool:
    """Whether the post has had this text since revision `base`: then it was saved, but the answer did not arrive."""
    return post.body == body or (post.revision > base and post.revisions.filter(number__gt=base, body=body).exists())


def _set_aside(post: Post, body: str, reason: str, *, by: Scribe) -> Sent:
    if Revision.set_aside(post, body, by=by, reason=reason):
        post.seminar.record(events.SET_ASIDE, post, by=by, reason=reason)
    return Sent(post, reason)
