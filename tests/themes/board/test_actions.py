"""What is done on the board: to one note or to many, once, and undone as one."""

import pytest
from django.urls import reverse

from posts.models.splitting import PartText
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    seminar = make.seminar(by=make.person("Aud"))
    client.force_login(seminar.members.get().person)
    return seminar


def do(client, seminar, doing: str, posts=(), **data):
    """Status and text of the answer."""
    answer = client.post(reverse(f"board_{doing}", args=[seminar.slug]), {"post": [post.pk for post in posts], **data})
    return answer.status_code, " ".join(answer.content.decode().split())


def verbs(seminar) -> list[str]:
    return [change.verb for change in seminar.changes.filter(verb__startswith="post.")]


def test_without_script_a_note_is_sorted_on_its_own_page(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    page = reverse("post", args=[seminar.slug, post.uid])
    shown = client.get(page).content.decode()
    assert f'name="put" value="{theme.pk}"' in shown and f'name="next" value="{page}#themes"' in shown
    address = reverse("post_themes", args=[seminar.slug, post.uid])
    response = client.post(address, {"put": theme.pk, "next": f"{page}#themes"})
    assert (response["Location"], list(post.themes.all())) == (f"{page}#themes", [theme])


def test_the_answer_is_the_card_and_the_words(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    status, shown = do(client, seminar, "place", [post], put=theme.pk)
    assert (status, shown.count("<article"), f'data-theme="{theme.pk}"' in shown) == (200, 1, True)
    assert "Placed under Møteplassar." in shown
    seminar.refresh_from_db()
    assert f'data-at="{seminar.last_change}"' in shown
    assert theme.placements.get().by.name == "Aud"


@pytest.mark.parametrize(
    "doing, data, verb",
    [
        ("place", {"put": "theme"}, "post.placed"),
        ("turn", {"state": "hidden"}, "post.hidden"),
        ("flag", {"flag": "on"}, "post.flagged"),
        ("mark", {"theme": "theme", "start": 3, "end": 8, "revision": 1}, "post.marked"),
        ("make", {"name": "Varme rom"}, "post.placed"),
    ],
)
def test_what_is_sent_twice_is_done_once(client, seminar, doing, data, verb):
    post, theme = make.post(seminar), make.theme(seminar)
    data = {name: theme.pk if value == "theme" else value for name, value in data.items()}
    for _ in range(2):
        assert do(client, seminar, doing, [post], **data)[0] == 200
    assert verbs(seminar).count(verb) == 1


def test_several_themes_go_in_one_request_and_are_undone_one_by_one(client, seminar):
    post, aud = make.post(seminar), seminar.members.get().person
    one, two = make.theme(seminar, "Skyss"), make.theme(seminar, "Bustad")
    do(client, seminar, "place", [post], put=[one.pk, two.pk])
    assert set(post.themes.all()) == {one, two}
    seminar.undo_last(by=aud)
    assert list(post.themes.all()) == [one]


def test_many_notes_go_in_one_request_and_are_undone_as_one(client, seminar):
    posts, theme = [make.post(seminar) for _ in range(3)], make.theme(seminar)
    theme.add_post(posts[0])
    assert "3 notes." in do(client, seminar, "place", posts, put=theme.pk)[1]
    assert theme.placements.count() == 3
    status, shown = do(client, seminar, "undo")
    assert (status, shown.count("<article"), "data-shown" in shown) == (200, 2, True)
    assert list(theme.posts.all()) == [posts[0]]


def test_the_undo_of_a_new_theme_names_its_note_alone_and_brings_the_themes_without_it(client, seminar):
    make.theme(seminar, "Skyss")
    do(client, seminar, "make", [make.post(seminar)], name="Varme rom")
    status, shown = do(client, seminar, "undo")
    assert (status, "2 notes" in shown, 'id="themes"' in shown, shown.count("Varme rom")) == (200, False, True, 1)


def test_a_new_theme_stays_with_the_notes_that_others_placed_under_it(client, seminar, bjarte):
    mine, theirs = make.post(seminar), make.post(seminar)
    do(client, seminar, "make", [mine], name="Varme rom")
    theme = seminar.themes.get()
    theme.add_post(theirs, by=bjarte)
    status, shown = do(client, seminar, "undo")
    assert (status, list(theme.posts.all()), seminar.themes.count()) == (200, [theirs], 1)
    assert "Varme rom" in shown


def test_notes_are_merged_into_the_one_in_hand_and_had_back(client, seminar):
    hand, *others = posts = [make.post(seminar, f"Varme rom {number}") for number in range(3)]
    assert do(client, seminar, "merge", others, into=hand.pk)[0] == 200
    assert [post.merged_into for post in seminar.posts.exclude(pk=hand.pk)] == [hand, hand]
    do(client, seminar, "undo")
    assert list(seminar.posts.visible()) == posts


@pytest.mark.parametrize("value", ["abc", "0", "99999999999999999999999"])
def test_a_theme_that_is_not_there_changes_nothing_and_says_so(client, seminar, value):
    status, shown = do(client, seminar, "place", [make.post(seminar)], put=value)
    assert (status, "That theme no longer exists." in shown) == (409, True)


def test_neither_notes_nor_themes_of_another_seminar_are_here(client, seminar):
    other = make.seminar("Ein annan stad")
    post, theme = make.post(other), make.theme(other)
    assert "A note you chose no longer exists." in do(client, seminar, "turn", [post], state="hidden")[1]
    assert "That theme no longer exists." in do(client, seminar, "place", [make.post(seminar)], put=theme.pk)[1]
    assert (theme.placements.count(), other.posts.visible().count()) == (0, 1)


@pytest.mark.parametrize(
    "doing, data, says",
    [
        ("place", {}, "Choose a theme."),
        ("turn", {"state": "burnt"}, "Nothing was changed"),
        ("make", {"name": ""}, "This field is required."),
        ("mark", {"start": 5, "end": 5, "revision": 1}, "Mark some words"),
        ("mark", {"start": 0, "end": 99999, "revision": 1}, "Mark some words"),
        ("undo", {}, "You have nothing to undo."),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(client, seminar, doing, data, says):
    post, before = make.post(seminar), seminar.changes.count()
    status, shown = do(client, seminar, doing, [post], **data)
    assert (status, says in shown, seminar.changes.count()) == (409, True, before)


def test_no_note_is_chosen(client, seminar):
    assert "Choose a note first." in do(client, seminar, "turn", state="hidden")[1]


def test_words_marked_in_a_text_that_someone_changed_meanwhile_are_not_put_elsewhere(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    post.revise(body="Noko heilt anna no.")
    status, shown = do(client, seminar, "mark", [post], theme=theme.pk, start=3, end=8, revision=1)
    assert (status, "changed the text of this note just now" in shown, theme.placements.count()) == (409, True, 0)


@pytest.mark.parametrize("doing", ["place", "make", "turn", "flag", "mark", "unmark", "merge", "undo", "at"])
def test_strangers_and_viewers_do_nothing(client, seminar, doing):
    make.member(seminar, make.person("Cora"), "viewer")
    for person in (seminar.members.get(role="viewer").person, make.person("Dag")):
        client.force_login(person)
        assert client.post(reverse(f"board_{doing}", args=[seminar.slug])).status_code == 404


@pytest.fixture
def bjarte(seminar):
    return make.member(seminar, make.person("Bjarte")).person


@pytest.mark.parametrize(
    "doing, data, says",
    [
        ("turn", {"state": "hidden"}, "It was already hidden."),
        ("place", {"put": "theme"}, "Already under Møteplassar, placed by Bjarte."),
        ("make", {"name": "møteplassar"}, "Already under Møteplassar, placed by Bjarte."),
        ("flag", {"flag": "on"}, "It was already flagged."),
        ("place", {"take_out": "other"}, "Already taken out of Skyss."),
        ("mark", {"theme": "theme", "start": 3, "end": 8, "revision": 1}, "already marked for Møteplassar."),
    ],
)
def test_an_action_that_changed_nothing_says_so_and_undo_then_takes_back_nothing_before_it(
    client, seminar, bjarte, doing, data, says
):
    earlier, post = make.post(seminar), make.post(seminar)
    theme, other = make.theme(seminar), make.theme(seminar, "Skyss")
    do(client, seminar, "flag", [earlier], flag="on")
    theme.add_post(post, by=bjarte)
    seminar.flags.flag(post, by=bjarte)
    seminar.passages.mark(theme, post, start=3, end=8, revision=1, by=bjarte)
    if doing == "turn":
        post.hide(by=bjarte)
    data = {name: {"theme": theme.pk, "other": other.pk}.get(value, value) for name, value in data.items()}
    assert says in do(client, seminar, doing, [post], **data)[1]
    status, shown = do(client, seminar, "undo")
    assert (status, "Your last action changed nothing, so nothing was undone." in shown) == (409, True)
    assert seminar.flags.filter(post=earlier).exists()
    assert do(client, seminar, "undo")[0] == 200
    assert not seminar.flags.filter(post=earlier).exists()


def test_an_action_whose_answer_was_lost_and_that_is_sent_again_can_be_undone(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    for _ in range(2):
        do(client, seminar, "place", [post], put=theme.pk)
    assert do(client, seminar, "undo")[0] == 200
    assert not theme.placements.exists()


def test_a_new_theme_for_a_note_that_was_split_meanwhile_is_refused_with_a_sentence(client, seminar, bjarte):
    post = make.post(seminar, "Ein. To.")
    do(client, seminar, "place", [post], put=make.theme(seminar).pk)
    post.split([PartText("Ein."), PartText("To.")], by=bjarte)
    status, shown = do(client, seminar, "make", [post], name="Skyss")
    assert (status, "has since been split" in shown, seminar.themes.count()) == (409, True, 1)


def test_an_undo_that_was_refused_is_passed_over_the_next_time(client, seminar, bjarte):
    first, second = make.post(seminar), make.post(seminar)
    do(client, seminar, "flag", [first], flag="on")
    do(client, seminar, "turn", [second], state="hidden")
    second.show(by=bjarte)
    assert do(client, seminar, "undo")[0] == 409
    status, shown = do(client, seminar, "undo")
    assert (status, "Undid: Note flagged" in shown) == (200, True)


@pytest.mark.parametrize("refused", [False, True])
def test_what_was_done_on_another_page_since_is_what_undo_takes_back(client, seminar, bjarte, refused):
    """Neither an action that changed nothing nor a refused undo is in its way."""
    aud, post, theme = seminar.members.get(person__name="Aud").person, make.post(seminar), make.theme(seminar)
    theme.add_post(post, by=aud)
    do(client, seminar, "turn", [post], state="hidden")
    post.show(by=bjarte)
    if not refused:
        do(client, seminar, "turn", [post], state="visible")
    else:
        assert do(client, seminar, "undo")[0] == 409
    theme.describe(name="Varme rom", by=aud)
    status, shown = do(client, seminar, "undo")
    theme.refresh_from_db()
    assert (status, theme.name) == (200, "Møteplassar"), shown


def test_an_undo_of_words_marked_in_one_note_names_that_note_and_counts_no_second_one(client, seminar):
    post, theme = make.post(seminar, "Varme rom til alle."), make.theme(seminar)
    do(client, seminar, "mark", [post], theme=theme.pk, start=0, end=9, revision=1)
    status, shown = do(client, seminar, "undo")
    assert (status, "Varme rom til alle." in shown.split("announcement")[1], "2 notes" in shown) == (200, True, False)
    assert not theme.placements.exists()


def test_whoever_did_what_another_person_undid_is_told(client, seminar, bjarte):
    post = make.post(seminar, "Varme rom til alle.")
    do(client, seminar, "turn", [post], state="hidden")
    seminar.refresh_from_db()
    seen = seminar.last_change
    seminar.changes.last().undo(by=bjarte)
    cards = reverse("board_cards", args=[seminar.slug])
    page = " ".join(client.get(cards, {"since": seen}).content.decode().split())
    assert "Bjarte undid your change: Note hidden." in page
    client.force_login(bjarte)
    assert "undid your change" not in client.get(cards, {"since": seen}).content.decode()


def test_words_are_shown_on_the_big_screen_under_the_theme_they_are_marked_for_and_undone(client, seminar):
    post, aud = make.post(seminar, "Ferja går ikkje. Bussen òg er borte."), seminar.members.get().person
    status, shown = do(client, seminar, "quote", [post])
    assert (status, "Place the note under a theme first." in shown) == (409, True)
    skyss, ferje = make.theme(seminar, "Skyss"), make.theme(seminar, "Ferje")
    skyss.add_post(post)
    seminar.passages.mark(ferje, post, start=0, end=16, revision=1, by=aud)
    status, shown = do(client, seminar, "quote", [post], start=0, end=16, revision=1)
    assert (status, "On the big screen under Ferje" in shown) == (200, True)
    assert "data-shown" in shown
    do(client, seminar, "quote", [post])
    assert [(quote.theme, quote.text) for quote in seminar.quotes.on_stage()] == [
        (ferje, "Ferja går ikkje."),
        (skyss, post.body),
    ]
    assert "Already on the big screen under Skyss." in do(client, seminar, "quote", [post])[1]
    do(client, seminar, "undo")
    assert [quote.theme for quote in seminar.quotes.on_stage()] == [ferje]
    do(client, seminar, "undo")
    assert not seminar.quotes.on_stage()


def test_what_is_too_long_for_the_big_screen_or_was_changed_is_refused(client, seminar):
    post = make.post(seminar, "Ord " * 100)
    make.theme(seminar).add_post(post)
    assert do(client, seminar, "quote", [post])[0] == 409
    assert do(client, seminar, "quote", [post], start=0, end=3, revision=2)[0] == 409
    assert do(client, seminar, "quote", [post, make.post(seminar)], start=0, end=3, revision=1)[0] == 409
    assert not seminar.quotes.exists()


def test_a_merge_whose_answer_was_lost_and_that_is_sent_again_is_no_refusal_and_can_be_undone(client, seminar):
    post, target = make.post(seminar), make.post(seminar)
    do(client, seminar, "merge", [post], into=target.pk)
    status, shown = do(client, seminar, "merge", [post], into=target.pk)
    assert (status, "Already merged into that note." in shown) == (200, True)
    assert do(client, seminar, "undo")[0] == 200
    post.refresh_from_db()
    assert post.merged_into is None


def test_a_mark_that_a_colleague_removed_just_before_is_no_refusal_and_undo_takes_back_nothing_before_it(
    client, seminar, bjarte
):
    earlier, post, theme = make.post(seminar), make.post(seminar), make.theme(seminar)
    seminar.passages.mark(theme, post, start=3, end=8, revision=1, by=bjarte)
    passage = seminar.passages.get()
    do(client, seminar, "flag", [earlier], flag="on")
    seminar.passages.unmark(passage, by=bjarte)
    status, shown = do(client, seminar, "unmark", [post], passage=passage.pk)
    assert (status, "The words are no longer marked." in shown) == (200, True)
    assert do(client, seminar, "undo")[0] == 409
    assert seminar.flags.filter(post=earlier).exists()


def test_a_mark_that_was_removed_twice_for_want_of_an_answer_is_marked_again_by_undo(client, seminar):
    post, theme = make.post(seminar), make.theme(seminar)
    do(client, seminar, "mark", [post], theme=theme.pk, start=3, end=8, revision=1)
    passage = seminar.passages.get().pk
    for _ in range(2):
        assert do(client, seminar, "unmark", [post], passage=passage)[0] == 200
    assert do(client, seminar, "undo")[0] == 200
    assert seminar.passages.exists()


def test_undo_after_an_action_on_a_theme_that_is_gone_takes_back_nothing_before_it(client, seminar, bjarte):
    earlier, post, theme = make.post(seminar), make.post(seminar), make.theme(seminar)
    do(client, seminar, "flag", [earlier], flag="on")
    theme.remove(by=bjarte)
    status, shown = do(client, seminar, "place", [post], put=theme.pk)
    assert (status, "That theme no longer exists." in shown) == (409, True)
    assert do(client, seminar, "undo")[0] == 409
    assert seminar.flags.filter(post=earlier).exists()
    assert do(client, seminar, "undo")[0] == 200
