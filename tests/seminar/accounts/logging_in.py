"""How tests log in, and read the codes that are mailed."""

import re
import time

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import make

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)


def log_in(client: Client, email: str, password: str = make.PASSWORD):
    cache.clear()  # allauth counts attempts there, and all tests come from one address
    return client.post(reverse("account_login"), {"login": email, "password": password})


def prove(email: str, mailoutbox, client: Client | None = None, **query):
    """Another browser, which logged in with a code sent to the address, and the last answer."""
    cache.clear()
    client = client or Client()
    asked = client.post(reverse("account_request_login_code", query=query), {"email": email, **query})
    return client, client.post(asked.url, {"code": mailed_code(mailoutbox), **query})


def mailed_code(mailoutbox) -> str:
    return CODE.search(mailoutbox[-1].body)[1]


def forget_that_it_was_confirmed(client: Client, seconds: int = 3600) -> None:
    """As if the person had logged in some time ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.pop("confirmed", None)
    session.save()
