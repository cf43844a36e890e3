"""The hall's screen shows what the remote control chose, and never what the hall may not see."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from posts.rehearsal.rehearsal import Rehearsal
from seminar.models import Hall, PlanEntry, Seminar
from seminar.models.plan_entry import Times
from tests import make
from tests.world import person_client
from themes.hall.screen import NOTES_A_PAGE
from themes.models import Weighing

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    seminar = make.seminar("Naust og brygge", by=make.person("Aud"), language="nn", doors_open=True)
    make.round(seminar, "Fyrste økt").add_questions(["Kva manglar på brygga?", "Kven eig nausta?"])
    return seminar


@pytest.fixture
def aud(seminar):
    return person_client(seminar.members.get().person)


def steer(client, seminar, *presses: str) -> None:
    for press in presses:
        assert client.post(reverse("hall_do", args=[seminar.slug]), {"do": press}).status_code == 302


def content(client, seminar) -> str:
    return client.get(reverse("hall", args=[seminar.slug])).content.decode()


def test_the_welcome_has_the_address_and_the_code_while_the_doors_are_open(aud, seminar):
    shown = content(aud, seminar)
    assert "Velkomen" in shown and 'class="qr"' in shown and "testserver/j/" in shown
    seminar.close_doors()
    shown = content(aud, seminar)
    assert "Naust og brygge" in shown and 'class="qr"' not in shown and "testserver/j/" not in shown


def test_the_welcome_says_when_the_doors_open_and_thanks_when_all_is_over(aud, seminar):
    seminar.close_doors()
    assert "Dørene er ikkje opne enno." in content(aud, seminar)
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    seminar.describe(doors_by_date=True, date=tomorrow)
    with override("nn"):
        assert f"Du kan bli med frå {date_format(tomorrow)}." in content(aud, seminar)
    seminar.rounds.get().open()
    seminar.finish()
    shown = content(aud, seminar)
    assert "Takk for i dag" in shown and "Velkomen" not in shown and "Du kan bli med" not in shown


@pytest.mark.parametrize("method", ["points", "picks"])
def test_the_themes_begin_with_how_the_groups_weigh_them_as_on_the_stage(aud, seminar, method):
    scribe, theme = make.scribe(seminar, make.group(seminar)), make.theme(seminar, "Skyss")
    weighing = Weighing.objects.start(
        seminar=seminar, question="Kva hastar mest?", method=method, limit=3, themes=[theme]
    )
    steer(aud, seminar, "stage")
    assert "Kva hastar mest?" in content(aud, seminar)
    weighing.answer({theme.pk: 1}, scribe=scribe)
    weighing.close()
    shown = content(aud, seminar)
    assert "Skyss" in shown and "Kva hastar mest?" in shown and "1 av 1" in shown


def test_the_questions_are_shown_once_their_round_is_open_and_only_those_that_are_open(aud, seminar):
    steer(aud, seminar, "question")
    assert "Kva manglar" not in content(aud, seminar)
    seminar.rounds.get().open(minutes=20)
    shown = content(aud, seminar)
    assert "Kva manglar" in shown and "Kven eig" in shown and "data-until" in shown
    question = seminar.questions.first()
    question.close()
    type(question).objects.filter(pk=question.pk).update(closed_at=timezone.now() - timezone.timedelta(hours=1))
    shown = content(aud, seminar)
    assert "Kva manglar" not in shown and "Kven eig" in shown


def test_the_welcome_and_a_break_say_what_comes_next_by_the_plan(aud, seminar):
    now = timezone.localtime()
    seminar.describe(date=now.date())
    round, break_at = seminar.rounds.get(), Times(now.time(), 600)
    plan = {round.pk: Times(now.time(), 20)}
    PlanEntry.objects.save_plan(plan, [(break_at, "Lunsj")], seminar=seminar)
    comes = f"Neste: Fyrste økt kl. {now:%H:%M}"
    assert comes in content(aud, seminar)
    steer(aud, seminar, "question")
    assert comes in content(aud, seminar)
    round.open()
    assert "hall-plan" not in content(aud, seminar)
    round.close()
    type(round).objects.update(closed_at=now - timezone.timedelta(hours=1))
    assert "No: Lunsj" in content(aud, seminar)
    Seminar.objects.get().finish()
    shown = content(aud, seminar)
    assert "hall-plan" not in shown and "Seminaret er avslutta." in shown


def test_the_wall_has_what_everyone_may_see_and_names_only_where_the_seminar_shows_them(aud, seminar):
    group = make.group(seminar, "Nordbryggja")
    make.post(seminar, "Ein stige.", group=group)
    make.post(seminar, "Namnet på naboen.", group=group, state="hidden")
    make.post(seminar, "Kom for seint.", group=group, late=True)
    steer(aud, seminar, "wall")
    shown = content(aud, seminar)
    assert "Ein stige." in shown and "Nordbryggja" in shown
    assert "naboen" not in shown and "for seint" not in shown
    seminar.describe(wall_names=False)
    assert "Nordbryggja" not in content(aud, seminar)


def test_the_wall_says_how_many_groups_have_written(aud, seminar):
    round, groups = seminar.rounds.get(), [make.group(seminar, name) for name in ("Nord", "Sør")]
    for group in groups:
        make.scribe(seminar, group)
    round.open()
    make.post(seminar, group=groups[0], round=round)
    steer(aud, seminar, "wall")
    assert "1 av 2 grupper har skrive" in content(aud, seminar)
    steer(aud, seminar, "stage")
    assert "har skrive" not in content(aud, seminar)


def test_the_pages_of_a_view_are_turned_and_end_where_there_are_no_more(aud, seminar):
    for number in range(NOTES_A_PAGE + 1):
        make.post(seminar, f"Notat {number}.")
    steer(aud, seminar, "wall", "previous")
    assert f"Notat {NOTES_A_PAGE}." in content(aud, seminar) and "Notat 0." not in content(aud, seminar)
    steer(aud, seminar, "next", "next", "next")
    assert Hall.objects.of(seminar).page == 1
    assert "Notat 0." in content(aud, seminar)
    steer(aud, seminar, "stage")
    assert Hall.objects.of(seminar).page == 0


def test_a_page_that_no_longer_exists_is_the_last_one(aud, seminar):
    posts = [make.post(seminar, f"Notat {number}.") for number in range(NOTES_A_PAGE + 1)]
    steer(aud, seminar, "wall", "next")
    posts[0].hide()
    assert "Notat 1." in content(aud, seminar)


def test_the_stage_is_shown_with_its_themes(aud, seminar):
    theme = make.theme(seminar, "Fortøying")
    for name in ("Nord", "Sør", "Aust"):
        theme.add_post(make.post(seminar, group=make.group(seminar, name)))
    steer(aud, seminar, "stage")
    assert "Fortøying" in content(aud, seminar)


def test_a_weighing_is_shown_before_the_themes_in_the_language_of_the_seminar(aud, seminar):
    themes = [make.theme(seminar, name) for name in ("Fortøying", "Straum")]
    Weighing.objects.start(seminar=seminar, question="", method="points", limit=5, themes=themes)
    steer(aud, seminar, "stage")
    shown = content(aud, seminar)
    assert "Kva er viktigast?" in shown and "Straum" in shown


def test_a_blank_screen_shows_nothing_and_then_the_same_page_again(aud, seminar):
    make.post(seminar, "Ein stige.")
    steer(aud, seminar, "wall", "blank")
    assert "Ein stige." not in content(aud, seminar) and "hall-foot" not in content(aud, seminar)
    steer(aud, seminar, "light")
    assert "Ein stige." in content(aud, seminar)


def test_a_viewer_sees_the_screen_and_does_not_steer_it(seminar):
    cora = make.person("Cora")
    make.member(seminar, cora, "viewer")
    client = person_client(cora)
    shown = content(client, seminar)
    assert "Naust og brygge" in shown and reverse("hall_do", args=[seminar.slug]) not in shown
    assert client.get(reverse("hall_remote", args=[seminar.slug])).status_code == 404
    assert client.post(reverse("hall_do", args=[seminar.slug]), {"do": "blank"}).status_code == 404


def test_steering_is_news_for_members_and_not_for_devices_and_is_not_in_the_log(aud, seminar):
    steer(aud, seminar, "wall", "wall")
    [change] = seminar.changes.filter(verb="hall.changed")
    assert (change.subject_kind, change.by.name, change.event.stream_only) == ("hall", "Aud", True)


def test_an_unknown_press_changes_nothing(aud, seminar):
    steer(aud, seminar, "wall", "fireworks")
    assert Hall.objects.of(Seminar.objects.get()).view == "wall"


def test_a_rehearsal_is_named_on_the_screen_of_every_view(aud, seminar):
    Rehearsal(seminar).begin()
    for view in ("welcome", "question", "wall", "stage"):
        steer(aud, seminar, view)
        assert "Generalprøve." in content(aud, seminar)
