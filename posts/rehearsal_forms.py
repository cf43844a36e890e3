from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import SectionForm

MOST_PEOPLE = 500


class PeopleForm(SectionForm):
    section = "people"
    number = forms.IntegerField(label=_("How many pretend scribes"), min_value=1, max_value=MOST_PEOPLE)


class EndForm(SectionForm):
    section = "end"
    what = forms.ChoiceField(
        label=_("What has been written meanwhile"),
        widget=forms.RadioSelect,
        choices=[
            ("clear", _("Clear all of it")),
            ("keep", _("Clear what pretend scribes wrote, and keep what people wrote on their own devices")),
        ],
    )

    def keeps(self) -> bool:
        return self.cleaned_data["what"] == "keep"
