"""The log of a seminar: who did what, and undoing it from there."""

import csv
import io

import pytest
from django.urls import reverse

from posts.models.parting import Piece
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"), language="en")
    client.force_login(seminar.members.get().person)
    return seminar


@pytest.fixture
def aud(seminar):
    return seminar.members.get().person


@pytest.fixture
def bjarte(seminar):
    return make.member(seminar, make.person("Bjarte")).person


def log(seminar, name: str = "log") -> str:
    return reverse(name, args=[seminar.slug])


def sentences(response) -> list[str]:
    return [one.sentence for one in response.context["happenings"]]


def table(response) -> list[dict]:
    header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    return [dict(zip(header, row, strict=True)) for row in rows]


def undo(client, seminar, change=None, **more):
    data = {"change": change.number} if change else {}
    return client.post(log(seminar, "undo"), data | more, follow=True)


def test_it_tells_everything_newest_first_with_who_and_on_what(client, seminar, aud, bjarte):
    post, theme = make.post(seminar, "Kaffi.", group=make.group(seminar)), make.theme(seminar, "Varme")
    theme.take(post, by=aud)
    post.hide(by=bjarte, reason="Sendt to ganger")
    response = client.get(log(seminar))
    shown = " ".join(response.content.decode().split())
    assert sentences(response)[:2] == ["Hidden", "Placed under Varme"]
    assert [words in shown for words in ("Gruppe 1: “Kaffi.”", "Why: Sendt to ganger", ", Bjarte")] == [True] * 3


def test_every_verb_has_a_sentence(client, seminar, aud):
    """A verb that nobody gave words would stand in the log with its dot."""
    post, other, theme = make.post(seminar, "Ein. To."), make.post(seminar), make.theme(seminar)
    theme.take(post)
    theme.drop(post)
    theme.describe(name="Varme")
    one, two = post.split([Piece("Ein."), Piece("To.")])
    one.merge(two)
    one.leave()
    other.belong(make.group(seminar))
    other.move(make.round(seminar, "Kveld"))
    other.answer(other.round.ask("Kven?"))
    scribe = make.scribe(seminar, other.group)
    other.withdraw(by=scribe)
    other.put_back(by=scribe)
    post.join()
    seminar.open_doors()
    other.round.open()
    other.round.close()
    shown = client.get(log(seminar), {"post": other.uid})
    assert [
        one for one in sentences(client.get(log(seminar))) + sentences(shown) if "." in one and " " not in one
    ] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "bjarte"}, ["Hidden"]),
        ({"person": "scribes"}, ["Text changed"]),
        ({"kind": "themes"}, ["Placed under Varme"]),
        ({"kind": "hiding"}, ["Hidden"]),
        ({"kind": "texts", "person": "aud"}, []),
        ({"kind": "codebook"}, ["Theme made"]),
        ({"theme": "varme"}, ["Placed under Varme", "Theme made"]),
        ({"post": "post"}, ["Hidden", "Text changed", "Placed under Varme"]),
    ],
)
def test_it_is_narrowed_by_person_kind_theme_and_note_and_so_is_its_file(client, seminar, aud, bjarte, query, found):
    scribe = make.scribe(seminar, name="Bord to")
    post, theme = make.post(seminar), make.theme(seminar, "Varme")
    make.post(seminar)
    theme.take(post, by=aud)
    post.revise(body="Nytt.", by=scribe)
    post.hide(by=bjarte)
    here = {"bjarte": bjarte.pk, "aud": aud.pk, "varme": theme.pk, "post": post.uid}
    asked = {name: here.get(value, value) for name, value in query.items()}
    assert [one for one in sentences(client.get(log(seminar), asked)) if one != "A device joined"] == found
    rows = table(client.get(log(seminar, "log_file"), asked))
    assert [row["What"] for row in rows if row["What"] != "A device joined"] == found


@pytest.mark.parametrize("query", [{"person": "x"}, {"kind": "x"}, {"theme": "x"}, {"post": "x"}, {"page": "x"}])
def test_a_choice_that_makes_no_sense_narrows_nothing(client, seminar, query):
    assert sentences(client.get(log(seminar), query)) == ["Seminar made"]


def test_the_file_tells_when_who_what_on_what_and_why(client, seminar, bjarte):
    make.post(seminar, "Kaffi.", author="Bord to").hide(by=bjarte, reason="=1+1")
    row = table(client.get(log(seminar, "log_file")))[0]
    assert {name: row[name] for name in ("Who", "What", "On what", "Why", "Undone")} == {
        "Who": "Bjarte", "What": "Hidden", "On what": "Bord to: “Kaffi.”", "Why": "'=1+1", "Undone": "",
    }  # fmt: skip


def test_a_split_is_one_thing_in_the_log_and_one_on_each_parts_page(client, seminar):
    post = make.post(seminar, "Ein. To.")
    one, _two = post.split([Piece("Ein."), Piece("To.")])
    assert sentences(client.get(log(seminar)))[0] == "Split into parts"
    assert "Made as a part of" in client.get(reverse("post", args=[seminar.slug, one.uid])).content.decode()


def test_what_is_undone_says_so_and_its_undoing_can_be_undone(client, seminar, aud):
    post = make.post(seminar)
    post.hide(by=aud)
    hidden = seminar.changes.get(verb="post.hidden")
    assert "Undid: Hidden" in undo(client, seminar, hidden).content.decode()
    undoing, first, *_ = client.get(log(seminar)).context["happenings"]
    assert [(one.sentence, one.undone, one.may_undo) for one in (undoing, first)] == [
        ("Undid: Hidden", False, True),
        ("Hidden", True, False),
    ]
    undo(client, seminar, undoing.change)
    post.refresh_from_db()
    assert post.state == "hidden"


def test_undoing_twice_is_told_and_changes_nothing(client, seminar, aud):
    make.post(seminar).hide(by=aud)
    hidden = seminar.changes.get(verb="post.hidden")
    undo(client, seminar, hidden)
    before = seminar.changes.count()
    assert "“Hidden” was not undone. This has been undone already." in undo(client, seminar, hidden).content.decode()
    assert seminar.changes.count() == before


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999999"])
def test_a_change_that_is_not_there_is_told(client, seminar, number):
    response = client.post(log(seminar, "undo"), {"change": number}, follow=True)
    assert "That is not in the log." in response.content.decode()


def test_a_change_of_another_seminar_is_not_in_the_log(client, seminar):
    other = make.seminar("Ein annan stad")
    post = make.post(other)
    for _ in range(9):
        post.hide()
        post.show()
    assert "That is not in the log." in undo(client, seminar, other.changes.last()).content.decode()


def test_my_last_is_undone_and_the_answer_leads_back_to_the_page_it_was_asked_from(client, seminar, aud, bjarte):
    post, other = make.post(seminar), make.post(seminar)
    post.hide(by=aud)
    other.hide(by=bjarte)
    board = reverse("board", args=[seminar.slug]) + "?state=all"
    response = undo(client, seminar, next=board)
    post.refresh_from_db()
    assert (response.redirect_chain[-1][0], post.state) == (board, "visible")


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", ""])
def test_the_answer_leads_to_no_other_site(client, seminar, page):
    assert undo(client, seminar, next=page).redirect_chain[-1][0] == log(seminar)


def test_who_has_done_nothing_has_nothing_to_undo(client, seminar):
    make.post(seminar).hide(by=make.member(seminar, make.person("Bjarte")).person)
    assert "You have nothing to undo." in undo(client, seminar).content.decode()


@pytest.mark.parametrize("name", ["log", "log_file", "undo"])
@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_who_may_not_change_the_seminar_finds_no_log(client, seminar, name, who):
    person = make.person("Cora")
    if who == "viewer":
        make.member(seminar, person, "viewer")
    client.force_login(person)
    method = client.post if name == "undo" else client.get
    assert method(log(seminar, name)).status_code == 404


@pytest.mark.parametrize("posts", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_log(client, seminar, aud, posts, django_assert_num_queries):
    theme = make.theme(seminar)
    for number in range(posts):
        post = make.post(seminar, "Ein. To.", group=make.group(seminar, f"Bord {number}"))
        theme.take(post, by=aud)
        post.hide(by=aud)
        undo(client, seminar)
        post.split([Piece("Ein."), Piece("To.")], by=aud)
    with django_assert_num_queries(13):
        client.get(log(seminar))


def test_fifty_a_page(client, seminar, aud):
    post = make.post(seminar)
    for _ in range(26):
        post.hide(by=aud)
        post.show(by=aud)
    assert [len(client.get(log(seminar), {"page": page}).context["happenings"]) for page in (1, 2)] == [50, 4]
