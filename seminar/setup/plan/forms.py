from collections.abc import Iterator

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField
from seminar.models import DialogueRound, Person, PlanEntry, Seminar
from seminar.models.plan_entry import LONGEST_ENTRY, Times

MOST_MINUTES = 600
MOST_ENTRIES = 60
EMPTY_LINES = 3


class TimesForm(forms.Form):
    """When a round or something else begins, and how long it takes."""

    starts_at = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES)

    @property
    def times(self) -> Times:
        return Times(self.cleaned_data["starts_at"], self.cleaned_data["minutes"])


class EntryForm(TimesForm):
    """A line without time and text is left out."""

    text = LineField(label=_("What happens"), required=False, max_length=LONGEST_ENTRY)

    def clean(self) -> None:
        text, starts_at = self.cleaned_data.get("text"), self.cleaned_data.get("starts_at")
        if text and not starts_at and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Write when this begins, or empty the line."))
        if starts_at and not text and "text" not in self.errors:
            self.add_error("text", _("Write what happens then, or empty the line."))


EntryFormSet = formset_factory(EntryForm, extra=EMPTY_LINES, max_num=MOST_ENTRIES, absolute_max=MOST_ENTRIES)


class PlanForm:
    """The whole plan of the day: a form for each round, and one for each other entry."""

    def __init__(self, seminar: Seminar, data: QueryDict | None = None) -> None:
        self.seminar = seminar
        self.rounds = [(round, self._round_form(round, data)) for round in seminar.rounds.all()]
        rows = [{name: getattr(row, name) for name in EntryForm.base_fields} for row in seminar.plan_entries.all()]
        # Not with data: Django skips a line that equals an initial one at the same place, which may be another by now.
        self.entries = EntryFormSet(data, initial=None if data else rows, prefix="entry")

    def _round_form(self, round: DialogueRound, data: QueryDict | None) -> TimesForm:
        initial = {"starts_at": round.starts_at, "minutes": round.planned_minutes}
        return TimesForm(data, initial=initial, prefix=f"round-{round.pk}")

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self._forms()) and self.entries.is_valid()

    @property
    def errors(self) -> bool:
        return self.entries.is_bound and not self.is_valid()

    def _forms(self) -> Iterator[forms.Form]:
        yield from (form for _round, form in self.rounds)
        yield from self.entries

    def save(self, *, by: Person) -> None:
        times = {round.pk: form.times for round, form in self.rounds}
        entries = [(form.times, form.cleaned_data["text"]) for form in self.entries if form.cleaned_data.get("text")]
        PlanEntry.objects.save_plan(times, entries, seminar=self.seminar, by=by)
