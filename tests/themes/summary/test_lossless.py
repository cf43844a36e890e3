"""Everything that a seminar holds is in a file of our own JSON, and comes back from it."""

import json

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from posts.importing import restoring
from posts.importing.confirm import confirm
from posts.models import Erasure, Import, Post
from posts.models.choices import Choices
from posts.records.kinds import FIELDS_LEFT_OUT, GIVEN, KINDS, MODELS_LEFT_OUT
from posts.records.references import in_change
from posts.walls.sandbox import parse
from tests.themes.summary.whole import WholeWorld
from themes.summary.formats import json as writer

pytestmark = pytest.mark.django_db


def read_in(data, by=None):
    imported = Import.objects.keep(parse(data, "seminar.json"), data=data, name="seminar.json", by=by)
    imported.choose(Choices(seminar="", decided=True))
    return confirm(imported, by=by)


def test_every_model_and_field_is_in_the_file_or_named_as_left_out():
    declared = {m._meta.label for m in apps.get_models() if m._meta.app_label in ("seminar", "posts", "themes")}
    in_file = {kind.label for kind in KINDS.values()}
    assert declared == in_file | MODELS_LEFT_OUT.keys()
    assert not in_file & MODELS_LEFT_OUT.keys()
    for label, fields in {**FIELDS_LEFT_OUT, **GIVEN}.items():
        existing = {field.name for field in apps.get_model(label)._meta.get_fields()}
        assert set(fields) <= existing, label


def numbers(value, path=""):
    """Where there are numbers in the data of a change, as keys too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{'#' if key.isdigit() else key}")
            if key.isdigit():
                yield f"{path}.#"
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item, f"{path}[]")
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path


def test_every_id_in_the_log_is_a_reference_in_the_file():
    """A verb that stores an id that references.py does not know would point at another row where the file is read."""
    counts = {
        "dialogueround.opened": {".minutes"},
        "group.joined": {".number"},
        "post.approved": {".revision"},
        "post.joined": {".revision"},
        "post.marked": {".start", ".end", ".revision"},
        "post.revised": {".revision"},
        "post.unapproved": {".revision"},
        "seminar.groups_added": {".count"},
        "seminar.groups_removed": {".count", ".groups[].number"},
        "seminar.rehearsal_begun": {".last_theme", ".hall.page"},
        "seminar.rehearsal_ended": {".begun", ".kept", ".notes", ".people", ".themes"},
        "theme.arranged": {".last"},
        "theme.marked": {".mark"},
        "wall.loaded": {".posts"},
    }
    for verb, data in WholeWorld("a").seminar.changes.values_list("verb", "data"):
        rest = in_change(verb, data, lambda _kind, _id: "reference")
        assert set(numbers(rest)) <= counts.get(verb, set()), verb


def test_a_seminar_that_uses_everything_comes_back_equal(monkeypatch):
    """Also where its rows are written in many parts."""
    world = WholeWorld("a")
    before = writer.dump(world.seminar)
    document = json.loads(before)
    unused = [
        f"{key}.{field.name}"
        for key, kind in KINDS.items()
        for field in (*kind.fields, *kind.many)
        if not any(field.name in row for row in document["rows"][key])
    ]
    assert not unused, unused
    Post.objects.filter(seminar=world.seminar).update(uid=Concat("uid", Value("-")))  # as on another server
    Erasure.objects.all().delete()
    del document["seminar"]["slug"]
    for at_once in (2, restoring.MOST_MADE):
        monkeypatch.setattr(restoring, "MOST_MADE", at_once)
        with transaction.atomic():
            after = json.loads(writer.dump(read_in(before)))
            transaction.set_rollback(True)
        del after["seminar"]["slug"]
        assert after == document, at_once
