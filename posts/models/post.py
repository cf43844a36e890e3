from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace, Trim
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts import events
from posts.errors import GONE, WHY
from posts.text.search import holding, searchable
from seminar.access import EDITORS
from seminar.constraints import SameSeminarForeignKey, reachable
from seminar.models.change import NotPossible, one_transaction
from seminar.models.person import new_uid
from seminar.models.prepared import prepared, read_again, update

from .device_visibility import DeviceVisibilityQuerySet
from .merging import PostMerging
from .moving import MovingQuerySet, PostMoving
from .revision import Revision
from .splitting import PostSplitting
from .submission import SubmissionQuerySet
from .visibility import PostVisibility

if TYPE_CHECKING:
    from seminar.models import Person, Scribe, Seminar

LONGEST_BODY = 50_000
CURRENT = (
    "subject", "body", "revision", "approved_revision", "state", "late", "text_locked",
    "round", "question", "group", "split_from", "merged_into",
)  # fmt: skip
NEWEST_FIRST = (models.F("written_at").desc(nulls_last=True), "-id")


def _written(field: str) -> Q:
    """More than spaces and line ends."""
    line_end, nothing = (Value(text, output_field=models.TextField()) for text in ("\n", ""))
    return Q(GreaterThan(Trim(Replace(field, line_end, nothing)), nothing))


def _of_those_with(field: str) -> models.Index:
    """An index of the few posts in which this field points to another.

    When many posts are deleted, the database looks for those that point to each of them. Beside an index of all posts
    by this field, SQLite may choose the one by seminar, and reads all posts of the seminar for each.
    """
    return models.Index(fields=[field], condition=Q((f"{field}__isnull", False)), name=f"post_{field}")


# A seminar may ask for approval, and a frozen wall shows nothing new. What counts is the text that was approved.
APPROVED = Q(approved_revision=models.F("revision")) | Q(seminar__wall_approval=False) & (
    Q(seminar__hall=None) | Q(seminar__hall__wall_frozen=False)
)


class TextChanged(Exception):
    """Someone else changed the text first; `current` is the post as it is now."""

    def __init__(self, current: Post) -> None:
        super().__init__(current.pk)
        self.current = current


class PostQuerySet(SubmissionQuerySet, DeviceVisibilityQuerySet, MovingQuerySet):
    def visible(self) -> PostQuerySet:
        return self.filter(state=Post.State.VISIBLE)

    def not_replaced(self) -> PostQuerySet:
        """Without those that other notes count in place of."""
        return self.exclude(state__in=Post.REPLACED)

    def readable_by(self, role: str) -> PostQuerySet:
        """The notes that a member in this role may read, and whose words may be shown to them anywhere.

        Only those who may show a note again may read what is hidden or withdrawn. What a note said before is for
        them too: it may have been edited because of what it said.
        """
        return self.all() if role in EDITORS else self.visible()

    def counted_for_group(self) -> PostQuerySet:
        """What groups have written, hidden or merged too; no withdrawn notes, and no original beside its parts."""
        return self.exclude(state__in=[Post.State.WITHDRAWN, Post.State.SPLIT, Post.State.JOINED])

    def late(self) -> PostQuerySet:
        """Those that came after their round and wait to be let in, oldest first."""
        return self.visible().filter(late=True).select_related("round", "question", "group").order_by("id")

    def presentable(self) -> PostQuerySet:
        """What may be shown to everyone in the hall: visible, and approved where the seminar asks for that."""
        return self.visible().filter(APPROVED)

    def for_the_wall(self) -> PostQuerySet:
        """What is on the wall, newest first."""
        posts = self.presentable().filter(late=False).select_related("round", "question", "group").defer("search")
        return posts.order_by(*NEWEST_FIRST)

    def waiting(self) -> PostQuerySet:
        """What is not on the wall yet, since nobody has approved it as it is now; oldest first."""
        posts = self.with_waiting().filter(is_waiting=True).select_related("round", "question", "group")
        return posts.order_by("id")

    def with_waiting(self) -> PostQuerySet:
        """Each with `is_waiting`: whether it is among `waiting`."""
        waits = Q(~APPROVED, state=Post.State.VISIBLE, late=False)
        return self.annotate(is_waiting=models.ExpressionWrapper(waits, models.BooleanField()))

    def approve_shown(self, seminar: Seminar) -> None:
        """Approves what is on the wall, so that it stays there when approval is asked for. No Change is made of it."""
        shown = self.filter(seminar=seminar).for_the_wall().order_by().values("pk")
        self.filter(pk__in=list(shown.values_list("pk", flat=True))).update(approved_revision=models.F("revision"))

    def by_question(self) -> PostQuerySet:
        """By round and question, those without a question last; newest first in each."""
        question = models.F("question__number").asc(nulls_last=True)
        return self.order_by("round__number", question, *NEWEST_FIRST)

    def among(self, ids: list[int]) -> PostQuerySet:
        return self.filter(pk__in=ids)

    def numbers(self) -> dict[int, int]:
        """By id what each note is called in the summary and the log: its position among these, from 1."""
        return {pk: number for number, pk in enumerate(self.order_by("position", "id").values_list("pk", flat=True), 1)}

    def newer_than(self, pk: int) -> PostQuerySet:
        """Those that came after the post with this id."""
        return self.filter(pk__gt=pk)

    def saying(self, text: str) -> PostQuerySet:
        """Posts that contain every word of `text` (posts/text/search.py)."""
        return self.filter(holding(text))

    def by_table(self) -> PostQuerySet:
        """By round, then by group, with what a card shows; the raw text stays in the database."""
        order = ("round__number", models.F("group__number").asc(nulls_last=True), "position", "id")
        posts = self.select_related("round", "group", "question", "source", "reply_to__group", "split_from")
        unseen = ("search", "source__raw", "reply_to__search", "split_from__search", "split_from__body")
        return posts.defer(*unseen).prefetch_related(merged_notes()).order_by(*order)

    def besides(self, post: Post) -> PostQuerySet:
        """The other posts on the board: what `post` may be merged into."""
        return self.visible().exclude(pk=post.pk).select_related("round", "group", "question")

    def like(self, post: Post, text: str) -> PostQuerySet:
        """Other posts that contain the words; without words, those that answer the same question."""
        others = self.besides(post)
        return others.saying(text) if text.strip() else others.filter(round=post.round, question=post.question)

    def whole(self) -> PostQuerySet:
        """With everything the page of one post shows beside its text."""
        return self.select_related(
            "round", "group", "question", "source", "reply_to__group", "split_from", "merged_into"
        )


class Post(PostMoving, PostSplitting, PostMerging, PostVisibility, models.Model):
    """One note. `author` is the label a wall gave it, `position` its place among the seminar's notes.

    `late` came after its round was closed, and waits for a facilitator to let it in. `sent_at_closing` was sent by the
    server, since its group had not sent it when the round closed. `tryout` goes with the rehearsal. A member has
    approved the text of `approved_revision` for the wall. While `text_locked`, its group can neither change nor
    withdraw it.
    """

    class Kind(models.TextChoices):
        POST = "post", _("note")
        COMMENT = "comment", _("comment")

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")  # by its own group
        SPLIT = "split", _("split into parts")
        MERGED = "merged", _("merged into another")
        JOINED = "joined", _("put back together")  # a part whose split was undone

    REPLACED = (State.SPLIT, State.MERGED, State.JOINED)  # other notes count in place of these

    seminar = models.ForeignKey("seminar.Seminar", models.CASCADE, related_name="posts")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    position = models.PositiveIntegerField(default=0)
    round = models.ForeignKey("seminar.DialogueRound", models.PROTECT, related_name="posts")
    question = models.ForeignKey("seminar.Question", models.PROTECT, null=True, blank=True, related_name="posts")
    group = models.ForeignKey("seminar.Group", models.PROTECT, null=True, blank=True, related_name="posts")
    scribe = models.ForeignKey("seminar.Scribe", models.SET_NULL, null=True, blank=True, related_name="posts")
    author = models.TextField(blank=True)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.POST)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, db_index=False, related_name="replies")
    split_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, db_index=False, related_name="parts")
    split_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, db_index=False, related_name="merged"
    )
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    sent_at_closing = models.BooleanField(default=False)
    tryout = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.VISIBLE)
    revision = models.PositiveIntegerField(default=1)
    approved_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)
    text_locked = models.BooleanField(default=False)
    reactions = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    search = models.TextField(editable=False, default="")
    imported = models.ForeignKey("Import", models.PROTECT, null=True, blank=True, related_name="posts")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            reachable("post"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="post_uid_once"),
            models.CheckConstraint(
                condition=_written("subject") | _written("body") | ~Q(attachments=[]) | ~Q(fields={}),
                name="post_not_empty",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="post_revision_counts_from_one"),
            models.CheckConstraint(condition=Q(kind__in=["post", "comment"]), name="post_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["visible", "hidden", "withdrawn", "split", "merged", "joined"]),
                name="post_state_known",
            ),
            SameSeminarForeignKey(field="round", name="post_round_within_seminar"),
            SameSeminarForeignKey(field="question", owner="round", name="post_question_within_round"),
            SameSeminarForeignKey(field="group", name="post_group_within_seminar"),
            SameSeminarForeignKey(field="scribe", name="post_scribe_within_seminar"),
            SameSeminarForeignKey(field="reply_to", name="post_reply_within_seminar"),
            SameSeminarForeignKey(field="split_from", name="post_split_within_seminar"),
            SameSeminarForeignKey(field="merged_into", name="post_merge_within_seminar"),
        ]
        indexes = [
            models.Index(fields=["seminar", "position"], name="post_order"),
            _of_those_with("reply_to"),
            _of_those_with("split_from"),
            _of_those_with("merged_into"),
        ]

    def __str__(self) -> str:
        return self.subject or self.body[:60]

    def __repr__(self) -> str:
        """Without the text, since exceptions and logs show it."""
        return f"<Post {self.pk}>"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def is_writable(self) -> bool:
        """Whether the group may still change it: it is not locked, and its round and question accept notes now."""
        now = timezone.now()
        return (
            not self.text_locked and self.round.takes_at(now) and (self.question is None or self.question.takes_at(now))
        )

    def is_withdrawable(self) -> bool:
        """Whether the group may still withdraw it; always where it did not send it itself."""
        return self.is_writable() or (self.sent_at_closing and not self.text_locked)

    def fold(self) -> Post:
        """Brings `search` up to date. Code that writes in bulk calls it itself."""
        self.search = searchable(self.subject, self.body, self.author)
        return self

    def lock(self) -> None:
        """Locks the seminar and reads the row again, to decide on the present state. Raises NotPossible."""
        self.seminar.lock()
        try:
            read_again(self, CURRENT)
        except Post.DoesNotExist:
            raise NotPossible(GONE) from None

    def ensure_not_replaced(self) -> None:
        """Raises NotPossible where other notes count in place of this one."""
        if self.state in self.REPLACED:
            raise NotPossible(WHY[self.state])

    def ensure_visible(self) -> None:
        """Raises NotPossible where the note is not on the board."""
        if self.state != self.State.VISIBLE:
            raise NotPossible(WHY[self.state])

    def ensure_revision(self, expected: int | None) -> None:
        """Raises TextChanged where `expected` is not the current revision."""
        if expected not in (None, self.revision):
            raise TextChanged(self)

    def text_at(self, revision: int) -> tuple[str, str]:
        """The heading and the text as the revision had them."""
        if revision == self.revision:
            return self.subject, self.body
        return self.revisions.values_list("subject", "body").get(number=revision)

    @property
    def source_changed(self) -> bool:
        """Whether the note it was split from has been edited since."""
        return bool(self.split_revision and self.split_from and self.split_from.revision != self.split_revision)

    @property
    def merged_voices(self) -> list[str]:
        """The groups, else the authors, of the notes that were merged into it, each once."""
        who = (str(other.group) if other.group else other.author for other in self.merged.all())
        return list(dict.fromkeys(name for name in who if name))

    def revise(
        self,
        *,
        body: str,
        subject: str | None = None,
        by: Person | Scribe | None = None,
        reason: str = "",
        expected: int | None = None,
    ) -> None:
        """Changes the text and keeps the former one. Raises TextChanged where `expected` is not current."""
        with one_transaction():
            self.seminar.lock()
            current = next(iter(_to_revise(post=self)), None)
            if current is None:
                raise Post.DoesNotExist
            if expected is not None and current.revision != expected:
                raise TextChanged(current)
            subject = current.subject if subject is None else subject
            if (subject, body) == (current.subject, current.body):
                return
            Revision.keep(current, by=by, reason=reason)
            was_approved = current.approved_revision == current.revision
            is_member = by is not None and by._meta.model_name == "person"
            self.subject, self.body, self.revision = subject, body, current.revision + 1
            self.approved_revision = self.revision if was_approved and is_member else current.approved_revision
            self.edited_at = timezone.now()
            update(self.fold(), "subject", "body", "revision", "approved_revision", "edited_at", "search")
            self.seminar.record(events.REVISED, self, by=by, revision=self.revision, reason=reason)


@prepared
def _to_revise(post: Post) -> models.QuerySet:
    return Post.objects.select_for_update(no_key=True).filter(pk=post).order_by()


def merged_notes() -> models.Prefetch:
    """The notes that were merged into a post, with what its card says of them."""
    notes = Post.objects.select_related("group").only("merged_into", "author", "group__name")
    return models.Prefetch("merged", notes)
