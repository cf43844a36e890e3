"""Generated walls that leave Rundebord as its own JSON or as a REFI-QDA project, and come back."""

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from posts.importing.confirm import confirm
from posts.models import Import
from posts.walls.reader import read
from seminar.models import Seminar
from tests.posts.walls.generated import EXAMPLES, walls, written


def kept(data: bytes, name: str) -> Import:
    return Import.objects.keep(read(data, name), data=data, name=name)


def rows(seminar: Seminar) -> list[tuple]:
    names = ("round__title", "kind", "author", "subject", "body", "written_at", "reply_to__body", "reactions", "fields")
    return list(seminar.posts.values_list(*names))


def texts(seminar: Seminar) -> list[tuple]:
    """What is in a project for research: the round, the time, and all that a note says as one text."""
    posts = seminar.posts.values_list("round__title", "written_at", "subject", "body", "fields")
    return [
        (title, time, "\n".join(filter(None, (subject, body, *(f"{name}: {value}" for name, value in fields.items())))))
        for title, time, subject, body, fields in posts
    ]


WHAT = {"json": rows, "qdpx": texts}


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(sections=walls())
@pytest.mark.parametrize("format", WHAT)
def test_what_leaves_comes_back(format, sections, tmp_path):
    if not any(section.posts for section in sections):
        return
    with transaction.atomic():
        seminar = confirm(kept(written("markdown", sections), "x.md"))
        before = WHAT[format](seminar)
        call_command("export_summary", seminar.slug, format=format, output=str(tmp_path / "wall"))
        Import.objects.update(seminar=None)
        seminar.posts.all().delete()
        seminar.delete()
        assert WHAT[format](confirm(kept((tmp_path / "wall").read_bytes(), "wall"))) == before
        transaction.set_rollback(True)
