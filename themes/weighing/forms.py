"""The forms of a weighing: the organizer's, which opens and closes it, and that of a group's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, RowsField, SectionForm
from seminar.models import Person, Seminar
from themes.models import Weighing
from themes.models.weighing import MOST_POINTS
from themes.weighing.page import WeighPage

POINTS, PICKS = 10, 3


class StartForm(SectionForm):
    section = "weighing"
    question = LineField(
        label=_("What the groups are asked"),
        help_text=_("Such as “What should be done first?”"),
        max_length=200,
        required=False,
    )
    method = forms.ChoiceField(
        label=_("How they weigh"),
        choices=Weighing.Method.choices,
        initial=Weighing.Method.POINTS,
        widget=forms.RadioSelect,
    )
    points = forms.IntegerField(label=_("Points for each group"), min_value=1, max_value=MOST_POINTS, initial=POINTS)
    picks = forms.IntegerField(label=_("Themes each group can pick"), min_value=1, max_value=MOST_POINTS, initial=PICKS)
    themes = RowsField(
        label=_("Themes to weigh"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two themes.")},
    )

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        themes = seminar.themes.in_use()
        self.fields["themes"].queryset = themes
        self.fields["themes"].initial = list(themes)

    def clean_themes(self) -> Any:
        if len(self.cleaned_data["themes"]) < 2:
            raise forms.ValidationError(_("Choose at least two themes."))
        return self.cleaned_data["themes"]

    def clean(self) -> dict[str, Any]:
        """Of the two numbers, only that of the chosen method matters."""
        unused = "points" if self.cleaned_data.get("method") == Weighing.Method.PICKS else "picks"
        self.errors.pop(unused, None)
        return self.cleaned_data

    def start(self, *, by: Person) -> None:
        """Raises NotPossible."""
        chosen = self.cleaned_data
        self.seminar.weighings.start(
            seminar=self.seminar,
            method=chosen["method"],
            limit=chosen[chosen["method"]],
            themes=chosen["themes"],
            question=chosen["question"],
            by=by,
        )


class StateForm(forms.Form):
    """What an organizer does with the last weighing, by the name of the button."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("close", "reopen")])

    def carry_out(self, weighing: Weighing, *, by: Person) -> None:
        """Raises NotPossible."""
        {"close": weighing.close, "reopen": weighing.reopen}[self.cleaned_data["do"]](by=by)


class AnswerForm(forms.Form):
    """A field for each theme that takes part, also for one that was merged since the page was made."""

    base = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False)

    def __init__(self, *args: Any, page: WeighPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if page.weighing is None:
            return
        shown = {row.theme.pk for row in page.rows}
        self.names = {f"theme-{pk}": pk for pk in shown | {row.theme_id for row in page.weighing.weighed.all()}}
        for name in self.names:
            self.fields[name] = forms.IntegerField(min_value=0, max_value=page.weighing.most_for_one, required=False)

    @property
    def points(self) -> dict[int, int]:
        """The valid ones, by the primary key of the theme."""
        given = {pk: self.cleaned_data.get(name) for name, pk in self.names.items()}
        return {pk: points for pk, points in given.items() if points}
