"""What the projector in the hall shows now: one page of one view."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.utils import timezone

from posts.models import Post
from seminar.models import DialogueRound, Hall, Question, Seminar
from seminar.models.round import Phase
from seminar.rounds.plan import DayPlan
from themes.stage.screens import Screen, Stage

NOTES_A_PAGE = 6
ROOM_ON_A_PAGE = 950  # for questions in the smallest letters, in characters
MOST_PAGES_OF_NOTES = 40


@dataclass(frozen=True)
class Clock:
    """Until when a round is open, or takes what was begun. No `until` means that it has no timer."""

    phase: Phase
    now: datetime
    until: datetime | None


@dataclass(frozen=True)
class HallScreen:
    """`page` is one of `pages`, from 1. Of `plan`, `questions`, `notes` and `stage`, only that of the view is filled.

    The plan is that of the welcome, and of the questions while no round is open.
    """

    hall: Hall
    round: DialogueRound | None
    clock: Clock | None
    page: int = 1
    pages: int = 1
    plan: DayPlan | None = None
    questions: tuple[Question, ...] = ()
    notes: tuple[Post, ...] = ()
    stage: Stage | None = None

    @property
    def question_size(self) -> int:
        """Of the letters, from 1 for the largest to 5, so that all the questions fit on the screen."""
        room = sum(map(_room_for, self.questions))
        return 1 + sum(room > limit for limit in (160, 300, 480, 760))

    @property
    def stage_screen(self) -> Screen | None:
        return self.stage and self.stage.screens[self.page - 1]

    @classmethod
    def of(cls, seminar: Seminar) -> "HallScreen":
        hall, round, now = Hall.objects.of(seminar), seminar.rounds.current(), timezone.now()
        phase = round.phase(now) if round else Phase.PLANNED
        clock = None
        if round and phase in (Phase.OPEN, Phase.CLOSING):
            clock = Clock(phase, now, round.ends_at if phase == Phase.OPEN else round.takes_until)
        shown: dict[str, Any] = {}
        if hall.view == Hall.View.QUESTION and clock:
            sheets = _sheets([one for one in round.questions.all() if one.takes_at(now)])
            shown = {"questions": sheets[min(hall.page, len(sheets) - 1)], "pages": len(sheets)}
        elif hall.view in (Hall.View.WELCOME, Hall.View.QUESTION):
            shown = {"plan": DayPlan.of(seminar, now=now)}
        elif hall.view == Hall.View.WALL:
            notes = seminar.posts.for_the_wall()
            pages = min(max(ceil(notes.count() / NOTES_A_PAGE), 1), MOST_PAGES_OF_NOTES)
            page = min(hall.page, pages - 1)
            shown = {"notes": tuple(notes[page * NOTES_A_PAGE : (page + 1) * NOTES_A_PAGE]), "pages": pages}
        elif hall.view == Hall.View.STAGE:
            stage = Stage.of(seminar)
            shown = {"stage": stage, "pages": len(stage.screens)}
        page = min(hall.page + 1, shown.get("pages", 1))
        return cls(hall=hall, round=round, clock=clock, page=page, **shown)


def _room_for(question: Question) -> int:
    """In characters: its text, and the space around it."""
    return len(question.text) + 60


def _sheets(questions: list[Question]) -> list[tuple[Question, ...]]:
    """The questions of each page, as many as there is room for. One page without any where there are none."""
    sheets: list[list[Question]] = [[]]
    for question in questions:
        if sheets[-1] and sum(map(_room_for, [*sheets[-1], question])) > ROOM_ON_A_PAGE:
            sheets.append([])
        sheets[-1].append(question)
    return [tuple(sheet) for sheet in sheets]
