"""Trying a seminar out with pretend scribes, and clearing all of it in one step.

What was there before is as it was afterwards: notes are marked as they are written, and how the rounds stood is kept in
the Change that begins the rehearsal.
"""

import random
from datetime import datetime
from itertools import cycle, islice
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from seminar.models import Change, DialogueRound, Scribe, Seminar
from seminar.models.change import Fact

from .models import Draft, Post
from .pretending import sentences

BEGUN, ENDED = "seminar.rehearsal_begun", "seminar.rehearsal_ended"
NOTES_A_WAVE = 8
MOST_LINES = 3


class RoundIsOpen(Exception):
    """What is being written in an open round is no try-out."""


class Rehearsal:
    def __init__(self, seminar: Seminar):
        self.seminar = seminar

    @transaction.atomic
    def begin(self, *, by=None) -> None:
        """Raises RoundIsOpen."""
        self.seminar.hold()
        rounds, questions = self.seminar.rounds.all(), self.seminar.questions.exclude(closed_at=None)
        if any(round.state == round.State.OPEN for round in rounds):
            raise RoundIsOpen
        if Seminar.objects.filter(pk=self.seminar.pk, rehearsing=False).update(rehearsing=True):
            self.seminar.rehearsing = True
            stood = {round.pk: [round.state, _said(round.opened_at), _said(round.closed_at)] for round in rounds}
            shut = {question.pk: _said(question.closed_at) for question in questions}
            self.seminar.record(BEGUN, self.seminar, by=by, rounds=stood, questions=shut)

    def add_people(self, number: int, *, by=None) -> None:
        """So many pretend scribes, spread over the groups in their order."""
        groups = list(self.seminar.groups.all()) or [None]
        Scribe.objects.pretend(islice(cycle(groups), number), seminar=self.seminar, by=by)

    def let_write(self) -> int:
        """Some pretend scribes write in the open round: a draft now, sent the next time. Says how many."""
        round = self.seminar.rounds.current()
        now = timezone.now()
        if not self.seminar.rehearsing or round is None or not round.takes_at(now):
            return 0
        questions = [question for question in round.questions.all() if question.takes_at(now)]
        people = list(self.seminar.scribes.present().filter(pretend=True).select_related("seminar", "group"))
        Scribe.objects.saw([scribe.pk for scribe in people])
        chosen = random.sample(people, min(NOTES_A_WAVE, len(people)))
        for scribe in chosen:
            self._write(scribe, round, questions)
        return len(chosen)

    def _write(self, scribe: Scribe, round: DialogueRound, questions: list) -> None:
        draft = scribe.drafts.filter(round=round, post=None).exclude(body="").first()
        if draft:
            Post.objects.send(str(uuid4()), scribe=scribe, round=round, question=draft.question, body=draft.body)
            return
        question = next(iter(random.sample(questions, min(1, len(questions)))), None)
        body = "\n".join(random.sample(sentences(self.seminar.language), 1 + scribe.pk % MOST_LINES))
        version = int(timezone.now().timestamp() * 1000)
        Draft.objects.keep(scribe=scribe, round=round, question=question, body=body, version=version)

    def notes(self) -> QuerySet[Post]:
        return self.seminar.posts.filter(tryout=True)

    def real_notes(self) -> QuerySet[Post]:
        """Those among them that no pretend scribe wrote."""
        return self.notes().exclude(scribe__pretend=True)

    def people(self) -> QuerySet[Scribe]:
        return self.seminar.scribes.filter(pretend=True)

    @transaction.atomic
    def end(self, *, keep: bool = False, by=None) -> int:
        """Clears the try-outs, and puts the rounds back as they stood. Says how many notes went.

        With `keep`, what real devices wrote stays as real notes, and the rounds stay as they are.
        """
        self.seminar.hold()
        if not Seminar.objects.filter(pk=self.seminar.pk, rehearsing=True).update(rehearsing=False):
            return 0
        self.seminar.rehearsing = False
        begun = self.seminar.changes.filter(verb=BEGUN).latest("number")
        kept = self.real_notes().update(tryout=False) if keep else 0
        gone, people = self.notes().count(), self.people().count()
        back = self._free_what_was_merged()
        self.notes().delete()
        if not keep:
            self.seminar.drafts.filter(saved_at__gte=begun.at).delete()
            self._put_rounds_back(begun)
        self.people().delete()
        ended = Fact(ENDED, self.seminar, {"notes": gone, "people": people, "kept": kept})
        self.seminar.record_all([*back, ended], by=by)
        return gone

    def _free_what_was_merged(self) -> list[Fact]:
        """A real note that was merged into a try-out stands for itself again."""
        merged = self.seminar.posts.filter(tryout=False, merged_into__tryout=True)
        posts = list(merged.only("pk", "group", "state"))
        merged.update(merged_into=None, state=Post.State.VISIBLE)
        return [Fact("post.visible", post, {"reason": "", "former": post.state}) for post in posts]

    def _put_rounds_back(self, begun: Change) -> None:
        """Those that were made since have not been open."""
        for round in self.seminar.rounds.all():
            state, *times = begun.data["rounds"].get(str(round.pk), [DialogueRound.State.PLANNED, "", ""])
            opened, closed = map(_read, times)
            self.seminar.rounds.filter(pk=round.pk).update(
                state=state, opened_at=opened, closed_at=closed, ends_at=None
            )
        self.seminar.questions.update(closed_at=None)
        for pk, closed in begun.data["questions"].items():
            self.seminar.questions.filter(pk=pk).update(closed_at=_read(closed))


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _read(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
