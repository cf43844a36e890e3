"""Putting notes under themes from the board."""

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def place(client, post, query: str = "", *, headers=None, **data):
    return client.post(reverse("post_themes", args=[post.seminar.slug, post.uid]) + query, data, headers=headers)


def test_without_script_the_answer_leads_back_to_the_same_note_and_choices(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    response = place(client, post, "?round=1&theme=none", put=theme.pk)
    assert response["Location"] == reverse("board", args=[seminar.slug]) + f"?round=1&theme=none#post-{post.pk}"
    assert list(post.themes.all()) == [theme]


def test_htmx_gets_the_card_the_counts_and_the_words(client, seminar):
    post, theme = make.post(seminar, group=make.group(seminar)), make.theme(seminar)
    shown = " ".join(place(client, post, put=theme.pk, headers=HTMX).content.decode().split())
    assert shown.count("<article") == 1
    assert f'name="take_out" value="{theme.pk}" aria-pressed="true"' in shown
    assert "1 group, 1 note<" in shown
    assert "Placed under Møteplassar." in shown


def test_the_same_click_twice_is_one_placement_and_one_change(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    place(client, post, put=theme.pk)
    place(client, post, put=theme.pk)
    assert (theme.placements.count(), seminar.changes.filter(verb="post.placed").count()) == (1, 1)


def test_taking_out_twice_is_one_change(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    theme.take(post)
    place(client, post, take_out=theme.pk)
    place(client, post, take_out=theme.pk)
    assert (theme.placements.count(), seminar.changes.filter(verb="post.taken_out").count()) == (0, 1)


def test_the_placement_tells_who_did_it(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    place(client, post, put=theme.pk)
    assert theme.placements.get().by.name == "Aud"


@pytest.mark.parametrize("value", ["abc", "0", "99999999999999999999999"])
def test_a_theme_that_is_not_there_changes_nothing_and_says_so(client, seminar, value):
    post = make.post(seminar)
    response = place(client, post, put=value, headers=HTMX)
    assert (response.status_code, "That theme is not here any more." in response.content.decode()) == (200, True)


def test_where_no_theme_is_chosen_that_is_told(client, seminar):
    assert "Choose a theme." in place(client, make.post(seminar), put="", headers=HTMX).content.decode()


def test_a_theme_of_another_seminar_is_not_here(client, seminar):
    post, foreign = make.post(seminar), make.theme(make.seminar("Ein annan stad"))
    assert "That theme is not here any more." in place(client, post, put=foreign.pk, headers=HTMX).content.decode()
    assert foreign.placements.count() == 0
