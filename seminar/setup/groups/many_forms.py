from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import RowField, RowsField, SectionForm, TextField
from seminar.models import Group, Person, Seminar
from seminar.models.many_groups import MOST_GROUPS, NameTaken, TooManyGroups
from seminar.setup.groups.forms import refusal
from seminar.setup.groups.pasted import COMMA, NAMES, SEMICOLON, TAB, Pasted, read

ADD, ADD_REST = "add", "add-rest"
REMOVE, MOVE, SORT = "remove", "move", "sort"


class GroupsForm(SectionForm):
    """Groups typed or pasted. They are shown as a table first, and created where `do` says so.

    `shape` says how the text is read; without it, the text decides.
    """

    section = "groups"
    groups = TextField(
        label=_("Add groups"),
        help_text=_("One name per line. Or paste a table: headings in the first line, names in the first column."),
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    shape = forms.ChoiceField(
        label=_("Read it as"),
        required=False,
        choices=[
            (NAMES, _("one name per line")),
            (TAB, _("a table, copied from a spreadsheet")),
            (SEMICOLON, _("a table, with semicolons between the columns")),
            (COMMA, _("a table, with commas between the columns")),
        ],
    )
    do = forms.ChoiceField(required=False, choices=[(ADD, ADD), (ADD_REST, ADD_REST)])

    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        self.pasted: Pasted | None = None

    def clean(self) -> None:
        if "groups" not in self.cleaned_data:
            return
        try:
            self.pasted = self._read()
        except forms.ValidationError as error:
            self.add_error("groups", error)
            return
        total = self.seminar.groups.count() + len(self.pasted.possible)
        if not self.pasted.rows:
            self.add_error("groups", _("Enter at least one name."))
        elif total > MOST_GROUPS:
            self.add_error("groups", refusal(TooManyGroups(total)))

    def _read(self) -> Pasted:
        shape = self.cleaned_data.get("shape", "")
        return read(self.cleaned_data["groups"], shape=shape, taken=self.seminar.groups.taken())

    def add(self, *, by: Person) -> list[Group]:
        """The new groups. Empty where the table is to be shown first, or again."""
        do, rows = self.cleaned_data["do"], self.pasted.possible
        if not do or (do == ADD and self.pasted.problems):
            return []
        try:
            return Group.objects.add_many([row.fields for row in rows], seminar=self.seminar, by=by)
        except (NameTaken, TooManyGroups):  # somebody else added groups at the same moment
            self.pasted = self._read()
            return []


class SeriesForm(SectionForm):
    """A number of groups that are named by numbers: so many more or, with `until`, so many in all."""

    section = "series"
    size = forms.IntegerField(label=_("Or how many groups"), min_value=1, max_value=MOST_GROUPS)
    until = forms.BooleanField(required=False)

    def add(self, seminar: Seminar, *, by: Person) -> bool:
        """False, with an error on the field, if there would be too many groups, or there are as many already."""
        size, add = self.cleaned_data["size"], Group.objects.add_series
        if self.cleaned_data["until"]:
            add = Group.objects.fill_up
        try:
            added = add(size, seminar=seminar, by=by)
        except TooManyGroups as error:
            self.add_error("size", refusal(error))
        else:
            if not added:
                sentence = _("There are %(count)d groups already, so none was added.")
                self.add_error("size", forms.ValidationError(sentence, params={"count": seminar.groups.count()}))
        return self.is_valid()


class ManyGroupsForm(SectionForm):
    """What is done to the chosen groups. Sorting is done to all."""

    section = "many"
    groups = RowsField(required=False)
    before = RowField(label=_("Move them before"), empty_label=_("no group: last"))
    do = forms.ChoiceField(choices=[(REMOVE, REMOVE), (MOVE, MOVE), (SORT, SORT)])

    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = self.fields["before"].queryset = seminar.groups.all()

    def clean(self) -> None:
        if self.cleaned_data.get("do") in (REMOVE, MOVE) and not self.cleaned_data.get("groups"):
            raise forms.ValidationError(_("Nothing was changed. Choose at least one group."))


class UndoForm(forms.Form):
    """What to undo, by the number of its change."""

    change = forms.IntegerField()
