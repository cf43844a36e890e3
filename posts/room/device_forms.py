from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField
from seminar.models import Group, Seminar


class DeviceForm(forms.Form):
    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar


class DeviceGroupForm(DeviceForm):
    """The group by its name or number; "" for an unknown group. One list of names serves all devices on the page."""

    group = LineField(required=False)

    def clean_group(self) -> Group | None:
        name = self.cleaned_data["group"]
        group = self.seminar.groups.called(name) if name else None
        if name and group is None:
            raise forms.ValidationError(_("There is no group with this name. Choose one from the list."))
        return group


class DeviceAccessForm(DeviceForm):
    door = forms.ChoiceField(choices=[("out", "out"), ("in", "in")])


class DeviceNotesForm(DeviceForm):
    notes = forms.ChoiceField(choices=[("hide", "hide"), ("show", "show")])
