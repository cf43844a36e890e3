"""What came too late or met another text is shown to those who decide, and to nobody as anything else than it is."""

import pytest
from django.urls import reverse

from posts.models import Revision
from tests import make
from tests.themes.board.day import day
from themes.summary.formats import WRITERS
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db
OTHER = "Ein raud benk ved kyrkja."


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"), language="en")
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def late(seminar):
    return make.post(seminar, "Ein raud benk ved brua.", group=make.group(seminar), late=True)


@pytest.fixture
def aside(seminar, late):
    scribe = make.scribe(seminar, late.group, "Signe")
    Revision.set_aside(late, OTHER, by=scribe, reason="met another")
    return late.revisions.aside().get()


def address(post, name: str = "post", query: str = "") -> str:
    return reverse(name, args=[post.seminar.slug, post.uid]) + query


def board(seminar, query: str = "") -> str:
    return reverse("board", args=[seminar.slug]) + query


def decide(client, post, name: str = "post_late", **data):
    return client.post(address(post, name), data)


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def as_viewer(client, seminar) -> None:
    cora = make.person("Cora")
    make.member(seminar, cora, "viewer")
    client.force_login(cora)


def test_the_board_and_the_notes_page_say_that_it_came_late_and_let_it_in(client, seminar, late):
    for url in (board(seminar), address(late)):
        assert all(word in text_of(client, url) for word in ("Late", "Let it in"))
    card = board(seminar, f"?text=benk#post-{late.pk}")
    assert f'name="next" value="{card}"' in text_of(client, board(seminar, "?text=benk"))
    for _ in range(2):
        assert decide(client, late, next=card).url == card
    assert all(word not in text_of(client, board(seminar)) for word in ("Late", "Let it in"))
    assert "Note let in although late" in text_of(client, address(late))


def test_it_can_be_hidden_instead(client, seminar, late):
    assert decide(client, late, "post_state", state="hidden").url == address(late)
    late.refresh_from_db()
    assert (late.state, late.late) == ("hidden", True)
    assert "Let it in" not in text_of(client, address(late))


def test_from_the_board_it_leads_back_to_its_card_as_it_is_now(client, seminar, late):
    card = board(seminar, f"#post-{late.pk}")
    answer = client.post(address(late, "post_late"), {"next": card}, follow=True)
    assert answer.redirect_chain[0][0].endswith(f"#post-{late.pk}")
    shown = answer.content.decode()
    assert f'id="post-{late.pk}"' in shown and "The note is let in." in shown and "Late" not in shown


def test_on_the_board_its_card_is_given_back_as_it_is_now(client, seminar, late):
    url = reverse("board_let_in", args=[seminar.slug])
    card = client.post(url, {"post": late.pk}).content.decode()
    assert f'id="post-{late.pk}"' in card and "The note is let in." in card and "Late" not in card


def test_what_cannot_be_done_with_it_changes_nothing(client, seminar, late):
    before = seminar.changes.count()
    for data in ({}, {"state": "burnt"}, {"state": "burnt", "next": "https://example.org/"}):
        assert decide(client, late, "post_state", **data).url == address(late)
    assert seminar.changes.count() == before


def test_who_only_looks_on_sees_that_it_came_late_and_decides_nothing(client, seminar, late, aside):
    as_viewer(client, seminar)
    for url in (board(seminar), address(late)):
        assert "Late" in text_of(client, url) and "Let it in" not in text_of(client, url)
    assert OTHER.split()[-1] not in text_of(client, address(late))
    assert decide(client, late, do="let_in").status_code == 404
    assert client.post(address(late, "post_aside"), {"text": aside.pk, "expected": 1}).status_code == 404


def test_a_text_that_was_set_aside_is_shown_beside_the_one_that_stands_and_can_be_used(client, seminar, late, aside):
    shown = text_of(client, address(late))
    assert "Another text was saved first." in shown
    assert "<del>brua.</del><ins>kyrkja.</ins>" in shown
    client.post(address(late, "post_aside"), {"text": aside.pk, "expected": 1})
    late.refresh_from_db()
    assert (late.body, late.revisions.stood().get().body) == (OTHER, "Ein raud benk ved brua.")
    assert "set aside</h2>" not in text_of(client, address(late))


def test_it_is_not_used_over_a_text_that_changed_meanwhile(client, seminar, late, aside):
    late.revise(body="Ein grøn benk.")
    client.post(address(late, "post_aside"), {"text": aside.pk, "expected": 1})
    late.refresh_from_db()
    assert late.body == "Ein grøn benk."


@pytest.mark.parametrize("text", ["", "x", "9" * 30])
def test_a_text_that_is_not_there_or_belongs_to_another_note_is_not_used(client, seminar, late, aside, text):
    for post, chosen in ((late, text), (make.post(seminar, "Ein annan."), aside.pk)):
        client.post(address(post, "post_aside"), {"text": chosen, "expected": 1})
        assert post.revisions.count() == (1 if post == late else 0)


def test_a_note_that_its_group_took_back_is_for_those_who_lead_only(client, seminar):
    post = make.post(seminar, "Dette trekkjer vi.", group=make.group(seminar))
    post.withdraw(by=make.scribe(seminar, post.group))
    assert post.body not in text_of(client, board(seminar))
    assert post.body in text_of(client, board(seminar, "?state=withdrawn"))
    shown = text_of(client, address(post))
    assert ">Withdrawn<" in shown and "Show the note again" in shown
    as_viewer(client, seminar)
    assert post.body not in text_of(client, board(seminar, "?state=withdrawn"))
    assert client.get(address(post)).status_code == 404


def test_in_a_report_a_late_note_is_counted_and_marked_until_someone_lets_it_in():
    seminar = day()
    post = seminar.posts.get(body="Frivillige.")
    before = Summary.of(seminar).count
    type(post).objects.filter(pk=post.pk).update(late=True)
    assert Summary.of(seminar).count == before
    written = {name: WRITERS[name].file(seminar, None).decode() for name in ("md", "csv")}
    assert [text.count("came late") for text in written.values()] == [2, 1]  # under its theme, and in its place
    post.refresh_from_db()
    post.let_in()
    assert b"came late" not in WRITERS["md"].file(seminar, None)


def test_in_a_report_a_note_that_was_taken_back_is_not_and_its_group_is_silent():
    seminar = day()
    post = seminar.posts.get(body="Frivillige.")
    post.withdraw(by=make.scribe(seminar, post.group))
    summary = Summary.of(seminar)
    assert post.body not in {note.body for note in summary.notes}
    assert "Torvbordet" in {silence.round.number: silence.groups for silence in summary.silences}[2]
