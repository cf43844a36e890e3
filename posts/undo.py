"""How each event of a note is undone. Each function calls one verb, or raises NotPossible.

The models of this package are not named, since they import this module through their events.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.errors import GONE
from seminar.models import Change, NotPossible, Person, Scribe

CHANGED = _("It has since been changed again. Nothing was undone.")


def post_of(change: Change) -> models.Model:
    """The note the change is about. Raises NotPossible where it no longer exists."""
    post = change.seminar.posts.filter(pk=change.subject_id).first()
    if post is None:
        raise NotPossible(GONE)
    return post


def row_of(rows: models.QuerySet, pk: int | None) -> models.Model | None:
    """The row with the id; None for None. Raises NotPossible where it no longer exists."""
    if pk is None:
        return None
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotPossible(
            _(
                "The round, question, group or note that this should go back to no longer exists. "
                "Move the note yourself."
            )
        )
    return row


def ensure(unchanged: bool) -> None:
    """Raises NotPossible where a later change prevents the undo."""
    if not unchanged:
        raise NotPossible(CHANGED)


def revised(change: Change, *, by: Person | Scribe | None) -> None:
    post, number = post_of(change), change.data["revision"]
    ensure(post.text_at(number) == (post.subject, post.body))
    subject, body = post.text_at(number - 1)
    post.revise(subject=subject, body=body, by=by)


def visibility_set(change: Change, *, by: Person | Scribe | None) -> None:
    post, state = post_of(change), change.verb.partition(".")[2]
    ensure(post.state == state)
    post.set_visibility(change.data["former"], by=by)


def let_in(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(post_of(change).keep_late(by=by))


def marked_late(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(post_of(change).let_in(by=by))


def approved(change: Change, *, by: Person | Scribe | None) -> None:
    post = post_of(change)
    ensure(change.data.get("revision", post.approved_revision) == post.approved_revision)
    ensure(post.unapprove(by=by))


def unapproved(change: Change, *, by: Person | Scribe | None) -> None:
    post = post_of(change)
    ensure(change.data.get("revision", post.revision) == post.revision)
    ensure(post.approve(by=by))


def locked(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(post_of(change).unlock_text(by=by))


def unlocked(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(post_of(change).lock_text(by=by))


def question_set(change: Change, *, by: Person | Scribe | None) -> None:
    post = post_of(change)
    ensure(post.question_id == change.data["question"])
    post.set_question(row_of(change.seminar.questions, change.data["former"]), by=by)


def moved(change: Change, *, by: Person | Scribe | None) -> None:
    post, former, seminar = post_of(change), change.data["former"], change.seminar
    ensure((post.round_id, post.question_id) == (change.data["round"], change.data["question"]))
    post.move(row_of(seminar.rounds, former["round"]), row_of(seminar.questions, former["question"]), by=by)


def group_set(change: Change, *, by: Person | Scribe | None) -> None:
    post = post_of(change)
    ensure(post.group_id == change.data["group"])
    post.set_group(row_of(change.seminar.groups, change.data["former"]), by=by)


def split(change: Change, *, by: Person | Scribe | None) -> None:
    post = post_of(change)
    parts = post.parts.exclude(state=post.State.JOINED).values_list("pk", flat=True)
    ensure(set(change.data["parts"]) == set(parts))
    post.unsplit(by=by)


def unsplit(change: Change, *, by: Person | Scribe | None) -> None:
    data = change.data
    parts = {pk: state for pk, state in data["parts"]}
    post_of(change).resplit(parts, revision=data["revision"], themes=data["themes"], came=data["came"], by=by)


def merged(change: Change, *, by: Person | Scribe | None) -> None:
    post_of(change).unmerge(into=change.data["into"], along=change.data["along"], by=by)


def unmerged(change: Change, *, by: Person | Scribe | None) -> None:
    post, target = post_of(change), row_of(change.seminar.posts, change.data["from"])
    ensure(set(post.merged.values_list("pk", flat=True)) == set(change.data["along"]))
    post.remerge(target, themes=change.data["themes"], by=by)
