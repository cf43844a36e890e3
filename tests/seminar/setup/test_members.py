"""Members: an invitation without a secret, a role in one seminar, and always an organizer."""

import re
import smtplib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from seminar.models import ApiKey, Member, Person
from seminar.models.member import LastOrganizer
from tests import make
from tests.seminar.server.serving import until

pytestmark = pytest.mark.django_db


class Broken(EmailBackend):
    """A mail server that refuses everything."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def aud():
    return make.person("Aud")


@pytest.fixture
def seminar(client, aud):
    client.force_login(aud)
    return make.seminar("Naust & <båt>", by=aud, language="en")


@pytest.fixture
def send(client, seminar):
    return lambda page, /, *ids, **data: client.post(reverse(page, args=[seminar.slug, *ids]), data)


def roles(seminar) -> dict[str, str]:
    return dict(seminar.members.values_list("person__email", "role"))


def test_a_new_person_becomes_a_member_and_is_sent_where_to_log_in(send, seminar, aud, mailoutbox):
    send("setup_members", email=" Kari@Example.org ", role="facilitator")
    assert roles(seminar) == {"aud@example.org": "organizer", "kari@example.org": "facilitator"}
    assert not Person.objects.get(email="kari@example.org").has_usable_password()
    [mail] = mailoutbox
    assert (mail.to, mail.reply_to) == (["kari@example.org"], ["aud@example.org"])
    assert mail.subject == "Invitation to “Naust & <båt>”"
    assert "Aud has invited you to “Naust & <båt>” as facilitator." in mail.body
    assert re.findall(r"http\S+", mail.body) == [
        f"http://testserver/account/login/code/?next={reverse('room', args=[seminar.slug])}"
    ]


@pytest.mark.parametrize(
    ("role", "page", "sentence"),
    [
        ("organizer", "setup", "As an organizer you can change everything in the seminar."),
        ("facilitator", "room", "As a facilitator you open and close the rounds"),
        ("viewer", "summary", "As a viewer you can read what is written, and the summary."),
    ],
)
def test_the_mail_says_what_the_role_may_do_and_leads_to_its_page(send, seminar, mailoutbox, role, page, sentence):
    greeting = "Fint om du ser på spørsmåla.\r\nHelsing <Aud> & co"
    send("setup_members", email="kari@example.org", role=role, greeting=greeting)
    body = mailoutbox[0].body
    assert sentence in body and "Aud writes:\nFint om du ser på spørsmåla.\nHelsing <Aud> & co\n" in body
    visitor = Client()
    [address] = re.findall(r"http://testserver(\S+)", body)
    confirm = visitor.post(address, {"email": "kari@example.org"}).url
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})*)\s*$", mailoutbox[1].body, re.MULTILINE)[1]
    answer = visitor.post(confirm, {"code": code})
    onwards = urlencode({"next": reverse(page, args=[seminar.slug])})
    assert answer.url == f"{reverse('account_name')}?{onwards}", "and from there to the seminar"
    send("setup_invitation", seminar.members.get(role=role, person__email="kari@example.org").pk)
    assert "Helsing <Aud> & co" in mailoutbox[2].body


def test_words_that_are_too_long_are_refused(send, seminar, mailoutbox):
    answer = send("setup_members", email="kari@example.org", role="viewer", greeting="x" * 501)
    assert answer.status_code == 422 and mailoutbox == [] and "kari@example.org" not in roles(seminar)


def test_the_person_invited_logs_in_with_a_code_and_sees_the_seminar(send, seminar, mailoutbox):
    send("setup_members", email="kari@example.org", role="viewer")
    kari = Client()
    address = re.search(r"http\S+", mailoutbox[0].body)[0]
    kari.post(address, {"email": "kari@example.org"})
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})*)\s*$", mailoutbox[1].body, re.MULTILINE)[1]
    kari.post(reverse("account_confirm_login_code"), {"code": code})
    assert [one.title for one in kari.get(reverse("home")).context["seminars"].current] == ["Naust & <båt>"]


def test_the_invitation_is_in_the_language_of_the_seminar(send, seminar, mailoutbox):
    seminar.describe(language="nb")
    send("setup_members", email="kari@example.org", role="viewer")
    with translation.override("nb"):
        role = Member.Role.VIEWER.label.lower()
    assert role != "viewer" and role in mailoutbox[0].body


def test_a_title_on_several_lines_makes_no_header_of_its_own(send, seminar, mailoutbox):
    seminar.describe(title="Naust\r\nBcc: dag@example.org")
    send("setup_members", email="kari@example.org", role="viewer")
    assert mailoutbox[0].subject == "Invitation to “Naust Bcc: dag@example.org”"
    assert mailoutbox[0].recipients() == ["kari@example.org"]


@pytest.mark.django_db(transaction=True)
def test_an_invitation_that_cannot_be_sent_is_reported_and_the_member_stays(
    send, client, seminar, settings, mailoutbox
):
    def state() -> str:
        return seminar.members.get(person__email="kari@example.org").invitation

    settings.EMAIL_BACKEND, settings.SENDING_BACKEND = "seminar.server.mail.Queued", f"{__name__}.Broken"
    send("setup_members", email="kari@example.org", role="viewer")
    until(lambda: state() == "failed", "the failure is saved")
    page = client.get(reverse("setup", args=[seminar.slug])).content.decode()
    assert "could not be sent" in page and "cannot send email just now" in page
    alarm = page.split('id="not-reached"')[1].split("</div>")[0]
    assert "An email did not go out." in alarm and "kari@example.org" in alarm and "Send it again" in alarm
    assert seminar.changes.last().verb == "member.invitation_failed", "open pages are told"
    settings.SENDING_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send("setup_invitation", seminar.members.last().pk)
    until(lambda: state() == "sent", "the invitation is sent")
    page = client.get(reverse("setup", args=[seminar.slug])).content.decode()
    assert "could not be sent" not in page and "not-reached" not in page and "cannot send email just now" not in page
    assert [mail.to for mail in mailoutbox] == [["kari@example.org"]]


@pytest.mark.parametrize(
    "email", ["", "kari", "kari@", "@example.org", "a@b@c.no", "x" * 250 + "@example.org", "k@e.no\nBcc: d@e.no"]
)
def test_an_invalid_address_is_refused_beside_its_field(send, seminar, mailoutbox, email):
    response = send("setup_members", email=email, role="viewer")
    assert (response.status_code, len(roles(seminar)), mailoutbox) == (422, 1, [])
    assert 'id="invite_email_error"' in response.content.decode()


def test_an_unknown_role_is_refused(send, seminar):
    assert send("setup_members", email="kari@example.org", role="owner").status_code == 422
    assert send("setup_member", seminar.members.get().pk, role="owner").status_code == 422
    assert roles(seminar) == {"aud@example.org": "organizer"}
    assert not Person.objects.filter(email="kari@example.org").exists()


def test_an_existing_person_becomes_a_member_once_whatever_the_case_and_keeps_the_password(send, seminar):
    bjarte = make.person("Bjarte")
    send("setup_members", email="BJARTE@example.org", role="viewer")
    response = send("setup_members", email="bjarte@Example.ORG", role="organizer")
    assert response.context["invite"].errors["email"] == ["This person is already a member."]
    assert roles(seminar)["bjarte@example.org"] == "viewer"
    assert Person.objects.get(pk=bjarte.pk).check_password(make.PASSWORD)


def test_a_role_is_changed_and_recorded(send, seminar):
    member = make.member(seminar, make.person("Bjarte"))
    send("setup_member", member.pk, role="organizer")
    assert roles(seminar)["bjarte@example.org"] == "organizer"
    assert seminar.changes.last().data == {
        "person": member.person_id,
        "role": "organizer",
        "former": "facilitator",
    }


def test_the_last_organizer_neither_leaves_nor_steps_down(send, seminar, aud):
    make.member(seminar, make.person("Bjarte"))
    member = seminar.members.get(person=aud)
    assert send("setup_member", member.pk, role="viewer").status_code == 422
    send("setup_member_removal", member.pk, agree="on")
    assert roles(seminar)["aud@example.org"] == "organizer"
    with pytest.raises(LastOrganizer):
        member.remove()


@pytest.mark.django_db(transaction=True)
def test_when_two_organizers_remove_each_other_at_once_one_stays(seminar):
    make.member(seminar, make.person("Bjarte"), "organizer")

    def take_away(member: Member) -> str:
        try:
            member.remove()
            return "gone"
        except LastOrganizer:
            return "stays"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_away, seminar.members.select_related("seminar"))) == ["gone", "stays"]
    assert seminar.members.count() == 1


def test_a_removed_member_loses_access_at_once(send, seminar):
    bjarte = make.person("Bjarte")
    member, other = make.member(seminar, bjarte), Client()
    other.force_login(bjarte)
    board = reverse("board", args=[seminar.slug])
    assert other.get(board).status_code == 200
    send("setup_member_removal", member.pk)
    assert other.get(board).status_code == 404
    assert Person.objects.filter(pk=bjarte.pk).exists()


@pytest.mark.parametrize("box", [{"withdraw_key": "on"}, {}])
def test_whoever_removes_a_member_who_made_the_key_is_asked_to_withdraw_it(send, client, seminar, box):
    member = make.member(seminar, make.person("Bjarte"), "organizer")
    address = reverse("setup_member", args=[seminar.slug, member.pk])
    ApiKey.objects.make(seminar=seminar, by=make.person("Dag"))
    assert "withdraw_key" not in client.get(address).content.decode()
    key = ApiKey.objects.make(seminar=seminar, by=member.person)
    assert re.search(r'<input[^>]*name="withdraw_key"[^>]* checked', client.get(address).content.decode())
    send("setup_member_removal", member.pk, **box)
    assert (ApiKey.objects.find(seminar.slug, key) is None) == bool(box)
    assert seminar.changes.last().verb == ("seminar.api_key_withdrawn" if box else "member.removed")


def test_a_member_leaves_only_after_confirming_it(send, seminar, aud):
    make.member(seminar, make.person("Bjarte"), "organizer")
    member = seminar.members.get(person=aud)
    response = send("setup_member_removal", member.pk)
    assert (response.status_code, 'id="leave_agree_error"' in response.content.decode()) == (422, True)
    assert "aud@example.org" in roles(seminar)
    assert send("setup_member_removal", member.pk, agree="on").url == reverse("home")
    assert "aud@example.org" not in roles(seminar)


def test_an_organizer_who_steps_down_is_redirected_to_a_page_that_is_still_allowed(send, seminar, aud):
    make.member(seminar, make.person("Bjarte"), "organizer")
    assert send("setup_member", seminar.members.get(person=aud).pk, role="viewer").url == reverse("home")


def test_one_person_sends_so_many_invitations_a_day_and_others_go_on(client, monkeypatch, mailoutbox):
    monkeypatch.setattr("seminar.models.member.MOST_INVITATIONS_A_DAY", 2)
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    seminars = [make.seminar(f"Stad {number}", by=aud) for number in range(2)]
    make.member(seminars[0], bjarte, "organizer")
    client.force_login(aud)

    def invite(seminar, email):
        address = reverse("setup_members", args=[seminar.slug])
        return client.post(address, {"email": email, "role": "viewer"}, follow=True).content.decode()

    invite(seminars[0], "ein@example.org")
    member = seminars[0].members.get(person__email="ein@example.org")
    client.post(reverse("setup_invitation", args=[seminars[0].slug, member.pk]))
    assert "very many invitations" in invite(seminars[1], "to@example.org")
    again = client.post(reverse("setup_invitation", args=[seminars[0].slug, member.pk]), follow=True)
    assert "very many invitations" in again.content.decode()
    assert len(mailoutbox) == 2 and not seminars[1].members.filter(person__email="to@example.org").exists()
    client.force_login(bjarte)
    invite(seminars[0], "tre@example.org")
    assert len(mailoutbox) == 3


def test_without_a_mail_server_the_page_says_so_and_what_to_hand_over(send, client, seminar, settings):
    settings.SENDING_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "No mail server is set up" in client.get(reverse("setup", args=[seminar.slug])).content.decode()
    page = client.get(send("setup_members", email="kari@example.org", role="viewer").url).content.decode()
    assert "no email was sent" in page and "http://testserver/account/login/code/" in page
    assert "An invitation was sent" not in page and roles(seminar)["kari@example.org"] == "viewer"
