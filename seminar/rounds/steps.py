"""What those who run the rounds did, in sentences for each other."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seminar import events
from seminar.models import Change, Seminar
from seminar.models.change import ChangeQuerySet

SENTENCES = {
    events.ROUND_OPENED.code: gettext_lazy("%(person)s opened the round"),
    events.ROUND_UNOPENED.code: gettext_lazy("%(person)s undid the opening of the round"),
    events.ROUND_CLOSED.code: gettext_lazy("%(person)s closed the round"),
    events.ROUND_TIMED.code: gettext_lazy("%(person)s set the timer to %(minutes)s min"),
    events.ROUND_EXTENDED.code: gettext_lazy("%(person)s extended the timer: %(minutes)s min"),
    events.ROUND_UNTIMED.code: gettext_lazy("%(person)s removed the timer"),
    events.QUESTION_OPENED.code: gettext_lazy("%(person)s opened a question"),
    events.QUESTION_CLOSED.code: gettext_lazy("%(person)s closed a question"),
}


class Step(NamedTuple):
    at: datetime
    sentence: str


def steps(seminar: Seminar) -> ChangeQuerySet:
    """Everything that was done with the rounds and questions while groups could write, oldest first."""
    return seminar.changes.filter(subject_kind__in=["dialogueround", "question"], verb__in=list(SENTENCES))


def last_step(seminar: Seminar) -> Step | None:
    change = steps(seminar).select_related("by").last()
    return change and Step(change.at, sentence_of(change))


def sentence_of(step: Change) -> str:
    """Without a full stop."""
    return SENTENCES[step.verb] % {"person": step.by or _("Somebody"), "minutes": step.data.get("minutes")}
