from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from posts.models import Post
from posts.models.submission import Sent
from posts.writing.payloads import find_round_and_question, refusal
from seminar.models import Scribe
from seminar.text import clean


class NoteForm(forms.Form):
    """What the scribe's page sends without its scripts: a note, or a new text for one that was at revision `base`."""

    uid = forms.UUIDField()
    round = forms.CharField(required=False)
    question = forms.CharField(required=False)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    body = forms.CharField(strip=False, required=False)

    def __init__(self, data: QueryDict, *, scribe: Scribe):
        super().__init__(data)
        self.scribe = scribe

    def clean_body(self) -> str:
        body = clean(self.cleaned_data["body"]).rstrip()
        if message := refusal(body):
            raise forms.ValidationError(message)
        return body

    def clean(self) -> None:
        uids = self.cleaned_data.get("round", ""), self.cleaned_data.get("question", "")
        self.answered_round, self.answered_question = find_round_and_question(self.scribe.seminar, *uids)
        if self.answered_round is None:
            raise forms.ValidationError(_("No round is open. Wait for the organizer to open one."))

    def send(self) -> Sent:
        """Saves the valid form. Raises what Post.objects.send does."""
        return Post.objects.send(
            str(self.cleaned_data["uid"]),
            scribe=self.scribe,
            round=self.answered_round,
            question=self.answered_question,
            body=self.cleaned_data["body"],
            base=self.cleaned_data["base"] or 0,
        )

    def first_error(self) -> str:
        """The first sentence that says why the form is not valid; "" where it is."""
        return next((message for messages in self.errors.values() for message in messages), "")
