from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from posts.importing import pasted
from posts.models import Import
from posts.models.choices import YEARS, Choices
from posts.models.post import LONGEST_BODY
from posts.walls.groups import LONGEST_NAME, Proposal
from posts.walls.refused import Refused
from posts.walls.sandbox import LARGEST, MIB, parse, too_large
from posts.walls.wall import Wall
from seminar.models import DialogueRound, Group, Person, Seminar
from seminar.setup.forms import zones

from .plan import ImportPlan
from .repairs import CountedRepair
from .sentences import refusal
from .upload import reading_for

FIELDS = {
    "": _("keep it as a separate field"),
    "body": _("the text"),
    "question": _("a question, with an answer in each row"),
    "subject": _("the heading"),
    "author": _("who wrote it"),
    "section": _("the round"),
    "written": _("when it was written"),
    "edited": _("when it was last edited"),
    "attachment": _("a link or a file"),
    "ignore": _("leave it out"),
}
DATE_ORDERS = {
    "": _("leave the times out"),
    "day": _("the day comes first"),
    "month": _("the month comes first"),
}
MOST_LISTED = 500  # proposals
NEW = "+"  # not a valid slug
REASONS = {
    "label": _("the name they wrote under"),
    "number": _("a number in the name they wrote under"),
    "heading": _("the first line of the note"),
    "unknown": _("they did not know their group"),
    "nameless": _("they wrote without a name"),
    "guest": _("a name Padlet gives to guests"),
    "writer": "",  # the template has a sentence of its own for this
}


class UploadForm(forms.Form):
    """An exported file, or the pasted text of a wall. Once the form is valid, `wall` is what was read."""

    file = forms.FileField(
        label=_("A file exported from Padlet or Rundebord"),
        help_text=format_lazy(
            _("PDF, CSV, Excel, Markdown, JSON, REFI-QDA, a zip of CSV files, or text. At most {limit} MB."),
            limit=LARGEST // MIB,
        ),
        required=False,
    )
    text = forms.CharField(label=_("The text"), widget=forms.Textarea(attrs={"rows": 4}), required=False, strip=False)

    def __init__(self, *args: Any, person: Person, too_large: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person, self.too_large = person, too_large

    def clean(self) -> None:
        if self.too_large:
            self.refuse("file", too_large())
            return
        if self.errors:
            return
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if not file and not text:
            self.add_error("file", _("Choose a file first, or paste the text of a Padlet wall."))
            return
        self.data_sent = file.read() if file else text.encode()
        self.name = file.name if file else str(_("pasted text"))
        try:
            Import.objects.ensure_room(self.person)
            with reading_for(self.person.pk):
                self.wall: Wall = parse(self.data_sent, self.name)
        except Refused as error:
            self.refuse("file" if file else "text", error)

    def refuse(self, field: str, error: Refused) -> None:
        self.add_error(field, refusal(error))

    def keep(self, *, by: Person) -> Import:
        return Import.objects.keep(self.wall, data=self.data_sent, name=self.name, by=by)


class PasteForm(forms.Form):
    """What a group wrote somewhere else."""

    round = forms.ModelChoiceField(DialogueRound.objects.none(), label=_("Round"), empty_label=None)
    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"))
    text = forms.CharField(label=_("The text"), widget=forms.Textarea(attrs={"rows": 12}), max_length=LONGEST_BODY)

    def __init__(self, *args: Any, seminar: Seminar, person: Person, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["round"].queryset = seminar.rounds.all()
        self.fields["group"].queryset = seminar.groups.all()

    def clean(self) -> None:
        try:
            Import.objects.ensure_room(self.person)
        except Refused as error:
            self.add_error("text", refusal(error))

    def keep(self, *, by: Person) -> Import:
        given = self.cleaned_data
        name = _("pasted text")
        return pasted.keep(given["text"], given["round"], given["group"], name=str(name), by=by)


class ChoicesForm(forms.Form):
    """What the preview asks for: what the wall does not say, and a name for each proposed group."""

    def __init__(self, *args: Any, imported: Import, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.imported, self.plan = imported, ImportPlan.of(imported)
        if not self.plan.is_own:
            self.fields["title"] = forms.CharField(
                label=_("Title of a new seminar"),
                initial=self.plan.title,
                max_length=300,
                required=False,
            )
        reachable = imported.within_reach()
        if reachable.exists():
            self.fields["seminar"] = forms.ChoiceField(
                label=_("Seminar for the notes"),
                choices=[(NEW, _("a new seminar")), *((seminar.slug, seminar.title) for seminar in reachable)],
                initial=self.plan.seminar.slug if self.plan.seminar else NEW,
            )
        if self.plan.read.asks_zone:
            self.fields["time_zone"] = forms.ChoiceField(
                label=_("Time zone of the export"),
                help_text=_("This kind of file gives the time of the place where it was exported."),
                choices=zones,
                initial=self.plan.zone.key,
            )
        if self.plan.read.asks_year:
            self.fields["year"] = forms.IntegerField(
                label=_("Year"),
                help_text=_("The times in this file have no year."),
                min_value=YEARS[0],
                max_value=YEARS[-1],
                initial=self.plan.year,
            )
        if any(alarm.code == "dates" for alarm in self.plan.read.alarms + self.plan.wall.alarms):
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Dates such as 3/4/2026"),
                help_text=_("Every date in this file can be read in two ways."),
                choices=DATE_ORDERS.items,
                initial=imported.choices.date_order,
                required=False,
            )
        for number, column in enumerate(self.plan.read.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column.name,
                help_text=column.example,
                choices=FIELDS.items,
                initial=self.plan.columns.get(column.name, ""),
                required=False,
            )
        if self.plan.seminar and self.plan.matches.more_gone_than_found:
            self.fields["meant"] = forms.BooleanField(
                label=_("Add them to “%(title)s” all the same") % {"title": self.plan.seminar.title}, required=False
            )
        self._add_groups(imported.choices)

    def _add_groups(self, choices: Choices) -> None:
        if self.other_names:
            self.fields["all_names"] = forms.BooleanField(
                label=_("Make each of these names a group"), initial=False, required=False
            )
        for proposal in self.listed:
            accepted = proposal.id in choices.groups if choices.decided else proposal.says_group
            accepted = accepted and (choices.decided or proposal.reason != "writer")
            label = proposal.evidence or proposal.name or _("no name")
            self.fields[f"accept_{proposal.id}"] = forms.BooleanField(
                label=_("Make “%(name)s” a group") % {"name": label}, initial=accepted, required=False
            )
            self.fields[f"name_{proposal.id}"] = forms.CharField(
                label=_("Group name for “%(name)s”") % {"name": label},
                initial=choices.groups.get(proposal.id) or proposal.name,
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("unknown group")}),
            )

    def clean(self) -> dict[str, Any]:
        """An import into a seminar that most of the wall is not in has to be meant."""
        given = self.cleaned_data
        same = self.plan.seminar and given.get("seminar", self.plan.seminar.slug) == self.plan.seminar.slug
        if "confirm" in self.data and "meant" in self.fields and same and not given.get("meant"):
            self.add_error("meant", _("Choose a new seminar, or tick that these notes belong in this one."))
        return given

    @property
    def listed(self) -> list[Proposal]:
        """The proposals of the largest groups. A form with thousands of fields could not be sent."""
        return self.plan.proposals[:MOST_LISTED]

    @property
    def other_names(self) -> list[Proposal]:
        """The names that the wall does not call groups, the unlisted ones too."""
        return [p for p in self.plan.proposals if p.name and p.reason != "writer" and not p.says_group]

    @property
    def single_names(self) -> int:
        return sum(not proposal.says_group for proposal in self.listed)

    @property
    def unlisted(self) -> int:
        return len(self.plan.proposals) - len(self.listed)

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def asked(self) -> list[forms.BoundField]:
        return [
            self[name]
            for name in ("date_order", "time_zone", "year", "seminar", "title", "meant")
            if name in self.fields
        ]

    def groups(self) -> list[tuple[Proposal, forms.BoundField, forms.BoundField, str]]:
        """Each proposal with its two fields and its reason."""
        return [(p, self[f"accept_{p.id}"], self[f"name_{p.id}"], REASONS[p.reason]) for p in self.listed]

    def choices(self) -> Choices:
        """The choices with the answers of this form. The refused repairs stay as they are."""
        given, former = self.cleaned_data, self.imported.choices
        columns = {c.name: given[f"column_{n}"] for n, c in enumerate(self.plan.read.columns) if given[f"column_{n}"]}
        groups = {p.id: given[f"name_{p.id}"] for p in self.listed if given[f"accept_{p.id}"]}
        if given.get("all_names"):
            names = {p.id: given.get(f"name_{p.id}") or p.name for p in self.other_names}
            groups = names | groups
        return Choices(
            time_zone=given.get("time_zone", former.time_zone),
            year=given.get("year", former.year),
            title=given.get("title", former.title),
            date_order=given.get("date_order", former.date_order),
            seminar="" if given.get("seminar") == NEW else given.get("seminar", former.seminar),
            columns=columns,
            groups=groups,
            refused=former.refused,
            decided=True,
        )


class RepairsForm(forms.Form):
    """One page of repairs. A ticked repair is accepted, one without a tick is undone."""

    def __init__(self, *args: Any, repairs: list[CountedRepair], choices: Choices, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.repairs, self.former = repairs, choices
        self.refused = set(choices.refused)
        for repair in repairs:
            self.fields[repair.field] = forms.BooleanField(initial=repair.pair not in self.refused, required=False)

    def rows(self) -> list[tuple[CountedRepair, forms.BoundField]]:
        return [(repair, self[repair.field]) for repair in self.repairs]

    def choices(self) -> Choices:
        accepted = {repair.pair for repair in self.repairs if self.cleaned_data[repair.field]}
        refused = (self.refused - accepted) | {repair.pair for repair in self.repairs} - accepted
        return replace(self.former, refused=sorted(refused))


class UndoImportForm(forms.Form):
    """Asks for consent where work would be lost. `lose` is the number of worked-on posts that the person gave up."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    agree = forms.BooleanField(label=_("Undo the import anyway"), required=False)

    def __init__(self, *args: Any, worked_on: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.worked_on = worked_on
        self.fields["seen"].initial = worked_on
        self.fields["agree"].required = bool(worked_on)
        if not worked_on:
            self.fields["agree"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data | {
            "lose": (self.cleaned_data.get("seen") or 0) if self.cleaned_data.get("agree") else 0
        }
