"""The wall: everyone in the hall may read it where the organizer allows it, so nothing confidential is on it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from posts.models import Draft
from posts.templatetags.split_long import split_long
from tests import make
from tests.posts.writing.test_writing import device
from tests.routes import unmarked
from tests.seminar.server.test_look import colours, contrast

pytestmark = pytest.mark.django_db
STYLES = Path(__file__).parents[3] / "static" / "css"
SECRETS = {
    "hidden": "Namnet på naboen.",
    "withdrawn": "Dette trekkjer vi.",
    "late": "Kom for seint.",
}


@pytest.fixture
def seminar():
    seminar = make.seminar(by=make.person("Aud"), wall_open=True)
    round = make.round(seminar, "Første runde")
    round.add_question("Kva manglar?")
    round.open()
    return seminar


@pytest.fixture
def scribe(seminar):
    return make.scribe(seminar, make.group(seminar, "Nordbord"), "Signe")


@pytest.fixture
def written(seminar, scribe):
    question = seminar.questions.get()
    rest = {"group": scribe.group, "scribe": scribe, "author": "Signe"}
    make.post(seminar, "Ein raud benk.", question=question, **rest)
    make.post(seminar, SECRETS["hidden"], state="hidden", **rest)
    make.post(seminar, SECRETS["withdrawn"], state="withdrawn", **rest)
    make.post(seminar, SECRETS["late"], late=True, **rest)


def member(seminar, role: str) -> Client:
    client, person = Client(), make.person("Cora")
    if role:
        make.member(seminar, person, role)
    client.force_login(person)
    return client


def wall(client, seminar, name: str = "wall", query: str = "", **headers):
    return client.get(reverse(name, args=[seminar.slug]) + query, **headers)


def set_wall(seminar, **facts) -> None:
    seminar.describe(**facts)


@pytest.mark.parametrize("name", ["wall", "wall_notes"])
def test_hidden_late_and_withdrawn_notes_are_not_on_the_wall_for_anyone(seminar, scribe, written, name):
    for client in (member(seminar, "organizer"), device(scribe)):
        content = wall(client, seminar, name).content.decode()
        assert "Ein raud benk." in content
        assert [word for word in SECRETS.values() if word in content] == []


@pytest.mark.parametrize("name", ["wall", "wall_notes"])
def test_names_of_groups_are_shown_only_where_the_seminar_allows_it_and_names_of_scribes_never(
    seminar, scribe, written, name
):
    reader = member(seminar, "viewer")
    for names in (True, False):
        set_wall(seminar, wall_names=names)
        for client in (reader, device(scribe)):
            content = wall(client, seminar, name).content.decode()
            assert ("Nordbord" in content, "Signe" in content, scribe.uid in content) == (names, False, False)


@pytest.mark.parametrize("name", ["wall", "wall_notes"])
@pytest.mark.parametrize("role", ["organizer", "facilitator", "viewer"])
def test_members_may_always_read_the_wall(seminar, written, name, role):
    set_wall(seminar, wall_open=False)
    assert wall(member(seminar, role), seminar, name).status_code == 200


def test_devices_may_read_the_wall_while_it_is_open_to_them_and_are_told_why_not(seminar, scribe, written):
    client = device(scribe)
    assert [wall(client, seminar, name).status_code for name in ("wall", "wall_notes")] == [200, 200]
    set_wall(seminar, wall_open=False)
    assert wall(client, seminar, "wall_notes").status_code == 404
    answer = client.get(reverse("wall", args=[seminar.slug]), follow=True)
    assert answer.redirect_chain == [(reverse("write", args=[seminar.slug]), 302)]
    assert "The wall is closed for the groups." in answer.content.decode()
    set_wall(seminar, wall_open=True)
    scribe.remove()
    assert [wall(client, seminar, name).status_code for name in ("wall", "wall_notes")] == [403, 404]
    assert "shut out by the organizer" in wall(client, seminar).content.decode()


def test_a_stranger_cannot_read_the_wall(seminar, written):
    foreign = make.scribe(make.seminar("Hamna", wall_open=True))
    assert wall(member(seminar, ""), seminar).status_code == 404
    for client in (Client(), device(foreign)):
        assert wall(client, seminar).url.startswith(reverse("account_login"))
        assert wall(client, seminar, "wall_notes").status_code == 404


@pytest.mark.parametrize("side", [0, 1])
def test_all_text_of_a_note_has_a_contrast_of_seven_to_one(side):
    palette = colours((STYLES / "tokens.css").read_text().split("@media")[0], side)
    used = set(re.findall(r"color: var\(--([\w-]+)\)", (STYLES / "room" / "wall.css").read_text())) | {"ink"}
    assert {name: contrast(palette[name], palette["paper"]) >= 7 for name in used} == dict.fromkeys(used, True)


def test_a_note_stands_beside_the_words_of_its_question(seminar, scribe, written):
    reader = member(seminar, "viewer")
    assert "1.1 Kva manglar?" in unmarked(wall(reader, seminar, "wall_notes").content.decode())
    by_question = wall(reader, seminar, "wall_notes", "?order=question").content.decode()
    assert unmarked(by_question).count("1.1 Kva manglar?") == 1


def test_a_device_sees_no_links_for_members(seminar, scribe, written):
    content = wall(device(scribe), seminar).content.decode()
    assert reverse("board", args=[seminar.slug]) not in content
    assert reverse("live", args=[seminar.slug]) not in content
    assert reverse("board", args=[seminar.slug]) in wall(member(seminar, "viewer"), seminar).content.decode()


def test_an_unchanged_wall_costs_one_query(seminar, scribe, written, django_assert_num_queries):
    client = device(scribe)
    etag = wall(client, seminar, "wall_notes")["ETag"]
    with django_assert_num_queries(1):
        assert wall(client, seminar, "wall_notes", HTTP_IF_NONE_MATCH=etag).status_code == 304
    seminar.posts.get(late=True).let_in()
    answer = wall(client, seminar, "wall_notes", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, SECRETS["late"] in answer.content.decode()) == (200, True)


def test_the_etag_differs_by_language(seminar, scribe, written):
    client = device(scribe)
    etag = wall(client, seminar, "wall_notes")["ETag"]
    answer = wall(client, seminar, "wall_notes", HTTP_IF_NONE_MATCH=etag, HTTP_ACCEPT_LANGUAGE="nn")
    assert answer.status_code == 200


def test_the_newest_note_is_first_and_a_round_or_question_can_be_chosen(seminar, scribe):
    question, reader = seminar.questions.get(), member(seminar, "viewer")
    later = make.round(seminar, "Andre runde")
    one = make.post(seminar, "Først.", question=question)
    two = make.post(seminar, "Så.")
    three = make.post(seminar, "Til slutt.", round=later)
    expected = {
        "": [three, two, one],
        f"?of=question-{question.pk}": [one],
        f"?of=round-{later.pk}": [three],
        "?order=question": [one, two, three],
        "?of=round-x&order=y": [three, two, one],
    }
    for query, posts in expected.items():
        assert list(wall(reader, seminar, "wall_notes", query).context["page"]) == posts


def test_a_round_that_has_not_begun_is_no_choice(seminar, scribe):
    make.round(seminar, "Løyndomsfull runde").add_question("Kva er løyndomen?")
    assert "øyndom" not in wall(device(scribe), seminar).content.decode()


@pytest.mark.parametrize(
    "text, glance",
    [
        ("Kort.", "Kort."),
        ("Ei setning til. " * 40, "Ei setning til. " * 25 + "Ei setning til."),
        ("- punkt\n" * 30, "- punkt\n" * 8 + "- punkt"),
        ("å" * 1000, "å" * 420),
    ],
)
def test_a_long_note_is_split_after_a_sentence_or_line_and_nothing_is_lost(text, glance):
    first, rest = split_long(text)
    assert first == glance
    assert "".join((first + rest).split()) == "".join(text.split())


def dots(client, seminar) -> list[str]:
    return re.findall(r'<span class="is-(\w+)">', wall(client, seminar, "wall_notes").content.decode())


def test_a_member_sees_how_many_groups_have_written_and_nobody_sees_which(seminar, scribe):
    cora, silent = member(seminar, "viewer"), make.scribe(seminar, make.group(seminar, "Sørbord"))
    assert dots(cora, seminar) == ["silent", "silent"]
    round, question = seminar.rounds.get(), seminar.questions.get()
    Draft.objects.keep(scribe=silent, round=round, question=question, body=SECRETS["hidden"], version=1)
    make.post(seminar, question=question, group=scribe.group)
    make.group(seminar, "Bord utan referent")
    assert dots(cora, seminar) == ["written", "writing"]
    shown = wall(cora, seminar).content.decode()
    assert "1 of 2 groups have written" in shown and "1 is writing" in shown
    assert SECRETS["hidden"] not in shown and "Sørbord" not in shown
    assert 'id="wall-room"' not in wall(device(scribe), seminar).content.decode()


def test_before_the_first_round_nothing_is_said_of_the_room():
    seminar = make.seminar(by=make.person("Aud"))
    make.round(seminar)
    make.scribe(seminar, make.group(seminar))
    assert dots(member(seminar, "viewer"), seminar) == []


@pytest.mark.parametrize("size", [1, 3])
def test_the_wall_takes_as_many_queries_for_one_note_as_for_three(seminar, scribe, size, django_assert_num_queries):
    for _ in range(size):
        make.post(seminar, question=seminar.questions.get(), group=scribe.group)
    client = device(scribe)
    with django_assert_num_queries(5):
        wall(client, seminar, "wall_notes")
