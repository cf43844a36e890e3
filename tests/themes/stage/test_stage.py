"""The stage: what is shown on the projector, and the quotes that facilitators choose for it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from seminar.models import Seminar
from tests import make
from tests.faults import assert_no_faults
from tests.seminar.live.listener import session_of
from tests.seminar.server.serving import until
from tests.seminar.server.test_look import TOKENS, colours, contrast
from themes.models import Quote
from themes.stage.screens import Stage
from themes.summary.closed import present

pytestmark = pytest.mark.django_db
SAID = "Ferja går ikkje om kvelden."


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def theme_of(seminar, name: str, groups: int, round=None):
    """A theme with a note from each of `groups` groups, which are the same groups for every theme."""
    theme = make.theme(seminar, name)
    for number in range(groups):
        group = seminar.groups.filter(name=f"Bord {number}").first() or make.group(seminar, f"Bord {number}")
        theme.add_post(
            make.post(seminar, SAID, group=group, round=round or seminar.rounds.first() or make.round(seminar))
        )
    return theme


def screens(seminar) -> list:
    return [(screen.kind, [row.theme.name for row in screen.rows]) for screen in Stage.of(seminar).screens]


def stage_page(client, seminar) -> str:
    return " ".join(client.get(reverse("stage", args=[seminar.slug])).content.decode().split())


def show(theme, *, text: str = SAID, named: bool = True, post=None) -> Quote:
    return Quote.objects.show(post or theme.posts.first(), theme=theme, text=text, named=named)


@pytest.mark.django_db(transaction=True)
def test_the_stage_counts_nothing_again_that_the_page_of_the_summary_has_counted(seminar):
    theme_of(seminar, "Skyss", 3)
    seminar.refresh_from_db()
    assert Stage.of(seminar).summary.notes is present(seminar).notes


def test_themes_are_ordered_by_groups_and_those_from_few_groups_have_a_screen_of_their_own(seminar):
    for name, groups in [("Ein", 1), ("Tre", 3), ("Fem", 5), ("To", 2), ("Ingen", 0)]:
        theme_of(seminar, name, groups)
    assert screens(seminar) == [("many", ["Fem", "Tre"]), ("few", ["To", "Ein"])]


@pytest.mark.parametrize(("themes", "sizes"), [(5, [5]), (6, [3, 3]), (9, [5, 4]), (11, [4, 4, 3])])
def test_more_than_five_themes_are_spread_evenly_over_several_screens(seminar, themes, sizes):
    for number in range(themes):
        theme_of(seminar, f"Tema {number}", 3)
    assert [len(names) for _, names in screens(seminar)] == sizes


def test_the_first_screen_says_so_where_no_theme_is_from_many_groups(client, seminar):
    theme_of(seminar, "Ein", 1)
    assert "No theme has come from more than two groups yet." in stage_page(client, seminar)


def test_a_retired_theme_is_not_on_stage(seminar):
    theme_of(seminar, "Tre", 3).retire()
    assert screens(seminar) == [("many", [])]


def test_what_the_latest_round_added_is_marked(client, seminar):
    first, second = make.round(seminar, "Om morgonen"), make.round(seminar, "Om kvelden")
    old = theme_of(seminar, "Gammalt", 3, first)
    theme_of(seminar, "Nytt", 3, second)
    for name in ("Bord 0", "Bord 8"):
        group = seminar.groups.filter(name=name).first() or make.group(seminar, name)
        old.add_post(make.post(seminar, "Igjen.", group=group, round=second))
    rows = {row.theme.name: (row.new, row.gained) for row in Stage.of(seminar).screens[0].rows}
    assert rows == {"Gammalt": (False, 1), "Nytt": (True, 0)}
    html = stage_page(client, seminar)
    assert html.count("New in this round") == 1 and "+1 in this round" in html


def test_in_the_first_round_nothing_is_marked_as_new(client, seminar):
    theme_of(seminar, "Alt", 3)
    assert "in this round" not in stage_page(client, seminar)


def test_a_quote_is_shown_with_or_without_the_name_of_the_group(client, seminar):
    theme = theme_of(seminar, "Skyss", 1)
    quote = show(theme)
    assert f"{SAID}</p><footer>Bord 0</footer>" in stage_page(client, seminar)
    quote.set_named(False)
    assert f"{SAID}</p></blockquote>" in stage_page(client, seminar)


@pytest.mark.parametrize(
    "action",
    [
        lambda post, theme: post.hide(),
        lambda post, theme: theme.remove_post(post),
        lambda post, theme: post.revise(body="Noko heilt anna."),
        lambda post, theme: theme.quotes.get().take_down(),
    ],
)
def test_a_quote_is_not_shown_when_its_note_no_longer_says_it_under_the_theme(seminar, action):
    theme = theme_of(seminar, "Skyss", 1)
    show(theme)
    assert screens(seminar)[-1] == ("quotes", ["Skyss"])
    action(theme.posts.get(), theme)
    assert "quotes" not in [kind for kind, _ in screens(seminar)]


def test_quotes_move_with_their_notes_when_themes_are_merged_and_unmerged(seminar):
    one, other = theme_of(seminar, "Skyss", 1), theme_of(seminar, "Buss", 1)
    show(one)
    one.merge(other)
    assert screens(seminar)[-1] == ("quotes", ["Buss"])
    merge = seminar.changes.last()
    merge.event.undo(merge, by=None)
    assert screens(seminar)[-1] == ("quotes", ["Skyss"])


def test_choosing_the_same_words_twice_makes_one_quote(seminar):
    theme = theme_of(seminar, "Skyss", 1)
    show(theme).take_down()
    show(theme, named=False)
    assert [(quote.shown, quote.named) for quote in theme.quotes.all()] == [(True, False)]


def test_quotes_have_an_order_and_each_action_on_them_can_be_undone(seminar):
    theme = theme_of(seminar, "Skyss", 3)
    one, two, _three = (show(theme, post=post) for post in theme.posts.all())
    order = lambda: [quote.pk for quote in theme.quotes.filter(shown=True)]  # noqa: E731
    before = order()
    assert two.move(-1) and not two.move(-1)
    assert order()[:2] == [two.pk, one.pk]
    for action in (lambda: None, two.take_down, lambda: two.set_named(False)):
        action()
        change = seminar.changes.last()
        change.event.undo(change, by=None)
        two.refresh_from_db()
    assert (order(), two.shown, two.named) == (before, True, True)


def test_a_hidden_note_is_not_quoted(client, seminar):
    theme = theme_of(seminar, "Skyss", 1)
    post = theme.posts.get()
    post.hide()
    address, form = reverse("quote", args=[seminar.slug, post.uid]), {"text": SAID, "theme": theme.pk}
    page = client.post(address, form, follow=True).content.decode()
    assert "This note is hidden. Show it again first." in page and "It is on the big screen now" not in page
    assert not seminar.quotes.exists()


def test_a_quote_and_the_approval_it_gave_are_undone_as_one(seminar):
    theme, aud = theme_of(seminar, "Skyss", 1), seminar.members.get().person
    Seminar.objects.update(wall_approval=True)
    Quote.objects.show(theme.posts.get(), theme=theme, text=SAID, named=True, by=aud)
    assert seminar.posts.presentable().exists()
    seminar.undo_last(by=aud)
    assert not theme.quotes.get().shown and not seminar.posts.presentable().exists()


def test_the_change_of_a_quote_does_not_contain_its_words(seminar):
    show(theme_of(seminar, "Skyss", 1))
    change = seminar.changes.last()
    assert (change.verb, "Ferja" in str(change.data)) == ("quote.shown", False)


def test_a_quote_is_chosen_on_the_page_of_its_note(client, seminar):
    theme = theme_of(seminar, "Skyss", 1)
    address = reverse("quote", args=[seminar.slug, theme.posts.get().uid])
    assert SAID in client.get(address).content.decode()
    client.post(address, {"text": "går ikkje", "theme": theme.pk, "named": "on"})
    assert theme.quotes.get().text == "går ikkje"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Noko anna", "The note does not say this."), ("x" * 281, "at most 280 characters"), ("", "required")],
)
def test_words_that_are_not_in_the_note_are_refused_and_stay_in_the_form(client, seminar, text, sentence):
    theme = theme_of(seminar, "Skyss", 1)
    address = reverse("quote", args=[seminar.slug, theme.posts.get().uid])
    response = client.post(address, {"text": text, "theme": theme.pk})
    assert (response.status_code, theme.quotes.count()) == (422, 0)
    assert sentence in response.content.decode() and text in response.content.decode()


def test_quotes_are_arranged_on_the_page_of_the_theme(client, seminar):
    theme = theme_of(seminar, "Skyss", 2)
    quote = show(theme)
    address = reverse("quote_change", args=[seminar.slug, quote.pk])
    client.post(address, {"do": "unname"})
    assert "shown without the name" in client.get(reverse("theme", args=[seminar.slug, theme.uid])).content.decode()
    client.post(address, {"do": "away"})
    client.post(address, {"do": "nonsense"})
    assert not theme.quotes.get().shown


def test_a_quote_whose_note_was_taken_out_of_the_theme_is_listed_as_not_shown(client, seminar):
    client.force_login(seminar.members.get().person)
    theme, post = make.theme(seminar, "Korbord"), make.post(seminar, "Ope seint.")
    theme.add_post(post)
    seminar.quotes.show(post, theme=theme, text="Ope seint.", named=True)
    pages = [reverse("quotes", args=[seminar.slug]), reverse("theme", args=[seminar.slug, theme.uid])]
    assert not any("not shown now" in client.get(page).content.decode() for page in pages)
    theme.remove_post(post)
    for page in pages:
        assert "not shown now: the note is no longer under the theme" in client.get(page).content.decode()


def test_all_quotes_are_arranged_on_one_page_which_a_change_leads_back_to(client, seminar):
    skyss, jobb = theme_of(seminar, "Skyss", 1), theme_of(seminar, "Jobb", 1)
    first, second, other = show(skyss), show(skyss, text="Ferja går ikkje"), show(jobb)
    page = reverse("quotes", args=[seminar.slug])

    def shown() -> list[str]:
        return re.findall(r'id="quote-(\d+)"', client.get(page).content.decode())

    assert shown() == [str(quote.pk) for quote in (first, second, other)]
    answer = client.post(reverse("quote_change", args=[seminar.slug, second.pk]), {"do": "up", "next": page})
    assert answer["Location"] == page
    assert shown() == [str(quote.pk) for quote in (second, first, other)]
    assert [one.text for one in Stage.of(seminar).screens[1].rows[0].quotes] == ["Ferja går ikkje", SAID]
    jobb.retire(by=None)
    assert shown() == [str(quote.pk) for quote in (second, first)]
    away = client.post(reverse("quote_change", args=[seminar.slug, second.pk]), {"do": "up", "next": "//evil.example/"})
    assert away["Location"] == reverse("theme", args=[seminar.slug, skyss.uid])


@pytest.mark.parametrize("role", [None, "viewer"])
def test_members_see_the_stage_but_only_editors_choose_quotes(client, seminar, role):
    theme = theme_of(seminar, "Skyss", 1)
    quote, post = show(theme), theme.posts.get()
    cora = make.person("Cora")
    if role:
        make.member(seminar, cora, role)
    client.force_login(cora)
    assert client.get(reverse("stage", args=[seminar.slug])).status_code == (200 if role else 404)
    assert client.get(reverse("quote", args=[seminar.slug, post.uid])).status_code == 404
    assert client.post(reverse("quote_change", args=[seminar.slug, quote.pk]), {"do": "away"}).status_code == 404
    assert theme.quotes.get().shown


@pytest.mark.parametrize("size", [1, 3])
def test_the_number_of_queries_does_not_grow(client, seminar, size, django_assert_num_queries):
    for number in range(size):
        show(theme_of(seminar, f"Tema {number}", size))
    with django_assert_num_queries(16):
        client.get(reverse("stage", args=[seminar.slug]))


def test_all_text_on_stage_has_a_contrast_of_seven_to_one():
    for side in (0, 1):
        palette = colours(TOKENS, side)
        assert min(contrast(palette[ink], palette["paper"]) for ink in ("ink", "accent")) >= 7


@pytest.fixture
def projector(page, live_server, seminar):
    def show_stage(width: int = 1920, height: int = 1080):
        session = session_of(seminar.members.get().person)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.set_viewport_size({"width": width, "height": height})
        page.goto(live_server.url + reverse("stage", args=[seminar.slug]))
        expect(page.locator("#stage-place")).not_to_be_empty()
        return page

    return show_stage


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_five_themes_and_three_long_quotes_fit_the_screen_in_large_letters(projector, seminar):
    for number in range(5):
        theme = theme_of(seminar, f"Eit namn som er så langt at det går over to liner, {number} " * 3, 3)
    for post in theme.posts.all():
        post.revise(body="Ord " * 70)
        show(theme, post=post, text=("Ord " * 70).strip())
    page = projector()
    heights = page.evaluate("[...document.querySelectorAll('.stage-page')].map((one) => one.offsetHeight)")
    assert heights == [1080] * 2
    smallest = """[...document.querySelectorAll('#stage *, .stage-bar *')]
        .filter((one) => !one.closest('.visually-hidden, svg') && one.innerText?.trim())
        .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    assert min(page.evaluate(smallest)) >= 28
    name = "parseFloat(getComputedStyle(document.querySelector('.stage-rows .stage-name')).fontSize)"
    assert page.evaluate(name) >= 1080 / 25
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_arrow_and_page_keys_move_between_screens(projector, seminar):
    show(theme_of(seminar, "Tre", 3))
    theme_of(seminar, "Ein", 1)
    page = projector()
    place = page.locator("#stage-place")
    for key, at in [("ArrowRight", 2), ("PageDown", 3), ("ArrowDown", 3), ("ArrowLeft", 2), ("PageUp", 1), ("End", 3)]:
        page.keyboard.press(key)
        expect(place).to_have_text(f"{at} / 3")
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") == 0
    page.keyboard.press("f")
    until(lambda: page.evaluate("document.fullscreenElement !== null"), "the stage fills the screen")


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_stage_is_accessible_on_a_phone_and_on_the_projector(projector, seminar, scheme):
    show(theme_of(seminar, "<b>Tre</b> 🎉" + "x" * 280, 3))
    theme_of(seminar, "Ein", 1)
    for width, height in [(320, 640), (1920, 1080)]:
        page = projector(width, height)
        page.emulate_media(color_scheme=scheme)
        assert_no_faults(page)
