"""What happened, told in sentences: to one note, or in the whole seminar."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.models import Post
from seminar.models import Change
from themes.names import GONE, NAMED, Names
from themes.sentences import SENTENCES
from themes.undo import INVERSES

TAKE_NOTES_ALONG = ("theme.handed_over", "theme.merged", "theme.parted", "theme.split")


@dataclass
class Happening:
    """`subject` is what it happened to, `post` that row where it is a note. `undone` and `may_undo` are as of now."""

    change: Change
    sentence: str
    subject: str
    post: Post | None
    undone: bool
    may_undo: bool


def history(post) -> list[Happening]:
    """The changes of a post, newest first. A theme or group that is gone is told as "…"."""
    changes = post.seminar.changes
    taken = Q(verb__in=TAKE_NOTES_ALONG)
    found = (changes.about(post) | changes.filter(taken)).newest_first()
    return tell(post.seminar, [change for change in found if _concerns(change, post)])


def _concerns(change: Change, post: Post) -> bool:
    """Whether it happened to the post, or to a theme and took the post along."""
    return change.verb not in TAKE_NOTES_ALONG or post.pk in change.data["moved"]


def tell(seminar, changes: Iterable[Change]) -> list[Happening]:
    """In a number of queries that does not grow with the changes."""
    changes = list(changes)
    undone = seminar.changes.undone() if changes else set()
    numbers = [change.data["undoes"] for change in changes if "undoes" in change.data]
    targets = {change.number: change for change in seminar.changes.numbered(numbers)} if numbers else {}
    names = Names(seminar, set(_posts([*changes, *targets.values()])))
    return [_happening(change, names, targets, undone) for change in changes]


def _happening(change: Change, names: Names, targets: dict[int, Change], undone: set[int]) -> Happening:
    target = targets.get(change.data.get("undoes"))
    sentence = _("Undid: %(what)s") % {"what": sentence_of(target, names)} if target else sentence_of(change, names)
    return Happening(
        change=change,
        sentence=sentence,
        subject=names.of(change.subject_kind, change.subject_id),
        post=names.posts.get(change.subject_id) if change.subject_kind == "post" else None,
        undone=change.number in undone,
        may_undo=change.verb in INVERSES and change.number not in undone,
    )


def sentence_of(change: Change, names: Names) -> str:
    """What a change did, without when and by whom."""
    return str(SENTENCES.get(change.verb, change.verb)) % _Filled(change.data, names)


def told(undoings: list[Change]) -> str:
    """What has been undone, to one note or to many."""
    happening, *others = tell(undoings[0].seminar, undoings)
    if others:
        number = len(undoings)
        return ngettext("%(what)s. %(number)s note.", "%(what)s. %(number)s notes.", number) % {
            "what": happening.sentence,
            "number": number,
        }
    return _("%(what)s. %(where)s") % {"what": happening.sentence, "where": happening.subject}


def why_not(change: Change | None, why) -> str:
    """What could not be undone, and why not: who presses "undo my last" may not know what that was."""
    if change is None:
        return str(why)
    [happening] = tell(change.seminar, [change])
    return _("“%(what)s” was not undone. %(why)s") % {"what": happening.sentence, "why": why}


class _Filled(dict):
    """A change's data with the names of the rows in place of their ids, looked up when they are asked for."""

    def __init__(self, data: dict, names: Names):
        super().__init__(data)
        self.names = names

    def __getitem__(self, key: str) -> str:
        if key in NAMED and key in self:
            return self.names.of(NAMED[key], self.get(key))
        return self.get(key, GONE)


def _posts(changes: Iterable[Change]) -> Iterable[int]:
    for change in changes:
        if change.subject_kind == "post":
            yield change.subject_id
        yield from (pk for key, pk in change.data.items() if NAMED.get(key) == "post" and isinstance(pk, int))
