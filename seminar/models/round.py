from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seminar import events
from seminar.constraints import reachable
from seminar.events import Event

from .change import NotPossible
from .ordered import Ordered, OrderedQuerySet
from .person import new_uid

if TYPE_CHECKING:
    from .change import Change
    from .person import Person
    from .question import Question
    from .seminar import Seminar

STEERED = ["state", "opened_at", "ends_at", "closed_at"]
OPENINGS = events.ROUND_OPENED, events.ROUND_UNOPENED
NOT_TO_UNDO = _("The opening of this round can no longer be undone.")


class RoundQuerySet(OrderedQuerySet):
    @transaction.atomic
    def plan(
        self, title: str, questions: list[str], *, seminar: Seminar, by: Person | None = None, **times: Any
    ) -> DialogueRound:
        """Creates a round after the others, with its questions and, where given, its times in the plan of the day."""
        round = self.add(seminar=seminar, by=by, title=title, **times)
        round.add_questions(questions, by=by)
        return round

    def current(self) -> DialogueRound | None:
        """The round that groups write in: the open one, else the one that closed last."""
        return self.begun().prefetch_related("questions").first()

    def begun(self) -> RoundQuerySet:
        """Those that have been opened, the last one first."""
        return self.exclude(state=DialogueRound.State.PLANNED).order_by("-opened_at", "-number")


class Phase(models.TextChoices):
    """The state of a round at a moment. In `CLOSING` the groups may still finish a sentence."""

    PLANNED = "planned", _("not open yet")
    OPEN = "open", _("open")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("closed")


class DialogueRound(Ordered):
    """A sitting of the groups. At `ends_at` its timer closes it.

    In the plan of the day it begins at `starts_at`, in the seminar's time zone, and takes `planned_minutes`.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    ADDED, MOVED, REMOVED = events.ROUND_ADDED, events.ROUND_MOVED, events.ROUND_REMOVED

    seminar = models.ForeignKey("Seminar", models.CASCADE, related_name="rounds")
    uid = models.CharField(max_length=64, default=new_uid, editable=False)
    number = models.PositiveIntegerField()
    title = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            reachable("round"),
            models.UniqueConstraint(fields=["seminar", "uid"], name="round_uid_once"),
            models.UniqueConstraint(fields=["seminar", "number"], name="round_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="round_has_title"),
            models.CheckConstraint(condition=Q(state__in=["planned", "open", "closed"]), name="round_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def add_question(self, text: str, *, by: Person | None = None, uid: str = "") -> Question:
        self.seminar.lock()
        last = self.questions.aggregate(last=models.Max("number"))["last"] or 0
        question = self.questions.create(seminar=self.seminar, text=text, number=last + 1, uid=uid or new_uid())
        self.seminar.record(events.QUESTION_ADDED, question, by=by)
        return question

    @transaction.atomic
    def add_questions(self, texts: list[str], *, by: Person | None = None) -> list[Question]:
        return [self.add_question(text, by=by) for text in texts]

    @transaction.atomic
    def rename(self, title: str, *, by: Person | None = None) -> None:
        self.seminar.lock()
        self.refresh_from_db(fields=["title"])
        former, self.title = self.title, title
        if title != former:
            self.save(update_fields=["title"])
            self.seminar.record(events.ROUND_RENAMED, self, by=by, title=title, former=former)

    def closed_since(self, now: datetime) -> datetime | None:
        """When it was closed, by someone or by its timer; None while it is open."""
        if self.state == self.State.CLOSED:
            return self.closed_at
        return self.ends_at if self.ends_at and self.ends_at <= now else None

    def phase(self, now: datetime | None = None) -> Phase:
        now = now or timezone.now()
        if self.state == self.State.PLANNED:
            return Phase.PLANNED
        since = self.closed_since(now)
        if since is None:
            return Phase.OPEN if self.state == self.State.OPEN else Phase.CLOSED
        return Phase.CLOSING if now < since + self.seminar.grace else Phase.CLOSED

    @property
    def next_question(self) -> Question | None:
        """The first one that is held back."""
        return next((question for question in self.questions.all() if question.held_back), None)

    @property
    def takes_until(self) -> datetime | None:
        """The end of the grace after the round's end, as far as that is known: what comes until then is in time."""
        end = self.closed_at if self.state == self.State.CLOSED else self.ends_at
        return end and end + self.seminar.grace

    def takes_at(self, now: datetime) -> bool:
        """Whether a note that comes at `now` is in time."""
        return self.phase(now) in (Phase.OPEN, Phase.CLOSING)

    @transaction.atomic
    def open(self, *, minutes: int | None = None, first_only: bool = False, by: Person | None = None) -> None:
        """Opens or reopens it, with a timer of `minutes` or none, and closes the round that was open.

        With `first_only` its other questions are held back, until each is asked. Raises NotPossible where the seminar
        is finished.
        """
        self.seminar.lock()
        self.seminar.refuse_if_finished()
        self.read_again()
        before = self._as_data()
        others = list(self.siblings().filter(state=self.State.OPEN).exclude(pk=self.pk))
        ends = {other.pk: _to_text(other.ends_at) for other in others}
        for other in others:
            other.close(by=by)
        now = timezone.now()
        self.state, self.opened_at, self.closed_at = self.State.OPEN, now, None
        self.ends_at = minutes and now + timedelta(minutes=minutes)
        self.save(update_fields=STEERED)
        if first_only and (first := self.questions.first()):
            self.questions.filter(pk=first.pk).update(closed_at=None, held_back=False)
            self.questions.exclude(pk=first.pk).update(closed_at=None, held_back=True)
        facts = {"minutes": minutes, "first_only": first_only, "before": before, "instead_of": ends}
        self.seminar.record(events.ROUND_OPENED, self, by=by, **facts)

    @transaction.atomic
    def unopen(self, *, by: Person | None = None) -> None:
        """Undoes its last opening. Raises NotPossible where that is undone already, or where a device has sent text."""
        self.seminar.lock()
        opening = self._last_opening()
        if opening is None:
            raise NotPossible(NOT_TO_UNDO)
        opening.undo(by=by)
        self.read_again()

    def may_unopen(self) -> bool:
        opening = self._last_opening()
        return opening is not None and not self._has_text_since(opening)

    def restore_before(self, opening: Change, *, by: Person | None) -> None:
        """Makes everything as it was before this opening, also the round that it closed. The seminar is locked.

        Raises NotPossible where it is not the last opening, or where a device has sent text since.
        """
        self.seminar.refuse_if_finished()
        last = self._last_opening()
        if last is None or last.number != opening.number:
            raise NotPossible(NOT_TO_UNDO)
        if self._has_text_since(opening):
            raise NotPossible(
                _("A group has sent text in this round, so its opening cannot be undone. Close it instead.")
            )
        self._restore(opening.data["before"])
        for pk, ends_at in opening.data["instead_of"].items():
            self._open_again(pk, ends_at, opening)
        facts = {"minutes": opening.data["minutes"], "first_only": opening.data["first_only"]}
        self.seminar.record(events.ROUND_UNOPENED, self, by=by, **facts)

    def _open_again(self, pk: str, ends_at: str, opening: Change) -> None:
        """The round that this one was opened instead of, unless it has been opened since, or another one is open."""
        other = self.siblings().filter(pk=pk, state=self.State.CLOSED).first()
        if other is None or self.siblings().filter(state=self.State.OPEN).exists():
            return
        if self.seminar.changes.after(opening.number).about(other).of(*OPENINGS).exists():
            return
        other.state, other.closed_at, other.ends_at = self.State.OPEN, None, _to_moment(ends_at)
        other.save(update_fields=STEERED)

    def _last_opening(self) -> Change | None:
        """None where it is undone, and for rounds opened by earlier versions, which did not record what was before."""
        last = self.seminar.changes.about(self).of(*OPENINGS).last()
        is_opening = last is not None and last.verb == events.ROUND_OPENED.code and "before" in last.data
        return last if is_opening and self.state != self.State.PLANNED else None

    def _has_text_since(self, opening: Change) -> bool:
        """Whether a device has sent or changed a note of this round since."""
        sent = self.seminar.changes.after(opening.number).filter(subject_kind="post", scribe__isnull=False)
        return self.posts.filter(pk__in=sent.order_by().values("subject_id")).exists()

    def _as_data(self) -> dict[str, Any]:
        questions = self.questions.values_list("pk", "closed_at", "held_back")
        return {
            "state": self.state,
            "opened_at": _to_text(self.opened_at),
            "ends_at": _to_text(self.ends_at),
            "closed_at": _to_text(self.closed_at),
            "questions": [[pk, _to_text(closed_at), held_back] for pk, closed_at, held_back in questions],
        }

    def _restore(self, data: dict[str, Any]) -> None:
        self.state = data["state"]
        for name in ("opened_at", "ends_at", "closed_at"):
            setattr(self, name, _to_moment(data[name]))
        self.save(update_fields=STEERED)
        for pk, closed_at, held_back in data["questions"]:
            self.questions.filter(pk=pk).update(closed_at=_to_moment(closed_at), held_back=held_back)

    @transaction.atomic
    def set_timer(self, minutes: int, *, by: Person | None = None) -> None:
        """Lets it close `minutes` from now. Raises NotPossible where it is not open."""
        self._lock_open()
        self._set_end(timezone.now() + timedelta(minutes=minutes), events.ROUND_TIMED, by=by, minutes=minutes)

    @transaction.atomic
    def extend_timer(self, minutes: int, *, by: Person | None = None) -> None:
        """Lets it close `minutes` later. Raises NotPossible where it is not open, or has no timer."""
        self._lock_open()
        if self.ends_at is None:
            raise NotPossible(_("The timer was removed in the meantime. Set it to the number of minutes you want."))
        self._set_end(self.ends_at + timedelta(minutes=minutes), events.ROUND_EXTENDED, by=by, minutes=minutes)

    @transaction.atomic
    def remove_timer(self, *, by: Person | None = None) -> None:
        """Lets it stay open until somebody closes it. Raises NotPossible where it is not open."""
        self._lock_open()
        if self.ends_at:
            self._set_end(None, events.ROUND_UNTIMED, by=by)

    def _lock_open(self) -> None:
        self.seminar.lock()
        self.read_again()
        if self.phase() != Phase.OPEN:
            raise NotPossible(_("The round is closed, so its timer was not changed. Open the round again first."))

    def _set_end(self, ends_at: datetime | None, event: Event, *, by: Person | None, **facts: int) -> None:
        self.ends_at = ends_at
        self.save(update_fields=["ends_at"])
        self.seminar.record(event, self, by=by, **facts)

    def read_again(self) -> None:
        """Whether it is open, and until when: somebody may just have opened or closed it. Call it under the lock."""
        self.refresh_from_db(fields=STEERED)

    @transaction.atomic
    def close(self, *, by: Person | None = None) -> None:
        """Closes the round. Notes are still in time until the seminar's grace is over."""
        self.seminar.lock()
        now = timezone.now()
        self.closed_at = min(filter(None, [self.ends_at, now]))
        if (
            self.siblings()
            .filter(pk=self.pk, state=self.State.OPEN)
            .update(state=self.State.CLOSED, closed_at=self.closed_at)
        ):
            self.state = self.State.CLOSED
            self.seminar.record(events.ROUND_CLOSED, self, by=by)


def _to_text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _to_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
