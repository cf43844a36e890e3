"""What happened, in sentences: to one note, or in the whole seminar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.models import Post
from seminar import events
from seminar.events import ROUND_CLOSED, ROUND_OPENED, SEMINAR_FINISHED
from seminar.models import Change, Person, Seminar
from seminar.templatetags.words_of import words_of
from themes.history.names import GONE, RowNames
from themes.history.step import NOTHING, Step, step_of

CHAPTERS = (ROUND_OPENED, ROUND_CLOSED, SEMINAR_FINISHED)


@dataclass
class LogEntry:
    """`subject` is the name of the row it happened to, `post` the row where it is a note, `target` what it undid.

    `step` is what was there before and what after. `undone` and `may_undo` are as of now.
    """

    change: Change
    target: Change | None
    sentence: str
    subject: str
    post: Post | None
    step: Step
    undone: bool
    may_undo: bool
    names: RowNames

    @property
    def number(self) -> int | None:
        """The number of the note, read where it is shown."""
        return self.names.post_numbers[self.post.pk] if self.post else None

    @property
    def marked_sentence(self) -> SafeString:
        """For a page: the words of the seminar in it are marked with its language."""
        done = marked_sentence_of(self.target or self.change, self.names)
        return mark_safe(escape(_("Undid: %(what)s")) % {"what": done}) if self.target else done  # noqa: S308

    @property
    def is_chapter(self) -> bool:
        """Whether it divides the day."""
        return self.change.event in CHAPTERS


def history(post: Post) -> list[LogEntry]:
    """The changes of a post, newest first, and those of themes that took it along."""
    changes = post.seminar.changes
    taking = Q(verb__in=events.codes(lambda event: event.moves_posts))
    related = (changes.about(post) | changes.filter(taking)).newest_first()
    return entries(post.seminar, [change for change in related if _concerns(change, post)])


def _concerns(change: Change, post: Post) -> bool:
    """Whether it happened to the post, or to a theme and took the post along."""
    return not change.event.moves_posts or post.pk in change.data["moved"]


def entries(seminar: Seminar, changes: Iterable[Change]) -> list[LogEntry]:
    """One entry for each change, in a number of queries that does not grow with the changes."""
    changes = list(changes)
    undone = seminar.changes.undone() if changes else set()
    numbers = [change.undoes for change in changes if change.undoes]
    targets = {change.number: change for change in seminar.changes.numbered(numbers)} if numbers else {}
    names = RowNames(seminar, set(_posts([*changes, *targets.values()])))
    numbers = [change.number for change in changes if change.event.undo]
    undoable = (
        set(seminar.changes.numbered(numbers).with_subject().values_list("number", flat=True)) if numbers else set()
    )
    return [_entry(change, names, targets, undone, undoable - undone) for change in changes]


def _entry(
    change: Change, names: RowNames, targets: dict[int, Change], undone: set[int], undoable: set[int]
) -> LogEntry:
    target = targets.get(change.undoes)
    sentence = _("Undid: %(what)s") % {"what": sentence_of(target, names)} if target else sentence_of(change, names)
    post = names.posts.get(change.subject_id) if change.subject_kind == "post" else None
    return LogEntry(
        change=change,
        target=target,
        sentence=sentence,
        subject=names.of(change.subject_kind, change.subject_id, at=change.number),
        post=post,
        step=step_of(change, names) if post or change.subject_kind != "post" else NOTHING,
        undone=change.number in undone,
        may_undo=change.number in undoable,
        names=names,
    )


def sentence_of(change: Change, names: RowNames) -> str:
    """What a change did, without when and by whom."""
    return str(change.event.sentence) % _Filled(change, names)


def marked_sentence_of(change: Change, names: RowNames) -> SafeString:
    return mark_safe(escape(change.event.sentence) % _Marked(change, names))  # noqa: S308 - both are escaped


def undone_sentence(changes: list[Change]) -> str:
    """What these changes have undone, to one note or to many."""
    [entry] = entries(changes[0].seminar, changes[:1])
    number = len({change.subject_id for change in changes if change.subject_kind == changes[0].subject_kind})
    if number > 1:
        return ngettext("%(what)s. %(number)s note.", "%(what)s. %(number)s notes.", number) % {
            "what": entry.sentence,
            "number": number,
        }
    return _("%(what)s. %(where)s") % {"what": entry.sentence, "where": entry.subject}


def undone_by_others(person: Person, seminar: Seminar, *, since: int) -> str:
    """The last of this person's changes that others have undone since the change with a number; "" for none."""
    undoing = seminar.changes.after(since).filter(undoes__in=seminar.changes.filter(by=person).values("number"))
    last = undoing.exclude(by=person).select_related("by").last()
    if last is None or last.by is None:
        return ""
    [entry] = entries(seminar, seminar.changes.numbered([last.undoes]))
    return _("%(name)s undid your change: %(what)s. %(where)s") % {
        "name": last.by,
        "what": entry.sentence,
        "where": entry.subject,
    }


def refused_sentence(change: Change | None, reason: Exception) -> str:
    """What could not be undone, and why. A person who undoes their last change may not know which that was."""
    if change is None:
        return str(reason)
    [entry] = entries(change.seminar, [change])
    return _("“%(what)s” was not undone. %(why)s") % {"what": entry.sentence, "why": reason}


class _Filled(dict[str, Any]):
    """A change's data with the names of rows in place of their ids, read when they are asked for."""

    def __init__(self, change: Change, names: RowNames) -> None:
        super().__init__(change.data)
        self.kinds, self.names, self.number = change.event.names, names, change.number

    def __getitem__(self, key: str) -> str:
        if key in self.kinds and key in self:
            return self.names.of(self.kinds[key], self.get(key), at=self.number)
        return self.get(key, GONE)


class _Marked(_Filled):
    """The names of people are of no language."""

    def __getitem__(self, key: str) -> str:
        text = super().__getitem__(key)
        is_own = isinstance(text, str) and self.kinds.get(key) != "person"
        return conditional_escape(words_of(text, self.names.seminar.language) if is_own else text)


def _posts(changes: Iterable[Change]) -> Iterator[int]:
    for change in changes:
        if change.subject_kind == "post":
            yield change.subject_id
        yield from (
            change.data[key] for key, kind in change.event.names.items() if kind == "post" and key in change.data
        )
