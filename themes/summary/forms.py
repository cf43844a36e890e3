from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from themes.summary.names import Names
from themes.summary.report import Extent


class FileForm(forms.Form):
    """What a file of the summary holds, beside what the filter selects. Only `editors` can ask for hidden notes."""

    form = forms.ChoiceField(
        label=_("How much"),
        help_text=_("Word, PDF, OpenDocument and Markdown. The other kinds of file hold everything."),
        choices=Extent.choices,
        initial=Extent.WHOLE,
    )
    names = forms.ChoiceField(
        label=_("Names in the file"),
        help_text=_(
            "Names of groups, scribes and members are then replaced inside texts too. Rundebord does not find other "
            "names in what the groups wrote, so read through the file. JSON always holds everything."
        ),
        choices=Names.choices,
        initial=Names.SHOWN,
    )
    hidden = forms.BooleanField(
        label=_("List the hidden notes with the reasons, at the end"),
        help_text=_("Word, PDF, OpenDocument and Markdown. The hidden notes are in no count."),
        required=False,
    )

    def __init__(self, *args: Any, editors: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not editors:
            del self.fields["hidden"]

    @property
    def choices(self) -> dict[str, Any]:
        """As `Writer.file` takes them."""
        data = self.cleaned_data
        return {
            "names": data["names"],
            "extent": data["form"],
            "with_hidden": data.get("hidden", False),
        }
