from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import SectionForm
from seminar.models import Seminar

FACTS = ("wall_open", "wall_names", "grace_minutes")
MOST_GRACE = 60


class ParticipantsForm(SectionForm):
    """What the groups may see, and how long a closed round still takes what they were typing."""

    section = "participants"
    wall_open = forms.BooleanField(label=_("Groups may look at the wall, with all that is written"), required=False)
    wall_names = forms.BooleanField(label=_("The wall shows which group wrote what"), required=False)
    grace_minutes = forms.IntegerField(
        label=_("Minutes to finish a sentence in when a round closes"), min_value=0, max_value=MOST_GRACE
    )

    @classmethod
    def of(cls, seminar: Seminar, data=None) -> "ParticipantsForm":
        return cls(data, initial={name: getattr(seminar, name) for name in FACTS})


class DoorsForm(forms.Form):
    doors = forms.ChoiceField(choices=[("open", "open"), ("close", "close")])


class CodesForm(SectionForm):
    section = "codes"
    agree = forms.BooleanField(label=_("Yes, make new codes. I will print new cards."))
