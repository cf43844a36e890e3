"""Backup while scribes write, and restore somewhere else, into either database."""

import asyncio
import gzip
import json
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from seminar.backup.file import BackupFile
from seminar.models import Seminar
from tests.ledger.day import Day
from tests.ledger.loop import run as run_alone
from tests.seminar.server.serving import ROOT, database_url
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SQUASHED = "0001_squashed_0013_summary_file"


def manage(url: str, *command, limit: int | None = None) -> tuple[int, str]:
    """Runs a command on another database; it may write `limit` bytes to a file. Its exit code and its error."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "on", "LANGUAGE_CODE": "en"},
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


def test_what_is_restored_elsewhere_is_equal(saved, new_database, tmp_path):
    assert manage(new_database, "restore", saved) == (0, "")
    assert manage(new_database, "backup", tmp_path / "again.jsonl.gz") == (0, "")
    first, again = content(saved), content(tmp_path / "again.jsonl.gz")
    assert first.keys() == again.keys() and len(first["posts_post"][2]) > 10
    for table in ("django_content_type", "auth_permission"):  # tests empty them, and the restore fills them
        del first[table]
    assert {name: first[name] for name in first if first[name] != again[name]} == {}
    code, error = manage(new_database, "restore", saved)
    assert code == 1 and "not empty" in error and error.count("\n") == 1


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
    assert manage(new_database, "restore", earlier) == (0, "")
    assert manage(new_database, "backup", tmp_path / "again.jsonl.gz") == (0, "")
    again = tmp_path / "again.jsonl.gz"
    assert sorted(BackupFile(again).header.migrations) == sorted(BackupFile(saved).header.migrations)
    assert content(again)["themes_theme"] == content(saved)["themes_theme"]


def test_a_backup_while_scribes_write_is_the_state_of_one_moment(server, tmp_path):
    """Every text that was acknowledged before it began is in it, and no change is without its row."""
    day, file = Day(server.port, devices=20, think=(0.02, 0.1)), tmp_path / "backup.jsonl.gz"
    before, during = {}, []

    async def back_up() -> None:
        await asyncio.sleep(1)
        before.update({uid: list(written.acked) for uid, written in day.book.notes.items() if written.acked})
        acks = day.book.acks
        assert await asyncio.to_thread(manage, database_url(), "backup", file) == (0, "")
        during.append(day.book.acks - acks)

    run_alone(day.go(back_up()))
    assert during[0] > 0 and day.book.was_honest(), (during, day.book.answers)

    url = f"sqlite:///{tmp_path}/restored.sqlite3"
    assert manage(url, "restore", file) == (0, "")
    restored = sqlite3.connect(tmp_path / "restored.sqlite3")
    bodies = dict(restored.execute("SELECT uid, body FROM posts_post"))
    for uid, acked in before.items():
        assert bodies[uid] in day.book.notes[uid].tried[len(acked) - 1 :]
    [(last, count)] = restored.execute("SELECT max(number), count(*) FROM seminar_change").fetchall()
    [(counter,)] = restored.execute("SELECT last_change FROM seminar_seminar").fetchall()
    assert last == count == counter
    restored.close()


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_is_cut_is_refused_before_anything_is_written(saved, tmp_path, kept):
    data = saved.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(CommandError) as error:
        call_command("restore", str(cut))
    assert str(cut) in str(error.value)


def test_a_backup_with_a_row_less_and_one_that_goes_on_are_refused(saved, tmp_path):
    lines = gzip.decompress(saved.read_bytes()).splitlines(keepends=True)
    changed = tmp_path / "changed"
    for faulty in (lines[:5] + lines[6:], [*lines, b"[1]\n"], lines[:-1]):
        changed.write_bytes(gzip.compress(b"".join(faulty)))
        with pytest.raises(CommandError, match="cut or damaged"):
            call_command("restore", str(changed))


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
    later = gzip.decompress(saved.read_bytes()).replace(b'["posts","0001_initial"]', b'["posts","9999_later"]', 1)
    other.write_bytes(gzip.compress(later))
    code, error = manage(f"sqlite:///{tmp_path}/new.sqlite3", "restore", other)
    assert code == 1 and "later release" in error and not (tmp_path / "new.sqlite3").exists()


def test_a_disk_that_fills_leaves_nothing_half_done(saved, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    url = f"sqlite:///{folder}/restored.sqlite3"
    code, error = manage(url, "restore", saved, limit=400_000)
    assert code == 1 and "Nothing was restored" in error and error.count("\n") == 1
    assert list(folder.iterdir()) == []

    kept = tmp_path / "kept.jsonl.gz"
    kept.write_bytes(b"yesterday's")
    code, error = manage(database_url(), "backup", kept, limit=2_000)
    assert code == 1 and "Could not write" in error and error.count("\n") == 1
    assert kept.read_bytes() == b"yesterday's" and not list(tmp_path.glob("*.part"))


def test_a_backup_or_a_restore_that_is_killed_leaves_nothing_that_the_next_one_does_not_remove(
    saved, new_database, tmp_path
):
    """It is killed later and later, until it is done before that."""
    folder = tmp_path / "backups"
    folder.mkdir()
    kept = folder / "Mon.jsonl.gz"
    kept.write_bytes(b"last week's")
    for url, command in ((database_url(), ["backup", kept]), (new_database, ["restore", saved])):
        seconds = first = 0.2
        while (code := killed(url, command, seconds)) is None:
            assert kept.read_bytes() == b"last week's" or BackupFile(kept).check() > 10
            seconds *= 1.3 if os.environ.get("LONG") else 2.5
        assert seconds > first
        # A restore that was killed when it was done finds a place that is not empty. It is compared below.
        assert code == 0 or command[0] == "restore"
    assert BackupFile(kept).check() > 10
    assert [file.name for file in folder.iterdir()] == ["Mon.jsonl.gz"]
    assert not list(tmp_path.glob("new*.part*"))
    assert manage(new_database, "backup", tmp_path / "again.jsonl.gz") == (0, "")
    assert content(saved)["posts_post"] == content(tmp_path / "again.jsonl.gz")["posts_post"]


def killed(url: str, command: list, seconds: float) -> int | None:
    """The exit code, None where it was killed."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "on"},
        stdout=subprocess.DEVNULL,
    )
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def test_a_backup_is_for_its_owner_only_and_has_no_sessions(saved, client):
    assert saved.stat().st_mode & 0o777 == 0o600
    assert not {"django_session", "cache"} & content(saved).keys()


def test_a_backup_needs_a_database(tmp_path):
    code, error = manage(f"sqlite:///{tmp_path}/none.sqlite3", "backup", tmp_path / "backup")
    assert code == 1 and "no database" in error and list(tmp_path.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files are not named on the command line")
@pytest.mark.parametrize("end", ["", "-wal", ".erasures"])
def test_no_command_writes_over_the_database_or_what_belongs_to_it(tmp_path, end):
    world = World("anna")
    path = connection.settings_dict["NAME"] + end
    (tmp_path / "link").symlink_to(path)
    for name in (path, str(tmp_path / "link")):
        for command, *options in (
            ("backup", name),
            ("export_summary", world.seminar.slug, "--format=json", f"--output={name}"),
            ("person_export", world.organizer.email, name),
        ):
            with pytest.raises(CommandError, match="Rundebord itself uses"):
                call_command(command, *options, verbosity=0)
    connection.close()
    assert Seminar.objects.get() == world.seminar
