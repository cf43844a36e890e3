from django import forms
from django.utils.translation import gettext as _

from .incoming import place, refusal, stored
from .models import Post


class NoteForm(forms.Form):
    """What the page for writing sends without its scripts: a note, or a new text for one at revision `base`."""

    uid = forms.UUIDField()
    round = forms.CharField(required=False)
    question = forms.CharField(required=False)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    body = forms.CharField(strip=False, required=False)

    def __init__(self, data, *, scribe):
        super().__init__(data)
        self.scribe = scribe

    def clean_body(self) -> str:
        body = stored(self.cleaned_data["body"]).rstrip()
        if sentence := refusal(body):
            raise forms.ValidationError(sentence)
        return body

    def clean(self):
        sent = self.cleaned_data
        sent["place"] = place(self.scribe.seminar, sent.get("round", ""), sent.get("question", ""))
        if sent["place"][0] is None:
            raise forms.ValidationError(_("There is no round to write in."))

    def send(self):
        """What has become of it, as Post.objects.send says. Raises what it raises."""
        sent = self.cleaned_data
        round, question = sent["place"]
        return Post.objects.send(
            str(sent["uid"]),
            scribe=self.scribe,
            round=round,
            question=question,
            body=sent["body"],
            base=sent["base"] or 0,
        )

    def sentence(self) -> str:
        """Why it was not sent."""
        return next((sentence for sentences in self.errors.values() for sentence in sentences), "")
