"""Suggestions on the board and on the page of a note, and what every process knows of a seminar's words."""

import pytest
from django.urls import reverse

from tests import make
from themes.models import Placement, Theme
from themes.suggestions.kept import Kept, desk
from themes.suggestions.shown import words_of_round

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def seminar(client):
    """A theme with a definition, and one without notes; Aud is logged in."""
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    Theme.objects.add(seminar=seminar, name="Skyss", definition="Buss og ferje for dei som ikkje køyrer sjølve.")
    Theme.objects.add(seminar=seminar, name="Øvingsrom", definition="Korps og song.")
    return seminar


def shown(client, seminar, name="board", *args, query: str = "") -> str:
    return " ".join(client.get(reverse(name, args=[seminar.slug, *args]) + query).content.decode().split())


def suggested(seminar, post) -> list[str]:
    with desk(seminar) as known:
        return [seminar.themes.get(pk=one.theme).name for one in known.suggestions(post.pk)]


def test_a_note_without_theme_has_suggestions_with_the_words_that_led_there(client, seminar):
    post = make.post(seminar, "Siste bussen går for tidleg.")
    card = shown(client, seminar)
    assert "Suggested from similar words" in card
    why = f"why-{post.pk}-{seminar.themes.get(name='Skyss').pk}"
    assert f'aria-describedby="{why}"' in card
    assert f'id="{why}">because of: bussen' in card


def test_a_viewer_sees_no_suggestion(client, seminar):
    make.post(seminar, "Siste bussen går for tidleg.")
    make.member(seminar, cora := make.person("Cora"), "viewer")
    client.force_login(cora)
    assert "Suggested from" not in shown(client, seminar)


def test_taking_a_suggestion_is_a_placement_that_tells_where_it_came_from(client, seminar):
    post, skyss = make.post(seminar, "Siste bussen går for tidleg."), seminar.themes.get(name="Skyss")
    address = reverse("post_themes", args=[seminar.slug, post.uid])
    card = client.post(address, {"put": skyss.pk, "proposed": "1"}, headers=HTMX).content.decode()
    placement = Placement.objects.get()
    assert (placement.proposed, placement.by.name, placement.theme) == (True, "Aud", skyss)
    assert seminar.changes.get(verb="post.placed").data == {"theme": skyss.pk, "proposed": True}
    assert "Suggested from" not in card


def test_a_person_who_puts_a_note_under_a_theme_found_it_themselves(client, seminar):
    post = make.post(seminar, "Siste bussen går for tidleg.")
    client.post(reverse("post_themes", args=[seminar.slug, post.uid]), {"put": seminar.themes.first().pk})
    assert not Placement.objects.get().proposed


def test_the_spreadsheet_tells_which_themes_came_from_a_suggestion(client, seminar):
    post, (skyss, rooms) = make.post(seminar, "Buss til øving."), seminar.themes.all()
    skyss.take(post, proposed=True)
    rooms.take(post)
    client.get(reverse("board", args=[seminar.slug]))
    rows = client.get(reverse("summary_file", args=[seminar.slug, "csv"])).content.decode("utf-8-sig").splitlines()
    heading, row = ([cell.strip('"') for cell in line.split(";")] for line in (rows[0], rows[1].replace("; ", " & ")))
    assert (row[8], row[9]) == ("Skyss & Øvingsrom", "Skyss")
    assert len(heading) == len(row)


def test_every_change_is_known_at_the_next_look(seminar):
    aud, post = seminar.members.get().person, make.post(seminar, "Trommene står i gangen.")
    other, rooms = make.post(seminar, "Kven eig trommene i gangen?"), seminar.themes.get(name="Øvingsrom")
    assert suggested(seminar, post) == []
    rooms.take(other, by=aud)
    assert suggested(seminar, post) == ["Øvingsrom"]
    rooms.describe(name="Naust", definition="Båtar.")
    assert suggested(seminar, post) == ["Naust"]
    other.revise(body="Kven har båt?", by=aud)
    assert suggested(seminar, post) == []
    post.revise(body="Båten vår.", by=aud)
    assert suggested(seminar, post) == ["Naust"]
    rooms.take(post, by=aud)
    rooms.drop(post, by=aud)
    assert suggested(seminar, post) == []


def test_a_hidden_note_teaches_nothing_until_it_is_shown_again(seminar):
    aud, post, other = seminar.members.get().person, make.post(seminar, "Trommer."), make.post(seminar, "Trommene!")
    seminar.themes.last().take(other, by=aud)
    other.hide(by=aud)
    assert suggested(seminar, post) == []
    other.show(by=aud)
    assert suggested(seminar, post) == ["Øvingsrom"]


def test_a_process_that_comes_late_knows_the_same_as_one_that_followed(seminar):
    early, late = Kept(), Kept()
    posts = [make.post(seminar, text) for text in ("Bussen er full.", "Buss til korpset.", "Song og ferje.", "Regn.")]
    early.catch_up(seminar)
    for post, theme in zip(posts, [*seminar.themes.all()] * 2, strict=True):
        theme.take(post)
        early.catch_up(seminar)
    posts[0].themes.get().drop(posts[0])
    posts[3].hide()
    make.theme(seminar, "Regn")
    fresh = make.post(seminar, "Regnet på bussen.")
    early.catch_up(seminar)
    late.catch_up(seminar)
    assert early.desk.notes == late.desk.notes
    assert early.desk.headings == late.desk.headings
    assert [one.theme for one in early.desk.suggestions(fresh.pk)] == [
        one.theme for one in late.desk.suggestions(fresh.pk)
    ]


def test_when_nothing_happened_the_look_is_one_question_to_the_database(seminar, django_assert_num_queries):
    with desk(seminar):
        pass
    with django_assert_num_queries(1), desk(seminar):
        pass


def test_what_fails_half_way_is_learned_anew(seminar, monkeypatch):
    kept, post = Kept(), make.post(seminar, "Bussen.")
    kept.catch_up(seminar)
    post.revise(body="Ferja.")
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(kept.desk, "note", lambda *_: (_ for _ in ()).throw(RuntimeError))
        kept.catch_up(seminar)
    kept.catch_up(seminar)
    assert [note.text for note in kept.desk.notes.values()] == ["\nFerja."]


SAME = ["Korpset treng eit øvingsrom som ikkje er kaldt.", "Øvingsrommet til korpset er altfor kaldt!"]


def test_the_same_point_from_another_group_is_counted_on_the_card_and_linked_on_the_page(client, seminar):
    one, other = (make.post(seminar, text, group=make.group(seminar, f"Bord {i}")) for i, text in enumerate(SAME))
    for text in ("Bussen er full.", "Regn.", "Lampa er knust."):
        make.post(seminar, text)
    assert shown(client, seminar).count("1 note from another group says nearly the same") == 2
    page = shown(client, seminar, "post", one.uid)
    assert "The same point from other groups" in page
    assert reverse("post", args=[seminar.slug, other.uid]) in page


def test_the_same_point_twice_from_one_group_or_in_a_hidden_note_is_not_told(client, seminar):
    group, two = make.group(seminar, "Bord 1"), make.group(seminar, "Bord 2")
    for text in (*SAME, "Bussen er full.", "Regn.", "Lampa er knust."):
        make.post(seminar, text, group=group)
    make.post(seminar, SAME[0], group=two, state="hidden")
    assert "says nearly the same" not in shown(client, seminar)


def test_words_that_stand_out_are_shown_beside_the_themes_and_search_for_themselves(client, seminar):
    second = [make.round(seminar, "Første"), make.round(seminar, "Andre")][1]
    for text in ("Kaffi.", "Kaffi, kake."):
        make.post(seminar, text)
    for text in ("Bussen er full.", "Ein buss til, seier Mosebordet.", "Mosebordet vil ha buss."):
        make.post(seminar, text, round=second, group=seminar.groups.first() or make.group(seminar, "Mosebordet"))
    assert words_of_round(None, seminar) == (second, ["buss"])
    page = shown(client, seminar)
    assert "Words that stand out" in page
    assert f'href="?text=buss&amp;round={second.pk}">buss</a>' in page


@pytest.mark.parametrize("notes", [2, 4])
def test_the_suggestions_of_a_page_cost_the_same_questions_however_many(
    seminar, client, notes, django_assert_num_queries
):
    for number in range(notes):
        make.post(seminar, f"Bussen nummer {number} er full av folk.", group=make.group(seminar, f"Bord {number}"))
    client.get(reverse("board", args=[seminar.slug]))
    with django_assert_num_queries(21):
        client.get(reverse("board", args=[seminar.slug]))
