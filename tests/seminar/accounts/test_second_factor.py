"""A second factor: an app that shows codes, passkeys, and recovery codes for the day neither is there."""

import re
import time
from base64 import b64decode
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import make
from tests.seminar.accounts.logging_in import forget_that_it_was_confirmed, log_in, prove

pytestmark = pytest.mark.django_db(transaction=True)  # the mails are sent when the transaction is over


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def browser(client, aud):
    log_in(client, aud.email)
    return client


def totp(secret: str, steps: int = 0) -> str:
    """The code that an app shows (RFC 6238), `steps` times 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_app(browser) -> str:
    """The secret that the page shows."""
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    image = b64decode(re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", page)[1])
    assert b'xmlns="http://www.w3.org/2000/svg"' in image, "without it the browser shows no picture"
    assert browser.post(reverse("mfa_activate_totp"), {"code": totp(secret)}).url == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(browser) -> list[str]:
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<li><code>([^<]+)</code></li>", page)


def second(client, code: str):
    cache.clear()
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_an_app_is_added_and_asked_for_after_the_password(browser, aud, mailoutbox):
    secret = add_app(browser)
    assert len(set(recovery_codes(browser))) == 10
    assert [mail.subject for mail in mailoutbox] == ["Second factor added"]
    assert mailoutbox[0].to == [aud.email]
    other = Client()
    assert log_in(other, aud.email).url == reverse("mfa_authenticate")
    assert other.get(reverse("account")).status_code == HTTPStatus.FOUND, "the password alone opens nothing"
    assert "Your second factor" in other.get(reverse("mfa_authenticate")).content.decode()
    assert second(other, "000000").status_code == HTTPStatus.OK
    assert "_auth_user_id" not in other.session
    assert second(other, totp(secret, 1)).url == reverse("home")
    assert other.session["_auth_user_id"] == str(aud.pk)


def test_a_code_that_was_sent_by_mail_needs_the_second_factor_too(browser, aud, mailoutbox):
    secret = add_app(browser)
    other, answer = prove(aud.email, mailoutbox)
    assert answer.url == reverse("mfa_authenticate")
    assert second(other, totp(secret, 1)).url == reverse("home")


def test_a_code_of_the_app_works_once(browser, aud):
    secret = add_app(browser)
    code = totp(secret, 1)
    log_in(first := Client(), aud.email)
    log_in(again := Client(), aud.email)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == HTTPStatus.FOUND
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == HTTPStatus.OK


def test_a_recovery_code_works_once_and_new_ones_replace_the_old(browser, aud, mailoutbox):
    add_app(browser)
    code, left = recovery_codes(browser)[:2]
    for expected in (HTTPStatus.FOUND, HTTPStatus.OK):
        log_in(other := Client(), aud.email)
        assert second(other, code).status_code == expected
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert mailoutbox[-1].subject == "New recovery codes"
    assert not {code, left} & set(recovery_codes(browser))
    log_in(other := Client(), aud.email)
    assert second(other, left).status_code == HTTPStatus.OK


def test_removing_it_is_confirmed_with_it_and_told_by_mail(browser, aud, mailoutbox):
    secret = add_app(browser)
    forget_that_it_was_confirmed(browser)
    Authenticator.objects.update(created_at="2026-01-01T00:00Z")
    removal = reverse("mfa_deactivate_totp")
    onwards = browser.get(browser.get(removal).url).url
    assert onwards.startswith(reverse("mfa_reauthenticate")), "not the password, and no code by mail"
    browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    assert browser.post(removal).url.startswith(reverse("account_confirm"))
    cache.clear()
    assert browser.post(onwards, {"code": totp(secret, 1)}).url == removal
    assert browser.post(removal).url == reverse("mfa_index")
    assert mailoutbox[-1].subject == "Second factor removed"
    assert log_in(Client(), aud.email).url == reverse("home")
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"


def test_guessing_the_code_is_stopped(browser, aud):
    secret = add_app(browser)
    log_in(other := Client(), aud.email)
    answers = [other.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}) for n in range(12)]
    assert "field-errors" in answers[-1].content.decode()
    assert other.post(reverse("mfa_authenticate"), {"code": totp(secret, 1)}).status_code == HTTPStatus.OK


@pytest.fixture
def home(server, aud) -> str:
    """The server, under a name that a passkey can be made for. The server knows no quick hash of a password."""
    cache.clear()
    aud.password = PBKDF2PasswordHasher().encode(make.PASSWORD, "salt", iterations=1)
    aud.save()
    return server.url.replace("127.0.0.1", "localhost")


def log_in_with_password(page, home) -> None:
    page.goto(home + reverse("account_login"))
    page.get_by_label("Email address").fill("aud@example.org")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


@pytest.mark.browser
def test_a_passkey_is_added_and_used_to_log_in_and_to_confirm(page, home):
    """With the browser's own virtual authenticator: nothing of WebAuthn is imitated."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"hasResidentKey": True}})

    log_in_with_password(page, home)
    page.get_by_role("link", name="Account", exact=True).click()
    page.get_by_role("link", name="Add a second factor").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("Jobbtelefonen")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    [key] = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().name == "Jobbtelefonen"

    page.get_by_role("button", name="Log out").click()
    log_in_with_password(page, home)
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(home + reverse("home"))

    Authenticator.objects.update(created_at="2026-01-01T00:00Z")
    page.goto(home + reverse("account_confirm") + "?next=" + reverse("mfa_index"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**" + reverse("mfa_index"))
    page.get_by_role("link", name="Remove Jobbtelefonen").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("The passkey is removed.").wait_for()
    assert not Authenticator.objects.exists()


@pytest.mark.browser
def test_a_device_that_says_no_is_said_on_the_page_and_nothing_is_sent(page, home):
    log_in_with_password(page, home)
    page.wait_for_url(home + reverse("home"))
    page.goto(home + reverse("mfa_add_webauthn"))
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new DOMException('no')) }")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_text("The passkey could not be used. Try again.").wait_for()
    assert not Authenticator.objects.exists()
