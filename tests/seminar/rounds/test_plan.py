"""The plan of the day: written, copied, printed, and followed in the room."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from seminar.models import PlanEntry, Seminar
from seminar.models.plan_entry import Times
from seminar.rounds.plan import DayPlan
from tests import make

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
DAY = date(2026, 5, 5)


@pytest.fixture
def seminar(client):
    """10:00 Welcome, 10:15 first round (30 min), 10:45 Coffee (15 min), 11:00 second round (40 min), 11:40 Lunch."""
    seminar = make.seminar(by=make.person("Aud"), language="en", date=DAY, time_zone="Europe/Oslo", grace_minutes=0)
    first, second = make.round(seminar, "Kva no?"), make.round(seminar, "Kven gjer det?")
    times = {first.pk: Times(time(10, 15), 30), second.pk: Times(time(11), 40)}
    entries = [
        (Times(time(11, 40), None), "Lunch"),
        (Times(time(10), None), "Welcome"),
        (Times(time(10, 45), 15), "Coffee"),
    ]
    PlanEntry.objects.save_plan(times, entries, seminar=seminar)
    client.force_login(seminar.members.get().person)
    return seminar


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), OSLO)


def open_round(seminar, number: int, clock: str, *, timer: int | None = None) -> None:
    ends_at = timer and at(clock) + timedelta(minutes=timer)
    seminar.rounds.filter(number=number).update(state="open", opened_at=at(clock), ends_at=ends_at)


def close_round(seminar, number: int, clock: str) -> None:
    seminar.rounds.filter(number=number).update(state="closed", closed_at=at(clock))


def state(seminar, clock: str) -> tuple[str | None, str | None, int]:
    plan = DayPlan.of(seminar, now=at(clock))
    return plan.current and plan.current.title, plan.following and plan.following.title, plan.late


def test_the_plan_is_in_the_order_of_its_times(seminar):
    items = DayPlan.of(seminar).items
    assert [item.title for item in items] == ["Welcome", "Kva no?", "Coffee", "Kven gjer det?", "Lunch"]
    assert [items[1].starts, items[1].ends, items[4].ends] == [at("10:15"), at("10:45"), None]


def test_before_the_first_thing_the_room_knows_what_is_next(seminar):
    assert state(seminar, "09:30") == (None, "Welcome", 0)
    assert state(seminar, "10:05") == ("Welcome", "Kva no?", 0)


def test_a_round_that_is_not_opened_in_time_makes_the_day_late(seminar):
    assert state(seminar, "10:20") == ("Welcome", "Kva no?", 5)
    assert state(seminar, "10:50") == ("Welcome", "Kva no?", 35)


def test_an_open_round_is_late_by_when_it_will_end(seminar):
    open_round(seminar, 1, "10:15")
    assert state(seminar, "10:40") == ("Kva no?", "Coffee", 0)
    assert state(seminar, "10:52") == ("Kva no?", "Coffee", 7)
    open_round(seminar, 1, "10:21")
    assert state(seminar, "10:30") == ("Kva no?", "Coffee", 6)
    open_round(seminar, 1, "10:21", timer=24)
    assert state(seminar, "10:30") == ("Kva no?", "Coffee", 0)
    open_round(seminar, 1, "10:21", timer=40)
    assert state(seminar, "10:30") == ("Kva no?", "Coffee", 16)


def test_a_round_without_a_planned_length_is_late_by_when_it_began(seminar):
    seminar.rounds.filter(number=1).update(planned_minutes=None)
    open_round(seminar, 1, "10:18")
    assert state(seminar, "10:30") == ("Kva no?", "Coffee", 3)


def test_between_two_rounds_there_is_a_break_until_the_next_one_is_opened(seminar):
    open_round(seminar, 1, "10:15")
    close_round(seminar, 1, "10:40")
    assert state(seminar, "10:41") == (None, "Coffee", 0)
    assert state(seminar, "10:50") == ("Coffee", "Kven gjer det?", 0)
    assert state(seminar, "11:04") == ("Coffee", "Kven gjer det?", 4)


def test_after_the_last_thing_nothing_is_next(seminar):
    for number in (1, 2):
        open_round(seminar, number, "10:15")
        close_round(seminar, number, "11:30")
    assert state(seminar, "11:35") == (None, "Lunch", 0)
    assert state(seminar, "12:00") == ("Lunch", None, 0)


def test_on_another_day_the_plan_is_only_a_list(seminar):
    for now in (at("10:20", DAY - timedelta(days=1)), at("10:20", DAY + timedelta(days=1))):
        plan = DayPlan.of(seminar, now=now)
        assert (len(plan.items), plan.current, plan.following, plan.late) == (5, None, None, 0)
    seminar.describe(date=None)
    assert DayPlan.of(seminar, now=at("10:20")).following is None


def test_times_are_in_the_time_zone_of_the_seminar(seminar):
    seminar.describe(time_zone="Europe/Helsinki")
    assert state(seminar, "09:05") == ("Welcome", "Kva no?", 0)


def written(seminar, **changed) -> dict[str, str]:
    """The form as the page has it."""
    first, second = seminar.rounds.all()
    data = {f"round-{first.pk}-starts_at": "10:15", f"round-{first.pk}-minutes": "30"}
    data |= {f"round-{second.pk}-starts_at": "", f"round-{second.pk}-minutes": ""}
    data |= {"entry-TOTAL_FORMS": "3", "entry-INITIAL_FORMS": "0"}
    data |= {"entry-0-starts_at": "12:00", "entry-0-minutes": "45", "entry-0-text": " Lunsj  i kantina "}
    return data | changed


def send(client, seminar, **changed):
    return client.post(reverse("setup_plan", args=[seminar.slug]), written(seminar, **changed))


def rows(seminar) -> list[tuple]:
    rounds = [("", *row) for row in seminar.rounds.values_list("starts_at", "planned_minutes")]
    return rounds + list(seminar.plan_entries.values_list("text", "starts_at", "minutes"))


def test_the_plan_is_written_in_one_form_and_replaces_the_former(client, seminar):
    assert send(client, seminar).url.endswith("#plan")
    assert rows(seminar) == [("", time(10, 15), 30), ("", None, None), ("Lunsj i kantina", time(12), 45)]
    last = seminar.changes.last()
    assert last.verb == "seminar.plan_changed"
    send(client, seminar)
    assert seminar.changes.last() == last, "nothing was changed"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"entry-1-text": "Pause"}, "Write when this begins, or empty the line."),
        ({"entry-1-starts_at": "13:00"}, "Write what happens then, or empty the line."),
        ({"entry-0-starts_at": "25:00"}, "Enter a valid time."),
        ({"entry-0-minutes": "0"}, "greater than or equal to 1"),
        ({"entry-0-minutes": "601"}, "less than or equal to 600"),
        ({"entry-0-text": "x" * 201}, "at most 200 characters"),
        ({"entry-TOTAL_FORMS": "x"}, "ManagementForm data is missing"),
    ],
    ids=str,
)
def test_a_line_that_makes_no_sense_is_refused_beside_its_field_and_nothing_is_changed(
    client, seminar, changed, sentence
):
    before = rows(seminar)
    response = send(client, seminar, **changed)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert rows(seminar) == before
    if "entry-TOTAL_FORMS" not in changed:
        assert "Lunsj" in response.content.decode() or "entry-0-text" in changed, "what was typed stays"


def test_the_plan_is_in_the_setup_on_paper_and_in_the_room(client, seminar):
    seminar.describe(date=timezone.now().astimezone(OSLO).date())
    open_round(seminar, 1, "10:15")
    seminar.rounds.filter(number=1).update(opened_at=timezone.now())
    for page in ("setup", "plan", "room"):
        text = client.get(reverse(page, args=[seminar.slug])).content.decode()
        assert "Coffee" in text and "10:45–11:00" in text
    assert "Now: Kva no?" in text


def test_the_room_offers_the_planned_length_as_the_timer(client, seminar):
    room = client.get(reverse("room", args=[seminar.slug])).content.decode()
    first, second = seminar.rounds.all()
    for round in (first, second):
        field = room.split(f'id="minutes-{round.pk}"')[1].split(">")[0]
        assert f'value="{round.planned_minutes}"' in field
    client.post(reverse("steer_round", args=[seminar.slug, first.pk]), {"do": "open", "minutes": "30"})
    room = client.get(reverse("room", args=[seminar.slug])).content.decode()
    assert "value=" not in room.split(f'id="minutes-{first.pk}"')[1].split(">")[0]


def test_a_seminar_without_a_plan_says_what_one_is_for(client, seminar):
    PlanEntry.objects.save_plan(
        {pk: Times(None, None) for pk in seminar.rounds.values_list("pk", flat=True)}, [], seminar=seminar
    )
    assert "Write a plan" in client.get(reverse("setup", args=[seminar.slug])).content.decode()
    assert "There is no plan yet." in client.get(reverse("plan", args=[seminar.slug])).content.decode()
    assert "whole-plan" not in client.get(reverse("room", args=[seminar.slug])).content.decode()


def test_a_seminar_like_this_one_gets_its_plan_with_the_rounds(seminar):
    new = Seminar.objects.start(title="I år", like=seminar)
    assert rows(new) == rows(seminar)


def test_a_viewer_reads_the_plan_and_only_an_organizer_writes_it(client, seminar):
    cora = make.person("Cora")
    make.member(seminar, cora, "viewer")
    client.force_login(cora)
    assert client.get(reverse("plan", args=[seminar.slug])).status_code == 200
    assert client.get(reverse("setup_plan", args=[seminar.slug])).status_code == 404
    assert send(client, seminar).status_code == 404
