"""One note's page: its text, where it came from, what was done to it, and changing it."""

from threading import Thread

import pytest
from django.db import connections
from django.urls import reverse

from posts.models import Source
from tests import make
from tests.routes import unmarked

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def address(post, name: str = "post") -> str:
    return reverse(name, args=[post.seminar.slug, post.uid])


@pytest.mark.django_db(transaction=True)
def test_a_note_that_is_deleted_while_somebody_opens_it_is_shown_once_more(client, seminar):
    post, answers = make.post(seminar), []

    def open_it():
        try:
            answers.append(client.get(address(post)).status_code)
        finally:
            connections.close_all()

    opening = Thread(target=open_it)
    with seminar.changing():
        opening.start()
        opening.join(0.5)
        post.delete()
    opening.join()
    assert answers == [200]
    assert not seminar.readings.exists()


def revise(client, post, **data):
    return client.post(address(post, "post_text"), {"subject": "", "expected": post.revision} | data)


def repaired(seminar, body: str, *repairs, doubts=()):
    post = make.post(seminar, body)
    Source.objects.create(
        post=post, file="vegg.pdf", raw="rå tekst", repairs=repairs, doubts=list(doubts), identity="a", fingerprint="b"
    )
    return post


def test_the_page_tells_file_raw_text_and_doubts(client, seminar):
    post = repaired(seminar, "Vi fekk det til i fjor.", ["i f\ufffdor", "i fjor"], doubts=["lost-sign: kl 12\ufffd30"])
    shown = client.get(address(post)).content.decode()
    assert [piece in shown for piece in ("vegg.pdf", "rå tekst", "12\ufffd30", "<del>i f\ufffdor</del>")] == [True] * 4


def test_undoing_one_repair_keeps_the_other(client, seminar):
    post = repaired(seminar, "Vi gjorde det i fjor.", ["g jorde", "gjorde"], ["i f\ufffdor", "i fjor"])
    client.post(address(post, "post_repairs"), {"repair": 0, "expected": 1})
    post.refresh_from_db()
    assert (post.body, post.revisions.get().body) == ("Vi g jorde det i fjor.", "Vi gjorde det i fjor.")
    shown = client.get(address(post)).content.decode()
    assert (shown.count("Not in the text now"), shown.count("Undo the repair")) == (1, 1)


def test_a_repair_is_not_undone_in_a_text_that_changed_meanwhile(client, seminar):
    post = repaired(seminar, "Vi gjorde det.", ["g jorde", "gjorde"])
    post.revise(body="Vi gjorde det sjølve.")
    client.post(address(post, "post_repairs"), {"repair": 0, "expected": 1})
    post.refresh_from_db()
    assert post.body == "Vi gjorde det sjølve."


@pytest.mark.parametrize("repair", ["1", "-1", "x", ""])
def test_undoing_a_repair_that_does_not_exist_changes_nothing(client, seminar, repair):
    post = repaired(seminar, "Vi gjorde det.", ["g jorde", "gjorde"])
    assert client.post(address(post, "post_repairs"), {"repair": repair, "expected": 1}).status_code == 302
    assert post.revisions.count() == 0


def test_a_new_text_keeps_the_former_and_shows_the_difference(client, seminar):
    post = make.post(seminar, "Bussen går aldri.")
    revise(client, post, body="Bussen går sjeldan.\r\nNesten aldri.", reason="Retta etter bandet")
    post.refresh_from_db()
    assert (post.body, post.revisions.get().by.name) == ("Bussen går sjeldan.\nNesten aldri.", "Aud")
    shown = client.get(address(post)).content.decode()
    assert "Bussen går <ins>sjeldan.\nNesten </ins>aldri." in shown
    assert "Retta etter bandet" in shown


def test_of_two_who_write_at_once_neither_loses_a_word(client, seminar):
    post = make.post(seminar, "Opphavleg.")
    post.revise(body="Bjarte var fyrst.", by=make.person("Bjarte"))
    response = client.post(address(post, "post_text"), {"body": "Aud skreiv òg.", "expected": 1})
    shown = response.content.decode()
    post.refresh_from_db()
    assert (response.status_code, post.body) == (409, "Bjarte var fyrst.")
    assert "<del>Bjarte var fyrst.</del><ins>Aud skreiv òg.</ins>" in shown
    assert 'name="expected" value="2"' in shown
    assert "Aud skreiv òg.</textarea>" in shown


def test_a_note_cannot_be_emptied_by_mistake(client, seminar):
    post = make.post(seminar, "Står.")
    shown = revise(client, post, body="  \n").content.decode()
    post.refresh_from_db()
    assert ("A note cannot be empty." in shown, post.body) == (True, "Står.")


def test_a_note_is_given_its_group_hidden_and_shown_again(client, seminar):
    post, group = make.post(seminar), make.group(seminar, "Nordbord")
    client.post(address(post, "post_group"), {"group": group.pk})
    client.post(address(post, "post_state"), {"state": "hidden"})
    client.post(address(post, "post_state"), {"state": "hidden"})
    client.post(address(post, "post_state"), {"state": "visible"})
    sentences = [happening.sentence for happening in client.get(address(post)).context["history"]]
    assert sentences == ["Note shown again", "Note hidden", "Note moved to Nordbord"]


def test_the_history_names_themes_and_people(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar, "Skyss 100 %")
    theme.add_post(post, by=seminar.members.get().person)
    shown = unmarked(" ".join(client.get(address(post)).content.decode().split()))
    assert "Note placed under Skyss 100 %" in shown
    assert "</time>, Aud" in shown


def test_a_group_that_is_gone_and_a_group_nobody_knows_are_told_apart(client, seminar):
    post, group = make.post(seminar), make.group(seminar, "Nordbord")
    post.set_group(group)
    post.set_group(None)
    group.delete()
    sentences = [happening.sentence for happening in client.get(address(post)).context["history"]]
    assert sentences == ["Note moved to unknown group", "Note moved to …"]


@pytest.mark.parametrize("state", ["", "gone"])
def test_a_state_that_does_not_exist_changes_nothing_and_says_so(client, seminar, state):
    post = make.post(seminar)
    shown = client.post(address(post, "post_state"), {"state": state}, follow=True).content.decode()
    post.refresh_from_db()
    assert ("Nothing was changed." in shown, post.state) == (True, "visible")


def test_replies_are_shown_and_lead_to_their_own_pages(client, seminar):
    post = make.post(seminar)
    reply = make.post(seminar, "Ja, og varm mat.", subject="Til middag", reply_to=post)
    shown = client.get(address(post)).content.decode()
    assert [words in shown for words in ("Til middag", "Ja, og varm mat.", address(reply))] == [True] * 3


@pytest.mark.parametrize("replies", [1, 10])
def test_the_number_of_queries_does_not_grow_with_the_replies(client, seminar, replies, django_assert_num_queries):
    post = make.post(seminar)
    for number in range(replies):
        make.post(seminar, reply_to=post, group=make.group(seminar, f"Bord {number}"))
    with django_assert_num_queries(23):
        client.get(address(post))


def test_a_link_that_would_run_a_script_is_only_text(client, seminar):
    post = make.post(seminar, attachments=[{"url": "javascript:alert(1)", "caption": "Sjå her"}])
    shown = client.get(address(post)).content.decode()
    assert ("javascript:alert(1)" in shown, 'href="javascript' in shown) == (True, False)


def test_signs_nobody_sees_are_not_kept_so_that_the_file_of_all_comes_back_equal(client, seminar):
    post = make.post(seminar, "Vi fekk det til.")
    client.post(
        address(post, "post_text"), {"body": "Vi fekk\x0bdet\ufeff til\x85 i år.", "subject": "", "expected": 1}
    )
    post.refresh_from_db()
    assert post.body == "Vi fekk det til i år."
