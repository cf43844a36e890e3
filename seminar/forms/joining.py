from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.codes import LENGTH, read_code
from seminar.forms.section import Line, SectionForm

LONGEST_TYPED = 40


class CodeForm(SectionForm):
    section = "enter"
    code = Line(
        label=_("Code"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("This is not a whole code, or one sign in it is wrong. It has %(length)d letters and digits."),
                params={"length": LENGTH},
            )
        return code


class Unchosen(forms.RadioSelect):
    """Nothing is chosen until someone does so, not even the empty choice; an empty text is that choice made."""

    def format_value(self, value) -> list[str]:
        return [] if value is None else super().format_value(value)


class ScribeForm(SectionForm):
    """Who writes, and for which group: one of those that are shown, or none where it is not known."""

    section = "scribe"
    name = Line(
        label=_("Your name"),
        help_text=_("Those who arrange the seminar see it beside what you write."),
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
        widget=Unchosen,
    )

    def __init__(self, *args, groups=None, **kwargs):
        super().__init__(*args, **kwargs)
        if groups is None:
            del self.fields["group"]
        else:
            self.fields["group"].queryset = groups

    def clean(self) -> dict:
        """Not knowing is a choice of its own, so that nobody makes it by going on too quickly."""
        if "group" in self.fields and "group" not in self.data:
            self.add_error("group", _("Choose your group, or say that you do not know it."))
        return super().clean()


class LeaveForm(SectionForm):
    section = "leave"
    agree = forms.BooleanField(label=_("Everything I have written says “saved”."))
