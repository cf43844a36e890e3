"""What a person sees and changes of their own account, beside allauth's pages."""

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView as AllauthLoginView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seminar.accounts.confirmation import confirm, recently_confirmed, second_factors
from seminar.accounts.forms import AddressForm, CodeForm, NameForm
from seminar.accounts.mailed_code import NoCode, WrongCode, address_of_code, check_code, send_code
from seminar.accounts.providers import providers_of
from seminar.accounts.sessions import describe, end_sessions
from seminar.models.person import AddressTaken

page = require_http_methods(["GET", "HEAD", "POST"])


class LoginView(AllauthLoginView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"providers": settings.OIDC_PROVIDERS}


@require_safe
@login_required
def account(request):
    context = {
        "factors": second_factors(request.user).count(),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "providers": providers_of(request.user),
    }
    return render(request, "account/account.html", context)


@page
@login_required
def name(request):
    """Also the first page after a login, as long as the person has no name."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if not form.is_valid():
        return form_page(request, "account/name.html", form)
    request.user.rename(form.cleaned_data["name"])
    return redirect(next_page(request))


@page
@recently_confirmed
def address(request):
    form = AddressForm(request.POST or None, person=request.user)
    if not form.is_valid():
        return form_page(request, "account/address.html", form)
    if refusal := ratelimit.consume_or_429(request, action="change_email", user=request.user):
        return refusal
    send_code(request, "address_code", form.cleaned_data["email"])
    return redirect("account_address_code")


@page
@recently_confirmed
def address_code(request):
    """The old address counts until the code that was sent to the new one has been written here."""
    former = request.user.email
    form = CodeForm(request.POST or None)
    try:
        email = address_of_code(request, "address_code")
        proved = form.is_valid() and check_code(request, "address_code", form.cleaned_data["code"])
    except WrongCode:
        form.add_error("code", _("This is not the code that we sent. Look at the latest email."))
        proved = ""
    except NoCode:
        messages.error(request, _("The code no longer works. Enter the address again, and we send a new one."))
        return redirect("account_address")
    if not proved:
        return form_page(request, "account/address_code.html", form, email=email)
    try:
        request.user.change_address(proved)
    except AddressTaken:
        messages.error(
            request,
            _("%(email)s has an account of its own. Log out, and log in with that address instead.")
            % {"email": proved},
        )
        return redirect("account_address")
    get_adapter(request).send_notification_mail(
        "account/email/address_changed", request.user, {"former": former, "new": proved}, email=former
    )
    messages.success(request, _("Your address is now %(email)s.") % {"email": proved})
    return redirect("account")


@page
@login_required
def confirm_person(request):
    """Asks for the second factor if there is one. If not, for the password, or for a code sent to the address."""
    onwards = urlencode({"next": next_page(request)})
    if factors := second_factors(request.user):
        has_passkey = any(factor.type == Authenticator.Type.WEBAUTHN for factor in factors)
        return redirect(reverse("mfa_reauthenticate_webauthn" if has_passkey else "mfa_reauthenticate") + f"?{onwards}")
    if request.method == "POST":
        if refusal := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
            return refusal
        send_code(request, "confirmation_code", request.user.email)
        return redirect(f"{reverse('account_confirm_code')}?{onwards}")
    return render(request, "account/confirm.html", {"next": next_page(request)})


@page
@login_required
def confirm_person_code(request):
    form = CodeForm(request.POST or None)
    try:
        email = address_of_code(request, "confirmation_code")
        if form.is_valid():
            check_code(request, "confirmation_code", form.cleaned_data["code"])
            confirm(request)
            return redirect(next_page(request))
    except WrongCode:
        form.add_error("code", _("This is not the code that we sent. Look at the latest email."))
    except NoCode:
        messages.error(request, _("The code no longer works. Ask for a new one."))
        return redirect(f"{reverse('account_confirm')}?{urlencode({'next': next_page(request)})}")
    return form_page(request, "account/confirm_code.html", form, email=email)


@page
@login_required
def sessions(request):
    if request.method == "POST":
        end_sessions(request.user, but=request.session.session_key)
        messages.success(request, _("You are logged out everywhere else."))
        return redirect("account_sessions")
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.last_seen_at, reverse=True)
    context = {
        "rows": [{"device": describe(row.user_agent), "row": row} for row in rows],
        "hours": settings.SESSION_IDLE_SECONDS // 3600,
    }
    return render(request, "account/sessions.html", context)


def form_page(request: HttpRequest, template: str, form, **context) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, context | {"form": form, "next": next_page(request)}, status=status)


def next_page(request: HttpRequest) -> str:
    """The page of ours that the person was on the way to, or else that of the account."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    allowed = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if allowed else reverse("account")
