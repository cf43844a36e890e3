from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, SectionForm, TextField
from seminar.models import Person, Seminar
from seminar.models.group import MOST_GROUPS, Group, NameTaken, TooManyGroups
from seminar.setup.groups.pasted import LONGEST_NAME, rows

MAX_NAMES_SHOWN = 5


def refusal(error: NameTaken | TooManyGroups) -> forms.ValidationError:
    """The error as a sentence."""
    if isinstance(error, TooManyGroups):
        return forms.ValidationError(
            _("A seminar has at most %(most)d groups. This would make %(count)d."),
            params={"most": MOST_GROUPS, "count": error.count},
        )
    names = ", ".join(f"“{name}”" for name in error.names[:MAX_NAMES_SHOWN])
    more = " …" if len(error.names) > MAX_NAMES_SHOWN else ""
    return forms.ValidationError(
        _("There is already a group with this name: %(names)s"), params={"names": names + more}
    )


class GroupsForm(SectionForm):
    """Groups typed or pasted."""

    section = "groups"
    groups = TextField(
        label=_("Add groups"),
        help_text=_(
            "One name per line. Or paste rows from a spreadsheet: headings in the first row, names in the first column."
        ),
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_groups(self) -> list[dict]:
        groups = rows(self.cleaned_data["groups"])
        if not groups:
            raise forms.ValidationError(_("Write at least one name."))
        return groups

    def add(self, seminar: Seminar, *, by: Person) -> bool:
        """False, with an error on the field, if a name is taken or there would be too many groups."""
        try:
            Group.objects.add_many(self.cleaned_data["groups"], seminar=seminar, by=by)
        except (NameTaken, TooManyGroups) as error:
            self.add_error("groups", refusal(error))
        return self.is_valid()


class SeriesForm(SectionForm):
    """A number of groups that are named by numbers."""

    section = "series"
    size = forms.IntegerField(label=_("Or how many groups"), min_value=1, max_value=MOST_GROUPS)

    def add(self, seminar: Seminar, *, by: Person) -> bool:
        """False, with an error on the field, if there would be too many groups."""
        try:
            Group.objects.add_series(self.cleaned_data["size"], seminar=seminar, by=by)
        except TooManyGroups as error:
            self.add_error("size", refusal(error))
        return self.is_valid()


class NameForm(SectionForm):
    section = "group"
    name = LineField(label=_("Name"), max_length=LONGEST_NAME)

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, initial={"name": group.name}, **kwargs)
        self.group = group

    def save(self, *, by: Person) -> bool:
        """False, with an error on the field, if another group has the name."""
        try:
            self.group.rename(self.cleaned_data["name"], by=by)
        except NameTaken as error:
            self.add_error("name", refusal(error))
        return self.is_valid()


class MergeGroupForm(SectionForm):
    section = "join"
    into = forms.ModelChoiceField(label=_("Merge it with"), queryset=None, empty_label=_("Choose a group"))

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = group.seminar.groups.exclude(pk=group.pk)


class UnmergeGroupForm(forms.Form):
    """Which merge to undo, by the number of its change."""

    join = forms.IntegerField()


class RestoreGroupsForm(forms.Form):
    """Which removal of groups without a device to undo, by the number of its change."""

    removal = forms.IntegerField()
