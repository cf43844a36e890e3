"""The summary as it was closed: its contents as JSON and back, and what has changed since."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import astuple, dataclass, replace
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from posts.models import Post
from posts.walls.refused import Refused
from seminar import events as seminar_events
from seminar.models import Person, Seminar
from seminar.models.until_changed import forget, until_changed
from themes import events
from themes.filters import PostFilter
from themes.models import ClosedSummary
from themes.summary.data import SummaryNote
from themes.summary.queries import were_read
from themes.summary.summary import Summary

VERSION = 1
NO_WORDS = {"author": "", "subject": "", "body": "", "fields": [], "attachments": []}  # of a note
# What comes with closing and shows in no summary.
UNSEEN = (seminar_events.SEMINAR_ARCHIVED, seminar_events.SEMINAR_UNARCHIVED, events.SUMMARY_CLOSED)


def to_data(summary: Summary) -> dict[str, Any]:
    """As JSON, without the person who closed it. Each note is written once, and named by its uid under its themes."""
    data = msgspec.to_builtins(replace(summary, finished_by=""))  # the seminar has the name, while the account exists
    for theme in data["themes"]:
        theme["notes"] = [note["uid"] for note in theme["notes"]]
    return {"version": VERSION, "summary": data}


def from_data(data: dict[str, Any]) -> Summary:
    """The summary that `to_data` was given. Raises msgspec.ValidationError."""
    fields = dict(data["summary"])
    notes = {note["uid"]: note for note in fields["notes"]}
    fields["themes"] = [theme | {"notes": [notes[uid] for uid in theme["notes"]]} for theme in fields["themes"]]
    return msgspec.convert(fields, Summary)


def summary_to_show(seminar: Seminar, filter: PostFilter | None = None) -> Summary:
    """The closed summary where there is one, else the present one. What a filter selects is from the present notes.

    The words of notes that are hidden by now are left out of the closed one. Its figures stay.
    """
    row = ClosedSummary.objects.of(seminar)
    narrowed = bool(filter and filter.chosen)
    if row and not narrowed:
        finished_by = seminar.finished_by.name if seminar.finished_by else ""
        return replace(from_data(_without_words(row.data, _hidden(row))), finished_by=finished_by)
    summary = _with_read(present(seminar, filter), seminar, filter)
    return replace(summary, finished_at=None) if row and changed_since(row) else summary


def _hidden(row: ClosedSummary) -> set[str]:
    """The uids of its notes that are hidden, withdrawn or deleted by now, or that such a note counts in place of."""
    fields = ("pk", "uid", "state", "merged_into", "split_from")
    posts = {post.pk: post for post in row.seminar.posts.values_list(*fields, named=True)}
    instead: defaultdict[int, list[int]] = defaultdict(list)  # by note those that count in its place
    for post in posts.values():
        if post.merged_into:
            instead[post.pk].append(post.merged_into)
        if post.split_from:
            part, whole = post.pk, post.split_from
            former, now = (part, whole) if post.state == Post.State.JOINED else (whole, part)
            instead[former].append(now)

    def is_hidden(pk: int) -> bool:
        return posts[pk].state in (Post.State.HIDDEN, Post.State.WITHDRAWN) or any(map(is_hidden, instead[pk]))

    readable = {post.uid for post in posts.values() if not is_hidden(post.pk)}
    return {note["uid"] for note in row.data["summary"]["notes"]} - readable


def present(seminar: Seminar, filter: PostFilter | None = None) -> Summary:
    """The present summary, computed once until the next Change. It does not say how many notes have been read."""
    chosen = filter.chosen if filter else {}
    key = "summary", get_language(), repr(sorted(chosen.items()))
    if "unread" in chosen.get("mark", []):
        return Summary.of(seminar, filter)
    summary = until_changed(
        seminar,
        key,
        lambda: Summary.of(seminar, filter),
        None if chosen else lambda last, number: Summary.since(last, number, seminar),
        rows=lambda made: len(made.notes) + 1,
    )
    finished_by = seminar.finished_by.name if seminar.finished_by else ""
    return replace(summary, made_at=timezone.now().astimezone(summary.made_at.tzinfo), finished_by=finished_by)


def _with_read(summary: Summary, seminar: Seminar, filter: PostFilter | None = None) -> Summary:
    """Counted each time, since no Change says that a note has been read."""
    posts = (filter.posts() if filter else seminar.posts).visible()
    return replace(summary, read=were_read(posts, seminar).count())


def forget_notes(seminar: Seminar, uids: Collection[str]) -> None:
    """Called when notes are deleted for good (AFTER_ERASURE in seminar/settings.py)."""
    forget(seminar)
    for row in ClosedSummary.objects.filter(seminar=seminar):
        row.data = _without_words(row.data, uids)
        row.save(update_fields=["data"])


def ensure_readable(seminar: Seminar) -> None:
    """Called when a seminar was read from a file (AFTER_RESTORE in seminar/settings.py). Raises Refused."""
    for row in ClosedSummary.objects.filter(seminar=seminar):
        try:
            from_data(row.data)
        except (msgspec.ValidationError, KeyError, TypeError):
            raise Refused("own-json", path="$.rows.closed_summaries[0].data") from None


def _without_words(data: dict[str, Any], uids: Collection[str]) -> dict[str, Any]:
    """What was stored, without the words of these notes. All figures stay, so the notes do, under their themes too."""

    def keep(theme: dict[str, Any]) -> dict[str, Any]:
        return theme | {
            "marked": {uid: words for uid, words in theme["marked"].items() if uid not in uids},
            "quotes": [quote for quote in theme["quotes"] if quote["note"] not in uids],
        }

    summary = data["summary"]
    notes = [note | NO_WORDS if note["uid"] in uids else note for note in summary["notes"]]
    return data | {"summary": summary | {"notes": notes, "themes": [keep(theme) for theme in summary["themes"]]}}


@transaction.atomic
def close_summary(seminar: Seminar, *, by: Person | None, again: bool = False) -> None:
    """Stores the summary of a finished seminar as it is now, so that it stays so.

    Does nothing while the seminar is open, nor where it is closed already, unless it is to be closed `again`.
    """
    seminar.lock()
    seminar.refresh_from_db(fields=["finished_at", "finished_by"])
    if seminar.finished_at and (again or not ClosedSummary.objects.of(seminar)):
        ClosedSummary.objects.save_for(seminar, to_data(_with_read(Summary.of(seminar), seminar)), by=by)


def changed_since(row: ClosedSummary) -> bool:
    """Whether anything happened that could show in the summary."""
    return row.seminar.changes.after(row.change).exclude(verb__in=[event.code for event in UNSEEN]).exists()


@dataclass(frozen=True)
class ChangesSinceClosing:
    """How much of a closed summary is no longer as it was. `frame` is whether anything but its notes differs."""

    added: int
    removed: int
    reworded: int
    placed: int
    frame: bool

    @classmethod
    def of(cls, seminar: Seminar) -> "ChangesSinceClosing | None":
        """None where the seminar is open, or nothing differs."""
        row = ClosedSummary.objects.of(seminar)
        if not (row and changed_since(row)):
            return None
        since = cls.between(from_data(row.data), Summary.of(seminar))
        return since if any(astuple(since)) else None

    @classmethod
    def between(cls, closed: Summary, current: Summary) -> "ChangesSinceClosing":
        before, after = _by_uid(closed), _by_uid(current)
        both = [(before[uid], after[uid]) for uid in before.keys() & after.keys()]
        unmoved = {old.uid for old, new in both if _text(old) == _text(new) and set(old.themes) == set(new.themes)}
        return cls(
            added=len(after.keys() - before.keys()),
            removed=len(before.keys() - after.keys()),
            reworded=sum(_text(old) != _text(new) for old, new in both),
            placed=sum(set(old.themes) != set(new.themes) for old, new in both),
            frame=_frame(closed, unmoved) != _frame(current, unmoved),
        )

    @property
    def sentences(self) -> list[str]:
        counted = [
            (self.added, ngettext("%(number)d note has been added.", "%(number)d notes have been added.", self.added)),
            (
                self.removed,
                ngettext("%(number)d note is no longer shown.", "%(number)d notes are no longer shown.", self.removed),
            ),
            (
                self.reworded,
                ngettext("%(number)d note has another text.", "%(number)d notes have another text.", self.reworded),
            ),
            (
                self.placed,
                ngettext("%(number)d note has other themes.", "%(number)d notes have other themes.", self.placed),
            ),
        ]
        sentences = [sentence % {"number": number} for number, sentence in counted if number]
        return [*sentences, _("Names, remarks or chosen words have changed.")] if self.frame else sentences


def _by_uid(summary: Summary) -> dict[str, SummaryNote]:
    return {note.uid: note for note in summary.notes}


def _frame(summary: Summary, uids: set[str]) -> tuple[Any, ...]:
    """What is said beside the texts of these notes, without figures, which follow from them."""
    themes = {one.id: (one.name, one.definition, one.parent, one.mark) for one in summary.themes}
    chosen = {
        one.id: (
            [quote for quote in one.quotes if quote.note in uids],
            {uid: words for uid, words in one.marked.items() if uid in uids},
        )
        for one in summary.themes
    }
    voices = {note.uid: note.voices for note in summary.notes if note.uid in uids}
    return summary.title, summary.date, dict(summary.remarks), summary.questions, themes, chosen, voices


def _text(note: SummaryNote) -> tuple[str, str]:
    return note.subject, note.body
