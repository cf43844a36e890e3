"""Suggestions on the board and on the page of a note, and the cached index of a seminar."""

from collections import OrderedDict

import pytest
from django.db import connection
from django.urls import reverse

from tests import make
from themes.models import Placement, Theme
from themes.suggestions import cache
from themes.suggestions.cache import CachedIndex, index_of
from themes.suggestions.presenter import words_of_round

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def seminar(client):
    """Two themes with definitions; Aud is logged in."""
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    Theme.objects.add(seminar=seminar, name="Skyss", definition="Buss og ferje for dei som ikkje køyrer sjølve.")
    Theme.objects.add(seminar=seminar, name="Øvingsrom", definition="Korps og song.")
    return seminar


def page(client, seminar, name="board", *args, query: str = "") -> str:
    return " ".join(client.get(reverse(name, args=[seminar.slug, *args]) + query).content.decode().split())


def suggested(seminar, post) -> list[str]:
    with index_of(seminar) as index:
        return [seminar.themes.get(pk=one.theme).name for one in index.suggestions(post.pk)]


def test_a_note_without_theme_has_suggestions_with_the_words_they_are_based_on(client, seminar):
    post = make.post(seminar, "Buss og ferje går for tidleg.")
    html = page(client, seminar)
    assert "Suggested from similar words" in html
    why = f"why-{post.pk}-{seminar.themes.get(name='Skyss').pk}"
    assert f'aria-describedby="{why}"' in html
    assert f'id="{why}">because of: ferje, buss</span>' in html


def test_a_viewer_sees_no_suggestion(client, seminar):
    make.post(seminar, "Buss og ferje går for tidleg.")
    make.member(seminar, cora := make.person("Cora"), "viewer")
    client.force_login(cora)
    assert "Suggested from" not in page(client, seminar)


def test_accepting_a_suggestion_makes_a_placement_marked_as_proposed(client, seminar):
    post, skyss = make.post(seminar, "Buss og ferje går for tidleg."), seminar.themes.get(name="Skyss")
    address = reverse("post_themes", args=[seminar.slug, post.uid])
    html = client.post(address, {"put": skyss.pk, "proposed": "1"}, headers=HTMX).content.decode()
    placement = Placement.objects.get()
    assert (placement.proposed, placement.by.name, placement.theme) == (True, "Aud", skyss)
    assert seminar.changes.get(verb="post.placed").data == {"theme": skyss.pk, "proposed": True}
    assert "Suggested from" not in html


def test_a_placement_without_a_suggestion_is_not_marked_as_proposed(client, seminar):
    post = make.post(seminar, "Buss og ferje går for tidleg.")
    client.post(reverse("post_themes", args=[seminar.slug, post.uid]), {"put": seminar.themes.first().pk})
    assert not Placement.objects.get().proposed


def test_the_spreadsheet_lists_the_themes_that_came_from_a_suggestion(client, seminar):
    post, (skyss, rooms) = make.post(seminar, "Buss til øving."), seminar.themes.all()
    skyss.add_post(post, proposed=True)
    rooms.add_post(post)
    client.get(reverse("board", args=[seminar.slug]))
    rows = client.get(reverse("summary_file", args=[seminar.slug, "csv"])).content.decode("utf-8-sig").splitlines()
    heading, row = ([cell.strip('"') for cell in line.split(";")] for line in (rows[0], rows[1].replace("; ", " & ")))
    assert (row[8], row[9]) == ("Skyss & Øvingsrom", "Skyss")
    assert len(heading) == len(row)


def test_the_index_includes_every_change(seminar):
    aud, post = seminar.members.get().person, make.post(seminar, "Trommene står i gangen.")
    other, rooms = make.post(seminar, "Kven eig trommene i gangen?"), seminar.themes.get(name="Øvingsrom")
    assert suggested(seminar, post) == []
    rooms.add_post(other, by=aud)
    assert suggested(seminar, post) == ["Øvingsrom"]
    rooms.describe(name="Naust", definition="Båtar.")
    assert suggested(seminar, post) == ["Naust"]
    other.revise(body="Kven har båt?", by=aud)
    assert suggested(seminar, post) == []
    post.revise(body="Båten vår.", by=aud)
    assert suggested(seminar, post) == ["Naust"]
    rooms.add_post(post, by=aud)
    rooms.remove_post(post, by=aud)
    assert suggested(seminar, post) == []


def test_a_hidden_note_is_not_learned_from_until_it_is_shown_again(seminar):
    aud, post, other = (
        seminar.members.get().person,
        make.post(seminar, "Trommene mine."),
        make.post(seminar, "Trommene!"),
    )
    seminar.themes.last().add_post(other, by=aud)
    other.hide(by=aud)
    assert suggested(seminar, post) == []
    other.show(by=aud)
    assert suggested(seminar, post) == ["Øvingsrom"]


def test_an_index_built_late_equals_one_that_was_updated_after_each_change(seminar):
    early, late = CachedIndex(), CachedIndex()
    posts = [make.post(seminar, text) for text in ("Bussen er full.", "Buss til korpset.", "Song og ferje.", "Regn.")]
    early.update(seminar)
    for post, theme in zip(posts, [*seminar.themes.all()] * 2, strict=True):
        theme.add_post(post)
        early.update(seminar)
    posts[0].themes.get().remove_post(posts[0])
    posts[3].hide()
    make.theme(seminar, "Regn")
    post = make.post(seminar, "Regnet på bussen.")
    early.update(seminar)
    late.update(seminar)
    assert early.index.notes == late.index.notes
    assert early.index.headings == late.index.headings
    assert [one.theme for one in early.index.suggestions(post.pk)] == [
        one.theme for one in late.index.suggestions(post.pk)
    ]


def test_an_index_without_new_changes_takes_no_query(seminar, django_assert_num_queries):
    with index_of(seminar):
        pass
    with django_assert_num_queries(0), index_of(seminar):
        pass


def test_indexes_of_other_seminars_are_dropped_where_all_have_too_many_notes(seminar, monkeypatch):
    monkeypatch.setattr(cache, "_indexes", OrderedDict())
    monkeypatch.setattr(cache, "MOST_NOTES", 3)
    seminars = [seminar, make.seminar("Symjehallen"), make.seminar("Bygdekinoen")]
    for number, one in enumerate(seminars):
        for text in ("Bussen.", "Ferja.")[: 1 + number % 2]:
            make.post(one, text)
        one.describe(title=f"No begynner {number}")
        with index_of(one):
            pass
    assert [key[0] for key in cache._indexes] == [seminars[0].pk, seminars[1].pk, seminars[2].pk]
    with index_of(seminars[1]):
        pass
    assert [key[0] for key in cache._indexes] == [seminars[2].pk, seminars[1].pk]


def test_an_update_that_fails_half_way_is_repeated(seminar, monkeypatch):
    cached, post = CachedIndex(), make.post(seminar, "Bussen.")
    cached.update(seminar)
    post.revise(body="Ferja.")
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(cached.index, "set_note", lambda *_: (_ for _ in ()).throw(RuntimeError))
        cached.update(seminar)
    cached.update(seminar)
    assert [note.text for note in cached.index.notes.values()] == ["\nFerja."]


SAME = ["Korpset treng eit øvingsrom som ikkje er kaldt.", "Øvingsrommet til korpset er altfor kaldt!"]


def test_a_similar_note_of_another_group_is_counted_on_the_board_and_linked_on_the_page(client, seminar):
    one, other = (make.post(seminar, text, group=make.group(seminar, f"Bord {i}")) for i, text in enumerate(SAME))
    for text in ("Bussen er full.", "Regn.", "Lampa er knust."):
        make.post(seminar, text)
    assert page(client, seminar).count("1 note from another group says nearly the same") == 2
    html = page(client, seminar, "post", one.uid)
    assert "The same point from other groups" in html
    assert reverse("post", args=[seminar.slug, other.uid]) in html


def test_similar_notes_of_the_same_group_and_hidden_ones_are_not_counted(client, seminar):
    group, two = make.group(seminar, "Bord 1"), make.group(seminar, "Bord 2")
    for text in (*SAME, "Bussen er full.", "Regn.", "Lampa er knust."):
        make.post(seminar, text, group=group)
    make.post(seminar, SAME[0], group=two, state="hidden")
    assert "says nearly the same" not in page(client, seminar)


def test_keywords_are_shown_on_the_board_as_links_that_search_for_them(client, seminar):
    second = [make.round(seminar, "Første"), make.round(seminar, "Andre")][1]
    for text in ("Kaffi.", "Kaffi, kake."):
        make.post(seminar, text)
    for text in ("Bussen er full.", "Ein buss til, seier Mosebordet.", "Mosebordet vil ha buss."):
        make.post(seminar, text, round=second, group=seminar.groups.first() or make.group(seminar, "Mosebordet"))
    assert words_of_round(None, seminar) == (second, ["buss"])
    html = page(client, seminar)
    assert "Words that stand out" in html
    assert f'href="?text=buss&amp;round={second.pk}">buss</a>' in html


@pytest.mark.parametrize("notes", [2, 4])
def test_the_number_of_queries_for_suggestions_does_not_grow(seminar, client, notes, django_assert_num_queries):
    for number in range(notes):
        make.post(seminar, f"Bussen nummer {number} er full av folk.", group=make.group(seminar, f"Bord {number}"))
    client.get(reverse("board", args=[seminar.slug]))
    with django_assert_num_queries(20):
        client.get(reverse("board", args=[seminar.slug]))


def test_the_index_of_a_large_seminar_holds_notes_of_the_whole_day_and_those_that_are_asked_about(seminar, monkeypatch):
    monkeypatch.setattr(cache, "MOST_READ", 3)
    skyss = seminar.themes.get(name="Skyss")
    posts = [make.post(seminar, f"Trommene nummer {number}.") for number in range(7)]
    skyss.add_post(posts[0])
    cached = CachedIndex()
    cached.update(seminar)
    assert cached.index.notes.keys() == {posts[0].pk, posts[3].pk, posts[6].pk}
    cached.read_missing(seminar, [posts[1].pk, posts[2].pk])
    assert [one.theme for one in cached.index.suggestions(posts[1].pk)] == [skyss.pk]
    skyss.add_post(posts[5])
    late = make.post(seminar, "Trommene mine.")
    cached.update(seminar)
    assert cached.index.notes[posts[5].pk].themes == {skyss.pk}
    assert {posts[1].pk, posts[2].pk, late.pk} <= cached.index.notes.keys()


def test_an_index_that_has_grown_is_built_again(seminar, monkeypatch):
    monkeypatch.setattr(cache, "MOST_READ", 2)
    posts = [make.post(seminar, f"Trommene nummer {number}.").pk for number in range(6)]
    cached = CachedIndex()
    cached.update(seminar)
    cached.read_missing(seminar, posts)
    assert len(cached.index.notes) == 6
    cached.update(seminar)
    assert set(cached.index.notes) == {posts[2], posts[5]}


def test_an_index_does_not_grow_with_the_seminar(seminar, monkeypatch):
    monkeypatch.setattr(cache, "MOST_READ", 2)
    cached, skyss, held = CachedIndex(), seminar.themes.get(name="Skyss"), []
    for number in range(10):
        skyss.add_post(make.post(seminar, f"Trommene nummer {number}."))
        seminar.refresh_from_db()
        cached.update(seminar)
        held.append(len(cached.index.notes))
    assert held == [1, 2, 3, 4, 5, 2, 3, 4, 5, 2]


def test_an_index_that_missed_many_changes_is_built_again(seminar, monkeypatch):
    cached, post, skyss = CachedIndex(), make.post(seminar, "Trommene."), seminar.themes.get(name="Skyss")
    cached.update(seminar)
    monkeypatch.setattr(cache, "MOST_CHANGES", 3)
    monkeypatch.setattr(connection, "prepared", {})
    for _ in range(3):
        skyss.add_post(post)
        skyss.remove_post(post)
    skyss.add_post(post)
    cached.update(seminar)
    assert cached.index.notes[post.pk].themes == {skyss.pk}
    assert cached.last_change == seminar.changes.last().number
