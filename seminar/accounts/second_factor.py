"""Authenticator apps and passkeys, as allauth checks them, in our words and with our scripts."""

import json
from io import BytesIO

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from seminar.accounts.confirmation import second_factors

MAX_NAME = 60


class Adapter(DefaultMFAAdapter):
    def _get_site_name(self):
        """What apps and devices list the account under, instead of the host's name."""
        return "Rundebord"

    def build_totp_svg(self, url):
        image = BytesIO()
        segno.make(url, error="m").save(image, kind="svg", xmldecl=False, border=4, light="#fff")
        return image.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        return _("Passkey")


class ActivateAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")

    def clean_name(self):
        return super().clean_name()[:MAX_NAME]


# What fido2 raises where the JSON is not what a browser sends.
NOT_FROM_A_BROWSER = (AttributeError, KeyError, TypeError, ValueError)


class WithPasskey:
    """Gives the page what a browser needs to use a passkey, as JSON for an attribute: no page has a script inside."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except NOT_FROM_A_BROWSER:
            return self.try_again()

    def try_again(self):
        messages.error(self.request, _("The passkey could not be used. Try again."))
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(next(iter(context["js_data"].values())))}


class Authenticate(WithPasskey, AuthenticateView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        has_passkey = second_factors(self.stage.login.user).filter(type=Authenticator.Type.WEBAUTHN).exists()
        return context | {"has_passkey": has_passkey}


class ReauthenticatePasskey(WithPasskey, ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        return self.try_again()


class AddPasskey(WithPasskey, AddWebAuthnView):
    pass


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")
