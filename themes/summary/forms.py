from django import forms
from django.utils.translation import gettext_lazy as _

from themes.summary.names import Names


class FileForm(forms.Form):
    """What a file of the summary is to hold, beside what the filter selects."""

    names = forms.ChoiceField(
        label=_("Names in the file"),
        help_text=_(
            "Names of groups, scribes and members are then replaced inside texts too. Rundebord does not find other "
            "names in what the groups wrote, so read through the file. JSON always holds everything."
        ),
        choices=Names.choices,
        initial=Names.SHOWN,
    )
