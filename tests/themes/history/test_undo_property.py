"""Whatever is done in whatever order: the history gives the present, and every undo restores what it should."""

import os
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.models import Post
from posts.models.splitting import PartText
from seminar.models import NotPossible, Seminar
from tests import make
from themes.board.action import Action
from themes.board.actions import ACTIONS
from themes.summary.summary import Summary

EXAMPLES = 500 if os.environ.get("LONG") else 12
JOINED = Post.State.JOINED
FACTS = ("state", "late", "round_id", "question_id", "group_id", "merged_into_id", "split_from_id", "subject", "body")
DEEDS = {
    "tag": lambda day, post, at, by: day.themes[at % 2].add_post(post, by=by),
    "untag": lambda day, post, at, by: day.themes[at % 2].remove_post(post, by=by),
    "edit": lambda day, post, at, by: post.revise(body=f"Tekst {at}.", by=by),
    "hide": lambda day, post, at, by: post.hide(by=by, reason="Difor"),
    "show": lambda day, post, at, by: post.show(by=by),
    "withdraw": lambda day, post, at, by: post.withdraw(by=day.scribe),
    "let in": lambda day, post, at, by: post.let_in(by=by),
    "move": lambda day, post, at, by: post.move(*day.places[at % 4], by=by),
    "belong": lambda day, post, at, by: post.set_group(day.groups[at % 3], by=by),
    "split": lambda day, post, at, by: post.split(day.pieces(post, at), by=by),
    "merge": lambda day, post, at, by: post.merge(day.post(at), by=by),
}


class Day:
    """A seminar small enough that the same few notes are met again and again."""

    def __init__(self):
        self.seminar = make.seminar()
        self.themes = [make.theme(self.seminar, name) for name in ("Varme", "Folk")]
        self.groups = [make.group(self.seminar), make.group(self.seminar, "Gruppe 2"), None]
        self.scribe = make.scribe(self.seminar, self.groups[0])
        rounds = [make.round(self.seminar), make.round(self.seminar, "Kveld")]
        self.places = [(round, question) for round in rounds for question in (None, round.add_question("Kva?"))]
        for number in range(3):
            make.post(self.seminar, f"Ein {number}. To.", group=self.groups[number], round=rounds[0], late=number == 0)
        self.people = [make.person("Aud"), make.person("Bjarte")]
        self.began = self.seminar.changes.last().number
        self.first = self.facts()

    def post(self, at: int) -> Post:
        posts = list(self.seminar.posts.exclude(state=JOINED).order_by("id"))
        return posts[at % len(posts)]

    def pieces(self, post: Post, at: int) -> list[PartText]:
        return [
            PartText(f"{post.body[:20]} {at}", without=[self.themes[1].pk]),
            PartText("To.", question=post.question),
        ]

    def facts(self, **left_out) -> dict:
        """Everything that matters of every note; placements with who made them."""
        placed = {}
        for post, *row in self.seminar.placements.order_by("theme").values_list("post", "theme", "by", "proposed"):
            placed.setdefault(post, []).append(tuple(row))
        return {
            post.pk: {name: getattr(post, name) for name in FACTS} | {"themes": placed.get(post.pk, [])}
            for post in Seminar.objects.get(pk=self.seminar.pk).posts.exclude(**left_out)
        }

    def last(self):
        return self.seminar.changes.last().number


@pytest.mark.django_db
@pytest.mark.once
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([*DEEDS, "undo", "undo"]), st.integers(0, 11), st.integers(0, 11), st.integers(0, 1)),
        min_size=6,
        max_size=16,
    )
)
def test_the_history_gives_the_present_and_undo_restores_what_it_should(steps):
    with transaction.atomic():
        day = Day()
        for deed, which, at, who in steps:
            summary, last = Summary.of(day.seminar), day.last()
            if deed == "undo":
                undo_any(day, which * 12 + at, day.people[who])
            else:
                do_and_undo(day, DEEDS[deed], day.post(which), at, day.people[who])
            assert_equal(Summary.since(summary, last, day.seminar), Summary.of(day.seminar))
            assert replayed(day) == {pk: plain(facts) for pk, facts in day.facts().items()}
        transaction.set_rollback(True)


def assert_equal(summary: Summary, other: Summary) -> None:
    """But for the moment in which they were made."""
    assert replace(summary, made_at=other.made_at) == other


def do_and_undo(day: Day, deed, post: Post, at: int, by) -> None:
    """Does it, undoes it, and undoes the undoing: as it was before, and as it was after."""
    before, last = day.facts(state=JOINED), day.last()
    try:
        deed(day, post, at, by)
    except NotPossible:
        assert (day.facts(state=JOINED), day.last()) == (before, last)
        return
    made = day.seminar.changes.after(last).first()
    if made is None:
        assert day.facts(state=JOINED) == before
        return
    after = day.facts()
    undoing = made.undo(by=by)
    assert day.facts(state=JOINED) == before
    undoing.undo(by=by)
    assert day.facts() == after


def undo_any(day: Day, at: int, by) -> None:
    """Some change of long ago. Undone, the note is as it was before it; that undone too, everything is back."""
    changes = list(day.seminar.changes.after(day.began).undoable())
    if not changes:
        return
    change = changes[at % len(changes)]
    before, last = day.facts(), day.last()
    try:
        undoing = change.undo(by=by)
    except NotPossible:
        assert (day.facts(), day.last()) == (before, last)
        return
    assert change.number in day.seminar.changes.undone()
    assert_former(change, day.seminar.posts.get(pk=change.subject_id))
    left = day.facts()
    undoing.undo(by=by)
    assert day.facts() == before
    change.undo(by=by)
    assert day.facts() == left


def assert_former(change, post: Post) -> None:
    verb, data = change.verb.partition(".")[2], change.data
    if verb == "revised":
        assert (post.subject, post.body) == post.text_at(data["revision"] - 1)
    elif verb == "moved":
        assert {"round": post.round_id, "question": post.question_id} == data["former"]
    elif verb in ("answered", "regrouped"):
        assert {"answered": post.question_id, "regrouped": post.group_id}[verb] == data["former"]
    elif verb in ("hidden", "visible", "withdrawn"):
        assert post.state == data["former"]
    elif verb in ("placed", "taken_out"):
        assert post.themes.filter(pk=data["theme"]).exists() == (verb == "taken_out")
    elif verb in ("split", "merged"):
        assert (post.state, post.merged_into_id) == ("visible", None)
    else:
        assert verb == "let_in" and post.late


def plain(facts: dict) -> dict:
    return facts | {"themes": {theme for theme, _by, _proposed in facts["themes"]}}


def replayed(day: Day) -> dict:
    """The notes as the changes tell them, from what they were at the beginning; texts come from the revisions."""
    told = {pk: plain(facts) for pk, facts in day.first.items()}
    posts = {post.pk: post for post in day.seminar.posts.all()}
    for change in day.seminar.changes.after(day.began).filter(subject_kind="post"):
        apply(change.verb.partition(".")[2], change.data, change.subject_id, told, posts)
    return told


def apply(verb: str, data: dict, pk: int, told: dict, posts: dict) -> None:
    note = told.get(pk)
    if verb == "parted" and "again" not in data:
        subject, body = posts[pk].text_at(1)
        same = {name: told[data["from"]][name] for name in ("late", "round_id", "group_id")}
        own = {"question_id": data["question"], "split_from_id": data["from"], "subject": subject, "body": body}
        told[pk] = same | own | {"state": "visible", "merged_into_id": None, "themes": set(data["themes"])}
    elif verb == "parted":
        note["state"] = data["again"]
    elif verb == "revised":
        note["subject"], note["body"] = posts[pk].text_at(data["revision"])
    elif verb in ("hidden", "visible", "withdrawn"):
        note["state"] = verb
    elif verb in ("let_in", "kept_late"):
        note["late"] = verb == "kept_late"
    elif verb in ("moved", "answered", "regrouped"):
        note |= {f"{name}_id": data[name] for name in ("round", "question", "group") if name in data}
    elif verb == "placed":
        note["themes"] = note["themes"] | {data["theme"]}
    elif verb == "taken_out":
        note["themes"] = note["themes"] - {data["theme"]}
    elif verb == "split":
        note |= {"state": "split", "themes": note["themes"] - set(data.get("went", []))}
    elif verb == "joined":
        note |= {"state": "visible", "themes": note["themes"] | set(data["came"])}
    elif verb == "joined_in":
        note["state"] = "joined"
    elif verb == "merged":
        note["state"] = "merged"
        for other in (pk, *data["along"]):
            told[other]["merged_into_id"] = data["into"]
    elif verb == "took_in":
        note["themes"] = note["themes"] | set(data["themes"])
    elif verb == "left":
        note |= {"state": "visible", "merged_into_id": None}
        told[data["from"]]["themes"] = told[data["from"]]["themes"] - set(data["themes"])
        for other in data["along"]:
            told[other]["merged_into_id"] = pk
    else:
        assert verb == "let_go"


ACTS = {
    "hide": ("turn", {"state": "hidden"}),
    "show": ("turn", {"state": "visible"}),
    "flag": ("flag", {"flag": "on"}),
    "unflag": ("flag", {}),
    "put": ("place", {"put": "theme"}),
    "take out": ("place", {"take_out": "theme"}),
}


class Person:
    """What one person did on the board and has not undone, oldest first: (what was asked for, number of the change)."""

    def __init__(self, account):
        self.account, self.session = account, {}
        self.done: list[tuple[tuple, int]] = []
        self.changed_nothing, self.refused = False, None

    def expected(self) -> int | None:
        """The number of the change that the next undo takes back."""
        numbers = [number for _, number in self.done if self.refused is None or number < self.refused]
        return max(numbers, default=None)


@pytest.mark.django_db
@pytest.mark.once
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([*ACTS, "undo", "undo", "undo"]), st.integers(0, 1), st.integers(0, 1)),
        min_size=6,
        max_size=20,
    )
)
def test_undo_takes_back_ones_own_last_action_and_nothing_where_that_changed_nothing(steps):
    """Two people act on the same two notes in turn. A refused undo is passed over the next time."""
    with transaction.atomic():
        day = Day()
        people = [Person(account) for account in day.people]
        for name, which, who in steps:
            person, last = people[who], day.last()
            if name == "undo":
                undo_on_the_board(day, person, last)
            else:
                act_on_the_board(day, person, name, day.post(which), last)
        transaction.set_rollback(True)


def carried_out(day: Day, person: Person, action: str, data: dict) -> tuple[bool, Action]:
    form = ACTIONS[action](QueryDict(urlencode(data)), seminar=Seminar.objects.get(pk=day.seminar.pk))
    return form.carry_out(person.session, by=person.account)[0], form


def act_on_the_board(day: Day, person: Person, name: str, post: Post, last: int) -> None:
    action, data = ACTS[name]
    data = {field: day.themes[0].pk if value == "theme" else value for field, value in data.items()}
    done, _ = carried_out(day, person, action, data | {"post": post.pk})
    made = day.seminar.changes.after(last).first()
    assert done
    is_sent_again = bool(person.done) and person.done[-1][0] == (name, post.pk)
    person.changed_nothing, person.refused = not made and not is_sent_again, None
    if made:
        person.done.append(((name, post.pk), made.number))


def undo_on_the_board(day: Day, person: Person, last: int) -> None:
    expected, facts = person.expected(), day.facts()
    done, form = carried_out(day, person, "undo", {})
    if person.changed_nothing or expected is None:
        assert (done, day.last(), day.facts()) == (False, last, facts)
        person.changed_nothing, person.refused = False, None
    elif done:
        assert [change.undoes for change in form.undone] == [expected]
        person.done = [one for one in person.done if one[1] != expected]
        person.refused = None
    else:
        assert (day.last(), day.facts()) == (last, facts)
        person.refused = expected
