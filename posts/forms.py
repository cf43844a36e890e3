from dataclasses import replace

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from seminar.forms.facts import zones

from .choices import YEARS, Choices
from .models import Import
from .sentences import refusal
from .walls.child import LARGEST, MIB, parse
from .walls.groups import LONGEST_NAME, Proposal
from .walls.refused import Refused
from .walls.wall import Wall

FIELDS = {
    "": _("keep it as a field of its own"),
    "body": _("the text"),
    "subject": _("the heading"),
    "author": _("who wrote it"),
    "section": _("the dialogue round"),
    "written": _("when it was written"),
    "edited": _("when it was last edited"),
    "attachment": _("a link or a file"),
    "ignore": _("leave it out"),
}
MOST_LISTED = 500
NEW = "+"  # no slug can be this
REASONS = {
    "label": _("the name they wrote under"),
    "number": _("a number in the name they wrote under"),
    "heading": _("the first line of the note"),
    "unknown": _("they did not know their group"),
    "guest": _("a name Padlet gives to guests"),
    "writer": "",  # told in a sentence of its own
}


class UploadForm(forms.Form):
    """A wall's export, or its text pasted. `wall` holds what was read once the form is valid."""

    file = forms.FileField(
        label=_("A file exported from Padlet, or from Rundebord"),
        help_text=format_lazy(
            _("PDF, CSV, Excel, Markdown, JSON, a zip of CSVs, or text. At most {limit} MB."),
            limit=LARGEST // MIB,
        ),
        required=False,
    )
    text = forms.CharField(label=_("The text"), widget=forms.Textarea(attrs={"rows": 4}), required=False, strip=False)

    def __init__(self, *args, too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self):
        if self.too_large:
            self.refuse("file", Refused("too-large", limit=LARGEST // MIB))
            return
        if self.errors:
            return
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if not file and not text:
            self.add_error("file", _("Choose a file first, or paste the text of a wall."))
            return
        self.data_read = file.read() if file else text.encode()
        self.name = file.name if file else str(_("pasted text"))
        try:
            self.wall: Wall = parse(self.data_read, self.name)
        except Refused as error:
            self.refuse("file" if file else "text", error)

    def refuse(self, field: str, error: Refused) -> None:
        self.add_error(field, refusal(error))

    def keep(self, *, by) -> Import:
        return Import.objects.keep(self.wall, data=self.data_read, name=self.name, by=by)


class ChoicesForm(forms.Form):
    """What the preview asks: only what the wall leaves open, and one name for each proposed group."""

    def __init__(self, *args, imported: Import, **kwargs):
        super().__init__(*args, **kwargs)
        self.imported, self.plan = imported, imported.plan
        reachable = imported.within_reach()
        if reachable.exists():
            self.fields["seminar"] = forms.ChoiceField(
                label=_("Put the notes in"),
                choices=[(NEW, _("a new seminar")), *((seminar.slug, seminar.title) for seminar in reachable)],
                initial=self.plan.seminar.slug if self.plan.seminar else NEW,
            )
        if self.plan.read.asks_zone:
            self.fields["time_zone"] = forms.ChoiceField(
                label=_("Time zone of the export"),
                help_text=_("This kind of file tells the time as it was where it was exported."),
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
        for number, column in enumerate(self.plan.read.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column.name,
                help_text=column.example,
                choices=FIELDS.items,
                initial=imported.choices.columns.get(column.name, ""),
                required=False,
            )
        self._add_groups(imported.choices)

    def _add_groups(self, choices: Choices) -> None:
        for proposal in self.listed:
            accepted = proposal.id in choices.groups if choices.decided else proposal.says_group
            accepted = accepted and (choices.decided or proposal.reason != "writer")
            shown = proposal.evidence or proposal.name
            self.fields[f"accept_{proposal.id}"] = forms.BooleanField(
                label=_("Make “%(name)s” a group") % {"name": shown}, initial=accepted, required=False
            )
            self.fields[f"name_{proposal.id}"] = forms.CharField(
                label=_("The group's name for “%(name)s”") % {"name": shown},
                initial=choices.groups.get(proposal.id) or proposal.name,
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("unknown group")}),
            )

    @property
    def listed(self) -> list[Proposal]:
        """The proposals of the largest groups; nobody reads more, and a form of thousands could not be sent."""
        return self.plan.proposals[:MOST_LISTED]

    @property
    def unlisted(self) -> int:
        return len(self.plan.proposals) - len(self.listed)

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in ("time_zone", "year", "seminar") if name in self.fields]

    def groups(self) -> list[tuple]:
        """Each proposal with its two fields and why it was made."""
        return [(p, self[f"accept_{p.id}"], self[f"name_{p.id}"], REASONS[p.reason]) for p in self.listed]

    def choices(self) -> Choices:
        """The choices as they are after this form; mends that were put back stay so."""
        given, former = self.cleaned_data, self.imported.choices
        columns = {c.name: given[f"column_{n}"] for n, c in enumerate(self.plan.read.columns) if given[f"column_{n}"]}
        groups = {p.id: given[f"name_{p.id}"] for p in self.listed if given[f"accept_{p.id}"]}
        return Choices(
            time_zone=given.get("time_zone", former.time_zone),
            year=given.get("year", former.year),
            seminar="" if given.get("seminar") == NEW else given.get("seminar", former.seminar),
            columns=columns,
            groups=groups,
            refused=former.refused,
            decided=True,
        )


class MendsForm(forms.Form):
    """One page of mends; a tick keeps the mend, no tick puts the text back as the file has it."""

    def __init__(self, *args, mends: list, choices: Choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.mends, self.former = mends, choices
        self.refused = {tuple(pair) for pair in choices.refused}
        for mend in mends:
            self.fields[mend.id] = forms.BooleanField(initial=mend.pair not in self.refused, required=False)

    def rows(self) -> list[tuple]:
        return [(mend, self[mend.id]) for mend in self.mends]

    def choices(self) -> Choices:
        kept = {mend.pair for mend in self.mends if self.cleaned_data[mend.id]}
        refused = (self.refused - kept) | {mend.pair for mend in self.mends} - kept
        return replace(self.former, refused=sorted(refused))


class TakeBackForm(forms.Form):
    """Asks for consent where work would be lost. `lose` is how many worked-on posts the person saw and gave up."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    agree = forms.BooleanField(label=_("Take it back all the same"), required=False)

    def __init__(self, *args, worked_on: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.worked_on = worked_on
        self.fields["seen"].initial = worked_on
        self.fields["agree"].required = bool(worked_on)
        if not worked_on:
            self.fields["agree"].widget = forms.HiddenInput()

    def clean(self):
        return self.cleaned_data | {
            "lose": (self.cleaned_data.get("seen") or 0) if self.cleaned_data.get("agree") else 0
        }
