from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.codes import LENGTH, NEVER_USED, read_code
from seminar.forms import LineField, SectionForm
from seminar.joining.destination import key_in

LONGEST_TYPED = 500  # a whole address, with what a chat or a browser has added
LONGEST_CODE = 20


class CodeForm(SectionForm):
    section = "enter"
    code = LineField(
        label=_("Code"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code, or what follows “/j/” in the address of a card that was pasted whole."""
        typed = self.cleaned_data["code"]
        if key := key_in(typed):
            return key
        code = read_code(typed)
        if not code and set(typed.upper()) & NEVER_USED and len(typed) <= LONGEST_CODE:
            raise forms.ValidationError(
                _("Look at the card again: a code never has the letters O, I and L, or the digits 0 and 1.")
            )
        if not code:
            raise forms.ValidationError(
                _("The code is incomplete, or one of its characters is wrong. It has %(length)d letters and digits."),
                params={"length": LENGTH},
            )
        return code


class RadioSelectWithoutDefault(forms.RadioSelect):
    """Nothing is selected at first. None means that nothing is chosen yet, and "" that the empty choice is."""

    def format_value(self, value) -> list[str]:
        return [] if value is None else super().format_value(value)


class ScribeForm(SectionForm):
    """Who writes, and for which of `groups`. Choosing none means that the scribe does not know. None: only who."""

    section = "scribe"
    name = LineField(
        label=_("Your name"),
        help_text=_("Those who run the seminar see it next to what you write."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    group = forms.ModelChoiceField(
        label=_("Your group"),
        queryset=None,
        required=False,
        blank=True,
        empty_label=_("I do not know my group"),
        widget=RadioSelectWithoutDefault,
    )

    def __init__(self, *args, groups=None, **kwargs):
        super().__init__(*args, **kwargs)
        if groups is None:
            del self.fields["group"]
        else:
            self.fields["group"].queryset = groups

    def clean(self) -> dict:
        """Not knowing the group is a choice too, so that nobody makes it by pressing the button too soon."""
        if "group" in self.fields and "group" not in self.data:
            self.add_error("group", _("Choose your group, or say that you do not know it."))
        return super().clean()


class LeaveForm(SectionForm):
    section = "leave"
    agree = forms.BooleanField(label=_("Everything I wrote is marked “saved”."))
