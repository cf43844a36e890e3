"""The pages that delete for good, what they show first, and the day until which a seminar is kept."""

import json
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from posts.erasure.purge import DAYS_SET_ASIDE, purge
from posts.models import Erasure, Import, Post, Revision
from seminar.models import Person, Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.seminar.setup.test_setup_browser import sign_in
from tests.world import World, device_client, person_client
from themes.models import SummaryFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures")


@pytest.fixture
def world():
    return World("anna")


@pytest.fixture
def organizer(world):
    return person_client(world.organizer)


def test_a_note_is_deleted_by_way_of_a_page_that_says_what_goes(world, organizer):
    address = reverse("note_erasure", args=[world.seminar.slug, world.revised.uid])
    assert address in organizer.get(reverse("post", args=[world.seminar.slug, world.revised.uid])).content.decode()
    said = organizer.get(address).content.decode()
    assert "1 note" in said and "1 earlier version" in said and world.word("revised") in said

    assert organizer.post(address, {"do": "ask"}).status_code == 302
    world.revised.refresh_from_db()
    assert world.revised.state == "hidden"
    assert "Cancel the deletion" in organizer.get(address).content.decode()
    listed = organizer.get(reverse("seminar_erasure", args=[world.seminar.slug])).content.decode()
    assert address in listed
    assert "Deletion asked for" in organizer.get(reverse("log", args=[world.seminar.slug])).content.decode()
    organizer.post(address, {"do": "cancel"})
    world.revised.refresh_from_db()
    assert world.revised.state == "visible"

    refused = organizer.post(address, {"do": "now"})
    assert refused.status_code == 422 and "Tick the box" in refused.content.decode()
    done = organizer.post(address, {"do": "now", "sure": "on"}, follow=True)
    assert "It is deleted for good." in done.content.decode()
    assert not Post.objects.filter(pk=world.revised.pk).exists()
    log = organizer.get(reverse("log", args=[world.seminar.slug])).content.decode()
    assert "Note deleted for good" in log and world.word("edit reason") not in log


def test_a_device_and_a_seminar_are_deleted_and_a_facilitator_may_not(world, organizer):
    slug = world.seminar.slug
    device, seminar = reverse("device_erasure", args=[slug, world.scribe.pk]), reverse("seminar_erasure", args=[slug])
    assert person_client(world.facilitator).post(seminar, {"do": "now", "sure": "on"}).status_code == 404
    assert device not in organizer.get(reverse("devices", args=[slug])).content.decode()
    world.scribe.remove()
    assert device in organizer.get(reverse("devices", args=[slug])).content.decode()
    organizer.post(device, {"do": "now", "sure": "on"})
    assert not Post.objects.filter(scribe=world.scribe).exists()
    assert seminar in organizer.get(reverse("setup", args=[slug])).content.decode()
    assert organizer.post(seminar, {"do": "now", "sure": "on"}).url == "/"
    assert not Seminar.objects.filter(slug=slug).exists() and organizer.get("/").status_code == 200


def test_an_account_is_deleted_by_its_own_person_who_is_logged_out(world, settings):
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    person = world.viewer
    browser = person_client(person)
    with mock.patch("seminar.accounts.confirmation.confirmed_at", return_value=datetime.now(UTC).timestamp()):
        address = reverse("person_erasure")
        assert "Access to 1 seminar" in browser.get(address).content.decode()
        browser.post(address, {"do": "now", "sure": "on"})
    assert not Person.objects.filter(pk=person.pk).exists()
    assert browser.get(reverse("account")).status_code == 302


def test_the_last_organizer_is_told_why_the_account_stays(world):
    browser = person_client(world.organizer)
    with mock.patch("seminar.accounts.confirmation.confirmed_at", return_value=datetime.now(UTC).timestamp()):
        said = browser.post(reverse("person_erasure"), {"do": "now", "sure": "on"}, follow=True).content.decode()
    assert "has no other organizer" in said and Person.objects.filter(pk=world.organizer.pk).exists()


def test_a_seminar_is_kept_until_its_day_and_the_groups_are_told(world, organizer):
    slug, today = world.seminar.slug, timezone.localdate()
    address = reverse("retention", args=[slug])
    refused = organizer.post(address, {"keep_until": str(today - timedelta(days=2))})
    assert refused.status_code == 422 and "That day is over." in refused.content.decode()
    world.seminar.describe(date=today + timedelta(days=9))
    refused = organizer.post(address, {"keep_until": str(today + timedelta(days=3))})
    assert refused.status_code == 422 and "The seminar is on" in refused.content.decode()
    assert str(today + timedelta(days=99)) in organizer.get(reverse("seminar_erasure", args=[slug])).content.decode()

    pages = [device_client(world.scribe).get(f"/s/{slug}/write/"), organizer.get(f"/j/{world.seminar.join_code}")]
    assert not any("is deleted after" in page.content.decode() for page in pages)
    assert organizer.post(address, {"keep_until": "2027-03-17"}).status_code == 302
    pages = [device_client(world.scribe).get(f"/s/{slug}/write/"), organizer.get(f"/j/{world.seminar.join_code}")]
    assert all("is deleted after 17 March 2027" in page.content.decode() for page in pages)


def test_a_seminar_goes_when_its_day_is_over_where_it_was_held(world, capsys):
    other = make.seminar("Ein annan stad", keep_until=date(2027, 3, 18))
    Seminar.objects.filter(pk=world.seminar.pk).update(keep_until=date(2027, 3, 17), time_zone="Pacific/Honolulu")
    with mock.patch("django.utils.timezone.now", return_value=datetime(2027, 3, 18, 9, 30, tzinfo=UTC)):
        assert purge().seminars == 0  # it is still the 17th in Hawaii
    with mock.patch("django.utils.timezone.now", return_value=datetime(2027, 3, 18, 10, 30, tzinfo=UTC)):
        call_command("purge")
    assert "Seminars: 1;" in capsys.readouterr().out
    assert list(Seminar.objects.all()) == [other]
    assert Erasure.objects.get().kind == "seminar"


def test_a_seminar_that_is_put_off_is_not_deleted_before_it_is_held(world, organizer):
    today = timezone.localdate()
    world.seminar.describe(date=today, keep_until=today + timedelta(days=3))
    details = {"title": "Utsett", "language": "nb", "time_zone": "Europe/Oslo", "introduction": ""}
    address = reverse("setup_facts", args=[world.seminar.slug])
    refused = organizer.post(address, details | {"date": str(today + timedelta(days=30))})
    assert refused.status_code == 422 and "First choose a later day" in refused.content.decode()
    assert organizer.post(address, details | {"date": str(today + timedelta(days=3))}).status_code == 302

    Seminar.objects.filter(pk=world.seminar.pk).update(keep_until=today - timedelta(days=9), date=today)
    assert purge().seminars == 0
    Seminar.objects.filter(pk=world.seminar.pk).update(date=today - timedelta(days=2))
    assert purge().seminars == 1


def test_a_seminar_that_is_read_from_a_file_when_its_day_is_over_is_not_deleted_at_once(world, tmp_path):
    Seminar.objects.filter(pk=world.seminar.pk).update(keep_until=timezone.localdate() - timedelta(days=9))
    file = tmp_path / "seminar.json"
    call_command("export_summary", world.seminar.slug, format="json", output=str(file))
    Erasure.objects.ask(world.seminar, by=world.organizer).carry_out()
    call_command("import_padlet", str(file))
    assert purge().seminars == 0
    assert Seminar.objects.get().keep_until is None


def test_previews_and_texts_set_aside_end_after_some_days(world):
    long_ago = timezone.now() - timedelta(days=DAYS_SET_ASIDE + 1)
    assert (purge().previews, purge().set_aside) == (0, 0)
    Import.objects.update(read_at=long_ago)
    Revision.objects.update(at=long_ago)
    versions = Revision.objects.stood().count()
    purged = purge()
    assert (purged.previews, purged.set_aside) == (1, 2)
    assert Import.objects.filter(pk=world.imported.pk).exists() and Revision.objects.count() == versions


def test_a_person_gets_their_own_data_and_no_secret(world, tmp_path):
    for person, query in ((world.facilitator, "theme=1"), (world.organizer, "theme=2"), (world.facilitator, "")):
        SummaryFile.objects.ask(seminar=world.seminar, by=person, format="csv", query=query, for_editors=True)
    browser = person_client(world.facilitator)
    browser.get("/")
    with mock.patch("seminar.accounts.confirmation.confirmed_at", return_value=datetime.now(UTC).timestamp()):
        answer = browser.get(reverse("person_data"))
    assert answer["Content-Disposition"].startswith("attachment") and answer["Cache-Control"] == "no-store"
    call_command("person_export", world.facilitator.email.upper(), str(tmp_path / "own.json"))
    own = json.loads((tmp_path / "own.json").read_bytes())
    assert own.keys() == answer.json().keys()
    assert own["account"] | {"last_login": None} == {
        "email": world.facilitator.email, "name": world.word("facilitator"), "last_login": None, "has_password": True,
    }  # fmt: skip
    files = [(one["seminar"], one["format"], one["query"]) for one in own["files_asked_for"]]
    assert files == [(world.seminar.slug, "csv", "theme=1"), (world.seminar.slug, "csv", "")]
    assert [one["role"] for one in own["seminars"]] == ["facilitator"] and len(answer.json()["logins"]) == 1
    assert len(own["actions"]) == world.seminar.changes.filter(by=world.facilitator).count() > 10
    text = json.dumps(own)
    assert world.word("edit reason") in text and world.facilitator.password not in text
    assert not any(world.word(word) in text for word in ("revised", "hidden", "visible", "former"))
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("person_export", "nobody@example.org", str(tmp_path / "none.json"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_accessible(page, client, server, width):
    world = World("anna")
    Erasure.objects.ask(world.hidden, by=world.organizer)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page.context, client, world.organizer, server)
    slug = world.seminar.slug
    for address in (
        reverse("seminar_erasure", args=[slug]),
        reverse("note_erasure", args=[slug, world.visible.uid]),
        reverse("note_erasure", args=[slug, world.hidden.uid]),
        reverse("device_erasure", args=[slug, world.scribe.pk]),
    ):
        page.goto(server.url + address)
        assert_no_faults(page)
