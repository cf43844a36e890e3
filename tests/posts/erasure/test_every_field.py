"""Every field that holds text is filled before something is deleted, so that no new field can be forgotten."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from posts.erasure.purge import purge
from posts.models import Draft, Erasure, Post, Revision, Source
from posts.models.erasure import DAYS_TO_WAIT
from seminar.models import Person, Scribe
from tests.conftest import missing
from tests.posts.erasure.test_erasure import assert_gone, own_journal, rows_that_say  # noqa: F401 - a fixture
from tests.world import World
from themes.finish.forms import finish
from themes.models import Remark

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "annaplantaqz"
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# Ids, codes and names from a list of the program's own, which nobody writes. ClosedSummary.data is made from the notes.
NOT_WRITTEN = {
    "ApiKey.digest",
    "Change.subject_kind",
    "Change.verb",
    "ClosedSummary.data",
    "Draft.becomes",
    "Draft.origin",
    "Group.token",
    "Group.uid",
    "DialogueRound.uid",
    "Erasure.attempt",
    "Erasure.uid",
    "Import.digest",
    "Import.uid",
    "Person.password",
    "Person.uid",
    "Post.uid",
    "Question.uid",
    "Scribe.left_keys",
    "Scribe.move_code",
    "Scribe.uid",
    "Seminar.join_code",
    "Seminar.language",
    "Seminar.result_token",
    "Seminar.slug",
    "Seminar.time_zone",
    "Seminar.uid",
    "Source.fingerprint",
    "SummaryFile.format",
    "SummaryFile.uid",
    "Theme.uid",
    "UserSession.session_key",
    "Weighing.method",
    "Weighing.uid",
    "WeighingAnswer.group_uid",
}
# Of no seminar and no person: counted by address or kept for the site, and gone by themselves (docs/privacy.md).
OF_NOBODY = {"Cached", "EmailConfirmation", "FailedAttempt", "SocialApp"}


def written(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.local_concrete_fields:
        if isinstance(field, TEXT) and not field.choices and f"{model.__name__}.{field.name}" not in NOT_WRITTEN:
            yield field


def own_models() -> list[type[models.Model]]:
    """With text that somebody wrote."""
    django = {"admin", "auth", "contenttypes", "sessions", "sites"}
    every = (one for one in apps.get_models(include_auto_created=True) if one._meta.app_label not in django)
    return [one for one in every if one.__name__ not in OF_NOBODY and any(written(one))]


def plant(rows: models.QuerySet) -> None:
    """Writes WORD into each field of the rows, past all rules. A list stays a list."""
    for field in written(rows.model):
        for row in rows.order_by("pk"):
            value: object = f"{WORD}{row.pk}"  # some must differ
            if isinstance(field, models.JSONField):
                value = [WORD] if isinstance(getattr(row, field.attname), list) else {WORD: WORD}
            rows.model._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def rows_of(row: models.Model, kinds: Iterable[type[models.Model]] = ()) -> Iterator[models.QuerySet]:
    """The rows that point to this one and go with it: those of `kinds`, or where nothing is given all that cascade."""
    for relation in row._meta.related_objects:
        model, field = relation.related_model, relation.field
        wanted = model in kinds if kinds else relation.on_delete is models.CASCADE
        if wanted and isinstance(field, models.ForeignKey) and any(written(model)):
            yield model._base_manager.filter(**{field.name: row})


@pytest.fixture
def world():
    world = World("anna")
    Remark.objects.write("Innleiing", seminar=world.seminar, section="introduction", expected=0, by=world.viewer)
    for person in (world.organizer, world.facilitator, world.viewer):
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
        Authenticator.objects.create(user=person, type="totp", data={})
        account = SocialAccount.objects.create(user=person, provider="feide", uid=str(person.pk))
        SocialToken.objects.create(account=account, token="", token_secret="")
        UserSession.objects.create(user=person, session_key=f"{person.pk}", ip="127.0.0.1", user_agent="")
    return world


def in_dump() -> bool:
    """Whether pg_dump writes the word. On SQLite the file itself is searched."""
    if connection.vendor != "postgresql":
        return False
    settings = connection.settings_dict
    command = ["pg_dump", "-h", settings["HOST"], "-p", str(settings["PORT"] or 5432), "-U", settings["USER"]]
    try:
        done = subprocess.run(
            [*command, settings["NAME"]], capture_output=True, env=os.environ | {"PGPASSWORD": settings["PASSWORD"]}
        )
    except FileNotFoundError:
        missing("pg_dump is not installed")
    assert done.returncode == 0, done.stderr
    return WORD.encode() in done.stdout.lower()


def assert_all_gone() -> None:
    assert_gone(WORD)
    assert not in_dump()


def test_a_seminar_and_its_people_leave_nothing_of_any_field(world):
    Person.objects.create(email="of-a-file", of_seminar=world.seminar, is_active=False)  # read with the seminar
    finish(world.seminar, by=world.organizer)
    asked = Erasure.objects.ask(world.seminar, by=world.organizer)
    without_rows = []
    for model in own_models():
        plant(model._base_manager.all())
        if not model._base_manager.exists() or WORD not in repr(list(model._base_manager.values_list())):
            without_rows.append(model.__name__)
    assert without_rows == []
    assert connection.vendor != "postgresql" or in_dump()
    world.preview.refresh_from_db()
    world.preview.delete()  # it belongs to no seminar
    Erasure.objects.filter(pk=asked.pk).update(due_at=timezone.now() - timedelta(days=DAYS_TO_WAIT))
    assert purge().asked_for == 1
    assert Person.objects.count() == 3
    for person in Person.objects.all():
        Erasure.objects.ask(person, by=None, days=0).carry_out()
    assert_all_gone()


def test_a_note_leaves_nothing_of_any_field_of_what_points_to_it(world):
    note, word = world.visible, world.word("visible")
    finish(world.seminar, by=world.organizer)
    assert "ClosedSummary" in rows_that_say(word)
    Draft.objects.filter(pk=world.draft.pk).update(post=note)
    Source.objects.create(post=note)
    plant(Post.objects.filter(pk=note.pk))
    related = list(rows_of(note))
    assert [rows.model.__name__ for rows in related if not rows] == []
    for rows in related:
        plant(rows)
    assert {"Post", "Revision", "Source", "Quote", "Flag"} <= set(rows_that_say(WORD))
    Erasure.objects.ask(note, by=world.organizer).carry_out()
    assert_gone(word)
    assert_all_gone()


def test_a_device_leaves_nothing_of_any_field_of_what_points_to_it(world):
    scribe = world.scribe
    plant(Scribe.objects.filter(pk=scribe.pk))
    for rows in rows_of(scribe, kinds=[Post, Draft, Revision]):
        assert rows
        plant(rows)
    Erasure.objects.ask(scribe, by=world.organizer).carry_out()
    assert_all_gone()


def test_a_person_leaves_nothing_of_any_field_of_what_goes_with_them(world):
    person = world.facilitator
    plant(Person.objects.filter(pk=person.pk))
    related = list(rows_of(person))
    for rows in related:
        plant(rows)
    assert {rows.model.__name__ for rows in related if rows} >= {
        "Member",
        "EmailAddress",
        "Authenticator",
        "UserSession",
    }
    Erasure.objects.ask(person, by=None, days=0).carry_out()
    assert_all_gone()
