"""The page for writing as the server makes it: what it shows, and that it works without its scripts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post
from posts.models.sending import LONGEST_NOTE, MOST_A_MINUTE
from posts.offline import SCRIPTS, STYLES
from tests import make
from tests.posts.test_writing import device, draft, note, put

pytestmark = pytest.mark.django_db
UID = re.compile(r'name="uid" value="([-0-9a-f]{36})"')


def address(seminar, name: str = "write", *ids) -> str:
    return reverse(name, args=[seminar.slug, *ids])


def html(scribe, name: str = "write") -> str:
    return device(scribe).get(address(scribe.seminar, name)).content.decode()


def form(scribe, body, number=0, **fields) -> dict:
    question = scribe.seminar.questions.all()[number]
    return {"uid": str(uuid4()), "round": question.round.uid, "question": question.uid, "body": body} | fields


def test_a_device_that_is_not_known_is_asked_to_join(seminar, scribe):
    assert Client().get(address(seminar)).headers["Location"] == "/j/"
    assert Client().get(address(seminar, "write_now")).status_code == 404
    scribe.remove()
    assert device(scribe).get(address(seminar)).status_code == 302


def test_the_page_shows_each_question_with_its_field_and_what_the_group_sent_and_nothing_of_others(seminar, scribe):
    elsewhere = make.scribe(seminar, make.group(seminar, "Gruppe 2"))
    note(scribe, body="Vårt", number=1)
    note(elsewhere, body="Andres")
    shown = html(scribe)
    assert "Gruppe 1" in shown and "Signe" in shown
    assert shown.count('<textarea id="field-') == 3 + 1  # and the mould
    assert "Vårt" in shown and "Andres" not in shown
    assert shown.index("Kven kan hjelpe?") < shown.index("Vårt") < shown.index("Kva gjer vi først?")


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_the_database_the_same_few_times_however_much_there_is(
    seminar, scribe, times, django_assert_num_queries
):
    other = make.scribe(seminar, scribe.group, "Torleif")
    for number in range(times):
        uid = str(uuid4())
        note(scribe, uid, body=f"Vi {number}", number=number)
        note(other, body=f"Dei {number}", number=number)
        draft(scribe, "Kladd", 1, question=seminar.questions.all()[number].uid)
        draft(scribe, "Retting", 1, note=uid)
    client = device(scribe)
    with django_assert_num_queries(5):  # the scribe, the round, its questions, the drafts, the notes
        client.get(address(seminar))


def test_the_way_to_the_wall_is_shown_where_the_groups_may_go_there(seminar, scribe):
    way = f'href="{reverse("wall", args=[seminar.slug])}"'
    assert way not in html(scribe)
    seminar.describe(wall_open=True)
    assert way in html(scribe)


def test_before_the_first_round_the_page_waits_calmly(scribe):
    scribe.seminar.rounds.update(state="planned")
    assert "We begin soon" in html(scribe)


def test_a_round_without_questions_has_one_field(seminar, scribe):
    round = make.round(seminar, "Ope rom")
    round.open()
    assert f'id="field-{round.uid}"' in html(scribe)
    device(scribe).post(address(seminar), {"uid": str(uuid4()), "round": round.uid, "question": "", "body": "Fritt"})
    assert [(post.round, post.question) for post in Post.objects.all()] == [(round, None)]


def test_the_server_tells_how_many_seconds_are_left_and_of_the_grace(seminar, scribe):
    told = re.compile(r'data-phase="(\w+)" data-left="(\d*)" data-grace="(\d+)"')
    seminar.rounds.get().open(minutes=10)
    phase, left, grace = told.search(html(scribe, "write_now")).groups()
    assert (phase, int(grace) - int(left)) == ("open", 120) and 540 < int(left) <= 600
    seminar.rounds.get().close()
    phase, left, grace = told.search(html(scribe, "write_now")).groups()
    assert (phase, left) == ("closing", "") and 60 < int(grace) <= 120


def test_a_draft_stands_in_its_field_and_one_of_an_earlier_round_keeps_its_place(seminar, scribe):
    draft(scribe, "\nFørst ei tom line", 4)
    make.round(seminar, "Andre runde").open()
    shown = html(scribe)
    assert 'data-version="4"' in shown and ">\n\nFørst ei tom line</textarea>" in shown
    assert "Not sent yet, from Første runde" in shown


def test_a_draft_of_a_new_text_goes_on_from_where_it_began_though_the_note_was_changed_meanwhile(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    draft(scribe, "Mi retting", 1, note=uid)
    assert 'data-base="1"' in html(scribe)
    Post.objects.get().revise(body="Retta av ein annan")
    assert 'data-base="1"' in html(scribe) and 'data-revision="2"' in html(scribe)


def test_without_scripts_a_note_is_sent_by_a_form_and_a_double_click_is_one_note(seminar, scribe):
    client = device(scribe)
    uid = UID.search(client.get(address(seminar)).content.decode())[1]
    sent = form(scribe, "Linje éin\r\n- linje to", uid=uid)
    for _ in range(2):
        assert client.post(address(seminar), sent).headers["Location"] == address(seminar)
    assert [(post.body, post.scribe) for post in Post.objects.all()] == [("Linje éin\n- linje to", scribe)]


@pytest.mark.parametrize("body, words", [(" ", "Write something first"), ("å" * (LONGEST_NOTE + 1), "Send it as two")])
def test_without_scripts_what_cannot_be_sent_stands_in_its_field_with_the_reason(seminar, scribe, body, words):
    answer = device(scribe).post(address(seminar), form(scribe, body, number=1))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown and f">\n{body}</textarea>" in shown
    assert not Post.objects.exists()


def test_without_scripts_a_note_gets_a_new_text_and_one_that_met_another_stands_beside_it(seminar, scribe):
    uid, client = str(uuid4()), device(scribe)
    note(scribe, uid, "Ein raud benk")
    page = address(seminar, "write_text", uid)
    assert 'name="base" value="1"' in client.get(page).content.decode()
    Post.objects.get().revise(body="Ein blå benk")
    met = client.post(page, form(scribe, "Ein grøn benk", base=1)).content.decode()
    assert "Someone else changed this note" in met and "Ein blå benk" in met and "Ein grøn benk</textarea>" in met
    assert client.post(page, form(scribe, "Ein grøn benk", base=2)).status_code == 302
    assert Post.objects.get().body == "Ein grøn benk"
    assert [row.body for row in Post.objects.get().revisions.aside()] == ["Ein grøn benk"]


def test_without_scripts_a_note_is_taken_back_and_put_back_until_the_round_is_closed(seminar, scribe):
    uid, client = str(uuid4()), device(scribe)
    note(scribe, uid)
    for state in ("withdrawn", "visible"):
        client.post(address(seminar, "write_turn", uid), {"state": state})
        assert Post.objects.get().state == state
    seminar.rounds.get().close()
    seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=5))
    client.post(address(seminar, "write_turn", uid), {"state": "withdrawn"})
    assert Post.objects.get().state == "visible"


def test_nobody_changes_the_note_of_another_group(seminar, scribe):
    uid, other = str(uuid4()), device(make.scribe(seminar, make.group(seminar, "Gruppe 2")))
    note(scribe, uid)
    assert other.get(address(seminar, "write_text", uid)).status_code == 404
    assert other.post(address(seminar, "write_turn", uid), {"state": "withdrawn"}).status_code == 404
    assert other.post(address(seminar), form(scribe, "Kapra", uid=uid)).status_code == 422


def test_a_note_that_a_facilitator_hid_says_so_and_cannot_be_changed(scribe):
    note(scribe)
    Post.objects.get().hide()
    shown = html(scribe, "write_now")
    assert "Hidden by a facilitator" in shown and 'data-do="edit"' not in shown


def test_what_is_written_is_shown_as_it_is_and_never_run(scribe):
    note(scribe, body="<script>alert(1)</script> & {{ ikkje }}")
    draft(scribe, "</textarea><b>", 1)
    shown = html(scribe)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ ikkje }}" in shown and "</textarea><b>" not in shown


def test_one_device_sends_so_many_new_notes_a_minute_and_the_rest_a_little_later(scribe):
    client = device(scribe)
    for number in range(MOST_A_MINUTE):
        assert note(scribe, body=str(number), client=client).status_code == 200
    answer = note(scribe, body="For mange")
    assert (answer.status_code, answer.json()["error"][-1]) == (429, ".")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    Post.objects.update(written_at=timezone.now() - timedelta(minutes=1))
    assert note(scribe, body="For mange").status_code == 200


def test_a_pasted_text_is_proposed_in_parts_under_their_questions(seminar, scribe):
    first, second, _ = seminar.questions.all()
    text = "Spørsmål 1:\nEin benk\nSpørsmål 2:\nKommunen"
    sent = {"round": first.round.uid, "body": text}
    answer = device(scribe).post(address(seminar, "write_split"), sent, content_type="application/json")
    assert answer.json()["parts"] == [
        {"question": first.uid, "text": "Ein benk"},
        {"question": second.uid, "text": "Kommunen"},
    ]
    assert put(device(scribe), seminar, "write_split", **sent).status_code == 405


def test_the_worker_keeps_every_file_of_the_page_and_is_asked_for_anew_each_time(client, settings):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    for name in (*STYLES, *SCRIPTS):
        assert f'"/static/{name}"' in answer.content.decode()


def test_drafts_that_were_emptied_take_no_place(seminar, scribe):
    draft(scribe, "Noko", 1)
    draft(scribe, "", 2)
    make.round(seminar, "Andre runde").open()
    assert "Not sent yet, from" not in html(scribe, "write_now")
    assert Draft.objects.count() == 1
