"""The demo: a damaged export, imported and sorted with the ordinary code."""

import json

import pytest
from django.core.management import call_command

from posts.models import Post
from seminar.models import Person, Seminar
from themes.management.commands.load_demo import DEMO, EMAIL

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TAGS = json.loads((DEMO / "tags.json").read_text(encoding="utf-8"))


def test_the_demo_is_a_whole_day_with_every_note_repaired_and_sorted_and_is_loaded_once(client):
    call_command("load_demo")
    seminar = Seminar.objects.get()
    assert [round.questions.count() for round in seminar.rounds.all()] == [4, 4]
    assert (seminar.groups.count(), seminar.posts.count(), seminar.themes.count()) == (12, 83, 9)
    assert_repaired(seminar)
    notes = [
        (post.group.name if post.group else None, sorted(theme.name for theme in post.themes.all()))
        for post in seminar.posts.select_related("group").prefetch_related("themes")
    ]
    assert notes == [(note["group"], sorted(note["themes"])) for note in TAGS["notes"]]
    assert [round.state for round in seminar.rounds.all()] == ["closed", "open"]
    assert client.get(f"/j/{seminar.join_code}").status_code == 200
    call_command("load_demo")
    assert (Seminar.objects.count(), Post.objects.count()) == (1, 83)


def assert_repaired(seminar: Seminar) -> None:
    """Every note is what was written."""
    bodies = [f"{subject}\n{body}".strip() for subject, body in seminar.posts.values_list("subject", "body")]
    assert [body for body in bodies if "\ufffd" in body] == []
    assert [
        (body, note["starts"])
        for body, note in zip(bodies, TAGS["notes"], strict=True)
        if not body.startswith(note["starts"])
    ] == []
    assert sum(len(post.source.repairs) for post in seminar.posts.select_related("source")) > 100


def test_the_public_password_exists_only_with_debug(settings):
    settings.DEBUG = False
    call_command("load_demo")
    assert not Person.objects.filter(email=EMAIL).exists()
