from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.utils import timezone

from posts import events
from seminar.constraints import SameSeminarForeignKey
from seminar.models import Scribe
from seminar.models.person import new_uid
from seminar.models.prepared import insert, prepared, update
from seminar.models.scribe import AWAY_AFTER
from seminar.notify import notify

from .closing import ClosingQuerySet
from .submission import NoteErased, is_erased

if TYPE_CHECKING:
    from seminar.events import Event
    from seminar.models import DialogueRound, Question

    from .post import Post

LONGEST_DRAFT = 200_000  # characters; a longer text stays on the device


class DraftQuerySet(ClosingQuerySet):
    def unsent(self) -> DraftQuerySet:
        """Those that have text, on devices that have not been shut out, and that no other scribe has fetched."""
        return self.filter(body__gt="", scribe__removed_at=None, fetched_by=None)

    def left_behind(self, scribe: Scribe, *, since: datetime | None = None) -> DraftQuerySet:
        """Drafts of new notes that `scribe` may fetch: their devices write for the same group, and are away `since`."""
        since = since or timezone.now() - AWAY_AFTER
        away = models.Q(scribe__group__isnull=False, scribe__seen_at__lt=since)
        drafts = self.unsent().filter(away, post=None, seminar=scribe.seminar_id)
        return drafts.filter(scribe__group=scribe.group_id).exclude(scribe=scribe.pk)

    def shown_to(self, scribe: Scribe) -> list[Draft]:
        """What the scribe's page shows: its own drafts, and those it may fetch, oldest first."""
        since = timezone.now() - AWAY_AFTER
        return _shown(scribe=scribe, group=scribe.group_id, seminar=scribe.seminar_id, since=since)

    @transaction.atomic
    def keep(
        self,
        *,
        scribe: Scribe,
        round: DialogueRound,
        question: Question | None = None,
        post: Post | None = None,
        body: str,
        version: int,
        origin: str = "",
        base: int | None = None,
        revision: int = 0,
        becomes: str = "",
    ) -> Draft:
        """Saves the draft if its text builds on the current one. Returns the current draft.

        It does if `base` is the current version, or if the current text is an earlier one from the same copy of the
        draft: `origin` names the copy, and `version` counts its changes. Pages of an older release send no `base`.
        `becomes` is the uid that the note will have, so that it is one note whether a device or the server sends it.
        Raises NoteErased where a draft begins whose note was deleted for good, and TooManyChanges where a draft begins
        or ends.
        """
        place = {"scribe": scribe, "question": question, "round": round, "post": post}
        draft, made = next(iter(_at(**place)), None), False
        had_text = bool(draft and draft.body)
        if had_text != bool(body):
            scribe.seminar.lock()  # since this is a Change; before the draft, as wherever both are locked
            scribe.ensure_not_too_fast()
            if body and becomes and is_erased(becomes):
                raise NoteErased
        if draft and connection.features.has_select_for_update:  # without it, nobody else has written since
            draft = next(iter(_at_locked(**place)), None)
        if draft is None:
            draft = Draft(**place, seminar=scribe.seminar)
            made = insert(draft, once=True)
            if not made:  # another device of the scribe was quicker
                [draft] = _at_locked(**place)
        draft.seminar, draft.scribe = scribe.seminar, scribe
        is_same_copy = origin == draft.origin or (base is None and not draft.body)
        builds_on_current = made or base == draft.version or (is_same_copy and version > draft.origin_version)
        if not builds_on_current or bool(draft.body) != had_text:  # another has just begun or emptied it
            return draft
        if draft.body != body or draft.fetched_by_id:
            draft.revision = revision
            draft.write(body, origin=origin, origin_version=version, becomes=becomes)
        if not scribe.was_seen_lately:
            type(scribe).objects.saw([scribe.pk])
        return draft


@prepared
def _shown(scribe: int, group: int | None, seminar: int, since: datetime) -> models.QuerySet:
    reader, drafts = Scribe(pk=scribe, group_id=group, seminar_id=seminar), Draft.objects
    drafts = drafts.filter(scribe=scribe) | drafts.left_behind(reader, since=since)
    return drafts.select_related("round", "question", "scribe", "fetched_by").order_by("pk")


def _of_place(scribe: Scribe, question: Question | None, round: DialogueRound, post: Post | None) -> models.QuerySet:
    """A new text for a note is one draft, also where the note has been moved to another question since."""
    drafts = Draft.objects.filter(scribe=scribe, post=post)
    return drafts.filter(question=question, round=round) if post is None else drafts


_at = prepared(_of_place)
_at_locked = prepared(lambda **place: _of_place(**place).select_for_update())


class Draft(models.Model):
    """What a scribe is typing and has not sent: one for each scribe and question, and for each note being edited.

    The scribe may write on several devices. `version` is another number after each change, and never one that was used
    before. `becomes` is the uid of the note that its text will be, "" where it has none. `origin` and `origin_version`
    say from which copy of the draft, on which device, the text came; no copy where the server changed it. `revision` is
    that of the note from which the new text began. `fetched_by` is the scribe that took over the text, since this one
    was away.
    """

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="drafts")
    scribe = models.ForeignKey("seminar.Scribe", models.CASCADE, related_name="drafts")
    round = models.ForeignKey("seminar.DialogueRound", models.CASCADE, related_name="drafts")
    question = models.ForeignKey("seminar.Question", models.CASCADE, null=True, blank=True, related_name="drafts")
    post = models.ForeignKey("Post", models.CASCADE, null=True, blank=True, related_name="drafts")
    body = models.TextField(blank=True)
    becomes = models.CharField(max_length=64, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    origin = models.CharField(max_length=36, blank=True)
    origin_version = models.PositiveBigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    fetched_by = models.ForeignKey("seminar.Scribe", models.SET_NULL, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scribe", "question"], condition=models.Q(post=None), name="draft_once_a_question"
            ),
            models.UniqueConstraint(
                fields=["scribe", "round"],
                condition=models.Q(question=None, post=None),
                name="draft_once_without_question",
            ),
            models.UniqueConstraint(fields=["scribe", "post"], name="draft_once_a_post"),
            SameSeminarForeignKey(field="scribe", name="draft_scribe_within_seminar"),
            SameSeminarForeignKey(field="round", name="draft_round_within_seminar"),
            SameSeminarForeignKey(field="question", owner="round", name="draft_question_within_round"),
            SameSeminarForeignKey(field="post", name="draft_post_within_seminar"),
            SameSeminarForeignKey(field="fetched_by", name="draft_fetched_by_within_seminar"),
        ]

    def __str__(self) -> str:
        return f"{self.scribe_id}.{self.question_id}"

    def next_version(self) -> int:
        """Milliseconds since 1970, so that a row that is deleted and created again never repeats a version."""
        return max(self.version + 1, int(time.time() * 1000))

    @property
    def base_revision(self) -> int:
        """The revision of `post` from which the new text began: an earlier one where the note was changed since."""
        if self.revision:
            return self.revision
        changed = self.post.edited_at and self.post.edited_at > self.saved_at
        return self.post.revision - 1 if changed else self.post.revision

    def write(self, body: str, *, origin: str, origin_version: int = 0, becomes: str = "") -> None:
        """Sets the text, and tells the pages of its scribe. Without `becomes`, a text that goes on is the same note.

        Call it in a transaction that has locked the row, and the seminar too where the draft begins or ends: only that
        is a Change, since the text comes too often to be one each time.
        """
        self.becomes = (becomes or self.becomes or new_uid()) if body else ""
        was, self.body, self.version, self.saved_at = self.body, body, self.next_version(), timezone.now()
        self.origin, self.origin_version, self.fetched_by = origin, origin_version, None
        update(self)
        self._tell_pages()
        if bool(was) != bool(body):
            self._record(events.DRAFT_BEGUN if body else events.DRAFT_ENDED)

    def sent(self, body: str) -> None:
        """Empties the draft that has become a note, unless more has been typed since."""
        if self.body.strip() == body.strip():
            self.empty()

    def empty(self) -> None:
        """Takes out the text, which is a note now, and tells the pages. The row and the seminar are locked."""
        self.body, self.becomes, self.version = "", "", self.next_version()
        self.origin, self.origin_version, self.fetched_by = "", self.origin_version + 1, None
        update(self)
        self._tell_pages()

    @transaction.atomic
    def fetch(self, *, by: Scribe) -> None:
        """Adds this text to the draft that `by` has for the same question. Nothing happens where that was done before.

        This draft keeps its text, marked as fetched: it is no longer offered, and its own device learns of it if it
        returns. The two are notes of their own, so that neither device's later text is set aside for that of the other.
        """
        by.seminar.lock()
        draft = Draft.objects.left_behind(by).select_for_update(of=("self",)).filter(pk=self.pk).first()
        if draft is None:
            return
        place = {"scribe": by, "question": draft.question, "round": draft.round, "post": None}
        own, _ = Draft.objects.select_for_update().get_or_create(**place, defaults={"seminar": by.seminar})
        own.write("\n\n".join(filter(None, [own.body.rstrip(), draft.body])), origin=new_uid())
        draft.version, draft.origin, draft.fetched_by = draft.next_version(), new_uid(), by
        draft.save()
        draft._tell_pages()
        draft._record(events.DRAFT_ENDED)

    def _tell_pages(self) -> None:
        """After the commit, in a transaction of its own: on PostgreSQL, those that notify commit one by one."""
        event = {"verb": "draft.saved", "scribe": self.scribe_id, "origin": self.origin}
        transaction.on_commit(lambda: notify(self.seminar_id, event), robust=True)

    def _record(self, event: Event) -> None:
        facts = {"group": self.scribe.group_id, "question": self.question_id}
        self.scribe.seminar.record(event, self, by=self.scribe, **facts)
