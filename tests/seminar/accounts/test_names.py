"""People are called by their names; those without one by the part of their address before the @."""

import pytest
from django.urls import reverse

from tests import make
from tests.seminar.accounts.logging_in import log_in, prove
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar("Fjorden i framtida", by=make.person("Aud"), language="en")


def invite(seminar, client, email="kari.nordmann@lillevik.example", role="facilitator"):
    client.force_login(seminar.members.get().person)
    client.post(reverse("setup_members", args=[seminar.slug]), {"email": email, "role": role})
    return seminar.members.get(person__email=email).person


def test_a_person_is_asked_for_a_name_after_the_first_login_and_then_goes_on(client, seminar, mailoutbox):
    kari = invite(seminar, client)
    board = reverse("board", args=[seminar.slug])
    browser, answer = prove(kari.email, mailoutbox, next=board)
    assert answer.url == f"{reverse('account_name')}?next={board.replace('/', '%2F')}"
    page = browser.get(answer.url).content.decode()
    assert "What is your name?" in page
    assert f'href="{board}"' in page, "she may leave it for another day"
    assert browser.post(reverse("account_name"), {"name": "  Kari   Nordmann ", "next": board}).url == board
    kari.refresh_from_db()
    assert (kari.name, str(kari)) == ("Kari Nordmann", "Kari Nordmann")
    _, answer = prove(kari.email, mailoutbox, next=board)
    assert answer.url == board, "asked only while there is no name"


def test_colleagues_never_see_the_address_of_someone_without_a_name(client, seminar):
    kari = invite(seminar, client)
    viewer = make.person("Cora")
    make.member(seminar, viewer, "viewer")
    Theme.objects.add(seminar=seminar, name="Båtplassar", by=kari)
    client.get(reverse("setup", args=[seminar.slug]))  # says to whom the invitation was sent
    for person in (viewer, seminar.members.get(person__name="Aud").person):
        client.force_login(person)
        for name in ("board", "codebook", "stage", "summary", "log", "room", "wall"):
            page = client.get(reverse(name, args=[seminar.slug]))
            assert "lillevik.example" not in page.content.decode(), name
            assert name != "board" or "kari.nordmann" in page.content.decode()
    assert kari.email in client.get(reverse("setup", args=[seminar.slug])).content.decode(), "organizers invite by it"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 121])
def test_a_name_that_cannot_be_read_is_refused(client, seminar, name):
    log_in(client, "aud@example.org")
    answer = client.post(reverse("account_name"), {"name": name})
    assert (answer.status_code, seminar.members.get().person.name) == (422, "Aud")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_page_after_the_name_is_one_of_ours(client, seminar, elsewhere):
    log_in(client, "aud@example.org")
    assert elsewhere not in client.get(reverse("account_name"), {"next": elsewhere}).content.decode()
    assert client.post(reverse("account_name"), {"name": "Aud", "next": elsewhere}).url == reverse("account")


def test_the_mail_with_a_code_names_rundebord_and_the_seminar_and_never_the_host(client, seminar, mailoutbox):
    kari = invite(seminar, client)
    prove(kari.email, mailoutbox)
    mail = mailoutbox[-1]
    assert "Fjorden i framtida" in mail.body and "Rundebord" in mail.body
    assert "testserver" not in mail.subject + mail.body and mail.subject == "Your login code"
    make.member(other := make.seminar("Skulen"), kari, "viewer")
    prove(kari.email, mailoutbox)
    assert "Fjorden" not in mailoutbox[-1].body, "with several, it is that of the page she wants"
    prove(kari.email, mailoutbox, next=reverse("board", args=[other.slug]))
    assert "Skulen" in mailoutbox[-1].body
    prove(kari.email, mailoutbox, next=reverse("board", args=[make.seminar("Framande").slug]))
    assert "Framande" not in mailoutbox[-1].body, "one that she is not in is not named"
