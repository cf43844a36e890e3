"""Two people tag the same notes without seeing each other's themes, and compare."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests import make
from tests.faults import assert_no_faults
from tests.seminar.live.listener import session_of
from themes.agreement.kappa import PairCounts, counts, differing, mean
from themes.agreement.result import Result
from themes.models import Comparison
from themes.models.comparison import ComparisonClosed


@pytest.mark.parametrize(
    ("pair_counts", "kappa"),
    [
        (PairCounts(20, 5, 10, 15), 0.4),  # 50 grant proposals, the usual textbook example
        (PairCounts(45, 15, 25, 15), 0.1304),  # the same share of agreement, 60 of 100, with even and uneven use:
        (PairCounts(25, 35, 5, 35), 0.2593),  # kappa tells them apart
        (PairCounts(5, 0, 0, 5), 1),
        (PairCounts(0, 5, 5, 0), -1),
        (PairCounts(1, 1, 1, 1), 0),
        (PairCounts(3, 7, 0, 0), 0),  # one used it on every note: no more than chance
    ],
)
def test_kappa_matches_published_examples_and_values_computed_by_hand(pair_counts, kappa):
    assert pair_counts.kappa == pytest.approx(kappa, abs=5e-5)


@pytest.mark.parametrize("pair_counts", [PairCounts(9, 0, 0, 0), PairCounts(0, 0, 0, 9), PairCounts(0, 0, 0, 0)])
def test_kappa_is_undefined_where_both_use_a_theme_on_all_notes_or_none(pair_counts):
    assert pair_counts.kappa is None


@given(*[st.integers(0, 60)] * 4)
def test_kappa_follows_its_definition_and_is_symmetric(both, first, second, neither):
    pair_counts = PairCounts(both, first, second, neither)
    assert pair_counts.kappa == PairCounts(both, second, first, neither).kappa
    if pair_counts.kappa is not None:
        n = pair_counts.notes
        yes, no = (both + first) * (both + second) / n**2, (second + neither) * (first + neither) / n**2
        assert pair_counts.kappa == pytest.approx((pair_counts.agreement - yes - no) / (1 - yes - no), abs=1e-9)


def test_only_notes_that_both_judged_are_counted():
    first, second = {1: {"a"}, 2: {"a"}, 3: set()}, {1: {"a"}, 2: {"b"}, 4: {"a"}}
    assert counts("a", first, second) == PairCounts(1, 1, 0, 0)
    assert differing(first, second) == [2]
    assert (mean([1, None, 0]), mean([None])) == (0.5, None)


@pytest.fixture
def seminar(db):
    seminar = make.seminar(by=make.person("Aud"))
    make.member(seminar, make.person("Bjarte"))
    for name in ("Skyss", "Bustad"):
        make.theme(seminar, name)
    for number in range(4):
        make.post(seminar, f"Notat nummer {number}.", group=make.group(seminar, f"Bord {number}"))
    return seminar


@pytest.fixture
def aud(seminar):
    return seminar.members.get(person__name="Aud").person


@pytest.fixture
def bjarte(seminar):
    return seminar.members.get(person__name="Bjarte").person


@pytest.fixture
def comparison(seminar, aud, bjarte):
    return Comparison.objects.start(seminar=seminar, first=aud, second=bjarte, posts=seminar.posts.all(), by=aud)


def judge(comparison, person, *choices: str) -> None:
    """`choices` has a word for each note: the initials of its themes, or "-" for none."""
    for row, letters in zip(comparison.compared.all(), choices, strict=False):
        themes = [theme for theme in comparison.seminar.themes.all() if theme.name[0] in letters]
        comparison.judge(row, themes, by=person)


def placed_themes(seminar) -> list[str]:
    """The themes that each note is placed under."""
    return [" ".join(theme.name for theme in post.themes.all()) for post in seminar.posts.all()]


def test_a_comparison_closes_when_both_are_done_and_has_counts_for_each_theme(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "B")
    assert comparison.closed_at is None
    judge(comparison, bjarte, "S", "S", "-", "S")
    assert comparison.closed_at
    result = Result.of(comparison)
    assert [(agreement.theme.name, agreement.counts) for agreement in result.themes] == [
        ("Skyss", PairCounts(2, 0, 1, 1)),
        ("Bustad", PairCounts(0, 2, 0, 2)),
    ]
    assert [agreement.counts.kappa for agreement in result.themes] == [0.5, 0]
    assert (result.notes, result.alike, result.kappa, result.defined) == (4, 2, 0.25, 2)
    assert [difference.compared.place for difference in result.differences] == [2, 4]


def test_either_person_can_close_it_and_the_notes_both_tagged_are_compared(comparison, aud, bjarte):
    judge(comparison, aud, "S", "B")
    judge(comparison, bjarte, "S")
    comparison.close(by=bjarte)
    assert (Result.of(comparison).notes, Result.of(comparison).size) == (1, 4)
    with pytest.raises(ComparisonClosed):
        judge(comparison, aud, "B")


def test_a_judgement_can_be_changed_until_the_comparison_is_closed(comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, aud, "B")
    judge(comparison, bjarte, "B")
    comparison.close()
    assert Result.of(comparison).alike == 1


def test_no_placement_changes_until_someone_decides(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "B")
    judge(comparison, bjarte, "S", "S", "-", "S")
    assert placed_themes(seminar) == ["", "", "", ""]
    rows = list(comparison.compared.all())
    comparison.place(rows[1], aud, by=bjarte)
    comparison.place(rows[3], bjarte, by=bjarte)
    assert placed_themes(seminar) == ["", "Skyss Bustad", "", "Skyss"]
    comparison.place(rows[1], bjarte, by=bjarte)
    assert placed_themes(seminar) == ["", "Skyss", "", "Skyss"]
    assert [difference.placed for difference in Result.of(comparison).differences] == [bjarte, bjarte]


def test_a_decision_is_undone_as_one(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "B")
    comparison.close()
    row = comparison.compared.first()
    comparison.place(row, aud, by=bjarte)
    comparison.place(row, bjarte, by=bjarte)
    seminar.undo_last(by=bjarte)
    assert placed_themes(seminar)[0] == "Skyss"
    seminar.undo_last(by=bjarte)
    assert placed_themes(seminar)[0] == ""


def test_a_note_that_was_merged_since_is_not_placed_and_a_message_says_why(client, seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "B")
    comparison.close()
    one, two = seminar.posts.all()[:2]
    one.merge(two)
    page = log_in(client, aud).post(path("comparison_decide", comparison, 1), {"person": aud.pk}, follow=True)
    assert "This note has since been merged into another." in page.content.decode()
    assert "is placed as" not in page.content.decode()


def test_a_decision_does_not_affect_themes_that_were_not_offered(seminar, comparison, aud, bjarte):
    other = make.theme(seminar, "Seinare")
    other.add_post(seminar.posts.first())
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "B")
    comparison.close()
    comparison.place(comparison.compared.first(), aud)
    assert placed_themes(seminar)[0] == "Skyss Seinare"


def test_a_theme_merged_after_the_comparison_counts_as_its_successor(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "-")
    comparison.close()
    samferdsel = make.theme(seminar, "Samferdsel")
    seminar.themes.get(name="Skyss").merge(samferdsel)
    comparison.place(comparison.compared.first(), aud)
    assert placed_themes(seminar)[0] == "Samferdsel"
    result = Result.of(comparison)
    assert [agreement.theme.name for agreement in result.themes] == ["Skyss", "Bustad"]
    assert result.differences[0].placed == aud


def test_the_change_says_that_a_note_was_tagged_but_not_how(seminar, comparison, aud):
    judge(comparison, aud, "S")
    change = seminar.changes.last()
    assert (change.verb, change.data) == ("comparison.judged", {"post": seminar.posts.first().pk})


def log_in(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def path(name: str, comparison, *more) -> str:
    return reverse(name, args=[comparison.seminar.slug, comparison.pk, *more])


def test_a_comparison_takes_notes_evenly_from_those_the_filter_selects(client, seminar, aud, bjarte):
    address = reverse("agreement", args=[seminar.slug])
    log_in(client, aud).post(f"{address}?text=notat", {"second": bjarte.pk, "size": 2})
    comparison = Comparison.objects.get()
    assert [row.post.body for row in comparison.compared.all()] == ["Notat nummer 0.", "Notat nummer 2."]
    assert (comparison.people, comparison.themes.count()) == ((aud, bjarte), 2)


@pytest.mark.parametrize(
    ("query", "data", "sentence"),
    [
        ("?theme=0", {"size": 5}, "No theme that was chosen exists any longer."),
        ("?text=finst-ikkje", {"size": 5}, "No notes fit these choices."),
        ("", {"size": 0}, "greater than or equal to 1"),
        ("", {"size": 301}, "less than or equal to 300"),
        ("", {"size": 5, "second": 0}, "Select a valid choice"),
    ],
)
def test_a_comparison_that_cannot_start_is_refused_with_a_sentence(client, seminar, aud, bjarte, query, data, sentence):
    response = log_in(client, aud).post(reverse("agreement", args=[seminar.slug]) + query, {"second": bjarte.pk} | data)
    assert (response.status_code, Comparison.objects.count()) == (422, 0)
    assert sentence in response.content.decode()


def test_tagging_shows_neither_the_themes_of_the_other_nor_those_on_the_board(client, seminar, comparison, aud, bjarte):
    first = seminar.posts.first()
    seminar.themes.get(name="Skyss").add_post(first)
    judge(comparison, aud, "B")
    html = log_in(client, bjarte).get(path("comparison_tag", comparison)).content.decode()
    assert "Notat nummer 0." in html and "checked" not in html and "Bord 0" not in html
    for name in ("comparison_tag", "comparison"):
        page = client.get(path(name, comparison)).content.decode()
        assert "Kappa" not in page and "checked" not in page
    assert "3 notes left" in client.get(path("comparison", comparison)).content.decode()


def test_tagging_moves_to_the_next_note_and_back(client, seminar, comparison, aud, bjarte):
    client = log_in(client, aud)
    skyss = seminar.themes.get(name="Skyss")
    response = client.post(path("comparison_tag", comparison), {"themes": [skyss.pk]}, follow=True)
    assert "Note 2 of 4" in response.content.decode()
    again = client.get(path("comparison_tag", comparison) + "?note=1").content.decode()
    assert f'id="pick-{skyss.pk}" data-key="1" checked' in again
    foreign = make.theme(make.seminar("Ein annan stad"), "Framandt")
    refused = client.post(path("comparison_tag", comparison), {"themes": [foreign.pk]})
    assert "That theme is not part of this comparison." in refused.content.decode()
    for _ in range(3):
        response = client.post(path("comparison_tag", comparison), follow=True)
    assert "4 notes left" in response.content.decode() and "done" in response.content.decode()


def test_someone_who_sends_a_note_after_the_other_closed_sees_a_message(client, comparison, aud, bjarte):
    client = log_in(client, aud)
    judge(comparison, bjarte, "S")
    comparison.close(by=bjarte)
    response = client.post(path("comparison_tag", comparison), {}, follow=True)
    assert "There is no note that both placed" in response.content.decode()


def test_the_result_names_its_measure_and_its_buttons_place_notes(client, seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "-")
    judge(comparison, bjarte, "S", "S", "-", "-")
    html = log_in(client, bjarte).get(path("comparison", comparison)).content.decode()
    assert "Cohen&#x27;s kappa" in html or "Cohen's kappa" in html
    assert "Place as Aud did" in html and "75 %" in html
    client.post(path("comparison_decide", comparison, 2), {"person": aud.pk})
    client.post(path("comparison_decide", comparison, 2), {"person": 0})
    assert placed_themes(seminar)[1] == "Skyss Bustad"
    assert "Placed like this" in client.get(path("comparison", comparison)).content.decode()


def test_the_result_says_so_where_kappa_is_undefined(client, comparison, aud, bjarte):
    for person in (aud, bjarte):
        judge(comparison, person, "S", "S", "S", "S")
    html = log_in(client, aud).get(path("comparison", comparison)).content.decode()
    assert "Kappa cannot be calculated where both used a theme on every note, or on none" in html


def test_nothing_is_placed_before_the_comparison_is_closed(client, seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    log_in(client, aud).post(path("comparison_decide", comparison, 1), {"person": aud.pk})
    assert placed_themes(seminar)[0] == ""


@pytest.mark.parametrize("role", [None, "viewer", "facilitator"])
def test_only_the_two_people_can_see_a_comparison(client, seminar, comparison, role):
    cora = make.person("Cora")
    if role:
        make.member(seminar, cora, role)
    client = log_in(client, cora)
    for name, more in [
        ("comparison", []),
        ("comparison_tag", []),
        ("comparison_close", []),
        ("comparison_decide", [1]),
    ]:
        answer = (client.get if name in ("comparison", "comparison_tag") else client.post)(
            path(name, comparison, *more)
        )
        assert answer.status_code == 404
    response = client.get(reverse("agreement", args=[seminar.slug]))
    assert response.status_code == (200 if role == "facilitator" else 404)


@pytest.mark.parametrize("notes", [1, 3])
def test_the_number_of_queries_does_not_grow(client, comparison, aud, bjarte, notes, django_assert_num_queries):
    judge(comparison, aud, *["S"] * notes)
    judge(comparison, bjarte, *["B"] * notes)
    comparison.close()
    log_in(client, aud)
    with django_assert_num_queries(10):
        client.get(path("comparison", comparison))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_notes_are_tagged_with_one_key_for_each_theme_and_one_to_continue(page, live_server, seminar, comparison, aud):
    page.context.add_cookies([{"name": "sessionid", "value": session_of(aud), "url": live_server.url}])
    page.goto(live_server.url + path("comparison_tag", comparison))
    for at, keys in enumerate(["1", "12", "", "2"], 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Note {at} of 4")
        for key in [*keys, "Enter"]:
            page.keyboard.press(key)
    expect(page.get_by_text("done", exact=True)).to_be_visible()
    chosen = [[theme.name for theme in one.themes.all()] for one in judgements(comparison, aud)]
    assert chosen == [["Skyss"], ["Skyss", "Bustad"], [], ["Bustad"]]


def judgements(comparison, person) -> list:
    return [row.judgements.get(by=person) for row in comparison.compared.all()]


@pytest.mark.once
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_agreement_pages_are_accessible_at_any_width(
    page, live_server, seminar, comparison, aud, bjarte, width, scheme
):
    make.theme(seminar, "<b>x</b>" + "langt " * 48)
    closed = Comparison.objects.start(seminar=seminar, first=aud, second=bjarte, posts=seminar.posts.all())
    judge(closed, aud, "S")
    judge(closed, bjarte, "B<")
    closed.close()
    page.context.add_cookies([{"name": "sessionid", "value": session_of(aud), "url": live_server.url}])
    page.emulate_media(color_scheme=scheme)
    addresses = [reverse("agreement", args=[seminar.slug]), path("comparison", closed)]
    addresses += [path("comparison_tag", comparison), path("comparison", comparison)]
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses:
        page.goto(live_server.url + address)
        assert_no_faults(page)


def test_the_differences_show_the_themes_that_each_of_the_two_chose(client, comparison, aud, bjarte):
    judge(comparison, aud, "S", "-", "B", "B")
    judge(comparison, bjarte, "SB", "B", "B", "B")
    page = " ".join(log_in(client, aud).get(path("comparison", comparison)).content.decode().split())
    sides = [side.split("</div>")[0] for side in page.split('class="agreement-side"')[1:]]
    assert [[name for name in ("Skyss", "Bustad", "No theme") if name in side] for side in sides] == [
        ["Skyss"],
        ["Skyss", "Bustad"],
        ["No theme"],
        ["Bustad"],
    ]
