"""Which note someone is on, and what they have read."""

from typing import Any

from django import forms
from django.db import transaction

from seminar.forms import RowField, row_ids
from seminar.models import Person, Seminar


class PresenceForm(forms.Form):
    """The note that someone is on, if any, and the ids of those they have read since the last time."""

    post = RowField()
    read = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        self.posts = self.fields["post"].queryset = seminar.posts.select_related("seminar")

    @transaction.atomic
    def save(self, *, by: Person) -> None:
        """Notes that no longer exist are ignored, also those that somebody deletes at the same moment."""
        self.seminar.lock()
        self.is_valid()
        if read := row_ids(self.cleaned_data["read"] or ()):
            self.seminar.readings.mark(self.posts.filter(pk__in=read), by=by)
        if post := self.cleaned_data.get("post"):
            self.seminar.claims.claim(post, by=by)
        else:
            self.seminar.claims.release(seminar=self.seminar, by=by)
