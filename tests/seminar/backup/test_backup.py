"""Backup while scribes write, and restore somewhere else, into either database."""

import asyncio
import gzip
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from seminar.backup.file import BackupFile
from seminar.models import Seminar
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.seminar.backup.installation import environment
from tests.seminar.server.serving import ROOT, database_url
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "postgresql" if connection.vendor == "sqlite" else "sqlite"
SQUASHED = "0001_squashed_0013_summary_file"
# Each in one process, which has started only once.
COMMANDS = """
import json, sys
from django.core.management import execute_from_command_line
for command in json.loads(sys.argv[1]):
    execute_from_command_line(["manage.py", *command])
"""
# For each line that it reads, a child runs the command, and the system ends it after those seconds of processor.
KILLED = """
import os, signal, sys
import django
from django.core.management import execute_from_command_line
django.setup()
for line in sys.stdin:
    if not (child := os.fork()):
        sys.stdout = open(os.devnull, "w")
        signal.setitimer(signal.ITIMER_PROF, float(line))
        execute_from_command_line(["manage.py", *sys.argv[1:]])
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def manage(url: str, *commands: list, limit: int | None = None) -> tuple[int, str]:
    """Runs the commands on another database, until one fails; they may write `limit` bytes to a file. The exit code and
    the errors.
    """
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands, default=str)],
        cwd=ROOT,
        env=environment(url),
        capture_output=True,
        timeout=500,
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
    )
    return done.returncode, done.stderr.decode()


def content(file) -> dict[str, tuple]:
    """Of a backup: each table with its last id, its columns and its rows, in which JSON counts by what it says."""
    return {
        table.table: (table.last_id, table.columns, [[said(value) for value in row] for row in rows])
        for table, rows in BackupFile(file).tables()
    }


def said(value):
    with suppress(TypeError, ValueError):
        return json.loads(value) if value[:1] in ("{", "[") else value
    return value


@pytest.fixture
def saved(tmp_path):
    """A backup of a seminar with rows of every kind, and of ids that were given to rows that are gone."""
    world = World("anna")
    world.reply.delete()
    file = tmp_path / "backup.jsonl.gz"
    call_command("backup", str(file), verbosity=0)
    return file


def assert_equal(saved, again) -> None:
    """Both backups have the same rows, among them more than ten notes."""
    first, second = content(saved), content(again)
    assert first.keys() == second.keys() and len(first["posts_post"][2]) > 10
    for table in ("django_content_type", "auth_permission"):  # tests empty them, and the restore fills them
        del first[table]
    assert {name: first[name] for name in first if first[name] != second[name]} == {}


@pytest.mark.parametrize("new_database", [OTHER], indirect=True)
def test_what_is_restored_into_the_other_database_is_equal(saved, new_database, tmp_path):
    again = tmp_path / "again.jsonl.gz"
    code, error = manage(new_database, ["restore", saved], ["backup", again], ["restore", saved])
    assert code == 1 and "not empty" in error and error.count("\n") == 1
    assert_equal(saved, again)


@pytest.mark.once
@pytest.mark.parametrize(
    ("new_database", "missing"),
    [("sqlite", {SQUASHED}), ("postgresql", {SQUASHED, "0013_summary_file"})],
    indirect=["new_database"],
    ids=["all", "all but the last"],
)
def test_a_backup_of_a_release_from_before_a_squashed_migration_is_restored(saved, new_database, tmp_path, missing):
    """It has all that the migration replaces, or all but the last one, which makes a table that is in no backup."""
    header, *rows = gzip.decompress(saved.read_bytes()).splitlines(keepends=True)
    header = json.loads(header)
    header["migrations"] = [one for one in header["migrations"] if one[1] not in missing]
    earlier = tmp_path / "earlier.jsonl.gz"
    earlier.write_bytes(gzip.compress(b"".join([json.dumps(header).encode() + b"\n", *rows])))
    again = tmp_path / "again.jsonl.gz"
    assert manage(new_database, ["restore", earlier], ["backup", again]) == (0, "")
    assert sorted(BackupFile(again).header.migrations) == sorted(BackupFile(saved).header.migrations)
    assert content(again)["themes_theme"] == content(saved)["themes_theme"]


def test_a_backup_while_scribes_write_is_the_state_of_one_moment(server, tmp_path):
    """Every text that was acknowledged before it began is in it, and no change is without its row."""
    day, file = Day(server.port, devices=20, think=(0.1, 0.3)), tmp_path / "backup.jsonl.gz"
    before, during = {}, []

    async def back_up() -> None:
        await asyncio.sleep(1)
        before.update({uid: list(written.acked) for uid, written in day.book.notes.items() if written.acked})
        acks = day.book.acks
        assert await asyncio.to_thread(manage, database_url(), ["backup", file]) == (0, "")
        during.append(day.book.acks - acks)

    run_alone(day.go(back_up()))
    assert during[0] > 0 and day.book.was_honest(), (during, day.book.answers)

    rows = {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, (_, columns, rows) in content(file).items()
    }
    assert columns_of_absent_rows(rows) == []
    bodies = {post["uid"]: post["body"] for post in rows["posts_post"]}
    for uid, acked in before.items():
        assert bodies[uid] in day.book.notes[uid].tried[len(acked) - 1 :]
    [seminar] = rows["seminar_seminar"]
    numbers = [change["number"] for change in rows["seminar_change"]]
    assert max(numbers) == len(numbers) == seminar["last_change"]


def columns_of_absent_rows(rows: dict[str, list[dict]]) -> list[str]:
    """The foreign keys of which a value is the key of no row."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.remote_field and model._meta.db_table in rows:
                keys = {row[field.target_field.column] for row in rows[field.related_model._meta.db_table]}
                if {row[field.column] for row in rows[model._meta.db_table]} - keys - {None}:
                    found.append(f"{model.__name__}.{field.name}")
    return found


@pytest.mark.once
def test_a_backup_that_is_cut_or_changed_is_refused_before_anything_is_written(saved, tmp_path):
    data, faulty = saved.read_bytes(), tmp_path / "faulty"
    for kept in (0.0, 0.3, 0.9, 0.999):
        faulty.write_bytes(data[: int(len(data) * kept)])
        with pytest.raises(CommandError) as error:
            call_command("restore", str(faulty))
        assert str(faulty) in str(error.value), kept
    lines = gzip.decompress(data).splitlines(keepends=True)
    for fault, changed in {
        "a row less": lines[:5] + lines[6:],
        "it goes on": [*lines, b"[1]\n"],
        "no end": lines[:-1],
    }.items():
        faulty.write_bytes(gzip.compress(b"".join(changed)))
        with pytest.raises(CommandError) as error:
            call_command("restore", str(faulty))
        assert "cut or damaged" in str(error.value), fault


def test_what_is_no_backup_is_refused(saved, tmp_path):
    other = tmp_path / "other"
    for data in (b"no", gzip.compress(b"no\n"), gzip.compress(b'{"format":"x","version":1}\n')):
        other.write_bytes(data)
        with pytest.raises(CommandError, match="not a backup"):
            call_command("restore", str(other))
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(saved))
    with pytest.raises(CommandError, match="Nothing was restored: No such file"):
        call_command("restore", str(tmp_path / "none"))


@pytest.mark.once
def test_a_backup_of_a_later_release_is_refused_and_makes_no_database(saved, tmp_path):
    other = tmp_path / "other"
    later = gzip.decompress(saved.read_bytes()).replace(b'["posts","0001_initial"]', b'["posts","9999_later"]', 1)
    other.write_bytes(gzip.compress(later))
    code, error = manage(f"sqlite:///{tmp_path}/new.sqlite3", ["restore", other])
    assert code == 1 and "later release" in error and not (tmp_path / "new.sqlite3").exists()


@pytest.mark.once
def test_a_disk_that_fills_leaves_nothing_half_done(saved, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    url = f"sqlite:///{folder}/restored.sqlite3"
    code, error = manage(url, ["restore", saved], limit=400_000)
    assert code == 1 and "Nothing was restored" in error and error.count("\n") == 1
    assert list(folder.iterdir()) == []

    kept = tmp_path / "kept.jsonl.gz"
    kept.write_bytes(b"yesterday's")
    code, error = manage(database_url(), ["backup", kept], limit=2_000)
    assert code == 1 and "Could not write" in error and error.count("\n") == 1
    assert kept.read_bytes() == b"yesterday's" and not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("new_database", [connection.vendor], indirect=True)
def test_a_backup_or_a_restore_that_is_killed_leaves_nothing_that_the_next_one_does_not_remove(
    saved, new_database, tmp_path
):
    """It is killed later and later, until it is done before that. What the last restore made is equal."""
    folder = tmp_path / "backups"
    folder.mkdir()
    kept = folder / "Mon.jsonl.gz"
    kept.write_bytes(b"last week's")
    for url, command in ((database_url(), ["backup", kept]), (new_database, ["restore", saved])):
        seconds = first = 0.01
        with killed_after(url, command) as code_after:
            while (code := code_after(seconds)) == -signal.SIGPROF:
                assert kept.read_bytes() == b"last week's" or BackupFile(kept).check() > 10
                seconds *= 1.3 if os.environ.get("LONG") else 4
        assert seconds > first, (code, seconds)
        # A restore that was killed when it was done finds a place that is not empty. It is compared below.
        assert code == 0 or (code == 1 and command[0] == "restore")
    assert BackupFile(kept).check() > 10
    assert [file.name for file in folder.iterdir()] == ["Mon.jsonl.gz"]
    assert not list(tmp_path.glob("new*.part*"))
    assert manage(new_database, ["backup", tmp_path / "again.jsonl.gz"]) == (0, "")
    assert_equal(saved, tmp_path / "again.jsonl.gz")


@contextmanager
def killed_after(url: str, command: list) -> Iterator[Callable[[float], int]]:
    """What runs the command, which is killed after so many seconds of processor, and returns its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *map(str, command)],
        cwd=ROOT,
        env=environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def code_after(seconds: float) -> int:
        print(seconds, file=process.stdin, flush=True)
        return int(process.stdout.readline())

    with process:
        yield code_after
        process.stdin.close()


def test_a_backup_is_for_its_owner_only_and_has_no_sessions(saved, client):
    assert saved.stat().st_mode & 0o777 == 0o600
    assert not {"django_session", "cache"} & content(saved).keys()


@pytest.mark.once
def test_a_backup_needs_a_database(tmp_path):
    code, error = manage(f"sqlite:///{tmp_path}/none.sqlite3", ["backup", tmp_path / "backup"])
    assert code == 1 and "no database" in error and list(tmp_path.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files are not named on the command line")
def test_no_command_writes_over_the_database_or_what_belongs_to_it(tmp_path):
    world = World("anna")
    for end in ("", "-wal", ".erasures"):
        path, link = connection.settings_dict["NAME"] + end, tmp_path / f"link{end}"
        link.symlink_to(path)
        for name in (path, str(link)):
            for command, *options in (
                ("backup", name),
                ("export_summary", world.seminar.slug, "--format=json", f"--output={name}"),
                ("person_export", world.organizer.email, name),
            ):
                with pytest.raises(CommandError) as error:
                    call_command(command, *options, verbosity=0)
                assert "Rundebord itself uses" in str(error.value), (command, name)
    connection.close()
    assert Seminar.objects.get() == world.seminar
