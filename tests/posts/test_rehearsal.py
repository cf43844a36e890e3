"""A rehearsal tries everything and leaves nothing; what was written before and after is never touched."""

import pytest
from django.urls import reverse

from posts.models import Draft, Post
from posts.rehearsal import Rehearsal, RoundIsOpen
from seminar.models import DialogueRound, Scribe
from tests import make
from themes.models import Placement, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def aud(client):
    aud = make.person("Aud")
    client.force_login(aud)
    return aud


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud)
    DialogueRound.objects.plan("Første", ["Kva manglar?", "Kven kan hjelpe?"], seminar=seminar)
    DialogueRound.objects.plan("Andre", ["Kva no?"], seminar=seminar)
    make.group(seminar, "Gruppe 1")
    make.group(seminar, "Gruppe 2")
    return seminar


def state(seminar) -> list:
    """All there is, as it stands, but for the changes."""
    tables = (seminar.rounds, seminar.questions, seminar.groups, seminar.posts, seminar.scribes, seminar.drafts)
    return [list(rows.order_by("pk").values()) for rows in (*tables, Placement.objects, Theme.objects)]


def send(scribe, uid: str, body: str = "Ekte tekst"):
    round = scribe.seminar.rounds.current()
    return Post.objects.send(uid, scribe=scribe, round=round, question=round.questions.first(), body=body).post


def rehearse(seminar) -> Rehearsal:
    """All that can be made in a rehearsal."""
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    rehearsal.add_people(5)
    for round in seminar.rounds.all():
        round.open(minutes=10)
        rehearsal.let_write()
        rehearsal.let_write()
        round.questions.first().close()
    theme = seminar.themes.first() or make.theme(seminar)
    for post in rehearsal.notes():
        theme.take(post)
    return rehearsal


def test_a_rehearsal_leaves_everything_as_it_was_before(seminar):
    scribe, theme = make.scribe(seminar, seminar.groups.first(), "Signe"), make.theme(seminar)
    first = seminar.rounds.first()
    first.open()
    theme.take(send(scribe, "ekte"))
    Draft.objects.keep(scribe=scribe, round=first, question=first.questions.last(), body="Uferdig", version=1)
    first.questions.last().close()
    seminar.rounds.first().close()
    before = state(seminar)
    rehearsal = rehearse(seminar)
    assert rehearsal.notes().count() == 10 and rehearsal.people().count() == 5
    assert state(seminar) != before
    assert rehearsal.end() == 10
    assert state(seminar) == before
    told = seminar.changes.last()
    assert (told.verb, told.data) == ("seminar.rehearsal_ended", {"notes": 10, "people": 5, "kept": 0})


def test_real_devices_take_part_and_stay_and_their_try_outs_go(seminar):
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    seminar.rounds.first().open()
    scribe = make.scribe(seminar, seminar.groups.first(), "Signe")
    send(scribe, "prøve")
    assert (rehearsal.real_notes().count(), rehearsal.end()) == (1, 1)
    assert list(Scribe.objects.all()) == [scribe] and not Post.objects.exists()
    seminar.rounds.first().open()
    assert send(scribe, "etterpå").tryout is False


def test_what_people_wrote_on_their_own_devices_is_kept_where_the_organizer_says_so(client, seminar):
    rehearsal = rehearse(seminar)
    kept = send(make.scribe(seminar, name="Signe"), "ekte")
    assert client.post(reverse("rehearsal_end", args=[seminar.slug]), {"what": "keep"}).status_code == 302
    assert [(post.pk, post.tryout) for post in Post.objects.all()] == [(kept.pk, False)]
    assert seminar.rounds.last().state == "open" and not rehearsal.people().exists()


def test_a_real_note_that_was_merged_into_a_try_out_stands_for_itself_again(seminar):
    real = make.post(seminar, "Ekte")
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    tryout = make.post(seminar, "Prøve", tryout=True)
    real.merge(tryout)
    rehearsal.end()
    assert [(post.body, post.state, post.merged_into) for post in Post.objects.all()] == [("Ekte", "visible", None)]


def test_a_rehearsal_does_not_begin_while_a_round_is_open(client, seminar):
    seminar.rounds.first().open()
    with pytest.raises(RoundIsOpen):
        Rehearsal(seminar).begin()
    answer = client.post(reverse("rehearsal_begin", args=[seminar.slug]), follow=True)
    assert "Close it first" in answer.content.decode()
    seminar.refresh_from_db()
    assert not seminar.rehearsing


def test_the_whole_rehearsal_goes_by_its_page_and_every_page_says_that_it_is_one(client, seminar):
    def press(name, **data):
        return client.post(reverse(name, args=[seminar.slug]), data, follow=True).content.decode()

    assert "Let them join" in press("rehearsal_begin")
    press("rehearsal_people", number=2)
    assert "Nobody wrote" in press("rehearsal_wave")
    seminar.rounds.first().open()
    press("rehearsal_wave")
    assert "2 notes have been written in the rehearsal" in press("rehearsal_wave")
    for name in ("board", "setup", "summary"):
        assert "Rehearsal." in client.get(reverse(name, args=[seminar.slug])).content.decode()
    assert client.post(reverse("rehearsal_end", args=[seminar.slug]), {"what": ""}).status_code == 422
    assert "2 notes were cleared" in press("rehearsal_end", what="clear")
    assert "Rehearsal." not in client.get(reverse("board", args=[seminar.slug])).content.decode()


def test_ending_twice_clears_nothing_of_what_came_between(seminar):
    rehearsal = rehearse(seminar)
    rehearsal.end()
    make.post(seminar, "Ekte")
    assert rehearsal.end() == 0 and Post.objects.count() == 1


def test_nobody_pretends_outside_a_rehearsal(client, seminar):
    client.post(reverse("rehearsal_people", args=[seminar.slug]), {"number": 3})
    seminar.rounds.first().open()
    assert Rehearsal(seminar).let_write() == 0 and not Scribe.objects.exists()
