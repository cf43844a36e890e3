"""What the scribe's page shows: the round, a field for each question, and the notes that the group has sent."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from posts import events
from posts.models import Draft, Post
from posts.models.submission import sent_to
from seminar.models import Change, DialogueRound, Message, Question, Scribe, Seminar
from seminar.models.prepared import prepared
from seminar.models.round import Phase


@dataclass
class AnswerField:
    """Where a note is written: under a question, or in a round without questions. The device knows it by `uid` too.

    `text` is what is in the field: that of `draft`, or with `error` one that could not be sent. `left_behind` are
    drafts of the same group, on devices that are away.
    """

    round: DialogueRound | None = None
    question: Question | None = None
    phase: Phase = Phase.CLOSED
    posts: list[Post] = field(default_factory=list)
    text: str = ""
    draft: Draft | None = None
    left_behind: list[Draft] = field(default_factory=list)
    error: str = ""

    @property
    def uid(self) -> str:
        answered = self.question or self.round
        return answered.uid if answered else ""


@dataclass
class ScribePage:
    """Everything that one scribe's page shows.

    `others` are notes of the round that answer none of its questions, `earlier` those of earlier rounds. `left` and
    `grace` are seconds: until the timer closes the round, and until a note would be late. `next` is the same of the
    question that was closed first. `drafts` are the uids of the fields that have one. `rehearsal` and `cleared` are as
    in `rehearsal_of`. `messages` are those to the groups. `next_comes` is whether the round is closed and another has
    not been opened yet, `weighing` whether the groups weigh themes now.
    """

    scribe: Scribe
    round: DialogueRound | None
    phase: Phase
    answer_fields: list[AnswerField]
    others: list[Post]
    earlier: list[Post]
    left: int | None = None
    grace: int | None = None
    next: int | None = None
    drafts: list[str] = field(default_factory=list)
    rehearsal: int | None = None
    cleared: int | None = None
    messages: list[Message] = field(default_factory=list)
    next_comes: bool = False
    weighing: bool = False

    @classmethod
    def of(cls, scribe: Scribe) -> "ScribePage":
        now, round = timezone.now(), _current_round(scribe.seminar)
        page = cls(scribe, round, round.phase(now) if round else Phase.PLANNED, [], [], [])
        if round:
            page.answer_fields = [
                AnswerField(round, question, _question_phase(question, page.phase, now))
                for question in _questions(round)
            ] or [AnswerField(round, None, page.phase)]
            page.left, page.grace = _seconds_left(round, now)
            page.next = _seconds_of_question(page.answer_fields, now)
        if page.phase == Phase.CLOSED:
            page.next_comes = scribe.seminar.rounds.filter(state=DialogueRound.State.PLANNED).exists()
        page.messages = Message.objects.shown_to(scribe)
        page.weighing = not scribe.seminar.finished_at and bool(_open_weighings(seminar=scribe.seminar))
        page.rehearsal, page.cleared = rehearsal_of(scribe.seminar)
        page._add_drafts(Draft.objects.shown_to(scribe))
        page._add_posts(sent_to(scribe=scribe, group=scribe.group_id, seminar=scribe.seminar_id))
        return page

    def answer_field(self, uid: str) -> AnswerField | None:
        return next((answer_field for answer_field in self.answer_fields if answer_field.uid == uid), None)

    def show_error(self, sent: dict[str, str], error: str) -> None:
        """Puts the text of a form that could not be sent back into its field, with the reason."""
        answer_field = self.answer_field(sent.get("question") or sent.get("round", ""))
        if answer_field is None and self.round:
            answer_field = AnswerField(self.round)
            self.answer_fields.insert(0, answer_field)
        if answer_field:
            answer_field.text, answer_field.error = sent.get("body", ""), error

    def _add_drafts(self, drafts: list[Draft]) -> None:
        """A draft of an earlier round gets a field too, above the others, since it was begun first.

        So does one whose round or question is not open yet, below them.
        """
        self._edits = {draft.post_id: draft for draft in drafts if draft.post_id}
        for draft in drafts:
            if draft.post_id:
                continue
            answer_field = self.answer_field((draft.question or draft.round).uid)
            if answer_field is None:
                if not draft.body:
                    continue
                answer_field = AnswerField(draft.round, draft.question, _phase_elsewhere(draft))
                place = 0 if answer_field.phase == Phase.CLOSED else len(self.answer_fields)
                self.answer_fields.insert(place, answer_field)
            if draft.scribe_id == self.scribe.pk:
                answer_field.text, answer_field.draft = draft.body, draft
                if draft.body:
                    self.drafts.append(answer_field.uid)
            else:
                answer_field.left_behind.append(draft)

    def _add_posts(self, posts: list[Post]) -> None:
        by_question = {
            answer_field.question and answer_field.question.pk: answer_field for answer_field in self.answer_fields
        }
        for post in posts:
            post.round.seminar = self.scribe.seminar
            if post.question:
                post.question.seminar = self.scribe.seminar
            post.edit = self._edits.get(post.pk)
            if post.edit:
                post.edit.post = post
            shown = post.state != Post.State.HIDDEN
            post.may_change, post.may_withdraw = shown and post.is_writable(), shown and post.is_withdrawable()
            answer_field = by_question.get(post.question_id)
            if answer_field and answer_field.round.pk == post.round_id:
                answer_field.posts.append(post)
            else:
                (self.others if self.round and post.round_id == self.round.pk else self.earlier).append(post)


def rehearsal_of(seminar: Seminar) -> tuple[int | None, int | None]:
    """The rehearsal that is going on, and the last one where it was cleared, by the number of their first Change."""
    last = next(iter(_rehearsals(seminar=seminar)), None)
    if last is None:
        return None, None
    return (last.number, None) if seminar.rehearsing else (None, last.data.get("cleared"))


@prepared
def _rehearsals(seminar: Seminar) -> QuerySet:
    changes = Change.objects.filter(seminar=seminar, subject_kind="seminar", subject_id=seminar)
    return changes.of(events.REHEARSAL_STARTED, events.REHEARSAL_ENDED).order_by("-number")[:1]


@prepared
def _open_weighings(seminar: Seminar) -> QuerySet:
    weighings = apps.get_model("themes.Weighing").objects  # which this package cannot import
    return weighings.filter(seminar=seminar, closed_at=None).values_list("pk")


def _current_round(seminar: Seminar) -> DialogueRound | None:
    round = next(iter(_begun(seminar=seminar)), None)
    if round:
        round.seminar = seminar
    return round


@prepared
def _begun(seminar: Seminar) -> QuerySet:
    return DialogueRound.objects.filter(seminar=seminar).begun()[:1]


@prepared
def _questions_of(round: DialogueRound) -> QuerySet:
    return Question.objects.filter(round=round).order_by("number")


def _phase_elsewhere(draft: Draft) -> Phase:
    """Of what is not among the questions that groups see now: not open yet, or closed."""
    is_planned = draft.round.state == DialogueRound.State.PLANNED or (draft.question and draft.question.held_back)
    return Phase.PLANNED if is_planned else Phase.CLOSED


def _questions(round: DialogueRound) -> list[Question]:
    questions = [question for question in _questions_of(round=round) if not question.held_back]
    for question in questions:
        question.seminar = round.seminar
    return questions


def _question_phase(question: Question, round_phase: Phase, now: datetime) -> Phase:
    if question.closed_at is None or round_phase in (Phase.PLANNED, Phase.CLOSED):
        return round_phase
    return Phase.CLOSING if question.takes_at(now) else Phase.CLOSED


def _seconds_left(round: DialogueRound, now: datetime) -> tuple[int | None, int | None]:
    """Until the timer closes the round, and until its grace is over; None for a time that is not set or past."""
    ends = round.closed_at if round.state == DialogueRound.State.CLOSED else round.ends_at
    if ends is None:
        return None, None
    left, grace = ((moment - now).total_seconds() for moment in (ends, ends + round.seminar.grace))
    return (ceil(left) if left > 0 else None), (ceil(grace) if grace > 0 else None)


def _seconds_of_question(answer_fields: list[AnswerField], now: datetime) -> int | None:
    """Until the grace of a question that was closed is over; of several, the first one."""
    closed = [one.question.closed_at for one in answer_fields if one.question and one.phase == Phase.CLOSING]
    ends = [moment + answer_fields[0].round.seminar.grace for moment in closed if moment]
    return ceil((min(ends) - now).total_seconds()) if ends else None
