from datetime import timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models import Erasure
from seminar.forms import SectionForm
from seminar.models import Person, Seminar

DAYS_PROPOSED = 90  # after the seminar


class RetentionForm(SectionForm):
    """The last day on which the seminar is kept. Empty: until somebody deletes it."""

    section = "retention"
    keep_until = forms.DateField(
        label=_("Keep it until"),
        help_text=_("The groups see this day where they join and write. Empty: until somebody deletes it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, seminar: Seminar, **kwargs):
        proposed = seminar.date + timedelta(days=DAYS_PROPOSED) if seminar.date else None
        self.today = seminar.today
        proposed = proposed if proposed and proposed > self.today else None
        super().__init__(*args, initial={"keep_until": seminar.keep_until or proposed}, **kwargs)
        self.seminar = seminar

    def clean_keep_until(self):
        day, held = self.cleaned_data["keep_until"], self.seminar.date
        if day and day < self.today:
            raise forms.ValidationError(
                _("That day is over. Choose today or a later day, or delete the seminar below.")
            )
        if day and held and day < held:
            raise forms.ValidationError(
                _("The seminar is on %(date)s. Choose that day or a later one."), params={"date": date_format(held)}
            )
        return day


class ErasureForm(SectionForm):
    """What to do with a deletion, by the name of the button. To delete at once, the box must be ticked too."""

    section = "erasure"
    do = forms.ChoiceField(choices=[(name, name) for name in ("ask", "cancel", "now")], widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("Yes, delete it now. It cannot be undone."), required=False)

    def clean(self):
        data = super().clean()
        if data.get("do") == "now" and not data.get("sure"):
            self.add_error("sure", _("Tick the box to delete it at once."))
        return data

    def carry_out(self, row, *, by: Person) -> str:
        """Returns what was done. Raises NotPossible, and OSError of the journal."""
        do, waiting = self.cleaned_data["do"], Erasure.objects.of(row)
        if do == "cancel":
            if waiting:
                waiting.cancel(by=by)
        else:
            erasure = Erasure.objects.ask(row, by=by)
            if do == "now":
                erasure.carry_out(by=by)
        return do

    def not_noted(self) -> str:
        """What happened where the journal could not be written."""
        if self.cleaned_data["do"] == "cancel":
            return gettext("The deletion was not cancelled, since the server cannot note it. Tell whoever runs it.")
        return gettext("Nothing was deleted, since the server cannot note it. Tell whoever runs it.")
