"""What the room and the wall show: forms over the query string, so that every choice can be bookmarked."""

from django import forms
from django.utils.translation import gettext_lazy

from posts.room import SILENT_FIRST
from seminar.models import DialogueRound


class Showing(forms.Form):
    """A value that makes no sense is as good as none."""

    def chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name, "")


class RoomForm(Showing):
    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("by number")), (SILENT_FIRST, gettext_lazy("silent groups first"))],
    )

    def __init__(self, data, *, seminar):
        super().__init__(data)
        self.seminar = seminar
        self.rounds = list(seminar.rounds.prefetch_related("questions"))
        self.fields["round"].choices = [(str(round.pk), f"{round.number}. {round}") for round in self.rounds]

    def shown(self) -> DialogueRound | None:
        """The round that is chosen, else the one that groups write in, else the first."""
        by_key = {str(round.pk): round for round in self.rounds}
        if chosen := self.chosen("round"):
            return by_key[chosen]
        current = self.seminar.rounds.current()
        return by_key[str(current.pk)] if current else next(iter(self.rounds), None)
