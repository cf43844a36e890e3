"""The forms of the account pages: our own, and allauth's with our fields."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from seminar.forms import LineField
from seminar.models import Person
from seminar.models.person import one_form
from seminar.server.client_address import client_household


class AddressInput(forms.EmailField):
    """An address in the form in which it is stored, so that any form of it finds the account."""

    def __init__(self, **options):
        limit = Person._meta.get_field("email").max_length
        super().__init__(label=_("Email address"), max_length=limit, **options)
        self.widget.attrs["autocomplete"] = "email"

    def to_python(self, value):
        return one_form(super().to_python(value))


class LoginForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressInput()
        self.order_fields(["login", "password"])


class AsksForMail(forms.Form):
    """One network gets few mails sent to an address, long before the limit for all networks together is reached."""

    def clean_email(self):
        key = f"{self.cleaned_data['email']} {client_household(context.request)}"
        if not ratelimit.consume(context.request, action="mail_from_network", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_email()


class RequestLoginCodeForm(AsksForMail, allauth.RequestLoginCodeForm):
    email = AddressInput()


class ResetPasswordForm(AsksForMail, allauth.ResetPasswordForm):
    email = AddressInput()


class NameForm(forms.Form):
    name = LineField(
        label=_("Your name"),
        max_length=Person._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AddressForm(forms.Form):
    email = AddressInput()

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self):
        if self.cleaned_data["email"] == self.person.email:
            raise forms.ValidationError(_("This is your address already. Enter the new one."))
        return self.cleaned_data["email"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
