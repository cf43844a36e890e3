from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Line


class DeviceForm(forms.Form):
    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar


class MoveForm(DeviceForm):
    """The group by its name, so that one list serves all devices of the page; nothing for one that is not known."""

    group = Line(required=False)

    def clean_group(self):
        name = self.cleaned_data["group"].casefold()
        group = next((group for group in self.seminar.groups.all() if group.name.casefold() == name), None)
        if name and group is None:
            raise forms.ValidationError(_("There is no group of this name. Choose one from the list."))
        return group


class DoorForm(DeviceForm):
    door = forms.ChoiceField(choices=[("out", "out"), ("in", "in")])


class NotesForm(DeviceForm):
    notes = forms.ChoiceField(choices=[("hide", "hide"), ("show", "show")])
