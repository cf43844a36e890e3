"""What asks for a second look, and what somebody has read."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from themes.history.entries import history
from themes.models import Flag, ReadReceipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


def verbs(seminar):
    return [change.verb for change in seminar.changes.filter(verb__contains="flag")]


def test_a_post_is_flagged_once_and_the_first_reason_stands(seminar):
    aud, bjarte, post = seminar.members.get().person, make.person("Bjarte"), make.post(seminar)
    assert seminar.flags.flag(post, by=aud, reason="To tankar i eitt")
    assert not seminar.flags.flag(post, by=bjarte, reason="Noko anna")
    assert (post.flag.by, post.flag.reason, verbs(seminar)) == (aud, "To tankar i eitt", ["post.flagged"])


def test_a_flag_is_taken_off_once_and_the_post_tells_of_both(seminar):
    aud, post = seminar.members.get().person, make.post(seminar)
    seminar.flags.flag(post, by=aud)
    assert seminar.flags.unflag(post, by=aud)
    assert not seminar.flags.unflag(post, by=aud)
    assert [one.sentence for one in history(post)] == ["Flag removed", "Note flagged"]
    assert not Flag.objects.exists()


def test_reading_twice_is_one_reading_and_no_change(seminar):
    aud, posts = seminar.members.get().person, [make.post(seminar), make.post(seminar)]
    before = seminar.last_change
    for _ in range(2):
        seminar.readings.mark(posts, by=aud)
    seminar.refresh_from_db()
    assert (ReadReceipt.objects.count(), seminar.last_change) == (2, before)


def test_who_puts_a_post_under_a_theme_has_read_it_and_the_command_line_has_not(seminar):
    aud, theme = seminar.members.get().person, make.theme(seminar)
    theme.add_post(make.post(seminar))
    theme.add_post(post := make.post(seminar), by=aud)
    assert [reading.post for reading in seminar.readings.all()] == [post]


@pytest.mark.parametrize("model, fields", [(Flag, {}), (ReadReceipt, {"person": True})])
def test_neither_crosses_from_one_seminar_to_another(seminar, model, fields):
    aud, foreign = seminar.members.get().person, make.post(make.seminar("Ein annan stad"))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(seminar=seminar, post=foreign, **({"person": aud} if fields else {}))
        connection.check_constraints()


def test_a_flag_and_its_taking_off_are_had_back_with_the_reason(seminar):
    post, aud = make.post(seminar), seminar.members.get(person__name="Aud").person
    seminar.flags.flag(post, by=aud, reason="To tankar i eitt")
    seminar.flags.unflag(post, by=aud)
    seminar.undo_last(by=aud)
    assert seminar.flags.get().reason == "To tankar i eitt"
    seminar.undo_last(by=aud)
    assert not seminar.flags.exists()
    assert verbs(seminar) == ["post.flagged", "post.unflagged", "post.flagged", "post.unflagged"]
