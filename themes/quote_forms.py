"""The doors of the stage: which words of a note are shown, and how."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Words
from themes.forms import Picked
from themes.models.quote import says

LONGEST_QUOTE = 280  # three of them fit on one screen, readable from the last row


class QuoteForm(forms.Form):
    text = Words(
        label=_("The words to show"),
        help_text=_("As they stand in the note, at most 280 characters."),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "class": "is-voice"}),
    )
    theme = Picked(label=_("Under the theme"), empty_label=None)
    named = forms.BooleanField(label=_("Show the name of the group"), required=False)

    def __init__(self, *args, post, **kwargs):
        themes = post.themes.in_use()
        short = post.body if len(post.body) <= LONGEST_QUOTE else ""
        super().__init__(*args, initial={"text": short, "named": True, "theme": themes.first()}, **kwargs)
        self.post = post
        self.fields["theme"].queryset = themes
        self.fields["theme"].required = True

    def clean_text(self) -> str:
        if not says(self.post, self.cleaned_data["text"]):
            raise forms.ValidationError(
                _("The note does not say this. Use words that stand in it, one after the other.")
            )
        return self.cleaned_data["text"]


class QuoteDoingForm(forms.Form):
    """What becomes of a quote that is there."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "name", "unname", "away")])

    def carry_out(self, quote, *, by) -> None:
        verbs = {
            "up": lambda: quote.move(-1, by=by),
            "down": lambda: quote.move(1, by=by),
            "name": lambda: quote.call(True, by=by),
            "unname": lambda: quote.call(False, by=by),
            "away": lambda: quote.take_down(by=by),
        }
        verbs[self.cleaned_data["do"]]()
