"""The doors of the room: what may be done with a round or a question while the groups write."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seminar.models import DialogueRound, Question
from seminar.models.round import Phase

OPEN, TIME, CLOSE = "open", "time", "close"
MOST_MINUTES = 600


class SteeringForm(forms.Form):
    """`minutes` is how long the timer runs; without it there is none."""

    do = forms.ChoiceField(
        choices=[(OPEN, gettext_lazy("open")), (TIME, gettext_lazy("timer")), (CLOSE, gettext_lazy("close"))]
    )
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES, required=False)

    def carry_out(self, round: DialogueRound, *, by) -> str:
        """Does it, and says in a sentence what is so now. A round that is open already keeps its timer."""
        do, minutes = self.cleaned_data["do"], self.cleaned_data["minutes"]
        if do == CLOSE:
            round.close(by=by)
            return _("The round is closed.")
        if do == OPEN and round.phase() != Phase.OPEN:
            round.open(minutes=minutes, by=by)
            return _("The round is open.")
        if do == TIME:
            round.time(minutes, by=by)
            return _("The timer is set.") if minutes else _("The timer is taken away.")
        return _("The round was open already.")


class AskingForm(forms.Form):
    do = forms.ChoiceField(choices=[(OPEN, gettext_lazy("open")), (CLOSE, gettext_lazy("close"))])

    def carry_out(self, question: Question, *, by) -> str:
        if self.cleaned_data["do"] == CLOSE:
            question.close(by=by)
            return _("The question is closed.")
        question.open(by=by)
        return _("The question is open.")
