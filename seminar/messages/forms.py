from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField, RowField
from seminar.models import Message, Person, Seminar
from seminar.models.message import LONGEST_MESSAGE


class MessageForm(forms.Form):
    text = LineField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        error_messages={
            "required": _("Write what the groups are to read."),
            "max_length": _("The message is too long. It may have %(limit_value)d characters."),
        },
    )
    group = RowField(label=_("To"), gone=_("That group no longer exists."))

    def __init__(self, *args, seminar: Seminar, **kwargs):
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        self.fields["group"].queryset = seminar.groups.all()

    def send(self, *, by: Person) -> Message:
        data = self.cleaned_data
        return Message.objects.send(data["text"], seminar=self.seminar, group=data["group"], by=by)

    def first_error(self) -> str:
        return next(iter(self.errors.values()))[0]
