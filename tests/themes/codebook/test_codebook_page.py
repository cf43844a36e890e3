"""The codebook page, the page of one theme, and the actions on them."""

import json
import re
from itertools import pairwise

import pytest
from django.urls import reverse

from posts.importing.confirm import confirm
from posts.models import Import
from posts.models.splitting import PartText
from posts.walls.sandbox import parse
from tests import make
from tests.faults import assert_no_faults
from tests.routes import unmarked
from tests.seminar.live.listener import session_of
from themes.filters import PostFilter
from themes.models import Quote, Theme
from themes.summary.summary import Summary

pytestmark = pytest.mark.django_db
NASTY = "<b>Fest</b> 🎉 & " + "æøå " * 69 + "slutt"
ACTIONS = [
    "theme",
    "theme_place",
    "theme_merge",
    "theme_split",
    "theme_use",
    "theme_removal",
    "theme_return",
]


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def skyss(seminar):
    return make.theme(seminar, "Skyss")


@pytest.fixture
def buss(seminar):
    return make.theme(seminar, "Buss")


def page(client, seminar, **query) -> str:
    return " ".join(client.get(reverse("codebook", args=[seminar.slug]), query).content.decode().split())


def send(client, action: str, theme: Theme, **data):
    return client.post(reverse(action, args=[theme.seminar.slug, theme.uid]), data, follow=True)


def shown_messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_member_sees_the_meaning_and_the_counts_of_each_theme(client, seminar, skyss):
    skyss.describe(name="Skyss", definition="Å kome fram.")
    skyss.exemplify("Ferja går ikkje.")
    group = make.group(seminar)
    for _ in range(3):
        skyss.add_post(make.post(seminar, group=group))
    skyss.add_post(make.post(seminar, state="hidden"))
    make.member(seminar, make.person("Cora"), "viewer")
    client.force_login(seminar.members.get(role="viewer").person)
    html = page(client, seminar)
    assert "Å kome fram." in html and "Ferja går ikkje." in html
    assert "<dt>group</dt><dd>1</dd>" in html and "<dt>notes</dt><dd>3</dd>" in html
    assert "<dt>round</dt><dd>1</dd>" in html
    assert "codebook-tools" not in html


@pytest.mark.parametrize("size", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_themes(client, seminar, size, django_assert_num_queries):
    themes = [make.theme(seminar, f"Tema {number}") for number in range(size)]
    for theme in themes:
        theme.add_post(post := make.post(seminar))
        theme.exemplify("Noko sagt.", post=post)
        theme.nest(themes[0] if theme != themes[0] else None)
    with django_assert_num_queries(8):
        client.get(reverse("codebook", args=[seminar.slug]))


def test_a_thousand_nested_themes_are_shown(client, seminar):
    themes = Theme.objects.add_all([{"name": f"Tema {number}"} for number in range(1000)], seminar=seminar)
    for above, theme in pairwise(themes):
        theme.parent = above
    Theme.objects.bulk_update(themes, ["parent"], batch_size=200)
    assert page(client, seminar).count("codebook-depth-4") == 996


def test_the_name_of_a_theme_is_escaped_on_every_page(client, seminar):
    theme = make.theme(seminar, NASTY)
    addresses = [reverse(name, args=[seminar.slug]) for name in ("codebook", "board", "summary")]
    addresses += [reverse(name, args=[seminar.slug, theme.uid]) for name in ("theme", "theme_split")]
    for address in addresses:
        assert "&lt;b&gt;Fest&lt;/b&gt; 🎉 &amp; æøå" in client.get(address).content.decode()


def test_name_definition_example_and_mark_are_saved_together(client, seminar, skyss):
    skyss.add_post(post := make.post(seminar))
    words = {"name": "Ferje", "definition": "Båt.", "example": "Ho går ikkje.", "example_post": post.pk, "mark": 4}
    send(client, "theme", skyss, **words)
    theme = Theme.objects.get()
    assert (theme.name, theme.definition, theme.mark) == ("Ferje", "Båt.", 4)
    assert (theme.example.text, theme.example.post) == ("Ho går ikkje.", post)


def test_saving_without_changes_records_no_change(client, seminar, skyss):
    skyss.set_mark(3)
    before = seminar.changes.count()
    send(client, "theme", skyss, name="Skyss", mark=3)
    assert seminar.changes.count() == before


def places(client, seminar, theme) -> list[str]:
    """What the buttons between the others say, on the page that asks where a theme goes."""
    html = page(client, seminar, move=theme.uid)
    form = unmarked(html[html.index("codebook-places") : html.index("Last of all")])
    return re.findall(r">(?:, |: )([^<]+)</span></button>", form)


def test_a_theme_is_moved_to_any_place_by_buttons_between_the_others(client, seminar, skyss, buss):
    folk = make.theme(seminar, "Folk")
    assert places(client, seminar, folk) == ["before Skyss", "Skyss", "before Buss", "Buss"]
    response = send(client, "theme_place", folk, before=skyss.pk)
    assert shown_messages(response) == ["“Folk” is moved."]
    assert response.redirect_chain[-1][0].endswith(f"/codebook/#theme-{folk.pk}")
    send(client, "theme_place", skyss, under=buss.pk)
    assert "Under Buss" in page(client, seminar)
    assert places(client, seminar, buss) == ["before Folk", "Folk"]
    send(client, "theme_place", folk)
    assert [theme.name for theme in seminar.themes.filter(parent=None)] == ["Buss", "Folk"]


def test_a_place_that_is_gone_or_under_itself_is_refused_with_a_sentence(client, seminar, skyss, buss):
    buss.nest(skyss)
    refused = send(client, "theme_place", skyss, under=buss.pk)
    assert shown_messages(refused) == ["That theme is itself under “Skyss”. Choose another one."]
    assert shown_messages(send(client, "theme_place", skyss, before=99999)) == ["That theme no longer exists."]
    assert shown_messages(send(client, "theme_place", skyss, before="9" * 30)) == ["That theme no longer exists."]


@pytest.mark.parametrize(
    "query", [{"move": "x"}, {"move": "\x00"}, {"move": "x" * 99}, {"find": "x" * 301}, {"find": "\x00"}]
)
def test_a_query_that_makes_no_sense_shows_every_theme(client, seminar, skyss, query):
    assert "Skyss" in page(client, seminar, **query)


def test_a_viewer_is_not_asked_where_a_theme_goes(client, seminar, skyss):
    make.member(seminar, make.person("Cora"), "viewer")
    client.force_login(seminar.members.get(role="viewer").person)
    assert "Where should" not in page(client, seminar, move=skyss.uid)


@pytest.mark.parametrize(
    ("words", "found"),
    [("skyss", {"Skyss"}), ("SKY", {"Skyss"}), ("ferje båt", {"Buss"}), ("båt", {"Buss", "Gammalt"}), ("x", set())],
)
def test_themes_are_found_by_words_of_their_names_and_descriptions(client, seminar, skyss, buss, words, found):
    buss.describe(name="Buss", definition="Og ferje og båt.")
    make.theme(seminar, "Gammalt").describe(name="Gammalt", definition="Båt")
    seminar.themes.get(name="Gammalt").retire()
    response = client.get(reverse("codebook", args=[seminar.slug]), {"find": words})
    codebook = response.context["codebook"]
    assert {theme.name for theme in [*(row.theme for row in codebook.rows), *codebook.retired]} == found
    assert ("No theme has those words" in response.content.decode()) == (not found)


def test_chosen_quotes_are_shown_as_examples_while_the_note_says_so(client, seminar, skyss):
    post = make.post(seminar, "Ferja går ikkje. Bussen kjem aldri.", group=make.group(seminar, "Bord 7"))
    skyss.add_post(post)
    Quote.objects.show(post, theme=skyss, text="Ferja går ikkje.", named=True)
    Quote.objects.show(post, theme=skyss, text="Bussen kjem aldri.", named=False)
    shown = page(client, seminar)
    assert shown.count("Bord 7") == 1 and "Bussen kjem aldri." in shown
    post.revise(body="Ferja går. Bussen kjem aldri.")
    assert "Ferja går ikkje." not in page(client, seminar)
    post.hide()
    assert "Bussen kjem aldri." not in page(client, seminar)


def test_the_page_says_what_happens_to_the_themes_under_one_and_so_it_is(client, seminar, skyss, buss):
    buss.nest(skyss)
    told = client.get(reverse("theme", args=[seminar.slug, skyss.uid])).content.decode()
    for sentence in ("go along", "go to the other theme", "stay in use", "move up to where it was"):
        assert sentence in told
    folk = make.theme(seminar, "Folk")
    skyss.nest(folk)
    send(client, "theme_use", skyss, used="no")
    assert not seminar.themes.get(name="Buss").retired
    send(client, "theme_removal", skyss)
    assert seminar.themes.get(name="Buss").parent == folk


def test_moving_a_theme_returns_to_the_same_button(client, seminar, skyss, buss):
    response = client.post(reverse("theme_place", args=[seminar.slug, buss.uid]), {"step": -1})
    assert response["Location"].endswith(f"/codebook/#theme-{buss.pk}-up")
    assert [theme.name for theme in seminar.themes.all()] == ["Buss", "Skyss"]


def test_an_action_on_a_merged_theme_is_refused_and_names_its_successor(client, seminar, skyss, buss):
    buss.merge(skyss)
    expected = ["Nothing was changed: “Buss” has been merged into “Skyss”."]
    assert shown_messages(send(client, "theme_merge", buss, into=skyss.pk)) == expected
    assert shown_messages(send(client, "theme", buss, name="Nytt")) == expected
    assert "Buss, now part of Skyss" in unmarked(page(client, seminar))


def test_a_theme_is_unmerged_unless_its_name_is_taken(client, seminar, skyss, buss):
    buss.merge(skyss)
    send(client, "theme_return", buss)
    assert [theme.name for theme in seminar.themes.all()] == ["Skyss", "Buss"]
    buss.refresh_from_db()
    buss.merge(skyss)
    make.theme(seminar, "buss")
    assert shown_messages(send(client, "theme_return", buss)) == ["Another theme is now called “Buss”."]


def test_placing_a_note_under_a_merged_theme_is_refused(client, seminar, skyss, buss):
    buss.merge(skyss)
    post = make.post(seminar)
    response = client.post(reverse("post_themes", args=[seminar.slug, post.uid]), {"put": buss.pk}, follow=True)
    assert shown_messages(response) == ["That theme no longer exists."]


def test_the_history_of_a_note_mentions_the_merge_that_moved_it(client, seminar, skyss, buss):
    post = make.post(seminar)
    buss.add_post(post)
    buss.merge(skyss)
    html = unmarked(client.get(reverse("post", args=[seminar.slug, post.uid])).content.decode())
    assert "Theme merged into Skyss" in html and "Note placed under Buss" in html
    other = client.get(reverse("post", args=[seminar.slug, make.post(seminar).uid])).content.decode()
    assert "merged into" not in other


def test_splitting_moves_the_chosen_notes_to_the_new_theme(client, seminar, skyss):
    posts = [make.post(seminar, body) for body in ("Ein", "To")]
    for post in posts:
        skyss.add_post(post)
    send(client, "theme_split", skyss, name="Ferje", posts=[posts[1].pk])
    assert [post.body for post in seminar.themes.get(name="Ferje").posts.all()] == ["To"]


def test_notes_that_others_count_in_place_of_are_neither_offered_to_a_split_nor_keep_a_theme(client, seminar, skyss):
    post = make.post(seminar, "Skyss. Og meir skyss.")
    skyss.add_post(post)
    parts = post.split([PartText("Skyss."), PartText("Og meir skyss.")])
    html = client.get(reverse("theme_split", args=[seminar.slug, skyss.uid])).content.decode()
    assert f'value="{parts[1].pk}"' in html and f'value="{post.pk}"' not in html
    for other in skyss.posts.exclude(pk=post.pk):
        skyss.remove_post(other)
    page = client.get(reverse("theme", args=[seminar.slug, skyss.uid])).content.decode()
    assert reverse("theme_removal", args=[seminar.slug, skyss.uid]) in page
    send(client, "theme_removal", skyss)
    assert skyss not in seminar.themes.all()
    post.unsplit()
    assert [note.themes for note in Summary.of(seminar).notes if note.uid == post.uid] == [()]
    assert post in PostFilter({"theme": ["none"]}, seminar=seminar).posts()


def test_the_choices_stay_in_the_form_when_a_split_is_refused(client, seminar, skyss, buss):
    skyss.add_post(post := make.post(seminar))
    html = send(client, "theme_split", skyss, name="buss", posts=[post.pk]).content.decode()
    assert "There is already a theme called “buss”." in html
    assert f'value="{post.pk}" id="note-{post.pk}" checked' in html
    assert "Choose at least one note." in send(client, "theme_split", skyss, name="Ferje").content.decode()


def test_a_retired_theme_is_not_offered_and_keeps_its_notes(client, seminar, skyss):
    skyss.add_post(make.post(seminar, "Ferja går ikkje.", group=make.group(seminar)))
    make.post(seminar, "Utan tema.")
    send(client, "theme_use", skyss, used="no")
    board = client.get(reverse("board", args=[seminar.slug])).content.decode()
    assert (
        f'<p class="palette-put"><span class="mark"><span>{skyss.key}</span></span><span class="palette-name">' in board
    )
    assert f'data-theme="{skyss.pk}" data-key' not in board
    posts = [reverse("post", args=[seminar.slug, post.uid]) for post in seminar.posts.all()]
    offered = [f'value="{skyss.pk}" aria-pressed' in client.get(page).content.decode() for page in posts]
    assert offered == [True, False]
    summary = client.get(reverse("summary", args=[seminar.slug])).content.decode()
    assert "Ferja går ikkje." in summary and "Out of use" in summary
    send(client, "theme_use", skyss, used="yes")
    assert f'data-theme="{skyss.pk}" data-key' in client.get(reverse("board", args=[seminar.slug])).content.decode()


def test_retired_themes_come_last_in_the_summary_and_not_at_all_without_notes(client, seminar, skyss, buss):
    for theme in (skyss, skyss, buss):
        theme.add_post(make.post(seminar, group=make.group(seminar, f"Bord {seminar.groups.count()}")))
    skyss.retire()
    make.theme(seminar, "Gammalt").retire()
    text = client.get(reverse("summary_file", args=[seminar.slug, "md"])).content.decode()
    assert text.index("Buss") < text.index("Skyss (")
    assert "Gammalt" not in text


def test_a_theme_with_notes_cannot_be_removed(client, seminar, skyss, buss):
    skyss.add_post(make.post(seminar))
    assert "it stays" in shown_messages(send(client, "theme_removal", skyss))[0]
    send(client, "theme_removal", buss)
    assert [theme.name for theme in seminar.themes.all()] == ["Skyss"]


def test_themes_are_copied_only_from_seminars_of_the_same_person(client, seminar, skyss):
    own = make.seminar("I fjor", by=seminar.members.get().person)
    make.theme(own, "Buss")
    foreign = make.seminar("Dags eige", by=make.person("Dag"))
    make.theme(foreign, "Løyndom")
    html = page(client, seminar)
    assert "I fjor" in html and "Dags eige" not in html
    copies = reverse("codebook_copies", args=[seminar.slug])
    assert client.post(copies, {"copy_source": foreign.pk, "source": foreign.pk}).status_code == 422
    assert shown_messages(client.post(copies, {"source": own.pk}, follow=True)) == ["1 theme is copied."]
    assert shown_messages(client.post(copies, {"source": own.pk}, follow=True))[0].startswith("Nothing was copied")


@pytest.mark.parametrize("action", [*ACTIONS, "codebook", "codebook_copies"])
@pytest.mark.parametrize("role", [None, "viewer"])
def test_strangers_get_404_and_viewers_can_change_nothing(client, seminar, skyss, buss, action, role):
    cora = make.person("Cora")
    if role:
        make.member(seminar, cora, role)
    client.force_login(cora)
    before = seminar.changes.count()
    about = [skyss.uid] if action in ACTIONS else []
    path = reverse(action, args=[seminar.slug, *about])
    data = {"name": "Nytt", "step": 1, "into": buss.pk, "parent": buss.pk, "used": "no"}
    answer = client.get(path) if action == "codebook" else client.post(path, data)
    assert answer.status_code == (200 if role and action == "codebook" else 404)
    assert seminar.changes.count() == before


def test_examples_marks_and_retirement_survive_export_and_import(client, seminar, skyss, buss):
    skyss.add_post(post := make.post(seminar))
    skyss.exemplify("Ferja går ikkje.", post=post)
    skyss.set_mark(8)
    buss.move(-1)
    buss.retire()
    before = client.get(reverse("summary_file", args=[seminar.slug, "json"])).content
    assert b'"retired": true' in before and b'"mark": 8' in before
    slug = seminar.slug
    seminar.posts.all().delete()
    seminar.delete()
    again = Import.objects.keep(parse(before, "a.json"), data=before, name="a.json", by=make.person("Bjarte"))
    confirm(again, by=again.by)
    client.force_login(again.by)
    files = [json.loads(file) for file in (before, client.get(reverse("summary_file", args=[slug, "json"])).content)]
    for name in ("themes", "posts", "groups", "rounds"):
        assert files[0][name] == files[1][name], name


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_theme_pages_are_accessible_at_any_width(page, live_server, seminar, skyss, width, scheme):
    skyss.add_post(make.post(seminar))
    make.theme(seminar, NASTY).nest(skyss)
    person = seminar.members.get().person
    page.context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": live_server.url}])
    page.emulate_media(color_scheme=scheme)
    addresses = [reverse("codebook", args=[seminar.slug])]
    addresses += [reverse(name, args=[seminar.slug, skyss.uid]) for name in ("theme", "theme_split")]
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        page.goto(live_server.url + address)
        assert_no_faults(page)


def test_a_theme_is_created_on_the_codebook_page_before_there_are_any_notes(client, seminar):
    shown = page(client, seminar)
    codebook = reverse("codebook", args=[seminar.slug])
    make_theme = reverse("theme_make", args=[seminar.slug])
    assert f'action="{make_theme}"' in shown and f'name="next" value="{codebook}"' in shown
    response = client.post(make_theme, {"name": "Skyss", "definition": "Å kome fram.", "next": codebook}, follow=True)
    assert response.redirect_chain == [(codebook, 302)]
    assert [(theme.name, theme.definition) for theme in seminar.themes.all()] == [("Skyss", "Å kome fram.")]
    refused = client.post(make_theme, {"name": "skyss", "next": codebook})
    assert f'name="next" value="{codebook}"' in refused.content.decode()
