"""The form for a theme, on the board and in the codebook."""

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from seminar.forms import RowField, TextField
from seminar.models import Person, Seminar
from themes.models import Theme


class ThemeForm(forms.Form):
    """`post` is the note that had the focus when the theme was made; it is placed under it."""

    name = TextField(label=_("Name"), max_length=300)
    definition = TextField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    post = RowField(widget=forms.HiddenInput)

    def __init__(self, *args, seminar: Seminar, theme: Theme | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["post"].queryset = seminar.posts.all()
        self.seminar = seminar
        self.others = seminar.themes.exclude(pk=theme and theme.pk)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name.casefold() in (other.name.casefold() for other in self.others):
            raise taken(name)
        return name

    def make(self, *, by: Person) -> Theme | None:
        """The new theme with the note under it; None where the name has been taken since the form was checked."""
        name, definition, post = (self.cleaned_data[field] for field in ("name", "definition", "post"))
        try:
            with transaction.atomic():
                theme = Theme.objects.add(seminar=self.seminar, by=by, name=name, definition=definition)
                if post:
                    theme.add_post(post, by=by)
        except IntegrityError:
            self.add_error("name", taken(name))
            return None
        return theme


def taken(name: str) -> forms.ValidationError:
    return forms.ValidationError(_("There is already a theme called “%(name)s”."), params={"name": name})
