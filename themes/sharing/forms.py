from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.models import ApiKey
from themes.sharing.links import FORMATS, MOST_DAYS, Link
from themes.summary.names import Names


class LinkForm(forms.Form):
    """A link to one file of the summary."""

    format = forms.ChoiceField(
        label=_("Kind of file"), choices=lambda: [(name, writer.label) for name, writer in FORMATS.items()]
    )
    names = forms.ChoiceField(label=_("Names in the file"), choices=Names.choices, initial=Names.MASKED)
    days = forms.IntegerField(label=_("Days until the link ends"), min_value=1, max_value=MOST_DAYS, initial=7)

    def link(self, key: ApiKey) -> Link:
        return Link.to(key, **self.cleaned_data)
