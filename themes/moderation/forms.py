"""The forms on the page of one note that are no actions: its text, and the search for another note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.models.post import LONGEST_BODY
from seminar.forms import TextField


class TextForm(forms.Form):
    """A new text for a note; `expected` is the revision that was on the screen."""

    subject = TextField(label=_("Heading"), max_length=LONGEST_BODY, required=False)
    body = TextField(
        label=_("Text"), max_length=LONGEST_BODY, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    reason = TextField(label=_("Why"), max_length=200, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holds_more = bool(post.attachments or post.fields)

    def clean(self) -> dict[str, Any]:
        text = self.cleaned_data.get("subject", "") + self.cleaned_data.get("body", "")
        if not text.strip() and not self.holds_more and "body" not in self.errors:
            self.add_error("body", _("A note cannot be empty. Hide it if it should not be seen."))
        return self.cleaned_data

    @classmethod
    def showing(cls, post: Post, **values: Any) -> "TextForm":
        """A form with the post as it is now, or with `values` in its place."""
        return cls(post=post, initial={"subject": post.subject, "body": post.body, "expected": post.revision} | values)


class SearchForm(forms.Form):
    q = TextField(label=_("Words in the other note"), max_length=200, required=False)
