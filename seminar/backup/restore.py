"""Reads a backup into an empty database, whole or not at all, whichever database it came from."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from .file import BackupFile, Table, part_of, sync_folder
from .save import sequence_of

# For a file of SQLite that nobody uses yet, and that is thrown away if something fails.
QUICK = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;"


class NotEmpty(Exception):
    """The database has tables already."""


class FromLaterRelease(Exception):
    """The backup has migrations that this release does not know."""


def restore(backup: BackupFile, finish: Callable[[], None]) -> None:
    """Makes the tables of the release that made the backup, fills them, and brings them up to this release.

    `finish` is called before anyone can open the database.

    Raises NotEmpty, FromLaterRelease, file.Damaged, OSError and errors of the database. Nothing is changed then.
    """
    with all_or_nothing():
        executor, targets = _executor_for(backup.header.migrations)
        executor.migrate(targets)
        with connection.constraint_checks_disabled():
            _fill(backup)
        connection.check_constraints()
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        finish()


def _executor_for(migrations: list[tuple[str, str]]) -> tuple[MigrationExecutor, list[tuple[str, str]]]:
    """What applies the migrations of the backup to an empty database, and the last of them in each app.

    Whether a squashed migration takes the place of others, Django decides by which of them are applied. So those of the
    backup are recorded as applied while it looks. Raises FromLaterRelease.
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in migrations)
    executor = MigrationExecutor(connection)
    recorder.flush()
    loader = executor.loader
    replaced = {key for squashed in loader.replacements.values() for key in squashed.replaces}
    if unknown := set(migrations) - loader.disk_migrations.keys() - replaced:
        raise FromLaterRelease(unknown)
    nodes = loader.applied_migrations.keys() & loader.graph.nodes.keys()
    built_on = {parent.key for key in nodes for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]}
    loader.applied_migrations = {}
    return executor, sorted(nodes - built_on)


def all_or_nothing():
    """Refuses a database that has tables. What is done within is undone where it fails. Raises NotEmpty."""
    return _beside() if connection.vendor == "sqlite" else _in_one_transaction()


@contextmanager
def _in_one_transaction() -> Iterator[None]:
    with transaction.atomic():
        if connection.introspection.table_names():
            raise NotEmpty
        yield


@contextmanager
def _beside() -> Iterator[None]:
    """SQLite cannot change its tables within a transaction, so a file beside takes the place when it is whole."""
    target = Path(connection.settings_dict["NAME"])
    logs = [target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")]
    if any(path.exists() and path.stat().st_size for path in [target, *logs]):
        raise NotEmpty
    part = part_of(target)
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict |= {"NAME": str(part), "OPTIONS": options | {"init_command": QUICK}}
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield
        connection.close()
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target)
    finally:
        connection.close()
        connection.settings_dict |= {"NAME": str(target), "OPTIONS": options}
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + end).unlink(missing_ok=True)


def _fill(backup: BackupFile) -> None:
    with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # migrations leave some that are checked at once
        for table, rows in backup.tables():
            # The migrations have written a few: kinds of content, permissions.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.table)}")  # noqa: S608
            (_insert if connection.vendor == "sqlite" else _copy)(cursor, table, rows)
            if table.last_id:
                _count_on(cursor, table)
        if connection.vendor == "postgresql":
            # Checks the keys now: a table with checks that wait cannot be changed by a later migration.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _names(table: Table) -> str:
    return ", ".join(map(connection.ops.quote_name, table.columns))


def _insert(cursor, table: Table, rows: Iterator[list]) -> None:
    name, places = connection.ops.quote_name(table.table), ", ".join(["%s"] * len(table.columns))
    cursor.executemany(f"INSERT INTO {name} ({_names(table)}) VALUES ({places})", rows)  # noqa: S608


def _copy(cursor, table: Table, rows: Iterator[list]) -> None:
    name = connection.ops.quote_name(table.table)
    with cursor.copy(f"COPY {name} ({_names(table)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _count_on(cursor, table: Table) -> None:
    """The next row gets an id that none had before, since old changes name rows by their ids."""
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.table, table.last_id])
    elif sequence := sequence_of(cursor, table.table, "id"):
        cursor.execute("SELECT setval(%s, %s)", [sequence, table.last_id])
