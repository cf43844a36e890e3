from django import forms

from seminar.models import Hall, Person, Seminar
from themes.hall.screen import HallScreen


class HallForm(forms.Form):
    """One press on the remote control: a view, or what is done with the one that is shown."""

    do = forms.ChoiceField(choices=[*Hall.View.choices, ("blank", ""), ("light", ""), ("next", ""), ("previous", "")])

    def carry_out(self, seminar: Seminar, *, by: Person) -> None:
        do, hall = self.cleaned_data["do"], Hall.objects.of(seminar)
        if do in ("blank", "light"):
            hall.set_blank(do == "blank", by=by)
        elif do in ("next", "previous"):
            hall.turn(1 if do == "next" else -1, pages=HallScreen.of(seminar).pages, by=by)
        else:
            hall.show(do, by=by)
