"""What a member may do with a round or a question while the groups write."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seminar.models import DialogueRound, NotPossible, Person, Question
from seminar.models.round import Phase
from seminar.rounds.steps import sentence_of, steps

OPEN, OPEN_FIRST, UNOPEN, CLOSE, NEXT = "open", "open-first", "unopen", "close", "next"
TIME, EXTEND, UNTIME = "time", "extend", "untime"
MOST_MINUTES = 600
PRESS_A_BUTTON = gettext_lazy("Nothing was changed. Press one of the buttons on this page.")


class ControlForm(forms.Form):
    """What the buttons of a round and of a question have in common.

    The page's script makes a `key` for each press, so that one that is sent twice is done once. With what had to wait
    for the server it also sends `seen`, the number of the last change that the page knew: it is not done where
    somebody opened, timed or closed something since.
    """

    key = forms.UUIDField(required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**53)

    def carry_out(self, row: DialogueRound | Question, *, by: Person) -> tuple[bool, str]:
        """Whether it was done, and the sentence that says so or why not."""
        if not self.is_valid():
            return False, self.refusal()
        try:
            return True, self._do_once(row, by=by)
        except NotPossible as reason:
            return False, str(reason)

    def refusal(self) -> str:
        """Why the form is not valid."""
        return str(PRESS_A_BUTTON)

    def act(self, row: Any, *, by: Person) -> str:
        """Calls one verb, and returns a sentence about the result. Raises NotPossible."""
        raise NotImplementedError

    def _do_once(self, row: DialogueRound | Question, *, by: Person) -> str:
        seminar, key, seen = row.seminar, self.cleaned_data["key"], self.cleaned_data["seen"]
        with seminar.changing(key=key and str(key)):
            if key and steps(seminar).filter(data__key=str(key)).exists():
                return _("It is done.")
            since = None if seen is None else steps(seminar).after(seen).last()
            if since:
                raise NotPossible(
                    _("It was not done, since this came first: %(step)s. Press again if you still want it.")
                    % {"step": sentence_of(since)}
                )
            return self.act(row, by=by)


class RoundControlForm(ControlForm):
    """`minutes` is how long the timer runs, or how much longer."""

    do = forms.ChoiceField(choices=[(name, name) for name in (OPEN, OPEN_FIRST, UNOPEN, CLOSE, TIME, EXTEND, UNTIME)])
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES, required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("do") in (TIME, EXTEND) and self.cleaned_data.get("minutes", 0) is None:
            self.add_error("minutes", _("Nothing was changed. Write for how many minutes the timer is to run."))

    def refusal(self) -> str:
        if "do" in self.errors:
            return str(PRESS_A_BUTTON)
        if self.data.get("minutes"):
            return _("Nothing was changed. The timer can run for 1 to %(most)d minutes. Enter a whole number.") % {
                "most": MOST_MINUTES
            }
        return next(iter(self.errors.values()))[0]

    def act(self, row: DialogueRound, *, by: Person) -> str:
        """A round that is already open keeps its timer."""
        action, minutes = self.cleaned_data["do"], self.cleaned_data["minutes"]
        if action == CLOSE:
            row.close(by=by)
            return _("The round is closed.")
        if action == UNOPEN:
            row.unopen(by=by)
            return _("The opening is undone. The groups no longer see the round, and what they began to write is kept.")
        if action == TIME:
            row.set_timer(minutes, by=by)
            return _("The timer is set.")
        if action == EXTEND:
            row.extend_timer(minutes, by=by)
            return _("The timer is extended: %(minutes)s min.") % {"minutes": minutes}
        if action == UNTIME:
            row.remove_timer(by=by)
            return _("The timer is removed.")
        if row.phase() == Phase.OPEN:
            return _("The round was already open.")
        row.open(minutes=minutes, first_only=action == OPEN_FIRST, by=by)
        return _("The round is open.")


class QuestionControlForm(ControlForm):
    do = forms.ChoiceField(choices=[(name, name) for name in (OPEN, CLOSE, NEXT)])

    def act(self, row: Question, *, by: Person) -> str:
        action = self.cleaned_data["do"]
        if action == CLOSE:
            row.close(by=by)
            return _("The question is closed.")
        if action == NEXT:
            row.ask_next(by=by)
        else:
            row.open(by=by)
        return _("The question is open.")
