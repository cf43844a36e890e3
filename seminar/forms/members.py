from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms.section import SectionForm
from seminar.models import Member, Person
from seminar.models.member import Already, LastOrganizer

WHAT_THEY_MAY_DO = _("An organizer can change everything here. A facilitator sorts the notes. A viewer only reads.")


def role(**options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"), help_text=WHAT_THEY_MAY_DO, choices=Member.Role.choices, widget=forms.RadioSelect, **options
    )


class InviteForm(SectionForm):
    section = "invite"
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=Person._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = role(initial=Member.Role.FACILITATOR)

    def invite(self, seminar, *, by) -> Member | None:
        """None, with an error on the field, where the person is a member already."""
        try:
            return Member.objects.invite(self.cleaned_data["email"], self.cleaned_data["role"], seminar=seminar, by=by)
        except Already:
            return self.add_error("email", _("This person is a member already."))


class RoleForm(SectionForm):
    section = "member"
    role = role()

    def change(self, member: Member, *, by) -> bool:
        """False, with an error on the field, where no organizer would be left."""
        try:
            member.change_role(self.cleaned_data["role"], by=by)
        except LastOrganizer:
            self.add_error("role", _("The seminar needs an organizer. Make someone else one first."))
        return self.is_valid()


class LeaveForm(SectionForm):
    """Taking a member away. Whoever takes themselves away must say that they mean it."""

    section = "leave"
    agree = forms.BooleanField(label=_("Yes, I want to leave. I cannot come back unless someone invites me."))

    def __init__(self, *args, is_me: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_me:
            del self.fields["agree"]
