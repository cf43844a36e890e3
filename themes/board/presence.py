"""Which note someone is on, and what they have read."""

from typing import Any

from django import forms

from seminar.forms import RowField, RowsField
from seminar.models import Person, Seminar


class PresenceForm(forms.Form):
    """The note that someone is on, if any, and those they have read since the last time."""

    post = RowField()
    read = RowsField(required=False)

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        for field in self.fields.values():
            field.queryset = seminar.posts.select_related("seminar")

    def save(self, *, by: Person) -> None:
        """Notes that no longer exist are ignored."""
        self.is_valid()
        self.seminar.readings.mark(self.cleaned_data.get("read", ()), by=by)
        if post := self.cleaned_data.get("post"):
            self.seminar.claims.claim(post, by=by)
        else:
            self.seminar.claims.release(seminar=self.seminar, by=by)
