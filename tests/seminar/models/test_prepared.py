"""Statements whose SQL is made once answer as the querysets they are made of."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from posts.models import Draft, Post
from seminar.models import Scribe
from seminar.models.prepared import insert, prepared, read_again, update
from tests import make
from themes.models import Placement

pytestmark = pytest.mark.django_db


@prepared
def named(seminar, name) -> QuerySet:
    return Scribe.objects.filter(seminar=seminar, name=name).select_related("group").order_by("pk")


@prepared
def in_group(group) -> QuerySet:
    return Scribe.objects.filter(group=group).order_by("pk").values_list("name", flat=True)


@prepared
def seen_after(moment) -> QuerySet:
    return Scribe.objects.filter(seen_at__gt=moment)


@pytest.fixture
def seminar():
    return make.seminar()


def test_each_call_gets_the_rows_of_its_own_values(seminar, django_assert_num_queries):
    group, other = make.group(seminar), make.seminar("Ei anna")
    signe, torleif = make.scribe(seminar, group, "Signe"), make.scribe(seminar, None, "Torleif")
    make.scribe(other, None, "Signe")
    assert named(seminar=seminar, name="Signe") == [signe]
    assert named(seminar=seminar, name="Torleif") == [torleif]
    assert named(seminar=seminar, name="Ola") == []
    with django_assert_num_queries(1):
        assert named(seminar=seminar, name="Signe")[0].group == group


def test_none_is_asked_for_as_none(seminar):
    group = make.group(seminar)
    make.scribe(seminar, group, "Signe")
    make.scribe(seminar, None, "Torleif")
    assert (in_group(group=group), in_group(group=None), in_group(group=group)) == (["Signe"], ["Torleif"], ["Signe"])


def test_moments_are_compared_as_moments(seminar):
    scribe, now = make.scribe(seminar), timezone.now()
    assert seen_after(moment=now - timedelta(minutes=1)) == [scribe]
    assert seen_after(moment=now + timedelta(minutes=1)) == []


def test_a_second_call_makes_no_sql(seminar, monkeypatch):
    named(seminar=seminar, name="Signe")
    monkeypatch.setattr(QuerySet, "filter", lambda *args, **kwargs: pytest.fail("the SQL is made again"))
    assert named(seminar=seminar, name="Torleif") == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no plans that others could keep")
def test_postgresql_plans_it_no_more_once_it_came_often(seminar):
    for number in range(6):
        named(seminar=seminar, name=f"Aud {number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        statements = [statement for [statement] in cursor.fetchall()]
    assert [one for one in statements if '"seminar_scribe"."name" =' in one]


def test_a_row_is_written_as_django_writes_it(seminar):
    group, scribe, round = make.group(seminar), make.scribe(seminar), make.round(seminar)
    post = Post(
        seminar=seminar, round=round, group=group, body="Ein benk.", reactions={"like": 2}, written_at=timezone.now()
    )
    insert(post.fold())
    stored = Post.objects.get(pk=post.pk)
    assert {field.name: getattr(stored, field.name) for field in Post._meta.fields} == {
        field.name: getattr(post, field.name) for field in Post._meta.fields
    }
    draft = Draft.objects.create(seminar=seminar, scribe=scribe, round=round, body="Kladd")
    draft.body, draft.version = "Meir", 7
    update(draft)
    assert Draft.objects.filter(body="Meir", version=7, scribe=scribe, round=round).get() == draft


def test_of_a_row_only_the_named_fields_are_written(seminar):
    post = make.post(seminar, "Ein benk ved brua.")
    Post.objects.filter(pk=post.pk).update(late=True)
    post.body, post.late = "Ein bru ved benken.", False
    update(post, "body")
    post.refresh_from_db()
    assert (post.body, post.late) == ("Ein bru ved benken.", True)


def test_a_row_that_is_gone_is_not_written(seminar):
    scribe = make.scribe(seminar)
    Scribe.objects.filter(pk=scribe.pk).delete()
    with pytest.raises(DatabaseError):
        update(scribe)


def test_it_belongs_to_the_connection(seminar):
    named(seminar=seminar, name="Signe")
    statements = vars(connection._connections[connection._alias])["prepared"]
    assert all(statement.connection is connection._connections[connection._alias] for statement in statements.values())


def test_a_row_that_is_there_already_is_not_inserted_again(seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    first, second = (Placement(seminar=seminar, theme=theme, post=post, proposed=number == 1) for number in range(2))
    assert (insert(first, once=True), insert(second, once=True)) == (True, False)
    assert (first.pk, second.pk, theme.placements.get().proposed) == (theme.placements.get().pk, None, False)


def test_fields_are_read_again_with_what_they_point_at(seminar):
    scribe, early = make.scribe(seminar, make.group(seminar, "Bord 1"), "Signe"), Scribe.objects.last()
    assert early.group.name == "Bord 1"
    Scribe.objects.filter(pk=scribe.pk).update(name="Signe B", group=make.group(seminar, "Bord 2"))
    read_again(early, ["group"])
    assert (early.group.name, early.name) == ("Bord 2", "Signe")
    Scribe.objects.filter(pk=scribe.pk).delete()
    with pytest.raises(Scribe.DoesNotExist):
        read_again(early, ["group"])
