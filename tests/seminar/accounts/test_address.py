"""An address counts once it is proved, and is changed by proof of the new one only."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from seminar.models import Person
from seminar.models.person import AddressTaken, one_form
from tests import make
from tests.seminar.accounts.logging_in import forget_that_it_was_confirmed, log_in, mailed_code, prove

pytestmark = pytest.mark.django_db
NEW = "aud@ny-kommune.example"


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def browser(client, aud):
    log_in(client, aud.email)
    return client


def ask(browser, email=NEW):
    cache.clear()
    return browser.post(reverse("account_address"), {"email": email})


def write(browser, code):
    return browser.post(reverse("account_address_code"), {"code": code})


def address(person) -> str:
    return Person.objects.get(pk=person.pk).email


def test_an_address_is_changed_by_the_code_that_is_sent_to_the_new_one(browser, aud, mailoutbox):
    assert ask(browser, "AUD@Ny-Kommune.example").url == reverse("account_address_code")
    assert (mailoutbox[-1].to, address(aud)) == ([NEW], "aud@example.org")
    code = mailed_code(mailoutbox)
    assert code not in str(dict(browser.session)), "a copy of the sessions holds no code"
    assert write(browser, code.lower().replace("-", " ")).url == reverse("account")
    assert address(aud) == NEW
    assert mailoutbox[-1].to == ["aud@example.org"]
    assert NEW in mailoutbox[-1].body and "aud@example.org" in mailoutbox[-1].body
    assert log_in(Client(), NEW).url == reverse("home")
    assert log_in(Client(), "aud@example.org").status_code == 200
    assert not EmailAddress.objects.exists()


def test_the_old_address_counts_until_the_new_one_is_proved(browser, aud, mailoutbox):
    ask(browser)
    assert log_in(Client(), "aud@example.org").status_code == 302
    assert log_in(Client(), NEW).status_code == 200
    prove("aud@example.org", mailoutbox)
    assert mailoutbox[-1].to == ["aud@example.org"]


@pytest.mark.parametrize("wrong", ["AAAA-AAAA", "", "\u0000", "x" * 200])
def test_a_wrong_code_changes_nothing(browser, aud, mailoutbox, wrong):
    ask(browser)
    assert write(browser, wrong).status_code == 422
    assert address(aud) == "aud@example.org"


def test_a_code_is_void_after_three_wrong_ones_and_after_it_was_used(browser, aud, mailoutbox):
    ask(browser)
    code = mailed_code(mailoutbox)
    assert [write(browser, "BBBB-BBBB").status_code for _ in range(3)] == [422, 422, 302]
    assert write(browser, code).url == reverse("account_address")
    assert address(aud) == "aud@example.org"
    ask(browser)
    used = mailed_code(mailoutbox)
    write(browser, used)
    aud.refresh_from_db()
    aud.change_address("aud@example.org")
    assert write(browser, used).url == reverse("account_address")
    assert address(aud) == "aud@example.org"


def test_a_code_for_one_thing_or_one_person_is_none_for_another(browser, aud, mailoutbox):
    ask(browser)
    code = mailed_code(mailoutbox)
    assert browser.post(reverse("account_confirm_code"), {"code": code}).url.startswith(reverse("account_confirm"))
    session = browser.session
    session["mailed_code"] |= {"person": make.person("Dag").pk}
    session.save()
    assert write(browser, code).url == reverse("account_address")


def test_an_address_that_was_claimed_and_not_proved_belongs_to_whoever_is_invited_by_it(browser, aud, mailoutbox):
    seminar = make.seminar(by=make.person("Bjarte"))
    ask(browser, "kari@example.org")
    seminar.members.invite("Kari@Example.org", "facilitator", seminar=seminar)
    assert browser.get(reverse("board", args=[seminar.slug])).status_code == 404
    kari, _ = prove("kari@example.org", mailoutbox)
    assert kari.get(reverse("board", args=[seminar.slug])).status_code == 200
    assert kari.session["_auth_user_id"] != str(aud.pk)


@pytest.mark.parametrize("has_logged_in", [True, False])
def test_an_address_that_has_an_account_is_not_taken_over_even_with_proof(browser, aud, mailoutbox, has_logged_in):
    """Someone who leaves a shared mailbox to a colleague keeps the account; an invitation waits for its own login."""
    seminar = make.seminar(by=make.person("Bjarte"))
    kari = seminar.members.invite("kari@example.org", "viewer", seminar=seminar).person
    if has_logged_in:
        prove("kari@example.org", mailoutbox)
    assert ask(browser, "kari@example.org").status_code == 302, "nobody learns here who has an account"
    assert write(browser, mailed_code(mailoutbox)).url == reverse("account_address")
    assert (address(aud), address(kari)) == ("aud@example.org", "kari@example.org")
    assert "has an account of its own" in browser.get(reverse("account_address")).content.decode()


def test_two_accounts_that_change_to_one_address_at_the_same_moment_do_not_share_it(browser, aud, mailoutbox):
    dag = make.person("Dag")
    log_in(other := Client(), dag.email)
    ask(browser)
    first = mailed_code(mailoutbox)
    ask(other)
    second = mailed_code(mailoutbox)
    assert [write(browser, first).url, write(other, second).url] == [reverse("account"), reverse("account_address")]
    assert (address(aud), address(dag)) == (NEW, "dag@example.org")
    stale = Person.objects.get(pk=dag.pk)
    with pytest.raises(AddressTaken):
        stale.change_address(NEW.upper())
    assert stale.email == "dag@example.org"


def test_a_login_code_sent_to_the_old_address_no_longer_works_after_the_change(browser, aud, mailoutbox):
    asked = Client().post(reverse("account_request_login_code"), {"email": "aud@example.org"})
    waiting = asked.client
    code = mailed_code(mailoutbox)
    aud.change_address(NEW)
    assert waiting.post(asked.url, {"code": code}).url == reverse("account_login")
    assert "_auth_user_id" not in waiting.session


# Confirming that it is you


@pytest.mark.parametrize(
    "name",
    [
        "account_address",
        "account_change_password",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ],
)
def test_an_old_login_does_not_open_the_pages_that_change_how_the_account_is_reached(browser, name):
    forget_that_it_was_confirmed(browser)
    for send in (browser.get, browser.post):
        assert send(reverse(name)).url.startswith(reverse("account_confirm"))
    assert Client().get(reverse(name)).url.startswith(reverse("account_login"))


def test_a_person_without_a_password_confirms_with_a_code_sent_to_their_own_address(client, mailoutbox):
    seminar = make.seminar(by=make.person("Aud"))
    kari = seminar.members.invite("kari@example.org", "viewer", seminar=seminar).person
    prove(kari.email, mailoutbox, client)
    forget_that_it_was_confirmed(client)
    page = client.get(reverse("account_address"), follow=True)
    assert "Use your password" not in page.content.decode()
    sent = client.post(reverse("account_confirm"), {"next": reverse("account_address")})
    assert mailoutbox[-1].to == [kari.email]
    assert client.post(sent.url, {"code": "CCCC-CCCC"}).status_code == 422
    onwards = {"code": mailed_code(mailoutbox), "next": reverse("account_address")}
    assert client.post(sent.url, onwards).url == reverse("account_address")
    assert client.get(reverse("account_address")).status_code == 200


def test_a_person_with_a_password_may_confirm_with_it(browser):
    forget_that_it_was_confirmed(browser)
    onwards = {"next": reverse("account_address")}
    wrong = browser.post(reverse("account_reauthenticate"), {"password": "wrong", **onwards})
    assert wrong.status_code == 200
    assert (
        browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD, **onwards}).url == onwards["next"]
    )
    assert browser.get(reverse("account_address")).status_code == 200


def test_a_form_that_was_opened_in_time_may_be_sent_a_little_later(browser, mailoutbox):
    forget_that_it_was_confirmed(browser, seconds=15 * 60)
    assert browser.get(reverse("account_address")).status_code == 302
    assert ask(browser).url == reverse("account_address_code")


# One address has one form

UNICODE, PUNYCODE = "kari@blåvik.example", "Kari@XN--blvik-nra.example"


def test_a_domain_in_punycode_is_the_same_address(mailoutbox):
    seminar = make.seminar(by=make.person("Aud"))
    kari = seminar.members.invite(PUNYCODE, "facilitator", seminar=seminar).person
    assert kari.email == UNICODE
    assert Person.objects.get(email=PUNYCODE) == kari
    for form in (PUNYCODE, UNICODE.upper(), "kari@bla\u030avik.example"):
        browser, _ = prove(form, mailoutbox)
        assert browser.session["_auth_user_id"] == str(kari.pk)


@pytest.mark.once
@pytest.mark.parametrize(
    "other", ["a@xn--.no", "a@xn--a-.no", "a@xn--kommune-.no", "a@xn--99999999.no", "a@" + "x" * 70 + ".no", "a@", "a"]
)
def test_what_is_no_punycode_stays_as_it_is(other):
    """`xn--kommune-` would decode to `kommune`, which is a different domain."""
    assert one_form(other) == other


def test_the_upgrade_gives_stored_addresses_their_one_form_and_keeps_no_others():
    settle = import_module("seminar.migrations.0014_one_address").settle
    twin, alone, aud = make.person("Kari"), make.person("Nils"), make.person("Aud")
    twin.change_address(UNICODE)
    other = make.person("Kari2")
    with connection.cursor() as cursor:
        for person, email in ((other, PUNYCODE.lower()), (alone, "nils@xn--blvik-nra.example")):
            cursor.execute("UPDATE seminar_person SET email = %s WHERE id = %s", [email, person.pk])
    EmailAddress.objects.create(user=aud, email="eldre@example.org", verified=True)
    settle(apps, None)
    assert (address(twin), address(alone)) == (UNICODE, "nils@blåvik.example")
    assert address(other) == f"duplicate-{other.pk}@rundebord.invalid"
    assert not Person.objects.get(pk=other.pk).has_usable_password()
    assert not EmailAddress.objects.exists()
