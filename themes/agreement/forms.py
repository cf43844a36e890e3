"""The forms of a comparison: starting one, judging one note, and deciding where the two differ."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seminar.access import EDITORS
from seminar.forms import RowField, SectionForm
from seminar.models import Person, Seminar
from themes.models import Comparison

MOST_NOTES = 300


class StartForm(SectionForm):
    """`person` compares with a colleague who may change the seminar too."""

    section = "start"
    second = RowField(label=_("With"), empty_label=_("Choose a colleague"))
    size = forms.IntegerField(label=_("How many notes"), min_value=1, max_value=MOST_NOTES, initial=30)

    def __init__(self, *args: Any, seminar: Seminar, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar, self.person = seminar, person
        members = Person.objects.filter(memberships__seminar=seminar, memberships__role__in=EDITORS)
        self.fields["second"].queryset = members.exclude(pk=person.pk).order_by("name", "email")
        self.fields["second"].required = True

    def clean(self) -> dict[str, Any]:
        if not self.seminar.themes.in_use().exists():
            raise forms.ValidationError(_("Create some themes first."))
        return self.cleaned_data

    def start(self, posts: QuerySet) -> Comparison | None:
        """A comparison of `size` of the posts, spread evenly. None, with an error, where there are no posts."""
        candidates = list(posts.by_table())
        size = min(self.cleaned_data["size"], len(candidates))
        if not candidates:
            self.add_error(None, _("No notes fit these choices."))
            return None
        chosen = [candidates[number * len(candidates) // size] for number in range(size)]
        people = {"first": self.person, "second": self.cleaned_data["second"]}
        return Comparison.objects.start(seminar=self.seminar, **people, posts=chosen, by=self.person)


class JudgeForm(forms.Form):
    """The themes of one note; none is a choice too."""

    themes = forms.ModelMultipleChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = comparison.all_themes()
        self.fields["themes"].error_messages["invalid_choice"] = _("That theme is not part of this comparison.")


class DecideForm(forms.Form):
    """The person under whose themes the note is placed."""

    person = forms.ChoiceField()

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in comparison.people}
        self.fields["person"].choices = [(key, key) for key in self.people]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]
