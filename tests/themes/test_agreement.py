"""Two people tag the same notes blind, and compare."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests import make
from tests.faults import assert_no_faults
from tests.seminar.listener import session_of
from themes.agreement import Counts, counts, differing, mean
from themes.models import Comparison
from themes.models.comparison import Closed
from themes.result import Result


@pytest.mark.parametrize(
    ("told", "kappa"),
    [
        (Counts(20, 5, 10, 15), 0.4),  # 50 grant proposals, the example most textbooks give
        (Counts(45, 15, 25, 15), 0.1304),  # the same share of agreement, 60 of 100, with even and uneven use:
        (Counts(25, 35, 5, 35), 0.2593),  # kappa tells them apart
        (Counts(5, 0, 0, 5), 1),
        (Counts(0, 5, 5, 0), -1),
        (Counts(1, 1, 1, 1), 0),
        (Counts(3, 7, 0, 0), 0),  # one used it on every note: no more than chance
    ],
)
def test_kappa_is_what_has_been_published_and_worked_out_by_hand(told, kappa):
    assert told.kappa == pytest.approx(kappa, abs=5e-5)


@pytest.mark.parametrize("told", [Counts(9, 0, 0, 0), Counts(0, 0, 0, 9), Counts(0, 0, 0, 0)])
def test_where_both_say_all_or_nothing_there_is_no_kappa(told):
    assert told.kappa is None


@given(*[st.integers(0, 60)] * 4)
def test_kappa_follows_its_definition_and_does_not_mind_who_is_first(both, first, second, neither):
    told = Counts(both, first, second, neither)
    assert told.kappa == Counts(both, second, first, neither).kappa
    if told.kappa is not None:
        n = told.notes
        yes, no = (both + first) * (both + second) / n**2, (second + neither) * (first + neither) / n**2
        assert told.kappa == pytest.approx((told.agreement - yes - no) / (1 - yes - no), abs=1e-9)


def test_only_notes_that_both_judged_are_counted():
    first, second = {1: {"a"}, 2: {"a"}, 3: set()}, {1: {"a"}, 2: {"b"}, 4: {"a"}}
    assert counts("a", first, second) == Counts(1, 1, 0, 0)
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
    """One word a note: the first letters of its themes, "-" for none."""
    for row, letters in zip(comparison.compared.all(), choices, strict=False):
        themes = [theme for theme in comparison.seminar.themes.all() if theme.name[0] in letters]
        comparison.judge(row, themes, by=person)


def under(seminar) -> list[str]:
    return [" ".join(theme.name for theme in post.themes.all()) for post in seminar.posts.all()]


def test_when_both_are_done_it_closes_and_tells_theme_by_theme(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "B")
    assert comparison.closed_at is None
    judge(comparison, bjarte, "S", "S", "-", "S")
    assert comparison.closed_at
    result = Result.of(comparison)
    assert [(line.theme.name, line.counts) for line in result.lines] == [
        ("Skyss", Counts(2, 0, 1, 1)),
        ("Bustad", Counts(0, 2, 0, 2)),
    ]
    assert [line.counts.kappa for line in result.lines] == [0.5, 0]
    assert (result.notes, result.alike, result.kappa, result.defined) == (4, 2, 0.25, 2)
    assert [one.compared.place for one in result.differences] == [2, 4]


def test_either_closes_it_at_any_time_and_what_both_tagged_is_compared(comparison, aud, bjarte):
    judge(comparison, aud, "S", "B")
    judge(comparison, bjarte, "S")
    comparison.close(by=bjarte)
    assert (Result.of(comparison).notes, Result.of(comparison).size) == (1, 4)
    with pytest.raises(Closed):
        judge(comparison, aud, "B")


def test_one_may_think_again_until_it_is_closed(comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, aud, "B")
    judge(comparison, bjarte, "B")
    comparison.close()
    assert Result.of(comparison).alike == 1


def test_no_report_changes_until_someone_decides(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "B")
    judge(comparison, bjarte, "S", "S", "-", "S")
    assert under(seminar) == ["", "", "", ""]
    rows = list(comparison.compared.all())
    comparison.place(rows[1], aud, by=bjarte)
    comparison.place(rows[3], bjarte, by=bjarte)
    assert under(seminar) == ["", "Skyss Bustad", "", "Skyss"]
    comparison.place(rows[1], bjarte, by=bjarte)
    assert under(seminar) == ["", "Skyss", "", "Skyss"]
    assert [one.placed for one in Result.of(comparison).differences] == [bjarte, bjarte]


def test_a_decision_leaves_alone_the_themes_that_were_not_offered(seminar, comparison, aud, bjarte):
    other = make.theme(seminar, "Seinare")
    other.take(seminar.posts.first())
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "B")
    comparison.close()
    comparison.place(comparison.compared.first(), aud)
    assert under(seminar)[0] == "Skyss Seinare"


def test_a_theme_that_was_merged_since_stands_for_the_one_it_went_into(seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    judge(comparison, bjarte, "-")
    comparison.close()
    samferdsel = make.theme(seminar, "Samferdsel")
    seminar.themes.get(name="Skyss").merge(samferdsel)
    comparison.place(comparison.compared.first(), aud)
    assert under(seminar)[0] == "Samferdsel"
    result = Result.of(comparison)
    assert [line.theme.name for line in result.lines] == ["Skyss", "Bustad"]
    assert result.differences[0].placed == aud


def test_the_log_tells_that_a_note_was_tagged_and_not_how(seminar, comparison, aud):
    judge(comparison, aud, "S")
    change = seminar.changes.last()
    assert (change.verb, change.data) == ("comparison.judged", {"post": seminar.posts.first().pk})


def sign_in(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def path(name: str, comparison, *more) -> str:
    return reverse(name, args=[comparison.seminar.slug, comparison.pk, *more])


def test_it_is_started_over_what_the_filter_shows_spread_evenly(client, seminar, aud, bjarte):
    address = reverse("agreement", args=[seminar.slug])
    sign_in(client, aud).post(f"{address}?text=notat", {"second": bjarte.pk, "size": 2})
    comparison = Comparison.objects.get()
    assert [row.post.body for row in comparison.compared.all()] == ["Notat nummer 0.", "Notat nummer 2."]
    assert (comparison.people, comparison.themes.count()) == ((aud, bjarte), 2)


@pytest.mark.parametrize(
    ("query", "data", "sentence"),
    [
        ("?text=finst-ikkje", {"size": 5}, "No notes fit these choices."),
        ("", {"size": 0}, "greater than or equal to 1"),
        ("", {"size": 301}, "less than or equal to 300"),
        ("", {"size": 5, "second": 0}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(client, seminar, aud, bjarte, query, data, sentence):
    response = sign_in(client, aud).post(
        reverse("agreement", args=[seminar.slug]) + query, {"second": bjarte.pk} | data
    )
    assert (response.status_code, Comparison.objects.count()) == (422, 0)
    assert sentence in response.content.decode()


def test_nobody_sees_what_another_or_the_board_made_of_a_note(client, seminar, comparison, aud, bjarte):
    first = seminar.posts.first()
    seminar.themes.get(name="Skyss").take(first)
    judge(comparison, aud, "B")
    shown = sign_in(client, bjarte).get(path("comparison_tag", comparison)).content.decode()
    assert "Notat nummer 0." in shown and "checked" not in shown and "Bord 0" not in shown
    for name in ("comparison_tag", "comparison"):
        page = client.get(path(name, comparison)).content.decode()
        assert "Kappa" not in page and "checked" not in page
    assert "3 notes left" in client.get(path("comparison", comparison)).content.decode()


def test_tagging_goes_from_note_to_note_and_back(client, seminar, comparison, aud, bjarte):
    client = sign_in(client, aud)
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


def test_a_note_sent_after_the_colleague_closed_is_told(client, comparison, aud, bjarte):
    client = sign_in(client, aud)
    judge(comparison, bjarte, "S")
    comparison.close(by=bjarte)
    response = client.post(path("comparison_tag", comparison), {}, follow=True)
    assert "There is no note that both tagged" in response.content.decode()


def test_the_answer_names_its_measure_and_the_buttons_place(client, seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S", "SB", "-", "-")
    judge(comparison, bjarte, "S", "S", "-", "-")
    shown = sign_in(client, bjarte).get(path("comparison", comparison)).content.decode()
    assert "Cohen&#x27;s kappa" in shown or "Cohen's kappa" in shown
    assert "Place as Aud did" in shown and "75 %" in shown
    client.post(path("comparison_decide", comparison, 2), {"person": aud.pk})
    client.post(path("comparison_decide", comparison, 2), {"person": 0})
    assert under(seminar)[1] == "Skyss Bustad"
    assert "Placed like this" in client.get(path("comparison", comparison)).content.decode()


def test_where_there_is_no_kappa_that_is_said(client, comparison, aud, bjarte):
    for person in (aud, bjarte):
        judge(comparison, person, "S", "S", "S", "S")
    shown = sign_in(client, aud).get(path("comparison", comparison)).content.decode()
    assert "No kappa can be worked out where both used a theme on every note, or on none" in shown


def test_nothing_is_placed_before_it_is_closed(client, seminar, comparison, aud, bjarte):
    judge(comparison, aud, "S")
    sign_in(client, aud).post(path("comparison_decide", comparison, 1), {"person": aud.pk})
    assert under(seminar)[0] == ""


@pytest.mark.parametrize("role", [None, "viewer", "facilitator"])
def test_a_comparison_is_for_the_two_alone(client, seminar, comparison, role):
    cora = make.person("Cora")
    if role:
        make.member(seminar, cora, role)
    client = sign_in(client, cora)
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
    open_to = client.get(reverse("agreement", args=[seminar.slug])).status_code
    assert open_to == (200 if role == "facilitator" else 404)


@pytest.mark.parametrize("notes", [1, 3])
def test_the_number_of_queries_does_not_grow(client, comparison, aud, bjarte, notes, django_assert_num_queries):
    judge(comparison, aud, *["S"] * notes)
    judge(comparison, bjarte, *["B"] * notes)
    comparison.close()
    sign_in(client, aud)
    with django_assert_num_queries(10):
        client.get(path("comparison", comparison))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_notes_are_tagged_by_keyboard_one_keystroke_a_theme_and_one_to_go_on(
    page, live_server, seminar, comparison, aud
):
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
def test_the_pages_of_agreement_are_accessible_at_any_width(
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
