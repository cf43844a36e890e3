"""Which notes a page or a report shows: a form over the query string, so that every choice can be bookmarked."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.models import Post
from posts.models.post import PostQuerySet
from seminar.access import EDITORS
from seminar.models import DialogueRound, Group, Question, Seminar
from seminar.models.until_changed import until_changed
from themes import events
from themes.models import Placement, Theme

Row = DialogueRound | Question | Group | Theme
# By field the rows to choose from, and by attribute the ids of groups.
Offered = tuple[dict[str, list[tuple[str, str]]], dict[str, list[int]]]

UNKNOWN, NONE, ALL = "unknown", "none", "all"
STATES = {
    "": gettext_lazy("Visible"),
    Post.State.HIDDEN: gettext_lazy("Hidden"),
    Post.State.WITHDRAWN: gettext_lazy("Withdrawn by the group"),
    Post.State.SPLIT: gettext_lazy("Split into parts"),
    Post.State.MERGED: gettext_lazy("Merged into others"),
    ALL: gettext_lazy("Visible and hidden"),
}


MARKS = {
    "unread": (gettext_lazy("unread"), Q(readings=None)),
    "flagged": (gettext_lazy("flagged"), Q(flag__isnull=False)),
    "edited": (gettext_lazy("edited"), Q(edited_at__isnull=False)),
    "late": (gettext_lazy("late"), Q(late=True)),
    "imported": (gettext_lazy("imported"), Q(imported__isnull=False)),
    "waiting": (gettext_lazy("waiting for the wall"), Q(is_waiting=True)),
}


class Chip(NamedTuple):
    """One choice of a filter."""

    label: str
    address_without: str


class ThemesField(forms.MultipleChoiceField):
    """Ids of themes. One that was merged is the theme it is now, and those that no longer exist are left out.

    It is invalid where nothing that was chosen exists.
    """

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": gettext_lazy("No theme that was chosen exists any longer.")}
    seminar: Seminar

    def to_python(self, value: Any) -> list[str]:
        chosen = super().to_python(value)
        known = {key for key, _label in self.choices} if chosen else set()
        if known.issuperset(chosen):
            return chosen
        now = {str(pk): str(theme.pk) for pk, theme in self.seminar.themes.current_by_id(self.seminar).items()}
        existing = [now.get(one, one) for one in chosen if now.get(one, one) in known]
        return existing or chosen

    def bound_data(self, data: Any, initial: Any) -> Any:
        """So that the box of the theme it is now is checked."""
        return self.to_python(data) if isinstance(data, list) else data


class PostFilter(forms.Form):
    """`PostFilter(request.GET, seminar=seminar)`. A value that makes no sense gets an error and narrows nothing."""

    text = forms.CharField(label=gettext_lazy("Search words"), required=False, max_length=200)
    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)
    question = forms.ChoiceField(label=gettext_lazy("Question"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    theme = ThemesField(label=gettext_lazy("Themes"), required=False)
    match = forms.ChoiceField(
        label=gettext_lazy("Under"),
        required=False,
        choices=[("", gettext_lazy("any of the themes")), (ALL, gettext_lazy("all of the themes"))],
    )
    without = ThemesField(label=gettext_lazy("Not under"), required=False)
    attribute = forms.ChoiceField(label=gettext_lazy("Groups"), required=False)
    mark = forms.MultipleChoiceField(
        label=gettext_lazy("Only notes that are"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(mark, label) for mark, (label, _where) in MARKS.items()],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[
            ("", gettext_lazy("Notes and comments")),
            (Post.Kind.POST, gettext_lazy("Only notes")),
            (Post.Kind.COMMENT, gettext_lazy("Only comments")),
        ],
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=list(STATES.items()))

    def __init__(self, data: Mapping[str, Any] | None = None, *, seminar: Seminar) -> None:
        super().__init__(data or {})
        self.seminar = seminar
        self.offered, self.having = until_changed(
            seminar, "offered to filters", lambda: _offered(seminar), lambda last, number: _since(number, last, seminar)
        )
        self._offer("round", ("", gettext_lazy("All rounds")))
        self._offer("question", ("", gettext_lazy("All questions")))
        self._offer("group", ("", gettext_lazy("All groups")), (UNKNOWN, gettext_lazy("Unknown group")))
        self.fields["theme"].seminar = self.fields["without"].seminar = seminar
        self._offer("theme", (NONE, gettext_lazy("No theme")))
        self._offer("without")
        self.fields["attribute"].choices = lambda: [("", gettext_lazy("any")), *((one, one) for one in self.having)]

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid choices by field, without the empty ones."""
        self.is_valid()
        once = {name: _once(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in once.items() if value}

    def posts(self, state: str = "") -> PostQuerySet:
        """The seminar's notes in their own order, narrowed to the choices. Hidden ones only where they are chosen.

        With `state` those in that state, whatever was chosen.
        """
        chosen = self.chosen
        wanted = Q(**{name: chosen[name] for name in ("round", "question", "kind") if name in chosen})
        if group := chosen.get("group"):
            wanted &= Q(group=None if group == UNKNOWN else group)
        if themes := chosen.get("theme"):
            wanted &= reduce(and_ if chosen.get("match") == ALL else or_, map(self._under, themes))
        if attribute := chosen.get("attribute"):
            wanted &= Q(group__in=self.having[attribute])
        for theme in chosen.get("without", []):
            wanted &= ~self._under(theme)
        for mark in chosen.get("mark", []):
            _name, where = MARKS[mark]
            wanted &= where
        state = state or chosen.get("state", Post.State.VISIBLE)
        wanted &= Q(state__in=[Post.State.VISIBLE, Post.State.HIDDEN] if state == ALL else [state])
        posts = self.seminar.posts.saying(chosen.get("text", ""))
        return (posts.with_waiting() if "waiting" in chosen.get("mark", []) else posts).filter(wanted)

    def words(self) -> str:
        """The choices as a sentence for a report: what it is narrowed to. Empty where it holds everything."""
        chosen = self.chosen
        names = [name for name in self.fields if name in chosen and name != "match"]
        parts = [f"{self.fields[name].label}: {self._value(name)}" for name in names]
        return _("Only some of the notes: %(choices)s.") % {"choices": "; ".join(parts)} if parts else ""

    @property
    def chips(self) -> list[Chip]:
        """The choices, each with the address of the page without it."""
        return [
            Chip(self._chip_label(name, value), self._address_without(name, value))
            for name, values in self.chosen.items()
            if name != "match"
            for value in (values if isinstance(values, list) else [values])
        ]

    def _chip_label(self, name: str, value: str) -> str:
        if name == "text":
            return self._value(name)
        label = str(dict(self.fields[name].choices)[value])
        return f"{self.fields[name].label}: {label}" if name in ("without", "attribute") else label

    def _address_without(self, name: str, value: str) -> str:
        rest = {key: self.data.getlist(key) for key in self.data if key != "after"}
        values = self.chosen[name]
        rest[name] = [one for one in values if one != value] if isinstance(values, list) else []
        return "?" + urlencode(rest, doseq=True)

    def _offer(self, name: str, *first: tuple[str, str | Promise]) -> None:
        """Only where the choices are looked at does the field go through them, of which there may be hundreds."""
        self.fields[name].choices = lambda: [*first, *self.offered[name]]

    def _under(self, theme: str) -> Q:
        if theme == NONE:
            return ~Q(pk__in=Placement.objects.filter(seminar=self.seminar).values("post"))
        return Q(pk__in=Placement.objects.filter(theme=theme).values("post"))

    def _value(self, name: str) -> str:
        value = self.chosen[name]
        if name == "text":
            return _("“%(text)s”") % {"text": value}
        labels = dict(self.fields[name].choices)
        every = name == "mark" or (name == "theme" and self.chosen.get("match") == ALL)
        joint = _(" and ") if every else _(" or ")
        return joint.join(str(labels[one]) for one in value) if isinstance(value, list) else str(labels[value])


class ReportFilter(PostFilter):
    """What a report may be narrowed to, and a viewer's board. It never shows hidden notes."""

    state = None


def board_filter(data: Mapping[str, Any] | None, *, seminar: Seminar) -> PostFilter:
    """The filter for the role that `find_seminar` found."""
    return (PostFilter if seminar.role in EDITORS else ReportFilter)(data, seminar=seminar)


def _offered(seminar: Seminar) -> Offered:
    groups, themes = list(seminar.groups.all()), list(seminar.themes.all())
    rows: dict[str, Iterable[Row]] = {
        "round": seminar.rounds.all(),
        "question": seminar.questions.select_related("round"),
        "group": groups,
        "theme": themes,
        "without": themes,
    }
    return {name: [(str(row.pk), _label(row)) for row in rows[name]] for name in rows}, _by_attribute(groups)


def _since(number: int, last: Offered, seminar: Seminar) -> Offered:
    """What is offered now, where it was `last` at the Change `number`."""
    return _offered(seminar) if seminar.changes.after(number).exclude(verb__in=events.USUAL).exists() else last


def _by_attribute(groups: Iterable[Group]) -> dict[str, list[int]]:
    """The ids of the groups by each "name=value" among their attributes."""
    ids: dict[str, list[int]] = {}
    for group in groups:
        for name, value in group.attributes.items():
            ids.setdefault(f"{name}={value}", []).append(group.pk)
    return dict(sorted(ids.items()))


def _once(value: Any) -> Any:
    """A list without its repetitions: a database takes no condition of thousands of parts."""
    return list(dict.fromkeys(value)) if isinstance(value, list) else value


def _label(row: Row) -> str:
    return f"{row.round.number}.{row.number} {row.text}" if isinstance(row, Question) else str(row)
