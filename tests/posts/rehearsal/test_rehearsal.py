"""A rehearsal leaves nothing behind, and never touches what was written before or after it."""

import pytest
from django.urls import reverse

from posts.models import Draft, Post
from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import DialogueRound, NotPossible, Scribe
from tests import make
from themes.models import Placement, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud)
    DialogueRound.objects.plan("Første", ["Kva manglar?", "Kven kan hjelpe?"], seminar=seminar)
    DialogueRound.objects.plan("Andre", ["Kva no?"], seminar=seminar)
    make.group(seminar, "Gruppe 1")
    make.group(seminar, "Gruppe 2")
    return seminar


def state(seminar) -> list:
    """All rows except the changes."""
    tables = (seminar.rounds, seminar.questions, seminar.groups, seminar.posts, seminar.scribes, seminar.drafts)
    return [list(rows.order_by("pk").values()) for rows in (*tables, Placement.objects, Theme.objects)]


def send(scribe, uid: str, body: str = "Ekte tekst"):
    round = scribe.seminar.rounds.current()
    return Post.objects.send(uid, scribe=scribe, round=round, question=round.questions.first(), body=body).post


def rehearse(seminar) -> Rehearsal:
    """A rehearsal with people, notes, drafts, themes, and opened and closed rounds."""
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    rehearsal.add_people(5)
    for round in seminar.rounds.all():
        round.open(minutes=10)
        rehearsal.write_wave()
        rehearsal.write_wave()
        round.questions.first().close()
    theme = seminar.themes.first() or make.theme(seminar)
    for post in rehearsal.notes():
        theme.add_post(post)
    return rehearsal


def test_a_rehearsal_leaves_everything_as_it_was_before(seminar):
    scribe, theme = make.scribe(seminar, seminar.groups.first(), "Signe"), make.theme(seminar)
    first = seminar.rounds.first()
    first.open()
    theme.add_post(send(scribe, "ekte"))
    Draft.objects.keep(scribe=scribe, round=first, question=first.questions.last(), body="Uferdig", version=1)
    first.questions.last().close()
    seminar.rounds.first().close()
    before = state(seminar)
    rehearsal = rehearse(seminar)
    begun = seminar.changes.filter(verb="seminar.rehearsal_begun").get().number
    assert rehearsal.notes().count() == 10 and rehearsal.people().count() == 5
    assert state(seminar) != before
    assert rehearsal.end() == 10
    assert state(seminar) == before
    ended = seminar.changes.last()
    assert (ended.verb, ended.data) == (
        "seminar.rehearsal_ended",
        {"notes": 10, "people": 5, "kept": 0, "themes": 0, "begun": begun, "cleared": begun},
    )


def test_real_devices_stay_and_their_rehearsal_notes_are_deleted(seminar):
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    seminar.rounds.first().open()
    scribe = make.scribe(seminar, seminar.groups.first(), "Signe")
    send(scribe, "prøve")
    assert (rehearsal.real_notes().count(), rehearsal.end()) == (1, 1)
    assert list(Scribe.objects.all()) == [scribe] and not Post.objects.exists()
    seminar.rounds.first().open()
    assert send(scribe, "etterpå").tryout is False


def test_the_organizer_can_keep_notes_from_real_devices(client, seminar):
    rehearsal = rehearse(seminar)
    real = send(make.scribe(seminar, name="Signe"), "ekte")
    assert client.post(reverse("rehearsal_end", args=[seminar.slug]), {"what": "keep"}).status_code == 302
    assert [(post.pk, post.tryout) for post in Post.objects.all()] == [(real.pk, False)]
    assert seminar.rounds.last().state == "open" and not rehearsal.people().exists()


def test_a_real_note_that_was_merged_into_a_rehearsal_note_becomes_visible_again(seminar):
    real = make.post(seminar, "Ekte")
    rehearsal = Rehearsal(seminar)
    rehearsal.begin()
    tryout = make.post(seminar, "Prøve", tryout=True)
    real.merge(tryout)
    rehearsal.end()
    assert [(post.body, post.state, post.merged_into) for post in Post.objects.all()] == [("Ekte", "visible", None)]


def test_a_rehearsal_is_neither_offered_nor_begun_in_a_finished_seminar(client, seminar):
    assert "Start the rehearsal" in client.get(reverse("rehearsal", args=[seminar.slug])).content.decode()
    seminar.finish()
    page = client.get(reverse("rehearsal", args=[seminar.slug])).content.decode()
    assert "The seminar is finished." in page and "Start the rehearsal" not in page
    with pytest.raises(NotPossible):
        Rehearsal(seminar).begin()
    assert "On the way" not in client.get(reverse("setup", args=[seminar.slug])).content.decode()


def test_a_rehearsal_cannot_begin_while_a_round_is_open(client, seminar):
    seminar.rounds.first().open()
    with pytest.raises(NotPossible):
        Rehearsal(seminar).begin()
    answer = client.post(reverse("rehearsal_begin", args=[seminar.slug]), follow=True)
    assert "Close it first" in answer.content.decode()
    seminar.refresh_from_db()
    assert not seminar.rehearsing


def test_a_rehearsal_is_run_from_its_page_and_every_page_says_that_it_is_one(client, seminar):
    def press(name, **data):
        return client.post(reverse(name, args=[seminar.slug]), data, follow=True).content.decode()

    assert "Let them join" in press("rehearsal_begin")
    press("rehearsal_people", number=2)
    assert "Nobody wrote" in press("rehearsal_wave")
    seminar.rounds.first().open()
    press("rehearsal_wave")
    assert "2 notes that were written in the rehearsal" in press("rehearsal_wave")
    for name in ("board", "setup", "summary"):
        assert "Rehearsal." in client.get(reverse(name, args=[seminar.slug])).content.decode()
    assert client.post(reverse("rehearsal_end", args=[seminar.slug]), {"what": ""}).status_code == 422
    assert "2 notes were cleared" in press("rehearsal_end", what="clear")
    assert "Rehearsal." not in client.get(reverse("board", args=[seminar.slug])).content.decode()


def test_pretend_scribes_of_a_stopped_group_do_not_write(seminar):
    rehearsal = rehearse(seminar)
    for group in seminar.groups.all():
        group.stop()
    before = seminar.posts.count()
    assert rehearsal.write_wave() == 0
    assert seminar.posts.count() == before


def test_ending_a_rehearsal_twice_clears_nothing_more(seminar):
    rehearsal = rehearse(seminar)
    rehearsal.end()
    make.post(seminar, "Ekte")
    assert rehearsal.end() == 0 and Post.objects.count() == 1


def test_there_are_no_pretend_scribes_outside_a_rehearsal(client, seminar):
    client.post(reverse("rehearsal_people", args=[seminar.slug]), {"number": 3})
    seminar.rounds.first().open()
    assert Rehearsal(seminar).write_wave() == 0 and not Scribe.objects.exists()


def test_the_organizer_is_shown_what_is_cleared_and_home_names_the_rehearsal(client, seminar):
    Rehearsal(seminar).begin()
    seminar.rounds.first().open()
    scribe = make.scribe(seminar, seminar.groups.first())
    Draft.objects.keep(scribe=scribe, round=seminar.rounds.first(), body="Berre ei prøve", version=1)
    content = client.get(reverse("rehearsal", args=[seminar.slug])).content.decode()
    assert "1 text that was not sent, on the device as well" in content and "Berre ei prøve" not in content
    assert f'href="{reverse("rehearsal", args=[seminar.slug])}">Rehearsal</a>' in client.get("/").content.decode()
