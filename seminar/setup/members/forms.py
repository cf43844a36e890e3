from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import SectionForm, TextField
from seminar.models import Member, Person, Seminar
from seminar.models.member import AlreadyMember, LastOrganizer, TooManyInvitations

ROLES_HELP = _(
    "An organizer can change everything here. A facilitator opens and closes rounds and sorts the notes. A viewer "
    "can only read."
)

TOO_MANY = _("You have sent very many invitations in the last 24 hours. No more can be sent until tomorrow.")


def role_field(**options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"), help_text=ROLES_HELP, choices=Member.Role.choices, widget=forms.RadioSelect, **options
    )


class InviteForm(SectionForm):
    section = "invite"
    email = forms.EmailField(
        label=_("Email address"),
        max_length=Person._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = role_field(initial=Member.Role.FACILITATOR)
    greeting = TextField(
        label=_("A few words from you"),
        help_text=_("They are in the email, with a link to the seminar and what the role may do."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def invite(self, seminar: Seminar, *, by: Person) -> Member | None:
        """None, with an error on the field, if the person is a member already."""
        try:
            return Member.objects.invite(**self.cleaned_data, seminar=seminar, by=by)
        except AlreadyMember:
            return self.add_error("email", _("This person is already a member."))
        except TooManyInvitations:
            return self.add_error("email", TOO_MANY)


class RoleForm(SectionForm):
    section = "member"
    role = role_field()

    def change(self, member: Member, *, by: Person) -> bool:
        """False, with an error on the field, if no organizer would be left."""
        try:
            member.change_role(self.cleaned_data["role"], by=by)
        except LastOrganizer:
            self.add_error("role", _("The seminar needs an organizer. Make someone else an organizer first."))
        return self.is_valid()


class RemoveMemberForm(SectionForm):
    """Removing a member. Members who remove themselves must confirm it.

    Where the member has made the key for other programs, it is withdrawn unless the box is unticked.
    """

    section = "leave"
    withdraw_key = forms.BooleanField(
        label=_("Withdraw the key for other programs"),
        help_text=_(
            "It was created from this account. Whoever has the key, or a link made with it, can read the summary until "
            "it is withdrawn. Programs that use it need a new one."
        ),
        initial=True,
        required=False,
    )
    agree = forms.BooleanField(label=_("Yes, I want to leave. I cannot come back unless someone invites me."))

    def __init__(self, *args, member: Member, by: Person, **kwargs):
        super().__init__(*args, **kwargs)
        if member.person != by:
            del self.fields["agree"]
        if not member.has_made_key():
            del self.fields["withdraw_key"]
