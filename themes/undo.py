"""How each event of a theme, a quote and a placement is undone. Each function calls one verb, or raises NotPossible.

The models of this package are not named, since they import this module through their events.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.undo import ensure, post_of
from seminar.events import UndoFunction
from seminar.models import Change, NotPossible, Person, Scribe
from seminar.models.ordered import HasNotes
from themes.errors import ThemeGone, ThemeNameTaken

CHANGED = _("The theme has since been changed again.")
GONE = _("The theme has since been merged or removed.")


def theme_of(change: Change) -> models.Model:
    """The theme that the change put a note under, or took it out from. Raises ThemeGone."""
    theme = change.seminar.themes.filter(pk=change.data["theme"]).first()
    if theme is None:
        raise ThemeGone
    return theme


def placed(change: Change, *, by: Person | Scribe | None) -> None:
    if not theme_of(change).remove_post(post_of(change), by=by):
        raise NotPossible(_("The note has already been taken out of the theme."))


def taken_out(change: Change, *, by: Person | Scribe | None) -> None:
    former = change.data.get("former") or {}
    former = {name: former[name] for name in ("by_id", "at", "proposed") if name in former}  # a file may have others
    if not Person.objects.filter(pk=former.get("by_id")).exists():
        former = former | {"by_id": None}
    theme, post = theme_of(change), post_of(change)
    if not theme.add_post(post, by=by, former=former):
        raise NotPossible(_("The note has already been placed under the theme again."))
    for place in change.data.get("passages", []):
        change.seminar.passages.restore(theme, post, **place, by=by)


def marked(change: Change, *, by: Person | Scribe | None) -> None:
    passages = change.seminar.passages
    passage = passages.current_at(theme_of(change), post_of(change), **_span(change))
    ensure(passage is not None and passages.unmark(passage, by=by))


def unmarked(change: Change, *, by: Person | Scribe | None) -> None:
    theme, post = theme_of(change), post_of(change)
    ensure("start" in change.data and change.seminar.passages.restore(theme, post, **_span(change), by=by))


def _span(change: Change) -> dict[str, int | None]:
    return {name: change.data.get(name) for name in ("start", "end", "revision")}


def flagged(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(change.seminar.flags.unflag(post_of(change), by=by))


def unflagged(change: Change, *, by: Person | Scribe | None) -> None:
    ensure(change.seminar.flags.flag(post_of(change), by=by, reason=change.data["reason"]))


@contextmanager
def explained() -> Iterator[None]:
    """Turns what a verb on a theme raises into NotPossible with a sentence."""
    try:
        yield
    except (ThemeGone, ObjectDoesNotExist):
        raise NotPossible(GONE) from None
    except ThemeNameTaken as taken:
        raise NotPossible(_("Another theme is now called “%(name)s”.") % {"name": taken.name}) from None
    except HasNotes:
        raise NotPossible(_("Notes have since been placed under the theme.")) from None


class UndoOfTheme(Protocol):
    """An undo that is also called with the theme."""

    def __call__(self, change: Change, theme: models.Model, /, *, by: Person | Scribe | None) -> None: ...


def of_theme(undo: UndoOfTheme) -> UndoFunction:
    """Turns it into an UndoFunction: calls it with the theme of the change, even one that was merged or removed."""

    @wraps(undo)
    def wrapped(change: Change, *, by: Person | Scribe | None) -> None:
        with explained():
            undo(change, change.seminar.themes(manager="all_objects").get(pk=change.subject_id), by=by)

    return wrapped


def _ensure(unchanged: bool) -> None:
    if not unchanged:
        raise NotPossible(CHANGED)


@of_theme
def theme_added(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.remove(by=by)


@of_theme
def theme_described(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    former = change.data["former"]
    _ensure({"name": theme.name, "definition": theme.definition} == change.data.get("words"))
    theme.ensure_name_free(former["name"])
    theme.describe(**former, by=by)


@of_theme
def theme_example_set(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    _ensure(theme.example_id == change.data["example"])
    theme.set_example(theme.examples.filter(pk=change.data["former"]).first(), by=by)


@of_theme
def theme_mark_set(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    _ensure(theme.own_mark == change.data["mark"])
    theme.set_mark(change.data["former"], by=by)


@of_theme
def theme_nested(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    """Nests it where it was, if that theme is still there and is not nested under this one by now."""
    former = change.seminar.themes.filter(pk=change.data["former"]).first()
    _ensure(theme.parent_id == change.data["parent"])
    _ensure(former is not None or change.data["former"] is None)
    _ensure(former is None or theme.pk not in former.ancestors())
    theme.nest(former, by=by)


@of_theme
def theme_moved(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    beside = change.seminar.themes(manager="all_objects").get(pk=change.data["beside"])
    _ensure((theme.place, beside.place) == (change.data["place"], change.data["former"]))
    theme.change_places(beside, by=by)


@of_theme
def theme_arranged(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    data, former = change.data, change.data["former"]
    parent = change.seminar.themes.filter(pk=former["parent"]).first()
    _ensure((theme.parent_id, theme.following(data["last"])) == (data["parent"], data["next"]))
    _ensure(former["parent"] is None or (parent is not None and theme.pk not in parent.ancestors()))
    theme.put_before(former["next"], former["parent"], last=data["last"], by=by)


@of_theme
def theme_retired(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.use_again(by=by)


@of_theme
def theme_returned(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.retire(by=by)


@of_theme
def theme_removed(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.restore(change, by=by)


@of_theme
def theme_merged(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.unmerge(change, by=by)


@of_theme
def theme_unmerged(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.merge(change.seminar.themes(manager="all_objects").get(pk=change.data["theme"]), by=by)


@of_theme
def theme_split(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.unsplit(change, by=by)


@of_theme
def theme_handed_over(change: Change, theme: models.Model, *, by: Person | Scribe | None) -> None:
    theme.undo_hand_over(change, by=by)


def themes_copied(change: Change, *, by: Person | Scribe | None) -> None:
    change.seminar.themes.undo_copy(change.data["themes"], seminar=change.seminar, by=by)


def copy_undone(change: Change, *, by: Person | Scribe | None) -> None:
    with explained():
        change.seminar.themes.redo_copy(change.data["themes"], seminar=change.seminar, by=by)


def _quote_of(change: Change) -> models.Model:
    quote = change.seminar.quotes.filter(pk=change.subject_id).first()
    if quote is None:
        raise NotPossible(_("That quote no longer exists."))
    return quote


def quote_shown(change: Change, *, by: Person | Scribe | None) -> None:
    _quote_of(change).take_down(by=by)


def quote_removed(change: Change, *, by: Person | Scribe | None) -> None:
    _quote_of(change).put_up(by=by)


def quote_named(change: Change, *, by: Person | Scribe | None) -> None:
    _quote_of(change).set_named(False, by=by)


def quote_unnamed(change: Change, *, by: Person | Scribe | None) -> None:
    _quote_of(change).set_named(True, by=by)


def quote_moved(change: Change, *, by: Person | Scribe | None) -> None:
    _quote_of(change).move(-change.data["step"], by=by)


def remark_written(change: Change, *, by: Person | Scribe | None) -> None:
    remark = change.seminar.remarks.filter(pk=change.subject_id).first()
    if remark is None:
        raise NotPossible(_("That theme or round no longer exists."))
    remark.write_former(by=by)
