from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from seminar.forms import SectionForm
from seminar.models import Seminar

MOST_GRACE = 60


class ParticipantsForm(SectionForm):
    """When the groups can join, what they may see, and what becomes of unsent text when a round closes."""

    section = "participants"
    doors_by_date = forms.BooleanField(
        label=_("The doors open by themselves on the date of the seminar"),
        help_text=_("At midnight in its time zone. You can also open and close them yourself."),
        required=False,
    )
    wall_open = forms.BooleanField(label=_("Groups may see the wall, with everything that is written"), required=False)
    wall_names = forms.BooleanField(label=_("The wall shows which group wrote what"), required=False)
    wall_approval = forms.BooleanField(
        label=_("A note appears on the wall only when a facilitator has approved it"),
        help_text=_("The groups can see that. What is already on the wall stays there."),
        required=False,
    )
    grace_minutes = forms.IntegerField(
        label=_("Minutes to finish writing when a round closes"), min_value=0, max_value=MOST_GRACE
    )
    send_at_closing = forms.BooleanField(
        label=_("Text that a group has not sent is sent by itself after that"),
        help_text=_("The groups know beforehand, and the note says that it was sent at closing."),
        required=False,
    )

    @classmethod
    def of(cls, seminar: Seminar, data: QueryDict | None = None) -> "ParticipantsForm":
        return cls(data, initial={name: getattr(seminar, name) for name in cls.base_fields})


class DoorsForm(forms.Form):
    doors = forms.ChoiceField(choices=[("open", "open"), ("close", "close")])


class CodesForm(SectionForm):
    section = "codes"
    agree = forms.BooleanField(label=_("Yes, create new codes. I will print new cards."))
