"""Where a person is logged in, for how long, and how it ends."""

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seminar.accounts.sessions import describe
from tests import make
from tests.seminar.accounts.logging_in import log_in, prove

pytestmark = pytest.mark.django_db
NEW = "ein-heilt-ny-onsdag"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:120.0) Gecko/20100101 Firefox/120.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) Version/15.4 Mobile/15E148 Safari/604.1"


@pytest.fixture
def aud():
    return make.person("Aud")


def browsers(person, *agents) -> list[Client]:
    clients = [Client(headers={"User-Agent": agent}) for agent in agents]
    for client in clients:
        log_in(client, person.email)
    return clients


def is_logged_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def age(client, seconds: int, key: str = "seen") -> None:
    session = client.session
    session[key] = time.time() - seconds
    session.save()


def test_a_person_sees_where_they_are_logged_in_and_logs_out_everywhere_else(aud):
    here, there = browsers(aud, FIREFOX, IPHONE)
    stranger = browsers(make.person("Dag"), IPHONE)[0]
    page = here.get(reverse("account_sessions")).content.decode()
    assert "Firefox, Windows" in page and "Safari, iPhone" in page
    assert page.count("this device") == 1
    here.post(reverse("account_sessions"))
    assert [is_logged_in(one) for one in (here, there, stranger)] == [True, False, True]
    assert "iPhone" not in here.get(reverse("account_sessions")).content.decode()
    assert Session.objects.count() == 2, "nothing of the sessions that ended is left"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}, "account_change_password"),
        ({"password1": NEW, "password2": NEW}, "account_set_password"),
    ],
)
def test_a_new_password_ends_all_other_sessions_and_is_told_by_mail(aud, mailoutbox, change, key):
    here, there = browsers(aud, FIREFOX, IPHONE)
    if key == "account_set_password":
        aud.set_unusable_password()
        aud.save()
        here, _ = prove(aud.email, mailoutbox)
    mailoutbox.clear()
    assert here.post(reverse(key), change).url == reverse("account")
    assert (is_logged_in(here), is_logged_in(there)) == (True, False)
    assert [mail.to for mail in mailoutbox] == [[aud.email]]
    assert "password" in mailoutbox[0].subject and "Rundebord" in mailoutbox[0].body
    assert len(UserSession.objects.purge_and_list(aud)) == 1
    assert not Session.objects.filter(session_key=there.cookies["sessionid"].value).exists()


def test_a_mail_about_the_account_is_in_the_language_of_the_person(aud, mailoutbox):
    (here,) = browsers(aud, FIREFOX)
    change = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), change, headers={"Accept-Language": "nn"})
    assert "Passordet ditt vart endra" in mailoutbox[0].subject
    assert "frå" in mailoutbox[0].body.lower() and "testserver" not in mailoutbox[0].body


@pytest.mark.parametrize("weak", ["123456789012", "passordpassord", "aud@example.org"])
def test_a_weak_password_is_refused_on_the_page(aud, weak):
    (here,) = browsers(aud, FIREFOX)
    change = {"oldpassword": make.PASSWORD, "password1": weak, "password2": weak}
    answer = here.post(reverse("account_change_password"), change)
    assert answer.status_code == 200 and "field-errors" in answer.content.decode()
    assert log_in(Client(), aud.email).status_code == 302


def test_a_session_ends_when_nobody_has_used_it_for_the_idle_time(aud, settings):
    (here,) = browsers(aud, FIREFOX)
    age(here, settings.SESSION_IDLE_SECONDS - 60)
    assert is_logged_in(here)
    age(here, settings.SESSION_IDLE_SECONDS + 60)
    assert here.get(reverse("account")).url.startswith(reverse("account_login"))


def test_a_session_ends_after_two_weeks_however_much_it_is_used(aud, settings):
    (here,) = browsers(aud, FIREFOX)
    age(here, settings.SESSION_COOKIE_AGE + 1, key="started")
    assert not is_logged_in(here)


def test_a_session_is_stored_with_the_idle_time_as_its_end_and_put_off_by_use(aud, settings):
    (here,) = browsers(aud, FIREFOX)
    row = Session.objects.get()
    assert abs((row.expire_date - timezone.now()).total_seconds() - settings.SESSION_IDLE_SECONDS) < 60
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    age(here, 3600)
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    seminar = make.seminar(by=aud)
    here.get(reverse("changes", args=[seminar.slug]), {"after": "0"})
    assert Session.objects.get().expire_date < timezone.now() + timedelta(seconds=61), "what a page asks by itself"
    here.get(reverse("room", args=[seminar.slug]), headers={"X-Asked-By": "page"})
    assert Session.objects.get().expire_date < timezone.now() + timedelta(seconds=61), "what a page fetches again"
    here.get(reverse("home"))
    assert Session.objects.get().expire_date > timezone.now() + timedelta(seconds=3600)


def test_reading_pages_writes_nothing_for_five_minutes(aud):
    (here,) = browsers(aud, FIREFOX)
    before = UserSession.objects.get().last_seen_at
    here.get(reverse("account"))
    assert UserSession.objects.get().last_seen_at == before
    age(here, 301)
    here.get(reverse("account"))
    assert UserSession.objects.get().last_seen_at > before


def test_a_form_sent_after_the_idle_time_leads_back_to_its_page(aud, settings):
    seminar = make.seminar(by=aud)
    (here,) = browsers(aud, FIREFOX)
    age(here, settings.SESSION_IDLE_SECONDS + 60)
    room = reverse("room", args=[seminar.slug])
    round = make.round(seminar)
    headers = {"Referer": f"http://testserver{room}", "Accept": "text/html"}
    sent = here.post(reverse("steer_round", args=[seminar.slug, round.pk]), {"do": "open"}, headers=headers)
    assert sent.url == f"{reverse('account_login')}?next={room}"
    again = here.post(sent.url, {"login": aud.email, "password": make.PASSWORD, "next": room}, follow=True)
    assert "Your last action was not carried out" in again.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 9) SamsungBrowser/18.0 Chrome/99.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        ("", "Unknown device"),
        ("<script>", "Unknown device"),
    ],
)
def test_a_device_is_named_in_words_that_its_owner_knows(agent, words):
    assert describe(agent) == words
