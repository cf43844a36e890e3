"""Logging in through OpenID Connect, with a provider that really runs."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from seminar.models import Person
from tests import make
from tests.seminar.accounts.logging_in import forget_that_it_was_confirmed, log_in
from tests.seminar.accounts.provider import RealProvider

pytestmark = pytest.mark.django_db
KARI = "kari@lillevik.example"


@pytest.fixture(scope="module")
def provider():
    provider = RealProvider()
    provider.know("kari", email="Kari@Lillevik.example", email_verified=True, name="Kari Nordmann")
    provider.know("unproved", email=KARI, email_verified=False, name="Dag")
    provider.know("text", email=KARI, email_verified="false")
    provider.know("none", name="Nokon")
    yield provider
    provider.stop()


@pytest.fixture(autouse=True)
def configured(settings, provider):
    cache.clear()
    settings.OIDC_PROVIDERS = provider.settings()


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.fixture
def kari(seminar):
    """Invited, and never logged in."""
    return seminar.members.invite(KARI, "facilitator", seminar=seminar).person


def leave(client, **data) -> str:
    """The address at the provider that the page leads to."""
    answer = client.post(reverse("openid_connect_login", args=["oidc"]), data)
    return answer.headers["Refresh"].removeprefix("0;url=")


def through(client, provider, subject: str, **data):
    return client.get(provider.authorize(leave(client, **data), subject))


def person_of(client) -> str | None:
    return client.session.get("_auth_user_id")


def said(client, answer) -> str:
    return client.get(answer.url).content.decode()


def test_an_invited_person_logs_in_with_the_provider_and_lands_on_the_wanted_page(
    client, provider, kari, seminar, mailoutbox
):
    board = reverse("board", args=[seminar.slug])
    page = client.get(reverse("account_login"), {"next": board}).content.decode()
    assert "Log in with Kommunen" in page and f'value="{board}"' in page
    assert through(client, provider, "kari", next=board).url == board
    assert person_of(client) == str(kari.pk)
    kari.refresh_from_db()
    assert kari.name == "Kari Nordmann", "the provider's name is hers, as she had none"
    assert [mail.to for mail in mailoutbox] == [[KARI]] and "Kommunen" in mailoutbox[0].body
    assert (EmailAddress.objects.count(), SocialToken.objects.count()) == (0, 0)
    assert SocialAccount.objects.get().extra_data == {}, "claims are not stored"


def test_the_provider_is_asked_with_pkce_and_a_state_of_its_own(client):
    first, second = (parse_qs(urlsplit(leave(client)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"] and len(first["code_challenge"][0]) >= 43
    assert first["state"] != second["state"]
    assert first["redirect_uri"] == ["http://testserver/account/with/oidc/callback/"]
    assert set(first["scope"][0].split()) == {"openid", "profile", "email"}


def test_a_person_is_known_again_by_issuer_and_subject_and_not_by_the_address(client, provider, kari, settings):
    through(client, provider, "kari")
    kari.change_address("kari@heilt.nytt.example")
    make.person("Dag").change_address(KARI)
    through(again := Client(), provider, "kari")
    assert person_of(again) == str(kari.pk)
    SocialAccount.objects.update(uid="the same subject at another issuer")
    through(other := Client(), provider, "kari")
    assert person_of(other) == str(Person.objects.get(email=KARI).pk)


@pytest.mark.parametrize("subject", ["unproved", "text", "none"])
def test_an_address_that_the_provider_has_not_verified_logs_nobody_in(client, provider, kari, subject):
    answer = through(client, provider, subject)
    assert answer.url == reverse("account_login")
    assert "does not vouch" in said(client, answer)
    assert (person_of(client), SocialAccount.objects.count()) == (None, 0)


def test_a_provider_that_verifies_all_its_addresses_can_be_trusted_by_a_setting(client, provider, kari, settings):
    settings.OIDC_PROVIDERS = provider.settings(trust_email=True)
    through(client, provider, "unproved")
    assert person_of(client) == str(kari.pk)


def test_nobody_gets_an_account_who_is_not_invited(client, provider, seminar):
    answer = through(client, provider, "kari")
    assert "is not invited" in said(client, answer)
    assert (person_of(client), Person.objects.count(), SocialAccount.objects.count()) == (None, 1, 0)


def test_an_account_that_is_closed_stays_closed(client, provider, kari):
    through(client, provider, "kari")
    Person.objects.filter(pk=kari.pk).update(is_active=False)
    assert through(other := Client(), provider, "kari").url == reverse("account_inactive")
    assert person_of(other) is None


def test_a_person_who_is_logged_in_connects_an_account_without_an_address_and_disconnects_it(
    client, provider, mailoutbox
):
    """As with ID-porten, which knows no address."""
    aud = make.person("Aud")
    log_in(client, aud.email)
    assert through(client, provider, "none").url == reverse("account")
    through(other := Client(), provider, "none")
    assert person_of(other) == str(aud.pk)
    log_in(dag := Client(), make.person("Dag").email)
    assert "already logs in someone else" in said(dag, through(dag, provider, "none"))
    dag.post(reverse("account_provider_removal", args=["oidc"]))
    assert SocialAccount.objects.get().user == aud
    client.post(reverse("account_provider_removal", args=["oidc"]))
    assert SocialAccount.objects.count() == 0
    assert [mail.to for mail in mailoutbox] == [[aud.email]] * 2


def test_connecting_asks_for_a_confirmation_first(client):
    log_in(client, make.person("Aud").email)
    forget_that_it_was_confirmed(client)
    for name in ("openid_connect_login", "account_provider_removal"):
        assert client.post(reverse(name, args=["oidc"])).url.startswith(reverse("account_confirm"))


def test_who_says_no_at_the_provider_is_told_so_on_the_login_page(client, provider, kari):
    target = leave(client)
    back = provider.authorize(target, "kari", action="deny")
    # RFC 6749, section 4.1.2.1, requires the state in this answer too; this provider leaves it out.
    answer = client.get(f"{back}&state={parse_qs(urlsplit(target).query)['state'][0]}")
    assert "did not log in with Kommunen" in said(client, answer)


def test_an_answer_that_was_not_asked_for_logs_nobody_in(client, provider, kari):
    back = provider.authorize(leave(client), "kari")
    stranger = Client()
    assert "could not log you in" in said(stranger, stranger.get(back))
    client.get(back)
    used = Client()
    assert "could not" in said(used, used.get(back)), "and not a second time"
    for query in ("", "?code=x", "?state=x&code=y", "?error=%00&state=%00"):
        assert Client().get(reverse("openid_connect_callback", args=["oidc"]) + query).status_code == 302
    assert (person_of(stranger), person_of(used)) == (None, None)


@pytest.mark.parametrize("wrong", ["/other", "", ":1"])
def test_a_provider_that_is_down_or_another_issuer_is_said_in_one_sentence(client, settings, provider, wrong, kari):
    issuer = {"/other": provider.issuer + "/", "": provider.issuer + "/nothing", ":1": "http://127.0.0.1:1"}[wrong]
    settings.OIDC_PROVIDERS = provider.settings(issuer=issuer)
    answer = client.post(reverse("openid_connect_login", args=["oidc"]))
    assert "could not log you in just now" in said(client, answer)


def test_without_a_provider_in_the_settings_there_is_no_button_and_no_page(client, settings):
    settings.OIDC_PROVIDERS = []
    assert "Log in with" not in client.get(reverse("account_login")).content.decode().replace("Log in with a code", "")
    for name in ("openid_connect_login", "openid_connect_callback"):
        address = reverse(name, args=["oidc"])
        assert 404 in (client.get(address).status_code, client.post(address).status_code)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_person_logs_in_with_the_provider_in_a_browser(page, provider, seminar, kari, server):
    environment = {"OIDC_NAME": "Kommunen", "OIDC_ISSUER": provider.issuer}
    environment |= {"OIDC_CLIENT_ID": "rundebord", "OIDC_CLIENT_SECRET": "hemmeleg"}
    with server.with_settings(environment):
        page.goto(server.url + reverse("board", args=[seminar.slug]))
        page.get_by_role("button", name="Log in with Kommunen").click()
        page.get_by_placeholder("sub").fill("kari")
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url("**" + reverse("board", args=[seminar.slug]))
        page.get_by_role("link", name="Account", exact=True).click()
        page.get_by_text("Kari Nordmann").first.wait_for()
