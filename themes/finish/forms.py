from functools import partial

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from seminar.forms import SectionForm
from seminar.models import Person, Seminar
from themes.summary.closed import close_summary


@transaction.atomic
def finish(seminar: Seminar, *, by: Person) -> None:
    """Closes the weighing and the summary too, which seminar/ does not know. Raises NotPossible."""
    seminar.weighings.close_open(seminar=seminar, by=by)
    seminar.finish(by=by)
    close_summary(seminar, by=by)


class FinishForm(forms.Form):
    """What an organizer does with a seminar at its end, by the name of the button."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("finish", "reopen", "update", "archive", "unarchive", "withdraw")]
    )

    def carry_out(self, seminar: Seminar, *, by: Person) -> None:
        """Raises NotPossible."""
        verb = {
            "finish": partial(finish, seminar),
            "reopen": seminar.reopen,
            "update": partial(close_summary, seminar, again=True),
            "archive": seminar.archive,
            "unarchive": seminar.unarchive,
            "withdraw": seminar.withdraw_result,
        }[self.cleaned_data["do"]]
        verb(by=by)


class ResultForm(SectionForm):
    """Creates the link to the result, or changes what it shows."""

    section = "result"
    names = forms.BooleanField(label=_("Show which group wrote what"), required=False)
