"""The board: what is on it, for whom, at what cost."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db.models import Max
from django.urls import reverse
from django.utils.html import conditional_escape

from posts.models import Source
from seminar.models import Seminar
from tests import make
from tests.routes import unmarked

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.fixture
def aud(client, seminar):
    client.force_login(seminar.members.get().person)
    return client


def board(seminar, query: str = "") -> str:
    return reverse("board", args=[seminar.slug]) + query


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_notes_stand_by_round_and_then_by_group(aud, seminar):
    first, second = make.round(seminar, "Om morgonen"), make.round(seminar, "Om kvelden")
    north, south = make.group(seminar, "Nordbord"), make.group(seminar, "Sørbord")
    for round, group, body in [(second, south, "D"), (first, None, "C"), (first, south, "B"), (first, north, "A")]:
        make.post(seminar, f"Notat {body}.", round=round, group=group)
    shown = unmarked(text(aud.get(board(seminar))))
    order = [
        "morgonen</h2>",
        "Nordbord</h3>",
        "Notat A.",
        "Sørbord</h3>",
        "Notat B.",
        "Notat C.",
        "kvelden</h2>",
        "Notat D.",
    ]
    places = [shown.index(piece) for piece in order]
    assert places == sorted(places)


def test_a_note_of_unknown_group_shows_the_label_it_came_with(aud, seminar):
    make.post(seminar, author="SLEEPY HERON")
    assert 'Unknown group</span> <span class="post-author">SLEEPY HERON' in text(aud.get(board(seminar)))


def test_what_people_wrote_is_shown_and_never_run(aud, seminar):
    make.post(seminar, "<script>alert(1)</script>\nLinje to")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nLinje to" in aud.get(board(seminar)).content.decode()


def test_the_time_is_that_of_the_seminars_zone(aud, seminar):
    make.post(seminar, written_at=datetime(2026, 1, 9, 8, 5, tzinfo=UTC))
    assert ">9 January 2026 09:05</time>" in text(aud.get(board(seminar)))


@pytest.mark.parametrize("language, time", [("nb", "09:05"), ("nn", "09:05"), ("en", "09:05")])
def test_on_the_day_itself_a_card_tells_the_time_alone_as_the_language_writes_it(aud, seminar, language, time):
    make.post(seminar, written_at=datetime(2026, 1, 9, 8, 5, tzinfo=UTC))
    Seminar.objects.update(date=date(2026, 1, 9))
    aud.cookies["django_language"] = language
    assert f">{time}</time>" in text(aud.get(board(seminar)))


def test_a_card_names_its_author_where_that_is_not_the_group_again(aud, seminar):
    group = make.group(seminar, "Nordbord")
    make.post(seminar, author="NORDBORD", group=group, kind="comment")
    make.post(seminar, author="SLEEPY HERON", group=group)
    first, second = (card.split("</header>")[0] for card in text(aud.get(board(seminar))).split("<article")[1:])
    assert [words in first for words in ("NORDBORD", "Comment", ">Nordbord<")] == [False, False, True]
    assert "SLEEPY HERON" in second


def test_a_board_without_themes_says_what_to_do_to_those_who_can(aud, seminar, client):
    assert "Create a theme." in text(aud.get(board(seminar)))
    make.member(seminar, make.person("Cora"), "viewer")
    client.force_login(seminar.members.get(role="viewer").person)
    assert "Create a theme." not in text(client.get(board(seminar)))


def test_a_comment_shows_what_it_replies_to_and_a_repaired_note_says_so(aud, seminar):
    parent = make.post(seminar, "Kor blei det av bussen?", author="Bord 4")
    reply = make.post(seminar, "Han går om tysdagen.", kind="comment", reply_to=parent)
    Source.objects.create(post=reply, repairs=[["b ussen", "bussen"]], identity="a", fingerprint="b")
    shown = text(aud.get(board(seminar)))
    assert "Comment on Bord 4: “Kor blei det av bussen?”" in shown
    assert shown.count("Repaired on import.") == 1


def test_themes_show_distinct_groups_before_notes(aud, seminar):
    theme, group = make.theme(seminar), make.group(seminar)
    for _ in range(3):
        theme.add_post(make.post(seminar, group=group))
    theme.add_post(make.post(seminar, state="hidden"))
    assert "1 group, 3 notes" in text(aud.get(board(seminar)))


def test_themes_stand_below_their_parents_also_after_one_of_them_is_counted_again(aud, seminar):
    first, parent, child = (make.theme(seminar, name) for name in ("Skyss", "Ferje", "Buss"))
    child.nest(first)
    rows = re.compile(r'id="theme-(\d+)" data-depth="(\d)"')
    expected = [(str(first.pk), "0"), (str(child.pk), "1"), (str(parent.pk), "0")]
    assert rows.findall(text(aud.get(board(seminar)))) == expected
    child.add_post(make.post(seminar))
    assert rows.findall(text(aud.get(board(seminar)))) == expected
    assert text(aud.get(board(seminar))).count('class="palette-fold"') == 1


def test_the_choices_narrow_the_notes_and_can_be_bookmarked(aud, seminar):
    theme = make.theme(seminar)
    theme.add_post(make.post(seminar, "Under tema."))
    make.post(seminar, "Utan tema.")
    under, without = text(aud.get(board(seminar, f"?theme={theme.pk}"))), text(aud.get(board(seminar, "?theme=none")))
    assert ("Under tema." in under, "Utan tema." in under) == (True, False)
    assert ("Under tema." in without, "Utan tema." in without) == (False, True)


def test_nonsense_in_the_address_is_told_and_narrows_nothing(aud, seminar):
    make.post(seminar, "Her er eg.")
    response = aud.get(board(seminar, "?round=9999&page=zzz&theme=x"))
    assert (response.status_code, "Her er eg." in text(response)) == (200, True)


@pytest.mark.parametrize("order", ["", "newest", "unread"])
def test_fifty_notes_a_screen_and_the_rest_behind_a_link_that_can_be_bookmarked(aud, seminar, order):
    for number in range(51):
        make.post(seminar, f"Notat {number}")
    first = aud.get(board(seminar, f"?order={order}"))
    assert first.content.count(b"<article") == 50
    link = re.search(r'id="more" rel="next" href="([^"]+)"', text(first))[1].replace("&amp;", "&")
    assert aud.get(board(seminar, link)).content.count(b"<article") == 1


def test_a_long_note_is_cut_and_all_of_it_is_a_click_away(aud, seminar):
    post = make.post(seminar, "å" * 50_000)
    shown = text(aud.get(board(seminar)))
    assert ("å" * 1500 in shown, "å" * 1501 in shown) == (True, False)
    assert "Read all of it (50000 characters)" in shown.replace(",", "")
    whole = aud.get(reverse("board_cards", args=[seminar.slug]), {"post": post.pk, "whole": post.pk})
    assert "å" * 50_000 in text(whole)


@pytest.mark.parametrize("name", ['<b>Ja</b> & "nei"', "🙂🏳️‍🌈 Glede", "ordentleg langt " * 18])
def test_a_theme_may_be_called_anything(aud, seminar, name):
    name = name.strip()
    make.theme(seminar, name).add_post(make.post(seminar))
    shown = aud.get(board(seminar)).content.decode()
    assert (conditional_escape(name) in shown, "<b>Ja" in shown) == (True, False)


@pytest.mark.parametrize("notes", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_notes(aud, seminar, notes, django_assert_num_queries):
    themes = [make.theme(seminar, f"Tema {number}") for number in range(4)]
    for number in range(notes):
        post = make.post(seminar, group=make.group(seminar, f"Bord {number}"), reply_to=seminar.posts.last())
        Source.objects.create(post=post, repairs=[["a", "b"]], identity=str(number), fingerprint="f")
        themes[number % 4].add_post(post)
    with django_assert_num_queries(27):  # most of them only once until the next change (test_fragments.py)
        aud.get(board(seminar))


def test_a_viewer_reads_and_has_nothing_to_press(client, seminar):
    cora = make.person("Cora")
    make.member(seminar, cora, "viewer")
    make.theme(seminar).add_post(make.post(seminar))
    client.force_login(cora)
    shown = text(client.get(board(seminar)))
    assert "Møteplassar" in shown
    assert ("aria-pressed" in shown.split('id="content"')[1], "new-theme" in shown) == (False, False)


CHANGES = [
    "theme_make",
    "post_themes",
    "post_text",
    "post_repairs",
    "post_group",
    "post_state",
    "post_place",
    "post_split",
    "board_merge",
    "post_whole",
    "post_leave",
]


@pytest.mark.parametrize("address", ["board", "post", "post_merge", "theme", *CHANGES])
def test_a_stranger_finds_nothing_at_any_address(client, seminar, address):
    post, theme = make.post(seminar), make.theme(seminar)
    dag = make.person("Dag")
    make.seminar("Dags eige", by=dag)
    client.force_login(dag)
    before = seminar.changes.aggregate(last=Max("number"))
    uid = {"theme": [theme.uid], "board": [], "theme_make": [], "board_merge": []}.get(address, [post.uid])
    path = reverse(address, args=[seminar.slug, *uid])
    send = client.get if address in ("board", "post", "post_merge") else client.post
    data = {"name": "Nytt", "put": theme.pk, "body": "Nytt", "expected": 1, "state": "hidden"}
    assert send(path, data).status_code == 404
    assert seminar.changes.aggregate(last=Max("number")) == before


@pytest.mark.parametrize("address", CHANGES)
def test_a_viewer_changes_nothing(client, seminar, address):
    post, theme, cora = make.post(seminar), make.theme(seminar), make.person("Cora")
    make.member(seminar, cora, "viewer")
    client.force_login(cora)
    path = reverse(address, args=[seminar.slug, *([] if address in ("theme_make", "board_merge") else [post.uid])])
    data = {"name": "Nytt", "put": theme.pk, "body": "Nytt", "expected": 1, "state": "hidden"}
    assert client.post(path, data).status_code == 404
    post.refresh_from_db()
    assert (post.revision, post.state, post.themes.count(), seminar.themes.count()) == (1, "visible", 0, 1)


def test_a_note_that_is_shown_again_counts_among_those_that_the_board_does_not_show_yet(aud, seminar):
    first, last = (make.post(seminar, f"Notat {number}.") for number in range(2))
    first.hide()
    asked = {"newest": last.pk, "returned": first.pk}
    address = reverse("board_cards", args=[seminar.slug])
    assert "new note" not in aud.get(address, asked).content.decode()
    first.show()
    assert "Show 1 new note" in aud.get(address, asked).content.decode()
    assert "new note" not in aud.get(address, asked | {"group": make.group(seminar).pk}).content.decode()


def test_the_headings_of_a_board_follow_the_names_of_rounds_and_groups(aud, seminar):
    group = make.group(seminar, "Nordbord")
    post = make.post(seminar, "Notat.", group=group)
    group.rename("Lyngbord")
    shown = aud.get(reverse("board_cards", args=[seminar.slug]), {"post": post.pk}).content.decode()
    assert f'<h3 id="group-{post.round_id}-{group.pk}">Lyngbord</h3>' in shown
