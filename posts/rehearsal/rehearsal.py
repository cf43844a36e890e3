"""Trying a seminar out with pretend scribes, and clearing all of it in one step.

Notes and weighings of a rehearsal are marked as such, and the Change that begins it holds the former state of the
rounds, the hall and the groups, and the last number of a theme, so that afterwards everything is as it was before.
Themes and weighings are reached through the relations of the seminar, since posts/ does not import themes/.
"""

import random
from collections.abc import Iterable
from datetime import datetime
from itertools import cycle, islice
from uuid import uuid4

from django.db import transaction
from django.db.models import Manager, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from posts import events
from posts.models import Draft, Post
from posts.rehearsal.sample_notes import sentences
from seminar.models import Change, DialogueRound, Group, Hall, Message, NotPossible, Person, Question, Scribe, Seminar
from seminar.models.change import Fact

NOTES_A_WAVE = 8
MOST_LINES = 3


class Rehearsal:
    def __init__(self, seminar: Seminar):
        self.seminar = seminar

    @transaction.atomic
    def begin(self, *, by: Person | None = None) -> None:
        """Raises NotPossible while a round or a weighing is open, since the groups answer it in earnest.

        Also where the seminar is finished.
        """
        self.seminar.lock()
        self.seminar.refuse_if_finished()
        rounds, questions = self.seminar.rounds.all(), self.seminar.questions.exclude(closed_at=None)
        if any(round.state == round.State.OPEN for round in rounds):
            raise NotPossible(
                _("A round is open. Close it first: what is written there does not belong to the rehearsal.")
            )
        if self.seminar.weighings.now_open():
            raise NotPossible(
                _("A weighing is open. Close it first: what the groups give there does not belong to the rehearsal.")
            )
        if Seminar.objects.filter(pk=self.seminar.pk, rehearsing=False).update(rehearsing=True):
            self.seminar.rehearsing = True
            states = {round.pk: [round.state, _to_text(round.opened_at), _to_text(round.closed_at)] for round in rounds}
            closed = {question.pk: _to_text(question.closed_at) for question in questions}
            held_back = list(self.seminar.questions.filter(held_back=True).values_list("pk", flat=True))
            last = self.all_themes().aggregate(last=Max("number", default=0))["last"]
            facts = {"rounds": states, "questions": closed, "held_back": held_back, "last_theme": last}
            facts["hall"] = Hall.objects.of(self.seminar).state()
            facts["stopped"] = list(self.seminar.groups.filter(may_write=False).values_list("uid", flat=True))
            self.seminar.record(events.REHEARSAL_STARTED, self.seminar, by=by, **facts)

    def add_people(self, number: int, *, by: Person | None = None) -> None:
        """Lets this many pretend scribes join, spread evenly over the groups."""
        groups = list(self.seminar.groups.all()) or [None]
        Scribe.objects.pretend(islice(cycle(groups), number), seminar=self.seminar, by=by)

    def write_wave(self) -> int:
        """Lets some pretend scribes write in the open round and weigh in the open weighing. Returns how many did.

        A scribe without a draft begins one; a scribe with a draft sends it. Each group weighs once.
        """
        if not self.seminar.rehearsing:
            return 0
        pretend = self.seminar.scribes.present().filter(pretend=True).exclude(group__may_write=False)
        people = list(pretend.select_related("seminar", "group"))
        Scribe.objects.saw([scribe.pk for scribe in people])
        weighing = self.seminar.weighings.now_open()
        weighed = weighing.answer_at_random(random.sample(people, len(people)), most=NOTES_A_WAVE) if weighing else 0
        return self._write_notes(random.sample(people, min(NOTES_A_WAVE, len(people)))) or weighed

    def _write_notes(self, chosen: list[Scribe]) -> int:
        """How many wrote: all of them, or none where no round is open."""
        round, now = self.seminar.rounds.current(), timezone.now()
        if round is None or not round.takes_at(now):
            return 0
        questions = [question for question in round.questions.all() if question.takes_at(now)]
        for scribe in chosen:
            self._write(scribe, round, questions)
        return len(chosen)

    def _write(self, scribe: Scribe, round: DialogueRound, questions: list[Question]) -> None:
        draft = scribe.drafts.filter(round=round, post=None).exclude(body="").first()
        if draft:
            Post.objects.send(str(uuid4()), scribe=scribe, round=round, question=draft.question, body=draft.body)
            return
        question = random.sample(questions, 1)[0] if questions else None
        body = "\n".join(random.sample(sentences(self.seminar.language), 1 + scribe.pk % MOST_LINES))
        version = int(timezone.now().timestamp() * 1000)
        Draft.objects.keep(scribe=scribe, round=round, question=question, body=body, version=version)

    def notes(self) -> QuerySet[Post]:
        return self.seminar.posts.filter(tryout=True)

    def real_notes(self) -> QuerySet[Post]:
        """The notes of the rehearsal that were written on real devices."""
        return self.notes().exclude(scribe__pretend=True)

    def drafts(self) -> QuerySet[Draft]:
        """What was typed in the rehearsal, on real devices too, and not sent."""
        return self._since_beginning(self.seminar.drafts, "saved_at")

    def messages(self) -> QuerySet[Message]:
        """What was written to the groups in it."""
        return self._since_beginning(self.seminar.messages, "sent_at")

    def calls(self) -> QuerySet[Group]:
        """The groups that called for help in it."""
        return self._since_beginning(self.seminar.groups, "called_at")

    def _since_beginning(self, rows: Manager, field: str) -> QuerySet:
        """Those whose time in this field is in the rehearsal."""
        begun = self.beginning()
        return rows.filter(**{f"{field}__gte": begun.at}) if begun else rows.none()

    def beginning(self) -> Change | None:
        """The Change that began the last rehearsal."""
        return self.seminar.changes.of(events.REHEARSAL_STARTED).order_by("number").last()

    def all_themes(self) -> QuerySet:
        """Those too that were merged or removed."""
        return self.seminar.themes(manager="all_objects")

    def themes(self) -> QuerySet:
        """Those that were made in the rehearsal."""
        begun = self.beginning()
        last = begun and begun.data.get("last_theme")  # rehearsals that an earlier version began do not have it
        return self.all_themes().none() if last is None else self.all_themes().filter(number__gt=last)

    def clearable_themes(self) -> QuerySet:
        """Those of them that hold nothing from outside of the rehearsal: no such note, quote or merged theme."""
        made = self.themes()
        into = dict(self.all_themes().values_list("pk", "merged_into"))
        holding = set(
            made.filter(Q(placements__post__tryout=False) | Q(quotes__post__tryout=False)).values_list("pk", flat=True)
        )
        for pk in into.keys() - set(made.values_list("pk", flat=True)):
            while pk := into[pk]:
                holding.add(pk)
        return made.exclude(pk__in=holding)

    def shown_themes(self) -> QuerySet:
        """Those that can be cleared, without the merged and removed ones: they are cleared in any case."""
        return self.seminar.themes.filter(pk__in=self.clearable_themes().values("pk"))

    def themes_that_stay(self) -> QuerySet:
        made = self.seminar.themes.filter(pk__in=self.themes().values("pk"))
        return made.exclude(pk__in=self.clearable_themes().values("pk"))

    def weighings(self) -> QuerySet:
        return self.seminar.weighings.filter(tryout=True)

    def people(self) -> QuerySet[Scribe]:
        return self.seminar.scribes.filter(pretend=True)

    @transaction.atomic
    def end(self, *, keep: bool = False, themes: Iterable[int] = (), by: Person | None = None) -> int:
        """Restores the rounds, the hall and who may write; returns how many notes were deleted.

        `themes` are the primary keys of those made in it that go too. With `keep`, notes from real devices become
        ordinary notes, and so do answers in weighings; messages, calls for help, the rounds, the hall and who may write
        stay as they are.
        """
        self.seminar.lock()
        if not Seminar.objects.filter(pk=self.seminar.pk, rehearsing=True).update(rehearsing=False):
            return 0
        self.seminar.rehearsing = False
        begun = self.seminar.changes.of(events.REHEARSAL_STARTED).latest("number")
        kept_count = self.real_notes().update(tryout=False) if keep else 0
        note_count, people_count = self.notes().count(), self.people().count()
        unmerged = self._unmerge_real_notes()
        self.notes().delete()
        theme_count = self._clear_themes(themes)
        if keep:
            self.weighings().update(tryout=False)
        else:
            self.weighings().delete()
            self.drafts().delete()
            self.messages().delete()
            self.calls().update(called_at=None, answered_at=None)
            self._restore_rounds(begun)
            self._restore_hall_and_groups(begun)
        self.people().delete()
        counts = {"notes": note_count, "people": people_count, "kept": kept_count, "themes": theme_count}
        since = {"begun": begun.number} if keep else {"begun": begun.number, "cleared": begun.number}
        ended = Fact(events.REHEARSAL_ENDED, self.seminar, counts | since)
        self.seminar.record_all([*unmerged, ended], by=by)
        return note_count

    def _clear_themes(self, chosen: Iterable[int]) -> int:
        """Deletes the chosen ones, and those that nobody sees any more. Returns how many of the chosen were deleted."""
        clearable = self.clearable_themes()
        going = set(clearable.filter(pk__in=list(chosen)).values_list("pk", flat=True))
        unseen = set(clearable.exclude(pk__in=self.seminar.themes.values("pk")).values_list("pk", flat=True))
        self.all_themes().filter(pk__in=going | unseen).delete()
        return len(going)

    def _unmerge_real_notes(self) -> list[Fact]:
        """Makes real notes visible again that were merged into a note of the rehearsal."""
        merged = self.seminar.posts.filter(tryout=False, merged_into__tryout=True)
        posts = list(merged.only("pk", "group", "state"))
        merged.update(merged_into=None, state=Post.State.VISIBLE)
        return [Fact(events.VISIBLE, post, {"reason": "", "former": post.state}) for post in posts]

    def _restore_rounds(self, begun: Change) -> None:
        """Rounds that were planned during the rehearsal become planned again."""
        for round in self.seminar.rounds.all():
            state, opened, closed = begun.data["rounds"].get(str(round.pk), [DialogueRound.State.PLANNED, "", ""])
            self.seminar.rounds.filter(pk=round.pk).update(
                state=state, opened_at=_to_moment(opened), closed_at=_to_moment(closed), ends_at=None
            )
        self.seminar.questions.update(closed_at=None, held_back=False)
        self.seminar.questions.filter(pk__in=begun.data.get("held_back", [])).update(held_back=True)
        for pk, closed in begun.data["questions"].items():
            self.seminar.questions.filter(pk=pk).update(closed_at=_to_moment(closed))

    def _restore_hall_and_groups(self, begun: Change) -> None:
        """As they are where an earlier version began the rehearsal."""
        if "hall" in begun.data:
            Hall.objects.filter(seminar=self.seminar).update(**begun.data["hall"])
            self.seminar.groups.exclude(uid__in=begun.data["stopped"]).update(may_write=True)
            self.seminar.groups.filter(uid__in=begun.data["stopped"]).update(may_write=False)


def _to_text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _to_moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
