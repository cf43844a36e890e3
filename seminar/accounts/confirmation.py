"""Asks people to confirm that it is them before they change how their account is reached."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from seminar.models import Person

SECONDS_CONFIRMED = 10 * 60
SECONDS_TO_FINISH_FORM = 10 * 60
CONFIRMED = "confirmed"  # session key: the person and when, once a code sent to their address was written


def recently_confirmed(view):
    """Leads to the page that confirms who it is, unless the person logged in or confirmed it in the last ten minutes.

    Whoever has a second factor confirms with that. A form that was opened in time may be sent for ten minutes more.
    """

    @wraps(view)
    @login_required
    def wrapper(request, *args, **kwargs):
        allowed = SECONDS_CONFIRMED + (SECONDS_TO_FINISH_FORM if request.method == "POST" else 0)
        if time.time() - confirmed_at(request) > allowed:
            return redirect(f"{reverse('account_confirm')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return wrapper


def confirmed_at(request: HttpRequest) -> float:
    """Seconds since the epoch; 0 if the session does not say.

    Once there is a second factor, only that counts, beside what was confirmed before it was added: whoever has just
    added one can go on to the recovery codes.
    """
    records = get_authentication_records(request, request.user)
    person, by_code = request.session.get(CONFIRMED, (None, 0))
    others = [record["at"] for record in records if record["method"] != "mfa"]
    others += [by_code] if person == request.user.pk else []
    if first := second_factors(request.user).order_by("created_at").first():
        others = [at for at in others if at < first.created_at.timestamp()]
    return max([record["at"] for record in records if record["method"] == "mfa"] + others, default=0)


def confirm(request: HttpRequest) -> None:
    request.session[CONFIRMED] = [request.user.pk, time.time()]


def second_factors(person: Person) -> QuerySet:
    """Without the recovery codes, which are only there for the others."""
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
