"""A message goes from the room to one group or to all, and a call for help from a group to the room."""

import pytest
from django.urls import reverse

from seminar.live.news import read_news
from seminar.models import Message
from tests import make
from tests.routes import unmarked
from tests.world import device_client, person_client

pytestmark = pytest.mark.django_db
BREAK = "Pause til 12:15 <b>& kaffi"
SHOWN = "Pause til 12:15 &lt;b&gt;&amp; kaffi"


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"))
    make.member(seminar, make.person("Bjarte"))
    make.round(seminar)
    return seminar


@pytest.fixture
def aud(seminar):
    return person_client(seminar.members.get(person__name="Aud").person)


@pytest.fixture
def groups(seminar):
    return [make.group(seminar, name) for name in ("Nordbord", "Sørbord")]


@pytest.fixture
def scribes(seminar, groups):
    """One for each group, and one whose group is not known."""
    return [make.scribe(seminar, group) for group in (*groups, None)]


def send(client, seminar, text: str = BREAK, group=None):
    data = {"text": text, "group": group.pk if group else ""}
    return client.post(reverse("message", args=[seminar.slug]), data, follow=True)


def phone_page(scribe) -> str:
    return device_client(scribe).get(reverse("write", args=[scribe.seminar.slug])).content.decode()


def room_page(client, seminar) -> str:
    return client.get(reverse("room_now", args=[seminar.slug])).content.decode()


def call(scribe, do: str = "call"):
    return device_client(scribe).post(reverse("write_call", args=[scribe.seminar.slug]), {"do": do})


def verbs(seminar) -> list[str]:
    return list(seminar.changes.values_list("verb", flat=True))


def test_a_message_to_all_is_on_every_phone_and_in_the_room_with_who_wrote_it_until_it_is_removed(
    aud, seminar, scribes
):
    page = send(aud, seminar).content.decode()
    assert "Sent to all groups." in page and SHOWN in page and "· Aud" in page
    assert all(SHOWN in phone_page(scribe) for scribe in scribes)
    address = reverse("message_removal", args=[seminar.slug, Message.objects.get().pk])
    for _ in range(2):
        aud.post(address)
    assert not any(SHOWN in phone_page(scribe) for scribe in scribes) and SHOWN not in room_page(aud, seminar)
    assert verbs(seminar)[-2:] == ["seminar.message_sent", "seminar.message_removed"]


def test_a_message_to_one_group_is_on_its_phones_only(aud, seminar, groups, scribes):
    assert "Sent to Nordbord." in send(aud, seminar, group=groups[0]).content.decode()
    assert [SHOWN in phone_page(scribe) for scribe in scribes] == [True, False, False]


def test_devices_hear_of_what_is_written_to_them_and_of_nothing_else(aud, seminar, groups, scribes):
    before = seminar.changes.count()
    send(aud, seminar, group=groups[0])
    call(scribes[1])
    send(aud, seminar)
    news = read_news(seminar.pk, before)
    heard = [[item.verb for item in news.for_scribe(before, one.pk, one.group_id)] for one in scribes]
    to_all = "seminar.message_sent"
    assert heard == [["group.message_sent", to_all], ["group.called", to_all], [to_all]]


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("  ", "Nothing was sent. Write what the groups are to read."),
        ("a" * 201, "Nothing was sent. The message is too long. It may have 200 characters."),
    ],
)
def test_a_message_that_cannot_be_sent_is_explained(aud, seminar, text, sentence):
    assert sentence in send(aud, seminar, text).content.decode()
    assert not Message.objects.exists()


def test_the_group_of_another_seminar_gets_no_message(aud, seminar):
    foreign = make.group(make.seminar("Ein annan stad"))
    assert "That group no longer exists." in send(aud, seminar, group=foreign).content.decode()
    assert not Message.objects.exists()


def test_the_log_has_the_words_and_the_group(aud, seminar, groups):
    send(aud, seminar, "Snakk høgare", groups[0])
    log = unmarked(aud.get(reverse("log", args=[seminar.slug])).content.decode())
    assert "Message to the group: Snakk høgare" in log and "Nordbord" in log


def test_a_call_for_help_is_answered_by_the_room_and_the_phone_says_so(aud, seminar, groups, scribes):
    assert "Nordbord needs help" not in room_page(aud, seminar)
    for _ in range(2):
        call(scribes[0])
    assert "You called for help at" in phone_page(scribes[0])
    assert room_page(aud, seminar).count("Nordbord needs help") == 1
    page = aud.post(reverse("answer_call", args=[seminar.slug, groups[0].pk]), follow=True).content.decode()
    assert "Nordbord sees that help is coming." in page and "Nordbord needs help" not in page
    assert "Help is coming." in phone_page(scribes[0]) and "Help is coming." not in phone_page(scribes[1])
    call(scribes[0], "withdraw")
    assert "We need help" in phone_page(scribes[0])
    assert verbs(seminar)[-3:] == ["group.called", "group.call_answered", "group.call_withdrawn"]


def test_a_group_calls_again_after_an_answer(aud, seminar, groups, scribes):
    call(scribes[0])
    groups[0].answer_call()
    call(scribes[0])
    assert "Nordbord needs help" in room_page(aud, seminar)


def test_a_call_that_is_withdrawn_can_no_longer_be_answered(seminar, groups, scribes):
    call(scribes[0])
    call(scribes[0], "withdraw")
    groups[0].answer_call()
    assert verbs(seminar)[-1] == "group.call_withdrawn"


def test_a_device_without_a_known_group_has_no_button(scribes, seminar):
    assert "We need help" not in phone_page(scribes[2])
    assert call(scribes[2]).status_code == 302
    assert "group.called" not in verbs(seminar)


@pytest.mark.parametrize("role, status", [("facilitator", 302), ("viewer", 404)])
def test_facilitators_write_to_the_groups_and_viewers_do_not(seminar, groups, role, status):
    cora = make.member(seminar, make.person("Cora"), role).person
    client = person_client(cora)
    message = Message.objects.send("Velkomen", seminar=seminar)
    for name, pk in (("message", None), ("message_removal", message.pk), ("answer_call", groups[0].pk)):
        address = reverse(name, args=[seminar.slug, pk] if pk else [seminar.slug])
        assert client.post(address, {"text": "Hei"}).status_code == status
