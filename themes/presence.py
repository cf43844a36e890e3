"""Where people are on the board, and what they have read."""

from django import forms

from themes.act import Several
from themes.forms import Picked


class At(forms.Form):
    """Where someone is on the board, and what they have read since they last said."""

    post = Picked()
    read = Several(required=False)

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        for field in self.fields.values():
            field.queryset = seminar.posts.select_related("seminar")

    def tell(self, *, by) -> None:
        """What is not here any more is nothing to tell of."""
        self.is_valid()
        self.seminar.readings.mark(self.cleaned_data.get("read", ()), by=by)
        if post := self.cleaned_data.get("post"):
            self.seminar.claims.take(post, by=by)
        else:
            self.seminar.claims.release(seminar=self.seminar, by=by)
