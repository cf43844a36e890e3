"""The stage: what is shown to the hall, and the quotes that facilitators choose for it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make
from tests.faults import assert_no_faults
from tests.seminar.listener import session_of
from tests.seminar.serving import until
from tests.seminar.test_look import TOKENS, colours, contrast
from themes.models import Quote
from themes.stage import Stage
from themes.undo_themes import INVERSES

pytestmark = pytest.mark.django_db
SAID = "Ferja går ikkje om kvelden."


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def said_by(seminar, name: str, groups: int, round=None):
    """A theme with a note of each of so many groups; the groups are the same from theme to theme."""
    theme = make.theme(seminar, name)
    for number in range(groups):
        group = seminar.groups.filter(name=f"Bord {number}").first() or make.group(seminar, f"Bord {number}")
        theme.take(make.post(seminar, SAID, group=group, round=round or seminar.rounds.first() or make.round(seminar)))
    return theme


def pages(seminar) -> list:
    return [(page.kind, [row.theme.name for row in page.rows]) for page in Stage.of(seminar).pages]


def stage(client, seminar) -> str:
    return " ".join(client.get(reverse("stage", args=[seminar.slug])).content.decode().split())


def show(theme, *, text: str = SAID, named: bool = True, post=None) -> Quote:
    return Quote.objects.show(post or theme.posts.first(), theme=theme, text=text, named=named)


def test_themes_stand_by_distinct_groups_and_what_few_said_has_a_page_of_its_own(seminar):
    for name, groups in [("Ein", 1), ("Tre", 3), ("Fem", 5), ("To", 2), ("Ingen", 0)]:
        said_by(seminar, name, groups)
    assert pages(seminar) == [("many", ["Fem", "Tre"]), ("few", ["To", "Ein"])]


def test_more_than_eight_themes_go_over_several_pages(seminar):
    for number in range(9):
        said_by(seminar, f"Tema {number}", 3)
    assert [len(names) for _, names in pages(seminar)] == [8, 1]


def test_before_any_theme_has_come_from_many_the_page_says_so(client, seminar):
    said_by(seminar, "Ein", 1)
    assert "No theme has come from more than two groups yet." in stage(client, seminar)


def test_a_retired_theme_is_not_on_stage(seminar):
    said_by(seminar, "Tre", 3).retire()
    assert pages(seminar) == [("many", [])]


def test_what_is_new_since_the_last_round_is_marked(client, seminar):
    first, second = make.round(seminar, "Om morgonen"), make.round(seminar, "Om kvelden")
    old = said_by(seminar, "Gammalt", 3, first)
    said_by(seminar, "Nytt", 3, second)
    for name in ("Bord 0", "Bord 8"):
        group = seminar.groups.filter(name=name).first() or make.group(seminar, name)
        old.take(make.post(seminar, "Igjen.", group=group, round=second))
    rows = {row.theme.name: (row.new, row.gained) for row in Stage.of(seminar).pages[0].rows}
    assert rows == {"Gammalt": (False, 1), "Nytt": (True, 0)}
    shown = stage(client, seminar)
    assert shown.count("New in this round") == 1 and "+1 in this round" in shown


def test_in_the_first_round_nothing_is_marked_as_new(client, seminar):
    said_by(seminar, "Alt", 3)
    assert "in this round" not in stage(client, seminar)


def test_a_quote_is_shown_with_the_groups_name_or_without(client, seminar):
    theme = said_by(seminar, "Skyss", 1)
    quote = show(theme)
    assert f"{SAID}</p><footer>Bord 0</footer>" in stage(client, seminar)
    quote.call(False)
    assert f"{SAID}</p></blockquote>" in stage(client, seminar)


@pytest.mark.parametrize(
    "doing",
    [
        lambda post, theme: post.hide(),
        lambda post, theme: theme.drop(post),
        lambda post, theme: post.revise(body="Noko heilt anna."),
        lambda post, theme: theme.quotes.get().take_down(),
    ],
)
def test_a_quote_whose_note_no_longer_says_so_under_the_theme_is_not_shown(seminar, doing):
    theme = said_by(seminar, "Skyss", 1)
    show(theme)
    assert pages(seminar)[-1] == ("quotes", ["Skyss"])
    doing(theme.posts.get(), theme)
    assert "quotes" not in [kind for kind, _ in pages(seminar)]


def test_quotes_follow_their_notes_through_a_merge_and_back(seminar):
    one, other = said_by(seminar, "Skyss", 1), said_by(seminar, "Buss", 1)
    show(one)
    one.merge(other)
    assert pages(seminar)[-1] == ("quotes", ["Buss"])
    merge = seminar.changes.last()
    INVERSES[merge.verb](merge, by=None)
    assert pages(seminar)[-1] == ("quotes", ["Skyss"])


def test_the_same_words_twice_are_one_quote(seminar):
    theme = said_by(seminar, "Skyss", 1)
    show(theme).take_down()
    show(theme, named=False)
    assert [(quote.shown, quote.named) for quote in theme.quotes.all()] == [(True, False)]


def test_quotes_have_an_order_and_each_doing_is_taken_back(seminar):
    theme = said_by(seminar, "Skyss", 3)
    one, two, _three = (show(theme, post=post) for post in theme.posts.all())
    order = lambda: [quote.pk for quote in theme.quotes.filter(shown=True)]  # noqa: E731
    before = order()
    assert two.move(-1) and not two.move(-1)
    assert order()[:2] == [two.pk, one.pk]
    for doing in (lambda: None, two.take_down, lambda: two.call(False)):
        doing()
        change = seminar.changes.last()
        INVERSES[change.verb](change, by=None)
        two.refresh_from_db()
    assert (order(), two.shown, two.named) == (before, True, True)


def test_a_change_tells_of_a_quote_without_its_words(seminar):
    show(said_by(seminar, "Skyss", 1))
    change = seminar.changes.last()
    assert (change.verb, "Ferja" in str(change.data)) == ("quote.shown", False)


def test_words_of_a_note_are_chosen_on_its_own_page(client, seminar):
    theme = said_by(seminar, "Skyss", 1)
    address = reverse("quote", args=[seminar.slug, theme.posts.get().uid])
    assert SAID in client.get(address).content.decode()
    client.post(address, {"text": "går ikkje", "theme": theme.pk, "named": "on"})
    assert theme.quotes.get().text == "går ikkje"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("Noko anna", "The note does not say this."), ("x" * 281, "at most 280 characters"), ("", "required")],
)
def test_words_that_the_note_does_not_hold_are_refused_and_kept(client, seminar, text, sentence):
    theme = said_by(seminar, "Skyss", 1)
    address = reverse("quote", args=[seminar.slug, theme.posts.get().uid])
    response = client.post(address, {"text": text, "theme": theme.pk})
    assert (response.status_code, theme.quotes.count()) == (422, 0)
    assert sentence in response.content.decode() and text in response.content.decode()


def test_quotes_are_arranged_on_the_page_of_the_theme(client, seminar):
    theme = said_by(seminar, "Skyss", 2)
    quote = show(theme)
    address = reverse("quote_change", args=[seminar.slug, quote.pk])
    client.post(address, {"do": "unname"})
    assert "shown without the name" in client.get(reverse("theme", args=[seminar.slug, theme.uid])).content.decode()
    client.post(address, {"do": "away"})
    client.post(address, {"do": "nonsense"})
    assert not theme.quotes.get().shown


@pytest.mark.parametrize("role", [None, "viewer"])
def test_members_see_the_stage_and_only_editors_choose_quotes(client, seminar, role):
    theme = said_by(seminar, "Skyss", 1)
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
        show(said_by(seminar, f"Tema {number}", size))
    with django_assert_num_queries(13):
        client.get(reverse("stage", args=[seminar.slug]))


def test_every_word_on_stage_has_a_contrast_of_seven_to_one():
    for side in (0, 1):
        palette = colours(TOKENS, side)
        assert min(contrast(palette[ink], palette["paper"]) for ink in ("ink", "accent")) >= 7


@pytest.fixture
def hall(page, live_server, seminar):
    def enter(width: int = 1920, height: int = 1080):
        session = session_of(seminar.members.get().person)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.set_viewport_size({"width": width, "height": height})
        page.goto(live_server.url + reverse("stage", args=[seminar.slug]))
        expect(page.locator("#stage-place")).not_to_be_empty()
        return page

    return enter


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_eight_themes_and_three_long_quotes_fit_the_screen_in_letters_read_from_the_last_row(hall, seminar):
    for number in range(8):
        theme = said_by(seminar, f"Eit namn som er så langt at det går over to liner, {number} " * 3, 3)
    for post in theme.posts.all():
        post.revise(body="Ord " * 70)
        show(theme, post=post, text=("Ord " * 70).strip())
    page = hall()
    heights = page.evaluate("[...document.querySelectorAll('.stage-page')].map((one) => one.offsetHeight)")
    assert heights == [1080] * 2
    smallest = """[...document.querySelectorAll('#stage *, .stage-bar *')]
        .filter((one) => !one.closest('.visually-hidden, svg') && one.innerText?.trim())
        .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    assert min(page.evaluate(smallest)) >= 28
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_arrows_and_page_keys_step_from_page_to_page(hall, seminar):
    show(said_by(seminar, "Tre", 3))
    said_by(seminar, "Ein", 1)
    page = hall()
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
def test_the_stage_is_accessible_on_a_phone_and_on_the_projector(hall, seminar, scheme):
    show(said_by(seminar, "<b>Tre</b> 🎉" + "x" * 280, 3))
    said_by(seminar, "Ein", 1)
    for width, height in [(320, 640), (1920, 1080)]:
        page = hall(width, height)
        page.emulate_media(color_scheme=scheme)
        assert_no_faults(page)
