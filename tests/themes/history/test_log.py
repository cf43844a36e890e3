"""The log of a seminar: who did what, and undoing it from there."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from posts.models.splitting import PartText
from tests import make
from themes.summary.summary import Summary

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
    return [one.sentence for one in response.context["entries"]]


def table(response) -> list[dict]:
    header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    return [dict(zip(header, row, strict=True)) for row in rows]


def undo(client, seminar, change=None, **more):
    data = {"next": log(seminar)} | ({"change": change.number} if change else {})
    return client.post(log(seminar, "board_undo"), data | more, follow=True)


def test_a_device_is_called_by_its_name_and_group(client, seminar, aud):
    make.scribe(seminar, make.group(seminar, "Nordbord")).remove(by=aud)
    make.scribe(seminar, name="Signe").remove(by=aud)
    entries = client.get(log(seminar)).context["entries"]
    named = [entry.subject for entry in entries if entry.change.verb == "scribe.removed"]
    assert named == ["Signe", "a device without a name (Nordbord)"]


def test_it_tells_everything_newest_first_with_who_and_on_what(client, seminar, aud, bjarte):
    post, theme = make.post(seminar, "Kaffi.", group=make.group(seminar)), make.theme(seminar, "Varme")
    theme.add_post(post, by=aud)
    post.hide(by=bjarte, reason="Sendt to ganger")
    response = client.get(log(seminar))
    shown = " ".join(response.content.decode().split())
    assert sentences(response)[:2] == ["Note hidden", "Note placed under Varme"]
    assert [words in shown for words in ("Gruppe 1: “Kaffi.”", "Why: Sendt to ganger", ">Bjarte<")] == [True] * 3


def test_every_verb_has_a_sentence(client, seminar, aud):
    """A verb that nobody gave words would stand in the log with its dot."""
    post, other, theme = make.post(seminar, "Ein. To."), make.post(seminar), make.theme(seminar)
    theme.add_post(post)
    theme.remove_post(post)
    theme.describe(name="Varme")
    one, two = post.split([PartText("Ein."), PartText("To.")])
    one.merge(two)
    one.unmerge()
    other.set_group(make.group(seminar))
    other.move(make.round(seminar, "Kveld"))
    other.set_question(other.round.add_question("Kven?"))
    scribe = make.scribe(seminar, other.group)
    other.withdraw(by=scribe)
    other.put_back(by=scribe)
    post.unsplit()
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
        ({"person": "bjarte"}, ["Note hidden"]),
        ({"person": "scribes"}, ["Text changed"]),
        ({"kind": "themes"}, ["Note placed under Varme"]),
        ({"kind": "hiding"}, ["Note hidden"]),
        ({"kind": "texts", "person": "aud"}, []),
        ({"kind": "codebook"}, ["Theme created"]),
        ({"theme": "varme"}, ["Note placed under Varme", "Theme created"]),
        ({"post": "post"}, ["Note hidden", "Text changed", "Note placed under Varme"]),
    ],
)
def test_it_is_narrowed_by_person_kind_theme_and_note_and_so_is_its_file(client, seminar, aud, bjarte, query, found):
    scribe = make.scribe(seminar, name="Bord to")
    post, theme = make.post(seminar), make.theme(seminar, "Varme")
    make.post(seminar)
    theme.add_post(post, by=aud)
    post.revise(body="Nytt.", by=scribe)
    post.hide(by=bjarte)
    here = {"bjarte": bjarte.pk, "aud": aud.pk, "varme": theme.pk, "post": post.uid}
    asked = {name: here.get(value, value) for name, value in query.items()}
    assert [one for one in sentences(client.get(log(seminar), asked)) if one != "Device joined"] == found
    rows = table(client.get(log(seminar, "log_file"), asked))
    assert [row["What"] for row in rows if row["What"] != "Device joined"] == found


@pytest.mark.parametrize("query", [{"person": "x"}, {"kind": "x"}, {"theme": "x"}, {"post": "x"}, {"page": "x"}])
def test_a_choice_that_makes_no_sense_narrows_nothing(client, seminar, query):
    assert sentences(client.get(log(seminar), query)) == ["Seminar created"]


def test_the_file_tells_when_who_what_on_what_and_why(client, seminar, bjarte):
    make.post(seminar, "Kaffi.", author="Bord to").hide(by=bjarte, reason="=1+1")
    row = table(client.get(log(seminar, "log_file")))[0]
    assert {name: row[name] for name in ("Who", "What", "Note or theme", "Why", "Undone")} == {
        "Who": "Bjarte", "What": "Note hidden", "Note or theme": "Bord to: “Kaffi.”", "Why": "'=1+1", "Undone": "",
    }  # fmt: skip


def test_a_split_is_one_thing_in_the_log_and_one_on_each_parts_page(client, seminar):
    post = make.post(seminar, "Ein. To.")
    one, _two = post.split([PartText("Ein."), PartText("To.")])
    assert sentences(client.get(log(seminar)))[0] == "Note split into parts"
    assert "Note created as a part of" in client.get(reverse("post", args=[seminar.slug, one.uid])).content.decode()


def test_what_is_undone_says_so_and_its_undoing_can_be_undone(client, seminar, aud):
    post = make.post(seminar)
    post.hide(by=aud)
    hidden = seminar.changes.get(verb="post.hidden")
    assert "Undid: Note hidden" in undo(client, seminar, hidden).content.decode()
    undoing, first, *_ = client.get(log(seminar)).context["entries"]
    assert [(one.sentence, one.undone, one.may_undo) for one in (undoing, first)] == [
        ("Undid: Note hidden", False, True),
        ("Note hidden", True, False),
    ]
    undo(client, seminar, undoing.change)
    post.refresh_from_db()
    assert post.state == "hidden"


def test_undoing_twice_is_told_and_changes_nothing(client, seminar, aud):
    make.post(seminar).hide(by=aud)
    hidden = seminar.changes.get(verb="post.hidden")
    undo(client, seminar, hidden)
    before = seminar.changes.count()
    assert (
        "“Note hidden” was not undone. This has already been undone." in undo(client, seminar, hidden).content.decode()
    )
    assert seminar.changes.count() == before


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999999"])
def test_a_change_that_is_not_there_is_told(client, seminar, number):
    response = client.post(log(seminar, "board_undo"), {"change": number, "next": log(seminar)}, follow=True)
    assert "That change is not in the log. Reload the page." in response.content.decode()


def test_a_change_of_another_seminar_is_not_in_the_log(client, seminar):
    other = make.seminar("Ein annan stad")
    post = make.post(other)
    for _ in range(9):
        post.hide()
        post.show()
    assert (
        "That change is not in the log. Reload the page."
        in undo(client, seminar, other.changes.last()).content.decode()
    )


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
    assert undo(client, seminar, next=page).redirect_chain[-1][0] == log(seminar, "board")


def test_who_has_done_nothing_has_nothing_to_undo(client, seminar):
    make.post(seminar).hide(by=make.member(seminar, make.person("Bjarte")).person)
    assert "You have nothing to undo." in undo(client, seminar).content.decode()


@pytest.mark.parametrize("name", ["log", "log_file", "board_undo"])
@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_who_may_not_change_the_seminar_finds_no_log(client, seminar, name, who):
    person = make.person("Cora")
    if who == "viewer":
        make.member(seminar, person, "viewer")
    client.force_login(person)
    method = client.post if name == "board_undo" else client.get
    assert method(log(seminar, name)).status_code == 404


@pytest.mark.parametrize("posts", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_log(client, seminar, aud, posts, django_assert_num_queries):
    theme = make.theme(seminar)
    for number in range(posts):
        post = make.post(seminar, "Ein. To.", group=make.group(seminar, f"Bord {number}"))
        theme.add_post(post, by=aud)
        post.hide(by=aud)
        undo(client, seminar)
        post.revise(body="Ein. Tre.", by=aud)
        post.split([PartText("Ein."), PartText("To.")], by=aud)
    with django_assert_num_queries(19):
        client.get(log(seminar))


def test_fifty_a_page(client, seminar, aud):
    post = make.post(seminar)
    for _ in range(26):
        post.hide(by=aud)
        post.show(by=aud)
    assert [len(client.get(log(seminar), {"page": page}).context["entries"]) for page in (1, 2)] == [50, 4]


def entries_of(client, seminar, **query) -> list:
    return client.get(log(seminar), query).context["entries"]


def test_a_note_is_told_as_it_was_when_it_happened(client, seminar, aud):
    """Case F16: after an edit, old events showed the new words."""
    post, theme = make.post(seminar, "Kaffi.", group=make.group(seminar)), make.theme(seminar, "Varme")
    theme.add_post(post, by=aud)
    post.revise(body="Te.", by=aud)
    post.hide(by=aud)
    post.revise(body="Vatn.", by=aud)
    assert [(one.sentence, one.subject) for one in entries_of(client, seminar)[:4]] == [
        ("Text changed", "Gruppe 1: “Vatn.”"),
        ("Note hidden", "Gruppe 1: “Te.”"),
        ("Text changed", "Gruppe 1: “Te.”"),
        ("Note placed under Varme", "Gruppe 1: “Kaffi.”"),
    ]


def test_a_note_that_a_sentence_names_is_called_as_it_was_too(client, seminar, aud):
    one, two = make.post(seminar, "Kaffi.", author="Bord to"), make.post(seminar, "Te.", author="Bord tre")
    one.merge(two, by=aud)
    two.revise(body="Vatn.", by=aud)
    assert sentences(client.get(log(seminar)))[1] == "Note merged into Bord tre: “Te.”"


def test_a_changed_text_is_shown_before_and_after_word_by_word(client, seminar, aud):
    post = make.post(seminar, "Vi treng meir kaffi.", subject="Ope")
    post.revise(body="Vi treng mindre kaffi.", by=aud)
    [entry, *_] = entries_of(client, seminar)
    assert (entry.step.before, entry.step.after) == ("Ope\nVi treng meir kaffi.", "Ope\nVi treng mindre kaffi.")
    assert "Vi treng <del>meir </del><ins>mindre </ins>kaffi." in client.get(log(seminar)).content.decode()


def test_of_a_long_text_the_log_shows_what_is_beside_the_change(client, seminar, aud):
    words = " ".join(f"ord{number}" for number in range(2000))
    post = make.post(seminar, words)
    post.revise(body=words.replace("ord1000 ", "heilt "), by=aud)
    parts = entries_of(client, seminar)[0].step.parts
    assert [part for part in parts if part[0] != "same"] == [("gone", "ord1000 "), ("new", "heilt ")]
    assert parts[0][1].endswith("ord998 ord999 ") and len("".join(text for _, text in parts)) < 500


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (lambda world: world["post"].set_group(None), "Bord 1", "unknown group"),
        (lambda world: world["post"].set_question(None), "Kven?", "no question"),
        (lambda world: world["post"].move(world["evening"]), "Første runde", "Kveld"),
        (lambda world: world["theme"].nest(world["other"]), "no other theme", "Kulde"),
        (lambda world: world["theme"].describe(name="Sol", definition="Varmt."), "Varme", "Sol\nVarmt."),
    ],
)  # fmt: skip
def test_what_is_moved_or_renamed_tells_from_what_to_what(client, seminar, change, before, after):
    post = make.post(seminar, group=make.group(seminar, "Bord 1"))
    post.set_question(post.round.add_question("Kven?"))
    theme, other = make.theme(seminar, "Varme"), make.theme(seminar, "Kulde")
    change({"post": post, "theme": theme, "other": other, "evening": make.round(seminar, "Kveld")})
    step = entries_of(client, seminar)[0].step
    assert (step.before, step.after) == (before, after)


def test_a_note_has_the_number_it_has_in_the_summary(client, seminar, aud):
    for text in ("Ein.", "To. Tre.", "Fire."):
        make.post(seminar, text)
    seminar.posts.get(body="To. Tre.").split([PartText("To."), PartText("Tre.")], by=aud)
    for post in seminar.posts.exclude(body="To. Tre."):
        post.revise(body=f"{post.body}!", by=aud)
    told = {one.post.uid: one.number for one in entries_of(client, seminar) if one.post and one.post.state == "visible"}
    assert told == {note.uid: note.number for note in Summary.of(seminar).notes}
    assert f"Note {max(told.values())}</span>" in client.get(log(seminar)).content.decode()


def test_the_file_tells_the_number_and_the_texts_before_and_after(client, seminar, aud):
    make.post(seminar, "Kaffi.").revise(body="Te.", by=aud)
    row = table(client.get(log(seminar, "log_file")))[0]
    assert (row["Note number"], row["Before"], row["After"]) == ("1", "Kaffi.", "Te.")


def test_it_is_read_as_a_story_day_by_day_in_the_order_of_the_day(client, seminar, aud):
    morning = datetime(2026, 3, 4, 8, tzinfo=UTC)
    post = make.post(seminar)
    post.round.open(by=aud)
    post.hide(by=aud)
    for hours, change in zip((0, 1, 30), seminar.changes.order_by("-number")[:3][::-1], strict=True):
        seminar.changes.filter(pk=change.pk).update(at=morning + timedelta(hours=hours))
    seminar.changes.filter(number=1).update(at=morning - timedelta(days=1))
    response = client.get(log(seminar), {"order": "oldest"})
    told = [(f"{day:%d.%m}", [one.sentence for one in some]) for day, some in response.context["days"]]
    assert told == [
        ("03.03", ["Seminar created"]),
        ("04.03", ["Round added", "Round opened"]),
        ("05.03", ["Note hidden"]),
    ]
    page = response.content.decode()
    assert "Thursday" in page and 'class="log-row log-chapter"' in page and "Show all" not in page
