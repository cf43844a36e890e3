"""The forms of the codebook: name, definition, example, mark and parent of a theme, and merging and splitting it."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from seminar.forms import LineField, RowField, SectionForm, TextField
from seminar.models import Person, Seminar
from themes.codebook.theme_form import ThemeForm, taken
from themes.errors import THEME_GONE
from themes.models import Theme
from themes.models.nesting import NestingCycle
from themes.models.theme import MARKS, ThemeNameTaken

LONGEST_EXAMPLE = 1000  # characters


class PostChoice(RowField):
    """A note, labelled by its group and its first words."""

    def label_from_instance(self, post: Post) -> str:
        return f"{post.group or _('Unknown group')}: {str(post)[:70]}"


class EditThemeForm(ThemeForm):
    """Name, definition, example and mark of an existing theme."""

    example = TextField(
        label=_("An example, as someone might say it"),
        max_length=LONGEST_EXAMPLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "is-voice"}),
    )
    example_post = PostChoice(label=_("The note it comes from"), empty_label=_("No note"))
    mark = forms.TypedChoiceField(
        label=_("Symbol"),
        coerce=int,
        choices=[(number, number) for number in range(1, MARKS + 1)],
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        example = theme.example
        initial = {"name": theme.name, "definition": theme.definition, "mark": theme.mark}
        initial |= {"example": example.text, "example_post": example.post_id} if example else {}
        super().__init__(*args, seminar=theme.seminar, theme=theme, initial=initial, **kwargs)
        self.theme = theme
        self.fields["example_post"].queryset = (
            theme.seminar.posts.visible().filter(themes=theme).select_related("group")
        )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("example_post") and not self.cleaned_data.get("example"):
            self.add_error("example", _("Write the words from the note that are the example."))
        return self.cleaned_data

    def save(self, *, by: Person) -> bool:
        """False, with an error, where someone has taken the name since the form was checked. Raises ThemeGone."""
        data = self.cleaned_data
        try:
            with transaction.atomic():
                self.theme.describe(name=data["name"], definition=data["definition"], by=by)
                self.theme.exemplify(data["example"], post=data["example_post"], by=by)
                if data["mark"] and data["mark"] != self.theme.mark:
                    self.theme.set_mark(data["mark"], by=by)
        except IntegrityError:
            self.add_error("name", taken(data["name"]))
            return False
        return True


class PlaceForm(forms.Form):
    """Where in the tree a theme goes: before a theme, last under a theme or, with neither, last of all."""

    before = RowField(gone=THEME_GONE)
    under = RowField(gone=THEME_GONE)

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme
        for field in self.fields.values():
            field.queryset = theme.seminar.themes.select_related("parent")

    def save(self, *, by: Person) -> bool:
        """False, with an error, where the theme would be under itself. Raises ThemeGone."""
        before, under = self.cleaned_data["before"], self.cleaned_data["under"]
        try:
            self.theme.arrange(before.parent if before else under, before, by=by)
        except NestingCycle:
            message = _("That theme is itself under “%(name)s”. Choose another one.")
            self.add_error(None, forms.ValidationError(message, params={"name": self.theme.name}))
            return False
        return True


class FindForm(forms.Form):
    """Which themes the page shows: those with the words, or all of them with the places one of them can go to."""

    find = LineField(label=_("Find a theme"), required=False, max_length=300)
    move = forms.ModelChoiceField(None, to_field_name="uid", required=False)

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].queryset = seminar.themes.in_use()
        self.is_valid()

    @property
    def words(self) -> list[str]:
        return self.cleaned_data.get("find", "").casefold().split()

    @property
    def moving(self) -> Theme | None:
        return self.cleaned_data.get("move")


class MergeThemeForm(SectionForm):
    section = "merge"
    into = RowField(label=_("Merge into"), empty_label=_("Choose a theme"))

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].required = True
        self.fields["into"].queryset = theme.seminar.themes.exclude(pk=theme.pk)


class SplitThemeForm(SectionForm):
    section = "split"
    name = LineField(label=_("Name of the new theme"), max_length=300)
    posts = forms.ModelMultipleChoiceField(label=_("Notes to move"), queryset=None)

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme
        self.fields["posts"].queryset = theme.posts.all()
        self.fields["posts"].error_messages["required"] = _("Choose at least one note.")

    def save(self, *, by: Person) -> Theme | None:
        """The new theme; None, with an error, where the name is taken. Raises ThemeGone."""
        try:
            return self.theme.split(self.cleaned_data["name"], self.cleaned_data["posts"], by=by)
        except ThemeNameTaken as error:
            self.add_error("name", taken(error.name))
            return None


class CopyForm(SectionForm):
    """The seminar to copy themes from."""

    section = "copy"
    source = RowField(label=_("Seminar"), empty_label=_("Choose a seminar"))

    def __init__(self, *args: Any, seminar: Seminar, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Seminar.objects.of(person).exclude(pk=seminar.pk)
        self.fields["source"].queryset = others.filter(themes__state=Theme.State.USED).distinct()
        self.fields["source"].required = True


class UseForm(forms.Form):
    """Whether a theme is offered for more notes."""

    used = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
