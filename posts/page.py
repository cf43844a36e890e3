"""What the page of a scribe shows: the round, a place to write for each question, and what the group has sent."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from seminar.models.round import DialogueRound, Phase, Question

from .models import Draft, Post


@dataclass
class Place:
    """Where a note is written: a question, or a round that asks none. `uid` names it on the device too.

    `typed` is what stands in the field, and `version` counts it; `error` says why it could not be sent.
    """

    round: DialogueRound | None = None
    question: Question | None = None
    phase: Phase = Phase.CLOSED
    posts: list[Post] = field(default_factory=list)
    typed: str = ""
    version: int = 0
    error: str = ""

    @property
    def uid(self) -> str:
        asked = self.question or self.round
        return asked.uid if asked else ""


@dataclass
class Page:
    """`left` and `grace` are seconds: until the timer closes the round, and until it takes nothing more in time.

    `others` are notes of the round that answer none of its questions, `earlier` those of the rounds before.
    """

    scribe: object
    round: DialogueRound | None
    phase: Phase
    places: list[Place]
    others: list[Post]
    earlier: list[Post]
    left: int | None = None
    grace: int | None = None

    @classmethod
    def of(cls, scribe) -> "Page":
        now, round = timezone.now(), scribe.seminar.rounds.current()
        page = cls(scribe, round, round.phase(now) if round else Phase.PLANNED, [], [], [])
        if round:
            page.places = [Place(round, question, _phase(question, page.phase, now)) for question in _asked(round)]
            page.places = page.places or [Place(round, None, page.phase)]
            page.left, page.grace = _seconds(round, now)
        page._take_drafts(scribe.drafts.select_related("round", "question"))
        page._take_posts(Post.objects.sent_to(scribe))
        return page

    def place(self, uid: str) -> Place | None:
        return next((place for place in self.places if place.uid == uid), None)

    def refuse(self, sent: dict, sentence: str) -> None:
        """A form that could not be sent: its text stands where it was written, with the sentence that says why."""
        place = self.place(sent.get("question") or sent.get("round", ""))
        if place is None and self.round:
            place = Place(self.round)
            self.places.insert(0, place)
        if place:
            place.typed, place.error = sent.get("body", ""), sentence

    def _take_drafts(self, drafts) -> None:
        """A draft of an earlier round has its place too, before the others: it was begun first."""
        self._edits = {draft.post_id: draft for draft in drafts if draft.post_id and draft.body}
        for draft in drafts:
            if draft.post_id:
                continue
            place = self.place((draft.question or draft.round).uid)
            if place is None:
                if not draft.body:
                    continue
                place = Place(draft.round, draft.question)
                self.places.insert(0, place)
            place.typed, place.version = draft.body, draft.version

    def _take_posts(self, posts) -> None:
        by_question = {place.question and place.question.pk: place for place in self.places}
        for post in posts:
            post.round.seminar = self.scribe.seminar
            if post.question:
                post.question.seminar = self.scribe.seminar
            post.edit = self._edits.get(post.pk)
            post.edit_base = post.edit and edit_base(post.edit, post)
            post.may_change = post.is_writable() and post.state != Post.State.HIDDEN
            place = by_question.get(post.question_id)
            if place and place.round.pk == post.round_id:
                place.posts.append(post)
            else:
                (self.others if self.round and post.round_id == self.round.pk else self.earlier).append(post)


def edit_base(draft: Draft, post: Post) -> int:
    """The revision that the draft of a new text began from, or one that stands no more where the note changed since."""
    changed = post.edited_at and post.edited_at > draft.saved_at
    return post.revision - 1 if changed else post.revision


def _asked(round: DialogueRound) -> list[Question]:
    questions = list(round.questions.all())
    for question in questions:
        question.seminar = round.seminar
    return questions


def _phase(question: Question, phase: Phase, now: datetime) -> Phase:
    if question.closed_at is None or phase in (Phase.PLANNED, Phase.CLOSED):
        return phase
    return Phase.CLOSING if question.takes_at(now) else Phase.CLOSED


def _seconds(round: DialogueRound, now: datetime) -> tuple[int | None, int | None]:
    """Until its timer closes it, and until its grace is over; None for what is not so or past."""
    ends = round.closed_at if round.state == DialogueRound.State.CLOSED else round.ends_at
    if ends is None:
        return None, None
    left, grace = ((moment - now).total_seconds() for moment in (ends, ends + round.seminar.grace))
    return (round_up(left) if left > 0 else None), (round_up(grace) if grace > 0 else None)


def round_up(seconds: float) -> int:
    return int(-(-seconds // 1))
