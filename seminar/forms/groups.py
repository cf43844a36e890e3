from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.pasted import LONGEST_NAME, rows
from seminar.forms.section import Line, SectionForm, Words
from seminar.models.group import MOST_GROUPS, Group, Taken, TooMany

SHOWN_NAMES = 5


def refusal(error: Taken | TooMany) -> forms.ValidationError:
    """The sentence for what the model refuses."""
    if isinstance(error, TooMany):
        return forms.ValidationError(
            _("A seminar has at most %(most)d groups. This would make %(count)d."),
            params={"most": MOST_GROUPS, "count": error.count},
        )
    names = ", ".join(f"“{name}”" for name in error.names[:SHOWN_NAMES])
    more = " …" if len(error.names) > SHOWN_NAMES else ""
    return forms.ValidationError(_("There is a group of this name already: %(names)s"), params={"names": names + more})


class GroupsForm(SectionForm):
    """Groups typed or pasted."""

    section = "groups"
    groups = Words(
        label=_("Add groups"),
        help_text=_(
            "One name a line. Or paste rows from a spreadsheet: headings in the first row, names in the first column."
        ),
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_groups(self) -> list[dict]:
        found = rows(self.cleaned_data["groups"])
        if not found:
            raise forms.ValidationError(_("Write at least one name."))
        return found

    def add(self, seminar, *, by) -> bool:
        """False, with an error on the field, where the seminar refuses them."""
        try:
            Group.objects.add_many(self.cleaned_data["groups"], seminar=seminar, by=by)
        except (Taken, TooMany) as error:
            self.add_error("groups", refusal(error))
        return self.is_valid()


class SeriesForm(SectionForm):
    """So many groups with a number for a name."""

    section = "series"
    size = forms.IntegerField(label=_("Or a number of groups"), min_value=1, max_value=MOST_GROUPS)

    def add(self, seminar, *, by) -> bool:
        """False, with an error on the field, where there would be too many."""
        try:
            Group.objects.add_series(self.cleaned_data["size"], seminar=seminar, by=by)
        except TooMany as error:
            self.add_error("size", refusal(error))
        return self.is_valid()


class NameForm(SectionForm):
    section = "group"
    name = Line(label=_("Name"), max_length=LONGEST_NAME)

    def rename(self, group: Group, *, by) -> bool:
        """False, with an error on the field, where another group has the name."""
        try:
            group.rename(self.cleaned_data["name"], by=by)
        except Taken as error:
            self.add_error("name", refusal(error))
        return self.is_valid()


class JoinForm(SectionForm):
    section = "join"
    into = forms.ModelChoiceField(label=_("Join it with"), queryset=None, empty_label=_("Choose a group"))

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = group.seminar.groups.exclude(pk=group.pk)


class PartForm(forms.Form):
    """Which join to undo, by the number of its change."""

    join = forms.IntegerField()
