from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, SectionForm
from seminar.models import Group, Person
from seminar.models.many_groups import MOST_GROUPS, NameTaken, TooManyGroups
from seminar.setup.groups.pasted import LONGEST_NAME

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
