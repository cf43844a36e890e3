"""The invented wall from Padlet's JSON, and Rundebord's own format without loss."""

import copy
import json

import pytest

from posts.walls.reader import read
from posts.walls.refused import Refused
from posts.walls.wall import Own, Section, WallGroup, WallQuestion, WallSeminar, WallTheme
from tests.posts.walls import make_json as make
from tests.posts.walls.expect import comments_of, expected_comments, expected_posts, posts_of
from tests.posts.walls.wall import INTRODUCTION, OWNER, TITLE, URL


def refusal(document: dict) -> tuple:
    with pytest.raises(Refused) as caught:
        read(json.dumps(document).encode(), "x.json")
    return caught.value.code, caught.value.where


def test_the_public_json_gives_posts_and_comments_in_the_walls_order():
    wall = read(make.api(), "x.json")
    assert (wall.format, wall.title, wall.introduction, wall.owner, wall.url) == (
        "padlet-api", TITLE, INTRODUCTION, OWNER, URL,
    )  # fmt: skip
    assert posts_of(wall) == expected_posts()
    assert comments_of(wall) == expected_comments()


def test_the_public_json_gives_ids_links_fields_and_the_choices_of_a_poll():
    wall = read(make.api(), "x.json")
    assert (wall.entries[0].id, wall.entries[0].link) == ("post_0", f"{URL}/wish/0000000000000000")
    assert wall.entries[5].fields == {"Hvem gjelder det?": "Barn og unge", "Når": "September  4, 2025"}
    assert wall.entries[6].fields == {"Hvor ofte skal vi møtes?": "Hver uke\nHver måned"}


def test_a_post_that_waits_for_approval_says_so():
    document = json.loads(make.api())
    post = next(resource for resource in document["included"] if resource["id"] == "post_0")
    post["attributes"]["status"] = "pending_moderation"
    assert read(json.dumps(document).encode(), "x.json").entries[0].fields == {"status": "pending_moderation"}


def test_comments_without_their_post_are_entries():
    document = json.loads(make.api())
    document["included"] = [part for part in document["included"] if part["type"] != "post"]
    wall = read(json.dumps(document).encode(), "x.json")
    assert [entry.body for entry in wall.entries] == [text for _, _, text, _ in expected_comments()]
    assert {entry.reply_to for entry in wall.entries} == {None}


def test_a_wrong_type_in_the_public_json_is_refused_with_its_place():
    document = json.loads(make.api())
    document["included"][0]["attributes"]["createdAt"] = 5
    assert refusal(document) == ("padlet-json", {"path": "$.included[0].attributes.createdAt"})


def test_the_internal_json_gives_posts_under_numbered_sections():
    wall = read(make.wishes(), "Padlet - Noe.json")
    assert (wall.format, wall.title, [section.title for section in wall.sections]) == (
        "padlet-wishes", "Noe", ["100", "101"],
    )  # fmt: skip
    assert [post[1:] for post in posts_of(wall)] == [post[1:] for post in expected_posts()]


def test_our_own_format_is_read_without_loss():
    wall = read(json.dumps(make.own()).encode(), "x.json")
    assert (wall.format, wall.title, wall.introduction, wall.owner, wall.url) == (
        "own",
        TITLE,
        INTRODUCTION,
        OWNER,
        URL,
    )
    assert wall.seminar == WallSeminar("tussefjord", "2025-03-12", "nn", "Europe/Oslo")
    assert wall.sections == [
        Section("Ein", "r1", [WallQuestion("Kva?", "q1"), WallQuestion("Kven?", "q2")]),
        Section("To", "r2"),
    ]
    assert wall.groups == [WallGroup("g1", "Bord 1", {"region": "Nordgrenda"})]
    assert wall.themes == [WallTheme("t1", "Buss"), WallTheme("t2", "Øving", "tid og rom", "t1")]


def test_posts_in_our_own_format_are_not_changed():
    first, second, third = read(json.dumps(make.own()).encode(), "x.json").entries
    assert (first.body, first.raw, first.repairs, first.doubts) == (
        "flere\n- – «søk»", "�ere", [("�ere", "flere")], ["lost-sign: � NORD"],
    )  # fmt: skip
    assert first.own == Own(
        "q2", "g1", "visible", ["t2", "t1"], fields={"Når": "i høst", "antall": 3},
        has_source=True, source_file="Padlet - Tussefjord.csv",
        source_url="https://padlet.com/asetveit/rundt-bordet-i-tussefjord-tf7kq2m9x4c8b1zd/wish/1",
    )  # fmt: skip
    assert (first.written.text, first.written.clock.hour) == ("2025-03-12T09:05:00+01:00", 8)
    assert (second.kind, second.reply_to, second.section, second.own.state) == ("comment", 0, 1, "hidden")
    assert (third.own.split_from, third.own.merged_into, third.subject) == ("p1", "p2", "  ikke rør ")
    assert not third.own.has_source


@pytest.mark.parametrize(
    ("post", "name", "value", "path"),
    [
        (0, "round", "r9", "$.posts[0].round"),
        (0, "question", "q9", "$.posts[0].question"),
        (1, "question", "q1", "$.posts[1].question"),  # a question of another round
        (1, "group", "g9", "$.posts[1].group"),
        (2, "themes", ["t1", "t9"], "$.posts[2].themes[1]"),
        (1, "reply_to", "p9", "$.posts[1].reply_to"),
        (1, "reply_to", "p2", "$.posts[1].reply_to"),  # itself
        (2, "id", "p1", "$.posts[2].id"),
        (0, "state", "merged", "$.posts[0].merged_into"),  # has no post that it was merged into
    ],
)
def test_a_wrong_reference_in_our_own_format_is_refused_with_its_place(post, name, value, path):
    document = copy.deepcopy(make.own())
    document["posts"][post][name] = value
    assert refusal(document) == ("own-reference", {"path": path})


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("body", 3, "$.posts[1].body"),
        ("kind", "note", "$.posts[1].kind"),
        ("written_at", "i går", "$.posts[1].written_at"),
        ("colour", "red", "$.posts[1]"),  # no such field
    ],
)
def test_a_wrong_type_in_our_own_format_is_refused_with_its_place(name, value, path):
    document = copy.deepcopy(make.own())
    document["posts"][1][name] = value
    assert refusal(document) == ("own-json", {"path": path})


def test_a_newer_version_of_our_own_format_is_refused():
    assert refusal(make.own() | {"version": 3}) == ("own-version", {"version": "3"})


def test_a_cycle_of_themes_is_refused():
    document = make.own()
    document["themes"][0]["parent"] = "t2"
    assert refusal(document) == ("own-reference", {"path": "$.themes[0].parent"})
