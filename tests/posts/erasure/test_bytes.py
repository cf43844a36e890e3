"""What is deleted for good is in no byte of PostgreSQL's files or of the log, once docs/operations.md is followed."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from django.db import connection

from posts.models import Erasure
from tests.conftest import missing
from tests.ledger.cluster import PROGRAMS, Cluster
from tests.seminar.server.serving import Server
from tests.world import World, person_client

pytestmark = pytest.mark.django_db(transaction=True)


def files_that_say(folder: Path, word: str) -> list[str]:
    """Their paths within the folder."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [str(file.relative_to(folder)) for file in files if word.casefold().encode() in file.read_bytes().lower()]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's files are searched in test_erasure.py")
def test_nothing_of_a_note_or_a_seminar_is_in_postgresqls_files_once_they_are_rewritten(settings, tmp_path):
    if not PROGRAMS:
        missing("PostgreSQL's programs are not installed")
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:  # which PostgreSQL's own account may enter
        folder = Path(name)
        cluster = Cluster(folder)
        stack.callback(cluster.stop)
        with cluster.in_use():
            run(
                "ALTER SYSTEM SET wal_recycle = off",
                "ALTER SYSTEM SET min_wal_size = '32MB'",
                "SELECT pg_reload_conf()",
            )
            world, other = World("máret"), World("berit")
            word, all_words = world.word("revised"), world.name
            run("CHECKPOINT")
            assert files_that_say(folder / "data/base", word) and files_that_say(folder / "data/pg_wal", word)
            Erasure.objects.ask(world.revised, by=world.organizer).carry_out()
            settle()
            assert files_that_say(folder, word) == []
            assert files_that_say(folder, all_words)
            people = [world.organizer, world.facilitator, world.viewer]
            Erasure.objects.ask(world.seminar, by=world.organizer).carry_out()
            world.preview.delete()
            for person in people:
                Erasure.objects.ask(person, by=person).carry_out()
            settle()
            assert files_that_say(folder, all_words) == []
            assert files_that_say(folder / "data/base", other.word("visible"))


def settle() -> None:
    """As docs/operations.md says: the tables are written again, and the log before them is no longer needed."""
    run("ANALYZE", "VACUUM FULL", "CHECKPOINT", *["SELECT pg_switch_wal()", "CHECKPOINT"] * 2)


def test_the_servers_log_has_nothing_that_was_written_and_deleted(server, tmp_path):
    """With a note that is saved, shown, refused, deleted, and sent again."""
    world = World("máret")
    before = len(server.log.read_text())
    with server.with_settings({"ERASURE_JOURNAL": str(tmp_path / "journal"), "LOG_LEVEL": "DEBUG"}):
        ask_for_all(server, world)
        Erasure.objects.ask(world.revised, by=world.organizer).carry_out()
        Erasure.objects.ask(world.seminar, by=world.organizer).carry_out()
        ask_for_all(server, world)
    log = server.log.read_text()[before:]
    assert log
    assert world.word("revised") not in log and "máret" not in log.replace(world.seminar.slug, "")


def ask_for_all(server: Server, world: World) -> None:
    cookies = {name: one.value for name, one in person_client(world.organizer).cookies.items()}
    for path in (
        "board/",
        "room/",
        f"posts/{world.revised.uid}/",
        "log/",
        "summary/",
        "summary/csv/",
        "board/?search=revised",
    ):
        requests.get(f"{server.url}/s/{world.seminar.slug}/{path}", cookies=cookies, timeout=60)
