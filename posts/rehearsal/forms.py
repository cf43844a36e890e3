from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.rehearsal.rehearsal import Rehearsal
from seminar.forms import RowsField, SectionForm
from seminar.models import Person

MOST_PEOPLE = 500


class PeopleForm(SectionForm):
    section = "people"
    number = forms.IntegerField(label=_("How many pretend scribes"), min_value=1, max_value=MOST_PEOPLE)


class EndForm(SectionForm):
    """`themes` are those made in the rehearsal, all of them chosen to begin with."""

    section = "end"
    what = forms.ChoiceField(
        label=_("What was written in the rehearsal"),
        widget=forms.RadioSelect,
        choices=[
            ("clear", _("Clear all of it")),
            ("keep", _("Clear what pretend scribes wrote, and keep what people wrote on their own devices")),
        ],
    )

    themes = RowsField(
        label=_("Themes created in the rehearsal: clear these too"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, rehearsal: Rehearsal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = rehearsal.shown_themes()
        self.fields["themes"].queryset = themes
        self.fields["themes"].initial = list(themes)
        if not themes:
            del self.fields["themes"]

    def carry_out(self, rehearsal: Rehearsal, *, by: Person) -> int:
        """Returns how many notes were cleared."""
        themes = self.cleaned_data.get("themes") or ()
        return rehearsal.end(keep=self.keeps_real_notes(), themes=[theme.pk for theme in themes], by=by)

    def keeps_real_notes(self) -> bool:
        return self.cleaned_data["what"] == "keep"
