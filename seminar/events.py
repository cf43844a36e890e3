"""Every kind of event, declared once: what it is called, where the log lists it, and how it is undone.

Each package declares its own: those of a seminar below, those of notes in posts/events.py, those of themes in
themes/events.py. `Seminar.record` takes a declared event and nothing else. The code is stored in `Change.verb` and
never changes. This module imports no models, since they import it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What the log can be narrowed to."""

    TEXTS = "texts", _("Writing and editing")
    PLACEMENTS = "themes", _("Placing under themes")
    SPLITTING = "tidying", _("Splitting and merging")
    MOVES = "moves", _("Moving")
    VISIBILITY = "hiding", _("Hiding and showing")
    CODEBOOK = "codebook", _("Themes")
    WEIGHING = "weighing", _("Weighing")
    SETUP = "setup", _("Setup")


class UndoFunction(Protocol):
    """A function that undoes a Change. `by` is a Person, a Scribe, or None for the command line."""

    def __call__(self, change: Model, /, *, by: Model | None) -> None: ...


@dataclass(frozen=True, eq=False)
class Event:
    """One kind of event.

    `sentence` may have placeholders, which are filled from the data of the Change. `names` says which values there are
    ids, and of what kind of row, such as {"into": "post"}. `undo` is called with the Change and `by`, inside a
    transaction that locks the seminar; it calls one verb, or raises NotPossible. An `echo` is the same event seen from
    another row. `moves_posts` means that the data lists the posts that were taken along, as "moved". A `stream_only`
    event tells open pages that something changed, and is not in the log. One that is `never_last` is passed over where
    somebody undoes the last thing they did, since it concerns the whole hall.
    """

    code: str
    sentence: str | Promise = ""
    topic: Topic | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    undo: UndoFunction | None = None
    echo: bool = False
    moves_posts: bool = False
    stream_only: bool = False
    never_last: bool = False


_events: dict[str, Event] = {}


def event(
    code: str,
    sentence: str | Promise = "",
    *,
    topic: Topic | None = None,
    names: Mapping[str, str] | None = None,
    undo: UndoFunction | None = None,
    echo: bool = False,
    moves_posts: bool = False,
    stream_only: bool = False,
    never_last: bool = False,
) -> Event:
    """Declares an event. Raises ValueError where the code is taken, or where the log would have no sentence for it."""
    if code in _events:
        raise ValueError(f"The event {code} is declared twice.")
    if not (stream_only or sentence):
        raise ValueError(f"The event {code} has no sentence.")
    _events[code] = Event(code, sentence, topic, names or {}, undo, echo, moves_posts, stream_only, never_last)
    return _events[code]


def find(code: str) -> Event:
    """The declared event, or one that says that another version of Rundebord recorded it."""
    return _events.get(code) or Event(code, _("Change recorded by another version of Rundebord"))


def declared() -> Iterable[Event]:
    return _events.values()


def codes(wanted: Callable[[Event], bool]) -> list[str]:
    """The codes of the events that `wanted` accepts."""
    return [one.code for one in _events.values() if wanted(one)]


def _group_let_write(change: Model, /, *, by: Model | None) -> None:
    for group in change.seminar.groups.filter(pk=change.subject_id):
        group.let_write(by=by)


def _group_stopped(change: Model, /, *, by: Model | None) -> None:
    for group in change.seminar.groups.filter(pk=change.subject_id):
        group.stop(by=by)


def _wall_unfrozen(change: Model, /, *, by: Model | None) -> None:
    change.seminar.hall.unfreeze_wall(by=by)


def _wall_frozen(change: Model, /, *, by: Model | None) -> None:
    change.seminar.hall.freeze_wall(by=by)


def _round_unopened(change: Model, /, *, by: Model | None) -> None:
    for round in change.seminar.rounds.filter(pk=change.subject_id):
        round.restore_before(change, by=by)


def _round_opened(change: Model, /, *, by: Model | None) -> None:
    for round in change.seminar.rounds.filter(pk=change.subject_id).exclude(state="open"):
        round.open(minutes=change.data["minutes"], first_only=change.data["first_only"], by=by)


def _groups_added(change: Model, /, *, by: Model | None) -> None:
    change.seminar.groups.remove_added(change, by=by)


def _groups_arranged(change: Model, /, *, by: Model | None) -> None:
    change.seminar.groups.arrange_as_before(change, by=by)


def _groups_removed(change: Model, /, *, by: Model | None) -> None:
    change.seminar.groups.restore(change, by=by)


SEMINAR_CREATED = event("seminar.started", _("Seminar created"), topic=Topic.SETUP)
SEMINAR_DESCRIBED = event("seminar.described", _("Seminar details changed"), topic=Topic.SETUP)
DOORS_OPENED = event("seminar.doors_opened", _("Doors opened"), topic=Topic.SETUP)
DOORS_OPENED_BY_DATE = event("seminar.doors_opened_by_date", _("Doors opened by themselves"), topic=Topic.SETUP)
DOORS_CLOSED = event("seminar.doors_closed", _("Doors closed"), topic=Topic.SETUP)
PLAN_CHANGED = event("seminar.plan_changed", _("Plan of the day changed"), topic=Topic.SETUP)
CODES_CHANGED = event("seminar.codes_changed", _("New codes created"), topic=Topic.SETUP)
SEMINAR_FINISHED = event("seminar.finished", _("Seminar finished"), topic=Topic.SETUP)
SEMINAR_REOPENED = event("seminar.reopened", _("Seminar opened again"), topic=Topic.SETUP)
RESULT_SHARED = event("seminar.result_shared", _("Link to the result created"), topic=Topic.SETUP)
RESULT_WITHDRAWN = event("seminar.result_withdrawn", _("Link to the result withdrawn"), topic=Topic.SETUP)
API_KEY_MADE = event("seminar.api_key_made", _("Key for other programs created"), topic=Topic.SETUP)
API_KEY_WITHDRAWN = event("seminar.api_key_withdrawn", _("Key for other programs withdrawn"), topic=Topic.SETUP)
SEMINAR_ARCHIVED = event("seminar.archived", _("Seminar archived"), topic=Topic.SETUP)
SEMINAR_UNARCHIVED = event("seminar.unarchived", _("Seminar taken out of the archive"), topic=Topic.SETUP)

ROUND_ADDED = event("dialogueround.added", _("Round added"), topic=Topic.SETUP)
ROUND_RENAMED = event("dialogueround.renamed", _("Round renamed from %(former)s"), topic=Topic.SETUP)
ROUND_MOVED = event("dialogueround.moved", _("Round moved"), topic=Topic.SETUP)
ROUND_REMOVED = event("dialogueround.removed", _("Round removed: %(was)s"), topic=Topic.SETUP)
ROUND_OPENED = event(
    "dialogueround.opened", _("Round opened"), topic=Topic.SETUP, undo=_round_unopened, never_last=True
)
ROUND_UNOPENED = event(
    "dialogueround.unopened", _("Opening of the round undone"), topic=Topic.SETUP, undo=_round_opened, never_last=True
)
ROUND_TIMED = event("dialogueround.timed", _("Timer of the round changed"), topic=Topic.SETUP)
ROUND_EXTENDED = event("dialogueround.extended", _("Timer of the round extended: %(minutes)s min"), topic=Topic.SETUP)
ROUND_UNTIMED = event("dialogueround.untimed", _("Timer of the round removed"), topic=Topic.SETUP)
ROUND_CLOSED = event("dialogueround.closed", _("Round closed"), topic=Topic.SETUP)

QUESTION_ADDED = event("question.asked", _("Question added"), topic=Topic.SETUP)
QUESTION_REWORDED = event("question.reworded", _("Question reworded from %(former)s"), topic=Topic.SETUP)
QUESTION_MOVED = event("question.moved", _("Question moved"), topic=Topic.SETUP)
QUESTION_REMOVED = event("question.removed", _("Question removed: %(was)s"), topic=Topic.SETUP)
QUESTION_OPENED = event("question.opened", _("Question opened"), topic=Topic.SETUP)
QUESTION_CLOSED = event("question.closed", _("Question closed"), topic=Topic.SETUP)

# About a row of its own, and not in the log, which would be full of it.
HALL_CHANGED = event("hall.changed", stream_only=True)
WALL_FROZEN = event("hall.wall_frozen", _("Wall frozen"), topic=Topic.SETUP, undo=_wall_unfrozen)
WALL_UNFROZEN = event("hall.wall_unfrozen", _("Wall no longer frozen"), topic=Topic.SETUP, undo=_wall_frozen)

GROUP_ADDED = event("group.added", _("Group added"), topic=Topic.SETUP)
GROUP_RENAMED = event("group.renamed", _("Group renamed"), topic=Topic.SETUP)
GROUP_MERGED = event("group.joined", _("Groups merged"), topic=Topic.SETUP)
GROUP_REMOVED = event("group.removed", _("Group removed: %(was)s"), topic=Topic.SETUP)
# About the seminar: what is done to many groups at once. Those who sort notes do not undo it by their last action.
GROUPS_ADDED = event(
    "seminar.groups_added", _("Groups added: %(count)s"), topic=Topic.SETUP, undo=_groups_added, never_last=True
)
GROUPS_REMOVED = event(
    "seminar.groups_removed", _("Groups removed: %(count)s"), topic=Topic.SETUP, undo=_groups_removed, never_last=True
)
GROUPS_ARRANGED = event(
    "seminar.groups_arranged",
    _("Groups put in another order"),
    topic=Topic.SETUP,
    undo=_groups_arranged,
    never_last=True,
)
GROUPS_RESTORED = event("seminar.groups_restored", _("Removed groups restored: %(count)s"), topic=Topic.SETUP)
GROUP_STOPPED = event("group.stopped", _("Group stopped from writing"), topic=Topic.SETUP, undo=_group_let_write)
GROUP_LET_WRITE = event("group.let_write", _("Group may write again"), topic=Topic.SETUP, undo=_group_stopped)

GROUP_CALLED = event("group.called", _("Group called for help"), topic=Topic.SETUP)
GROUP_CALL_ANSWERED = event("group.call_answered", _("Call for help answered"), topic=Topic.SETUP)
GROUP_CALL_WITHDRAWN = event("group.call_withdrawn", _("Call for help withdrawn"), topic=Topic.SETUP)

# About the seminar or the group, so that the devices of those who read it hear of it.
MESSAGE_SENT = event("seminar.message_sent", _("Message to all groups: %(text)s"), topic=Topic.SETUP)
MESSAGE_REMOVED = event("seminar.message_removed", _("Message to all groups removed: %(text)s"), topic=Topic.SETUP)
GROUP_MESSAGE_SENT = event("group.message_sent", _("Message to the group: %(text)s"), topic=Topic.SETUP)
GROUP_MESSAGE_REMOVED = event("group.message_removed", _("Message to the group removed: %(text)s"), topic=Topic.SETUP)

MEMBER_INVITED = event("member.invited", _("Member invited: %(person)s"), topic=Topic.SETUP, names={"person": "person"})
MEMBER_ADDED = event("member.added", _("Member added: %(person)s"), topic=Topic.SETUP, names={"person": "person"})
MEMBER_INVITED_AGAIN = event(
    "member.invited_again", _("Invitation sent again: %(person)s"), topic=Topic.SETUP, names={"person": "person"}
)
INVITATION_FAILED = event(
    "member.invitation_failed",
    _("Invitation could not be sent: %(person)s"),
    topic=Topic.SETUP,
    names={"person": "person"},
)
MEMBER_ROLE_CHANGED = event(
    "member.role_changed", _("Member given another role: %(person)s"), topic=Topic.SETUP, names={"person": "person"}
)
MEMBER_REMOVED = event("member.removed", _("Member removed: %(person)s"), topic=Topic.SETUP, names={"person": "person"})

SCRIBE_JOINED = event("scribe.joined", _("Device joined"), topic=Topic.SETUP)
SCRIBE_RENAMED = event("scribe.renamed", _("Name on the device changed"), topic=Topic.SETUP)
SCRIBE_MOVED = event("scribe.moved", _("Device moved to %(group)s"), topic=Topic.SETUP, names={"group": "group"})
SCRIBE_REMOVED = event("scribe.removed", _("Device shut out"), topic=Topic.SETUP)
SCRIBE_LET_IN = event("scribe.let_in", _("Device let in again"), topic=Topic.SETUP)
