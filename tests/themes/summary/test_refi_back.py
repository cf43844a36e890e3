"""A project that we exported comes back as far as REFI-QDA can hold a seminar."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from posts.importing.confirm import confirm
from posts.models import Import, Post
from posts.models.choices import Choices
from posts.walls.sandbox import parse
from tests import make
from tests.themes.summary.test_refi import Read, coded_day
from themes.models import Passage, Theme
from themes.summary.formats import WRITERS

pytestmark = pytest.mark.django_db


def read_in(data, name, seminar=""):
    imported = Import.objects.keep(parse(data, name), data=data, name=name)
    imported.choose(Choices(seminar=seminar, decided=True))
    return confirm(imported)


def held(seminar):
    """What a project says of it. A heading is the first line of its note there."""
    read = Read(WRITERS["qdpx"].file(seminar))
    cases = {(one.get("name"), len(one)) for one in read.xml.iter("{*}Case")}
    codes = {(one.get("name"), one.getparent().get("name"), one.get("color")) for one in read.xml.iter("{*}Code")}
    return (
        {(words, code, coder) for words, code, coder, _id in read.selections()},
        cases,
        codes,
        set(read.texts.values()),
    )


def places_of(seminar):
    notes = seminar.posts.visible()
    return set(notes.values_list("uid", "group__name", "round__title", "question__text"))


def test_a_project_of_ours_comes_back_equal():
    seminar = coded_day()
    make.round(seminar, "Ikkje opna")
    post = seminar.posts.visible().filter(subject="").first()
    unni = make.person("Unni")
    Passage.objects.mark(seminar.themes.first(), post, start=0, end=len(post.body), revision=post.revision, by=unni)
    data, places = WRITERS["qdpx"].file(seminar), places_of(seminar)
    Post.objects.filter(seminar=seminar).update(uid=Concat("uid", Value("-")))  # as on another server
    back = read_in(data, "dag.qdpx")
    assert held(back) == held(seminar)
    assert back.groups.get(name="Lyngbordet").attributes == {"Fylke": "Vestland"}
    assert places_of(back) == places
    coders = set(back.placements.values_list("by__name", flat=True))
    assert coders == set(seminar.placements.filter(post__state="visible").values_list("by__name", flat=True))


def test_a_codebook_adds_its_themes_to_a_seminar():
    there = make.seminar("Ei anna bygd")
    make.post(there, "Vi vil ha buss.")
    Theme.objects.add(seminar=there, name="Rom")
    assert read_in(WRITERS["qdc"].file(coded_day()), "temaer.qdc", seminar=there.slug) == there
    assert {"Opningstid", "Rom", "Folk"} <= set(there.themes.values_list("name", flat=True))
    assert there.themes.get(name="Folk").parent.name == "Rom"
    assert there.posts.count() == 1
