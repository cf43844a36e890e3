"""How marked words are had back."""

from posts.models import Unfit
from seminar.models import Change
from themes.undo_posts import CHANGED, _post, _theme


def marked(change: Change, *, by) -> None:
    passage = change.seminar.passages.standing_at(_theme(change), _post(change), **_span(change))
    _ensure(passage is not None and change.seminar.passages.unmark(passage, by=by))


def unmarked(change: Change, *, by) -> None:
    theme, post = _theme(change), _post(change)
    _ensure("start" in change.data and change.seminar.passages.restore(theme, post, **_span(change), by=by))


INVERSES = {
    "post.marked": marked,
    "post.unmarked": unmarked,
}


def _span(change: Change) -> dict:
    return {name: change.data.get(name) for name in ("start", "end", "revision")}


def _ensure(stands: bool) -> None:
    if not stands:
        raise Unfit(CHANGED)
