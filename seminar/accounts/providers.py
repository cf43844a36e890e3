"""Logging in through a provider of OpenID Connect. Who may do so is decided by the address: nobody gets a new account.

A provider's account is known by issuer and subject. The first time, it is connected to the person whose address the
provider says it has verified; or a person who is logged in connects it. The provider's other claims are not stored.
"""

from hashlib import sha256

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from seminar.accounts.confirmation import recently_confirmed
from seminar.accounts.forms import NameForm
from seminar.models import Person
from seminar.models.person import one_form

SECONDS_DISCOVERY_IS_KEPT = 3600
# The provider cannot be reached, or answers what no provider may answer.
PROVIDER_ERRORS = (RequestException, OAuth2Error, ValueError, KeyError, TypeError)


class Provider(OpenIDConnectProvider):
    def get_default_scope(self):
        return self.app.settings["scopes"]

    def extract_uid(self, data):
        """Raises OAuth2Error where the issuer is not the one in the settings, or the two sources do not agree."""
        token, info = data["id_token"], data.get("userinfo", {})
        if token["iss"] != self.app.settings["issuer"] or info.get("sub", token["sub"]) != token["sub"]:
            raise OAuth2Error("The issuer or the subject is another one.")
        return sha256(f"{token['iss']} {token['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data):
        return {}

    def extract_common_fields(self, data):
        return {}

    def extract_email_addresses(self, data):
        return []  # allauth keeps no address: Person.email is the only one

    def sociallogin_from_response(self, request, response):
        login = super().sociallogin_from_response(request, response)
        claims = {**response["id_token"], **response.get("userinfo", {})}
        login.email, login.is_verified = str(claims.get("email") or ""), claims.get("email_verified") is True
        login.name = str(claims.get("name") or "")
        return login


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    def get_provider(self):
        return find_provider(self.request, self.provider_id)

    @property
    def openid_config(self):
        """The provider's discovery document. Raises OAuth2Error if it is another issuer's."""
        issuer = self.get_provider().app.settings["issuer"]
        key = "oidc-" + sha256(issuer.encode()).hexdigest()
        config = cache.get(key)
        if config is None:
            config = super().openid_config
            if config["issuer"] != issuer:
                raise OAuth2Error("The discovery document is another issuer's.")
            cache.set(key, config, SECONDS_DISCOVERY_IS_KEPT)
        return config

    def complete_login(self, request, app, token, **kwargs):
        if "id_token" not in kwargs["response"]:
            raise OAuth2Error("There is no ID token.")
        return super().complete_login(request, app, token, **kwargs)


Provider.oauth2_adapter_class = ProviderAdapter


class Adapter(DefaultSocialAccountAdapter):
    def get_provider(self, request, provider, client_id=None):
        return find_provider(request, provider)

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("account")

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        raise ImmediateHttpResponse(not_logged_in(request, provider.app, cancelled=error == AuthError.CANCELLED))

    def pre_social_login(self, request, sociallogin):
        """Connects an account that is new here to the person with the same address, if the provider has verified it."""
        if sociallogin.is_existing or sociallogin.state["process"] == AuthProcess.CONNECT:
            return
        app = sociallogin.provider.app
        trusted = sociallogin.is_verified or app.settings["trust_email"]
        if not (trusted and sociallogin.email):
            sentence = _("%(provider)s does not vouch for an email address of yours. Log in with a code first.")
            raise ImmediateHttpResponse(refuse(request, sentence % {"provider": app.name}))
        person = Person.objects.filter(email=sociallogin.email, is_active=True).first()
        if person is None:
            sentence = _("%(email)s is not invited to any seminar here. Ask the organizer to invite this address.")
            raise ImmediateHttpResponse(refuse(request, sentence % {"email": one_form(sociallogin.email)}))
        name = NameForm({"name": sociallogin.name})
        if not person.name and name.is_valid():
            person.rename(name.cleaned_data["name"])
        sociallogin.connect(request, person)


@require_POST
def log_in(request, provider_id: str):
    """Leads to the provider; a person who is logged in connects the provider's account to their own there.

    The answer is a page that goes on by itself. Browsers would stop a redirect to another host after a form, since the
    content security policy lets forms lead to this one only, and nobody knows all hosts that a provider redirects to.
    """
    if request.user.is_authenticated:
        return connect(request, provider_id)
    return leave(request, provider_id, AuthProcess.LOGIN)


@recently_confirmed
def connect(request, provider_id: str):
    return leave(request, provider_id, AuthProcess.CONNECT)


def leave(request: HttpRequest, provider_id: str, process: str) -> HttpResponse:
    provider = find_provider(request, provider_id)
    if refusal := ratelimit.consume_or_429(request, action="login"):
        return refusal
    try:
        next_url = provider.get_redirect_from_request_kwargs(request).get("next_url")
        target = provider.redirect(request, process, next_url=next_url)["Location"]
    except PROVIDER_ERRORS:
        return not_logged_in(request, provider.app)
    context = {"provider": provider.app.name, "target": target}
    response = render(request, "account/leaving.html", context)
    response["Refresh"] = f"0;url={target}"
    return response


@require_safe
def callback(request, provider_id: str):
    provider = find_provider(request, provider_id)
    if refusal := ratelimit.consume_or_429(request, action="login"):
        return refusal
    try:
        return OAuth2CallbackView.adapter_view(ProviderAdapter(request, provider_id))(request)
    except PROVIDER_ERRORS:
        return not_logged_in(request, provider.app)


@require_POST
@recently_confirmed
def disconnect(request, provider_id: str):
    provider = find_provider(request, provider_id)
    get_object_or_404(SocialAccount, user=request.user, provider=provider_id).delete()
    Adapter(request).send_notification_mail(
        "socialaccount/email/account_disconnected", request.user, {"provider": provider.app.name}
    )
    messages.success(request, _("%(provider)s no longer logs you in.") % {"provider": provider.app.name})
    return redirect("account")


def find_provider(request: HttpRequest, provider_id: str) -> Provider:
    """The provider with this id in OIDC_PROVIDERS. Raises Http404."""
    for one in settings.OIDC_PROVIDERS:
        if one["id"] == provider_id:
            options = {"server_url": one["issuer"].rstrip("/"), "oauth_pkce_enabled": True, **one}
            fields = {"provider_id": one["id"], "name": one["name"], "client_id": one["client_id"]}
            app = SocialApp(provider=Provider.id, secret=one["secret"], settings=options, **fields)
            return Provider(request, app=app)
    raise Http404


def providers_of(person: Person) -> list[dict]:
    """The providers in the settings, each with whether it logs this person in."""
    connected = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    return [one | {"connected": one["id"] in connected} for one in settings.OIDC_PROVIDERS]


def not_logged_in(request: HttpRequest, app, *, cancelled: bool = False) -> HttpResponse:
    if cancelled:
        return refuse(request, _("You did not log in with %(provider)s.") % {"provider": app.name})
    sentence = _("%(provider)s could not log you in just now. Try again, or log in with a code.")
    return refuse(request, sentence % {"provider": app.name})


def refuse(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account" if request.user.is_authenticated else "account_login")
