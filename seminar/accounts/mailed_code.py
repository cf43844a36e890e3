"""A code that is sent to an address, and proves that whoever writes it reads the mail sent there."""

import time

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

SECONDS_VALID = 10 * 60
MAX_ATTEMPTS = 3
KEY = "mailed_code"  # session key


class WrongCode(Exception):
    """The code is not the one that was sent. It may be written again."""


class NoCode(Exception):
    """No code is valid: none was sent for this, it is too old, or too many wrong ones were written."""


def send_code(request: HttpRequest, purpose: str, email: str) -> None:
    """Replaces the previous code. `purpose` names the template of the mail too. The session holds a hash only."""
    code = get_adapter(request).generate_login_code()
    request.session[KEY] = {
        "purpose": purpose,
        "person": request.user.pk,
        "email": email,
        "hash": hash_of(code),
        "at": time.time(),
        "attempts": 0,
    }
    get_adapter(request).send_mail(f"account/email/{purpose}", email, {"code": code})


def address_of_code(request: HttpRequest, purpose: str) -> str:
    """The address to which a code that is still valid was sent for this purpose. Raises NoCode."""
    sent = request.session.get(KEY, {})
    if (sent.get("purpose"), sent.get("person")) != (purpose, request.user.pk):
        raise NoCode
    if time.time() - sent["at"] > SECONDS_VALID or sent["attempts"] >= MAX_ATTEMPTS:
        del request.session[KEY]
        raise NoCode
    return sent["email"]


def check_code(request: HttpRequest, purpose: str, code: str) -> str:
    """The address that the code proves. It works once. Raises WrongCode and NoCode."""
    email = address_of_code(request, purpose)
    sent = request.session[KEY]
    if not constant_time_compare(hash_of(code), sent["hash"]):
        request.session[KEY] = sent | {"attempts": sent["attempts"] + 1}
        address_of_code(request, purpose)
        raise WrongCode
    del request.session[KEY]
    return email


def hash_of(code: str) -> str:
    """The same for lower case and without the hyphen."""
    return salted_hmac(KEY, "".join(filter(str.isalnum, code.upper())), algorithm="sha256").hexdigest()
