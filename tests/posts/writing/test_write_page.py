"""The scribe's page as the server renders it: what it shows, and that it works without its scripts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Draft, Post, Revision
from posts.models.submission import LONGEST_NOTE, MOST_A_MINUTE, MOST_SET_ASIDE, MOST_TEXTS_A_MINUTE
from posts.writing.offline import FILES
from seminar.models.scribe import MOST_CHANGES_A_MINUTE
from seminar.server import filled
from tests import make
from tests.posts.writing.test_writing import device, draft, note, put

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(hours=1)
UID = re.compile(r'name="uid" value="([-0-9a-f]{36})"')


def address(seminar, name: str = "write", *ids) -> str:
    return reverse(name, args=[seminar.slug, *ids])


def html(scribe, name: str = "write") -> str:
    return device(scribe).get(address(scribe.seminar, name)).content.decode()


def form(scribe, body, number=0, **fields) -> dict:
    question = scribe.seminar.questions.all()[number]
    return {"uid": str(uuid4()), "round": question.round.uid, "question": question.uid, "body": body} | fields


def test_what_the_process_remembers_of_the_page_is_the_same_for_all_groups_and_notes(seminar, scribe, monkeypatch):
    monkeypatch.setattr(filled, "_pieces", {})
    note(scribe, body="Vi vil ha ein raud benk")
    html(scribe)
    held = {key: pieces.texts for key, pieces in filled._pieces.items()}
    texts = "".join(text for pieces in held.values() for text in pieces)
    assert "raud benk" not in texts and scribe.name not in texts and len(texts) < 60_000
    for number in range(3):
        other = make.scribe(seminar, make.group(seminar, f"Bord {number}"), f"Torleif {number}")
        note(other, body=f"Notat {number}", number=1)
        assert f"Notat {number}" in html(other)
    assert {key: pieces.texts for key, pieces in filled._pieces.items()} == held


def test_an_unknown_device_is_asked_to_join(seminar, scribe):
    assert Client().get(address(seminar)).headers["Location"] == "/j/"
    assert Client().get(address(seminar, "write_now")).status_code == 404


def test_the_page_shows_a_field_for_each_question_and_the_notes_of_its_own_group_only(seminar, scribe):
    other_scribe = make.scribe(seminar, make.group(seminar, "Gruppe 2"))
    note(scribe, body="Vårt", number=1)
    note(other_scribe, body="Andres")
    content = html(scribe)
    assert "Gruppe 1" in content and "Signe" in content
    assert content.count('<textarea id="field-') == 3 + 1  # and the template
    assert "Vårt" in content and "Andres" not in content
    assert content.index("Kven kan hjelpe?") < content.index("Vårt") < content.index("Kva gjer vi først?")


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_takes_eight_queries_however_many_notes_and_drafts_there_are(
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
    # The scribe, the round, its questions, the messages, the rehearsal, the drafts, the notes, an open weighing.
    with django_assert_num_queries(8):
        client.get(address(seminar))


def test_the_page_links_to_the_wall_where_it_is_open_to_the_groups(seminar, scribe):
    link = f'href="{reverse("wall", args=[seminar.slug])}"'
    assert link not in html(scribe)
    seminar.describe(wall_open=True)
    assert link in html(scribe)


def test_before_the_first_round_the_page_says_that_it_begins_soon(scribe):
    scribe.seminar.rounds.update(state="planned")
    assert "We begin soon" in html(scribe)


def test_a_closed_round_promises_the_next_one_only_where_there_is_one(seminar, scribe):
    promise = "The next one appears here by itself."
    long_ago = timezone.now() - timedelta(hours=1)
    seminar.rounds.update(state="closed", ends_at=None, opened_at=long_ago, closed_at=long_ago)
    assert "The round is closed. Thank you!" in html(scribe) and promise not in html(scribe)
    make.round(seminar, "Andre runde")
    assert promise in html(scribe)


def test_a_round_without_questions_has_one_field(seminar, scribe):
    round = make.round(seminar, "Ope rom")
    round.open()
    assert f'id="field-{round.uid}"' in html(scribe)
    device(scribe).post(address(seminar), {"uid": str(uuid4()), "round": round.uid, "question": "", "body": "Fritt"})
    assert [(post.round, post.question) for post in Post.objects.all()] == [(round, None)]


def test_the_page_carries_the_seconds_until_the_end_and_until_the_grace_is_over(seminar, scribe):
    seconds = re.compile(r'data-phase="(\w+)" data-left="(\d*)" data-grace="(\d+)"')
    seminar.rounds.get().open(minutes=10)
    phase, left, grace = seconds.search(html(scribe, "write_now")).groups()
    assert (phase, int(grace) - int(left)) == ("open", 120) and 540 < int(left) <= 600
    seminar.rounds.get().close()
    phase, left, grace = seconds.search(html(scribe, "write_now")).groups()
    assert (phase, left) == ("closing", "") and 60 < int(grace) <= 120


def test_a_draft_is_in_its_field_also_when_its_round_is_over(seminar, scribe):
    draft(scribe, "\nFørst ei tom line", 4)
    make.round(seminar, "Andre runde").open()
    content = html(scribe)
    assert f'data-version="{Draft.objects.get().version}"' in content and ">\n\nFørst ei tom line</textarea>" in content
    assert 'Not sent yet, from <span lang="nb">Første runde</span>' in content


def test_the_draft_of_a_new_text_keeps_its_base_when_the_note_is_changed_meanwhile(scribe):
    uid = str(uuid4())
    note(scribe, uid)
    draft(scribe, "Mi retting", 1, note=uid)
    assert 'data-base="1"' in html(scribe)
    Post.objects.get().revise(body="Retta av ein annan")
    assert 'data-base="1"' in html(scribe) and 'data-revision="2"' in html(scribe)


def test_without_scripts_a_form_sends_a_note_and_a_double_click_sends_it_once(seminar, scribe):
    client = device(scribe)
    uid = UID.search(client.get(address(seminar)).content.decode())[1]
    sent = form(scribe, "Linje éin\r\n- linje to", uid=uid)
    for _ in range(2):
        assert client.post(address(seminar), sent).headers["Location"] == address(seminar)
    assert [(post.body, post.scribe) for post in Post.objects.all()] == [("Linje éin\n- linje to", scribe)]


@pytest.mark.parametrize("body, words", [(" ", "Write something first"), ("å" * (LONGEST_NOTE + 1), "Split it in two")])
def test_without_scripts_an_invalid_text_is_shown_in_its_field_with_the_reason(seminar, scribe, body, words):
    answer = device(scribe).post(address(seminar), form(scribe, body, number=1))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert words in content and f">\n{body}</textarea>" in content
    assert not Post.objects.exists()


def test_without_scripts_a_note_is_edited_and_a_conflict_shows_both_texts(seminar, scribe):
    uid, client = str(uuid4()), device(scribe)
    note(scribe, uid, "Ein raud benk")
    page = address(seminar, "write_text", uid)
    assert 'name="base" value="1"' in client.get(page).content.decode()
    Post.objects.get().revise(body="Ein blå benk")
    refused = client.post(page, form(scribe, " ", base=1)).content.decode()
    assert "Write something first" in refused and 'name="base" value="1"' in refused
    conflict = client.post(page, form(scribe, "Ein grøn benk", base=1)).content.decode()
    assert (
        "Someone else changed this note" in conflict
        and "Ein blå benk" in conflict
        and "Ein grøn benk</textarea>" in conflict
    )
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


@pytest.mark.parametrize("why", ["late", "locked"])
def test_without_scripts_the_page_says_why_a_change_to_a_note_was_not_made(seminar, scribe, why):
    uid, client = str(uuid4()), device(scribe)
    note(scribe, uid)
    if why == "locked":
        Post.objects.get().lock_text()
    else:
        seminar.rounds.get().close()
        seminar.rounds.update(closed_at=timezone.now() - timedelta(minutes=5))
    answer = client.post(address(seminar, "write_text", uid), form(scribe, "Ny tekst", base=1), follow=True)
    assert "Your new text is set aside, and a facilitator decides." in answer.content.decode().split('id="now"')[0]
    answer = client.post(address(seminar, "write_turn", uid), {"state": "withdrawn"}, follow=True)
    sentence = "A facilitator has locked this note." if why == "locked" else "The round is closed. Ask a facilitator"
    assert sentence in answer.content.decode() and Post.objects.get().state == "visible"


def test_without_scripts_too_a_note_of_another_group_cannot_be_changed(seminar, scribe):
    uid, other = str(uuid4()), device(make.scribe(seminar, make.group(seminar, "Gruppe 2")))
    note(scribe, uid)
    assert other.get(address(seminar, "write_text", uid)).status_code == 404
    assert other.post(address(seminar, "write_turn", uid), {"state": "withdrawn"}).status_code == 404
    assert other.post(address(seminar), form(scribe, "Kapra", uid=uid)).status_code == 422


def test_a_hidden_note_says_so_and_cannot_be_changed(scribe):
    note(scribe)
    Post.objects.get().hide()
    content = html(scribe, "write_now")
    assert "Hidden by a facilitator" in content and 'data-do="edit"' not in content


def test_html_in_notes_and_drafts_is_escaped(scribe):
    note(scribe, body="<script>alert(1)</script> & {{ ikkje }}")
    draft(scribe, "</textarea><b>", 1)
    content = html(scribe)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ ikkje }}" in content and "</textarea><b>" not in content


def test_the_number_of_new_notes_from_one_device_in_a_minute_is_limited(scribe):
    client = device(scribe)
    for number in range(MOST_A_MINUTE):
        assert note(scribe, body=str(number), client=client).status_code == 200
    answer = note(scribe, body="For mange")
    assert (answer.status_code, answer.json()["error"][-1]) == (429, ".")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    Post.objects.update(written_at=timezone.now() - timedelta(minutes=1))
    assert note(scribe, body="For mange").status_code == 200


def test_the_number_of_texts_from_one_device_in_a_minute_is_limited(scribe):
    client, uid = device(scribe), str(uuid4())
    revision = note(scribe, uid=uid, body="Ein benk", client=client).json()["revision"]
    for number in range(MOST_TEXTS_A_MINUTE):
        base = revision if number % 2 else 0
        revision = note(scribe, uid=uid, body=str(number), base=base, client=client).json()["revision"]
    last = Post.objects.get().body
    answer = note(scribe, uid=uid, body="For mange", base=0, client=client)
    assert (answer.status_code, answer.json()["error"][-1], answer.headers["Retry-After"]) == (429, ".", "60")
    assert Revision.objects.count() == MOST_TEXTS_A_MINUTE
    assert note(scribe, uid=uid, body=last, base=0, client=client).status_code == 200, "it was saved before"
    assert note(scribe, body="Eit nytt notat", client=client).status_code == 200
    Revision.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert note(scribe, uid=uid, body="For mange", base=0, client=client).json()["kept"] == "met another"


def test_no_more_than_so_many_texts_are_set_aside_for_one_note(scribe):
    client, uid = device(scribe), str(uuid4())
    note(scribe, uid=uid, body="Ein", client=client)
    note(scribe, uid=uid, body="To", base=0, client=client)
    Revision.objects.bulk_create(
        Revision(post=Post.objects.get(), body=str(number), reason="met another", scribe=scribe, at=LONG_AGO)
        for number in range(MOST_SET_ASIDE - 2)
    )
    assert note(scribe, uid=uid, body="Tre", base=0, client=client).status_code == 200
    answer = note(scribe, uid=uid, body="Fire", base=0, client=client)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 60
    assert Post.objects.get().revisions.aside().count() == MOST_SET_ASIDE
    assert note(scribe, uid=uid, body="Tre", base=0, client=client).status_code == 200, "it is set aside already"


def test_the_number_of_other_changes_from_one_device_in_a_minute_is_limited(seminar, scribe):
    client, uid = device(scribe), str(uuid4())
    note(scribe, uid=uid, body="Ein benk", client=client)
    field = {"round": seminar.rounds.get().uid, "question": seminar.questions.first().uid}
    make_change = [
        lambda number: client.post(address(seminar, "write_call"), {"do": ("call", "withdraw")[number % 2]}),
        lambda number: put(client, seminar, "write_state", uid, state=("withdrawn", "visible")[number % 2]),
        lambda number: put(client, seminar, "write_draft", **field, body=("Kladd", "")[number % 2], version=number + 1),
        lambda number: client.post(address(seminar, "who"), {"name": f"Signe {number}", "group": scribe.group_id}),
    ]
    for number in range((MOST_CHANGES_A_MINUTE - 1) // len(make_change)):
        assert all(change(number).status_code in (200, 302) for change in make_change)
    while seminar.changes.filter(scribe=scribe).count() < MOST_CHANGES_A_MINUTE:
        number += 1
        make_change[0](number)
    changes = seminar.changes.count()
    for change in make_change:
        answer = change(number + 1)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert seminar.changes.count() == changes
    other = make.scribe(seminar, scribe.group)
    assert device(other).post(address(seminar, "write_call")).status_code == 302
    seminar.changes.update(at=LONG_AGO)
    assert make_change[1](number + 1).status_code == 200


def test_the_server_proposes_how_to_divide_a_pasted_text(seminar, scribe):
    first, second, _ = seminar.questions.all()
    text = "Spørsmål 1:\nEin benk\nSpørsmål 2:\nKommunen"
    sent = {"round": first.round.uid, "body": text}
    answer = device(scribe).post(address(seminar, "write_split"), sent, content_type="application/json")
    assert answer.json()["parts"] == [
        {"question": first.uid, "text": "Ein benk"},
        {"question": second.uid, "text": "Kommunen"},
    ]
    assert answer.json()["left_out"] == "Spørsmål 1: Spørsmål 2:"
    assert put(device(scribe), seminar, "write_split", **sent).status_code == 405


def test_the_service_worker_caches_every_file_of_the_page_and_is_not_cached_itself(client, settings):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    for name in FILES:
        assert f'"/static/{name}"' in answer.content.decode()


def test_an_emptied_draft_of_an_earlier_round_gets_no_field(seminar, scribe):
    draft(scribe, "Noko", 1)
    draft(scribe, "", 2)
    make.round(seminar, "Andre runde").open()
    assert "Not sent yet, from" not in html(scribe, "write_now")
    assert Draft.objects.count() == 1
