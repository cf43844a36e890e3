"""Taking back what was done: for each verb that can be undone, the verb that undoes it."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from posts.models import Unfit
from seminar.models import Change
from themes import undo_marks, undo_posts, undo_themes

# Each is called with the change and `by`, inside a transaction that holds the seminar. It calls one verb, or raises
# Unfit with the reason why what came later makes that impossible.
INVERSES: dict[str, Callable] = {**undo_posts.INVERSES, **undo_themes.INVERSES, **undo_marks.INVERSES}


@transaction.atomic
def undo(change: Change, *, by) -> Change:
    """Takes one change back, whatever came after it. Gives the new change, which can be undone itself. Raises Unfit."""
    seminar = change.seminar
    seminar.hold()
    if change.verb not in INVERSES:
        raise Unfit(_("This cannot be undone."))
    if change.number in seminar.changes.undone():
        raise Unfit(_("This has been undone already."))
    last = seminar.changes.order_by("number").last().number
    INVERSES[change.verb](change, by=by)
    undoing = seminar.changes.after(last).first()
    if undoing is None:
        raise Unfit(_("It is as it was before already."))
    undoing.data["undoes"] = change.number
    undoing.save(update_fields=["data"])
    return undoing


@transaction.atomic
def undo_mine(seminar, *, by) -> list[Change]:
    """Takes back the last thing this person did that still stands, though others acted since. Raises Unfit.

    What was done to many notes at once is taken back at once, wherever it can be. Gives the changes that undid it.
    """
    seminar.hold()
    change = last_of(seminar, by)
    if change is None:
        return []
    if "together" not in change.data:
        return [undo(change, by=by)]
    undone, why = [], None
    for one in seminar.changes.together_with(change).exclude(number__in=seminar.changes.undone()).order_by("-number"):
        try:
            undone.append(undo(one, by=by))
        except Unfit as unfit:
            why = unfit
    if not undone:
        raise why
    return undone


def last_of(seminar, person) -> Change | None:
    """The last thing this person did that can be undone and has not been."""
    mine = seminar.changes.made_by(person).doing(INVERSES)
    return mine.exclude(number__in=seminar.changes.undone()).last()


@transaction.atomic
def put_together(post, *, by) -> None:
    """The parts of a post are one again: the undoing of its split, where that is on record. Raises Unfit."""
    if split := _standing(post, "post.split"):
        undo(split, by=by)
    else:
        post.join(by=by)


@transaction.atomic
def take_out(post, *, by) -> None:
    """A merged post stands for itself again: the undoing of its merge, where that is on record. Raises Unfit."""
    if merged := _standing(post, "post.merged"):
        undo(merged, by=by)
    else:
        post.leave(by=by)


def _standing(post, verb: str) -> Change | None:
    """The last such change of the post that has not been undone."""
    changes = post.seminar.changes
    changes_here = changes.about(post).filter(verb=verb)
    return changes_here.exclude(number__in=changes.undone()).last()
