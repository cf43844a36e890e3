"""A person who was logged out when pressing a button returns to its page, which says that nothing was done."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests import make

pytestmark = pytest.mark.django_db
WARNING = "Your last action was not carried out. Do it again."
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ARGS = {"pk": 1, "place": 1, "uid": "8d7a4b6e-6d0c-4f0e-9a52-3f1f9d5b7c11", "kind": "lines", "format": "md"}


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud)
    make.round(seminar).open()
    return seminar


@pytest.fixture
def press(seminar, client):
    """Presses the button that closes the round, logged out, on the page with this address."""

    def press(page: str = "", **headers):
        headers = PAGE | ({"Referer": page} if page else {}) | headers
        address = reverse("steer_round", args=[seminar.slug, seminar.rounds.get().pk])
        return client.post(address, {"do": "close"}, headers=headers)

    return press


def following(response) -> str:
    address, query = response.url.split("?")
    assert address == reverse("account_login")
    return parse_qs(query)["next"][0]


def log_in(client, response):
    return client.post(response.url, {"login": "aud@example.org", "password": make.PASSWORD}, follow=True)


def patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def only_for_forms(client, seminar) -> list[str]:
    """The addresses that accept POST and not GET, for a member."""
    addresses = []
    for pattern in patterns():
        names = pattern.pattern.converters or pattern.pattern.regex.groupindex
        args = {"slug": seminar.slug} | ARGS
        address = reverse(pattern.name, kwargs={name: args.get(name, "x") for name in names})
        answer = client.get(address)
        if answer.status_code == 405 and "POST" in answer["Allow"]:
            addresses.append(address)
    return addresses


def test_no_address_that_accepts_only_post_is_opened_after_logging_in(seminar, aud, settings):
    middleware = settings.MIDDLEWARE
    settings.MIDDLEWARE = [name for name in middleware if name != "seminar.accounts.return_to_form.ReturnToForm"]
    plain, member = Client(), Client()
    plain.force_login(aud)
    addresses = only_for_forms(plain, seminar)
    settings.MIDDLEWARE = middleware
    member.force_login(aud)
    led = {address: Client().post(address) for address in addresses}
    led = {
        address: following(answer) for address, answer in led.items() if "/account/login/" in answer.get("Location", "")
    }
    assert len(led) > 40
    assert {page for page in set(led.values()) if member.get(page).status_code >= 400} == set()
    room = reverse("room", args=[seminar.slug])
    for address in led:
        answer = Client().post(address, headers={"Referer": f"http://testserver{room}"})
        assert following(answer) == room, address
        assert member.get(address).status_code < 400, address


def test_a_round_that_was_not_closed_is_still_open_and_the_room_says_so_once(press, client, seminar):
    room = reverse("room", args=[seminar.slug]) + "?order=silent"
    response = press(f"http://testserver{room}")
    assert following(response) == room
    page = log_in(client, response)
    assert page.redirect_chain == [(room, 302)]
    assert WARNING in page.content.decode() and seminar.rounds.get().state == "open"
    assert WARNING not in client.get(room).content.decode()


def test_the_warning_is_shown_after_logging_in_with_a_code_too(press, client, seminar):
    room = reverse("room", args=[seminar.slug])
    page = client.get(press(f"http://testserver{room}").url).content.decode()
    asking = re.search(r'href="(/account/login/code/[^"]*)"', page)[1]
    assert parse_qs(urlsplit(asking).query)["next"] == [room]
    form = client.post(asking, {"email": "aud@example.org", "next": room}, follow=True).content.decode()
    assert f'name="next" value="{room}"' in form
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
    page = client.post(reverse("account_confirm_login_code"), {"code": code, "next": room}, follow=True)
    assert page.redirect_chain[-1][0] == room and WARNING in page.content.decode()


def test_the_warning_is_not_shown_on_another_page_nor_after_a_request_of_a_script(press, client, seminar):
    board = reverse("board", args=[seminar.slug])
    press(f"http://testserver{reverse('room', args=[seminar.slug])}")
    page = client.post(
        f"{reverse('account_login')}?next={board}", {"login": "aud@example.org", "password": make.PASSWORD}, follow=True
    )
    assert page.redirect_chain == [(board, 302)] and WARNING not in page.content.decode()
    client.logout()
    response = press(f"http://testserver{board}", Accept="*/*")
    assert WARNING not in log_in(client, response).content.decode()


@pytest.mark.parametrize(
    "page", ["", "http://elsewhere.example/s/x/", "javascript:alert(1)", "http://testserver@elsewhere.example/"]
)
def test_the_board_opens_if_the_referer_is_missing_or_not_ours(press, seminar, page):
    assert following(press(page)) == reverse("board", args=[seminar.slug])


def test_an_address_that_looks_like_another_host_stays_on_this_one(press, client, seminar):
    response = press("http://testserver//elsewhere.example/x")
    assert following(response) == "/%2Felsewhere.example/x"
    assert log_in(client, response).redirect_chain[0][0] == "/%2Felsewhere.example/x"


def test_an_address_that_accepts_only_post_redirects_members_to_the_board(client, seminar, aud):
    address = reverse("setup_doors", args=[seminar.slug])
    assert client.get(address).url.startswith(reverse("account_login"))
    assert client.get(reverse("appearance")).status_code == 405
    client.force_login(aud)
    assert client.get(address).url == reverse("board", args=[seminar.slug])
    assert client.get(reverse("appearance")).url == "/"


def test_a_page_with_an_old_csrf_token_links_to_itself_or_to_log_in(seminar):
    client, room = Client(enforce_csrf_checks=True), reverse("room", args=[seminar.slug]) + "?order=silent"
    address = reverse("steer_round", args=[seminar.slug, seminar.rounds.get().pk])
    answer = client.post(address, headers=PAGE | {"Referer": f"http://testserver{room}"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "The page was open for too long" in page
    assert f'href="{room}">Back to the page' in page
    assert f'href="{reverse("account_login")}?next={room.replace("?", "%3F").replace("=", "%3D")}">Log in' in page
    page = client.post(address, headers=PAGE).content.decode()
    assert "Back to the page" not in page and "To the front page" in page
