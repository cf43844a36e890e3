"""Letting people in: an e-mail without a secret, a role for one seminar, and always someone who organizes."""

import re
import smtplib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from seminar.models import Member, Person
from seminar.models.member import LastOrganizer
from tests import make

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


def test_a_new_person_is_let_in_and_told_where_to_log_in(send, seminar, aud, mailoutbox):
    send("setup_members", email=" Kari@Example.org ", role="facilitator")
    assert roles(seminar) == {"aud@example.org": "organizer", "kari@example.org": "facilitator"}
    assert not Person.objects.get(email="kari@example.org").has_usable_password()
    [mail] = mailoutbox
    assert (mail.to, mail.reply_to) == (["kari@example.org"], ["aud@example.org"])
    assert mail.subject == "Invitation to “Naust & <båt>”"
    assert "Aud has invited you to “Naust & <båt>” as facilitator." in mail.body
    assert re.findall(r"http\S+", mail.body) == ["http://testserver/account/login/code/"]


def test_the_person_invited_logs_in_with_a_code_and_sees_the_seminar(send, seminar, mailoutbox):
    send("setup_members", email="kari@example.org", role="viewer")
    kari = Client()
    address = re.search(r"http\S+", mailoutbox[0].body)[0]
    kari.post(address, {"email": "kari@example.org"})
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})*)\s*$", mailoutbox[1].body, re.MULTILINE)[1]
    response = kari.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert [one.title for one in response.context["seminars"]] == ["Naust & <båt>"]


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


def test_an_invitation_that_cannot_be_sent_is_told_and_the_member_stays(send, seminar, settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    page = send("setup_members", email="kari@example.org", role="viewer")
    assert "kari@example.org" in roles(seminar)
    assert page.url == reverse("setup", args=[seminar.slug])
    assert "the e-mail could not be sent" in " ".join(str(said) for said in page.wsgi_request._messages)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send("setup_invitation", seminar.members.last().pk)
    assert [mail.to for mail in mailoutbox] == [["kari@example.org"]]


@pytest.mark.parametrize(
    "email", ["", "kari", "kari@", "@example.org", "a@b@c.no", "x" * 250 + "@example.org", "k@e.no\nBcc: d@e.no"]
)
def test_an_address_that_is_none_is_refused_beside_its_field(send, seminar, mailoutbox, email):
    response = send("setup_members", email=email, role="viewer")
    assert (response.status_code, len(roles(seminar)), mailoutbox) == (422, 1, [])
    assert 'id="invite_email_error"' in response.content.decode()


def test_a_role_that_is_none_is_refused(send, seminar):
    assert send("setup_members", email="kari@example.org", role="owner").status_code == 422
    assert send("setup_member", seminar.members.get().pk, role="owner").status_code == 422
    assert roles(seminar) == {"aud@example.org": "organizer"}
    assert not Person.objects.filter(email="kari@example.org").exists()


def test_someone_known_is_let_in_once_whatever_the_case_and_keeps_the_password(send, seminar):
    bjarte = make.person("Bjarte")
    send("setup_members", email="BJARTE@example.org", role="viewer")
    response = send("setup_members", email="bjarte@Example.ORG", role="organizer")
    assert response.context["invite"].errors["email"] == ["This person is a member already."]
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
def test_of_two_organizers_who_take_each_other_away_at_once_one_stays(seminar):
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


def test_taking_someone_away_closes_the_seminar_to_them_at_once(send, seminar):
    bjarte = make.person("Bjarte")
    member, other = make.member(seminar, bjarte), Client()
    other.force_login(bjarte)
    board = reverse("board", args=[seminar.slug])
    assert other.get(board).status_code == 200
    send("setup_member_removal", member.pk)
    assert other.get(board).status_code == 404
    assert Person.objects.filter(pk=bjarte.pk).exists()


def test_one_leaves_only_after_saying_that_one_means_it(send, seminar, aud):
    make.member(seminar, make.person("Bjarte"), "organizer")
    member = seminar.members.get(person=aud)
    response = send("setup_member_removal", member.pk)
    assert (response.status_code, 'id="leave_agree_error"' in response.content.decode()) == (422, True)
    assert "aud@example.org" in roles(seminar)
    assert send("setup_member_removal", member.pk, agree="on").url == reverse("home")
    assert "aud@example.org" not in roles(seminar)


def test_stepping_down_leads_to_where_one_may_still_be(send, seminar, aud):
    make.member(seminar, make.person("Bjarte"), "organizer")
    assert send("setup_member", seminar.members.get(person=aud).pk, role="viewer").url == reverse("home")
