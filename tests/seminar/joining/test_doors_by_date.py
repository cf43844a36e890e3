"""Doors that open by themselves when the date of the seminar begins where the seminar is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from seminar.joining.doors import open_due_doors
from seminar.models import Seminar
from tests import make
from tests.seminar.server.serving import until

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 5)


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"), language="en", date=DAY, time_zone="Europe/Oslo", doors_by_date=True)


@pytest.fixture
def clock(monkeypatch):
    def set_to(*when: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime(*when, tzinfo=UTC))

    return set_to


def are_open(seminar) -> bool:
    open_due_doors()
    seminar.refresh_from_db()
    return seminar.doors_open


def test_they_open_at_midnight_in_the_time_zone_of_the_seminar(seminar, clock):
    clock(2026, 5, 4, 21, 59)
    assert not are_open(seminar) and seminar.doors_will_open
    clock(2026, 5, 4, 22, 0)
    assert are_open(seminar) and not seminar.doors_will_open
    assert seminar.changes.last().verb == "seminar.doors_opened_by_date"


@pytest.mark.parametrize(
    ("zone", "hour", "is_open"),
    [("Pacific/Kiritimati", (2026, 5, 4, 10, 0), True), ("Pacific/Pago_Pago", (2026, 5, 5, 10, 59), False)],
)
def test_a_zone_far_from_the_server_has_its_own_midnight(seminar, clock, zone, hour, is_open):
    seminar.describe(time_zone=zone)
    clock(*hour)
    assert are_open(seminar) is is_open


def test_they_open_once_and_stay_closed_when_somebody_closes_them(seminar, clock):
    clock(2026, 5, 5, 8, 0)
    assert are_open(seminar)
    seminar.close_doors()
    assert not are_open(seminar)
    assert seminar.changes.filter(verb="seminar.doors_opened_by_date").count() == 1


def test_doors_that_somebody_opened_before_can_be_closed_on_the_day(seminar, clock):
    clock(2026, 5, 5, 8, 0)
    seminar.open_doors()
    assert are_open(seminar)
    seminar.close_doors()
    assert not are_open(seminar)


@pytest.mark.parametrize("fields", [{"doors_by_date": False}, {"date": None}, {"date": DAY - timedelta(days=1)}])
def test_other_doors_stay_closed(seminar, clock, fields):
    clock(2026, 5, 5, 8, 0)
    seminar.describe(**fields)
    assert not are_open(seminar) and not seminar.doors_will_open


def test_the_doors_of_a_finished_seminar_stay_closed(seminar, clock):
    clock(2026, 5, 5, 8, 0)
    seminar.finish()
    assert not are_open(seminar)


def test_the_setup_and_the_page_of_a_right_code_say_when_they_open(client, seminar, clock):
    clock(2026, 5, 1, 8, 0)
    page = client.get(reverse("join", args=[seminar.join_code]))
    assert page.status_code == 404 and "The doors open by themselves on " in page.content.decode()
    client.force_login(seminar.members.get().person)
    setup = client.get(reverse("setup", args=[seminar.slug])).content.decode()
    assert "They open by themselves on" in setup and "Doors that open by themselves" in setup


def test_the_setting_is_changed_with_the_others_for_participants(client, seminar):
    client.force_login(seminar.members.get().person)
    address = reverse("setup_participants", args=[seminar.slug])
    client.post(address, {"grace_minutes": "2"})
    seminar.refresh_from_db()
    assert not seminar.doors_by_date
    client.post(address, {"grace_minutes": "2", "doors_by_date": "on"})
    seminar.refresh_from_db()
    assert seminar.doors_by_date


@pytest.mark.parametrize(
    ("days", "doors"), [(3, (False, True)), (0, (True, False)), (-3, (True, False)), (None, (True, False))]
)
def test_a_new_seminar_with_a_date_ahead_has_doors_that_open_by_themselves(client, days, doors):
    client.force_login(make.person("Aud"))
    day = "" if days is None else str(timezone.localdate() + timedelta(days=days))
    client.post(reverse("seminar_new"), {"title": "Nytt", "language": "nb", "date": day})
    seminar = Seminar.objects.get()
    assert (seminar.doors_open, seminar.doors_by_date) == doors


@pytest.mark.django_db(transaction=True)
def test_the_clock_of_the_server_opens_them(server):
    zone = ZoneInfo("Europe/Oslo")
    today = timezone.now().astimezone(zone).date()
    seminar = make.seminar(date=today, time_zone=zone.key, doors_by_date=True)
    until(lambda: Seminar.objects.get(pk=seminar.pk).doors_open, "the doors are open")
