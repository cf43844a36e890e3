"""Straight on the wall: hide, lock, freeze, approve, and undo what was just done, by those who may."""

from uuid import uuid4

import pytest
from django.urls import reverse

from posts.models import Post
from posts.models.splitting import PartText
from seminar.models import Change, Hall, Seminar
from tests import make
from tests.posts.writing.test_writing import note, put
from tests.world import device_client, person_client
from themes.models import Quote

pytestmark = pytest.mark.django_db
EDITORS, OTHERS = ["organizer", "facilitator"], ["viewer", ""]


@pytest.fixture
def seminar(seminar):
    seminar.describe(wall_open=True)
    return seminar


@pytest.fixture
def aud(seminar):
    return person_client(seminar.members.get().person)


@pytest.fixture
def phone(scribe):
    return device_client(scribe)


@pytest.fixture
def post(scribe):
    uid = str(uuid4())
    note(scribe, uid, "Ein raud benk.")
    return Post.objects.get(uid=uid)


def fresh(seminar) -> Seminar:
    return Seminar.objects.get(pk=seminar.pk)


def member(seminar, role: str):
    person = make.person("Cora")
    if role:
        make.member(seminar, person, role)
    return person_client(person)


def press(client, seminar, **data):
    return client.post(reverse("wall_do", args=[seminar.slug]), data, follow=True)


def seen(post: Post) -> str:
    """The note with the text that the page shows, as the buttons name it."""
    return f"{post.pk}-{post.revision}"


def last_number() -> int:
    return Change.objects.latest("number").number


def wall(client, seminar, name: str = "wall") -> str:
    return client.get(reverse(name, args=[seminar.slug])).content.decode()


def hall(client, seminar) -> str:
    client.post(reverse("hall_do", args=[seminar.slug]), {"do": "wall"})
    return wall(client, seminar, "hall")


@pytest.mark.parametrize("role", EDITORS)
def test_those_who_sort_notes_hide_one_in_one_press_and_have_it_back_in_another(seminar, post, role):
    client = member(seminar, role)
    page = press(client, seminar, hide=post.pk).content.decode()
    assert "Ein raud benk." not in page and "Note hidden" in page
    assert press(client, seminar, undo=last_number()).status_code == 200
    assert "Ein raud benk." in wall(client, seminar)
    assert "Note hidden" not in wall(client, seminar)


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("data", [{"hide": 1}, {"lock": 1}, {"approve": 1}, {"wall": "freeze"}])
def test_nobody_else_may(seminar, post, role, data):
    data = {name: post.pk if value == 1 else value for name, value in data.items()}
    assert press(member(seminar, role), seminar, **data).status_code == 404
    post.refresh_from_db()
    assert (post.state, post.text_locked, post.approved_revision) == ("visible", False, None)


@pytest.mark.parametrize("page", ["wall", "wall_notes"])
def test_participants_and_viewers_never_see_the_handles(seminar, post, phone, aud, page):
    for client in (phone, member(seminar, "viewer")):
        content = wall(client, seminar, page)
        assert "Ein raud benk." in content
        assert [word for word in ("wall-form", "wall-handles", "freeze") if word in content] == []
    assert "wall-handles" in wall(aud, seminar, page)


def test_a_note_of_another_seminar_is_not_touched(aud, seminar):
    foreign = make.post(make.seminar("Hamna"))
    assert "no longer exists" in press(aud, seminar, hide=foreign.pk).content.decode()
    foreign.refresh_from_db()
    assert foreign.state == "visible"


def test_a_press_on_what_has_been_merged_meanwhile_says_so(aud, seminar, post):
    make.post(seminar, "Det same.").merge(post)
    merged = seminar.posts.get(body="Det same.")
    assert "merged into another" in press(aud, seminar, hide=merged.pk).content.decode()


def test_a_press_leads_back_to_its_page_and_nowhere_else(aud, seminar, post):
    address = reverse("wall_do", args=[seminar.slug])
    room = reverse("room", args=[seminar.slug])
    answer = aud.post(address, {"hide": post.pk, "next": f"{room}?order=number&did=1#waiting-notes"})
    assert answer.url == f"{room}?order=number&did={last_number()}#waiting-notes"
    board = reverse("board", args=[seminar.slug])
    assert aud.post(address, {"undo": last_number(), "next": board}).url == board
    for foreign in ("https://example.org/", "//example.org/"):
        assert aud.post(address, {"next": foreign}).url == reverse("wall", args=[seminar.slug])


def test_the_answer_to_ones_own_press_offers_to_undo_it_and_no_other_page_does(aud, seminar, post):
    press(aud, seminar, hide=post.pk)
    number = last_number()
    colleague = member(seminar, "facilitator")
    address = reverse("wall", args=[seminar.slug])
    offers = [client.get(address, {"did": did}).content.decode() for client, did in ((colleague, number), (aud, "x"))]
    assert [page for page in (*offers, wall(aud, seminar)) if "Note hidden" in page] == []
    press(colleague, seminar, undo=number)
    assert "Ein raud benk." not in wall(aud, seminar)
    assert "Note hidden" in aud.get(address, {"did": number}).content.decode()
    press(aud, seminar, undo=number)
    assert "Note hidden" not in aud.get(address, {"did": number}).content.decode()


def test_a_locked_note_keeps_its_text_and_what_its_group_sends_is_set_aside(aud, seminar, scribe, post, phone):
    assert "Locked" in press(aud, seminar, lock=post.pk).content.decode()
    assert "Locked by a facilitator" in wall(phone, seminar, "write")
    answer = note(scribe, post.uid, "Noko stygt.", base=1).json()
    assert (answer["kept"], answer["current"]) == ("came late", "Ein raud benk.")
    [aside] = post.revisions.aside()
    assert (aside.body, aside.reason) == ("Noko stygt.", "locked")
    assert "The note was locked." in aud.get(reverse("post", args=[seminar.slug, post.uid])).content.decode()
    answer = put(phone, seminar, "write_state", post.uid, state="withdrawn")
    assert answer.status_code == 423 and "locked" in answer.json()["error"]
    phone.post(reverse("write_turn", args=[seminar.slug, post.uid]), {"state": "withdrawn"})
    post.refresh_from_db()
    assert (post.body, post.state) == ("Ein raud benk.", "visible")
    press(aud, seminar, unlock=post.pk)
    assert note(scribe, post.uid, "Ein grøn benk.", base=1).json()["kept"] == "saved"


def test_a_lock_is_undone_from_the_wall_and_from_the_log(aud, seminar, post):
    press(aud, seminar, lock=post.pk)
    press(aud, seminar, undo=last_number())
    post.refresh_from_db()
    assert not post.text_locked
    seminar.changes.get(verb="post.unlocked").undo(by=seminar.members.get(role="organizer").person)
    post.refresh_from_db()
    assert post.text_locked


def test_a_frozen_wall_takes_no_new_note_and_no_new_text_and_everything_comes_when_it_thaws(
    aud, seminar, scribe, post, phone
):
    assert "Frozen" in press(aud, seminar, wall="freeze").content.decode()
    note(scribe, body="Ein ny.")
    note(scribe, post.uid, "Noko stygt.", base=1)
    kept = note(scribe, body="Ein til.").json()["id"]
    for content in (wall(aud, seminar), wall(phone, seminar), hall(aud, seminar)):
        assert [text for text in ("Ein ny.", "Noko stygt.", "Ein til.") if text in content] == []
    assert "3 notes wait" in wall(aud, seminar)
    press(aud, seminar, approve=seen(Post.objects.get(uid=kept)))
    assert "Ein til." in wall(phone, seminar)
    press(aud, seminar, wall="unfreeze")
    assert all(text in wall(phone, seminar) for text in ("Ein ny.", "Noko stygt.", "Ein til."))


def test_on_a_frozen_wall_what_was_there_stays_and_hiding_still_works(aud, seminar, post, phone):
    press(aud, seminar, wall="freeze")
    assert "Ein raud benk." in wall(phone, seminar) and "Ein raud benk." in hall(aud, seminar)
    press(aud, seminar, hide=post.pk)
    assert "Ein raud benk." not in wall(phone, seminar)


def test_freezing_is_in_the_log_and_no_device_hears_of_it(aud, seminar, post):
    press(aud, seminar, wall="freeze")
    change = seminar.changes.latest("number")
    assert (change.verb, change.subject_kind, change.group) == ("hall.wall_frozen", "hall", None)
    assert "Wall frozen" in aud.get(reverse("log", args=[seminar.slug])).content.decode()
    press(aud, seminar, undo=change.number)
    assert not Hall.objects.of(fresh(seminar)).wall_frozen


@pytest.fixture
def approving(aud, seminar, post):
    """The seminar, in which notes are approved since `post` came."""
    data = {"wall_open": "on", "wall_names": "on", "wall_approval": "on", "grace_minutes": "2"}
    aud.post(reverse("setup_participants", args=[seminar.slug]), data)
    return fresh(seminar)


def test_where_notes_are_approved_what_was_on_the_wall_stays_and_new_ones_wait(aud, approving, scribe, phone):
    note(scribe, body="Ein ny.")
    for content in (wall(aud, approving), wall(phone, approving), hall(aud, approving)):
        assert "Ein raud benk." in content and "Ein ny." not in content
    assert "when a facilitator has approved it" in wall(phone, approving, "write")
    assert "when a facilitator has approved it" in wall(phone, approving, "write_now")


def test_the_room_and_the_board_show_what_waits_and_approve_it_in_one_press(aud, approving, scribe):
    note(scribe, body="Ein ny.")
    post = Post.objects.get(body="Ein ny.")
    for page in ("room", "board"):
        assert f'name="approve" value="{seen(post)}"' in wall(aud, approving, page)
    board = aud.get(reverse("board", args=[approving.slug]), {"mark": "waiting"}).content.decode()
    assert "Ein ny." in board and "Ein raud benk." not in board
    press(aud, approving, approve=seen(post))
    assert "Ein ny." in wall(aud, approving)
    assert f'name="approve" value="{seen(post)}"' not in wall(aud, approving, "room")
    press(aud, approving, undo=last_number())
    assert "Ein ny." not in wall(aud, approving)


def test_all_that_is_shown_is_approved_in_one_press_and_undone_in_one(aud, approving, scribe):
    for word in ("Ein.", "To.", "Tre."):
        note(scribe, body=word)
    posts = list(approving.posts.waiting())
    Post.objects.get(body="To.").hide()
    press(aud, approving, wall="approve", shown=list(map(seen, posts)))
    assert "Ein." in wall(aud, approving) and "Tre." in wall(aud, approving)
    assert not approving.posts.waiting().exists()
    press(aud, approving, undo=last_number())
    assert [post.body for post in approving.posts.waiting()] == ["Ein.", "Tre."]
    assert "already been undone" in press(aud, approving, undo=last_number() - 3).content.decode()


def test_a_new_text_of_an_approved_note_waits_again_but_not_one_by_a_facilitator(aud, approving, scribe):
    post = Post.objects.get(body="Ein raud benk.")
    post.revise(body="Ein raud benk!", by=approving.members.get(role="organizer").person)
    assert "Ein raud benk!" in wall(aud, approving)
    note(scribe, post.uid, "Noko stygt.", base=2)
    assert "Noko stygt." not in wall(aud, approving) and "raud benk" not in wall(aud, approving)
    assert "changed since it was approved" in wall(aud, approving, "room")


def test_a_text_that_came_after_the_page_was_shown_is_not_approved(aud, approving, scribe):
    note(scribe, body="Ein ny.")
    post = Post.objects.get(body="Ein ny.")
    note(scribe, post.uid, "Noko stygt.", base=1)
    for data in ({"approve": seen(post)}, {"wall": "approve", "shown": [seen(post), "x", "9-9"]}):
        assert "changed this note just now" in press(aud, approving, **data).content.decode()
    assert "Noko stygt." not in wall(aud, approving)


def test_the_parts_of_an_approved_note_are_approved_and_those_of_another_are_not(aud, approving, scribe):
    note(scribe, body="Ein ny. Og ein til.")
    for body, shown in (("Ein raud benk.", True), ("Ein ny. Og ein til.", False)):
        [first, _second] = Post.objects.get(body=body).split([PartText(f"Del: {body}"), PartText("Resten.")])
        assert (first.body in wall(aud, approving)) == shown


def test_a_quote_is_approved_by_whoever_chooses_it_and_leaves_the_stage_with_an_unapproved_text(aud, approving, scribe):
    note(scribe, body="Ein ny.")
    post, theme = Post.objects.get(body="Ein ny."), make.theme(approving)
    theme.add_post(post)
    person = approving.members.get(role="organizer").person
    Quote.objects.show(post, theme=theme, text="Ein ny.", named=True, by=person)
    assert "Ein ny." in wall(aud, approving, "stage") and "Ein ny." in wall(aud, approving)
    note(scribe, post.uid, "Ein ny. Og noko stygt.", base=1)
    assert "Ein ny." not in wall(aud, approving, "stage")


def test_a_late_note_waits_to_be_let_in_and_not_for_the_wall(aud, approving):
    post = make.post(approving, "For seint.", late=True)
    assert not approving.posts.waiting().exists()
    post.let_in()
    assert [one.pk for one in approving.posts.waiting()] == [post.pk]
