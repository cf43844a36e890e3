"""Taking back what was done to a note, though others acted since."""

from threading import Event, Thread

import pytest
from django.db import connections

from posts.models import Post
from posts.models.splitting import PartText
from seminar.models import NotPossible, Seminar
from tests import make
from themes.models import Placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar():
    return make.seminar(by=make.person("Aud"))


@pytest.fixture
def aud(seminar):
    return seminar.members.get().person


@pytest.fixture
def bjarte(seminar):
    return make.member(seminar, make.person("Bjarte")).person


def last(seminar, verb: str):
    return seminar.changes.filter(verb=verb).last()


def refused(change, by) -> str:
    """Why it cannot be undone; nothing was changed."""
    before = change.seminar.changes.count()
    with pytest.raises(NotPossible) as reason:
        change.undo(by=by)
    assert change.seminar.changes.count() == before
    return str(reason.value)


def test_undoing_is_a_change_that_tells_what_it_undoes_and_by_whom(seminar, aud, bjarte):
    post = make.post(seminar)
    post.hide(by=aud)
    undoing = last(seminar, "post.hidden").undo(by=bjarte)
    post.refresh_from_db()
    assert (post.state, undoing.verb, undoing.by) == ("visible", "post.visible", bjarte)
    assert undoing.undoes == last(seminar, "post.hidden").number


def test_an_undoing_is_undone_and_then_the_first_can_be_undone_again(seminar, aud):
    post = make.post(seminar, "Fyrst.")
    post.revise(body="Sidan.", by=aud)
    first = last(seminar, "post.revised")
    first.undo(by=aud).undo(by=aud)
    post.refresh_from_db()
    assert post.body == "Sidan."
    first.undo(by=aud)
    post.refresh_from_db()
    assert (post.body, [kept.body for kept in post.revisions.all()]) == (
        "Fyrst.",
        ["Fyrst.", "Sidan.", "Fyrst.", "Sidan."],
    )


def test_what_is_undone_already_is_not_undone_twice(seminar, aud):
    make.post(seminar).hide(by=aud)
    last(seminar, "post.hidden").undo(by=aud)
    assert refused(last(seminar, "post.hidden"), aud) == "This has already been undone."


def test_what_was_done_long_ago_is_undone_and_what_came_after_stands(seminar, aud, bjarte):
    post, warmth, staff = make.post(seminar), make.theme(seminar, "Varme"), make.theme(seminar, "Folk")
    warmth.add_post(post, by=aud)
    staff.add_post(post, by=bjarte)
    post.revise(body="Varmt.", by=bjarte)
    seminar.changes.filter(verb="post.placed").first().undo(by=bjarte)
    post.refresh_from_db()
    assert (list(post.themes.all()), post.body) == ([staff], "Varmt.")


def test_a_text_that_changed_again_is_not_put_back_over(seminar, aud, bjarte):
    post = make.post(seminar, "Ein.")
    post.revise(body="To.", by=aud)
    first = last(seminar, "post.revised")
    post.revise(body="Tre.", by=bjarte)
    assert refused(first, aud) == "It has since been changed again. Nothing was undone."
    last(seminar, "post.revised").undo(by=bjarte)
    first.undo(by=aud)
    post.refresh_from_db()
    assert post.body == "Ein."


def test_a_placement_comes_back_as_it_was_with_who_and_whether_proposed(seminar, aud, bjarte):
    post, theme = make.post(seminar), make.theme(seminar)
    theme.add_post(post, by=aud)
    Placement.objects.update(proposed=True)
    was = Placement.objects.values("theme", "post", "by", "at", "proposed").get()
    theme.remove_post(post, by=bjarte)
    last(seminar, "post.taken_out").undo(by=bjarte)
    assert Placement.objects.values("theme", "post", "by", "at", "proposed").get() == was


def test_a_theme_that_is_gone_takes_nothing_back(seminar, aud):
    post, theme = make.post(seminar), make.theme(seminar)
    theme.add_post(post, by=aud)
    theme.remove_post(post, by=aud)
    change = last(seminar, "post.taken_out")
    theme.delete()
    assert refused(change, aud) == "That theme no longer exists."


def test_a_move_is_undone_with_its_question(seminar, aud):
    morning, evening = make.round(seminar, "Morgon"), make.round(seminar, "Kveld")
    asked, other = morning.add_question("Når?"), evening.add_question("Kven?")
    post = make.post(seminar, round=morning, question=asked)
    post.move(evening, other, by=aud)
    last(seminar, "post.moved").undo(by=aud)
    post.refresh_from_db()
    assert (post.round, post.question) == (morning, asked)


def test_a_question_and_a_group_are_given_back(seminar, aud):
    round, group = make.round(seminar), make.group(seminar)
    post, question = make.post(seminar, round=round), round.add_question("Når?")
    post.set_question(question, by=aud)
    post.set_group(group, by=aud)
    last(seminar, "post.answered").undo(by=aud)
    last(seminar, "post.regrouped").undo(by=aud)
    post.refresh_from_db()
    assert (post.question, post.group) == (None, None)


def test_a_round_that_is_gone_is_not_moved_back_to(seminar, aud):
    morning, evening = make.round(seminar, "Morgon"), make.round(seminar, "Kveld")
    post = make.post(seminar, round=morning)
    post.move(evening, by=aud)
    morning.remove()
    assert (
        refused(last(seminar, "post.moved"), aud)
        == "The round, question, group or note that this should go back to no longer exists. Move the note yourself."
    )


def test_a_split_undone_and_undone_again_is_as_it_was(seminar, aud):
    post, theme = make.post(seminar, "Ein. To."), make.theme(seminar)
    theme.add_post(post)
    one, two = post.split([PartText("Ein."), PartText("To.", without=[theme.pk])], by=aud)
    split = last(seminar, "post.split")
    joined = split.undo(by=aud)
    assert list(seminar.posts.visible()) == [post]
    joined.undo(by=aud)
    assert [list(row.themes.all()) for row in seminar.posts.visible()] == [[theme], []]
    assert list(seminar.posts.visible()) == [one, two]


def test_themes_given_to_parts_follow_into_the_whole_and_leave_with_them(seminar, aud, bjarte):
    post, theme = make.post(seminar, "Ein. To."), make.theme(seminar)
    one, _two = post.split([PartText("Ein."), PartText("To.")], by=aud)
    theme.add_post(one, by=bjarte)
    joined = last(seminar, "post.split").undo(by=aud)
    assert list(post.themes.all()) == [theme]
    joined.undo(by=aud)
    assert (list(post.themes.all()), list(one.themes.all())) == ([], [theme])


def test_quotes_go_with_their_words_into_the_parts_and_back_into_the_whole(seminar, aud):
    post, theme = make.post(seminar, "Ein buss. To bussar. Tre."), make.theme(seminar)
    theme.add_post(post)
    for text in ("Ein buss.", "To bussar.", "Tre."):
        seminar.quotes.show(post, theme=theme, text=text, named=True)
    bare = PartText("Ein buss. Tre.", without=[theme.pk])
    one, two = post.split([bare, PartText("To bussar. Tre.")], by=aud)
    assert [(quote.text, quote.post) for quote in seminar.quotes.on_stage()] == [("To bussar.", two), ("Tre.", two)]
    assert [quote.post for quote in seminar.quotes.filter(text="Ein buss.")] == [one]
    joined = last(seminar, "post.split").undo(by=aud)
    assert {quote.post for quote in seminar.quotes.on_stage()} == {post}
    joined.undo(by=aud)
    assert [(quote.text, quote.post) for quote in seminar.quotes.on_stage()] == [("To bussar.", two), ("Tre.", two)]


def test_the_parts_of_a_flagged_note_are_flagged_and_the_whole_as_they_are(seminar, aud, bjarte):
    post = make.post(seminar, "Ein. To.")
    seminar.flags.flag(post, by=bjarte, reason="Nemner eit namn")
    flag = last(seminar, "post.flagged")
    parts = post.split([PartText("Ein."), PartText("To.")], by=aud)
    assert [(row.post, row.by, row.reason) for row in seminar.flags.order_by("post")] == [
        (part, bjarte, "Nemner eit namn") for part in parts
    ]
    assert refused(flag, bjarte) == "It has since been changed again. Nothing was undone."
    seminar.flags.unflag(parts[0], by=aud)
    joined = last(seminar, "post.split").undo(by=aud)
    assert [(row.by, row.reason) for row in seminar.flags.filter(post=post)] == [(bjarte, "Nemner eit namn")]
    split = joined.undo(by=aud)
    assert [row.post for row in seminar.flags.all()] == [parts[1]]
    seminar.flags.unflag(parts[1], by=aud)
    split.undo(by=aud)
    assert not seminar.flags.exists()


def test_parts_that_are_back_are_flagged_where_the_whole_was_flagged_meanwhile(seminar, aud):
    post = make.post(seminar, "Ein. To.")
    parts = post.split([PartText("Ein."), PartText("To.")], by=aud)
    joined = last(seminar, "post.split").undo(by=aud)
    seminar.flags.flag(post, by=aud)
    joined.undo(by=aud)
    assert [row.post for row in seminar.flags.order_by("post")] == parts


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (lambda part, other: part.revise(body="Eitt."), "The text of a part has since been changed."),
        (lambda part, other: part.split([PartText("E"), PartText("in.")]), "A part has since been split or merged."),
        (lambda part, other: part.merge(other), "A part has since been split or merged."),
        (lambda part, other: other.merge(part), "A part has since been split or merged."),
        (lambda part, other: part.set_group(make.group(part.seminar)), "A part has since been moved"),
    ],
)
def test_a_split_whose_parts_were_worked_on_is_not_undone_over_it(seminar, aud, deed, why):
    post, other = make.post(seminar, "Ein. To."), make.post(seminar, "Ein.")
    one, _two = post.split([PartText("Ein."), PartText("To.")], by=aud)
    split = last(seminar, "post.split")
    deed(one, other)
    assert refused(split, aud).startswith(why)


def test_a_merge_undone_and_undone_again_is_as_it_was(seminar, aud):
    one, two = make.post(seminar, "Kaffi."), make.post(seminar, "Kaffi!")
    warmth, staff = make.theme(seminar, "Varme"), make.theme(seminar, "Folk")
    warmth.add_post(one)
    staff.add_post(two)
    one.merge(two, by=aud)
    left = last(seminar, "post.merged").undo(by=aud)
    one.refresh_from_db()
    assert (one.state, one.merged_into, list(one.themes.all()), list(two.themes.all())) == (
        "visible", None, [warmth], [staff],
    )  # fmt: skip
    left.undo(by=aud)
    one.refresh_from_db()
    assert (one.merged_into, list(two.themes.all())) == (two, [warmth, staff])


def test_a_theme_that_two_merged_notes_brought_stays_until_the_last_of_them_leaves(seminar, aud):
    one, two, target = (make.post(seminar) for _ in range(3))
    theme = make.theme(seminar)
    for post in (one, two):
        theme.add_post(post)
        post.merge(target, by=aud)
    first, second = seminar.changes.filter(verb="post.merged")
    first.undo(by=aud)
    assert list(target.themes.all()) == [theme]
    second.undo(by=aud)
    assert list(target.themes.all()) == []


def test_a_theme_the_note_had_itself_stays_when_a_merged_one_leaves(seminar, aud):
    post, target, theme = make.post(seminar), make.post(seminar), make.theme(seminar)
    theme.add_post(target)
    theme.add_post(post)
    post.merge(target, by=aud)
    last(seminar, "post.merged").undo(by=aud)
    assert list(target.themes.all()) == [theme]


def test_what_a_merged_note_held_goes_along_and_comes_back_with_it(seminar, aud):
    one, two, three = (make.post(seminar, body) for body in ("Ein.", "To.", "Tre."))
    one.merge(two, by=aud)
    first = last(seminar, "post.merged")
    two.merge(three, by=aud)
    assert set(three.merged.all()) == {one, two}
    assert refused(first, aud) == "The note it was merged into has since been merged too. Undo that first."
    last(seminar, "post.merged").undo(by=aud)
    assert (list(three.merged.all()), list(two.merged.all())) == ([], [one])


def test_my_last_is_mine_though_others_acted_since_and_the_one_before_comes_next(seminar, aud, bjarte):
    post, other = make.post(seminar), make.post(seminar)
    post.hide(by=aud)
    post.show(by=aud)
    other.hide(by=bjarte)
    assert [seminar.undo_last(by=aud)[0].verb for _ in range(2)] == ["post.hidden", "post.visible"]
    assert seminar.undo_last(by=aud) == []
    other.refresh_from_db()
    assert other.state == "hidden"


def test_my_last_that_cannot_be_undone_is_told_and_nothing_older_is_undone_in_its_place(seminar, aud, bjarte):
    post = make.post(seminar, "Ein.")
    make.post(seminar).hide(by=aud)
    post.revise(body="To.", by=aud)
    post.revise(body="Tre.", by=bjarte)
    before = seminar.changes.count()
    with pytest.raises(NotPossible):
        seminar.undo_last(by=aud)
    assert seminar.changes.count() == before


def test_what_has_no_inverse_says_so(seminar, aud):
    assert refused(last(seminar, "seminar.started"), aud) == "This cannot be undone."


def test_a_batch_holds_nothing_that_a_colleague_did_before_it(seminar, aud, bjarte):
    """The seminar in hand may be older than what a colleague did: its last number says nothing of that."""
    post, other = make.post(seminar), make.post(seminar)
    stale = Seminar.objects.get(pk=seminar.pk)
    Post.objects.get(pk=other.pk).hide(by=bjarte)
    with stale.changing(batch=True):
        for one in stale.posts.filter(pk=post.pk):
            one.hide(by=aud)
            one.show(by=aud)
    assert list(seminar.changes.exclude(batch=None).values_list("by", flat=True)) == [aud.pk, aud.pk]
    stale.undo_last(by=aud)
    other.refresh_from_db()
    assert other.state == "hidden"


@pytest.mark.django_db(transaction=True)
def test_a_batch_holds_nothing_that_a_colleague_does_while_it_lasts():
    aud, bjarte = make.person("Aud"), make.person("Bjarte")
    seminar = make.seminar(by=aud)
    post, other = make.post(seminar), make.post(seminar)
    under_way = Event()

    def hide() -> None:
        try:
            under_way.wait(10)
            Post.objects.get(pk=other.pk).hide(by=bjarte)
        finally:
            connections.close_all()

    colleague = Thread(target=hide)
    colleague.start()
    with seminar.changing(batch=True):
        post.hide(by=aud)
        under_way.set()
        colleague.join(0.2)  # it waits for the seminar's lock
        post.show(by=aud)
    colleague.join()
    assert set(seminar.changes.exclude(batch=None).values_list("by", flat=True)) == {aud.pk}
    seminar.undo_last(by=aud)
    other.refresh_from_db()
    assert other.state == "hidden"


def test_nobody_undoes_the_batch_of_another(seminar, aud, bjarte):
    post = make.post(seminar)
    with seminar.changing(batch=True):
        post.hide(by=bjarte)
    assert seminar.undo_last(by=aud) == []


def test_undoing_a_merge_of_notes_leaves_a_theme_for_which_words_were_marked_since(seminar, aud):
    one, two = make.post(seminar, "Buss."), make.post(seminar, "Ferje og buss.")
    bus, ferry = make.theme(seminar, "Buss"), make.theme(seminar, "Ferje")
    for theme in (bus, ferry):
        theme.add_post(one, by=aud)
    one.merge(two, by=aud)
    seminar.passages.mark(ferry, two, start=0, end=5, revision=1, by=aud)
    last(seminar, "post.merged").undo(by=aud)
    assert list(two.themes.all()) == [ferry] and seminar.passages.get().words == "Ferje"


def test_words_marked_in_a_part_are_marked_in_the_note_when_it_is_put_together_again(seminar, aud):
    post, theme = make.post(seminar, "Buss. Ferje."), make.theme(seminar)
    theme.add_post(post, by=aud)
    seminar.passages.mark(theme, post, start=0, end=4, revision=1, by=aud)
    _bus, ferry = post.split([PartText("Buss."), PartText("Ferje.")], by=aud)
    seminar.passages.mark(theme, ferry, start=0, end=5, revision=1, by=aud)
    for _twice in range(2):
        post.unsplit(by=aud)
        assert [passage.words for passage in post.placements.get().current_passages] == ["Buss", "Ferje"]
        last(seminar, "post.joined").undo(by=aud)
        post.refresh_from_db()


def test_an_approval_is_not_undone_where_another_text_was_approved_since(seminar, aud, bjarte):
    post = make.post(seminar, "Ein.")
    post.approve(by=aud)
    first = last(seminar, "post.approved")
    post.revise(body="To.")
    post.approve(by=bjarte)
    assert refused(first, aud) == "It has since been changed again. Nothing was undone."
    post.unapprove(by=aud)
    withdrawn = last(seminar, "post.unapproved")
    post.revise(body="Tre.")
    assert refused(withdrawn, aud) == "It has since been changed again. Nothing was undone."
    post.refresh_from_db()
    assert post.approved_revision is None
