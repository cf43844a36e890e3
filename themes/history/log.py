"""The log of a seminar: which changes it shows, as a form over the query string, and the log as rows of a table."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby, islice
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.events import REHEARSAL_ENDED
from posts.text.delimited import Cell
from seminar import events
from seminar.events import QUESTION_CLOSED, QUESTION_OPENED, ROUND_CLOSED, ROUND_OPENED, ROUND_TIMED, Topic
from seminar.models import Change, Person, Seminar
from seminar.models.change import ChangeQuerySet
from themes.events import (
    POST_PLACED,
    POST_TAKEN_OUT,
    WEIGHING_ANSWERED,
    WEIGHING_CLOSED,
    WEIGHING_OPENED,
    WEIGHING_REOPENED,
)
from themes.history.entries import LogEntry, entries

# What happens in a rehearsal and is as before when it is cleared, though the row is still there.
PUT_BACK = (
    ROUND_OPENED,
    ROUND_TIMED,
    ROUND_CLOSED,
    QUESTION_OPENED,
    QUESTION_CLOSED,
    WEIGHING_OPENED,
    WEIGHING_CLOSED,
    WEIGHING_REOPENED,
    WEIGHING_ANSWERED,
    events.MESSAGE_SENT,
    events.MESSAGE_REMOVED,
    events.GROUP_MESSAGE_SENT,
    events.GROUP_MESSAGE_REMOVED,
    events.GROUP_CALLED,
    events.GROUP_CALL_ANSWERED,
    events.GROUP_CALL_WITHDRAWN,
    events.GROUP_STOPPED,
    events.GROUP_LET_WRITE,
    events.WALL_FROZEN,
    events.WALL_UNFROZEN,
)
SCRIBES = "scribes"
UNDOING = "undone"
OLDEST = "oldest"
ROWS_AT_ONCE = 4000


class LogFilter(forms.Form):
    """`LogFilter(request.GET, seminar=seminar)`. A value that makes no sense gets an error and narrows nothing."""

    person = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("All")), *Topic.choices, (UNDOING, gettext_lazy("Undo events"))],
    )
    theme = forms.ModelChoiceField(None, label=gettext_lazy("Theme"), required=False, empty_label=gettext_lazy("All"))
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("Newest first")), (OLDEST, gettext_lazy("As the day went"))],
    )
    post = forms.ModelChoiceField(None, to_field_name="uid", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, seminar: Seminar) -> None:
        super().__init__(data or {})
        self.seminar = seminar
        people = Person.objects.filter(pk__in=seminar.changes.order_by().values("by"))
        first = [("", gettext_lazy("All")), (SCRIBES, gettext_lazy("The groups"))]
        self.fields["person"].choices = [*first, *((str(person.pk), str(person)) for person in people)]
        self.fields["theme"].queryset = seminar.themes.all()
        self.fields["post"].queryset = seminar.posts.select_related("group")

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid choices by field, without the empty ones."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether the choices leave anything out."""
        return bool(self.chosen.keys() - {"order"})

    def changes(self) -> ChangeQuerySet:
        """In the order that was chosen. An echo is shown only in the log of its own note."""
        chosen = self.chosen
        wanted = Q(verb__in=events.codes(lambda event: not event.stream_only and (not event.echo or "post" in chosen)))
        if kind := chosen.get("kind"):
            wanted &= (
                ~Q(undoes=None) if kind == UNDOING else Q(verb__in=events.codes(lambda event: event.topic == kind))
            )
        if person := chosen.get("person"):
            wanted &= ~Q(scribe=None) if person == SCRIBES else Q(by=person)
        if theme := chosen.get("theme"):
            placed = Q(verb__in=[POST_PLACED.code, POST_TAKEN_OUT.code], data__theme=theme.pk)
            wanted &= Q(subject_kind="theme", subject_id=theme.pk) | placed
        if post := chosen.get("post"):
            wanted &= Q(subject_kind="post", subject_id=post.pk)
        changes = self.seminar.changes.filter(wanted).exclude(cleared(self.seminar)).newest_first()
        return changes.reverse() if chosen.get("order") == OLDEST else changes


def cleared(seminar: Seminar) -> Q:
    """What happened in a rehearsal to rows that went with it, and to what was put back as it was."""
    ends = seminar.changes.of(REHEARSAL_ENDED).values_list("number", "data")
    in_any, in_cleared = Q(pk=None), Q(pk=None)
    for number, data in ends:
        within = Q(number__gt=data.get("begun") or data.get("cleared") or number, number__lt=number)
        in_any |= within
        if "cleared" in data:
            in_cleared |= within
    if not ends:
        return in_any
    gone = ~Q(pk__in=seminar.changes.filter(in_any).with_subject().values("pk"))
    return (in_any & gone) | (in_cleared & Q(verb__in=[event.code for event in PUT_BACK]))


def by_day(entries: Iterable[LogEntry], zone: ZoneInfo) -> list[tuple[date, list[LogEntry]]]:
    """The entries under the date of each, in the time zone."""
    days = groupby(entries, key=lambda entry: entry.change.at.astimezone(zone).date())
    return [(day, list(some)) for day, some in days]


def rows(chosen: LogFilter) -> Iterator[list[Cell]]:
    """Headings, then a row for each change."""
    yield [
        *(_("Number"), _("When"), _("Who"), _("What"), _("Note number"), _("Note or theme")),
        *(_("Before"), _("After"), _("Why"), _("Undone")),
    ]
    zone = ZoneInfo(chosen.seminar.time_zone)
    changes = chosen.changes().iterator(ROWS_AT_ONCE)
    while some := list(islice(changes, ROWS_AT_ONCE)):
        yield from _rows(entries(chosen.seminar, some), zone)


def _rows(page: Iterable[LogEntry], zone: ZoneInfo) -> Iterator[list[Cell]]:
    for entry in page:
        change = entry.change
        yield [
            change.number,
            change.at.astimezone(zone),
            author(change),
            entry.sentence,
            entry.number or "",
            entry.subject,
            entry.step.before,
            entry.step.after,
            str(change.data.get("reason") or ""),
            _("yes") if entry.undone else "",
        ]


def author(change: Change) -> str:
    return str(change.by or change.scribe or _("someone not logged in"))
