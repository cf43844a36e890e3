"""How what was done to a note is undone. Each looks whether things still stand as its change left them."""

from django.utils.translation import gettext_lazy as _

from posts.models import Post, Unfit
from posts.models.unfit import GONE
from seminar.models import Change, Person

CHANGED = _("It has been changed again since. Nothing was undone.")
NO_THEME = _("That theme is not here any more.")


def placed(change: Change, *, by) -> None:
    if not _theme(change).drop(_post(change), by=by):
        raise Unfit(_("The note has been taken out from the theme already."))


def taken_out(change: Change, *, by) -> None:
    former = change.data.get("former") or {}
    if not Person.objects.filter(pk=former.get("by_id")).exists():
        former = former | {"by_id": None}
    theme, post = _theme(change), _post(change)
    if not theme.take(post, by=by, former=former):
        raise Unfit(_("The note has been put under the theme again already."))
    for place in change.data.get("passages", []):
        change.seminar.passages.restore(theme, post, **place, by=by)


def revised(change: Change, *, by) -> None:
    post, number = _post(change), change.data["revision"]
    _ensure(post.text_at(number) == (post.subject, post.body))
    subject, body = post.text_at(number - 1)
    post.revise(subject=subject, body=body, by=by)


def turned(change: Change, *, by) -> None:
    post, state = _post(change), change.verb.partition(".")[2]
    _ensure(post.state == state)
    post.turn(change.data["former"], by=by)


def let_in(change: Change, *, by) -> None:
    _ensure(_post(change).keep_late(by=by))


def kept_late(change: Change, *, by) -> None:
    _ensure(_post(change).let_in(by=by))


def answered(change: Change, *, by) -> None:
    post = _post(change)
    _ensure(post.question_id == change.data["question"])
    post.answer(_row(change.seminar.questions, change.data["former"]), by=by)


def moved(change: Change, *, by) -> None:
    post, former, seminar = _post(change), change.data["former"], change.seminar
    _ensure((post.round_id, post.question_id) == (change.data["round"], change.data["question"]))
    post.move(_row(seminar.rounds, former["round"]), _row(seminar.questions, former["question"]), by=by)


def regrouped(change: Change, *, by) -> None:
    post = _post(change)
    _ensure(post.group_id == change.data["group"])
    post.belong(_row(change.seminar.groups, change.data["former"]), by=by)


def flagged(change: Change, *, by) -> None:
    _ensure(change.seminar.flags.take_off(_post(change), by=by))


def unflagged(change: Change, *, by) -> None:
    _ensure(change.seminar.flags.put(_post(change), by=by, reason=change.data["reason"]))


def split(change: Change, *, by) -> None:
    post = _post(change)
    _ensure(set(change.data["parts"]) == set(post.parts.exclude(state=Post.State.JOINED).values_list("pk", flat=True)))
    post.join(by=by)


def joined(change: Change, *, by) -> None:
    data = change.data
    parts = {pk: state for pk, state in data["parts"]}
    _post(change).part_again(parts, revision=data["revision"], themes=data["themes"], came=data["came"], by=by)


def merged(change: Change, *, by) -> None:
    _post(change).leave(into=change.data["into"], along=change.data["along"], by=by)


def left(change: Change, *, by) -> None:
    post, target = _post(change), _row(change.seminar.posts, change.data["from"])
    _ensure(set(post.merged.values_list("pk", flat=True)) == set(change.data["along"]))
    post.merge_again(target, themes=change.data["themes"], by=by)


INVERSES = {
    "post.answered": answered,
    "post.flagged": flagged,
    "post.hidden": turned,
    "post.joined": joined,
    "post.kept_late": kept_late,
    "post.left": left,
    "post.let_in": let_in,
    "post.merged": merged,
    "post.moved": moved,
    "post.placed": placed,
    "post.regrouped": regrouped,
    "post.revised": revised,
    "post.split": split,
    "post.taken_out": taken_out,
    "post.unflagged": unflagged,
    "post.visible": turned,
    "post.withdrawn": turned,
}


def _post(change: Change) -> Post:
    post = change.seminar.posts.filter(pk=change.subject_id).first()
    if post is None:
        raise Unfit(GONE)
    return post


def _theme(change: Change):
    theme = change.seminar.themes.filter(pk=change.data["theme"]).first()
    if theme is None:
        raise Unfit(NO_THEME)
    return theme


def _row(rows, pk: int | None):
    """The row with the id; None for None. Raises Unfit where it is gone."""
    if pk is None:
        return None
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Unfit(_("What it was before is not here any more."))
    return row


def _ensure(stands: bool) -> None:
    if not stands:
        raise Unfit(CHANGED)
