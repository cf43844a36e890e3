"""An account belongs to whoever receives the email sent to its address, and to nobody else."""

import re
import unicodedata
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from seminar.models import Person
from tests import make

pytestmark = pytest.mark.django_db
PAGES = {
    "account_login": "account/login/",
    "account_request_login_code": "account/login/code/",
    "account_confirm_login_code": "account/login/code/confirm/",
    "mfa_authenticate": "account/login/factor/",
    "account_logout": "account/logout/",
    "account_inactive": "account/inactive/",
    "account_reauthenticate": "account/confirmation/password/",
    "mfa_reauthenticate": "account/confirmation/factor/",
    "mfa_reauthenticate_webauthn": "account/confirmation/passkey/",
    "account_change_password": "account/password/",
    "account_set_password": "account/password/first/",
    "account_reset_password": "account/password/reset/",
    "account_reset_password_done": "account/password/reset/done/",
    "account_reset_password_from_key_done": "account/password/reset/key/done/",
    "account_reset_password_from_key": r"account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "mfa_index": "account/factors/",
    "mfa_activate_totp": "account/factors/app/",
    "mfa_deactivate_totp": "account/factors/app/removal/",
    "mfa_add_webauthn": "account/factors/passkeys/",
    "mfa_remove_webauthn": "account/factors/passkeys/<int:pk>/removal/",
    "mfa_view_recovery_codes": "account/factors/recovery-codes/",
    "mfa_generate_recovery_codes": "account/factors/recovery-codes/new/",
    "openid_connect_login": "account/with/<slug:provider_id>/",
    "openid_connect_callback": "account/with/<slug:provider_id>/callback/",
}
OWN_PAGES = {
    "account": "account/",
    "account_name": "account/name/",
    "account_address": "account/address/",
    "account_address_code": "account/address/code/",
    "account_confirm": "account/confirmation/",
    "account_confirm_code": "account/confirmation/code/",
    "account_sessions": "account/sessions/",
    "account_provider_removal": "account/with/<slug:provider_id>/removal/",
    "person_data": "account/data/",
    "person_erasure": "account/erasure/",
}
ARGS = {
    "account_reset_password_from_key": ["9" * 13, "x-y"],
    "mfa_remove_webauthn": [1],
    "openid_connect_login": ["oidc"],
    "openid_connect_callback": ["oidc"],
    "account_provider_removal": ["oidc"],
}
SENT = [
    {},
    {"login": "?", "email": "?", "code": "?", "name": "\u200b", "next": "//x"},
    {"email": "\0@x.no", "code": "\0", "name": "\0", "credential": "\0"},
    *(
        {"credential": credential, "code": "x" * 99}
        for credential in ('{"id": 1}', "[]", '{"response": {"a": []}}', '"x"')
    ),
]
GONE = [
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/Mg:1vAAAA:abc/",
    "reauthenticate/",
    "password/set/",
    "password/change/",
    "phone/change/",
    "3rdparty/",
    "2fa/",
    "2fa/webauthn/login/",
    "sessions/list/",
    "oidc/oidc/login/",
]
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})*)\s*$", re.MULTILINE)
MIGRATION = import_module("seminar.migrations.0007_claimed_addresses")
NEW = "ein-heilt-ny-onsdag"


@pytest.fixture(autouse=True)
def limits():
    """allauth counts attempts in the cache, and all tests come from one address."""
    cache.clear()


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    return make.seminar(by=aud, language="en")


@pytest.fixture
def invite(aud, seminar):
    organizer = Client()
    organizer.force_login(aud)

    def invite(email: str) -> None:
        organizer.post(reverse("setup_members", args=[seminar.slug]), {"email": email, "role": "facilitator"})

    return invite


@pytest.fixture
def dag(client):
    """Someone with an account who tries to get what is meant for others. `client` is logged in as this person."""
    dag = make.person("Dag")
    client.force_login(dag)
    return dag


def claim(client, email: str) -> None:
    """Adds the address to the account and makes it the account's own, as allauth's page for addresses allows."""
    for do in ("action_add", "action_primary"):
        client.post("/account/email/", {"email": email, do: ""})


def code_for(email: str, mailoutbox, client: Client | None = None) -> tuple[Client, str]:
    """Another browser, which asked for a code, and the code that was sent; empty if none was."""
    client, before = client or Client(), len(mailoutbox)
    assert client.post(reverse("account_request_login_code"), {"email": email}).url == "/account/login/code/confirm/"
    return client, "".join(CODE.search(mail.body)[1] for mail in mailoutbox[before:])


def prove(email: str, mailoutbox) -> Client:
    client, code = code_for(email, mailoutbox)
    assert mailoutbox[-1].to == [email.lower()]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    return client


def person_of(client) -> Person | None:
    return Person.objects.filter(pk=client.session.get("_auth_user_id")).first()


def board(client, seminar) -> int:
    return client.get(reverse("board", args=[seminar.slug])).status_code


def log_in(client, login: str, password: str = make.PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


# Which pages exist


def all_pages(patterns, before: str = ""):
    for one in patterns:
        address = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from all_pages(one.url_patterns, address)
        else:
            yield one, address


@pytest.mark.once
def test_these_account_pages_exist_and_no_others():
    pages = list(all_pages(get_resolver().url_patterns))
    assert {one.name: address for one, address in pages if address.startswith("account")} == PAGES | OWN_PAGES
    assert {one.name for one, _ in pages if one.callback.__module__.startswith("allauth")} <= set(PAGES)
    assert {one.name for one, address in pages if not address.startswith("account")}.isdisjoint(PAGES)


@pytest.mark.once
def test_every_page_that_allauth_has_is_one_of_ours_or_does_not_exist():
    names = {one.name for one, _ in all_pages(import_module("allauth.urls").urlpatterns)}
    assert names & set(PAGES) == set(PAGES)
    for name in names - set(PAGES):
        for args in ([], [1], ["oidc"], ["key"], ["1", "key"]):
            with pytest.raises(NoReverseMatch):
                reverse(name, args=args)


@pytest.mark.once
@pytest.mark.parametrize("address", GONE)
def test_the_other_pages_of_allauth_are_404(client, dag, address):
    for visitor in (client, Client()):
        assert visitor.get(f"/account/{address}").status_code == 404
        assert visitor.post(f"/account/{address}", {"email": "kari@example.org"}).status_code == 404


@pytest.mark.parametrize("name", PAGES | OWN_PAGES)
def test_no_account_page_fails_whatever_it_is_sent(client, name):
    cora = make.person("Cora")
    logged_in = Client()
    logged_in.post(reverse("account_login"), {"login": cora.email, "password": make.PASSWORD})
    asked, _ = code_for("nobody@example.org", [])
    for visitor in (client, logged_in, asked):
        address = reverse(name, args=ARGS.get(name))
        assert visitor.get(address).status_code < 500
        for sent in SENT:
            if visitor is logged_in and name == "account_logout":
                continue
            assert visitor.post(address, sent).status_code < 500
            cache.clear()


# What each page does


def test_a_person_logs_in_with_address_and_password(client, aud):
    assert log_in(client, " AUD@Example.org ").url == reverse("home")
    assert person_of(client) == aud


@pytest.mark.parametrize("login", ["Aud", "aud", "dag@example.org", "aud@example.com"])
def test_a_person_does_not_log_in_with_a_name_or_another_address(client, aud, login):
    assert (log_in(client, login).status_code, person_of(client)) == (200, None)


def test_a_person_logs_in_with_a_code(aud, mailoutbox):
    assert person_of(prove("Aud@Example.org", mailoutbox)) == aud


def test_a_new_code_is_sent_and_the_previous_one_no_longer_works(aud, mailoutbox):
    client, previous = code_for("aud@example.org", mailoutbox)
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert f'action="{reverse("account_logout")}"' in page
    again = client.post(reverse("account_logout"), {"next": reverse("account_request_login_code")})
    assert client.get(again.url).status_code == 200
    client, code = code_for("aud@example.org", mailoutbox, client)
    assert client.post(reverse("account_confirm_login_code"), {"code": previous}).status_code == 200
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert person_of(client) == aud


def test_a_person_chooses_a_new_password_through_a_link_in_an_email(client, aud, mailoutbox):
    asked = client.post(reverse("account_reset_password"), {"email": "AUD@example.org"}, follow=True)
    assert "Check your email" in asked.content.decode()
    [mail] = mailoutbox
    assert mail.to == ["aud@example.org"]
    page = client.get(re.search(r"http\S+/key/\S+", mail.body)[0], follow=True)
    address = page.redirect_chain[-1][0]
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "The password is changed" in done.content.decode()
    log_in(client, "aud@example.org", NEW)
    assert person_of(client) == aud
    assert "no longer works" in Client().get(address).content.decode()


def test_a_stranger_is_sent_nothing_and_learns_nothing(client, mailoutbox):
    asked, code = code_for("nobody@example.org", mailoutbox)
    assert "If there is an account" in asked.get(reverse("account_confirm_login_code")).content.decode()
    asked.post(reverse("account_confirm_login_code"), {"code": ""})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (mailoutbox, code, person_of(asked), Person.objects.count()) == ([], "", None, 0)


def test_only_the_owner_learns_that_an_account_is_closed(client, aud, mailoutbox):
    Person.objects.update(is_active=False)
    assert log_in(client, "aud@example.org", "wrong").status_code == 200
    assert log_in(client, "aud@example.org").url == reverse("account_inactive")
    assert "The account is not active" in client.get(reverse("account_inactive")).content.decode()
    code_for("aud@example.org", mailoutbox)
    client.post(reverse("account_reset_password"), {"email": "aud@example.org"})
    assert (mailoutbox, person_of(client)) == ([], None)


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_confirm_login_code"])
def test_a_person_who_is_logged_in_is_redirected_home(client, dag, name):
    assert client.get(reverse(name)).url == reverse("home")


def test_a_person_logs_out(client, dag):
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout")).url == reverse("home")
    assert person_of(client) is None


# Nobody gets what is meant for someone else


def test_an_address_is_not_claimed_before_its_owner_is_invited(client, dag, invite, seminar, mailoutbox):
    claim(client, "kari@example.org")
    invite("kari@example.org")
    assert not seminar.members.filter(person=dag).exists()
    assert board(client, seminar) == 404
    kari = prove("kari@example.org", mailoutbox)
    assert (person_of(kari).email, board(kari, seminar)) == ("kari@example.org", 200)
    assert Person.objects.get(pk=dag.pk).email == "dag@example.org"


def test_an_address_is_not_claimed_while_its_owner_is_invited_but_never_logged_in(
    client, dag, invite, seminar, mailoutbox
):
    invite("kari@example.org")
    claim(client, "kari@example.org")
    kari = prove("kari@example.org", mailoutbox)
    assert (person_of(kari).email, board(kari, seminar)) == ("kari@example.org", 200)


def test_an_address_is_not_claimed_from_someone_with_an_account(client, aud, dag, mailoutbox):
    claim(client, "aud@example.org")
    assert person_of(prove("aud@example.org", mailoutbox)) == aud
    log_in(other := Client(), "aud@example.org")
    assert person_of(other) == aud
    assert not EmailAddress.objects.exists()


def test_a_person_whose_name_is_an_address_gets_nothing_that_is_sent_to_it(client, dag, invite, seminar, mailoutbox):
    Person.objects.filter(pk=dag.pk).update(name="kari@example.org")
    assert code_for("kari@example.org", mailoutbox)[1] == ""
    invite("kari@example.org")
    assert board(client, seminar) == 404
    assert log_in(Client(), "kari@example.org").status_code == 200


def test_an_invited_person_can_choose_a_password_only_through_their_own_mailbox(invite, mailoutbox):
    invite("kari@example.org")
    client = Client()
    assert log_in(client, "kari@example.org", "").status_code == 200
    client.post(reverse("account_reset_password"), {"email": "kari@example.org"})
    assert [mail.to for mail in mailoutbox] == [["kari@example.org"]] * 2


# One address has one form

LILLEVIK = "kari@blåvik.example"
FORMS = [" Kari@Blåvik.example\n", "KARI@BLÅVIK.EXAMPLE", unicodedata.normalize("NFD", LILLEVIK)]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_address_leads_to_the_same_person(seminar, form):
    person = Person.objects.create_user(form)
    assert (person.email, Person.objects.get(pk=person.pk).email) == (LILLEVIK, LILLEVIK)
    assert Person.objects.get_by_natural_key(form) == person
    for again in (*FORMS, LILLEVIK):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create_user(again)
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.bulk_create([Person(email=again)])
    assert seminar.members.invite(form, "viewer", seminar=seminar).person == person


@pytest.mark.parametrize("form", ["Aud@example.org", " aud@example.org", "aud@example.org "])
def test_the_database_refuses_another_form_of_an_address(aud, form):
    with pytest.raises(IntegrityError), transaction.atomic():
        write("email", form, aud)


def write(column: str, value: str, person: Person) -> None:
    """Bypasses the model, as in a row that an earlier version wrote."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE seminar_person SET {column} = %s WHERE id = %s", [value, person.pk])


# Addresses that were claimed while it was possible


@pytest.fixture
def upgrade():
    return lambda: MIGRATION.settle(apps, None)


def test_an_account_loses_an_address_that_it_claimed(client, dag, invite, seminar, upgrade, mailoutbox):
    """Dag's account has Kari's address, and with it her invitation. Afterwards it is hers only."""
    EmailAddress.objects.create(user=dag, email="dag@example.org")
    EmailAddress.objects.create(user=dag, email="kari@example.org", primary=True)
    Person.objects.filter(pk=dag.pk).update(email="kari@example.org")
    invite("kari@example.org")
    assert board(client, seminar) == 200
    upgrade()
    assert board(client, seminar) == 302
    assert log_in(client, "kari@example.org").status_code == 200
    assert code_for("dag@example.org", mailoutbox)[1] == ""
    assert board(prove("kari@example.org", mailoutbox), seminar) == 200


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_added_to_another_account_belongs_to_its_own_person_again(aud, dag, upgrade, mailoutbox, verified):
    EmailAddress.objects.create(user=dag, email="aud@example.org", verified=verified)
    upgrade()
    assert person_of(prove("aud@example.org", mailoutbox)) == aud
    assert log_in(Client(), "aud@example.org").url == reverse("home")


def test_a_verified_address_of_the_person_stays(aud, dag, upgrade):
    EmailAddress.objects.create(user=aud, email="aud@example.org", verified=True, primary=True)
    upgrade()
    assert [row.email for row in EmailAddress.objects.all()] == ["aud@example.org"]
    assert log_in(Client(), "dag@example.org").url == reverse("home")


def test_two_persons_with_the_same_address_get_different_ones(aud, dag, upgrade):
    first, second = make.person("Første"), make.person("Andre")
    write("email", unicodedata.normalize("NFD", LILLEVIK), first)
    write("email", LILLEVIK, second)
    upgrade()
    assert Person.objects.get(email=LILLEVIK) == second
    assert Person.objects.get(pk=first.pk).email == f"duplicate-{first.pk}@rundebord.invalid"
    assert not Person.objects.get(pk=first.pk).has_usable_password()
    assert Person.objects.get(pk=second.pk).has_usable_password()
