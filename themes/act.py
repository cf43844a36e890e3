"""What an act on the board has in common with the others: the notes it is for, and how it is carried out and told."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts.models import Unfit
from posts.models.post import Stale


class Several(forms.ModelMultipleChoiceField):
    """Rows picked by their ids among those of the seminar."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, **kwargs)

    def clean(self, value):
        if any(len(one) > 18 for one in value or ()):  # more than a database can count to
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class Act(forms.Form):
    """`act` does it and says so in a sentence. `posts` are the notes it was asked for that are here."""

    post = Several(
        error_messages={
            "required": gettext_lazy("Choose a note first."),
            "invalid_choice": gettext_lazy("A note you chose is not here any more."),
            "invalid_pk_value": gettext_lazy("A note you chose is not here any more."),
        },
    )

    def __init__(self, *args, seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        self.fields["post"].queryset = seminar.posts.select_related("seminar")
        for name in ("put", "take_out", "theme"):
            if name in self.fields:
                self.fields[name].queryset = seminar.themes.all()
                for code in ("invalid_choice", "invalid_pk_value"):
                    self.fields[name].error_messages[code] = _("That theme is not here any more.")

    @property
    def posts(self):
        return self.cleaned_data.get("post") or self.seminar.posts.none()

    def carry_out(self, *, by) -> tuple[bool, str]:
        """Whether it was done, and the sentence that says so or why not."""
        if not self.is_valid():
            return False, next(iter(self.errors.values()))[0]
        try:
            with transaction.atomic():
                return True, self.act(by=by)
        except Unfit as unfit:
            return False, str(unfit)
        except Stale:
            return False, _("Someone else changed the text of this note just now. Mark the words again.")


def told_of(said: str, theme, posts) -> str:
    many = len(posts) > 1 and ngettext("%(number)s note.", "%(number)s notes.", len(posts)) % {"number": len(posts)}
    return said % {"theme": theme} + (f" {many}" if many else "")
