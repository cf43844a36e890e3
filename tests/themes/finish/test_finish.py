"""The end of a seminar: finishing it, what the groups see then, the link to the result, and the archive."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from seminar.models import NotPossible
from tests import make
from tests.world import device_client
from themes.finish.remaining_work import RemainingWork

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(aud):
    seminar = make.seminar(by=aud, language="en", doors_open=True, grace_minutes=0)
    make.group(seminar, "Naustbordet")
    make.round(seminar).open(by=aud)
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, seminar.groups.get(), "Runa")


def press(client, seminar, do: str):
    return client.post(reverse("finish_do", args=[seminar.slug]), {"do": do}, follow=True)


def page(client, name: str, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_finishing_closes_the_round_and_the_doors_and_thanks_the_groups(client, seminar, scribe):
    press(client, seminar, "finish")
    seminar.refresh_from_db()
    assert seminar.finished_at and str(seminar.finished_by) == "Aud"
    assert not seminar.doors_open and seminar.rounds.get().state == "closed"
    assert "The seminar is finished. Thank you for writing!" in page(device_client(scribe), "write_now", seminar.slug)
    assert [change.verb for change in seminar.changes.all()][-4:] == [
        "dialogueround.closed",
        "seminar.doors_closed",
        "seminar.finished",
        "closedsummary.saved",
    ]


def test_a_finished_seminar_opens_no_round_and_no_doors_until_it_is_opened_again(client, seminar, aud):
    press(client, seminar, "finish")
    press(client, seminar, "finish")
    round = seminar.rounds.get()
    answer = client.post(reverse("steer_round", args=[seminar.slug, round.pk]), {"do": "open"}, follow=True)
    assert "The seminar is finished." in answer.content.decode()
    answer = client.post(reverse("setup_doors", args=[seminar.slug]), {"doors": "open"}, follow=True)
    assert "The seminar is finished." in answer.content.decode()
    assert seminar.rounds.get().state == "closed"
    press(client, seminar, "reopen")
    client.post(reverse("steer_round", args=[seminar.slug, round.pk]), {"do": "open"})
    assert seminar.rounds.get().state == "open"
    assert seminar.changes.filter(verb="seminar.finished").count() == 1


def test_what_was_being_written_may_still_come_within_the_grace(client, seminar, scribe):
    type(seminar).objects.update(grace_minutes=2)
    press(client, seminar, "finish")
    scribe.refresh_from_db()
    round = scribe.seminar.rounds.get()
    sent = Post.objects.send("0" * 8 + "-0000-4000-8000-" + "0" * 12, scribe=scribe, round=round, body="Me rakk det.")
    assert sent.post.late is False


def test_a_rehearsal_must_end_first(client, seminar, aud):
    seminar.rounds.get().close(by=aud)
    type(seminar).objects.update(rehearsing=True)
    assert "End the rehearsal first." in press(client, seminar, "finish").content.decode()
    seminar.refresh_from_db()
    assert seminar.finished_at is None


def test_the_page_lists_what_is_not_done_yet(client, seminar, scribe, aud):
    round = seminar.rounds.get()
    make.round(seminar, "Andre runde")
    make.theme(seminar)
    make.post(seminar)
    make.post(seminar, late=True)
    Draft.objects.keep(scribe=scribe, round=round, body="Ikkje ferdig", version=1)
    left = RemainingWork.of(seminar)
    assert ([str(one) for one in left.open], [str(one) for one in left.never_opened]) == (
        ["Første runde"],
        ["Andre runde"],
    )
    assert (left.unsent, left.late, left.unsorted) == (1, 1, 2)
    html = page(client, "finish", seminar.slug)
    for sentence in ("“Andre runde” has not been opened.", "1 text has not been sent.", "2 notes have no theme."):
        assert sentence in html
    assert "Ikkje ferdig" not in html


def test_a_group_takes_its_own_notes_home(client, seminar, scribe, aud):
    mine = make.post(seminar, "Me vil ha naust.\nOg båt.", group=scribe.group, scribe=scribe)
    gone = make.post(seminar, "Trekt tilbake", group=scribe.group, state="withdrawn")
    other = make.post(seminar, "Dei andre sine", group=make.group(seminar, "Kvernbordet"))
    device = device_client(scribe)
    html = page(device, "own_notes", seminar.slug)
    file = device.get(reverse("own_notes_file", args=[seminar.slug]))
    for text in (html, file.content.decode("utf-8-sig")):
        assert mine.body in text and gone.body not in text and other.body not in text
    assert "Naustbordet.txt" in file["Content-Disposition"]
    assert Client().get(reverse("own_notes_file", args=[seminar.slug])).status_code == 302


def test_everyone_with_the_link_reads_the_result_without_names(client, seminar, scribe, aud):
    theme = make.theme(seminar, "Båtliv")
    post = make.post(
        seminar, "Me vil ha naust.", group=scribe.group, scribe=scribe, author="Runa R.", fields={"Navn": "Runa R."}
    )
    make.post(seminar, "Gøymd", state="hidden")
    theme.add_post(post, by=aud)
    client.post(reverse("finish_result", args=[seminar.slug]), {})
    seminar.refresh_from_db()
    html = page(Client(), "result", seminar.result_token)
    assert "Me vil ha naust." in html and "Båtliv" in html and "Preliminary" in html
    for name in ("Naustbordet", "Runa", "Gøymd", reverse("board", args=[seminar.slug])):
        assert name not in html
    client.post(reverse("finish_result", args=[seminar.slug]), {"names": "on"})
    html = page(Client(), "result", seminar.result_token)
    assert "Naustbordet" in html and "Runa" not in html
    press(client, seminar, "finish")
    html = page(Client(), "result", seminar.result_token)
    assert "Final" in html and aud.name not in html


def test_a_link_that_is_withdrawn_never_works_again(client, seminar, scribe):
    client.post(reverse("finish_result", args=[seminar.slug]), {})
    press(client, seminar, "finish")
    seminar.refresh_from_db()
    first = seminar.result_token
    assert reverse("result", args=[first]) in page(device_client(scribe), "write_now", seminar.slug)
    press(client, seminar, "withdraw")
    assert Client().get(reverse("result", args=[first])).status_code == 404
    assert "/r/" not in page(device_client(scribe), "write_now", seminar.slug)
    client.post(reverse("finish_result", args=[seminar.slug]), {})
    seminar.refresh_from_db()
    assert seminar.result_token not in (None, first)
    assert Client().get(reverse("result", args=["x" * 22])).status_code == 404


@pytest.mark.parametrize("role, status", [("facilitator", 404), ("viewer", 404)])
def test_only_an_organizer_finishes_and_shares(client, seminar, role, status):
    cora = make.person("Cora")
    make.member(seminar, cora, role)
    client.force_login(cora)
    assert client.get(reverse("finish", args=[seminar.slug])).status_code == status
    assert press(client, seminar, "finish").status_code == status
    assert client.post(reverse("finish_result", args=[seminar.slug]), {}).status_code == status
    seminar.refresh_from_db()
    assert seminar.finished_at is None and seminar.result_token is None


def test_only_a_finished_seminar_is_archived(client, seminar, aud):
    with pytest.raises(NotPossible):
        seminar.archive(by=aud)
    press(client, seminar, "finish")
    press(client, seminar, "archive")
    assert "Archive" in page(client, "home")
    press(client, seminar, "unarchive")
    seminar.refresh_from_db()
    assert seminar.archived_at is None


def test_the_first_page_puts_today_on_top_and_folds_what_is_finished_by_year(client, aud):
    today = timezone.localdate()
    for title, day in (("I år", today), ("Til våren", today + timedelta(days=90)), ("I fjor", date(2024, 3, 1))):
        make.seminar(title, by=aud, date=day, language="en")
    aud.memberships.get(seminar__title="I fjor").seminar.finish(by=aud)
    html = page(client, "home")
    assert html.index(">Today<") < html.index("I år") < html.index(">Not finished<") < html.index("Til våren")
    assert html.index("Finished in 2024") < html.index("I fjor")
    found = client.get(reverse("home"), {"search": "vår"}).content.decode()
    assert "Til våren" in found and "I fjor" not in found


def test_the_next_seminar_comes_first_and_one_that_nobody_finished_long_ago_is_folded_away(client, aud):
    today = timezone.localdate()
    for title, days in (("Om eit år", 365), ("Førre veke", -7), ("I morgon", 1), ("I fjor", -365)):
        make.seminar(title, by=aud, date=today + timedelta(days=days), language="en")
    make.seminar("Utan dato", by=aud)
    seminars = client.get(reverse("home")).context["seminars"]
    assert [one.title for one in seminars.current] == ["I morgon", "Om eit år", "Utan dato", "Førre veke"]
    assert [one.title for one in seminars.older] == ["I fjor"]
    html = page(client, "home")
    assert html.index("Older, not finished") < html.index("I fjor")


def test_a_viewer_is_led_to_the_summary_and_offered_no_new_seminar(client, seminar):
    cora = make.person("Cora")
    make.member(seminar, cora, "viewer")
    client.force_login(cora)
    html = page(client, "home")
    assert reverse("summary", args=[seminar.slug]) in html
    assert reverse("room", args=[seminar.slug]) not in html and reverse("seminar_new") not in html
