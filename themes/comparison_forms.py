"""The doors of a comparison: with whom and how many notes, and what a person says of one note."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seminar.access import EDITORS
from seminar.forms.section import SectionForm
from seminar.models import Person
from themes.forms import Picked
from themes.models import Comparison

MOST = 300


class StartForm(SectionForm):
    """`posts` are those the filter shows; where more than `size`, every so many of them is taken."""

    section = "start"
    second = Picked(label=_("With"), empty_label=_("Choose a colleague"))
    size = forms.IntegerField(label=_("How many notes"), min_value=1, max_value=MOST, initial=30)

    def __init__(self, *args, seminar, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar, self.person = seminar, person
        members = Person.objects.filter(memberships__seminar=seminar, memberships__role__in=EDITORS)
        self.fields["second"].queryset = members.exclude(pk=person.pk).order_by("name", "email")
        self.fields["second"].required = True

    def clean(self) -> dict:
        if not self.seminar.themes.in_use().exists():
            raise forms.ValidationError(_("Make some themes first."))
        return self.cleaned_data

    def start(self, posts: QuerySet) -> Comparison | None:
        """None where there is no note to tag."""
        found = list(posts.by_table())
        size = min(self.cleaned_data["size"], len(found))
        if not found:
            self.add_error(None, _("No notes fit these choices."))
            return None
        spread = [found[number * len(found) // size] for number in range(size)]
        people = {"first": self.person, "second": self.cleaned_data["second"]}
        return Comparison.objects.start(seminar=self.seminar, **people, posts=spread, by=self.person)


class JudgeForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(queryset=None, required=False)

    def __init__(self, *args, comparison, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = comparison.all_themes()
        self.fields["themes"].error_messages["invalid_choice"] = _("That theme is not part of this comparison.")


class DecideForm(forms.Form):
    """Whose themes the note is put under."""

    person = forms.ChoiceField()

    def __init__(self, *args, comparison, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in comparison.people}
        self.fields["person"].choices = [(key, key) for key in self.people]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]
