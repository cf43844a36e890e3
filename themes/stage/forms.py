"""The forms of the stage: which words of a note are shown, and how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from seminar.forms import RowField, TextField
from seminar.models import Person
from themes.models import Quote
from themes.models.quote import LONGEST_QUOTE, says


class QuoteForm(forms.Form):
    text = TextField(
        label=_("The quote to show"),
        help_text=_("Word for word from the note, at most 280 characters."),
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "class": "is-voice"}),
    )
    theme = RowField(label=_("Under the theme"), empty_label=None)
    named = forms.BooleanField(label=_("Show the name of the group"), required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        themes = post.themes.in_use()
        text = post.body if len(post.body) <= LONGEST_QUOTE else ""
        super().__init__(*args, initial={"text": text, "named": True, "theme": themes.first()}, **kwargs)
        self.post = post
        self.fields["theme"].queryset = themes
        self.fields["theme"].required = True

    def clean_text(self) -> str:
        if not says(self.post, self.cleaned_data["text"]):
            raise forms.ValidationError(_("The note does not say this. Use words that follow each other in it."))
        return self.cleaned_data["text"]


class QuoteActionForm(forms.Form):
    """What to do with a quote: move it, show or hide its group, or take it off stage."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "name", "unname", "away")])

    def carry_out(self, quote: Quote, *, by: Person) -> None:
        verbs = {
            "up": lambda: quote.move(-1, by=by),
            "down": lambda: quote.move(1, by=by),
            "name": lambda: quote.set_named(True, by=by),
            "unname": lambda: quote.set_named(False, by=by),
            "away": lambda: quote.take_down(by=by),
        }
        verbs[self.cleaned_data["do"]]()
