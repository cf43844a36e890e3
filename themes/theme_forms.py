"""The doors of the codebook: what a theme means, wears and stands under, and what becomes of it."""

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import Line, SectionForm, Words
from seminar.models import Seminar
from themes.forms import Picked, ThemeForm, taken
from themes.models import Theme
from themes.models.nesting import Circle
from themes.models.theme import MARKS, Taken

LONGEST_EXAMPLE = 1000


class PostChoice(Picked):
    """A note told by its group and its first words."""

    def label_from_instance(self, post) -> str:
        return f"{post.group or _('Unknown group')}: {str(post)[:70]}"


class MeaningForm(ThemeForm):
    """Name, definition, example and mark of a theme that is there."""

    example = Words(
        label=_("An example, as somebody might say it"),
        max_length=LONGEST_EXAMPLE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "is-voice"}),
    )
    example_post = PostChoice(label=_("The note it comes from"), empty_label=_("No note"))
    mark = forms.TypedChoiceField(
        label=_("Mark"),
        coerce=int,
        choices=[(number, number) for number in range(1, MARKS + 1)],
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args, theme, **kwargs):
        example = theme.example
        initial = {"name": theme.name, "definition": theme.definition, "mark": theme.mark}
        initial |= {"example": example.text, "example_post": example.post_id} if example else {}
        super().__init__(*args, seminar=theme.seminar, theme=theme, initial=initial, **kwargs)
        self.theme = theme
        self.fields["example_post"].queryset = (
            theme.seminar.posts.visible().filter(themes=theme).select_related("group")
        )

    def clean(self) -> dict:
        if self.cleaned_data.get("example_post") and not self.cleaned_data.get("example"):
            self.add_error("example", _("Write the words of the note that are the example."))
        return self.cleaned_data

    def save(self, *, by) -> bool:
        """False where someone took the name since the form was checked. Raises Gone."""
        data = self.cleaned_data
        try:
            with transaction.atomic():
                self.theme.describe(name=data["name"], definition=data["definition"], by=by)
                self.theme.exemplify(data["example"], post=data["example_post"], by=by)
                if data["mark"] and data["mark"] != self.theme.mark:
                    self.theme.wear(data["mark"], by=by)
        except IntegrityError:
            self.add_error("name", taken(data["name"]))
            return False
        return True


class ParentForm(SectionForm):
    section = "nest"
    parent = Picked(label=_("Stands under"), empty_label=_("No other theme"))

    def __init__(self, *args, theme, **kwargs):
        super().__init__(*args, initial={"parent": theme.parent_id}, **kwargs)
        self.theme = theme
        self.fields["parent"].queryset = theme.seminar.themes.exclude(pk=theme.pk)

    def save(self, *, by) -> bool:
        """Raises Gone."""
        try:
            self.theme.nest(self.cleaned_data["parent"], by=by)
        except Circle:
            said = _("That theme stands under “%(name)s” itself. Choose another one.")
            self.add_error("parent", forms.ValidationError(said, params={"name": self.theme.name}))
            return False
        return True


class MergeForm(SectionForm):
    section = "merge"
    into = Picked(label=_("Into"), empty_label=_("Choose a theme"))

    def __init__(self, *args, theme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].required = True
        self.fields["into"].queryset = theme.seminar.themes.exclude(pk=theme.pk)


class SplitForm(SectionForm):
    section = "split"
    name = Line(label=_("Name of the new theme"), max_length=300)
    posts = forms.ModelMultipleChoiceField(label=_("Notes that go over"), queryset=None)

    def __init__(self, *args, theme, **kwargs):
        super().__init__(*args, **kwargs)
        self.theme = theme
        self.fields["posts"].queryset = theme.posts.all()
        self.fields["posts"].error_messages["required"] = _("Choose at least one note.")

    def save(self, *, by) -> Theme | None:
        """None where the name is taken. Raises Gone."""
        try:
            return self.theme.split(self.cleaned_data["name"], self.cleaned_data["posts"], by=by)
        except Taken as error:
            self.add_error("name", taken(error.name))
            return None


class CopyForm(SectionForm):
    section = "copy"
    source = Picked(label=_("Seminar"), empty_label=_("Choose a seminar"))

    def __init__(self, *args, seminar, person, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Seminar.objects.of(person).exclude(pk=seminar.pk)
        self.fields["source"].queryset = mine.filter(themes__state=Theme.State.USED).distinct()
        self.fields["source"].required = True


class UseForm(forms.Form):
    """Whether a theme is offered."""

    used = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
